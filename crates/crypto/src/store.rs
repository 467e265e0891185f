//! SQL: the wrapped keys of people's data, which of the platform's own keys the database has met, and which node holds them.

use std::collections::BTreeSet;

use causeway_core::{Db, Result, Row, Tx};
use jiff::Timestamp;
use uuid::Uuid;

use crate::keystore::{KeyFact, MasterId};

/// The one table.
pub(crate) const TABLE: &str = "crypto_person_key";

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
    tx.optional(FIND, &[owner.into()]).await?.map(Row::read).transpose()
}

/// The owner's wrapped key, outside a transaction.
pub(crate) async fn find_outside(db: &Db, owner: Uuid) -> Result<Option<Vec<u8>>> {
    db.optional(FIND, &[owner.into()]).await?.map(Row::read).transpose()
}

/// Removes the owner's key for good; false when there was none.
pub(crate) async fn delete(tx: &mut Tx<'_>, owner: Uuid) -> Result<bool> {
    Ok(tx.execute("delete from crypto_person_key where owner = $1", &[owner.into()]).await? > 0)
}

/// Some keys that one master key wrapped.
pub(crate) async fn wrapped_by(db: &Db, master: &MasterId, limit: i64) -> Result<Vec<(Uuid, Vec<u8>)>> {
    let sql = "select owner, wrapped from crypto_person_key where wrapped_by = $1 limit $2";
    let rows = db.query(sql, &[master.as_slice().into(), limit.into()]).await?;
    rows.into_iter().map(Row::read).collect()
}

/// Whether some key was wrapped by none of these: one short look at the index for each gap between them.
pub(crate) async fn any_wrapped_beyond(db: &Db, masters: &BTreeSet<MasterId>) -> Result<bool> {
    // The last edge has one byte more than an id: it is beyond every one of them.
    let mut edges: Vec<&[u8]> = vec![&[]];
    edges.extend(masters.iter().map(MasterId::as_slice));
    edges.push(&[0xff; 9]);
    for gap in edges.windows(2) {
        let [from, until] = gap else { continue };
        let sql = "select 1 from crypto_person_key where wrapped_by > $1 and wrapped_by < $2 limit 1";
        if db.optional(sql, &[(*from).into(), (*until).into()]).await?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Puts `new` in the place of `old`; does nothing if the key was destroyed or replaced meanwhile.
pub(crate) async fn replace(tx: &mut Tx<'_>, owner: Uuid, old: &[u8], new: Wrapped<'_>) -> Result<u64> {
    tx.execute(
        "update crypto_person_key set wrapped = $1, wrapped_by = $2 where owner = $3 and wrapped = $4",
        &[new.key.into(), new.by.as_slice().into(), owner.into(), old.into()],
    )
    .await
}

/// How many keys one master key wrapped.
pub(crate) async fn count_wrapped_by(db: &Db, master: &MasterId) -> Result<i64> {
    let sql = "select count(*) from crypto_person_key where wrapped_by = $1";
    db.one(sql, &[master.as_slice().into()]).await?.read()
}

/// A key of the platform's that the database has met.
#[derive(Clone, Debug)]
pub(crate) struct Noted {
    pub(crate) kid: String,
    pub(crate) key_use: String,
    pub(crate) activates_at: Timestamp,
    pub(crate) retired_at: Option<Timestamp>,
}

const NOTED: &str = "select kid, key_use, activates_at, retired_at from crypto_key";

fn noted(row: Row) -> Result<Noted> {
    let (kid, key_use, activates_at, retired_at) = row.read()?;
    Ok(Noted { kid, key_use, activates_at, retired_at })
}

/// All of them.
pub(crate) async fn keys_noted(db: &Db) -> Result<Vec<Noted>> {
    db.query(NOTED, &[]).await?.into_iter().map(noted).collect()
}

/// All of them, in a transaction.
pub(crate) async fn keys_noted_in(tx: &mut Tx<'_>) -> Result<Vec<Noted>> {
    tx.query(NOTED, &[]).await?.into_iter().map(noted).collect()
}

/// Notes a key; whether it was new.
pub(crate) async fn note_key(tx: &mut Tx<'_>, fact: &KeyFact, now: Timestamp) -> Result<bool> {
    let values = [
        fact.kid.as_str().into(),
        fact.of.name().into(),
        fact.made_at.into(),
        fact.activates_at.into(),
        now.into(),
    ];
    let sql = "insert into crypto_key (kid, key_use, made_at, activates_at, noted_at) values ($1, $2, $3, $4, $5) \
               on conflict (kid) do nothing";
    Ok(tx.execute(sql, &values).await? == 1)
}

/// Marks a key as retired; whether it was not already.
pub(crate) async fn retire_key(tx: &mut Tx<'_>, kid: &str, now: Timestamp) -> Result<bool> {
    let sql = "update crypto_key set retired_at = $1 where kid = $2 and retired_at is null";
    Ok(tx.execute(sql, &[now.into(), kid.into()]).await? == 1)
}

/// Whether a key is one that was retired.
pub(crate) async fn is_retired(tx: &mut Tx<'_>, kid: &str) -> Result<bool> {
    let sql = "select 1 from crypto_key where kid = $1 and retired_at is not null";
    Ok(tx.optional(sql, &[kid.into()]).await?.is_some())
}

/// A node says until when it counts as running, and which keys it holds: their names, with spaces between.
pub(crate) async fn beat(
    tx: &mut Tx<'_>,
    node: Uuid,
    name: &str,
    kids: &str,
    until: Timestamp,
) -> Result<()> {
    let sql = "insert into crypto_node (id, name, kids, expires_at) values ($1, $2, $3, $4) \
               on conflict (id) do update set kids = $3, expires_at = $4";
    tx.execute(sql, &[node.into(), name.into(), kids.into(), until.into()]).await?;
    Ok(())
}

/// The nodes that run, by name, each with the names of its keys.
pub(crate) async fn nodes(db: &Db, now: Timestamp) -> Result<Vec<(String, String)>> {
    let sql = "select name, kids from crypto_node where expires_at > $1 order by name";
    db.query(sql, &[now.into()]).await?.into_iter().map(Row::read).collect()
}

/// A node ends.
pub(crate) async fn leave(tx: &mut Tx<'_>, node: Uuid) -> Result<()> {
    tx.execute("delete from crypto_node where id = $1", &[node.into()]).await?;
    Ok(())
}

/// Forgets the nodes that have said nothing for long.
pub(crate) async fn forget_nodes(tx: &mut Tx<'_>, now: Timestamp) -> Result<()> {
    tx.execute("delete from crypto_node where expires_at <= $1", &[now.into()]).await?;
    Ok(())
}
