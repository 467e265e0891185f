//! SQL: the wrapped keys of people's data.

use causeway_core::{Db, Result, Tx};
use jiff::Timestamp;
use uuid::Uuid;

use crate::keystore::MasterId;

/// A wrapped key and what it was wrapped by.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wrapped<'a> {
    pub(crate) key: &'a [u8],
    pub(crate) by: &'a MasterId,
}

/// Adds a key unless the owner has one.
pub(crate) async fn insert(tx: &mut Tx<'_>, owner: Uuid, wrapped: Wrapped<'_>, now: Timestamp) -> Result<()> {
    tx.execute(
        "insert into crypto_person_key (owner, wrapped, wrapped_by, created_at) values ($1, $2, $3, $4) \
         on conflict (owner) do nothing",
        &[owner.into(), wrapped.key.into(), wrapped.by.as_slice().into(), now.into()],
    )
    .await?;
    Ok(())
}

const FIND: &str = "select wrapped from crypto_person_key where owner = $1";

/// The owner's wrapped key.
pub(crate) async fn find(tx: &mut Tx<'_>, owner: Uuid) -> Result<Option<Vec<u8>>> {
    tx.optional(FIND, &[owner.into()]).await?.map(causeway_core::Row::read).transpose()
}

/// The owner's wrapped key, outside a transaction.
pub(crate) async fn find_outside(db: &Db, owner: Uuid) -> Result<Option<Vec<u8>>> {
    db.optional(FIND, &[owner.into()]).await?.map(causeway_core::Row::read).transpose()
}

/// Some owner and their wrapped key.
pub(crate) async fn any(db: &Db) -> Result<Option<(Uuid, Vec<u8>)>> {
    let row = db.optional("select owner, wrapped from crypto_person_key limit 1", &[]).await?;
    row.map(causeway_core::Row::read).transpose()
}

/// Removes the owner's key for good.
pub(crate) async fn delete(tx: &mut Tx<'_>, owner: Uuid) -> Result<()> {
    tx.execute("delete from crypto_person_key where owner = $1", &[owner.into()]).await?;
    Ok(())
}

/// Some keys that another master key than `newest` wrapped: two ranges, so that the index finds that there are none.
pub(crate) async fn wrapped_by_others(
    db: &Db,
    newest: &MasterId,
    limit: i64,
) -> Result<Vec<(Uuid, Vec<u8>)>> {
    let rows = db
        .query(
            "select owner, wrapped from crypto_person_key where wrapped_by < $1 or wrapped_by > $1 limit $2",
            &[newest.as_slice().into(), limit.into()],
        )
        .await?;
    rows.into_iter().map(causeway_core::Row::read).collect()
}

/// Puts `new` in the place of `old`; does nothing if the key was destroyed or replaced meanwhile.
pub(crate) async fn replace(tx: &mut Tx<'_>, owner: Uuid, old: &[u8], new: Wrapped<'_>) -> Result<u64> {
    tx.execute(
        "update crypto_person_key set wrapped = $1, wrapped_by = $2 where owner = $3 and wrapped = $4",
        &[new.key.into(), new.by.as_slice().into(), owner.into(), old.into()],
    )
    .await
}
