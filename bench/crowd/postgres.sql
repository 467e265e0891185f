-- The crowd of sqlite.sql, on PostgreSQL.
\set ON_ERROR_STOP on
begin;
create temp table people as
    select gen_random_uuid() as id, now() - n * interval '1 microsecond' as at, n from generate_series(1, 1000000) n;
insert into identity_account (id, card_hash, level, lang, created_at) select id, sha256(id::text::bytea), 'basic', 'en', at from people;
insert into identity_authenticator (id, account, credential_id, public_key, sign_count, aaguid, backup_eligible, backed_up, transports,
        label, created_at)
    select gen_random_uuid(), id, sha256(n::text::bytea), sha512(id::text::bytea), 0, '00000000-0000-0000-0000-000000000000', true, true,
        '["internal"]', 'Phone', at from people;
insert into crypto_person_key (owner, wrapped, wrapped_by, created_at)
    select id, sha512(id::text::bytea), decode(repeat('00', 16), 'hex'), at from people;
insert into evidence_chain (subject, length, head, salt, committed_length, commitment_due_at)
    select 'person:' || id, 1, sha256(id::text::bytea), sha256(n::text::bytea), 1, at from people;
insert into oidc_client (id, organisation, name, home_url, redirect_uris, native, sector, auth_method, secret_hash, jwks, scopes,
        login_purpose, updated_at)
    select 'crowd-' || n, organisation, name, home_url, redirect_uris, native, 'crowd-' || n, auth_method, secret_hash, jwks, scopes,
        login_purpose, updated_at
    from oidc_client, generate_series(1, 10000) n where oidc_client.id = 'integrator';
insert into oidc_subject (account, sector, subject)
    select id, 'crowd-' || (1 + n % 10000), encode(sha256(id::text::bytea), 'hex') from people;
insert into consent_consent (id, account, client, organisation, kind, detail, purpose, once, state, given_at, request, shown, shown_sha256,
        assertion)
    select gen_random_uuid(), people.id, 'crowd-' || (1 + n % 10000), organisation, kind, detail, purpose, once, 'active', at,
        gen_random_uuid(), shown, shown_sha256, assertion
    from people, (select * from consent_consent where kind = 'login' and state = 'active' limit 1) one;
commit;
vacuum analyze;
select count(*) || ' people, ' || (select count(*) from oidc_client) || ' clients' from identity_account;
