//! Tests of the keys of people, on both databases.

use std::sync::Arc;

use causeway_core::db::testing::{TestEnv, environments};
use causeway_core::{Kind, Row};
use serde_json::{Value, json};

use super::*;
use crate::keystore::{KeyBook, MemoryKeyStore, Node};

const ALICE: Uuid = Uuid::from_u128(1);
const BOB: Uuid = Uuid::from_u128(2);

struct House {
    env: TestEnv,
    store: Arc<MemoryKeyStore>,
    keys: PersonKeys,
}

impl House {
    async fn all() -> Vec<Self> {
        let mut houses = Vec::new();
        for env in environments().await.unwrap() {
            let store = Arc::new(MemoryKeyStore::new().unwrap());
            let keys = PersonKeys::new(env.env.clone(), store.clone());
            houses.push(Self { env, store, keys });
        }
        houses
    }

    async fn create(&self, owner: Uuid) -> PersonKey {
        let keys = &self.keys;
        self.env.env.db.tx(|tx| Box::pin(async move { keys.create(tx, owner).await })).await.unwrap()
    }

    async fn load(&self, owner: Uuid) -> Result<PersonKey> {
        let keys = &self.keys;
        self.env.env.db.tx(|tx| Box::pin(async move { keys.load(tx, owner).await })).await
    }

    async fn destroy(&self, owner: Uuid) {
        let keys = &self.keys;
        self.env.env.db.tx(|tx| Box::pin(async move { keys.destroy(tx, owner).await })).await.unwrap();
    }

    async fn rows(&self) -> Vec<(Uuid, Vec<u8>, Vec<u8>)> {
        let sql = "select owner, wrapped, wrapped_by from crypto_person_key order by owner";
        self.env
            .env
            .db
            .query(sql, &[])
            .await
            .unwrap()
            .into_iter()
            .map(Row::read)
            .collect::<Result<_>>()
            .unwrap()
    }
}

#[tokio::test]
async fn what_was_sealed_opens_by_the_key_found_again() {
    for house in House::all().await {
        let sealed = house.create(ALICE).await.seal("vault.item:name", b"Chan").unwrap();
        for found in [house.load(ALICE).await.unwrap(), house.keys.read(ALICE).await.unwrap()] {
            assert_eq!(found.open("vault.item:name", &sealed).unwrap().as_slice(), b"Chan");
        }
    }
}

#[tokio::test]
async fn a_second_creation_finds_the_first_key() {
    for house in House::all().await {
        let sealed = house.create(ALICE).await.seal("x", b"1").unwrap();
        assert!(house.create(ALICE).await.open("x", &sealed).is_ok());
        assert_eq!(house.rows().await.len(), 1);
    }
}

#[tokio::test]
async fn a_value_opens_only_in_its_place_and_by_its_owner() {
    for house in House::all().await {
        let (alice, bob) = (house.create(ALICE).await, house.create(BOB).await);
        let sealed = alice.seal("consent.shown:1", b"x").unwrap();
        assert!(alice.open("consent.shown:2", &sealed).is_err());
        assert!(bob.open("consent.shown:1", &sealed).is_err());
    }
}

#[tokio::test]
async fn json_is_sealed_and_opened_and_a_mismatch_quotes_nothing() {
    for house in House::all().await {
        let key = house.create(ALICE).await;
        let sealed = key.seal_json("x", &json!({"name": "CANARY"})).unwrap();
        assert_eq!(key.open_json::<Value>("x", &sealed).unwrap()["name"], "CANARY");
        let error = key.open_json::<Vec<i64>>("x", &sealed).unwrap_err();
        assert!(!format!("{error:?}").contains("CANARY"));
    }
}

#[tokio::test]
async fn a_destroyed_key_is_gone_and_a_new_one_opens_nothing_old() {
    for house in House::all().await {
        let sealed = house.create(ALICE).await.seal("x", b"1").unwrap();
        house.destroy(ALICE).await;
        assert_eq!(house.load(ALICE).await.unwrap_err().kind(), Kind::NotFound);
        assert_eq!(house.keys.read(ALICE).await.unwrap_err().kind(), Kind::NotFound);
        assert!(house.create(ALICE).await.open("x", &sealed).is_err());
    }
}

#[tokio::test]
async fn destroying_what_is_not_there_is_no_error() {
    for house in House::all().await {
        house.destroy(ALICE).await;
        house.create(BOB).await;
        house.destroy(ALICE).await;
        assert!(house.load(BOB).await.is_ok());
    }
}

#[tokio::test]
async fn a_creation_that_rolls_back_leaves_no_key() {
    for house in House::all().await {
        let keys = &house.keys;
        let failed: Result<()> = house
            .env
            .env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    keys.create(tx, ALICE).await?;
                    Err(Error::not_found())
                })
            })
            .await;
        assert!(failed.is_err());
        assert!(house.rows().await.is_empty());
    }
}

#[tokio::test]
async fn nothing_in_the_table_opens_without_the_key_store() {
    for house in House::all().await {
        house.create(ALICE).await;
        let stranger = PersonKeys::new(house.env.env.clone(), Arc::new(MemoryKeyStore::new().unwrap()));
        assert_eq!(stranger.read(ALICE).await.unwrap_err().kind(), Kind::Internal);
    }
}

#[tokio::test]
async fn swapped_rows_are_noticed() {
    for house in House::all().await {
        house.create(ALICE).await;
        house.create(BOB).await;
        let rows = house.rows().await;
        let (old, stolen) = (&rows[0].1, &rows[1].1);
        let by = &wrapped_by(stolen).unwrap();
        let put = house.env.env.db.tx(|tx| {
            Box::pin(async move { store::replace(tx, ALICE, old, Wrapped { key: stolen, by }).await })
        });
        assert_eq!(put.await.unwrap(), 1);
        assert!(house.keys.read(ALICE).await.is_err());
        assert!(house.keys.read(BOB).await.is_ok());
    }
}

#[tokio::test]
async fn a_rotation_interrupts_nobody() {
    for house in House::all().await {
        let mut sealed = Vec::new();
        for n in 1..=5 {
            let owner = Uuid::from_u128(n);
            sealed.push((owner, house.create(owner).await.seal("x", b"1").unwrap()));
        }
        assert_eq!(house.keys.rewrap_batch(10).await.unwrap(), 0);
        let newest = house.store.rotate_master().unwrap();

        let mut batches = Vec::new();
        loop {
            // At every moment, everything opens.
            for (owner, sealed) in &sealed {
                assert!(house.keys.read(*owner).await.unwrap().open("x", sealed).is_ok());
            }
            batches.push(house.keys.rewrap_batch(2).await.unwrap());
            if batches.last() == Some(&0) {
                break;
            }
        }
        assert_eq!(batches, [2, 2, 1, 0]);
        for (_, wrapped, by) in house.rows().await {
            assert!(house.store.wrapped_by_newest(&wrapped));
            assert_eq!(by, newest);
        }
    }
}

/// Two nodes, each with a folder of its own, on one database.
#[tokio::test]
async fn nothing_is_wrapped_anew_before_every_node_holds_the_key() {
    for house in House::all().await {
        house.create(ALICE).await;
        let (env, there) = (&house.env.env, house.store.another().unwrap());
        let [here, other] = ["here", "other"].map(|name| Node::new(env, name.to_owned()).unwrap());
        let beat = async || {
            here.beat(env, &house.store.inventory().unwrap()).await.unwrap();
            other.beat(env, &there.inventory().unwrap()).await.unwrap();
        };
        let newest = house.store.rotate_master().unwrap();
        beat().await;
        let refused = house.keys.rewrap_batch(10).await.unwrap_err();
        assert_eq!(refused.code(), "key_not_on_every_node");
        assert!(refused.public().contains("other") && !refused.public().contains("here"), "{refused}");
        assert_ne!(
            house.rows().await[0].2,
            newest,
            "nothing depends yet on a key that one machine has alone"
        );
        there.refresh().unwrap();
        beat().await;
        assert_eq!(house.keys.rewrap_batch(10).await.unwrap(), 1);
        assert_eq!(house.rows().await[0].2, newest);
    }
}

#[tokio::test]
async fn a_node_that_lags_wraps_nothing_by_a_master_key_that_was_retired() {
    for house in House::all().await {
        house.create(ALICE).await;
        // It has looked neither at its keys nor at its clock.
        let lagging = Arc::new(house.store.another().unwrap());
        let keys = &PersonKeys::new(house.env.env.clone(), lagging.clone());
        let old = hex(lagging.newest_master().unwrap());
        house.store.rotate_master().unwrap();
        house.keys.rewrap_batch(10).await.unwrap();
        let (db, now, kid) = (&house.env.env.db, house.env.env.now(), old.as_str());
        let facts = &house.store.inventory().unwrap();
        let retire = db.tx(|tx| {
            Box::pin(async move {
                KeyBook::note(tx, facts, now).await?;
                KeyBook::retire(tx, kid, now).await
            })
        });
        assert!(retire.await.unwrap());
        let refused = db.tx(|tx| Box::pin(async move { keys.create(tx, BOB).await.map(drop) })).await;
        assert_eq!(refused.unwrap_err().code(), "master_key_retired");
        assert_eq!(house.rows().await.len(), 1);
        lagging.refresh().unwrap();
        db.tx(|tx| Box::pin(async move { keys.create(tx, BOB).await.map(drop) })).await.unwrap();
    }
}

#[tokio::test]
async fn a_key_destroyed_during_rewrapping_stays_destroyed() {
    for house in House::all().await {
        house.create(ALICE).await;
        let old = &house.rows().await[0].1;
        house.destroy(ALICE).await;
        let by = &[0; 8];
        let put = house.env.env.db.tx(|tx| {
            Box::pin(async move { store::replace(tx, ALICE, old, Wrapped { key: b"new", by }).await })
        });
        assert_eq!(put.await.unwrap(), 0);
        assert!(house.rows().await.is_empty());
    }
}

#[tokio::test]
async fn a_key_that_does_not_unwrap_keeps_no_other_from_a_rotation() {
    for house in House::all().await {
        house.create(ALICE).await;
        house.create(BOB).await;
        let broken = house.rows().await[0].1.clone();
        let (old, worse) =
            (&broken, &[&broken[..broken.len() - 1], &[broken[broken.len() - 1] ^ 1]].concat());
        let by = &wrapped_by(worse).unwrap();
        let put = house.env.env.db.tx(|tx| {
            Box::pin(async move { store::replace(tx, ALICE, old, Wrapped { key: worse, by }).await })
        });
        put.await.unwrap();
        house.store.rotate_master().unwrap();
        assert_eq!(house.keys.rewrap_batch(10).await.unwrap(), 1);
        assert!(house.keys.rewrap_batch(10).await.is_err());
        assert!(house.keys.read(BOB).await.is_ok());
    }
}

#[tokio::test]
async fn a_key_store_of_another_database_is_told() {
    for house in House::all().await {
        let stranger = PersonKeys::new(house.env.env.clone(), Arc::new(MemoryKeyStore::new().unwrap()));
        assert!(stranger.check().await.is_ok(), "there is nothing to tell by yet");
        house.create(ALICE).await;
        assert!(house.keys.check().await.is_ok());
        assert_eq!(stranger.check().await.unwrap_err().code(), "keystore_mismatch");
    }
}

#[tokio::test]
async fn what_was_rewrapped_no_longer_needs_the_old_master_key() {
    for house in House::all().await {
        house.create(ALICE).await;
        house.store.rotate_master().unwrap();
        house.keys.rewrap_batch(10).await.unwrap();
        house.store.forget_old_masters();
        assert!(house.keys.read(ALICE).await.is_ok());
    }
}

#[tokio::test]
async fn those_whose_master_key_is_lost_keep_nobody_else_from_their_data() {
    for house in House::all().await {
        // Many whose master key is lost, and one whose is there.
        for n in 1..=5 {
            house.create(Uuid::from_u128(n)).await;
        }
        let lost = house.store.newest_master().unwrap();
        let left = Arc::new(MemoryKeyStore::new().unwrap());
        let keys = PersonKeys::new(house.env.env.clone(), left.clone());
        assert_eq!(keys.check().await.unwrap_err().code(), "keystore_mismatch");
        let (mine, owner) = (&keys, Uuid::from_u128(99));
        house.env.env.db.tx(|tx| Box::pin(async move { mine.create(tx, owner).await })).await.unwrap();
        keys.check().await.unwrap();
        left.rotate_master().unwrap();
        assert_eq!(keys.rewrap_batch(2).await.unwrap(), 1);
        assert!(keys.read(owner).await.is_ok());
        assert!(keys.rewrap_batch(2).await.is_err(), "and those who are lost are told");
        assert_eq!(keys.count_wrapped_by(&lost).await.unwrap(), 5);
    }
}

#[tokio::test]
async fn debug_shows_no_key() {
    for house in House::all().await {
        assert_eq!(format!("{:?}", house.create(ALICE).await), "PersonKey(..)");
        assert!(format!("{:?}", house.keys).contains("MemoryKeyStore(..)"));
    }
}
