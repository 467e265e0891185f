//! The queue on both databases.

use jiff::SignedDuration;
use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::Search;
use crate::db::testing::{TestEnv, environments};

#[test]
fn backoff_grows_and_is_bounded() {
    let waits: Vec<_> = [1, 2, 3, 11, 12, 99].map(|n| backoff(n).as_secs()).to_vec();
    assert_eq!(waits, [2, 4, 8, 2048, 3600, 3600]);
}

async fn write(test: &TestEnv, kind: &'static str) -> Uuid {
    let (id, now) = (test.env.new_uuid().unwrap(), test.env.now());
    test.env
        .db
        .tx(|tx| Box::pin(async move { enqueue(tx, id, kind, json!({"account": id}), now).await }))
        .await
        .unwrap();
    id
}

/// A worker for which one kind of job always fails.
fn failing(test: &TestEnv) -> Worker {
    Worker::new(test.env.clone())
        .on("mail", |_| async { Err(Error::upstream("mail_down", "The mail server does not answer.")) })
        .on("good", |_| async { Ok(()) })
}

/// Tries until the job is set aside.
async fn exhaust(test: &TestEnv) {
    for _ in 0..ATTEMPTS {
        failing(test).run_due().await.unwrap();
        test.env.clock.advance(SignedDuration::from_hours(1));
    }
}

async fn retried(test: &TestEnv, id: Uuid) -> Result<String> {
    let now = test.env.now();
    test.env.db.tx(|tx| Box::pin(retry(tx, id, now))).await
}

#[tokio::test]
async fn what_fails_too_often_is_set_aside_and_told_by_its_code() {
    for test in environments().await.unwrap() {
        let id = write(&test, "mail").await;
        exhaust(&test).await;
        let found = set_aside(&test.env, &Search::all()).await.unwrap();
        assert_eq!((found.total, found.rows.len()), (1, 1), "{}", test.engine);
        let job = &found.rows[0];
        assert_eq!(
            (job.id, job.kind.as_str(), job.attempts, job.code.as_str()),
            (id, "mail", 15, "mail_down")
        );
        let with = |text: &str| Search { text: text.to_owned(), ..Search::all() };
        assert_eq!(set_aside(&test.env, &with("MAIL_d")).await.unwrap().total, 1);
        assert_eq!(set_aside(&test.env, &with("good")).await.unwrap().total, 0);
        assert_eq!(set_aside_one(&test.env, id).await.unwrap().as_ref(), Some(job));
        assert_eq!(set_aside_one(&test.env, test.env.new_uuid().unwrap()).await.unwrap(), None);
        write(&test, "good").await;
        let queues = queues(&test.env).await.unwrap();
        let told: Vec<_> = queues.iter().map(|q| (q.kind.as_str(), q.waiting, q.set_aside)).collect();
        assert_eq!(told, [("good", 1, 0), ("mail", 0, 1)]);
        assert_eq!((queues[0].due_at, queues[1].due_at), (Some(test.env.now()), None));
    }
}

#[tokio::test]
async fn what_was_set_aside_goes_back_to_work_once() {
    for test in environments().await.unwrap() {
        let id = write(&test, "mail").await;
        let early = retried(&test, id).await.unwrap_err();
        assert_eq!(early.kind(), crate::Kind::NotFound, "a job at work is not put back to work");
        exhaust(&test).await;
        assert_eq!(retried(&test, id).await.unwrap(), "mail");
        assert_eq!(retried(&test, id).await.unwrap_err().kind(), crate::Kind::NotFound);
        let mended = Worker::new(test.env.clone()).on("mail", |_| async { Ok(()) });
        assert_eq!(mended.run_due().await.unwrap(), 1);
        assert_eq!(backlog(&test.env).await.unwrap(), []);
    }
}

#[tokio::test]
async fn what_nobody_puts_back_to_work_goes_in_time_and_nothing_else_does() {
    for test in environments().await.unwrap() {
        write(&test, "mail").await;
        exhaust(&test).await;
        write(&test, "mail").await;
        let month = SignedDuration::from_hours(24 * 30);
        assert_eq!(purge(&test.env, test.env.now() - month).await.unwrap(), 0);
        test.env.clock.advance(month);
        assert_eq!(purge(&test.env, test.env.now() - month).await.unwrap(), 1);
        assert_eq!(backlog(&test.env).await.unwrap(), [("mail".to_owned(), 1)]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_worked_on_while_a_restore_fills_the_database() {
    for test in environments().await.unwrap() {
        write(&test, "good").await;
        let db = &test.env.db;
        db.tx(|tx| Box::pin(async move { backup::begun(tx, Uuid::from_u128(1)).await })).await.unwrap();
        assert_eq!(failing(&test).run_due().await.unwrap(), 0, "{}", test.engine);
        let task: Task = Arc::new(|| Box::pin(async { Err(Error::internal("it ran")) }));
        assert_eq!(undisturbing(db, &task).await.unwrap_err().code(), "restore_unfinished");
        db.tx(|tx| Box::pin(async move { backup::finished(tx).await })).await.unwrap();
        assert_eq!(failing(&test).run_due().await.unwrap(), 1);
        assert_eq!(undisturbing(db, &task).await.unwrap_err().code(), "internal");
    }
}
