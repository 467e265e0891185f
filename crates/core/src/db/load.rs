//! Putting rows into a table without knowing what they mean: what a restore does.

use super::schema::Table;
use super::{Inner, Tx, Value, sqlite};
use crate::{Db, Result};

/// Inserts rows, each with a value for each column of `table` in its order, in one transaction.
///
/// # Errors
/// `already_there` when a row is.
pub async fn load(db: &Db, table: &Table, rows: &[Vec<Value>]) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    db.tx(|tx| Box::pin(async move { tx.insert(table, rows).await })).await
}

/// Whether a table has no row.
pub async fn is_empty(db: &Db, table: &Table) -> Result<bool> {
    let mut snapshot = db.snapshot().await?;
    Ok(snapshot.query(&format!("select 1 from {table} limit 1"), &[]).await?.is_empty())
}

impl Tx<'_> {
    async fn insert(&mut self, table: &Table, rows: &[Vec<Value>]) -> Result<()> {
        let sql = format!("insert into {table} ({})", table.names());
        match &mut self.inner {
            Inner::Sqlite(batch) => {
                let places = vec!["?"; table.columns.len()].join(", ");
                sqlite::insert(batch.connection()?, &format!("{sql} values ({places})"), rows)
            }
            Inner::Postgres(session) => session.insert(&sql, rows).await,
        }
    }
}
