//! The journal: what must survive the restore of an older backup.
//!
//! A backup is of one moment. Whoever withdraws a consent afterwards must not find it standing again because a database was restored. So
//! each act that takes something away for good notes it ([`note`]) in its own transaction; a task ships what was noted to files outside
//! the database; and a restore replays those files over what it loaded. An entry holds ids only, never personal data; replaying it twice
//! is as good as once, and replaying it over a state that has it already changes nothing.
//!
//! A database has *lives*: one from its creation, another from each restore. Within a life entries are numbered without a gap, by
//! whichever node takes them to be shipped ([`take`]); one node at a time, so that the files hold them in their order. How far each life
//! is contained in a database, [`lives`] tells: what lies beyond has to be replayed.
//!
//! The order is that of the acts, whatever the nodes' clocks say: [`note`] takes a place in the act's own transaction. That makes any two
//! such acts wait for each other, so what is done often and comes to the same in any order is noted without one ([`note_unordered`]).
//!
//! Tables: `core_journal`, `core_life`, `core_order`.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::db::Snapshot;
use crate::{Db, Env, Error, Result, Row, Tx, setting};

/// How many entries are taken at once.
const BATCH: i64 = 500;
/// How long one node may hold what it took; from a node that died another takes it over then.
const LEASE: SignedDuration = SignedDuration::from_secs(10);
/// Rows deleted with one statement.
const PURGED: i64 = 1000;
/// The setting that names the present life.
const LIFE: &str = "life";

const TAKEN: &str = "select taken_until from core_journal where number is not null and shipped_at is null \
    order by taken_until desc limit 1";
const TAKE_OVER: &str = "update core_journal set taken_until = $1 where id in \
    (select id from core_journal where number is not null and shipped_at is null order by number limit $2) \
    returning life, number, at, kind, entry";
const PLACE: &str = "insert into core_order (name, last) values ('journal', 1) \
    on conflict (name) do update set last = core_order.last + 1 returning last";
const PLACED: &str =
    "select id from core_journal where number is null and place is not null order by place limit $1";
const UNPLACED: &str =
    "select id from core_journal where number is null and place is null order by id limit $1";
const LIVES: &str = "select life, last, began_at, (select min(number) from core_journal \
    where core_journal.life = core_life.life and number is not null and shipped_at is null) \
    from core_life order by began_at, life";
const NUMBER: &str = "update core_journal set life = $1, number = $2, taken_until = $3 where id = $4 \
    returning life, number, at, kind, entry";

/// One entry, as it was taken or as a file holds it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// In which life of the database it was numbered.
    pub life: Uuid,
    /// Its number there, from 1, without gaps.
    pub number: i64,
    /// When it was noted.
    pub at: Timestamp,
    /// What kind of act, such as `consent.withdrawn`.
    pub kind: String,
    /// Whom and what it concerns: ids.
    pub entry: serde_json::Value,
}

/// A life of a database, and how far its journal is contained in this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Life {
    /// Which.
    pub life: Uuid,
    /// The number of the last entry whose act is contained.
    pub last: i64,
    /// When it began.
    pub began_at: Timestamp,
    /// Up to which number the entries are known to stand in the files; `None` in a backup of before this was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipped: Option<i64>,
}

impl Life {
    /// Up to which number the entries stand in the files for certain: no more than one batch is on its way to them at a time.
    pub fn surely_shipped(&self) -> i64 {
        self.shipped.unwrap_or(self.last - BATCH).max(0)
    }
}

/// An entry that a database noted and, as far as it knows, did not ship.
#[derive(Clone, Debug, PartialEq)]
pub struct Unshipped {
    /// Its id in the database.
    pub id: Uuid,
    /// In which life it was numbered, and its number there, if it was taken already.
    pub number: Option<(Uuid, i64)>,
    /// When it was noted.
    pub at: Timestamp,
    /// What kind of act.
    pub kind: String,
    /// Whom and what it concerns.
    pub entry: serde_json::Value,
}

/// Notes, in the act's own transaction, what must survive the restore of an older backup. `entry` holds ids only. Of two acts of which
/// one saw the other, that one is replayed first.
pub async fn note(env: &Env, tx: &mut Tx<'_>, kind: &'static str, entry: serde_json::Value) -> Result<()> {
    let place: i64 = tx.one(PLACE, &[]).await?.read()?;
    insert(env, tx, kind, entry, Some(place)).await
}

/// As [`note`], for what is done often and comes to the same whatever is replayed before and after it: a code used, a consent withdrawn.
/// It waits for nobody.
pub async fn note_unordered(
    env: &Env,
    tx: &mut Tx<'_>,
    kind: &'static str,
    entry: serde_json::Value,
) -> Result<()> {
    insert(env, tx, kind, entry, None).await
}

async fn insert(
    env: &Env,
    tx: &mut Tx<'_>,
    kind: &'static str,
    entry: serde_json::Value,
    place: Option<i64>,
) -> Result<()> {
    tx.execute(
        "insert into core_journal (id, kind, entry, at, place) values ($1, $2, $3, $4, $5)",
        &[env.new_uuid()?.into(), kind.into(), entry.into(), env.now().into(), place.into()],
    )
    .await?;
    Ok(())
}

/// Takes what waits to be shipped, in its order, for at most ten seconds. Nothing while another node holds what it took.
pub async fn take(env: &Env) -> Result<Vec<Entry>> {
    // Looking costs no write.
    if oldest_waiting(&env.db).await?.is_none() {
        return Ok(Vec::new());
    }
    let (now, life) = (env.now(), env.new_uuid()?);
    env.db.tx(|tx| Box::pin(take_in(tx, now, life))).await
}

async fn take_in(tx: &mut Tx<'_>, now: Timestamp, fresh: Uuid) -> Result<Vec<Entry>> {
    let until = now + LEASE;
    if let Some(row) = tx.optional(TAKEN, &[]).await? {
        if row.read::<Timestamp>()? > now {
            return Ok(Vec::new());
        }
        let rows = tx.query(TAKE_OVER, &[until.into(), BATCH.into()]).await?;
        let mut entries: Vec<Entry> = rows.into_iter().map(entry).collect::<Result<_>>()?;
        entries.sort_by_key(|entry| entry.number);
        return Ok(entries);
    }
    let (life, mut last) = present(tx, now, fresh).await?;
    let mut entries = Vec::new();
    for sql in [PLACED, UNPLACED] {
        let room = BATCH - i64::try_from(entries.len()).map_err(Error::internal)?;
        for row in tx.query(sql, &[room.into()]).await? {
            last += 1;
            let values = [life.into(), last.into(), until.into(), row.read::<Uuid>()?.into()];
            entries.push(entry(tx.one(NUMBER, &values).await?)?);
        }
    }
    tx.execute("update core_life set last = $1 where life = $2", &[last.into(), life.into()]).await?;
    Ok(entries)
}

fn entry(row: Row) -> Result<Entry> {
    let (life, number, at, kind, entry) = row.read()?;
    Ok(Entry { life, number, at, kind, entry })
}

/// The present life and its last number; begun now in a database that has none.
async fn present(tx: &mut Tx<'_>, now: Timestamp, fresh: Uuid) -> Result<(Uuid, i64)> {
    let life: Uuid =
        setting::declare(tx, LIFE, &fresh.to_string()).await?.parse().map_err(Error::internal)?;
    tx.execute(
        "insert into core_life (life, last, began_at) values ($1, 0, $2) on conflict (life) do nothing",
        &[life.into(), now.into()],
    )
    .await?;
    let last = tx.one("select last from core_life where life = $1", &[life.into()]).await?.read()?;
    Ok((life, last))
}

/// Gives back what was taken and could not be shipped, so that another node may try at once.
pub async fn give_back(env: &Env, entries: &[Entry]) -> Result<()> {
    let (Some(first), Some(last)) = (entries.first(), entries.last()) else { return Ok(()) };
    let values = [env.now().into(), first.life.into(), first.number.into(), last.number.into()];
    let values = &values;
    let sql = "update core_journal set taken_until = $1 where life = $2 and number >= $3 and number <= $4 and shipped_at is null";
    env.db.tx(|tx| Box::pin(async move { tx.execute(sql, values).await.map(drop) })).await
}

/// Notes that entries which were taken stand in the files, for good.
pub async fn shipped(tx: &mut Tx<'_>, entries: &[Entry], now: Timestamp) -> Result<()> {
    let (Some(first), Some(last)) = (entries.first(), entries.last()) else { return Ok(()) };
    tx.execute(
        "update core_journal set shipped_at = $1 where life = $2 and number >= $3 and number <= $4 and shipped_at is null",
        &[now.into(), first.life.into(), first.number.into(), last.number.into()],
    )
    .await?;
    Ok(())
}

/// When the oldest entry was noted that is not shipped yet.
pub async fn oldest_waiting(db: &Db) -> Result<Option<Timestamp>> {
    let mut oldest: Option<Timestamp> = None;
    for sql in [
        "select at from core_journal where number is null order by id limit 1",
        "select at from core_journal where number is not null and shipped_at is null order by number limit 1",
    ] {
        let at = db.optional(sql, &[]).await?.map(Row::read::<Timestamp>).transpose()?;
        oldest = [oldest, at].into_iter().flatten().min();
    }
    Ok(oldest)
}

/// Deletes a batch of entries that are no longer wanted: those shipped before `before`; where nothing is shipped, those noted before it.
/// Returns how many.
pub async fn purge(tx: &mut Tx<'_>, before: Timestamp, shipping: bool) -> Result<u64> {
    let sql = if shipping {
        "delete from core_journal where id in (select id from core_journal where shipped_at <= $1 limit $2)"
    } else {
        "delete from core_journal where id in (select id from core_journal where at <= $1 order by id limit $2)"
    };
    tx.execute(sql, &[before.into(), PURGED.into()]).await
}

/// The lives of this database, oldest first.
pub async fn lives(snapshot: &mut Snapshot) -> Result<Vec<Life>> {
    let rows = snapshot.query(LIVES, &[]).await?;
    rows.into_iter()
        .map(|row| {
            let (life, last, began_at, waiting): (_, i64, _, Option<i64>) = row.read()?;
            let shipped = Some(waiting.map_or(last, |first| first - 1));
            Ok(Life { life, last, began_at, shipped })
        })
        .collect()
}

/// What a restored database noted and, as far as the backup knew, did not ship. The journal may hold it all the same.
pub async fn unshipped(db: &Db) -> Result<Vec<Unshipped>> {
    let sql = "select id, life, number, at, kind, entry from core_journal where shipped_at is null";
    let rows = db.query(sql, &[]).await?;
    rows.into_iter()
        .map(|row| {
            let (id, life, number, at, kind, entry): (_, Option<Uuid>, Option<i64>, _, _, _) = row.read()?;
            Ok(Unshipped { id, number: life.zip(number), at, kind, entry })
        })
        .collect()
}

/// Begins the life after a restore. `lives` are those that the restored database contains, as far as they were replayed. What was noted
/// and not shipped is shipped in the new one, but for those that `held` names: the journal holds them already, and shipped again they
/// would be replayed, at the next restore, after what came later.
pub async fn begin_life(
    tx: &mut Tx<'_>,
    life: Uuid,
    lives: &[Life],
    held: &[Uuid],
    now: Timestamp,
) -> Result<()> {
    tx.execute("delete from core_journal where shipped_at is not null", &[]).await?;
    for id in held {
        tx.execute("delete from core_journal where id = $1", &[(*id).into()]).await?;
    }
    tx.execute("update core_journal set life = null, number = null, taken_until = null", &[]).await?;
    let new = Life { life, last: 0, began_at: now, shipped: None };
    for Life { life, last, began_at, .. } in lives.iter().chain([&new]) {
        tx.execute(
            "insert into core_life (life, last, began_at) values ($1, $2, $3) on conflict (life) do update set last = $2",
            &[(*life).into(), (*last).into(), (*began_at).into()],
        )
        .await?;
    }
    setting::put(tx, LIFE, &life.to_string()).await
}

#[cfg(test)]
mod tests;
