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
