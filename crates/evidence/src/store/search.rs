//! SQL of what staff search: receipts with a name, which a person's never has.

use causeway_core::{Db, ReceiptId, Result, Row, Search, Tx, Value};
use jiff::Timestamp;

use super::{LogRow, ReceiptRow};

/// A receipt in a list.
pub(crate) struct ListedRow {
    pub(crate) id: ReceiptId,
    pub(crate) subject: String,
    pub(crate) at: Timestamp,
    pub(crate) event: String,
    pub(crate) logged: bool,
}

const FOUND: &str = "select id, subject, at, event, log_index from evidence_receipt \
    where event is not null and event like $1 escape '\\' and ($2 = '' or subject = $2) and at >= $3 and at < $4 \
    order by at desc, id desc limit $5 offset $6";
const COUNT: &str = "select count(*) from evidence_receipt \
    where event is not null and event like $1 escape '\\' and ($2 = '' or subject = $2) and at >= $3 and at < $4";

/// A page of receipts, newest first, and how many there are. An empty `subject` is every chain.
pub(crate) async fn search_receipts(
    db: &Db,
    search: &Search,
    subject: &str,
    from: Timestamp,
    to: Timestamp,
) -> Result<(Vec<ListedRow>, i64)> {
    let what: [Value; 4] = [search.pattern(), subject.into(), from.into(), to.into()];
    let total = db.one(COUNT, &what).await?.read()?;
    let page: Vec<Value> = what.into_iter().chain([search.limit().into(), search.offset().into()]).collect();
    let rows = db.query(FOUND, &page).await?.into_iter().map(read).collect::<Result<_>>()?;
    Ok((rows, total))
}

fn read(row: Row) -> Result<ListedRow> {
    let (id, subject, at, event, index): (_, _, _, _, Option<i64>) = row.read()?;
    Ok(ListedRow { id, subject, at, event, logged: index.is_some() })
}

/// The chain of a receipt that has a name.
pub(crate) async fn open_subject(db: &Db, id: ReceiptId) -> Result<Option<String>> {
    db.optional("select subject from evidence_receipt where id = $1 and event is not null", &[id.into()])
        .await?
        .map(Row::read)
        .transpose()
}

/// Receipts of the platform's chain that have no name yet.
pub(crate) async fn unnamed(db: &Db, limit: i64) -> Result<Vec<ReceiptRow>> {
    let rows = db
        .query(
            "select id, seq, at, previous, body, commitment, log_index from evidence_receipt \
             where event is null and subject = 'platform' order by seq limit $1",
            &[limit.into()],
        )
        .await?;
    rows.into_iter().map(super::receipt_row).collect()
}

pub(crate) async fn name_receipt(tx: &mut Tx<'_>, id: ReceiptId, event: &str) -> Result<()> {
    tx.execute("update evidence_receipt set event = $1 where id = $2", &[event.into(), id.into()]).await?;
    Ok(())
}

/// The log, and when its checkpoint was signed.
pub(crate) async fn log_signed(db: &Db) -> Result<Option<(LogRow, Timestamp)>> {
    let row = db.optional("select origin, size, root, checkpoint, signed_at from evidence_log", &[]).await?;
    row.map(|row| {
        let (origin, size, root, checkpoint, signed_at) = row.read()?;
        Ok((LogRow { origin, size, root, checkpoint }, signed_at))
    })
    .transpose()
}

/// How many receipts wait for the log, and since when the oldest does.
pub(crate) async fn waiting(db: &Db) -> Result<(i64, Option<Timestamp>)> {
    db.one("select count(*), min(at) from evidence_receipt where log_index is null", &[]).await?.read()
}
