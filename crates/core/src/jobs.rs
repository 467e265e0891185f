//! The outbox: side effects that happen after, and only if, the act that wanted them was committed.
//!
//! A handler may run twice (a process may die between the handler's work and the job's end), so every handler is idempotent. A
//! failing job is tried again, later each time, and set aside after [`ATTEMPTS`] failures, where metrics and the console show it.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;
use uuid::Uuid;

use crate::{Db, Env, Error, Result, Tx, backup, crash};

mod batches;
mod desk;

pub use batches::in_batches;
pub use desk::{Queue, SetAside, purge, queues, retry, set_aside, set_aside_one};

/// After so many failures a job is set aside.
pub const ATTEMPTS: i64 = 15;
/// How long one run may hold a job; a worker that died gives it back then.
const LEASE: SignedDuration = SignedDuration::from_secs(20);
const IDLE: Duration = Duration::from_millis(150);

/// While a restore fills the database, what it holds is nobody's work yet.
const DUE: &str = "select id from core_job where failed_at is null and run_at <= $1 \
    and (locked_until is null or locked_until <= $1) \
    and not exists (select 1 from core_setting where name = 'restore_unfinished') order by run_at limit 1";
const CLAIM: &str = "update core_job set locked_until = $1 where id = $2 and failed_at is null \
    and (locked_until is null or locked_until <= $3) returning kind, payload, attempts";

type BoxFuture = Pin<Box<dyn Future<Output = Result<()>> + Send>>;
type Handler = Arc<dyn Fn(Job) -> BoxFuture + Send + Sync>;
type Task = Arc<dyn Fn() -> BoxFuture + Send + Sync>;

/// A job at hand.
#[derive(Clone, Debug)]
pub struct Job {
    /// Its id: the same at each try, so it can serve as an idempotency key.
    pub id: Uuid,
    /// What it needs to know: ids only, never personal data.
    pub payload: serde_json::Value,
    /// Earlier tries.
    pub attempts: i64,
}

/// Writes a job into the act's own transaction, to run at `run_at` or soon after.
pub async fn enqueue(
    tx: &mut Tx<'_>,
    id: Uuid,
    kind: &'static str,
    payload: serde_json::Value,
    run_at: Timestamp,
) -> Result<()> {
    tx.execute(
        "insert into core_job (id, kind, payload, run_at, attempts) values ($1, $2, $3, $4, 0)",
        &[id.into(), kind.into(), payload.into(), run_at.into()],
    )
    .await?;
    Ok(())
}

/// Jobs that wait or were set aside, as (kind, how many): for metrics and for the test that none is left over.
pub async fn backlog(env: &Env) -> Result<Vec<(String, i64)>> {
    let rows = env.db.query("select kind, count(*) from core_job group by kind order by kind", &[]).await?;
    rows.into_iter().map(crate::Row::read).collect()
}

/// When the job was, or will be, due that is due first. Those that were set aside do not count.
pub async fn oldest(env: &Env) -> Result<Option<Timestamp>> {
    let sql = "select run_at from core_job where failed_at is null order by run_at limit 1";
    env.db.optional(sql, &[]).await?.map(crate::Row::read).transpose()
}

/// Runs jobs and periodic tasks.
#[derive(Clone)]
pub struct Worker {
    env: Env,
    handlers: HashMap<&'static str, Handler>,
    periodic: Vec<(&'static str, Duration, Task)>,
}

impl std::fmt::Debug for Worker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Worker").field("kinds", &self.handlers.keys()).finish_non_exhaustive()
    }
}

impl Worker {
    /// A worker without handlers.
    pub fn new(env: Env) -> Self {
        Self { env, handlers: HashMap::new(), periodic: Vec::new() }
    }

    /// Handles jobs of `kind`.
    #[must_use]
    pub fn on<F: Future<Output = Result<()>> + Send + 'static>(
        mut self,
        kind: &'static str,
        handler: impl Fn(Job) -> F + Send + Sync + 'static,
    ) -> Self {
        self.handlers.insert(kind, Arc::new(move |job| Box::pin(handler(job))));
        self
    }

    /// Runs `task` every `period`. It is idempotent and safe to run on two nodes at once.
    #[must_use]
    pub fn every<F: Future<Output = Result<()>> + Send + 'static>(
        mut self,
        name: &'static str,
        period: Duration,
        task: impl Fn() -> F + Send + Sync + 'static,
    ) -> Self {
        self.periodic.push((name, period, Arc::new(move || Box::pin(task()))));
        self
    }

    /// Runs everything that is due now and returns how many jobs that were: what tests call.
    pub async fn run_due(&self) -> Result<usize> {
        let mut done = 0;
        while self.run_one().await? {
            done += 1;
        }
        Ok(done)
    }

    /// Runs every periodic task once: what tests call.
    pub async fn run_periodic(&self) -> Result<()> {
        for (_, _, task) in &self.periodic {
            task().await?;
        }
        Ok(())
    }

    /// Works until `stop` turns true; finishes the job at hand.
    pub async fn run(self, stop: watch::Receiver<bool>) {
        let tasks: Vec<_> = self
            .periodic
            .iter()
            .cloned()
            .map(|(name, period, task)| {
                tokio::spawn(tick(self.env.db.clone(), name, period, task, stop.clone()))
            })
            .collect();
        while !*stop.borrow() {
            match self.run_one().await {
                Ok(true) => {}
                Ok(false) => pause(IDLE, stop.clone()).await,
                Err(error) => {
                    tracing::warn!(?error, "the job queue cannot be read");
                    pause(Duration::from_secs(1), stop.clone()).await;
                }
            }
        }
        for task in tasks {
            let _ = task.await;
        }
    }

    async fn run_one(&self) -> Result<bool> {
        let Some((kind, job)) = self.claim().await? else { return Ok(false) };
        let outcome = match self.handlers.get(kind.as_str()) {
            Some(handler) => handler(job.clone()).await,
            None => Err(Error::internal(format!("no handler for jobs of kind {kind}"))),
        };
        crash::point("jobs.after_handler");
        match outcome {
            Ok(()) => self.finish(job.id).await?,
            Err(error) => {
                tracing::warn!(kind, id = %job.id, attempts = job.attempts, ?error, "job failed");
                self.put_back(&job, &error).await?;
            }
        }
        Ok(true)
    }

    async fn claim(&self) -> Result<Option<(String, Job)>> {
        let now = self.env.now();
        // Looking costs no write; only when something is due is the queue touched.
        let due = self.env.db.query(DUE, &[now.into()]).await?;
        let Some(row) = due.into_iter().next() else { return Ok(None) };
        let id: Uuid = row.read()?;
        let claimed = self
            .env
            .db
            .tx(|tx| {
                Box::pin(
                    async move { tx.optional(CLAIM, &[(now + LEASE).into(), id.into(), now.into()]).await },
                )
            })
            .await?;
        // Another worker was faster: it is theirs, and there will be a next look.
        let Some(row) = claimed else { return Ok(None) };
        let (kind, payload, attempts) = row.read()?;
        Ok(Some((kind, Job { id, payload, attempts })))
    }

    async fn finish(&self, id: Uuid) -> Result<()> {
        self.env
            .db
            .tx(|tx| {
                Box::pin(async move { tx.execute("delete from core_job where id = $1", &[id.into()]).await })
            })
            .await?;
        Ok(())
    }

    async fn put_back(&self, job: &Job, error: &Error) -> Result<()> {
        let attempts = job.attempts + 1;
        let now = self.env.now();
        let failed = (attempts >= ATTEMPTS).then_some(now);
        let again = now + backoff(attempts);
        let code = error.code();
        self.env
            .db
            .tx(|tx| Box::pin(async move {
                tx.execute(
                    "update core_job set attempts = $1, run_at = $2, locked_until = null, failed_at = $3, last_error = $4 where id = $5",
                    &[attempts.into(), again.into(), failed.into(), code.into(), job.id.into()],
                )
                .await
            }))
            .await?;
        Ok(())
    }
}

/// 2 s, 4 s, 8 s … at most an hour.
fn backoff(attempts: i64) -> SignedDuration {
    let seconds = 1i64.checked_shl(u32::try_from(attempts.clamp(1, 12)).unwrap_or(12)).unwrap_or(3600);
    SignedDuration::from_secs(seconds.min(3600))
}

async fn tick(db: Db, name: &'static str, period: Duration, task: Task, stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        if let Err(error) = batches::STOP.scope(stop.clone(), undisturbing(&db, &task)).await {
            tracing::warn!(name, ?error, "periodic task failed");
        }
        pause(period, stop.clone()).await;
    }
}

/// Runs a task, unless a restore is filling the database at this moment: a node that was left running must not touch it.
async fn undisturbing(db: &Db, task: &Task) -> Result<()> {
    backup::refuse_unfinished(db).await?;
    task().await
}

async fn pause(period: Duration, mut stop: watch::Receiver<bool>) {
    let _ = tokio::time::timeout(period, stop.wait_for(|s| *s)).await;
}

#[cfg(test)]
mod tests;
