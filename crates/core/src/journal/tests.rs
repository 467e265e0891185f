//! Noting, taking, shipping; two nodes; a node that died; a life after a restore.

use serde_json::json;

use super::*;
use crate::db::testing::{TestEnv, environments};

async fn noted(test: &TestEnv, count: i64) {
    for n in 0..count {
        let env = &test.env;
        env.db
            .tx(|tx| Box::pin(async move { note(env, tx, "test.act", json!({"n": n})).await }))
            .await
            .unwrap();
        env.clock.advance(SignedDuration::from_millis(2));
    }
}

fn numbers(entries: &[Entry]) -> Vec<i64> {
    entries.iter().map(|entry| entry.number).collect()
}

async fn ship(test: &TestEnv, entries: &[Entry]) {
    let now = test.env.now();
    test.env.db.tx(|tx| Box::pin(async move { shipped(tx, entries, now).await })).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_noted_is_numbered_in_its_order_without_a_gap() {
    for test in environments().await.unwrap() {
        assert_eq!(take(&test.env).await.unwrap(), []);
        noted(&test, 3).await;
        let first = take(&test.env).await.unwrap();
        assert_eq!(numbers(&first), [1, 2, 3], "{}", test.engine);
        assert_eq!(first[2].entry, json!({"n": 2}));
        ship(&test, &first).await;
        noted(&test, 1).await;
        let second = take(&test.env).await.unwrap();
        assert_eq!((numbers(&second), second[0].life), (vec![4], first[0].life));
        ship(&test, &second).await;
        assert_eq!(oldest_waiting(&test.env.db).await.unwrap(), None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_undone_is_not_in_the_journal() {
    for test in environments().await.unwrap() {
        let env = &test.env;
        let undone: Result<()> = env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    note(env, tx, "test.act", json!({})).await?;
                    Err(Error::not_found())
                })
            })
            .await;
        assert!(undone.is_err());
        assert_eq!(take(env).await.unwrap(), []);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_node_at_a_time_ships_and_another_takes_over_from_one_that_died() {
    for test in environments().await.unwrap() {
        noted(&test, 2).await;
        let died = take(&test.env).await.unwrap();
        noted(&test, 1).await;
        assert_eq!(take(&test.env).await.unwrap(), [], "the other may still be writing");
        test.env.clock.advance(LEASE);
        let taken_over = take(&test.env).await.unwrap();
        assert_eq!(taken_over, died, "{}: the same entries under the same numbers", test.engine);
        ship(&test, &taken_over).await;
        assert_eq!(numbers(&take(&test.env).await.unwrap()), [3]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_that_race_take_each_entry_once() {
    for test in environments().await.unwrap() {
        noted(&test, 20).await;
        let (a, b, c) = tokio::join!(take(&test.env), take(&test.env), take(&test.env));
        let taken: Vec<i64> = [a, b, c].into_iter().flat_map(|entries| numbers(&entries.unwrap())).collect();
        assert_eq!(taken, (1..=20).collect::<Vec<_>>(), "{}", test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_shipped_goes_after_its_time_and_what_was_not_stays() {
    for test in environments().await.unwrap() {
        noted(&test, 2).await;
        let entries = take(&test.env).await.unwrap();
        ship(&test, &entries[..1]).await;
        let later = test.env.now() + SignedDuration::from_hours(1);
        let gone = async |shipping| {
            test.env.db.tx(|tx| Box::pin(async move { purge(tx, later, shipping).await })).await.unwrap()
        };
        assert_eq!((gone(true).await, gone(true).await), (1, 0), "{}", test.engine);
        assert_eq!(gone(false).await, 1, "without files nothing is waited for");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_database_begins_a_life_of_its_own() {
    for test in environments().await.unwrap() {
        noted(&test, 1).await;
        let first = take(&test.env).await.unwrap();
        ship(&test, &first).await;
        noted(&test, 1).await;
        let old = take(&test.env).await.unwrap()[0].life;
        noted(&test, 1).await;
        let mut known = lives(&mut test.env.db.snapshot().await.unwrap()).await.unwrap();
        assert_eq!((known.len(), known[0].life, known[0].last), (1, old, 2));
        known[0].last = 9;
        let (life, now, known) = (&Uuid::from_u128(7), test.env.now(), &known);
        test.env.db.tx(|tx| Box::pin(async move { begin_life(tx, *life, known, now).await })).await.unwrap();
        let after = lives(&mut test.env.db.snapshot().await.unwrap()).await.unwrap();
        assert_eq!(after.iter().map(|life| life.last).collect::<Vec<_>>(), [9, 0], "{}", test.engine);
        let taken = take(&test.env).await.unwrap();
        assert_eq!(
            (numbers(&taken), taken[0].life),
            (vec![1, 2], *life),
            "what may not have been shipped is shipped now"
        );
    }
}
