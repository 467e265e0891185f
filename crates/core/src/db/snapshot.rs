//! One moment of a database, read as long as need be while everybody else goes on writing: what a backup is made from.

use super::{Engine, Row, Value, postgres, sqlite};
use crate::{Db, Result};

/// What was committed when it was taken. SQLite: a read transaction over the write-ahead log; PostgreSQL: `repeatable read, read only`.
///
/// It holds a connection of its own, and keeps the database from clearing away what it still sees. So it is dropped when it has served.
#[derive(Debug)]
pub struct Snapshot(Inner);

#[derive(Debug)]
enum Inner {
    Sqlite(rusqlite::Connection),
    Postgres(postgres::Session),
}

impl Db {
    /// Takes one now.
    pub async fn snapshot(&self) -> Result<Snapshot> {
        Ok(Snapshot(match &*self.0 {
            Engine::Sqlite(sqlite) => Inner::Sqlite(sqlite.snapshot()?),
            Engine::Postgres(postgres) => Inner::Postgres(postgres.snapshot().await?),
        }))
    }
}

impl Snapshot {
    /// Rows of a reading statement. Parameters are `$1`.
    pub async fn query(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>> {
        match &mut self.0 {
            Inner::Postgres(session) => session.once(sql, params).await,
            Inner::Sqlite(connection) => {
                let mut rows = Vec::new();
                sqlite::each(connection, &sql.replace('$', "?"), params, &mut |row| {
                    rows.push(row);
                    Ok(())
                })?;
                Ok(rows)
            }
        }
    }

    /// At most one row.
    pub async fn optional(&mut self, sql: &str, params: &[Value]) -> Result<Option<Row>> {
        super::at_most_one(self.query(sql, params).await?)
    }

    /// Exactly one row.
    pub async fn one(&mut self, sql: &str, params: &[Value]) -> Result<Row> {
        super::exactly_one(self.query(sql, params).await?)
    }

    /// Gives the rows of a statement without parameters one after another, in bounded memory. Ends with `take`'s first error.
    pub async fn each(&mut self, sql: &str, take: &mut (dyn FnMut(Row) -> Result<()> + Send)) -> Result<()> {
        match &mut self.0 {
            Inner::Sqlite(connection) => sqlite::each(connection, sql, &[], take),
            Inner::Postgres(session) => session.each(sql, take).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::db::testing::environments;
    use crate::setting;

    #[tokio::test(flavor = "multi_thread")]
    async fn what_comes_later_is_not_seen() {
        for test in environments().await.unwrap() {
            let set = async |name: &'static str| {
                test.env
                    .db
                    .tx(|tx| Box::pin(async move { setting::declare(tx, name, "x").await }))
                    .await
                    .unwrap()
            };
            set("before").await;
            let mut snapshot = test.env.db.snapshot().await.unwrap();
            set("after").await;
            let names = |rows: Vec<crate::Row>| {
                rows.into_iter().map(|row| row.read::<String>().unwrap()).collect::<Vec<_>>()
            };
            let sql = "select name from core_setting order by name";
            assert_eq!(names(snapshot.query(sql, &[]).await.unwrap()), ["before"], "{}", test.engine);
            let mut seen = Vec::new();
            snapshot
                .each(sql, &mut |row| {
                    seen.push(row.read::<String>()?);
                    Ok(())
                })
                .await
                .unwrap();
            assert_eq!(seen, ["before"]);
            let one = snapshot
                .one("select value from core_setting where name = $1", &["before".into()])
                .await
                .unwrap();
            assert_eq!(one.read::<String>().unwrap(), "x");
            drop(snapshot);
            let mut now = test.env.db.snapshot().await.unwrap();
            assert_eq!(names(now.query(sql, &[]).await.unwrap()), ["after", "before"]);
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn more_rows_than_one_batch_come_all_and_an_error_ends_it() {
        for test in environments().await.unwrap() {
            let rows: Vec<Vec<crate::Value>> =
                (0..1234).map(|n| vec![format!("{n:04}").into(), "x".into()]).collect();
            let tables = crate::db::schema::tables(&["0001_core".to_owned()]).unwrap();
            let table = &tables[0];
            crate::db::load(&test.env.db, table, &rows).await.unwrap();
            let mut snapshot = test.env.db.snapshot().await.unwrap();
            let mut count = 0;
            snapshot
                .each(&table.select(), &mut |_| {
                    count += 1;
                    Ok(())
                })
                .await
                .unwrap();
            assert_eq!(count, 1234, "{}", test.engine);
            let stopped = snapshot.each(&table.select(), &mut |_| Err(crate::Error::not_found())).await;
            assert_eq!(stopped.unwrap_err().code(), "not_found");
            assert!(!crate::db::is_empty(&test.env.db, table).await.unwrap());
            assert!(crate::db::is_empty(&test.env.db, &tables[1]).await.unwrap());
        }
    }
}
