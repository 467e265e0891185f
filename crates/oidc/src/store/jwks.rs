//! SQL of `oidc_jwks`.

use causeway_core::{ClientId, Db, Error, Result, Tx};
use causeway_crypto::jose::JwkSet;
use jiff::Timestamp;

/// The keys of a client as they were fetched last.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fetched {
    pub(crate) client: ClientId,
    pub(crate) url: String,
    pub(crate) keys: JwkSet,
    /// When that was.
    pub(crate) at: Timestamp,
    pub(crate) fresh_until: Timestamp,
    /// Until when they serve though fetching fails.
    pub(crate) expires_at: Timestamp,
}

/// The keys that were fetched for a client from this URL and serve still.
pub(crate) async fn jwks(db: &Db, client: &ClientId, url: &str, now: Timestamp) -> Result<Option<Fetched>> {
    let sql = "select client, url, keys, fetched_at, fresh_until, expires_at from oidc_jwks \
        where client = $1 and url = $2 and expires_at > $3";
    let Some(row) = db.optional(sql, &[client.into(), url.into(), now.into()]).await? else {
        return Ok(None);
    };
    let (client, url, keys, at, fresh_until, expires_at): (_, _, serde_json::Value, _, _, _) = row.read()?;
    let keys = serde_json::from_value(keys).map_err(Error::internal)?;
    Ok(Some(Fetched { client, url, keys, at, fresh_until, expires_at }))
}

pub(crate) async fn put_jwks(tx: &mut Tx<'_>, new: &Fetched) -> Result<()> {
    tx.execute(
        "insert into oidc_jwks (client, url, keys, fetched_at, fresh_until, expires_at) values ($1, $2, $3, $4, $5, $6) \
         on conflict (client) do update set url = excluded.url, keys = excluded.keys, fetched_at = excluded.fetched_at, \
         fresh_until = excluded.fresh_until, expires_at = excluded.expires_at",
        &[
            (&new.client).into(),
            (&new.url).into(),
            serde_json::to_value(&new.keys).map_err(Error::internal)?.into(),
            new.at.into(),
            new.fresh_until.into(),
            new.expires_at.into(),
        ],
    )
    .await?;
    Ok(())
}
