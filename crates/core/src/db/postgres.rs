//! PostgreSQL: pooled connections, prepared and cached statements, serialisable transactions.

use std::str::FromStr;
use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod};
use jiff::Timestamp;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type};
use tokio_postgres::{Config, NoTls, Statement};
use uuid::Uuid;

use super::wait::{Pool as Taken, wait};
use super::{Row, Value, no_such_table, unique_violation};
use crate::{Error, Result};

/// 2000-01-01, from which PostgreSQL counts, in microseconds since 1970.
const EPOCH: i64 = 946_684_800_000_000;

#[derive(Debug)]
pub(super) struct Postgres(Pool);

impl Postgres {
    pub(super) fn connect(url: &str, connections: usize) -> Result<Self> {
        let config = Config::from_str(url).map_err(|e| {
            Error::invalid(
                "database_url",
                format!("The database address is wrong: {e}. Write postgres://user@host:port/name."),
            )
        })?;
        let manager =
            Manager::from_config(config, NoTls, ManagerConfig { recycling_method: RecyclingMethod::Fast });
        Pool::builder(manager).max_size(connections).build().map(Self).map_err(Error::internal)
    }

    async fn object(&self) -> Result<Object> {
        let turn = async {
            self.0.get().await.map_err(|e| {
                Error::unavailable(
                    "database_unavailable",
                    "The database cannot be reached. Try again in a moment.",
                    2,
                )
                .with_cause(e)
            })
        };
        wait("pool", None, turn).await
    }

    pub(super) fn pool(&self) -> Taken {
        let status = self.0.status();
        let in_use = status.size.saturating_sub(status.available);
        Taken { size: status.max_size, in_use, waiting: status.waiting }
    }

    pub(super) async fn session(&self) -> Result<Session> {
        Ok(Session { object: Some(self.object().await?), begun: false })
    }

    pub(super) async fn read(&self, sql: &'static str, params: &[Value]) -> Result<Vec<Row>> {
        let object = self.object().await?;
        let statement = object.prepare_cached(sql).await.map_err(error)?;
        let rows = object.query(&statement, &borrowed(params)).await.map_err(error)?;
        rows.iter().map(row).collect()
    }

    /// A connection of its own, in a transaction that sees what is committed now, and nothing later.
    pub(super) async fn snapshot(&self) -> Result<Session> {
        let mut session = self.session().await?;
        session.begun = true;
        let begin = "begin isolation level repeatable read, read only";
        session.object()?.batch_execute(begin).await.map_err(error)?;
        // The snapshot is that of the first statement that reads.
        session.object()?.batch_execute("select 1").await.map_err(error)?;
        Ok(session)
    }
}

/// Waits a little before the `attempt`-th repetition, longer each time.
pub(super) async fn pause(attempt: u32) {
    let millis = 1u64 << attempt.min(7);
    // Spread by the scheduler's own disorder; no randomness is needed for fairness here.
    tokio::time::sleep(Duration::from_millis(millis)).await;
}

/// One transaction on one pooled connection. Dropped undecided, the connection is closed, which undoes it.
#[derive(Debug)]
pub(super) struct Session {
    object: Option<Object>,
    begun: bool,
}

const BEGIN: &str = "begin isolation level serializable";
/// How a cursor's rows are fetched: as many at once as fit in little memory.
const FETCH: &str = "fetch 200 from rows";
/// Parameters in one statement; the protocol's limit is 65535.
const PARAMETERS: usize = 8192;

/// `($1, $2)`: the places of one row's values.
fn places(first: usize, width: usize) -> String {
    let places: Vec<String> = (1..=width).map(|n| format!("${}", first + n)).collect();
    format!("({})", places.join(", "))
}

impl Session {
    fn object(&self) -> Result<&Object> {
        self.object.as_ref().ok_or_else(|| Error::internal("transaction is over"))
    }

    /// Sends `begin` in the same flight as the first statement.
    async fn prepared(&mut self, sql: &'static str) -> Result<(&Object, Statement, bool)> {
        let first = !self.begun;
        self.begun = true;
        let object = self.object()?;
        let statement = object.prepare_cached(sql).await.map_err(error)?;
        Ok((object, statement, first))
    }

    pub(super) async fn execute(&mut self, sql: &'static str, params: &[Value]) -> Result<u64> {
        let (object, statement, first) = self.prepared(sql).await?;
        let params = borrowed(params);
        let act = object.execute(&statement, &params);
        if first {
            let (begun, done) = tokio::join!(object.batch_execute(BEGIN), act);
            begun.map_err(error)?;
            return done.map_err(error);
        }
        act.await.map_err(error)
    }

    pub(super) async fn query(&mut self, sql: &'static str, params: &[Value]) -> Result<Vec<Row>> {
        let (object, statement, first) = self.prepared(sql).await?;
        let params = borrowed(params);
        let act = object.query(&statement, &params);
        let rows = if first {
            let (begun, rows) = tokio::join!(object.batch_execute(BEGIN), act);
            begun.map_err(error)?;
            rows
        } else {
            act.await
        };
        rows.map_err(error)?.iter().map(row).collect()
    }

    /// Rows of a statement that is not a literal, and so is not kept prepared.
    pub(super) async fn once(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>> {
        let rows = self.object()?.query(sql, &borrowed(params)).await.map_err(error)?;
        rows.iter().map(row).collect()
    }

    /// Gives the rows of a statement one after another, fetched in batches by a cursor.
    pub(super) async fn each(
        &mut self,
        sql: &str,
        take: &mut (dyn FnMut(Row) -> Result<()> + Send),
    ) -> Result<()> {
        self.script(&format!("declare rows no scroll cursor for {sql}")).await?;
        loop {
            let rows = self.once(FETCH, &[]).await?;
            if rows.is_empty() {
                return self.script("close rows").await;
            }
            rows.into_iter().try_for_each(&mut *take)?;
        }
    }

    /// Inserts rows, several with one statement; `sql` ends before the values.
    pub(super) async fn insert(&mut self, sql: &str, rows: &[Vec<Value>]) -> Result<()> {
        if !self.begun {
            self.script("select 1").await?;
        }
        let width = rows.first().map_or(1, Vec::len).max(1);
        for chunk in rows.chunks(PARAMETERS / width) {
            let places: Vec<String> = (0..chunk.len()).map(|row| places(row * width, width)).collect();
            let params: Vec<Value> = chunk.iter().flatten().cloned().collect();
            let statement = format!("{sql} values {}", places.join(", "));
            self.object()?.execute(&statement, &borrowed(&params)).await.map_err(error)?;
        }
        Ok(())
    }

    pub(super) async fn script(&mut self, sql: &str) -> Result<()> {
        if !self.begun {
            self.begun = true;
            self.object()?.batch_execute(BEGIN).await.map_err(error)?;
        }
        self.object()?.batch_execute(sql).await.map_err(error)
    }

    pub(super) async fn commit(mut self) -> Result<()> {
        if self.begun {
            let done = self.object()?.batch_execute("commit").await;
            // A refusal by the server ends the transaction as well; only a connection that failed is thrown away.
            self.begun = done.as_ref().is_err_and(|cause| cause.code().is_none());
            done.map_err(error)?;
        }
        Ok(())
    }

    pub(super) async fn rollback(mut self) {
        let Ok(object) = self.object() else { return };
        if !self.begun || object.batch_execute("rollback").await.is_ok() {
            self.begun = false;
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if let (true, Some(object)) = (self.begun, self.object.take()) {
            drop(Object::take(object));
        }
    }
}

fn borrowed(params: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    params.iter().map(|p| p as &(dyn ToSql + Sync)).collect()
}

fn row(row: &tokio_postgres::Row) -> Result<Row> {
    (0..row.len()).map(|i| row.try_get(i).map_err(error)).collect::<Result<Vec<Value>>>().map(Row)
}

type Boxed = Box<dyn std::error::Error + Sync + Send>;

impl<'a> FromSql<'a> for Value {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Boxed> {
        Ok(match *ty {
            Type::INT8 => Self::Int(i64::from_sql(ty, raw)?),
            Type::INT4 => Self::Int(i64::from(i32::from_sql(ty, raw)?)),
            Type::BOOL => Self::Bool(bool::from_sql(ty, raw)?),
            Type::BYTEA => Self::Bytes(raw.to_vec()),
            Type::UUID => Self::Uuid(Uuid::from_sql(ty, raw)?),
            Type::TIMESTAMPTZ => {
                let micros = i64::from_be_bytes(raw.try_into()?);
                Self::Time(Timestamp::from_microsecond(micros + EPOCH)?)
            }
            Type::JSONB | Type::JSON => Self::Json(serde_json::Value::from_sql(ty, raw)?),
            _ => Self::Text(String::from_sql(ty, raw)?),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Self, Boxed> {
        Ok(Self::Null)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

impl ToSql for Value {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Boxed> {
        match (self, ty) {
            (Self::Null, _) => Ok(IsNull::Yes),
            (Self::Text(v), _) => v.to_sql(ty, out),
            (Self::Int(v), &Type::INT4) => i32::try_from(*v)?.to_sql(ty, out),
            (Self::Int(v), _) => v.to_sql(ty, out),
            (Self::Bool(v), _) => v.to_sql(ty, out),
            (Self::Bytes(v), _) => v.to_sql(ty, out),
            (Self::Uuid(v), _) => v.to_sql(ty, out),
            (Self::Time(v), _) => (v.as_microsecond() - EPOCH).to_sql(&Type::INT8, out),
            (Self::Json(v), _) => v.to_sql(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn to_sql_checked(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Boxed> {
        let fits = match self {
            Self::Null => true,
            Self::Text(_) => matches!(*ty, Type::TEXT | Type::VARCHAR),
            Self::Int(_) => matches!(*ty, Type::INT8 | Type::INT4),
            Self::Bool(_) => *ty == Type::BOOL,
            Self::Bytes(_) => *ty == Type::BYTEA,
            Self::Uuid(_) => *ty == Type::UUID,
            Self::Time(_) => *ty == Type::TIMESTAMPTZ,
            Self::Json(_) => matches!(*ty, Type::JSONB | Type::JSON),
        };
        if !fits {
            return Err(format!("parameter is not of type {ty}").into());
        }
        self.to_sql(ty, out)
    }
}

fn error(cause: tokio_postgres::Error) -> Error {
    match cause.code() {
        // 53200: no room left to record a conflict between transactions; it passes like the conflict itself.
        Some(
            &SqlState::T_R_SERIALIZATION_FAILURE
            | &SqlState::T_R_DEADLOCK_DETECTED
            | &SqlState::LOCK_NOT_AVAILABLE
            | &SqlState::OUT_OF_MEMORY,
        ) => Error::transient(cause),
        Some(&SqlState::UNIQUE_VIOLATION) => unique_violation(cause),
        Some(&SqlState::UNDEFINED_TABLE) => no_such_table(cause),
        Some(_) => Error::internal(cause),
        // No code: the connection itself failed.
        None => Error::unavailable(
            "database_unavailable",
            "The database cannot be reached. Try again in a moment.",
            2,
        )
        .with_cause(cause),
    }
}
