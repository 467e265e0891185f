-- Resource servers of organisations (RFC 8707): whom a token may be for, by URL.

create table oidc_resource (
    uri text primary key,
    organisation text not null,
    name jsonb not null,
    scopes text not null,
    updated_at timestamptz not null
);
