//! SQL of `registration_sandbox_key` and `registration_sandbox_passkey`.

use causeway_core::{AccountId, Db, Result, Row, Tx};
use jiff::Timestamp;

pub(crate) async fn put_key(
    tx: &mut Tx<'_>,
    name: &str,
    hash: &[u8; 32],
    quota: i64,
    now: Timestamp,
) -> Result<()> {
    tx.execute(
        "insert into registration_sandbox_key (name, key_hash, quota, created_at) values ($1, $2, $3, $4) \
         on conflict (name) do update set key_hash = excluded.key_hash, quota = excluded.quota",
        &[name.into(), hash.into(), quota.into(), now.into()],
    )
    .await?;
    Ok(())
}

pub(crate) async fn key_name(db: &Db, hash: &[u8; 32]) -> Result<Option<String>> {
    db.optional("select name from registration_sandbox_key where key_hash = $1", &[hash.into()])
        .await?
        .map(Row::read)
        .transpose()
}

pub(crate) async fn quota(tx: &mut Tx<'_>, name: &str) -> Result<Option<i64>> {
    tx.optional("select quota from registration_sandbox_key where name = $1", &[name.into()])
        .await?
        .map(Row::read)
        .transpose()
}

/// A person's software authenticator, still sealed.
pub(crate) struct Stored {
    pub(crate) account: AccountId,
    pub(crate) sealed: Vec<u8>,
    pub(crate) created_at: Timestamp,
}

/// Stores a passkey in place of an earlier one of the same owner; `false` when another owner has that person.
pub(crate) async fn put_passkey(
    tx: &mut Tx<'_>,
    account: AccountId,
    owner: &str,
    sealed: Vec<u8>,
    now: Timestamp,
) -> Result<bool> {
    let touched = tx
        .execute(
            "insert into registration_sandbox_passkey (account, owner, sealed, created_at) values ($1, $2, $3, $4) \
             on conflict (account) do update set sealed = excluded.sealed \
             where registration_sandbox_passkey.owner = excluded.owner",
            &[account.into(), owner.into(), sealed.into(), now.into()],
        )
        .await?;
    Ok(touched == 1)
}

pub(crate) async fn passkey(db: &Db, account: AccountId, owner: &str) -> Result<Option<Stored>> {
    let row = db
        .optional(
            "select account, sealed, created_at from registration_sandbox_passkey where account = $1 and owner = $2",
            &[account.into(), owner.into()],
        )
        .await?;
    row.map(read).transpose()
}

/// An owner's people in the order of their making, those after `after`.
pub(crate) async fn passkeys(db: &Db, owner: &str, after: AccountId, limit: i64) -> Result<Vec<Stored>> {
    let rows = db
        .query(
            "select account, sealed, created_at from registration_sandbox_passkey \
             where owner = $1 and account > $2 order by account limit $3",
            &[owner.into(), after.into(), limit.into()],
        )
        .await?;
    rows.into_iter().map(read).collect()
}

pub(crate) async fn count(tx: &mut Tx<'_>, owner: &str) -> Result<i64> {
    tx.one("select count(*) from registration_sandbox_passkey where owner = $1", &[owner.into()])
        .await?
        .read()
}

pub(crate) async fn delete_passkey(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    tx.execute("delete from registration_sandbox_passkey where account = $1", &[account.into()]).await?;
    Ok(())
}

fn read(row: Row) -> Result<Stored> {
    let (account, sealed, created_at) = row.read()?;
    Ok(Stored { account, sealed, created_at })
}
