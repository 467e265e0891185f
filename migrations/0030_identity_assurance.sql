-- How a person was proofed (OpenID Connect for Identity Assurance): no personal data, only what kind of thing was looked at and by whom.

create table identity_proofing (
    account uuid primary key references identity_account (id) on delete cascade,
    framework text not null,
    level text not null,
    method text not null,
    verifier text not null,
    -- The kinds of evidence that were checked.
    evidence jsonb not null,
    at timestamptz not null
);

-- Whether the passkey used cannot leave its device; null where that was not noted.
alter table identity_session add column bound boolean;
-- Which kind of program on which kind of system: of a closed set, so that a person knows their sessions apart.
alter table identity_session add column agent text;
