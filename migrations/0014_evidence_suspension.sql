-- What is withheld from a person for a while, and the names of the events that staff may search for.

-- One case about one person, of which that person is told nothing until a moment: two officers decided it. It stays as long as the
-- person does, since it is what lets an entry say afterwards that it was withheld.
create table evidence_suspension (
    id uuid primary key,
    account uuid not null,
    -- The reference of the case, sealed under the person's key.
    reference bytea not null,
    since timestamptz not null,
    until timestamptz not null
);
create index evidence_suspension_account on evidence_suspension (account);

-- The event's name, of receipts in the chains of organisations and of the platform alone: of a person's receipt it stays null.
alter table evidence_receipt add column event text;
create index evidence_receipt_event on evidence_receipt (at) where event is not null;
-- What the previous release records while both run: a job names it.
create index evidence_receipt_unnamed on evidence_receipt (seq) where event is null and subject = 'platform';
