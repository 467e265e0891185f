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
        test.env
            .db
            .tx(|tx| Box::pin(async move { begin_life(tx, *life, known, &[], now).await }))
            .await
            .unwrap();
        let after = lives(&mut test.env.db.snapshot().await.unwrap()).await.unwrap();
        assert_eq!(after.iter().map(|life| life.last).collect::<Vec<_>>(), [9, 0], "{}", test.engine);
        let taken = take(&test.env).await.unwrap();
        assert_eq!(
            (numbers(&taken), taken[0].life),
            (vec![1, 2], *life),
            "what may not have been shipped is shipped now"
        );
        let waiting = unshipped(&test.env.db).await.unwrap();
        assert_eq!(waiting.iter().map(|one| one.number).max(), Some(Some((*life, 2))));
        let held = &[waiting[0].id, waiting[1].id];
        let next = Uuid::from_u128(8);
        test.env
            .db
            .tx(|tx| Box::pin(async move { begin_life(tx, next, &[], held, now).await }))
            .await
            .unwrap();
        assert_eq!(take(&test.env).await.unwrap(), [], "what the journal holds is not shipped again");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_order_is_that_of_the_acts_whatever_the_clocks_say() {
    for test in environments().await.unwrap() {
        noted(&test, 2).await;
        // Another node, whose clock is half a second behind, goes on from what these left.
        test.env.clock.advance(SignedDuration::from_millis(-500));
        let env = &test.env;
        for n in [2, 3] {
            let one = json!({"n": n});
            let one = &one;
            let made = env.db.tx(|tx| Box::pin(async move { note(env, tx, "test.act", one.clone()).await }));
            made.await.unwrap();
        }
        let used = env
            .db
            .tx(|tx| Box::pin(async move { note_unordered(env, tx, "test.used", json!({"n": 4})).await }));
        used.await.unwrap();
        let entries = take(env).await.unwrap();
        let order: Vec<_> = entries.iter().map(|entry| entry.entry["n"].as_i64().unwrap()).collect();
        assert_eq!((order, numbers(&entries)), (vec![0, 1, 2, 3, 4], vec![1, 2, 3, 4, 5]), "{}", test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn acts_at_once_each_have_a_place() {
    for test in environments().await.unwrap() {
        let env = &test.env;
        let act = async |n: i64| {
            let noted =
                env.db.tx(|tx| Box::pin(async move { note(env, tx, "test.act", json!({"n": n})).await }));
            noted.await.unwrap();
        };
        for n in 0..10 {
            tokio::join!(act(3 * n), act(3 * n + 1), act(3 * n + 2));
        }
        let sql = "select count(distinct place) from core_journal";
        let places: i64 = env.db.one(sql, &[]).await.unwrap().read().unwrap();
        assert_eq!((places, take(env).await.unwrap().len()), (30, 30), "{}", test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_life_knows_how_far_the_files_came() {
    for test in environments().await.unwrap() {
        let far = async || {
            let lives = lives(&mut test.env.db.snapshot().await.unwrap()).await.unwrap();
            (lives[0].last, lives[0].shipped, lives[0].surely_shipped())
        };
        noted(&test, 2).await;
        let first = take(&test.env).await.unwrap();
        assert_eq!(far().await, (2, Some(0), 0), "{}", test.engine);
        ship(&test, &first[..1]).await;
        assert_eq!(far().await, (2, Some(1), 1));
        ship(&test, &first[1..]).await;
        assert_eq!(far().await, (2, Some(2), 2));
        let old = Life { life: Uuid::nil(), last: 600, began_at: test.env.now(), shipped: None };
        assert_eq!((old.surely_shipped(), Life { last: 7, ..old }.surely_shipped()), (100, 0));
    }
}
