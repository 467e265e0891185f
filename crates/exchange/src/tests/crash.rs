//! What is left behind when the process ends between intent and outcome, and what the clean-up makes of it.

use std::sync::Arc;

use tokio::sync::Semaphore;

use super::*;
use crate::read::Intent;

/// A read whose process dies after the intent: the provider never answers, and the task is gone with it.
async fn left_alone(world: &World, consent: ConsentId) -> ReadId {
    prepared(world, consent).await.read.id
}

async fn prepared(world: &World, consent: ConsentId) -> Intent {
    let consumer = Consumer { organisation: "transport".parse().unwrap(), keys: set(&world.consumer) };
    let jws = world.sign(&world.request(consent));
    let asking = world.exchange.admit(&CLIENT.parse().unwrap(), consumer, &jws, None).unwrap();
    world.exchange.prepare(&asking).await.unwrap()
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

impl World {
    /// Destroys the person's key, as a discarded registration or a deleted person does.
    async fn forget(&self) {
        let sql = "delete from crypto_person_key where owner = $1";
        let (db, owner) = (&self.test.env.db, self.account());
        db.tx(|tx| Box::pin(async move { tx.execute(sql, &[owner.into()]).await })).await.unwrap();
    }

    /// Bodies of the receipts on a chain that is not a person's, oldest first.
    async fn told(&self, chain: &str) -> Vec<String> {
        let sql = "select body from evidence_receipt where subject = $1 order by seq";
        let rows = self.test.env.db.query(sql, &[chain.into()]).await.unwrap();
        let bodies = rows.into_iter().map(|row| row.read::<Vec<u8>>().unwrap());
        bodies.map(|body| String::from_utf8(body).unwrap()).collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_left_alone_by_a_person_who_is_gone_is_settled_and_told_on_the_platforms_chain() {
    for world in worlds().await {
        let consent = world.consent(false).await;
        let reads = [left_alone(&world, consent).await, left_alone(&world, consent).await];
        world.forget().await;
        world.test.env.clock.advance(SignedDuration::from_secs(61));
        assert_eq!(world.exchange.give_up().await.unwrap(), 2);
        for read in reads {
            assert_eq!(world.row(read).await.0, "unknown");
            assert!(world.told("platform").await.iter().any(|body| body.contains(&read.to_string())));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_that_cannot_be_settled_does_not_keep_the_others_from_it() {
    for world in worlds().await {
        let consent = world.consent(false).await;
        let reads = [left_alone(&world, consent).await, left_alone(&world, consent).await];
        // What stands in the first row is no longer what this program writes.
        let spoil = "update exchange_read set basis = 'nonsense' where id = $1";
        let (db, first) = (&world.test.env.db, reads[0]);
        db.tx(|tx| Box::pin(async move { tx.execute(spoil, &[first.into()]).await })).await.unwrap();
        world.test.env.clock.advance(SignedDuration::from_secs(61));
        assert_eq!(world.exchange.give_up().await.unwrap(), 1);
        assert_eq!(world.row(reads[1]).await.0, "unknown");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_exact_reason_is_told_when_the_persons_key_is_gone() {
    for world in worlds().await {
        let consent = world.consent(false).await;
        let cases = [
            (Behaviour::Honest, "ok", "read.delivered"),
            (Behaviour::Status(503), "provider_unavailable", "read.failed"),
        ];
        let intents = [prepared(&world, consent).await, prepared(&world, consent).await];
        world.forget().await;
        for (intent, (behaviour, told, recorded)) in intents.iter().zip(cases) {
            world.behave(behaviour).await;
            let outcome = match world.exchange.ask(&intent.provider, &intent.jws).await {
                Ok(_) => world.exchange.release(&intent.read).await.map_or_else(|e| e.code(), |()| "ok"),
                Err(failure) => world.exchange.fail(&intent.read, failure).await.code(),
            };
            assert_eq!(outcome, told);
            assert!(world.told("platform").await.last().unwrap().contains(recorded));
        }
        let more = ConsumerRequest { fields: vec!["meter".to_owned()], ..world.request(consent) };
        assert_eq!(world.refused(&more).await, "fields_exceed_purpose");
        assert!(world.told("organisation:transport").await.last().unwrap().contains("fields_exceed_purpose"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purge_goes_on_beyond_one_batch() {
    for world in worlds().await {
        let db = &world.test.env.db;
        let now = world.now();
        db.tx(|tx| {
            Box::pin(async move {
                for n in 0..1200_i64 {
                    let sql =
                        "insert into exchange_seen (consumer, jti_sha256, expires_at) values ($1, $2, $3)";
                    tx.execute(sql, &["c".into(), n.to_be_bytes().to_vec().into(), now.into()]).await?;
                }
                Ok(())
            })
        })
        .await
        .unwrap();
        assert_eq!(world.exchange.purge().await.unwrap(), 1200);
    }
}
