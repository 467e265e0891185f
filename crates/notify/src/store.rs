//! SQL of `notify_message`.

use causeway_core::{AccountId, Db, Error, Result, Tx};
use jiff::Timestamp;
use uuid::Uuid;

/// A stored message, still sealed.
pub(crate) struct Stored {
    pub(crate) id: Uuid,
    pub(crate) params: Vec<u8>,
    pub(crate) created_at: Timestamp,
    pub(crate) read_at: Option<Timestamp>,
}

pub(crate) async fn insert(
    tx: &mut Tx<'_>,
    id: Uuid,
    account: AccountId,
    kind: &str,
    params: Vec<u8>,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<()> {
    tx.execute(
        "insert into notify_message (id, account, kind, params, created_at, expires_at) \
         values ($1, $2, $3, $4, $5, $6) on conflict (id) do nothing",
        &[id.into(), account.into(), kind.into(), params.into(), now.into(), expires_at.into()],
    )
    .await?;
    Ok(())
}

/// Newest first; an id past every UUID stands for "from the newest on".
pub(crate) async fn page(
    db: &Db,
    account: AccountId,
    before: Option<Uuid>,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<Stored>> {
    let rows = db
        .query(
            "select id, params, created_at, read_at from notify_message \
             where account = $1 and id < $2 and expires_at > $3 order by id desc limit $4",
            &[account.into(), before.unwrap_or(Uuid::max()).into(), now.into(), limit.into()],
        )
        .await?;
    rows.into_iter()
        .map(|row| {
            let (id, params, created_at, read_at) = row.read()?;
            Ok(Stored { id, params, created_at, read_at })
        })
        .collect()
}

pub(crate) async fn unread(db: &Db, account: AccountId, now: Timestamp) -> Result<i64> {
    db.one(
        "select count(*) from notify_message where account = $1 and read_at is null and expires_at > $2",
        &[account.into(), now.into()],
    )
    .await?
    .read()
}

pub(crate) async fn mark_read(tx: &mut Tx<'_>, account: AccountId, id: Uuid, now: Timestamp) -> Result<()> {
    let touched = tx
        .execute(
            "update notify_message set read_at = coalesce(read_at, $1) \
             where id = $2 and account = $3 and expires_at > $1",
            &[now.into(), id.into(), account.into()],
        )
        .await?;
    if touched == 1 { Ok(()) } else { Err(Error::not_found()) }
}

pub(crate) async fn forget(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    tx.execute("delete from notify_message where account = $1", &[account.into()]).await?;
    Ok(())
}

/// Deletes one batch of what has expired; returns how many rows that were.
pub(crate) async fn purge(tx: &mut Tx<'_>, now: Timestamp) -> Result<u64> {
    tx.execute(
        "delete from notify_message where id in \
         (select id from notify_message where expires_at <= $1 order by expires_at limit 500)",
        &[now.into()],
    )
    .await
}
