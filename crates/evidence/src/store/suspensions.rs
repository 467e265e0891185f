//! SQL of `evidence_suspension`.

use causeway_core::{AccountId, Db, Result, Row, Tx};
use jiff::Timestamp;
use uuid::Uuid;

/// A suspension, its reference still sealed.
pub(crate) struct SuspensionRow {
    pub(crate) id: Uuid,
    pub(crate) reference: Vec<u8>,
    pub(crate) since: Timestamp,
    pub(crate) until: Timestamp,
}

const OF_ACCOUNT: &str = "select id, reference, since, until from evidence_suspension where account = $1";

fn read(row: Row) -> Result<SuspensionRow> {
    let (id, reference, since, until) = row.read()?;
    Ok(SuspensionRow { id, reference, since, until })
}

pub(crate) async fn suspensions(db: &Db, account: AccountId) -> Result<Vec<SuspensionRow>> {
    db.query(OF_ACCOUNT, &[account.into()]).await?.into_iter().map(read).collect()
}

/// As [`suspensions`], within a transaction.
pub(crate) async fn suspensions_within(tx: &mut Tx<'_>, account: AccountId) -> Result<Vec<SuspensionRow>> {
    tx.query(OF_ACCOUNT, &[account.into()]).await?.into_iter().map(read).collect()
}

pub(crate) async fn insert_suspension(
    tx: &mut Tx<'_>,
    account: AccountId,
    row: &SuspensionRow,
) -> Result<()> {
    tx.execute(
        "insert into evidence_suspension (id, account, reference, since, until) values ($1, $2, $3, $4, $5)",
        &[row.id.into(), account.into(), (&row.reference).into(), row.since.into(), row.until.into()],
    )
    .await?;
    Ok(())
}

pub(crate) async fn set_suspension_end(tx: &mut Tx<'_>, id: Uuid, until: Timestamp) -> Result<()> {
    tx.execute("update evidence_suspension set until = $1 where id = $2", &[until.into(), id.into()]).await?;
    Ok(())
}

pub(crate) async fn forget_suspensions(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    tx.execute("delete from evidence_suspension where account = $1", &[account.into()]).await?;
    Ok(())
}
