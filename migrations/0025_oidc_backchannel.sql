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
