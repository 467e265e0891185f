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
