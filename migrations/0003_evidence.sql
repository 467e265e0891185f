-- Evidence: receipts, the chain of each subject, and the transparency log with its tiles.

-- A chain belongs to a person, an organisation or the platform: subject is person:ID, organisation:NAME or platform.
-- Its head covers every receipt in it; head and length go into the log, salted, so that a dropped tail shows.
create table evidence_chain (
    subject text primary key,
    length bigint not null,
    head bytea not null,
    salt bytea not null,
    committed_length bigint not null,
    commitment_due_at timestamptz not null
);
create index evidence_chain_moved on evidence_chain (commitment_due_at) where length > committed_length;

-- What happened, sealed under the person's key where the chain is a person's (the salt too). Receipts are never deleted:
-- without the key a commitment says nothing. log_index is null until the receipt is in the log.
create table evidence_receipt (
    id uuid primary key,
    subject text not null,
    seq bigint not null,
    at timestamptz not null,
    previous bytea not null,
    body bytea not null,
    commitment bytea not null,
    log_index bigint
);
create unique index evidence_receipt_chain on evidence_receipt (subject, seq);
create index evidence_receipt_waiting on evidence_receipt (id) where log_index is null;

-- The state of a chain as committed to the log.
create table evidence_commitment (
    id uuid primary key,
    subject text not null,
    length bigint not null,
    head bytea not null,
    at timestamptz not null,
    commitment bytea not null,
    log_index bigint
);
create unique index evidence_commitment_chain on evidence_commitment (subject, length);
create index evidence_commitment_waiting on evidence_commitment (id) where log_index is null;

-- The log's newest signed checkpoint: one row.
create table evidence_log (
    origin text primary key,
    size bigint not null,
    root bytea not null,
    checkpoint text not null,
    signed_at timestamptz not null
);

-- The newest content of each tile (c2sp.org/tlog-tiles); level -1 holds the entry bundles. A narrower partial tile is a prefix.
create table evidence_tile (
    level bigint not null,
    number bigint not null,
    content bytea not null,
    primary key (level, number)
);
