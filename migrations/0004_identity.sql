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
