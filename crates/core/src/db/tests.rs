//! The promises of [`Db`], on both engines.

use jiff::Timestamp;
use uuid::Uuid;

use super::testing::{TestEnv, environments};
use super::*;
use crate::Env;

async fn with_table(test: &TestEnv) {
    test.env
        .db
        .tx(|tx| Box::pin(async move {
            let sql = if tx.is_embedded() {
                "create table t (id blob primary key, n integer not null, flag integer not null, at integer not null, doc text not null, raw blob not null, note text)"
            } else {
                "create table t (id uuid primary key, n bigint not null, flag boolean not null, at timestamptz not null, doc jsonb not null, raw bytea not null, note text)"
            };
            tx.script(sql).await
        }))
        .await
        .unwrap();
}

async fn insert(env: &Env, id: Uuid, n: i64) -> Result<u64> {
    env.db.tx(|tx| Box::pin(async move { put(tx, id, n).await })).await
}

async fn put(tx: &mut Tx<'_>, id: Uuid, n: i64) -> Result<u64> {
    tx.execute(
        "insert into t (id, n, flag, at, doc, raw) values ($1, $2, $3, $4, $5, $6)",
        &[
            id.into(),
            n.into(),
            true.into(),
            Timestamp::UNIX_EPOCH.into(),
            serde_json::json!({"a": [1, "二"]}).into(),
            vec![0u8, 255].into(),
        ],
    )
    .await
}

async fn count(env: &Env) -> i64 {
    env.db.one("select count(*) from t", &[]).await.unwrap().read().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_type_comes_back_as_it_went_in() {
    for test in environments().await.unwrap() {
        with_table(&test).await;
        let id = test.env.new_uuid().unwrap();
        insert(&test.env, id, i64::MIN).await.unwrap();
        let row = test
            .env
            .db
            .one(
                "select id, n, flag, at, doc, raw, note from t where n = $2 and id = $1",
                &[id.into(), i64::MIN.into()],
            )
            .await
            .unwrap();
        let (got, n, flag, at, doc, raw, note): (
            Uuid,
            i64,
            bool,
            Timestamp,
            serde_json::Value,
            Vec<u8>,
            Option<String>,
        ) = row.read().unwrap();
        assert_eq!((got, n, flag, at), (id, i64::MIN, true, Timestamp::UNIX_EPOCH), "{}", test.engine);
        assert_eq!((doc, raw, note), (serde_json::json!({"a": [1, "二"]}), vec![0, 255], None));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_undoes_the_transaction_and_only_that_one() {
    for test in environments().await.unwrap() {
        with_table(&test).await;
        let (a, b) = (test.env.new_uuid().unwrap(), test.env.new_uuid().unwrap());
        insert(&test.env, a, 1).await.unwrap();
        let failed = test
            .env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    put(tx, b, 2).await?;
                    Err::<(), _>(Error::not_found())
                })
            })
            .await;
        assert_eq!(failed.unwrap_err().kind(), Kind::NotFound);
        assert_eq!(count(&test.env).await, 1, "{}", test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_transaction_leaves_nothing_and_blocks_nobody() {
    for test in environments().await.unwrap() {
        with_table(&test).await;
        let id = test.env.new_uuid().unwrap();
        let act = test.env.db.tx(|tx| {
            Box::pin(async move {
                put(tx, id, 1).await?;
                std::future::pending::<()>().await;
                Ok(())
            })
        });
        let cut = tokio::time::timeout(std::time::Duration::from_millis(200), act).await;
        assert!(cut.is_err());
        insert(&test.env, test.env.new_uuid().unwrap(), 2).await.unwrap();
        assert_eq!(count(&test.env).await, 1, "{}", test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_row_with_the_same_key_is_a_unique_violation() {
    for test in environments().await.unwrap() {
        with_table(&test).await;
        let id = test.env.new_uuid().unwrap();
        insert(&test.env, id, 1).await.unwrap();
        let error = insert(&test.env, id, 2).await.unwrap_err();
        assert!(is_unique_violation(&error), "{}: {error:?}", test.engine);
        assert_eq!(count(&test.env).await, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn racing_read_then_write_transactions_lose_no_update() {
    for test in environments().await.unwrap() {
        with_table(&test).await;
        let id = test.env.new_uuid().unwrap();
        insert(&test.env, id, 0).await.unwrap();
        let racers: Vec<_> = (0..8)
            .map(|_| {
                let env = test.env.clone();
                tokio::spawn(async move {
                    for _ in 0..5 {
                        env.db
                            .tx(|tx| {
                                Box::pin(async move {
                                    let n: i64 = tx
                                        .one("select n from t where id = $1", &[id.into()])
                                        .await?
                                        .read()?;
                                    tx.execute(
                                        "update t set n = $1 where id = $2",
                                        &[(n + 1).into(), id.into()],
                                    )
                                    .await
                                })
                            })
                            .await
                            .unwrap();
                    }
                })
            })
            .collect();
        for racer in racers {
            racer.await.unwrap();
        }
        let n: i64 = test.env.db.one("select n from t", &[]).await.unwrap().read().unwrap();
        assert_eq!(n, 40, "{}", test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_answered_is_visible_to_the_next_reader() {
    for test in environments().await.unwrap() {
        with_table(&test).await;
        for n in 1..=20 {
            insert(&test.env, test.env.new_uuid().unwrap(), n).await.unwrap();
            assert_eq!(count(&test.env).await, n, "{}", test.engine);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panicking_closure_leaves_the_database_usable() {
    for test in environments().await.unwrap() {
        with_table(&test).await;
        let (env, id) = (test.env.clone(), test.env.new_uuid().unwrap());
        let died = tokio::spawn(async move {
            env.db
                .tx(|tx| {
                    Box::pin(async move {
                        put(tx, id, 1).await?;
                        assert_eq!(id, Uuid::nil(), "on purpose");
                        Ok(())
                    })
                })
                .await
        });
        assert!(died.await.is_err());
        insert(&test.env, test.env.new_uuid().unwrap(), 2).await.unwrap();
        assert_eq!(count(&test.env).await, 1, "{}", test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn migrating_twice_changes_nothing_and_pending_is_empty() {
    for test in environments().await.unwrap() {
        assert_eq!(migrate(&test.env).await.unwrap(), []);
        assert_eq!(pending(&test.env.db).await.unwrap(), []);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_from_a_newer_release_is_refused() {
    for test in environments().await.unwrap() {
        let now = test.env.now();
        test.env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    tx.execute(
                        "insert into core_migration (name, applied_at) values ('9999_future', $1)",
                        &[now.into()],
                    )
                    .await
                })
            })
            .await
            .unwrap();
        assert_eq!(pending(&test.env.db).await.unwrap_err().code(), "schema_too_new");
    }
}

async fn run(env: &Env, sql: &'static str) {
    env.db.tx(|tx| Box::pin(async move { tx.script(sql).await })).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schema_that_was_only_expanded_is_lived_with() {
    for test in environments().await.unwrap() {
        run(
            &test.env,
            "insert into core_expansion select '9999_future', applied_at from core_migration limit 1",
        )
        .await;
        assert_eq!(pending(&test.env.db).await.unwrap(), [], "{}", test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schema_that_lost_something_is_lived_with_from_the_release_on_that_it_names() {
    for test in environments().await.unwrap() {
        run(
            &test.env,
            "insert into core_migration select '9999_future', applied_at from core_migration limit 1",
        )
        .await;
        run(&test.env, "insert into core_setting (name, value) values ('oldest_release', '0.1.0')").await;
        assert_eq!(pending(&test.env.db).await.unwrap(), [], "{}", test.engine);
        run(&test.env, "update core_setting set value = '999.0.0' where name = 'oldest_release'").await;
        assert_eq!(pending(&test.env.db).await.unwrap_err().code(), "schema_too_new", "{}", test.engine);
    }
}

/// Release 0.1.0 asks this, at its start and for its health, and refuses a name that it does not know.
#[tokio::test(flavor = "multi_thread")]
async fn the_first_release_finds_only_its_own_files_in_its_ledger() {
    for test in environments().await.unwrap() {
        let rows = test.env.db.query("select name from core_migration order by name", &[]).await.unwrap();
        let names: Vec<String> = rows.into_iter().map(|row| row.read().unwrap()).collect();
        assert_eq!(names.len(), 10, "{}: {names:?}", test.engine);
        assert_eq!(names.last().map(String::as_str), Some("0010_registration"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_may_migrate_at_once() {
    let Some(url) = testing::postgres_url() else { return };
    let schema = format!("m_{}", std::process::id());
    let admin = Db::connect_postgres(&url, 1).unwrap();
    let script = &format!("drop schema if exists {schema} cascade; create schema {schema}");
    admin.tx(|tx| Box::pin(async move { tx.script(script).await })).await.unwrap();
    let db = Db::connect_postgres(&format!("{url}?options=-csearch_path%3D{schema}"), 4).unwrap();
    let env = Env { db, clock: crate::Clock::system(), rng: crate::Rng::system() };
    let (one, two) = tokio::join!(migrate(&env), migrate(&env));
    let applied = one.unwrap().len() + two.unwrap().len();
    assert!(applied >= 10 && pending(&env.db).await.unwrap().is_empty(), "{applied}");
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_run_once_are_retried_later_and_set_aside_at_last() {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use crate::jobs::{ATTEMPTS, Worker, backlog, enqueue};

    for test in environments().await.unwrap() {
        let env = test.env.clone();
        let (good, bad) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let (good2, bad2) = (Arc::clone(&good), Arc::clone(&bad));
        let worker = Worker::new(env.clone())
            .on("good", move |_| {
                good2.fetch_add(1, Ordering::SeqCst);
                async { Ok(()) }
            })
            .on("bad", move |_| {
                bad2.fetch_add(1, Ordering::SeqCst);
                async { Err(Error::not_found()) }
            });
        for kind in ["good", "bad"] {
            let (id, now) = (env.new_uuid().unwrap(), env.now());
            env.db
                .tx(|tx| Box::pin(async move { enqueue(tx, id, kind, serde_json::json!({}), now).await }))
                .await
                .unwrap();
        }
        assert_eq!(worker.run_due().await.unwrap(), 2);
        assert_eq!(worker.run_due().await.unwrap(), 0, "a failed job waits");
        assert_eq!(backlog(&env).await.unwrap(), [("bad".to_owned(), 1)]);
        for _ in 0..ATTEMPTS + 5 {
            env.clock.advance(jiff::SignedDuration::from_hours(2));
            worker.run_due().await.unwrap();
        }
        assert_eq!(good.load(Ordering::SeqCst), 1);
        assert_eq!(bad.load(Ordering::SeqCst), usize::try_from(ATTEMPTS).unwrap(), "{}", test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sandbox_never_opens_as_production() {
    use crate::setting::{Mode, open_as};
    for test in environments().await.unwrap() {
        open_as(&test.env, Mode::Sandbox).await.unwrap();
        open_as(&test.env, Mode::Sandbox).await.unwrap();
        assert_eq!(open_as(&test.env, Mode::Production).await.unwrap_err().code(), "wrong_mode");
    }
}

/// Compiles or does not: a service that borrows itself and its arguments in a transaction can be spawned.
#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_that_borrows_from_around_it_runs_on_any_thread() {
    async fn echo(tx: &mut Tx<'_>, text: &str) -> Result<String> {
        tx.one("select $1", &[text.into()]).await?.read()
    }
    async fn act(env: &Env, text: &str) -> Result<String> {
        let owned = &text.to_uppercase();
        env.db.tx(|tx| Box::pin(async move { Ok(echo(tx, text).await? + &echo(tx, owned).await?) })).await
    }
    for test in environments().await.unwrap() {
        let env = test.env.clone();
        assert_eq!(tokio::spawn(async move { act(&env, "ab").await }).await.unwrap().unwrap(), "abAB");
    }
}

/// What SQLite does by itself when the disk is full, brought about by hand: the whole transaction is rolled back under the batch.
#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_the_database_ended_by_itself_is_a_failure_for_all_in_it() {
    let test = testing::sqlite().await.unwrap();
    with_table(&test).await;
    let (kept, lost) = (test.env.new_uuid().unwrap(), test.env.new_uuid().unwrap());
    let failed = test
        .env
        .db
        .tx(|tx| {
            Box::pin(async move {
                put(tx, lost, 1).await?;
                tx.script("rollback").await?;
                put(tx, lost, 2).await
            })
        })
        .await;
    assert_eq!(failed.unwrap_err().kind(), Kind::Internal);
    let swallowed = test
        .env
        .db
        .tx(|tx| {
            Box::pin(async move {
                put(tx, lost, 3).await?;
                tx.script("rollback").await
            })
        })
        .await;
    assert_eq!(swallowed.unwrap_err().kind(), Kind::Internal, "nobody is told of a success that was undone");
    insert(&test.env, kept, 4).await.unwrap();
    assert_eq!(count(&test.env).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ledger_that_cannot_be_read_is_not_taken_for_none() {
    for test in environments().await.unwrap() {
        let db = &test.env.db;
        assert_eq!(pending(db).await.unwrap(), []);
        let spoilt = "alter table core_expansion rename column name to other";
        db.tx(|tx| Box::pin(async move { tx.execute(spoilt, &[]).await })).await.unwrap();
        assert!(pending(db).await.is_err() && applied(db).await.is_err(), "{}", test.engine);
        let gone = "drop table core_expansion";
        db.tx(|tx| Box::pin(async move { tx.execute(gone, &[]).await })).await.unwrap();
        assert!(!pending(db).await.unwrap().is_empty(), "what is not there says that nothing was applied");
    }
}
