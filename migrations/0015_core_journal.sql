-- What must survive the restore of an older backup, backups themselves, and how the evidence log goes on after one.

-- Each act that takes something away for good (a consent withdrawn, a code used, a person deleted) notes it here, in its own
-- transaction; from here it is shipped to files outside the database. Ids only, never personal data.
create table core_journal (
    id uuid primary key,
    kind text not null,
    entry jsonb not null,
    at timestamptz not null,
    -- The life of this database in which it was numbered, and its number there: null until a node has taken it to be shipped.
    life uuid,
    number bigint,
    taken_until timestamptz,
    shipped_at timestamptz
);
create index core_journal_waiting on core_journal (id) where number is null;
create index core_journal_taken on core_journal (number) where number is not null and shipped_at is null;
create index core_journal_shipped on core_journal (shipped_at) where shipped_at is not null;

-- The lives of this database: one from its creation, another from each restore; and how far the journal of each is contained in it.
create table core_life (
    life uuid primary key,
    last bigint not null,
    began_at timestamptz not null
);

-- Backups that were made.
create table core_backup (
    id uuid primary key,
    made_at timestamptz not null,
    folder text not null,
    row_count bigint not null,
    byte_count bigint not null,
    -- SHA-256 of the data file and of the keys file, as they were written.
    data_sha256 bytea not null,
    keys_sha256 bytea not null
);
create index core_backup_made on core_backup (made_at);

-- With a journal, a checkpoint is published once its leaves are in the journal's files, so that no restore can contradict it. Null: what
-- the log has is what is published.
alter table evidence_log add column published_size bigint;
alter table evidence_log add column published_root bytea;
alter table evidence_log add column published_checkpoint text;
-- Up to which entry the leaves were written to the journal.
alter table evidence_log add column journaled_size bigint;

-- The names this log had before, each with the last state that is known to have been published under it. A restore that cannot know the
-- newest one goes on under a new name.
create table evidence_former_log (
    origin text primary key,
    size bigint not null,
    root bytea not null,
    checkpoint text not null,
    ended_at timestamptz not null
);

-- Entries that stand in the log and whose receipts were lost with a database: first to before until.
create table evidence_lost (
    first_index bigint primary key,
    until_index bigint not null,
    restored_at timestamptz not null
);
