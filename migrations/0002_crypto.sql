-- The keys of people's data, each wrapped by a master key, apart from the data they seal: a deleted row makes that data unreadable.

create table crypto_person_key (
    owner uuid primary key,
    wrapped bytea not null,
    -- The id of the master key that wrapped it: after a rotation a job looks for the others.
    wrapped_by bytea not null,
    created_at timestamptz not null
);
create index crypto_person_key_wrapped_by on crypto_person_key (wrapped_by);
