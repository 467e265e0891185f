-- How staff work: who is a member of which organisation, with which roles, and what they propose, approve and do.

alter table identity_organisation add column status text not null default 'active';
-- Pairs of scheme and value; parts with a short name and a name; addresses of functions, not of people.
alter table identity_organisation add column identifiers jsonb not null default '[]';
alter table identity_organisation add column units jsonb not null default '[]';
alter table identity_organisation add column contacts jsonb not null default '[]';

-- What a ceremony is about (an act, an invitation), and what makes its challenge unlike any other's.
alter table identity_ceremony add column about uuid;
alter table identity_ceremony add column nonce bytea;

create table identity_member (
    id uuid primary key,
    organisation text not null references identity_organisation (id),
    account uuid not null references identity_account (id) on delete cascade,
    -- What colleagues call them, sealed under the person's key.
    name bytea not null,
    unit text,
    since timestamptz not null,
    ended_at timestamptz
);
create unique index identity_member_active on identity_member (organisation, account) where ended_at is null;
create index identity_member_account on identity_member (account);

create table identity_grant (
    id uuid primary key,
    member uuid not null references identity_member (id) on delete cascade,
    role text not null,
    since timestamptz not null,
    last_used_at timestamptz,
    review_due_at timestamptz not null,
    -- Nobody confirmed it in time, and it was kept for want of other officers.
    flagged_at timestamptz,
    ended_at timestamptz
);
create unique index identity_grant_active on identity_grant (member, role) where ended_at is null;
create index identity_grant_review on identity_grant (review_due_at) where ended_at is null;

-- Deleted when it is used, taken back or over; receipts tell its story.
create table identity_invitation (
    id uuid primary key,
    token_hash bytea not null unique,
    organisation text not null references identity_organisation (id),
    roles jsonb not null,
    unit text,
    bootstrap boolean not null,
    invited_by uuid references identity_member (id) on delete cascade,
    expires_at timestamptz not null
);
create index identity_invitation_expires on identity_invitation (expires_at);

create table identity_staff_session (
    id uuid primary key,
    token_hash bytea not null unique,
    account uuid not null references identity_account (id) on delete cascade,
    member uuid not null references identity_member (id) on delete cascade,
    authenticated_at timestamptz not null,
    last_seen_at timestamptz not null,
    -- The hard end, whatever the activity.
    expires_at timestamptz not null
);
create index identity_staff_session_account on identity_staff_session (account);
create index identity_staff_session_member on identity_staff_session (member);
create index identity_staff_session_expires on identity_staff_session (expires_at);

-- An act that was begun in one session and waits there to be confirmed: single use.
create table identity_act (
    id uuid primary key,
    session uuid not null references identity_staff_session (id) on delete cascade,
    act jsonb not null,
    digest bytea not null,
    expires_at timestamptz not null
);
create index identity_act_session on identity_act (session);
create index identity_act_expires on identity_act (expires_at);

create table identity_proposal (
    id uuid primary key,
    kind text not null,
    organisation text not null,
    subject text not null,
    -- Ids and what is to be registered; nothing about a person.
    content jsonb not null,
    digest bytea not null,
    state text not null,
    needed bigint not null,
    maker uuid not null,
    -- The person, whatever becomes of their place in the staff: they never approve it.
    maker_account uuid not null,
    -- The person it is about, who never approves it either.
    concerns uuid,
    made_at timestamptz not null,
    expires_at timestamptz not null,
    decided_at timestamptz
);
create index identity_proposal_state on identity_proposal (state, made_at);
create index identity_proposal_expires on identity_proposal (expires_at) where state = 'waiting';
create index identity_proposal_maker on identity_proposal (maker_account, made_at);
create index identity_proposal_concerns on identity_proposal (concerns) where state = 'waiting';

create table identity_approval (
    proposal uuid not null references identity_proposal (id) on delete cascade,
    account uuid not null,
    member uuid not null,
    at timestamptz not null,
    primary key (proposal, account)
);

create table identity_mandate (
    id uuid primary key,
    organisation text not null references identity_organisation (id),
    representative uuid not null references identity_account (id) on delete cascade,
    scope jsonb not null,
    -- The most that one payment may come to, in minor units of the currency.
    cap bigint,
    until timestamptz not null,
    basis jsonb not null,
    given_by uuid not null,
    given_by_account uuid not null,
    given_at timestamptz not null,
    ended_at timestamptz,
    ended_why text
);
create index identity_mandate_organisation on identity_mandate (organisation, given_at);
create index identity_mandate_representative on identity_mandate (representative);

-- That a member of staff looked for somebody's record: counted for an hour.
create table identity_look (
    id uuid primary key,
    member uuid not null references identity_member (id) on delete cascade,
    expires_at timestamptz not null
);
create index identity_look_member on identity_look (member, expires_at);
create index identity_look_expires on identity_look (expires_at);
