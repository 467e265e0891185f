//! Tests on both databases: what is recorded, logged, proved, and what an attacker tries.

mod chain;
mod court;
mod foreign;
mod life;
mod record;
mod rotation;
mod routes;
mod search;
mod sequence;
mod suspension;
mod verify;

use std::sync::Arc;

use causeway_core::db::testing::{TestEnv, environments};
use causeway_core::{AccountId, Acr, Env, ReceiptId};
use causeway_crypto::jose::{Alg, SigningKey};
use causeway_crypto::keystore::MemoryKeyStore;
use causeway_crypto::person::PersonKeys;

use crate::{Chain, Event, Evidence, Receipt, Trust};

/// The origin in all these tests.
const ORIGIN: &str = "localhost:8080/log";

/// Evidence on one database.
struct Bench {
    test: TestEnv,
    keys: PersonKeys,
    log_key: SigningKey,
    evidence: Evidence,
}

/// One for each database.
async fn benches() -> Vec<Bench> {
    let keys: Arc<MemoryKeyStore> = Arc::new(MemoryKeyStore::new().unwrap());
    let bench = |test: TestEnv| {
        let keys = PersonKeys::new(test.env.clone(), keys.clone());
        let log_key = SigningKey::generate(Alg::EdDsa).unwrap();
        let evidence = Evidence::new(test.env.clone(), keys.clone(), log_key.clone(), ORIGIN.to_owned());
        Bench { test, keys, log_key, evidence }
    };
    environments().await.unwrap().into_iter().map(bench).collect()
}

impl Bench {
    fn env(&self) -> &Env {
        &self.test.env
    }

    fn trust(&self) -> Trust {
        Trust::parse(&self.evidence.trust_line()).unwrap()
    }

    /// A person who has a key.
    async fn person(&self) -> AccountId {
        let account = self.env().new_id::<AccountId>().unwrap();
        let keys = &self.keys;
        self.env()
            .db
            .tx(|tx| Box::pin(async move { keys.create(tx, account.uuid()).await.map(|_| ()) }))
            .await
            .unwrap();
        account
    }

    async fn record(&self, chain: Chain, event: Event) -> ReceiptId {
        let (evidence, chain, event) = (&self.evidence, &chain, &event);
        self.env()
            .db
            .tx(|tx| Box::pin(async move { evidence.record(tx, chain.clone(), event).await }))
            .await
            .unwrap()
    }

    /// A person with so many receipts.
    async fn active_person(&self, receipts: usize) -> AccountId {
        let account = self.person().await;
        for number in 0..receipts {
            self.record(Chain::Person(account), event(number)).await;
        }
        account
    }

    /// All receipts of a person in the order of their chain.
    async fn receipts(&self, account: AccountId) -> Vec<Receipt> {
        let mut out = Vec::new();
        for entry in self.evidence.activity(account, None, 200).await.unwrap() {
            out.push(self.evidence.receipt(account, entry.id).await.unwrap());
        }
        out.reverse();
        out
    }
}

/// An event, different for each number.
fn event(number: usize) -> Event {
    Event::LoginGranted {
        client: format!("planted-canary-{number}").parse().unwrap(),
        consent: uuid::Uuid::from_u128(number as u128).into(),
        acr: Acr::Passkey,
    }
}
