//! Putting a backup's rows into an empty database.

use std::io::Read;

use causeway_core::db::{self, schema};
use causeway_core::{Db, Env, Error, Result, Row, Value, backup};

use crate::format::Header;
use crate::read::{Item, Reader};

/// Rows inserted in one transaction.
const BATCH: usize = 500;

/// Migrates an empty database to where the backup's was, or refuses one that is not empty.
///
/// # Errors
/// `restore_not_empty`, `restore_migrated_further`, `restore_unfinished`, `schema_too_new`.
pub(crate) async fn prepare(env: &Env, header: &Header) -> Result<()> {
    let applied = db::applied(&env.db).await?;
    if !applied.is_empty() {
        backup::refuse_unfinished(&env.db).await?;
        if applied != header.migrations {
            return Err(Error::conflict(
                "restore_migrated_further",
                "The backup was made by another release, whose schema was another than this database's. Give a database that was never \
                 migrated: restore brings it to the backup's schema, loads it, and migrates it to this release's.",
            ));
        }
        for table in schema::tables(&applied)? {
            // What a database declares of itself when it is migrated.
            let settings = table.name == backup::SETTINGS;
            if !settings && !db::is_empty(&env.db, &table).await? {
                return Err(Error::conflict(
                    "restore_not_empty",
                    format!(
                        "The database is not empty: {table} has rows. Restore into an empty one, so that nothing is lost or mixed up."
                    ),
                ));
            }
        }
    }
    db::migrate_to(env, &header.migrations).await?;
    let id = header.backup;
    env.db.tx(|tx| Box::pin(backup::begun(tx, id))).await
}

/// Is told how many rows were loaded, of how many.
pub(crate) type Tell<'a> = &'a mut (dyn FnMut(u64, u64) + Send);

/// Loads every row of a file.
pub(crate) async fn load<R: Read>(db: &Db, mut file: Reader<R>, tell: Tell<'_>) -> Result<Header> {
    let (mut rows, mut at, mut loaded): (Vec<Vec<Value>>, usize, u64) = (Vec::new(), 0, 0);
    loop {
        let item = file.next()?;
        let next = match &item {
            Item::Row(index, _) => *index,
            Item::End => usize::MAX,
        };
        if next != at || rows.len() >= BATCH {
            if !rows.is_empty() {
                db::load(db, file.table(at)?, &rows).await?;
            }
            loaded += u64::try_from(rows.len()).map_err(Error::internal)?;
            tell(loaded, file.header().rows());
            rows.clear();
            at = next;
        }
        match item {
            Item::Row(_, values) => rows.push(values),
            Item::End => return Ok(file.header().clone()),
        }
    }
}

/// Whether each table has as many rows as the header says. Returns them.
///
/// # Errors
/// `restore_counts`.
pub(crate) async fn check_counts(db: &Db, header: &Header) -> Result<Vec<(String, u64)>> {
    let mut snapshot = db.snapshot().await?;
    let mut counts = Vec::new();
    for head in &header.tables {
        let rows: i64 = snapshot.one(&head.table.count(), &[]).await.and_then(Row::read)?;
        // The mark that the restore is not finished is a row too.
        let own = u64::from(head.table.name == backup::SETTINGS);
        let rows = u64::try_from(rows).map_err(Error::internal)? - own;
        if rows != head.rows {
            return Err(Error::conflict(
                "restore_counts",
                format!("{} has {rows} rows after loading, and the backup says {}.", head.table, head.rows),
            ));
        }
        counts.push((head.table.name.clone(), rows));
    }
    Ok(counts)
}
