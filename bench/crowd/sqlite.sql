-- A crowd in the embedded database: a million people, each with a passkey, a chain of receipts and a login that they have allowed, and
-- ten thousand clients. Nobody of them ever comes; what is measured is whether those who do feel them. Their keys are of no master key,
-- so nothing of theirs can be opened.
.bail on
begin;
create temp table people as
    with recursive number (n) as (select 1 union all select n + 1 from number where n < 1000000)
    select randomblob(16) as id, unixepoch() * 1000000 - n as at, n from number;
insert into identity_account (id, card_hash, level, lang, created_at) select id, randomblob(32), 'basic', 'en', at from people;
insert into identity_authenticator (id, account, credential_id, public_key, sign_count, aaguid, backup_eligible, backed_up, transports,
        label, created_at)
    select randomblob(16), id, randomblob(32), randomblob(77), 0, zeroblob(16), 1, 1, '["internal"]', 'Phone', at from people;
insert into crypto_person_key (owner, wrapped, wrapped_by, created_at) select id, randomblob(77), zeroblob(16), at from people;
insert into evidence_chain (subject, length, head, salt, committed_length, commitment_due_at)
    select 'person:' || lower(substr(hex(id), 1, 8) || '-' || substr(hex(id), 9, 4) || '-' || substr(hex(id), 13, 4) || '-'
        || substr(hex(id), 17, 4) || '-' || substr(hex(id), 21)), 1, randomblob(32), randomblob(32), 1, at from people;
insert into oidc_client (id, organisation, name, home_url, redirect_uris, native, sector, auth_method, secret_hash, jwks, scopes,
        login_purpose, updated_at)
    select 'crowd-' || n, organisation, name, home_url, redirect_uris, native, 'crowd-' || n, auth_method, secret_hash, jwks, scopes,
        login_purpose, updated_at
    from oidc_client, people where oidc_client.id = 'integrator' and n <= 10000;
insert into oidc_subject (account, sector, subject)
    select id, 'crowd-' || (1 + n % 10000), lower(hex(randomblob(16))) from people;
insert into consent_consent (id, account, client, organisation, kind, detail, purpose, once, state, given_at, request, shown, shown_sha256,
        assertion)
    select randomblob(16), people.id, 'crowd-' || (1 + n % 10000), organisation, kind, detail, purpose, once, 'active', at, randomblob(16),
        shown, shown_sha256, assertion
    from people, (select * from consent_consent where kind = 'login' and state = 'active' limit 1);
commit;
select count(*) || ' people, ' || (select count(*) from oidc_client) || ' clients' from identity_account;
