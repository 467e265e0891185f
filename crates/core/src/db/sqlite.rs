//! The embedded engine: one writer with group commit, a few readers.
//!
//! Closures run one after another on the writer's connection, each in a savepoint of the open batch. The batch is committed, and so
//! synced to disk, by a thread of its own when nobody is waiting to join it; every closure in it is answered after that sync. A
//! commit thus costs one sync however many callers share it. Statements run on the caller's own task: they take microseconds, a
//! sync takes milliseconds, and only the sync leaves the async runtime.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, ToSql, params_from_iter};
use tokio::sync::{OwnedMutexGuard, Semaphore, oneshot};

use super::wait::{Pool, wait};
use super::{Row, Value, no_such_table, unique_violation};
use crate::{Error, Result};

const READERS: usize = 4;
/// How much of the database the writer keeps in memory at most. What it writes is spread over all tables and their indexes; a reader's
/// pages are void after each commit, so a larger cache would not help it.
const WRITER_CACHE_KIB: i64 = 32 * 1024;
/// A batch is closed at this size even if more callers wait.
const BATCH: usize = 1024;
/// How long the committer waits for the companions of the last batch to come back, in steps.
const COMPANIONS: (u32, Duration) = (4, Duration::from_micros(120));

#[derive(Debug)]
pub(super) struct Sqlite {
    path: PathBuf,
    writer: Arc<tokio::sync::Mutex<Writer>>,
    /// Callers that hold or wait for the writer.
    queued: Arc<AtomicUsize>,
    committer: mpsc::Sender<()>,
    readers: Mutex<Vec<Connection>>,
    permits: Semaphore,
}

#[derive(Debug)]
struct Writer {
    connection: Connection,
    open: bool,
    waiting: Vec<oneshot::Sender<Result<(), String>>>,
}

impl Writer {
    /// After some errors (disk full, out of memory) SQLite ends the whole transaction by itself. Then the batch is over for everybody
    /// in it, and says so: nobody is told of a success that was undone, and no later act slips into a transaction of its own.
    fn ended_by_itself(&mut self) -> bool {
        let ended = self.open && self.connection.is_autocommit();
        if ended {
            self.open = false;
            for answer in self.waiting.drain(..) {
                let _ = answer.send(Err(LOST.to_owned()));
            }
        }
        ended
    }

    /// Takes back what the act at hand has written.
    fn undo(&mut self) -> Result<()> {
        if self.ended_by_itself() {
            return Ok(());
        }
        self.connection.execute_batch("rollback to act; release act").map_err(error)
    }
}

const LOST: &str = "the database ended the transaction by itself";

impl Sqlite {
    pub(super) fn open(path: &Path) -> Result<Self> {
        let connection = Connection::open(path).map_err(error)?;
        prepare(&connection)?;
        connection.pragma_update(None, "journal_mode", "wal").map_err(error)?;
        connection.pragma_update(None, "synchronous", "full").map_err(error)?;
        connection.pragma_update(None, "cache_size", -WRITER_CACHE_KIB).map_err(error)?;
        let readers = (0..READERS).map(|_| open_reader(path)).collect::<Result<Vec<_>>>()?;
        let writer =
            Arc::new(tokio::sync::Mutex::new(Writer { connection, open: false, waiting: Vec::new() }));
        let queued = Arc::new(AtomicUsize::new(0));
        let (committer, wakeups) = mpsc::channel();
        let (for_thread, queue) = (Arc::clone(&writer), Arc::clone(&queued));
        std::thread::Builder::new()
            .name("sqlite-commit".to_owned())
            .spawn(move || commit_batches(&for_thread, &queue, &wakeups))
            .map_err(Error::internal)?;
        let (path, readers) = (path.to_owned(), Mutex::new(readers));
        Ok(Self { path, writer, queued, committer, readers, permits: Semaphore::new(READERS) })
    }

    /// A connection of its own that sees what is committed now, and nothing later.
    pub(super) fn snapshot(&self) -> Result<Connection> {
        let reader = open_reader(&self.path)?;
        // The snapshot is that of the first statement that reads.
        reader.execute_batch("begin; select count(*) from sqlite_master").map_err(error)?;
        Ok(reader)
    }

    /// Joins the open batch, or opens one.
    pub(super) async fn begin(&self) -> Result<Batch> {
        let queued = Queued::join(&self.queued);
        let free = Arc::clone(&self.writer).try_lock_owned().ok();
        let turn = async { Ok(Arc::clone(&self.writer).lock_owned().await) };
        let mut writer = wait("writer", free, turn).await?;
        writer.ended_by_itself();
        if !writer.open {
            writer.connection.execute_batch("begin immediate").map_err(error)?;
            writer.open = true;
        }
        // Whatever happens to this closure, the batch has to be closed by somebody.
        let _ = self.committer.send(());
        writer.connection.execute_batch("savepoint act").map_err(error)?;
        Ok(Batch { writer: Some(writer), _queued: queued })
    }

    pub(super) async fn read(&self, sql: &'static str, params: &[Value]) -> Result<Vec<Row>> {
        let turn = async { self.permits.acquire().await.map_err(Error::internal) };
        let _permit = wait("reader", self.permits.try_acquire().ok(), turn).await?;
        let reader = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut reader = reader.ok_or_else(|| Error::internal("no reader left"))?;
        let rows = query(&mut reader, sql, params);
        self.readers.lock().unwrap_or_else(PoisonError::into_inner).push(reader);
        rows
    }
}

fn open_reader(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let reader = Connection::open_with_flags(path, flags).map_err(error)?;
    prepare(&reader)?;
    Ok(reader)
}

impl Sqlite {
    /// The writer and the readers.
    pub(super) fn pool(&self) -> Pool {
        let queued = self.queued.load(Ordering::Relaxed);
        let reading = READERS.saturating_sub(self.permits.available_permits());
        Pool { size: READERS + 1, in_use: reading + queued.min(1), waiting: queued.saturating_sub(1) }
    }
}

fn prepare(connection: &Connection) -> Result<()> {
    connection.busy_timeout(Duration::from_secs(5)).map_err(error)?;
    connection.pragma_update(None, "foreign_keys", true).map_err(error)?;
    // What is deleted is overwritten: destroying a key must not leave it in a free page.
    connection.pragma_update(None, "secure_delete", true).map_err(error)?;
    // What an act would take back is kept in memory: in a file, an act that touches more than a few pages would open one.
    connection.pragma_update(None, "temp_store", "memory").map_err(error)?;
    // A statement means the same whatever it is given; else some are prepared anew for each new value.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(error)?;
    connection.set_prepared_statement_cache_capacity(256);
    Ok(())
}

/// Counts a caller for as long as it holds or waits for the writer.
#[derive(Debug)]
struct Queued(Arc<AtomicUsize>);

impl Queued {
    fn join(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        Self(Arc::clone(count))
    }
}

impl Drop for Queued {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// One closure's place in the open batch. Dropped undecided, it is undone.
#[derive(Debug)]
pub(super) struct Batch {
    writer: Option<OwnedMutexGuard<Writer>>,
    _queued: Queued,
}

impl Batch {
    /// The writer's connection, in the open batch.
    pub(super) fn connection(&mut self) -> Result<&mut Connection> {
        let writer = self.writer.as_mut().filter(|writer| !writer.connection.is_autocommit());
        writer.map(|writer| &mut writer.connection).ok_or_else(|| Error::internal(LOST))
    }

    pub(super) async fn commit(mut self) -> Result<()> {
        let Some(mut writer) = self.writer.take() else { return Ok(()) };
        if writer.ended_by_itself() {
            return Err(Error::internal(LOST));
        }
        if let Err(cause) = writer.connection.execute_batch("release act") {
            writer.undo()?;
            return Err(error(cause));
        }
        let (answer, answered) = oneshot::channel();
        writer.waiting.push(answer);
        drop(writer);
        drop(self);
        match answered.await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(cause)) => Err(Error::internal(cause)),
            Err(gone) => Err(Error::internal(gone)),
        }
    }

    pub(super) fn rollback(mut self) -> Result<()> {
        self.writer.take().map_or(Ok(()), |mut writer| writer.undo())
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        if let Some(mut writer) = self.writer.take()
            && let Err(error) = writer.undo()
        {
            tracing::error!(?error, "a dropped transaction could not be undone");
        }
    }
}

/// The committer's thread: ends when the last [`Sqlite`] handle is gone.
fn commit_batches(writer: &tokio::sync::Mutex<Writer>, queued: &AtomicUsize, wakeups: &mpsc::Receiver<()>) {
    let mut last = 0;
    while wakeups.recv().is_ok() {
        while wakeups.try_recv().is_ok() {}
        let (waiting, outcome) = loop {
            let mut guard = writer.blocking_lock();
            let full = guard.waiting.len() >= BATCH;
            if !full && (queued.load(Ordering::SeqCst) > 0 || wait_for_companions(&guard, queued, last)) {
                // Fair lock: those who wait go first, then it is our turn again.
                drop(guard);
                std::thread::yield_now();
                continue;
            }
            guard.ended_by_itself();
            let outcome = if guard.open { guard.connection.execute_batch("commit") } else { Ok(()) };
            if outcome.is_err() {
                let _ = guard.connection.execute_batch("rollback");
            }
            guard.open = false;
            break (std::mem::take(&mut guard.waiting), outcome);
        };
        if !waiting.is_empty() {
            last = waiting.len();
        }
        let outcome = outcome.map_err(|e| e.to_string());
        for answer in waiting {
            let _ = answer.send(outcome.clone());
        }
    }
}

/// Those answered by the last sync are likely to come again at once: worth a fraction of a sync's time to take them along.
fn wait_for_companions(writer: &Writer, queued: &AtomicUsize, last: usize) -> bool {
    if writer.waiting.len() >= last {
        return false;
    }
    for _ in 0..COMPANIONS.0 {
        std::thread::sleep(COMPANIONS.1);
        if queued.load(Ordering::SeqCst) > 0 {
            return true;
        }
    }
    false
}

pub(super) fn execute(connection: &mut Connection, sql: &'static str, params: &[Value]) -> Result<u64> {
    let mut statement = connection.prepare_cached(numbered(sql)).map_err(error)?;
    let touched = statement.execute(params_from_iter(params)).map_err(error)?;
    Ok(touched as u64)
}

pub(super) fn query(connection: &mut Connection, sql: &'static str, params: &[Value]) -> Result<Vec<Row>> {
    let mut out = Vec::new();
    each(connection, numbered(sql), params, &mut |row| {
        out.push(row);
        Ok(())
    })?;
    Ok(out)
}

/// Gives the rows of a statement one after another. Parameters are `?1`.
pub(super) fn each(
    connection: &Connection,
    sql: &str,
    params: &[Value],
    take: &mut dyn FnMut(Row) -> Result<()>,
) -> Result<()> {
    let mut statement = connection.prepare_cached(sql).map_err(error)?;
    let width = statement.column_count();
    let mut rows = statement.query(params_from_iter(params)).map_err(error)?;
    while let Some(row) = rows.next().map_err(error)? {
        let columns =
            (0..width).map(|i| row.get_ref(i).map_err(error).and_then(column)).collect::<Result<Vec<_>>>()?;
        take(Row(columns))?;
    }
    Ok(())
}

/// Inserts rows, each with as many values as `sql` has parameters (`?`).
pub(super) fn insert(connection: &mut Connection, sql: &str, rows: &[Vec<Value>]) -> Result<()> {
    let mut statement = connection.prepare_cached(sql).map_err(error)?;
    for row in rows {
        statement.execute(params_from_iter(row)).map_err(error)?;
    }
    Ok(())
}

fn column(value: ValueRef<'_>) -> Result<Value> {
    Ok(match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(v) => Value::Int(v),
        ValueRef::Text(v) => Value::Text(String::from_utf8(v.to_vec()).map_err(Error::internal)?),
        ValueRef::Blob(v) => Value::Bytes(v.to_vec()),
        ValueRef::Real(_) => return Err(Error::internal("no column of ours holds a float")),
    })
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            Self::Text(v) => ToSqlOutput::Borrowed(ValueRef::Text(v.as_bytes())),
            Self::Int(v) => ToSqlOutput::Borrowed(ValueRef::Integer(*v)),
            Self::Bool(v) => ToSqlOutput::Borrowed(ValueRef::Integer(i64::from(*v))),
            Self::Bytes(v) => ToSqlOutput::Borrowed(ValueRef::Blob(v)),
            Self::Uuid(v) => ToSqlOutput::Borrowed(ValueRef::Blob(v.as_bytes())),
            Self::Time(v) => ToSqlOutput::Borrowed(ValueRef::Integer(v.as_microsecond())),
            Self::Json(v) => ToSqlOutput::Owned(rusqlite::types::Value::Text(v.to_string())),
        })
    }
}

/// `$1` names a parameter in SQLite and numbers it in PostgreSQL; `?1` numbers it in SQLite. Rewritten once a statement.
fn numbered(sql: &'static str) -> &'static str {
    static KNOWN: Mutex<Option<HashMap<(usize, usize), &'static str>>> = Mutex::new(None);
    if !sql.contains('$') {
        return sql;
    }
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let known = known.get_or_insert_with(HashMap::new);
    // Statements are literals, so their number is bounded and leaking each once is a cache, not a leak. Address and length together
    // are the literal: one may begin where another does.
    known
        .entry((sql.as_ptr() as usize, sql.len()))
        .or_insert_with(|| Box::leak(sql.replace('$', "?").into_boxed_str()))
}

pub(super) fn error(cause: rusqlite::Error) -> Error {
    use rusqlite::ffi;
    match cause.sqlite_error().map(|e| e.extended_code) {
        Some(ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY) => unique_violation(cause),
        // SQLite has no code of its own for this.
        _ if cause.to_string().contains("no such table") => no_such_table(cause),
        _ => Error::internal(cause),
    }
}
