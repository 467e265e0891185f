//! SQL of `vault_item`.

use causeway_core::{AccountId, Db, Result, Row, Tx};
use jiff::Timestamp;

pub(crate) async fn put(
    tx: &mut Tx<'_>,
    account: AccountId,
    name: &str,
    sealed: Vec<u8>,
    now: Timestamp,
) -> Result<()> {
    tx.execute(
        "insert into vault_item (account, name, sealed, updated_at) values ($1, $2, $3, $4) \
         on conflict (account, name) do update set sealed = excluded.sealed, updated_at = excluded.updated_at",
        &[account.into(), name.into(), sealed.into(), now.into()],
    )
    .await?;
    Ok(())
}

pub(crate) async fn get(tx: &mut Tx<'_>, account: AccountId, name: &str) -> Result<Option<Vec<u8>>> {
    tx.optional(
        "select sealed from vault_item where account = $1 and name = $2",
        &[account.into(), name.into()],
    )
    .await?
    .map(Row::read)
    .transpose()
}

/// All of a person's items: a profile is a handful, so one statement fetches them and the caller picks.
pub(crate) async fn all(db: &Db, account: AccountId) -> Result<Vec<(String, Vec<u8>)>> {
    let rows = db
        .query("select name, sealed from vault_item where account = $1 order by name", &[account.into()])
        .await?;
    rows.into_iter().map(Row::read).collect()
}

pub(crate) async fn forget(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    tx.execute("delete from vault_item where account = $1", &[account.into()]).await?;
    Ok(())
}
