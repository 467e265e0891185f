//! SQL of `oidc_pushed`.

use std::collections::BTreeMap;

use causeway_core::{ClientId, Db, Error, Result, Tx};
use jiff::Timestamp;

use crate::model::Pushed;

pub(crate) async fn insert_pushed(tx: &mut Tx<'_>, new: &Pushed) -> Result<()> {
    tx.execute(
        "insert into oidc_pushed (hash, client, params, jkt, signed, expires_at) values ($1, $2, $3, $4, $5, $6)",
        &[
            (&new.hash).into(),
            (&new.client).into(),
            serde_json::to_value(&new.params).map_err(Error::internal)?.into(),
            new.jkt.into(),
            new.signed.into(),
            new.expires_at.into(),
        ],
    )
    .await?;
    Ok(())
}

/// A pushed request that has not led to a code yet, of this client, in its time.
pub(crate) async fn pushed(
    db: &Db,
    hash: &[u8; 32],
    client: &ClientId,
    now: Timestamp,
) -> Result<Option<Pushed>> {
    let sql = "select hash, client, params, jkt, signed, expires_at from oidc_pushed \
        where hash = $1 and client = $2 and used_at is null and expires_at > $3";
    let Some(row) = db.optional(sql, &[hash.into(), client.into(), now.into()]).await? else {
        return Ok(None);
    };
    let (hash, client, params, jkt, signed, expires_at): (_, _, serde_json::Value, _, _, _) = row.read()?;
    let params: BTreeMap<String, Vec<String>> = serde_json::from_value(params).map_err(Error::internal)?;
    Ok(Some(Pushed { hash, client, params, jkt, signed, expires_at }))
}

/// Spends a pushed request; false when it has led to a code before.
pub(crate) async fn use_pushed(tx: &mut Tx<'_>, hash: &[u8; 32], now: Timestamp) -> Result<bool> {
    let sql = "update oidc_pushed set used_at = $2 where hash = $1 and used_at is null";
    Ok(tx.execute(sql, &[hash.into(), now.into()]).await? == 1)
}
