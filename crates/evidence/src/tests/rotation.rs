//! The log's key is replaced: receipts of before, of the overlap and of after, by the trust files of before and after.

use causeway_crypto::keystore::{KeyStore, KeyUse, Policy, Retire};
use jiff::SignedDuration;

use super::*;

struct House {
    test: TestEnv,
    store: Arc<MemoryKeyStore>,
    evidence: Evidence,
    keys: PersonKeys,
}

impl House {
    async fn all() -> Vec<Self> {
        let house = |test: TestEnv| {
            let store = Arc::new(MemoryKeyStore::with_clock(&test.env.clock).unwrap());
            let keys = PersonKeys::new(test.env.clone(), store.clone());
            let evidence = Evidence::rotating(test.env.clone(), keys.clone(), ORIGIN.to_owned());
            Self { test, store, evidence, keys }
        };
        environments().await.unwrap().into_iter().map(house).collect()
    }

    /// A receipt of somebody new, logged and taken away now.
    async fn receipt(&self, number: usize) -> (AccountId, Receipt) {
        let (env, keys, evidence) = (&self.test.env, &self.keys, &self.evidence);
        let account = env.new_id::<AccountId>().unwrap();
        let event = &event(number);
        env.db
            .tx(|tx| {
                Box::pin(async move {
                    keys.create(tx, account.uuid()).await?;
                    evidence.record(tx, Chain::Person(account), event).await
                })
            })
            .await
            .unwrap();
        evidence.sequence().await.unwrap();
        (account, self.again(account).await)
    }

    async fn again(&self, account: AccountId) -> Receipt {
        let entry = self.evidence.activity(account, None, 1).await.unwrap().remove(0);
        self.evidence.receipt(account, entry.id).await.unwrap()
    }

    /// What `/log/key` says now.
    async fn trust(&self) -> Trust {
        Trust::parse(&self.evidence.trust_lines().await.unwrap()).unwrap()
    }

    /// The line of one key alone, as a trust file of somebody who knows no other.
    async fn only(&self, number: usize) -> Trust {
        let text = self.evidence.trust_lines().await.unwrap();
        Trust::parse(text.lines().nth(number).unwrap()).unwrap()
    }
}

#[tokio::test]
async fn who_has_the_old_line_or_the_new_verifies_throughout_the_overlap() {
    for house in House::all().await {
        let clock = &house.test.env.clock;
        let old = house.trust().await;
        let (early, before) = house.receipt(1).await;
        crate::verify(&before, &old).unwrap();

        house.store.make(KeyUse::Log, clock.now() + SignedDuration::from_hours(1)).unwrap();
        let new = house.only(1).await;
        assert_ne!(new, old, "the new line is published before its key signs");
        let (_, published) = house.receipt(2).await;
        crate::verify(&published, &old).unwrap();
        assert!(crate::verify(&published, &new).is_err());

        clock.advance(SignedDuration::from_hours(1));
        let (_, during) = house.receipt(3).await;
        for known in [&old, &new] {
            assert_eq!(crate::verify(&during, known).unwrap().size, 3);
            crate::verify(&house.again(early).await, known).unwrap();
        }
        crate::verify(&during, &house.trust().await).unwrap();

        clock.advance(Policy::overlap(KeyUse::Log));
        let (_, after) = house.receipt(4).await;
        crate::verify(&after, &new).unwrap();
        assert!(crate::verify(&after, &old).is_err());
        // Taken away before, checked today by the file of today: old lines stay in it, though their key signs no more.
        let gone = house.store.inventory().unwrap().into_iter().filter(|fact| fact.of == KeyUse::Log).nth(1);
        house.store.retire(&gone.unwrap().kid, Retire::WhenDue).unwrap();
        for receipt in [&before, &published, &during, &after] {
            crate::verify(receipt, &house.trust().await).unwrap();
        }
    }
}

#[tokio::test]
async fn a_stolen_log_key_is_believed_no_more() {
    for house in House::all().await {
        let (account, before) = house.receipt(1).await;
        let stolen =
            house.store.inventory().unwrap().into_iter().find(|fact| fact.of == KeyUse::Log).unwrap();
        house.store.make(KeyUse::Log, house.test.env.now()).unwrap();
        house.store.retire(&stolen.kid, Retire::Compromised).unwrap();
        house.receipt(2).await;
        let trust = house.trust().await;
        assert!(crate::verify(&before, &trust).is_err());
        crate::verify(&house.again(account).await, &trust).unwrap();
    }
}
