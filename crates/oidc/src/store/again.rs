//! SQL of what a restore does again, and of what it ends.

use causeway_core::{ClientId, Result, Tx};
use jiff::Timestamp;
use serde_json::Value;
use uuid::Uuid;

/// A grant has got as far as this, if it was not further.
pub(crate) async fn rotate_again(
    tx: &mut Tx<'_>,
    id: Uuid,
    generation: i64,
    at: Timestamp,
    until: Timestamp,
) -> Result<()> {
    let sql = "update oidc_grant set generation = $1, rotated_at = $2, expires_at = $3 where id = $4 and generation < $1";
    tx.execute(sql, &[generation.into(), at.into(), until.into(), id.into()]).await.map(drop)
}

/// What a client proves itself by, where it is answered, what it may ask.
pub(crate) async fn change_again(
    tx: &mut Tx<'_>,
    id: &ClientId,
    keys: Value,
    redirect_uris: Value,
    scopes: String,
) -> Result<()> {
    let sql = "update oidc_client set jwks = $1, redirect_uris = $2, scopes = $3 where id = $4";
    tx.execute(sql, &[keys.into(), redirect_uris.into(), scopes.into(), id.into()]).await.map(drop)
}

pub(crate) async fn end_pending(tx: &mut Tx<'_>, now: Timestamp) -> Result<()> {
    for sql in [
        "delete from oidc_authorization",
        "delete from oidc_pushed",
        "delete from oidc_backchannel",
        "delete from oidc_device",
        "delete from oidc_logout",
        "delete from oidc_jwks",
    ] {
        tx.execute(sql, &[]).await?;
    }
    let codes = "update oidc_code set valid_until = $1 where used_at is null and valid_until > $1";
    tx.execute(codes, &[now.into()]).await.map(drop)
}
