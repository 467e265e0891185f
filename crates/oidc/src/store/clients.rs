//! SQL of `oidc_client` and `oidc_assertion`.

use causeway_core::{ClientId, Db, Error, Found, OrganisationId, Result, Row, Search, Tx, Value};
use jiff::Timestamp;

use crate::client::{Client, ClientAuth};
use crate::rules::check_assertion::Spent;
use crate::scope::Scopes;
use crate::status::{Listing, Registered, Status, StopReason};

pub(crate) async fn put_client(tx: &mut Tx<'_>, client: &Client, now: Timestamp) -> Result<()> {
    let hash = client.auth.secret().map_or(Value::Null, Value::from);
    tx.execute(
        "insert into oidc_client (id, organisation, name, home_url, redirect_uris, native, sector, auth_method, secret_hash, jwks, \
         scopes, login_purpose, updated_at, settings) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) \
         on conflict (id) do update set organisation = excluded.organisation, name = excluded.name, home_url = excluded.home_url, \
         redirect_uris = excluded.redirect_uris, native = excluded.native, sector = excluded.sector, \
         auth_method = excluded.auth_method, secret_hash = excluded.secret_hash, jwks = excluded.jwks, scopes = excluded.scopes, \
         login_purpose = excluded.login_purpose, updated_at = excluded.updated_at, settings = excluded.settings",
        &[
            (&client.id).into(),
            (&client.organisation).into(),
            (&client.name).into(),
            (&client.home_url).into(),
            serde_json::to_value(&client.redirect_uris).map_err(Error::internal)?.into(),
            client.native.into(),
            (&client.sector).into(),
            client.auth.method().into(),
            hash,
            serde_json::to_value(&client.keys).map_err(Error::internal)?.into(),
            client.scopes.to_string().into(),
            (&client.login_purpose).into(),
            now.into(),
            serde_json::to_value(&client.settings).map_err(Error::internal)?.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Every column that [`read`] takes, in its order.
macro_rules! columns {
    () => {
        "select id, organisation, name, home_url, redirect_uris, native, sector, auth_method, secret_hash, jwks, scopes, login_purpose, \
         description, listed, secret_made_at, old_secret_hash, old_secret_until, stopped_at, stop_reason, void_until, settings \
         from oidc_client"
    };
}

const ONE: &str = concat!(columns!(), " where id = $1");
const ALL: &str = concat!(columns!(), " order by id");
const LISTED: &str = concat!(columns!(), " where listed and stopped_at is null order by id limit 1000");
const SEARCH: &str = concat!(
    columns!(),
    " where ($1 = '' or organisation = $1) and lower(id || ' ' || (name ->> 'en') || ' ' || (name ->> 'zh-Hant') || ' ' \
     || (name ->> 'zh-Hans')) like $2 escape '\\' order by id limit $3 offset $4"
);
const COUNT: &str = "select count(*) from oidc_client where ($1 = '' or organisation = $1) and lower(id || ' ' || (name ->> 'en') \
    || ' ' || (name ->> 'zh-Hant') || ' ' || (name ->> 'zh-Hans')) like $2 escape '\\'";

pub(crate) async fn client(db: &Db, id: &ClientId) -> Result<Option<Registered>> {
    db.optional(ONE, &[id.into()]).await?.map(read).transpose()
}

pub(crate) async fn client_in(tx: &mut Tx<'_>, id: &ClientId) -> Result<Option<Registered>> {
    tx.optional(ONE, &[id.into()]).await?.map(read).transpose()
}

pub(crate) async fn clients(db: &Db) -> Result<Vec<Registered>> {
    db.query(ALL, &[]).await?.into_iter().map(read).collect()
}

/// What the home page lists.
pub(crate) async fn listed(db: &Db) -> Result<Vec<Registered>> {
    db.query(LISTED, &[]).await?.into_iter().map(read).collect()
}

pub(crate) async fn search(db: &Db, search: &Search) -> Result<Found<Registered>> {
    let [limit, offset] = [search.limit().into(), search.offset().into()];
    let rows = db.query(SEARCH, &[search.only(), search.pattern(), limit, offset]).await?;
    let rows = rows.into_iter().map(read).collect::<Result<_>>()?;
    Ok(Found { rows, total: db.one(COUNT, &[search.only(), search.pattern()]).await?.read()? })
}

/// Whether a client of another organisation has the sector.
pub(crate) async fn sector_of_others(
    tx: &mut Tx<'_>,
    sector: &str,
    organisation: &OrganisationId,
) -> Result<bool> {
    let sql = "select id from oidc_client where sector = $1 and organisation <> $2 limit 1";
    Ok(tx.optional(sql, &[sector.into(), organisation.into()]).await?.is_some())
}

#[expect(clippy::type_complexity, reason = "a place for each column")]
fn read(row: Row) -> Result<Registered> {
    #[rustfmt::skip]
    let (id, organisation, name, home_url, redirect_uris, native, sector, method, hash, jwks, scopes, login_purpose, description, listed,
         secret_made_at, old_secret, old_secret_until, stopped_at, reason, void_until, settings):
        (_, _, _, _, serde_json::Value, _, _, String, Option<[u8; 32]>, serde_json::Value, String, _, _, _, _, _, _, Option<Timestamp>,
         Option<StopReason>, _, serde_json::Value) = row.read()?;
    let client = Client {
        id,
        organisation,
        name,
        home_url,
        redirect_uris: serde_json::from_value(redirect_uris).map_err(Error::internal)?,
        native,
        sector,
        auth: auth(&method, hash)?,
        keys: serde_json::from_value(jwks).map_err(Error::internal)?,
        scopes: Scopes::parse(&scopes),
        login_purpose,
        settings: serde_json::from_value(settings).map_err(Error::internal)?,
    };
    let stopped = stopped_at.zip(reason);
    let status =
        Status { secret_made_at, old_secret_until, stopped, organisation_out: false, old_secret, void_until };
    Ok(Registered { client, listing: Listing { description, listed }, status })
}

fn auth(method: &str, hash: Option<[u8; 32]>) -> Result<ClientAuth> {
    match (method, hash) {
        ("private_key_jwt", _) => Ok(ClientAuth::PrivateKeyJwt),
        ("client_secret_basic", Some(hash)) => Ok(ClientAuth::SecretBasic { hash }),
        ("tls_client_auth", _) => Ok(ClientAuth::TlsClientAuth),
        ("self_signed_tls_client_auth", _) => Ok(ClientAuth::SelfSignedTlsClientAuth),
        _ => Err(Error::internal(format!("unknown client authentication {method}"))),
    }
}

pub(crate) async fn put_listing(tx: &mut Tx<'_>, id: &ClientId, listing: &Listing) -> Result<()> {
    let description = listing.description.as_ref().map_or(Value::Null, Value::from);
    tx.execute(
        "update oidc_client set description = $2, listed = $3 where id = $1",
        &[id.into(), description, listing.listed.into()],
    )
    .await?;
    Ok(())
}

/// Gives a client a new secret. What it had before works until `old_until`, or no longer.
pub(crate) async fn put_secret(
    tx: &mut Tx<'_>,
    id: &ClientId,
    hash: &[u8; 32],
    old_until: Option<Timestamp>,
    now: Timestamp,
) -> Result<()> {
    // On the right stands what was there before, on both engines.
    let keep = "update oidc_client set old_secret_hash = secret_hash, old_secret_until = $4, secret_hash = $2, secret_made_at = $3, \
        updated_at = $3 where id = $1";
    let drop = "update oidc_client set old_secret_hash = null, old_secret_until = null, secret_hash = $2, secret_made_at = $3, \
        updated_at = $3 where id = $1";
    match old_until {
        Some(until) => tx.execute(keep, &[id.into(), hash.into(), now.into(), until.into()]).await?,
        None => tx.execute(drop, &[id.into(), hash.into(), now.into()]).await?,
    };
    Ok(())
}

/// Forgets that there was a secret: the client proves itself by its keys, or has not been given a secret yet.
pub(crate) async fn forget_secrets(tx: &mut Tx<'_>, id: &ClientId) -> Result<()> {
    let sql = "update oidc_client set old_secret_hash = null, old_secret_until = null, secret_made_at = null where id = $1";
    tx.execute(sql, &[id.into()]).await?;
    Ok(())
}

/// Stops a client; whatever was granted to it so far is void from now on.
pub(crate) async fn stop(tx: &mut Tx<'_>, id: &ClientId, reason: StopReason, now: Timestamp) -> Result<()> {
    tx.execute(
        "update oidc_client set stopped_at = $2, stop_reason = $3, void_until = $2 where id = $1",
        &[id.into(), now.into(), reason.into()],
    )
    .await?;
    Ok(())
}

/// Lets a client go on. What was void stays void.
pub(crate) async fn resume(tx: &mut Tx<'_>, id: &ClientId) -> Result<()> {
    tx.execute("update oidc_client set stopped_at = null, stop_reason = null where id = $1", &[id.into()])
        .await?;
    Ok(())
}

/// Makes void what was granted so far to every client of an organisation.
pub(crate) async fn void_all_of(
    tx: &mut Tx<'_>,
    organisation: &OrganisationId,
    now: Timestamp,
) -> Result<()> {
    tx.execute(
        "update oidc_client set void_until = $2 where organisation = $1 and (void_until is null or void_until < $2)",
        &[organisation.into(), now.into()],
    )
    .await?;
    Ok(())
}

/// How many clients of an organisation are not stopped themselves.
pub(crate) async fn running_of(tx: &mut Tx<'_>, organisation: &OrganisationId) -> Result<i64> {
    let sql = "select count(*) from oidc_client where organisation = $1 and stopped_at is null";
    tx.one(sql, &[organisation.into()]).await?.read()
}

/// Marks an assertion as used; false when it was used before.
pub(crate) async fn spend(tx: &mut Tx<'_>, spent: &Spent) -> Result<bool> {
    let sql = "insert into oidc_assertion (hash, expires_at) values ($1, $2) on conflict (hash) do nothing";
    Ok(tx.execute(sql, &[(&spent.hash).into(), spent.expires_at.into()]).await? == 1)
}
