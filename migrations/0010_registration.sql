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
