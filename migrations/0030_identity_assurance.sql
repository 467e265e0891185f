-- What a login is worth, and where it was made.

-- Whether the passkey used cannot leave its device; null where that was not noted.
alter table identity_session add column bound boolean;
-- Which kind of program on which kind of system: of a closed set, so that a person knows their sessions apart.
alter table identity_session add column agent text;
