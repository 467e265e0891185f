//! SQL of `oidc_client` and `oidc_assertion`.

use causeway_core::{ClientId, Db, Error, Result, Row, Tx, Value};
use jiff::Timestamp;

use crate::client::{Client, ClientAuth};
use crate::rules::check_assertion::Spent;
use crate::scope::Scopes;

pub(crate) async fn put_client(tx: &mut Tx<'_>, client: &Client, now: Timestamp) -> Result<()> {
    let hash = match &client.auth {
        ClientAuth::SecretBasic { hash } => Value::from(hash),
        ClientAuth::PrivateKeyJwt => Value::Null,
    };
    tx.execute(
        "insert into oidc_client (id, organisation, name, home_url, redirect_uris, native, sector, auth_method, secret_hash, jwks, \
         scopes, login_purpose, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
         on conflict (id) do update set organisation = excluded.organisation, name = excluded.name, home_url = excluded.home_url, \
         redirect_uris = excluded.redirect_uris, native = excluded.native, sector = excluded.sector, \
         auth_method = excluded.auth_method, secret_hash = excluded.secret_hash, jwks = excluded.jwks, scopes = excluded.scopes, \
         login_purpose = excluded.login_purpose, updated_at = excluded.updated_at",
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
        ],
    )
    .await?;
    Ok(())
}

const ONE: &str = "select id, organisation, name, home_url, redirect_uris, native, sector, secret_hash, jwks, scopes, login_purpose \
    from oidc_client where id = $1";
const ALL: &str = "select id, organisation, name, home_url, redirect_uris, native, sector, secret_hash, jwks, scopes, login_purpose \
    from oidc_client order by id";

pub(crate) async fn client(db: &Db, id: &ClientId) -> Result<Option<Client>> {
    db.optional(ONE, &[id.into()]).await?.map(read).transpose()
}

pub(crate) async fn clients(db: &Db) -> Result<Vec<Client>> {
    db.query(ALL, &[]).await?.into_iter().map(read).collect()
}

fn read(row: Row) -> Result<Client> {
    #[rustfmt::skip]
    let (id, organisation, name, home_url, redirect_uris, native, sector, hash, jwks, scopes, login_purpose):
        (_, _, _, _, serde_json::Value, _, _, Option<[u8; 32]>, serde_json::Value, String, _) = row.read()?;
    Ok(Client {
        id,
        organisation,
        name,
        home_url,
        redirect_uris: serde_json::from_value(redirect_uris).map_err(Error::internal)?,
        native,
        sector,
        auth: hash.map_or(ClientAuth::PrivateKeyJwt, |hash| ClientAuth::SecretBasic { hash }),
        keys: serde_json::from_value(jwks).map_err(Error::internal)?,
        scopes: Scopes::parse(&scopes),
        login_purpose,
    })
}

/// Marks an assertion as used; false when it was used before.
pub(crate) async fn spend(tx: &mut Tx<'_>, spent: &Spent) -> Result<bool> {
    let sql = "insert into oidc_assertion (hash, expires_at) values ($1, $2) on conflict (hash) do nothing";
    Ok(tx.execute(sql, &[(&spent.hash).into(), spent.expires_at.into()]).await? == 1)
}
