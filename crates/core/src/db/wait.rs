//! Waiting for the database: measured, and never without end.

use std::future::Future;
use std::time::Duration;

use crate::clock::Stopwatch;
use crate::{Error, Result};

/// Who has waited so long is told to come back: a person has given up by then, and whoever comes later would wait longer still.
const LONGEST: Duration = Duration::from_secs(if cfg!(test) { 1 } else { 5 });

/// How much of the way to the database is taken: see [`crate::Db::pool`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pool {
    /// Connections at most.
    pub size: usize,
    /// Connections at work.
    pub in_use: usize,
    /// Callers that wait for one.
    pub waiting: usize,
}

/// Takes what is free, or waits for it. `queue` names what is waited for: `writer`, `reader` (SQLite), `pool` (PostgreSQL).
///
/// # Errors
/// `database_busy`.
pub(super) async fn wait<T>(
    queue: &'static str,
    free: Option<T>,
    turn: impl Future<Output = Result<T>>,
) -> Result<T> {
    let (got, waited) = if let Some(got) = free {
        (Ok(got), Duration::ZERO)
    } else {
        let watch = Stopwatch::start();
        let got = tokio::time::timeout(LONGEST, turn).await.unwrap_or_else(|_| Err(busy()));
        (got, watch.elapsed())
    };
    metrics::histogram!("db_wait_seconds", "queue" => queue).record(waited.as_secs_f64());
    got
}

fn busy() -> Error {
    Error::unavailable(
        "database_busy",
        "There is more to do than the database can take at the moment. Nothing was changed. Try again shortly.",
        2,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Kind;
    use crate::db::testing::environments;

    #[tokio::test]
    async fn what_is_free_is_taken_and_what_never_gets_free_is_given_up() {
        assert_eq!(wait("pool", Some(7), std::future::pending()).await.unwrap(), 7);
        assert_eq!(wait("pool", None, async { Ok(8) }).await.unwrap(), 8);
        let error = wait::<()>("pool", None, std::future::pending()).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.code(), error.retry_after_seconds()),
            (Kind::Unavailable, "database_busy", Some(2))
        );
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_writer_that_never_ends_holds_nobody_up_for_ever() {
        for test in environments().await.unwrap() {
            let db = &test.env.db;
            let size = db.pool().size;
            let mut held = Vec::new();
            // SQLite has one writer; PostgreSQL as many as connections.
            for _ in 0..if db.is_embedded() { 1 } else { size } {
                let mut tx = db.begin().await.unwrap();
                tx.query("select 1", &[]).await.unwrap();
                held.push(tx);
            }
            assert!(db.pool().in_use >= held.len(), "{:?}", db.pool());
            let late = db.tx(|tx| {
                Box::pin(async move { tx.execute("delete from core_setting where name = 'x'", &[]).await })
            });
            assert_eq!(late.await.unwrap_err().code(), "database_busy", "{}", test.engine);
            for tx in held {
                tx.rollback().await.unwrap();
            }
            db.tx(|tx| {
                Box::pin(async move { tx.execute("delete from core_setting where name = 'x'", &[]).await })
            })
            .await
            .unwrap();
        }
    }
}
