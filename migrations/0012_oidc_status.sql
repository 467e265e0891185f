-- What staff manage of clients: their place in the directory of services, stopping one at once, changing a secret without an outage.

alter table oidc_client add column description jsonb;
alter table oidc_client add column listed boolean not null default false;
alter table oidc_client add column secret_made_at timestamptz;
-- The secret before the newest one, good until then, so that a change of secrets fails no request.
alter table oidc_client add column old_secret_hash bytea;
alter table oidc_client add column old_secret_until timestamptz;
alter table oidc_client add column stopped_at timestamptz;
alter table oidc_client add column stop_reason text;
-- Whatever was granted up to this moment is void: one column ends every token of a client, however many there are.
alter table oidc_client add column void_until timestamptz;
create index oidc_client_organisation on oidc_client (organisation);
create index oidc_client_sector on oidc_client (sector);

-- Whom a change to a client or a dataset touches: counted when it is proposed.
create index consent_consent_client on consent_consent (client) where state = 'active';
create index consent_consent_dataset on consent_consent ((detail ->> 'dataset')) where state = 'active' and kind = 'exchange';
