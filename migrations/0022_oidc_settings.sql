-- What a client may be told to do beyond the plain code flow: one typed document for each (oidc::Settings), and what the rest of a login has
-- to remember for it. A row of an older release has the empty document, which means what that release did.

alter table oidc_client add column settings jsonb not null default '{}';

-- The rest of the terms that were asked for (oidc::model::Terms): response mode, resources, what is done with the grant.
alter table oidc_authorization add column terms jsonb not null default '{}';
-- The pushed request it came by, spent with the code; the thumbprint of the key to which the code is bound.
alter table oidc_authorization add column pushed bytea;
alter table oidc_authorization add column jkt bytea;
alter table oidc_code add column jkt bytea;

-- The grants that one public grant id stands for; null in rows of an older release, which are families of one.
alter table oidc_grant add column family uuid;
-- The session it was made in, so that both can end together.
alter table oidc_grant add column session uuid;
alter table oidc_grant add column terms jsonb not null default '{}';
create index oidc_grant_family on oidc_grant (family) where family is not null;
create index oidc_grant_session on oidc_grant (session) where session is not null;
