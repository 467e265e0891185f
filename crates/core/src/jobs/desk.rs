//! The queue as its operators see it: how deep it is, what was set aside, and putting that back to work or deleting it in time.

use jiff::Timestamp;
use uuid::Uuid;

use super::in_batches;
use crate::{Env, Error, Found, Result, Row, Search, Tx};

/// How many rows one round of [`purge`] deletes.
const BATCH: i64 = 500;

/// The jobs of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queue {
    /// What kind of job.
    pub kind: String,
    /// How many wait for their turn, or for their next try.
    pub waiting: i64,
    /// How many were set aside.
    pub set_aside: i64,
    /// When the first of those that wait is due, or was.
    pub due_at: Option<Timestamp>,
}

/// A job that failed too often. Its payload stays where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAside {
    /// The job.
    pub id: Uuid,
    /// What kind of job.
    pub kind: String,
    /// How often it was tried.
    pub attempts: i64,
    /// When it was set aside.
    pub failed_at: Timestamp,
    /// The stable code of its last failure.
    pub code: String,
}

/// The queue, by kind.
pub async fn queues(env: &Env) -> Result<Vec<Queue>> {
    let sql = "select kind, sum(case when failed_at is null then 1 else 0 end), \
        sum(case when failed_at is null then 0 else 1 end), min(case when failed_at is null then run_at end) \
        from core_job group by kind order by kind";
    let rows = env.db.query(sql, &[]).await?;
    rows.into_iter()
        .map(|row| {
            let (kind, waiting, set_aside, due_at) = row.read()?;
            Ok(Queue { kind, waiting, set_aside, due_at })
        })
        .collect()
}

/// What was set aside, newest first: whose kind or code contains the search's text.
pub async fn set_aside(env: &Env, search: &Search) -> Result<Found<SetAside>> {
    let pattern = search.pattern();
    let count = "select count(*) from core_job where failed_at is not null \
        and (lower(kind) like $1 escape '\\' or lower(coalesce(last_error, '')) like $1 escape '\\')";
    let page = "select id, kind, attempts, failed_at, coalesce(last_error, '') from core_job where failed_at is not null \
        and (lower(kind) like $1 escape '\\' or lower(coalesce(last_error, '')) like $1 escape '\\') \
        order by failed_at desc, id limit $2 offset $3";
    let total = env.db.one(count, std::slice::from_ref(&pattern)).await?.read()?;
    let rows = env.db.query(page, &[pattern, search.limit().into(), search.offset().into()]).await?;
    Ok(Found { rows: rows.into_iter().map(read).collect::<Result<_>>()?, total })
}

/// One job, if it is set aside.
pub async fn set_aside_one(env: &Env, id: Uuid) -> Result<Option<SetAside>> {
    let sql = "select id, kind, attempts, failed_at, coalesce(last_error, '') from core_job \
        where id = $1 and failed_at is not null";
    env.db.optional(sql, &[id.into()]).await?.map(read).transpose()
}

fn read(row: Row) -> Result<SetAside> {
    let (id, kind, attempts, failed_at, code) = row.read()?;
    Ok(SetAside { id, kind, attempts, failed_at, code })
}

/// Puts a job that was set aside back to work, as if it had never been tried, and returns its kind.
///
/// # Errors
/// `not_found` when no such job is set aside, or no longer.
pub async fn retry(tx: &mut Tx<'_>, id: Uuid, now: Timestamp) -> Result<String> {
    let sql = "update core_job set failed_at = null, attempts = 0, run_at = $1, locked_until = null \
        where id = $2 and failed_at is not null returning kind";
    tx.optional(sql, &[now.into(), id.into()]).await?.map(Row::read).transpose()?.ok_or_else(Error::not_found)
}

/// Deletes what was set aside before `before`, in small batches; returns how many.
pub async fn purge(env: &Env, before: Timestamp) -> Result<u64> {
    let sql = "delete from core_job where id in (select id from core_job where failed_at <= $1 order by failed_at limit $2)";
    in_batches(|| {
        env.db.tx(move |tx| Box::pin(async move { tx.execute(sql, &[before.into(), BATCH.into()]).await }))
    })
    .await
}
