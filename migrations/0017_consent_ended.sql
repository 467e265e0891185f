-- Consents that have ended are found by when they did, to be deleted in time.

create index consent_consent_ended on consent_consent (ended_at) where ended_at is not null;
