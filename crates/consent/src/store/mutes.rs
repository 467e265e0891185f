//! SQL of `consent_mute`.

use causeway_core::{AccountId, ClientId, Db, Result, Row, Tx};
use jiff::Timestamp;

use crate::addressed::Mute;

/// Whether this is new.
pub(crate) async fn mute(
    tx: &mut Tx<'_>,
    account: AccountId,
    client: &ClientId,
    since: Timestamp,
) -> Result<bool> {
    let sql = "insert into consent_mute (account, client, since) values ($1, $2, $3) on conflict do nothing";
    Ok(tx.execute(sql, &[account.into(), client.into(), since.into()]).await? == 1)
}

/// Whether there was something to lift.
pub(crate) async fn unmute(tx: &mut Tx<'_>, account: AccountId, client: &ClientId) -> Result<bool> {
    let sql = "delete from consent_mute where account = $1 and client = $2";
    Ok(tx.execute(sql, &[account.into(), client.into()]).await? == 1)
}

pub(crate) async fn is_muted(tx: &mut Tx<'_>, account: AccountId, client: &ClientId) -> Result<bool> {
    let sql = "select count(*) from consent_mute where account = $1 and client = $2";
    let found: i64 = tx.one(sql, &[account.into(), client.into()]).await?.read()?;
    Ok(found == 1)
}

pub(crate) async fn mutes(db: &Db, account: AccountId) -> Result<Vec<Mute>> {
    let sql =
        "select client, since from consent_mute where account = $1 order by since desc, client limit 1000";
    let read = |row: Row| row.read().map(|(client, since)| Mute { client, since });
    db.query(sql, &[account.into()]).await?.into_iter().map(read).collect()
}
