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
