//! SQL of the log's life: what of it is published, how it goes on after a restore, and whether it holds together.

use causeway_core::db::Snapshot;
use causeway_core::{Db, ReceiptId, Result, Row, Tx};
use jiff::Timestamp;
use uuid::Uuid;

use super::{LogRow, log_row};
use crate::log::Hash;

/// With a journal, what is published follows what is signed once the journal's files hold its leaves.
const PUBLISHED: &str = "select origin, coalesce(published_size, size), coalesce(published_root, root), \
    coalesce(published_checkpoint, checkpoint) from evidence_log where coalesce(published_checkpoint, checkpoint) <> ''";

/// The newest state that anybody may have seen.
pub(crate) async fn published_log(db: &Db) -> Result<Option<LogRow>> {
    db.optional(PUBLISHED, &[]).await?.map(log_row).transpose()
}

/// As [`published_log`], within a transaction.
pub(crate) async fn published_log_in(tx: &mut Tx<'_>) -> Result<Option<LogRow>> {
    tx.optional(PUBLISHED, &[]).await?.map(log_row).transpose()
}

/// Notes that what is signed is not what is published: the state before it is, until the journal has been written.
pub(crate) async fn hold_back(tx: &mut Tx<'_>, journaled: i64) -> Result<()> {
    tx.execute(
        "update evidence_log set journaled_size = $1, published_size = coalesce(published_size, size), \
         published_root = coalesce(published_root, root), published_checkpoint = coalesce(published_checkpoint, checkpoint)",
        &[journaled.into()],
    )
    .await?;
    Ok(())
}

/// Notes that nothing is published under this name yet.
pub(crate) async fn nothing_published(tx: &mut Tx<'_>, root: &Hash) -> Result<()> {
    tx.execute(
        "update evidence_log set journaled_size = size, published_size = 0, published_root = $1, published_checkpoint = ''",
        &[root.into()],
    )
    .await?;
    Ok(())
}

/// What is signed is published.
pub(crate) async fn hold_nothing_back(tx: &mut Tx<'_>) -> Result<()> {
    tx.execute(
        "update evidence_log set journaled_size = null, published_size = null, published_root = null, published_checkpoint = null \
         where published_size is not null or journaled_size is not null",
        &[],
    )
    .await?;
    Ok(())
}

/// Publishes a state, unless a newer one is.
pub(crate) async fn publish(tx: &mut Tx<'_>, log: &LogRow) -> Result<()> {
    tx.execute(
        "update evidence_log set published_size = $1, published_root = $2, published_checkpoint = $3 \
         where origin = $4 and published_size <= $1 and size >= $1",
        &[log.size.into(), (&log.root).into(), (&log.checkpoint).into(), (&log.origin).into()],
    )
    .await?;
    Ok(())
}

/// Up to which entry the leaves were noted in the journal.
pub(crate) async fn journaled_size(tx: &mut Tx<'_>) -> Result<Option<i64>> {
    let row = tx.optional("select journaled_size from evidence_log", &[]).await?;
    Ok(row.map(Row::read::<Option<i64>>).transpose()?.flatten())
}

/// Origin, size and root at a snapshot, and whether publication waited for the journal.
pub(crate) async fn mark(snapshot: &mut Snapshot) -> Result<Option<(String, i64, Hash, bool)>> {
    let sql = "select origin, size, root, published_size is not null from evidence_log";
    snapshot.optional(sql, &[]).await?.map(Row::read).transpose()
}

/// Gives the log another name, with a checkpoint of its own over the same entries.
pub(crate) async fn rename_log(tx: &mut Tx<'_>, new: &LogRow, now: Timestamp) -> Result<()> {
    tx.execute(
        "insert into evidence_former_log (origin, size, root, checkpoint, ended_at) \
         select origin, coalesce(published_size, size), coalesce(published_root, root), coalesce(published_checkpoint, checkpoint), $1 \
         from evidence_log where origin <> $2 on conflict (origin) do nothing",
        &[now.into(), (&new.origin).into()],
    )
    .await?;
    tx.execute(
        "update evidence_log set origin = $1, size = $2, root = $3, checkpoint = $4, signed_at = $5",
        &[(&new.origin).into(), new.size.into(), (&new.root).into(), (&new.checkpoint).into(), now.into()],
    )
    .await?;
    Ok(())
}

/// A name the log had before, with the last state known to have been published under it.
pub(crate) struct FormerRow {
    pub(crate) origin: String,
    pub(crate) size: i64,
    pub(crate) root: Hash,
    pub(crate) ended_at: Timestamp,
}

pub(crate) async fn former_logs(db: &Db) -> Result<Vec<FormerRow>> {
    let sql =
        "select origin, size, root, ended_at from evidence_former_log order by ended_at desc, origin desc";
    let rows = db.query(sql, &[]).await?;
    rows.into_iter()
        .map(|row| {
            row.read().map(|(origin, size, root, ended_at)| FormerRow { origin, size, root, ended_at })
        })
        .collect()
}

/// Notes that the receipts of these entries were lost with a database.
pub(crate) async fn insert_lost(tx: &mut Tx<'_>, first: i64, until: i64, now: Timestamp) -> Result<()> {
    tx.execute(
        "insert into evidence_lost (first_index, until_index, restored_at) values ($1, $2, $3) on conflict (first_index) do nothing",
        &[first.into(), until.into(), now.into()],
    )
    .await?;
    Ok(())
}

/// Entries whose receipts were lost: from, to before, when.
pub(crate) async fn lost(db: &Db) -> Result<Vec<(i64, i64, Timestamp)>> {
    let sql = "select first_index, until_index, restored_at from evidence_lost order by first_index";
    db.query(sql, &[]).await?.into_iter().map(Row::read).collect()
}

/// Commitments of receipts that wait for the log.
pub(crate) async fn waiting_receipts(tx: &mut Tx<'_>) -> Result<Vec<(Uuid, Hash)>> {
    let rows = tx.query("select id, commitment from evidence_receipt where log_index is null", &[]).await?;
    rows.into_iter().map(Row::read).collect()
}

/// Commitments to chains that wait for the log.
pub(crate) async fn waiting_commitments(tx: &mut Tx<'_>) -> Result<Vec<(Uuid, Hash)>> {
    let rows =
        tx.query("select id, commitment from evidence_commitment where log_index is null", &[]).await?;
    rows.into_iter().map(Row::read).collect()
}

pub(crate) async fn place_receipt(tx: &mut Tx<'_>, id: Uuid, index: i64) -> Result<()> {
    tx.execute("update evidence_receipt set log_index = $1 where id = $2", &[index.into(), id.into()])
        .await?;
    Ok(())
}

pub(crate) async fn place_commitment(tx: &mut Tx<'_>, id: Uuid, index: i64) -> Result<()> {
    tx.execute("update evidence_commitment set log_index = $1 where id = $2", &[index.into(), id.into()])
        .await?;
    Ok(())
}

/// A link of a chain, for the audit.
pub(crate) struct LinkRow {
    pub(crate) id: ReceiptId,
    pub(crate) subject: String,
    pub(crate) seq: i64,
    pub(crate) previous: Hash,
    pub(crate) commitment: Hash,
    pub(crate) log_index: Option<i64>,
}

/// Receipts in the order of their chains, from a place on.
pub(crate) async fn links_after(db: &Db, subject: &str, seq: i64, limit: i64) -> Result<Vec<LinkRow>> {
    let rows = db
        .query(
            "select id, subject, seq, previous, commitment, log_index from evidence_receipt \
             where (subject, seq) > ($1, $2) order by subject, seq limit $3",
            &[subject.into(), seq.into(), limit.into()],
        )
        .await?;
    rows.into_iter()
        .map(|row| {
            let (id, subject, seq, previous, commitment, log_index) = row.read()?;
            Ok(LinkRow { id, subject, seq, previous, commitment, log_index })
        })
        .collect()
}

pub(crate) async fn chain_outside(db: &Db, subject: &str) -> Result<Option<(i64, Hash)>> {
    let row =
        db.optional("select length, head from evidence_chain where subject = $1", &[subject.into()]).await?;
    row.map(Row::read).transpose()
}

/// How many chains there are that have at least one receipt.
pub(crate) async fn count_chains(db: &Db) -> Result<i64> {
    db.one("select count(*) from evidence_chain where length > 0", &[]).await?.read()
}

/// Commitments to chains that are in the log, from a place on: index, commitment.
pub(crate) async fn logged_commitments(db: &Db, after: i64, limit: i64) -> Result<Vec<(i64, Hash)>> {
    let rows = db
        .query(
            "select log_index, commitment from evidence_commitment where log_index > $1 order by log_index limit $2",
            &[after.into(), limit.into()],
        )
        .await?;
    rows.into_iter().map(Row::read).collect()
}
