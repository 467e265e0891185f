-- A request may be addressed to a person, by a service that has no browser of theirs (CIBA), instead of to the browser that brought it.

-- browser or person
alter table consent_request add column channel text not null default 'browser';
-- The short code that the asking service shows too (binding message).
alter table consent_request add column code text;
create index consent_request_waiting on consent_request (account) where state = 'open' and channel = 'person';

-- Services that a person does not want to be asked by unless they began it themselves.
create table consent_mute (
    account uuid not null,
    client text not null,
    since timestamptz not null,
    primary key (account, client)
);
