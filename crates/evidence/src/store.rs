//! SQL. What staff search, what is withheld, and the log's life across restores have files of their own.

mod life;
mod search;
mod suspensions;

pub(crate) use life::*;
pub(crate) use search::*;
pub(crate) use suspensions::*;

use causeway_core::{Db, Error, ReceiptId, Result, Tx};
use jiff::Timestamp;
use uuid::Uuid;

use crate::log::Hash;

/// A chain as it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ChainRow {
    pub(crate) length: i64,
    pub(crate) head: Hash,
}

pub(crate) async fn chain(tx: &mut Tx<'_>, subject: &str) -> Result<Option<ChainRow>> {
    let row =
        tx.optional("select length, head from evidence_chain where subject = $1", &[subject.into()]).await?;
    let Some(row) = row else { return Ok(None) };
    let (length, head) = row.read()?;
    Ok(Some(ChainRow { length, head }))
}

/// Makes the chain, empty. Its first daily commitment is due at once.
pub(crate) async fn create_chain(tx: &mut Tx<'_>, subject: &str, salt: &Hash, now: Timestamp) -> Result<()> {
    let made = tx
        .execute(
            "insert into evidence_chain (subject, length, head, salt, committed_length, commitment_due_at) \
             values ($1, 0, $2, $3, 0, $4) on conflict (subject) do nothing",
            &[subject.into(), [0u8; 32].into(), salt.into(), now.into()],
        )
        .await?;
    if made == 1 { Ok(()) } else { Err(Error::transient("another transaction made the chain")) }
}

/// Moves a chain's head on if it is still where it was.
pub(crate) async fn advance(tx: &mut Tx<'_>, subject: &str, length: i64, head: &Hash) -> Result<()> {
    let moved = tx
        .execute(
            "update evidence_chain set length = $1, head = $2 where subject = $3 and length = $4",
            &[(length + 1).into(), head.into(), subject.into(), length.into()],
        )
        .await?;
    if moved == 1 { Ok(()) } else { Err(Error::transient("another transaction moved the chain's head")) }
}

/// A receipt's row.
#[derive(Clone, Debug)]
pub(crate) struct ReceiptRow {
    pub(crate) id: ReceiptId,
    pub(crate) seq: i64,
    pub(crate) at: Timestamp,
    pub(crate) previous: Hash,
    pub(crate) body: Vec<u8>,
    pub(crate) commitment: Hash,
    pub(crate) log_index: Option<i64>,
}

/// Puts a receipt at its place in the chain, if nobody else was faster.
///
/// `event` is the event's name, in the chains of organisations and of the platform alone.
pub(crate) async fn insert_receipt(
    tx: &mut Tx<'_>,
    subject: &str,
    receipt: &ReceiptRow,
    event: Option<&str>,
) -> Result<()> {
    let ReceiptRow { id, seq, at, previous, body, commitment, log_index } = receipt;
    let made = tx
        .execute(
            "insert into evidence_receipt (id, subject, seq, at, previous, body, commitment, log_index, event) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (subject, seq) do nothing",
            &[
                (*id).into(),
                subject.into(),
                (*seq).into(),
                (*at).into(),
                previous.into(),
                body.into(),
                commitment.into(),
                (*log_index).into(),
                event.into(),
            ],
        )
        .await?;
    if made == 1 { Ok(()) } else { Err(Error::transient("another transaction took this place in the chain")) }
}

fn receipt_row(row: causeway_core::Row) -> Result<ReceiptRow> {
    let (id, seq, at, previous, body, commitment, log_index) = row.read()?;
    Ok(ReceiptRow { id, seq, at, previous, body, commitment, log_index })
}

const RECEIPT: &str = "select id, seq, at, previous, body, commitment, log_index from evidence_receipt \
    where id = $1 and subject = $2";

/// A subject's own receipt.
pub(crate) async fn receipt(db: &Db, subject: &str, id: ReceiptId) -> Result<Option<ReceiptRow>> {
    db.optional(RECEIPT, &[id.into(), subject.into()]).await?.map(receipt_row).transpose()
}

/// As [`receipt`], within a transaction.
pub(crate) async fn receipt_within(
    tx: &mut Tx<'_>,
    subject: &str,
    id: ReceiptId,
) -> Result<Option<ReceiptRow>> {
    tx.optional(RECEIPT, &[id.into(), subject.into()]).await?.map(receipt_row).transpose()
}

/// A subject's receipts before `seq`, newest first.
pub(crate) async fn receipts_before(db: &Db, subject: &str, seq: i64, limit: i64) -> Result<Vec<ReceiptRow>> {
    let rows = db
        .query(
            "select id, seq, at, previous, body, commitment, log_index from evidence_receipt \
             where subject = $1 and seq < $2 order by seq desc limit $3",
            &[subject.into(), seq.into(), limit.into()],
        )
        .await?;
    rows.into_iter().map(receipt_row).collect()
}

/// A chain that moved since it was last committed to the log.
#[derive(Clone, Debug)]
pub(crate) struct MovedChain {
    pub(crate) subject: String,
    pub(crate) length: i64,
    pub(crate) head: Hash,
    pub(crate) salt: Hash,
}

/// Chains that moved and whose daily commitment is due.
pub(crate) async fn moved_chains(tx: &mut Tx<'_>, now: Timestamp, limit: i64) -> Result<Vec<MovedChain>> {
    let rows = tx
        .query(
            "select subject, length, head, salt from evidence_chain \
             where length > committed_length and commitment_due_at <= $1 order by commitment_due_at limit $2",
            &[now.into(), limit.into()],
        )
        .await?;
    rows.into_iter()
        .map(|row| row.read().map(|(subject, length, head, salt)| MovedChain { subject, length, head, salt }))
        .collect()
}

/// Whether [`moved_chains`] would find any.
pub(crate) async fn any_chain_moved(db: &Db, now: Timestamp) -> Result<bool> {
    let row = db
        .optional(
            "select subject from evidence_chain where length > committed_length and commitment_due_at <= $1 limit 1",
            &[now.into()],
        )
        .await?;
    Ok(row.is_some())
}

/// Puts a commitment to a chain in line for the log, and remembers that it was made.
pub(crate) async fn commit_chain(
    tx: &mut Tx<'_>,
    id: Uuid,
    chain: &MovedChain,
    commitment: &Hash,
    now: Timestamp,
    next_due: Timestamp,
) -> Result<()> {
    let made = tx
        .execute(
            "insert into evidence_commitment (id, subject, length, head, at, commitment) \
             values ($1, $2, $3, $4, $5, $6) on conflict (subject, length) do nothing",
            &[
                id.into(),
                (&chain.subject).into(),
                chain.length.into(),
                (&chain.head).into(),
                now.into(),
                commitment.into(),
            ],
        )
        .await?;
    if made != 1 {
        return Err(Error::transient("another node has committed to this chain"));
    }
    tx.execute(
        "update evidence_chain set committed_length = $1, commitment_due_at = $2 where subject = $3",
        &[chain.length.into(), next_due.into(), (&chain.subject).into()],
    )
    .await?;
    Ok(())
}

/// The newest commitment to a chain that is in the log as it is published, with the chain's salt.
#[derive(Clone, Debug)]
pub(crate) struct CommitmentRow {
    pub(crate) at: Timestamp,
    pub(crate) length: i64,
    pub(crate) head: Hash,
    pub(crate) salt: Hash,
    pub(crate) log_index: i64,
}

pub(crate) async fn newest_commitment(db: &Db, subject: &str) -> Result<Option<CommitmentRow>> {
    let row = db
        .optional(
            "select c.at, c.length, c.head, e.salt, c.log_index from evidence_commitment c \
             join evidence_chain e on e.subject = c.subject \
             where c.subject = $1 and c.log_index < (select coalesce(published_size, size) from evidence_log) \
             order by c.length desc limit 1",
            &[subject.into()],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let (at, length, head, salt, log_index) = row.read()?;
    Ok(Some(CommitmentRow { at, length, head, salt, log_index }))
}

/// When the oldest entry came that is not in the log yet.
pub(crate) async fn oldest_waiting(db: &Db) -> Result<Option<Timestamp>> {
    let mut oldest = None;
    for sql in [
        "select at from evidence_receipt where log_index is null order by id limit 1",
        "select at from evidence_commitment where log_index is null order by id limit 1",
    ] {
        let at = db.optional(sql, &[]).await?.map(causeway_core::Row::read::<Timestamp>).transpose()?;
        oldest = [oldest, at].into_iter().flatten().min();
    }
    Ok(oldest)
}

/// Numbers up to `limit` waiting receipts from `first` on, in the order of their ids, and returns their commitments in that order.
pub(crate) async fn number_receipts(tx: &mut Tx<'_>, first: i64, limit: i64) -> Result<Vec<Hash>> {
    let rows = tx
        .query(
            "update evidence_receipt set log_index = $1 + w.n - 1 from \
             (select q.id, row_number() over (order by q.id) as n from \
              (select id from evidence_receipt where log_index is null order by id limit $2) q) w \
             where evidence_receipt.id = w.id returning log_index, commitment",
            &[first.into(), limit.into()],
        )
        .await?;
    in_order(rows)
}

/// As [`number_receipts`], for commitments to chains.
pub(crate) async fn number_commitments(tx: &mut Tx<'_>, first: i64, limit: i64) -> Result<Vec<Hash>> {
    let rows = tx
        .query(
            "update evidence_commitment set log_index = $1 + w.n - 1 from \
             (select q.id, row_number() over (order by q.id) as n from \
              (select id from evidence_commitment where log_index is null order by id limit $2) q) w \
             where evidence_commitment.id = w.id returning log_index, commitment",
            &[first.into(), limit.into()],
        )
        .await?;
    in_order(rows)
}

/// `returning` promises no order.
fn in_order(rows: Vec<causeway_core::Row>) -> Result<Vec<Hash>> {
    let mut numbered: Vec<(i64, Hash)> =
        rows.into_iter().map(causeway_core::Row::read).collect::<Result<_>>()?;
    numbered.sort_unstable_by_key(|(index, _)| *index);
    Ok(numbered.into_iter().map(|(_, commitment)| commitment).collect())
}

/// The log's newest state.
#[derive(Clone, Debug)]
pub(crate) struct LogRow {
    pub(crate) origin: String,
    pub(crate) size: i64,
    pub(crate) root: Hash,
    pub(crate) checkpoint: String,
}

const LOG: &str = "select origin, size, root, checkpoint from evidence_log";

fn log_row(row: causeway_core::Row) -> Result<LogRow> {
    let (origin, size, root, checkpoint) = row.read()?;
    Ok(LogRow { origin, size, root, checkpoint })
}

pub(crate) async fn log(tx: &mut Tx<'_>) -> Result<Option<LogRow>> {
    tx.optional(LOG, &[]).await?.map(log_row).transpose()
}

/// The newest state, published or not.
pub(crate) async fn newest_log(db: &Db) -> Result<Option<LogRow>> {
    db.optional(LOG, &[]).await?.map(log_row).transpose()
}

/// Puts the first checkpoint in place.
pub(crate) async fn create_log(tx: &mut Tx<'_>, log: &LogRow, now: Timestamp) -> Result<bool> {
    let made = tx
        .execute(
            "insert into evidence_log (origin, size, root, checkpoint, signed_at) values ($1, $2, $3, $4, $5) \
             on conflict (origin) do nothing",
            &[
                (&log.origin).into(),
                log.size.into(),
                (&log.root).into(),
                (&log.checkpoint).into(),
                now.into(),
            ],
        )
        .await?;
    Ok(made == 1)
}

/// Replaces the checkpoint if the log still has `old_size` entries.
pub(crate) async fn grow_log(tx: &mut Tx<'_>, old_size: i64, log: &LogRow, now: Timestamp) -> Result<bool> {
    let grown = tx
        .execute(
            "update evidence_log set size = $1, root = $2, checkpoint = $3, signed_at = $4 \
             where origin = $5 and size = $6",
            &[
                log.size.into(),
                (&log.root).into(),
                (&log.checkpoint).into(),
                now.into(),
                (&log.origin).into(),
                old_size.into(),
            ],
        )
        .await?;
    Ok(grown == 1)
}

const TILE: &str = "select content from evidence_tile where level = $1 and number = $2";

pub(crate) async fn tile(tx: &mut Tx<'_>, level: i64, number: i64) -> Result<Option<Vec<u8>>> {
    tx.optional(TILE, &[level.into(), number.into()]).await?.map(causeway_core::Row::read).transpose()
}

pub(crate) async fn published_tile(db: &Db, level: i64, number: i64) -> Result<Option<Vec<u8>>> {
    db.optional(TILE, &[level.into(), number.into()]).await?.map(causeway_core::Row::read).transpose()
}

pub(crate) async fn put_tile(tx: &mut Tx<'_>, level: i64, number: i64, content: Vec<u8>) -> Result<()> {
    tx.execute(
        "insert into evidence_tile (level, number, content) values ($1, $2, $3) \
         on conflict (level, number) do update set content = excluded.content",
        &[level.into(), number.into(), content.into()],
    )
    .await?;
    Ok(())
}
