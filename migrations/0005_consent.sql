-- What people are asked, and what they have allowed.

-- Something a party asks of a person. Lives minutes.
create table consent_request (
    id uuid primary key,
    client text not null,
    organisation text not null,
    -- RFC 9396 authorization_details.
    details jsonb not null,
    login_purpose text not null,
    -- Where the protocol that asked goes on, on this host.
    resume text not null,
    redirect_origin text,
    always_ask boolean not null,
    fresh_login boolean not null,
    lang text,
    -- SHA-256 of the cookie of the browser that began it.
    browser bytea not null,
    account uuid,
    -- Taken over by another device of the person's (scanned), so the first browser decides nothing.
    claimed boolean not null,
    -- open, granted, declined, cancelled, used
    state text not null,
    -- What was shown, sealed under the person's key; its binding to the passkey's challenge; both replaced when shown anew.
    shown bytea,
    challenge bytea,
    -- How the person who decided had proved who they are.
    acr text,
    authenticated_at timestamptz,
    created_at timestamptz not null,
    expires_at timestamptz not null
);
create index consent_request_expires on consent_request (expires_at);

-- What a person has allowed.
create table consent_consent (
    id uuid primary key,
    account uuid not null,
    client text not null,
    organisation text not null,
    -- login or exchange
    kind text not null,
    detail jsonb not null,
    purpose text not null,
    once boolean not null,
    -- active, used, withdrawn, expired, replaced
    state text not null,
    -- The read that uses, or has used, a one-time consent.
    used_by uuid,
    given_at timestamptz not null,
    until timestamptz,
    ended_at timestamptz,
    request uuid not null,
    -- What was shown and the passkey's assertion over it, sealed under the person's key; the hash that was signed.
    shown bytea not null,
    shown_sha256 bytea not null,
    assertion bytea not null
);
create index consent_consent_account on consent_consent (account, given_at);
create index consent_consent_until on consent_consent (until) where state = 'active';
create index consent_consent_login on consent_consent (account, client) where state = 'active' and kind = 'login';

-- Which consents a granted request stands on.
create table consent_grant (
    request uuid not null,
    position bigint not null,
    consent uuid not null,
    primary key (request, position)
);

-- A QR code on one screen, waiting for a phone (cw-qr/1).
create table consent_order (
    id uuid primary key,
    request uuid not null,
    browser bytea not null,
    -- new, claimed, cancelled
    state text not null,
    account uuid,
    created_at timestamptz not null,
    expires_at timestamptz not null
);
create index consent_order_expires on consent_order (expires_at);
