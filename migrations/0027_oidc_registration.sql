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
