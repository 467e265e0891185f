//! Storage: one SQL text, two engines.
//!
//! SQL is text with `$1` parameters in the dialect that SQLite and PostgreSQL share. Column types are the few of [`Value`].
//! A transaction is opened by [`Db::tx`] alone:
//!
//! ```ignore
//! let gone = env.db.tx(|tx| Box::pin(async move { tx.execute("delete from notify_notice where id = $1", &[id.into()]).await })).await?;
//! ```
//!
//! The box is what lets the closure borrow from around it and still run on any thread (an `async` closure cannot do both yet); an
//! owned value is lent to it by a reference taken before (`let name = &name;`), since the closure may run twice.
//!
//! The closure commits on `Ok`, rolls back on `Err`, on drop and on cancellation. It awaits nothing but the transaction, and may run
//! twice: PostgreSQL runs it at `serializable` and reports conflicts, which we heal by running it again. A single read needs no
//! transaction: [`Db::query`].
//!
//! A unique violation ends the transaction on PostgreSQL: write `on conflict do nothing` and look at the count, or let it be the
//! transaction's own error ([`is_unique_violation`]).

mod load;
mod migrate;
mod postgres;
mod probe;
pub mod schema;
mod snapshot;
mod sqlite;
#[cfg(feature = "testing")]
pub mod testing;
mod value;
mod wait;

use std::future::Future;
use std::marker::PhantomData;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;

pub use load::{is_empty, load};
pub use migrate::{
    Migration, applied, applied_at, dump_schema, migrate, migrate_to, newest_migration, pending,
};
pub use probe::{Probe, probe};
pub use snapshot::Snapshot;
pub use value::{FromRow, FromValue, Row, Value};
pub use wait::Pool;

use crate::{Error, Kind, Result};

/// A database: embedded SQLite, or PostgreSQL. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Db(Arc<Engine>);

#[derive(Debug)]
enum Engine {
    Sqlite(sqlite::Sqlite),
    Postgres(postgres::Postgres),
}

/// How often a transaction is run again after a serialisation conflict.
const ATTEMPTS: u32 = 12;

impl Db {
    /// Opens or creates an SQLite database file.
    pub fn open_sqlite(path: &Path) -> Result<Self> {
        Ok(Self(Arc::new(Engine::Sqlite(sqlite::Sqlite::open(path)?))))
    }

    /// Connects to PostgreSQL: `postgres://user@host:port/name`, at most `connections` at a time.
    pub fn connect_postgres(url: &str, connections: usize) -> Result<Self> {
        Ok(Self(Arc::new(Engine::Postgres(postgres::Postgres::connect(url, connections)?))))
    }

    /// Runs `f` in a transaction. See the module's text for what the closure may do.
    pub async fn tx<'f, T, F>(&self, mut f: F) -> Result<T>
    where
        T: Send,
        F: for<'a> FnMut(&'a mut Tx<'f>) -> Act<'a, T>,
    {
        let mut attempt = 0;
        loop {
            let mut tx = self.begin().await?;
            let done = match f(&mut tx).await {
                Ok(out) => tx.commit().await.map(|()| out),
                Err(error) => {
                    tx.rollback().await?;
                    Err(error)
                }
            };
            match done {
                Err(error) if error.is_transient() && attempt < ATTEMPTS => {
                    attempt += 1;
                    postgres::pause(attempt).await;
                }
                done => return done,
            }
        }
    }

    async fn begin<'f>(&self) -> Result<Tx<'f>> {
        let inner = match &*self.0 {
            Engine::Sqlite(sqlite) => Inner::Sqlite(sqlite.begin().await?),
            Engine::Postgres(postgres) => Inner::Postgres(postgres.session().await?),
        };
        Ok(Tx { inner, scope: PhantomData })
    }

    /// Rows of one reading statement, outside any transaction: a snapshot of what is committed.
    pub async fn query(&self, sql: &'static str, params: &[Value]) -> Result<Vec<Row>> {
        match &*self.0 {
            Engine::Sqlite(sqlite) => sqlite.read(sql, params).await,
            Engine::Postgres(postgres) => postgres.read(sql, params).await,
        }
    }

    /// At most one row of one reading statement.
    pub async fn optional(&self, sql: &'static str, params: &[Value]) -> Result<Option<Row>> {
        at_most_one(self.query(sql, params).await?)
    }

    /// Exactly one row of one reading statement.
    pub async fn one(&self, sql: &'static str, params: &[Value]) -> Result<Row> {
        exactly_one(self.query(sql, params).await?)
    }

    /// How much of the way to the database is taken at this moment: for figures.
    pub fn pool(&self) -> Pool {
        match &*self.0 {
            Engine::Sqlite(sqlite) => sqlite.pool(),
            Engine::Postgres(postgres) => postgres.pool(),
        }
    }

    /// Whether this is the embedded engine.
    pub fn is_embedded(&self) -> bool {
        matches!(&*self.0, Engine::Sqlite(_))
    }
}

/// What the closure given to [`Db::tx`] returns: `Box::pin(async move { … })`.
pub type Act<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// An open transaction; its statements see each other.
///
/// The lifetime is that of what the closure borrows from around it.
#[derive(Debug)]
pub struct Tx<'f> {
    inner: Inner,
    scope: PhantomData<fn(&'f ())>,
}

#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "lives on the stack of one transaction; a box would cost more")]
enum Inner {
    Sqlite(sqlite::Batch),
    Postgres(postgres::Session),
}

impl Tx<'_> {
    /// Runs a writing statement; returns how many rows it touched.
    pub async fn execute(&mut self, sql: &'static str, params: &[Value]) -> Result<u64> {
        match &mut self.inner {
            Inner::Sqlite(batch) => sqlite::execute(batch.connection()?, sql, params),
            Inner::Postgres(session) => session.execute(sql, params).await,
        }
    }

    /// Rows of a statement (`select`, or a write with `returning`).
    pub async fn query(&mut self, sql: &'static str, params: &[Value]) -> Result<Vec<Row>> {
        match &mut self.inner {
            Inner::Sqlite(batch) => sqlite::query(batch.connection()?, sql, params),
            Inner::Postgres(session) => session.query(sql, params).await,
        }
    }

    /// At most one row.
    pub async fn optional(&mut self, sql: &'static str, params: &[Value]) -> Result<Option<Row>> {
        at_most_one(self.query(sql, params).await?)
    }

    /// Exactly one row.
    pub async fn one(&mut self, sql: &'static str, params: &[Value]) -> Result<Row> {
        exactly_one(self.query(sql, params).await?)
    }

    /// Runs statements that take no parameters: migrations alone.
    async fn script(&mut self, sql: &str) -> Result<()> {
        match &mut self.inner {
            Inner::Sqlite(batch) => batch.connection()?.execute_batch(sql).map_err(sqlite::error),
            Inner::Postgres(session) => session.script(sql).await,
        }
    }

    fn is_embedded(&self) -> bool {
        matches!(self.inner, Inner::Sqlite(_))
    }

    async fn commit(self) -> Result<()> {
        match self.inner {
            Inner::Sqlite(batch) => batch.commit().await,
            Inner::Postgres(session) => session.commit().await,
        }
    }

    async fn rollback(self) -> Result<()> {
        match self.inner {
            Inner::Sqlite(batch) => batch.rollback(),
            Inner::Postgres(session) => {
                session.rollback().await;
                Ok(())
            }
        }
    }
}

fn at_most_one(mut rows: Vec<Row>) -> Result<Option<Row>> {
    let row = rows.pop();
    if rows.is_empty() { Ok(row) } else { Err(Error::internal("wanted at most one row, found more")) }
}

fn exactly_one(rows: Vec<Row>) -> Result<Row> {
    at_most_one(rows)?.ok_or_else(|| Error::internal("wanted one row, found none"))
}

const UNIQUE: &str = "already_there";

fn unique_violation(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::conflict(UNIQUE, "This is there already.").with_cause(cause)
}

const NO_TABLE: &str = "no_such_table";

/// A statement names a table that is not there: the database was never migrated, or not by this release.
fn no_such_table(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    let public = "The database misses a table. Bring it to this release: causeway migrate.";
    Error::new(Kind::Internal, NO_TABLE, public).with_cause(cause)
}

/// Whether an error is the database's refusal of a second row with the same key.
pub fn is_unique_violation(error: &Error) -> bool {
    error.kind() == Kind::Conflict && error.code() == UNIQUE
}

#[cfg(test)]
mod tests;
