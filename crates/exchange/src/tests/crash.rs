//! What is left behind when the process ends between intent and outcome, and what the clean-up makes of it.

use std::sync::Arc;

use tokio::sync::Semaphore;

use super::*;

/// A read whose process dies after the intent: the provider never answers, and the task is gone with it.
async fn left_alone(world: &World, consent: ConsentId) -> ReadId {
    let asking = world
        .exchange
        .admit(
            &CLIENT.parse().unwrap(),
            Consumer { organisation: "transport".parse().unwrap(), keys: set(&world.consumer) },
            &world.sign(&world.request(consent)),
            None,
        )
        .unwrap();
    world.exchange.prepare(&asking).await.unwrap().read.id
}

#[tokio::test(flavor = "multi_thread")]
async fn an_intent_left_alone_becomes_unknown_once_and_the_consent_is_whole_again() {
    for world in worlds().await {
        let consent = world.consent(true).await;
        let read = left_alone(&world, consent).await;
        assert_eq!(world.refused(&world.request(consent)).await, "consent_used");
        world.worker().run_periodic().await.unwrap();
        assert_eq!(world.row(read).await.0, "intended", "it may still be answered");

        world.test.env.clock.advance(SignedDuration::from_secs(61));
        for _ in 0..2 {
            world.worker().run_periodic().await.unwrap();
        }
        assert_eq!(world.row(read).await.0, "unknown");
        assert_eq!(world.reads().await, ["read.intended", "read.refused", "read.unknown"]);
        world.read(&world.request(consent)).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_comes_after_the_clean_up_is_not_released() {
    for world in worlds().await {
        let consent = world.consent(true).await;
        let gate = Arc::new(Semaphore::new(0));
        world.behave(Behaviour::Waits(Arc::clone(&gate))).await;
        let world = Arc::new(world);
        let reading = {
            let world = Arc::clone(&world);
            tokio::spawn(async move { world.read(&world.request(consent)).await })
        };
        while world.connector.calls() == 0 {
            tokio::task::yield_now().await;
        }
        world.test.env.clock.advance(SignedDuration::from_secs(61));
        assert_eq!(world.exchange.give_up().await.unwrap(), 1);
        world.test.env.clock.advance(SignedDuration::from_secs(-61));
        gate.add_permits(1);
        assert_eq!(reading.await.unwrap().unwrap_err().code(), "read_settled");
        assert_eq!(world.reads().await, ["read.intended", "read.unknown"]);
        world.behave(Behaviour::Honest).await;
        world.read(&world.request(consent)).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_expired_is_deleted_and_an_intent_never_is() {
    for world in worlds().await {
        let consent = world.consent(false).await;
        let delivered = world.read(&world.request(consent)).await.unwrap();
        let count = async |sql: &'static str| -> i64 {
            world.test.env.db.one(sql, &[]).await.unwrap().read().unwrap()
        };
        world.test.env.clock.advance(SignedDuration::from_secs(67));
        world.exchange.purge().await.unwrap();
        assert_eq!(count("select count(*) from exchange_seen").await, 0);
        assert_eq!(count("select count(*) from exchange_read").await, 1);
        let open = left_alone(&world, consent).await;
        world.test.env.clock.advance(SignedDuration::from_hours(24 * 31));
        world.exchange.purge().await.unwrap();
        assert_eq!(world.row(open).await.0, "intended");
        assert_eq!(count("select count(*) from exchange_read").await, 1, "{} is gone", delivered.read);
    }
}
