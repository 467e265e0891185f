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
