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
