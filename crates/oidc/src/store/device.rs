//! SQL of `oidc_device`.

use causeway_core::{Error, RequestId, Result, Row, Tx};
use jiff::Timestamp;

use crate::elsewhere::{Device, Ended};

pub(crate) async fn insert_device(tx: &mut Tx<'_>, new: &Device, expires_at: Timestamp) -> Result<()> {
    tx.execute(
        "insert into oidc_device (hash, code, client, terms, created_at, expires_at) values ($1, $2, $3, $4, $5, $6)",
        &[
            (&new.hash).into(),
            (&new.code).into(),
            (&new.client).into(),
            serde_json::to_value(&new.wanted).map_err(Error::internal)?.into(),
            new.created_at.into(),
            expires_at.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Every column that [`read`] takes, in its order.
macro_rules! columns {
    () => {
        "select hash, code, client, terms, request, ended, used_at, created_at from oidc_device"
    };
}

pub(crate) async fn device(tx: &mut Tx<'_>, hash: &[u8; 32]) -> Result<Option<Device>> {
    tx.optional(concat!(columns!(), " where hash = $1"), &[hash.into()]).await?.map(read).transpose()
}

/// The device that shows a code nobody has entered yet.
pub(crate) async fn device_showing(
    tx: &mut Tx<'_>,
    code: &[u8; 32],
    since: Timestamp,
) -> Result<Option<Device>> {
    let sql =
        concat!(columns!(), " where code = $1 and request is null and ended is null and created_at > $2");
    tx.optional(sql, &[code.into(), since.into()]).await?.map(read).transpose()
}

fn read(row: Row) -> Result<Device> {
    let (hash, code, client, wanted, request, ended, used_at, created_at): (
        _,
        _,
        _,
        serde_json::Value,
        _,
        _,
        _,
        _,
    ) = row.read()?;
    let wanted = serde_json::from_value(wanted).map_err(Error::internal)?;
    Ok(Device { hash, code, client, wanted, request, ended, used_at, created_at })
}

/// Notes who is asked for a device, by the request; false when somebody else was faster with the code.
pub(crate) async fn bind_device(
    tx: &mut Tx<'_>,
    hash: &[u8; 32],
    request: RequestId,
    browser: &[u8; 32],
) -> Result<bool> {
    let sql = "update oidc_device set request = $2, browser = $3 where hash = $1 and request is null and ended is null";
    Ok(tx.execute(sql, &[hash.into(), request.into(), browser.into()]).await? == 1)
}

/// Spends a `device_code`; false when another request was faster.
pub(crate) async fn use_device(tx: &mut Tx<'_>, hash: &[u8; 32], now: Timestamp) -> Result<bool> {
    let sql = "update oidc_device set used_at = $2 where hash = $1 and used_at is null and ended is null";
    Ok(tx.execute(sql, &[hash.into(), now.into()]).await? == 1)
}

/// Notes why there will be no token.
pub(crate) async fn end_device(tx: &mut Tx<'_>, hash: &[u8; 32], how: Ended) -> Result<()> {
    let sql = "update oidc_device set ended = $2 where hash = $1 and used_at is null and ended is null";
    tx.execute(sql, &[hash.into(), how.into()]).await.map(drop)
}
