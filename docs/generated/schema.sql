-- 0001_core
-- What the house itself needs: settings fixed at creation, and the outbox.

create table core_setting (
    name text primary key,
    value text not null
);

-- A side effect waiting to happen. The payload holds ids only, never personal data.
create table core_job (
    id uuid primary key,
    kind text not null,
    payload jsonb not null,
    run_at timestamptz not null,
    attempts bigint not null,
    locked_until timestamptz,
    failed_at timestamptz,
    last_error text
);
create index core_job_due on core_job (run_at) where failed_at is null;

-- 0002_crypto
-- The keys of people's data, each wrapped by a master key, apart from the data they seal: a deleted row makes that data unreadable.

create table crypto_person_key (
    owner uuid primary key,
    wrapped bytea not null,
    -- The id of the master key that wrapped it: after a rotation a job looks for the others.
    wrapped_by bytea not null,
    created_at timestamptz not null
);
create index crypto_person_key_wrapped_by on crypto_person_key (wrapped_by);

-- 0003_evidence
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

-- 0004_identity
-- Who someone is. Of a person: an account, a level, a keyed hash of the card number, and the means to log in. No profile.

create table identity_account (
    id uuid primary key,
    -- HMAC-SHA-256 of the normalised card number under a key that is not in this database.
    card_hash bytea not null unique,
    level text not null,
    lang text not null,
    created_at timestamptz not null
);

create table identity_authenticator (
    id uuid primary key,
    account uuid not null references identity_account (id) on delete cascade,
    credential_id bytea not null unique,
    -- COSE_Key, as the authenticator gave it.
    public_key bytea not null,
    sign_count bigint not null,
    aaguid uuid not null,
    backup_eligible boolean not null,
    backed_up boolean not null,
    transports jsonb not null,
    label text not null,
    created_at timestamptz not null,
    last_used_at timestamptz
);
create index identity_authenticator_account on identity_authenticator (account);

-- A WebAuthn ceremony that was begun and waits for its answer: single use, bound to one browser.
create table identity_ceremony (
    id uuid primary key,
    kind text not null,
    challenge bytea not null,
    browser bytea not null,
    account uuid,
    expires_at timestamptz not null
);
create index identity_ceremony_expires on identity_ceremony (expires_at);

create table identity_session (
    id uuid primary key,
    token_hash bytea not null unique,
    account uuid not null references identity_account (id) on delete cascade,
    acr text not null,
    authenticated_at timestamptz not null,
    last_seen_at timestamptz not null,
    -- The hard end, whatever the activity.
    expires_at timestamptz not null
);
create index identity_session_account on identity_session (account);
create index identity_session_expires on identity_session (expires_at);

create table identity_organisation (
    id text primary key,
    kind text not null,
    name jsonb not null
);

-- 0005_consent
-- What people are asked, and what they have allowed.

-- Something a party asks of a person. Lives minutes.
create table consent_request (
    id uuid primary key,
    client text not null,
    organisation text not null,
    -- RFC 9396 authorization_details.
    details jsonb not null,
    login_purpose text not null,
    -- Where the protocol that asked goes on, on this host.
    resume text not null,
    redirect_origin text,
    always_ask boolean not null,
    fresh_login boolean not null,
    lang text,
    -- SHA-256 of the cookie of the browser that began it.
    browser bytea not null,
    account uuid,
    -- Taken over by another device of the person's (scanned), so the first browser decides nothing.
    claimed boolean not null,
    -- open, granted, declined, cancelled, used
    state text not null,
    -- What was shown, sealed under the person's key; its binding to the passkey's challenge; both replaced when shown anew.
    shown bytea,
    challenge bytea,
    -- How the person who decided had proved who they are.
    acr text,
    authenticated_at timestamptz,
    created_at timestamptz not null,
    expires_at timestamptz not null
);
create index consent_request_expires on consent_request (expires_at);

-- What a person has allowed.
create table consent_consent (
    id uuid primary key,
    account uuid not null,
    client text not null,
    organisation text not null,
    -- login or exchange
    kind text not null,
    detail jsonb not null,
    purpose text not null,
    once boolean not null,
    -- active, used, withdrawn, expired, replaced
    state text not null,
    -- The read that uses, or has used, a one-time consent.
    used_by uuid,
    given_at timestamptz not null,
    until timestamptz,
    ended_at timestamptz,
    request uuid not null,
    -- What was shown and the passkey's assertion over it, sealed under the person's key; the hash that was signed.
    shown bytea not null,
    shown_sha256 bytea not null,
    assertion bytea not null
);
create index consent_consent_account on consent_consent (account, given_at);
create index consent_consent_until on consent_consent (until) where state = 'active';
create index consent_consent_login on consent_consent (account, client) where state = 'active' and kind = 'login';

-- Which consents a granted request stands on.
create table consent_grant (
    request uuid not null,
    position bigint not null,
    consent uuid not null,
    primary key (request, position)
);

-- A QR code on one screen, waiting for a phone (cw-qr/1).
create table consent_order (
    id uuid primary key,
    request uuid not null,
    browser bytea not null,
    -- new, claimed, cancelled
    state text not null,
    account uuid,
    created_at timestamptz not null,
    expires_at timestamptz not null
);
create index consent_order_expires on consent_order (expires_at);

-- 0006_oidc
-- OpenID Connect: the clients, what they have asked and not yet been answered, and what they hold.
-- Secrets (codes, client secrets) are kept as SHA-256 alone; refresh tokens are not kept at all.

create table oidc_client (
    id text primary key,
    organisation text not null,
    name jsonb not null,
    home_url text not null,
    redirect_uris jsonb not null,
    native boolean not null,
    sector text not null,
    auth_method text not null,
    secret_hash bytea,
    jwks jsonb not null,
    scopes text not null,
    login_purpose text not null,
    updated_at timestamptz not null
);

-- The pseudonym of an account in a sector: random, stored, for ever.
create table oidc_subject (
    account uuid not null,
    sector text not null,
    subject text not null unique,
    primary key (account, sector)
);

-- An authorization request whose person has not answered yet; its id is that of the consent request.
create table oidc_authorization (
    request uuid primary key,
    browser bytea not null,
    client text not null,
    sector text not null,
    redirect_uri text not null,
    state text,
    nonce text,
    code_challenge text not null,
    scope text not null,
    fields text not null,
    essential_acr text not null,
    authenticated_after timestamptz,
    expires_at timestamptz not null
);
create index oidc_authorization_expires on oidc_authorization (expires_at);

-- What came of one authorization: every token descends from a row here, and dies with it.
create table oidc_grant (
    id uuid primary key,
    account uuid not null,
    client text not null,
    subject text not null,
    scope text not null,
    details jsonb not null,
    acr text not null,
    authenticated_at timestamptz not null,
    salt bytea not null,
    generation bigint not null,
    rotated_at timestamptz,
    created_at timestamptz not null,
    revoked_at timestamptz,
    expires_at timestamptz not null
);
create index oidc_grant_expires on oidc_grant (expires_at);
create index oidc_grant_account on oidc_grant (account, client);

-- Kept past its minute of life, so that a second redemption is seen for what it is.
create table oidc_code (
    hash bytea primary key,
    grant_id uuid not null,
    client text not null,
    redirect_uri text not null,
    nonce text,
    code_challenge text not null,
    valid_until timestamptz not null,
    used_at timestamptz,
    expires_at timestamptz not null
);
create index oidc_code_expires on oidc_code (expires_at);

-- The jti of each client assertion that was accepted: SHA-256 over client and jti.
create table oidc_assertion (
    hash bytea primary key,
    expires_at timestamptz not null
);
create index oidc_assertion_expires on oidc_assertion (expires_at);

-- 0007_exchange
-- The catalogue of what can be exchanged, and the reads that took place. Names and digests only: no personal data.

create table exchange_dataset (
    id text primary key,
    provider text not null,
    name jsonb not null,
    description jsonb not null,
    fields jsonb not null,
    identifier text not null,
    life_cycle text not null,
    updated_at timestamptz not null
);

create table exchange_purpose (
    id text primary key,
    words jsonb not null,
    uses jsonb not null,
    updated_at timestamptz not null
);

create table exchange_provider (
    organisation text primary key,
    base_url text not null,
    signing_keys jsonb not null,
    encryption_key jsonb not null,
    updated_at timestamptz not null
);

-- One read: written with the intent, settled with the outcome.
create table exchange_read (
    id uuid primary key,
    state text not null,
    code text,
    incident text,
    account uuid not null,
    basis text not null,
    consent uuid,
    consumer text not null,
    consumer_organisation text not null,
    provider text not null,
    dataset text not null,
    fields jsonb not null,
    purpose text not null,
    request_sha256 text not null,
    created_at timestamptz not null,
    settled_at timestamptz,
    expires_at timestamptz not null
);
create index exchange_read_left_alone on exchange_read (created_at) where state = 'intended';
create index exchange_read_expires on exchange_read (expires_at);

-- Requests that were seen, by the digest of their names: none is taken twice while its signature would hold.
create table exchange_seen (
    consumer text not null,
    jti_sha256 bytea not null,
    expires_at timestamptz not null,
    primary key (consumer, jti_sha256)
);
create index exchange_seen_expires on exchange_seen (expires_at);

-- Refusals under a consent that has ended, so that a client that goes on asking leaves one receipt an hour and not thousands.
create table exchange_refused (
    consent uuid not null,
    code text not null,
    expires_at timestamptz not null,
    primary key (consent, code)
);
create index exchange_refused_expires on exchange_refused (expires_at);

-- 0008_vault
-- Every value about a person, sealed under a key of that person's own (crypto_person_key, kept and backed up apart).

create table vault_item (
    account uuid not null,
    name text not null,
    -- AES-256-GCM, bound to the account and the item's name.
    sealed bytea not null,
    updated_at timestamptz not null,
    primary key (account, name)
);

-- 0009_notify
-- What the platform tells a person. The words are chosen when it is read, by kind and language.

create table notify_message (
    id uuid primary key,
    account uuid not null,
    kind text not null,
    -- The particulars, sealed under the person's key and bound to this message.
    params bytea not null,
    created_at timestamptz not null,
    read_at timestamptz,
    expires_at timestamptz not null
);
create index notify_message_account on notify_message (account, id);
create index notify_message_unread on notify_message (account) where read_at is null;
create index notify_message_expires on notify_message (expires_at);

-- 0010_registration
-- Establishing who a person is, and giving them an account.

-- A registration under way, in one browser. Its values lie in the vault, under a key of the applicant's own.
create table registration_draft (
    id uuid primary key,
    -- The account there will be, if all goes well.
    applicant uuid not null,
    -- SHA-256 of the cookie of the browser that began it.
    browser bytea not null,
    lang text not null,
    -- checking, verified
    state text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null
);
create index registration_draft_expires on registration_draft (expires_at);

-- How often a card number was tried, and how often an address tried: keyed hashes, for as long as the window lasts.
create table registration_attempt_count (
    subject bytea primary key,
    attempts bigint not null,
    expires_at timestamptz not null
);
create index registration_attempt_count_expires on registration_attempt_count (expires_at);

-- Sandbox only: who may drive it.
create table registration_sandbox_key (
    name text primary key,
    -- SHA-256 of the bearer secret.
    key_hash bytea not null unique,
    -- How many people this key may have at a time.
    quota bigint not null,
    created_at timestamptz not null
);

-- Sandbox only: a software authenticator that stands in for a person's phone.
create table registration_sandbox_passkey (
    account uuid primary key,
    -- Whose it is: an integrator's key (key:NAME), one browser (browser:HASH), or everybody's (sample).
    owner text not null,
    -- The private key and what the simulated phone shows of its owner, sealed under the person's key.
    sealed bytea not null,
    created_at timestamptz not null
);
create index registration_sandbox_passkey_owner on registration_sandbox_passkey (owner, account);

-- 0011_identity_staff
-- How staff work: who is a member of which organisation, with which roles, and what they propose, approve and do.

alter table identity_organisation add column status text not null default 'active';
-- Pairs of scheme and value; parts with a short name and a name; addresses of functions, not of people.
alter table identity_organisation add column identifiers jsonb not null default '[]';
alter table identity_organisation add column units jsonb not null default '[]';
alter table identity_organisation add column contacts jsonb not null default '[]';

-- What a ceremony is about (an act, an invitation), and what makes its challenge unlike any other's.
alter table identity_ceremony add column about uuid;
alter table identity_ceremony add column nonce bytea;

create table identity_member (
    id uuid primary key,
    organisation text not null references identity_organisation (id),
    account uuid not null references identity_account (id) on delete cascade,
    -- What colleagues call them, sealed under the person's key.
    name bytea not null,
    unit text,
    since timestamptz not null,
    ended_at timestamptz
);
create unique index identity_member_active on identity_member (organisation, account) where ended_at is null;
create index identity_member_account on identity_member (account);

create table identity_grant (
    id uuid primary key,
    member uuid not null references identity_member (id) on delete cascade,
    role text not null,
    since timestamptz not null,
    last_used_at timestamptz,
    review_due_at timestamptz not null,
    -- Nobody confirmed it in time, and it was kept for want of other officers.
    flagged_at timestamptz,
    ended_at timestamptz
);
create unique index identity_grant_active on identity_grant (member, role) where ended_at is null;
create index identity_grant_review on identity_grant (review_due_at) where ended_at is null;

-- Deleted when it is used, taken back or over; receipts tell its story.
create table identity_invitation (
    id uuid primary key,
    token_hash bytea not null unique,
    organisation text not null references identity_organisation (id),
    roles jsonb not null,
    unit text,
    bootstrap boolean not null,
    invited_by uuid references identity_member (id) on delete cascade,
    expires_at timestamptz not null
);
create index identity_invitation_expires on identity_invitation (expires_at);

create table identity_staff_session (
    id uuid primary key,
    token_hash bytea not null unique,
    account uuid not null references identity_account (id) on delete cascade,
    member uuid not null references identity_member (id) on delete cascade,
    authenticated_at timestamptz not null,
    last_seen_at timestamptz not null,
    -- The hard end, whatever the activity.
    expires_at timestamptz not null
);
create index identity_staff_session_account on identity_staff_session (account);
create index identity_staff_session_member on identity_staff_session (member);
create index identity_staff_session_expires on identity_staff_session (expires_at);

-- An act that was begun in one session and waits there to be confirmed: single use.
create table identity_act (
    id uuid primary key,
    session uuid not null references identity_staff_session (id) on delete cascade,
    act jsonb not null,
    digest bytea not null,
    expires_at timestamptz not null
);
create index identity_act_session on identity_act (session);
create index identity_act_expires on identity_act (expires_at);

create table identity_proposal (
    id uuid primary key,
    kind text not null,
    organisation text not null,
    subject text not null,
    -- Ids and what is to be registered; nothing about a person.
    content jsonb not null,
    digest bytea not null,
    state text not null,
    needed bigint not null,
    maker uuid not null,
    -- The person, whatever becomes of their place in the staff: they never approve it.
    maker_account uuid not null,
    -- The person it is about, who never approves it either.
    concerns uuid,
    made_at timestamptz not null,
    expires_at timestamptz not null,
    decided_at timestamptz
);
create index identity_proposal_state on identity_proposal (state, made_at);
create index identity_proposal_expires on identity_proposal (expires_at) where state = 'waiting';
create index identity_proposal_maker on identity_proposal (maker_account, made_at);
create index identity_proposal_concerns on identity_proposal (concerns) where state = 'waiting';

create table identity_approval (
    proposal uuid not null references identity_proposal (id) on delete cascade,
    account uuid not null,
    member uuid not null,
    at timestamptz not null,
    primary key (proposal, account)
);

create table identity_mandate (
    id uuid primary key,
    organisation text not null references identity_organisation (id),
    representative uuid not null references identity_account (id) on delete cascade,
    scope jsonb not null,
    -- The most that one payment may come to, in minor units of the currency.
    cap bigint,
    until timestamptz not null,
    basis jsonb not null,
    given_by uuid not null,
    given_by_account uuid not null,
    given_at timestamptz not null,
    ended_at timestamptz,
    ended_why text
);
create index identity_mandate_organisation on identity_mandate (organisation, given_at);
create index identity_mandate_representative on identity_mandate (representative);

-- That a member of staff looked for somebody's record: counted for an hour.
create table identity_look (
    id uuid primary key,
    member uuid not null references identity_member (id) on delete cascade,
    expires_at timestamptz not null
);
create index identity_look_member on identity_look (member, expires_at);
create index identity_look_expires on identity_look (expires_at);

-- 0012_oidc_status
-- What staff manage of clients: their place in the directory of services, stopping one at once, changing a secret without an outage.

alter table oidc_client add column description jsonb;
alter table oidc_client add column listed boolean not null default false;
alter table oidc_client add column secret_made_at timestamptz;
-- The secret before the newest one, good until then, so that a change of secrets fails no request.
alter table oidc_client add column old_secret_hash bytea;
alter table oidc_client add column old_secret_until timestamptz;
alter table oidc_client add column stopped_at timestamptz;
alter table oidc_client add column stop_reason text;
-- Whatever was granted up to this moment is void: one column ends every token of a client, however many there are.
alter table oidc_client add column void_until timestamptz;
create index oidc_client_organisation on oidc_client (organisation);
create index oidc_client_sector on oidc_client (sector);

-- Whom a change to a client or a dataset touches: counted when it is proposed.
create index consent_consent_client on consent_consent (client) where state = 'active';
create index consent_consent_dataset on consent_consent ((detail ->> 'dataset')) where state = 'active' and kind = 'exchange';

-- 0013_exchange_catalogue
-- Who answers for a purpose: they alone, and the platform's staff, change its words. Null: the platform.

alter table exchange_purpose add column organisation text;
create index exchange_dataset_provider on exchange_dataset (provider);

-- 0014_evidence_suspension
-- What is withheld from a person for a while, and the names of the events that staff may search for.

-- One case about one person, of which that person is told nothing until a moment: two officers decided it. It stays as long as the
-- person does, since it is what lets an entry say afterwards that it was withheld.
create table evidence_suspension (
    id uuid primary key,
    account uuid not null,
    -- The reference of the case, sealed under the person's key.
    reference bytea not null,
    since timestamptz not null,
    until timestamptz not null
);
create index evidence_suspension_account on evidence_suspension (account);

-- The event's name, of receipts in the chains of organisations and of the platform alone: of a person's receipt it stays null.
alter table evidence_receipt add column event text;
create index evidence_receipt_event on evidence_receipt (at) where event is not null;
-- What the previous release records while both run: a job names it.
create index evidence_receipt_unnamed on evidence_receipt (seq) where event is null and subject = 'platform';

-- 0015_core_journal
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

-- 0016_crypto_key
-- Which of the platform's own keys this database has met: names and times, never a key. It notices a key store that lacks the key in
-- use or brings back one that was retired, and every key gets its receipt, whoever made it and wherever that was cut short.

create table crypto_key (
    kid text primary key,
    key_use text not null,
    made_at timestamptz not null,
    activates_at timestamptz not null,
    noted_at timestamptz not null,
    retired_at timestamptz
);

-- 0017_consent_ended
-- Consents that have ended are found by when they did, to be deleted in time.

create index consent_consent_ended on consent_consent (ended_at) where ended_at is not null;

-- 0019_identity_invited
-- For whom a link was made, as whoever made it wrote: sealed under their key while the link is open, then under that of whoever took it.
alter table identity_invitation add column invited_name bytea;
alter table identity_member add column invited_as bytea;

-- 0020_core_order
-- The order of what is noted in the journal. Times and ids come from the clock of whichever node wrote them; a place is assigned in the
-- act's own transaction, so that of two acts of which one saw the other, the journal holds that one first.

-- The place that was given out last, for each thing that has an order: `journal`.
create table core_order (
    name text primary key,
    last bigint not null
);

-- Null: an act that comes to the same in any order.
alter table core_journal add column place bigint;
create index core_journal_placed on core_journal (place) where number is null and place is not null;

-- 0021_crypto_node
-- Which of the platform's keys each running node holds: names, never a key. Folders of keys are copies, so a key that was made in one is
-- on the other nodes only once somebody has brought it there; what needs it everywhere waits until it is.

create table crypto_node (
    id uuid primary key,
    name text not null,
    kids text not null,
    expires_at timestamptz not null
);
create index crypto_node_expires on crypto_node (expires_at);

-- 0022_oidc_settings
-- What a client may be told to do beyond the plain code flow: one typed document for each (oidc::Settings), and what the rest of a login has
-- to remember for it. A row of an older release has the empty document, which means what that release did.

alter table oidc_client add column settings jsonb not null default '{}';

-- The rest of the terms that were asked for (oidc::model::Terms): response mode, resources, what is done with the grant.
alter table oidc_authorization add column terms jsonb not null default '{}';
-- The pushed request it came by, spent with the code; the thumbprint of the key to which the code is bound.
alter table oidc_authorization add column pushed bytea;
alter table oidc_authorization add column jkt bytea;
alter table oidc_code add column jkt bytea;

-- The grants that one public grant id stands for; null in rows of an older release, which are families of one.
alter table oidc_grant add column family uuid;
-- The session it was made in, so that both can end together.
alter table oidc_grant add column session uuid;
alter table oidc_grant add column terms jsonb not null default '{}';
create index oidc_grant_family on oidc_grant (family) where family is not null;
create index oidc_grant_session on oidc_grant (session) where session is not null;

-- 0023_oidc_pushed
-- Authorization requests that a client pushed (RFC 9126): SHA-256 of the request_uri, and the checked parameters alone.

create table oidc_pushed (
    hash bytea primary key,
    client text not null,
    params jsonb not null,
    -- The key that the push was proved with (RFC 9449 section 10), and whether the parameters came in a signed request object.
    jkt bytea,
    signed boolean not null,
    used_at timestamptz,
    expires_at timestamptz not null
);
create index oidc_pushed_expires on oidc_pushed (expires_at);

-- 0024_consent_addressed
-- A request may be addressed to a person, by a service that has no browser of theirs (CIBA), instead of to the browser that brought it.

-- browser or person
alter table consent_request add column channel text not null default 'browser';
-- The short code that the asking service shows too (binding message).
alter table consent_request add column code text;
create index consent_request_waiting on consent_request (account) where state = 'open' and channel = 'person';

-- Services that a person does not want to be asked by unless they began it themselves.
create table consent_mute (
    account uuid not null,
    client text not null,
    since timestamptz not null,
    primary key (account, client)
);

-- 0025_oidc_backchannel
-- Approvals away from the browser: CIBA, and devices without a keyboard (RFC 8628). Ids and codes are kept as hashes alone.

create table oidc_backchannel (
    -- SHA-256 of the auth_req_id.
    hash bytea primary key,
    request uuid not null unique,
    client text not null,
    account uuid not null,
    -- What was asked (oidc::model::Terms).
    terms jsonb not null,
    -- The client's notification token, sealed, where it is to be pinged.
    ping bytea,
    jkt bytea,
    -- Why it ended without a token, once it has: declined or expired.
    ended text,
    used_at timestamptz,
    created_at timestamptz not null,
    -- Until when it may be answered; the row stays longer, since the prompts of a day are counted by it.
    valid_until timestamptz not null,
    expires_at timestamptz not null
);
create index oidc_backchannel_account on oidc_backchannel (account, client, created_at);
create index oidc_backchannel_expires on oidc_backchannel (expires_at);

create table oidc_device (
    -- SHA-256 of the device_code; keyed MAC of the user_code.
    hash bytea primary key,
    code bytea not null unique,
    client text not null,
    terms jsonb not null,
    jkt bytea,
    -- The consent request, once somebody has entered the code; and the browser they did it in.
    request uuid unique,
    browser bytea,
    ended text,
    used_at timestamptz,
    created_at timestamptz not null,
    expires_at timestamptz not null
);
create index oidc_device_expires on oidc_device (expires_at);

-- The code a person set so that a service must know it before they are asked again (CIBA user_code): a keyed MAC, and tries against it.
create table oidc_user_code (
    account uuid primary key,
    mac bytea not null,
    tries bigint not null,
    tries_from timestamptz not null
);

-- 0026_oidc_jwks
-- The keys of clients that publish them at a URL, as they were last fetched.

create table oidc_jwks (
    client text primary key,
    url text not null,
    keys jsonb not null,
    fetched_at timestamptz not null,
    fresh_until timestamptz not null,
    -- Until when they serve though fetching fails.
    expires_at timestamptz not null
);
create index oidc_jwks_expires on oidc_jwks (expires_at);

-- 0027_oidc_registration
-- Clients that registered by the protocol (RFC 7591, RFC 7592). Tokens are kept as SHA-256 alone.

create table oidc_registration (
    client text primary key,
    -- Of the registration access token.
    token bytea not null unique,
    -- The software_id of the statement it came by.
    software text,
    created_at timestamptz not null,
    -- When a client of a sandbox is forgotten unless somebody logs in by it; null for one that stays.
    expires_at timestamptz
);
create index oidc_registration_expires on oidc_registration (expires_at);

create table oidc_initial_token (
    hash bytea primary key,
    organisation text not null,
    -- Who made it, and answers for what registers by it.
    member uuid not null,
    remaining bigint not null,
    created_at timestamptz not null,
    expires_at timestamptz not null
);
create index oidc_initial_token_expires on oidc_initial_token (expires_at);

-- Whose software statements are believed, for the clients of which organisation.
create table oidc_statement_issuer (
    issuer text primary key,
    organisation text not null,
    jwks jsonb not null,
    updated_at timestamptz not null
);

-- 0028_oidc_session
-- The services at which a session of a person is in use, so that they can be told when it ends (OpenID Connect Back-Channel Logout).

create table oidc_session (
    -- The sid that the service knows: random.
    sid text primary key,
    session uuid not null,
    account uuid not null,
    client text not null,
    subject text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    unique (session, client)
);
create index oidc_session_expires on oidc_session (expires_at);
create index oidc_session_account on oidc_session (account);

-- A service asks to log the person out, and the person has not answered yet (OpenID Connect RP-Initiated Logout).
create table oidc_logout (
    id uuid primary key,
    browser bytea not null,
    client text,
    uri text,
    state text,
    expires_at timestamptz not null
);
create index oidc_logout_expires on oidc_logout (expires_at);

-- 0029_oidc_resource
-- Resource servers of organisations (RFC 8707): whom a token may be for, by URL.

create table oidc_resource (
    uri text primary key,
    organisation text not null,
    name jsonb not null,
    scopes text not null,
    updated_at timestamptz not null
);

-- 0030_identity_assurance
-- What a login is worth, and where it was made.

-- Whether the passkey used cannot leave its device; null where that was not noted.
alter table identity_session add column bound boolean;
-- Which kind of program on which kind of system: of a closed set, so that a person knows their sessions apart.
alter table identity_session add column agent text;
