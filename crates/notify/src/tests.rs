//! The promises of [`Notify`], on both engines.

use std::sync::Arc;

use causeway_core::db::testing::{TestEnv, environments};
use causeway_core::jobs::Worker;
use causeway_core::{AccountId, Kind};
use causeway_crypto::keystore::MemoryKeyStore;
use causeway_crypto::person::PersonKeys;
use jiff::SignedDuration;
use uuid::Uuid;

use super::*;
use crate::notice::tests::samples;

struct House {
    test: TestEnv,
    notify: Notify,
    keys: PersonKeys,
}

async fn houses() -> Vec<House> {
    let mut houses = Vec::new();
    for test in environments().await.unwrap() {
        let keys = PersonKeys::new(test.env.clone(), Arc::new(MemoryKeyStore::new().unwrap()));
        houses.push(House { notify: Notify::new(test.env.clone(), keys.clone()), keys, test });
    }
    houses
}

impl House {
    async fn person(&self) -> AccountId {
        let account: AccountId = self.test.env.new_id().unwrap();
        let keys = &self.keys;
        self.test
            .env
            .db
            .tx(|tx| Box::pin(async move { keys.create(tx, account.uuid()).await.map(drop) }))
            .await
            .unwrap();
        account
    }

    async fn send(&self, account: AccountId, notice: &Notice) -> Result<Uuid> {
        let notify = &self.notify;
        self.test.env.db.tx(|tx| Box::pin(notify.send(tx, account, notice))).await
    }

    fn later(&self, by: SignedDuration) {
        self.test.env.clock.advance(by);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_is_read_back_newest_first_and_page_by_page() {
    for house in houses().await {
        let account = house.person().await;
        let sent = samples().unwrap();
        for notice in &sent {
            house.send(account, notice).await.unwrap();
            house.later(SignedDuration::from_secs(1));
        }
        let mut seen = Vec::new();
        let mut before = None;
        loop {
            let page = house.notify.inbox(account, before, 3).await.unwrap();
            assert!(page.len() <= 3);
            let Some(last) = page.last() else { break };
            before = Some(last.id);
            seen.extend(page.into_iter().map(|m| m.notice));
        }
        seen.reverse();
        assert_eq!(seen, sent, "{}", house.test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_counts_once_and_only_for_its_owner() {
    for house in houses().await {
        let (ann, ben) = (house.person().await, house.person().await);
        let id = house.send(ann, &Notice::Welcome).await.unwrap();
        assert_eq!(house.notify.unread(ann).await.unwrap(), 1);
        assert_eq!(house.notify.unread(ben).await.unwrap(), 0);

        let refused = house.notify.mark_read(ben, id).await.unwrap_err();
        assert_eq!(refused.kind(), Kind::NotFound);
        assert_eq!(house.notify.unread(ann).await.unwrap(), 1);

        house.notify.mark_read(ann, id).await.unwrap();
        let first = house.notify.inbox(ann, None, 10).await.unwrap()[0].read_at;
        assert!(first.is_some());
        house.later(SignedDuration::from_secs(60));
        house.notify.mark_read(ann, id).await.unwrap();
        assert_eq!(house.notify.inbox(ann, None, 10).await.unwrap()[0].read_at, first);
        assert_eq!(house.notify.unread(ann).await.unwrap(), 0, "{}", house.test.engine);
        assert!(house.notify.inbox(ben, None, 10).await.unwrap().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_message_is_gone_at_once_and_deleted_by_the_job() {
    for house in houses().await {
        let account = house.person().await;
        let old = house.send(account, &Notice::Welcome).await.unwrap();
        house.later(house.notify.keep() - SignedDuration::from_secs(1));
        let new = house.send(account, &Notice::RegistrationAttempt).await.unwrap();
        house.later(SignedDuration::from_secs(1));

        let ids: Vec<_> =
            house.notify.inbox(account, None, 10).await.unwrap().into_iter().map(|m| m.id).collect();
        assert_eq!(ids, [new], "{}", house.test.engine);
        assert_eq!(house.notify.unread(account).await.unwrap(), 1);
        assert_eq!(house.notify.mark_read(account, old).await.unwrap_err().kind(), Kind::NotFound);

        let worker = house.notify.work(Worker::new(house.test.env.clone()));
        worker.run_periodic().await.unwrap();
        assert_eq!(rows(&house).await, 1);
        assert_eq!(house.notify.purge().await.unwrap(), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn particulars_are_sealed_and_bound_to_their_message() {
    for house in houses().await {
        let account = house.person().await;
        let notice = Notice::LoginElsewhere { client: "secret-clinic".parse().unwrap() };
        let id = house.send(account, &notice).await.unwrap();
        let other = house.send(account, &Notice::Welcome).await.unwrap();
        let sql = "select params from notify_message where id = $1";
        let sealed: Vec<u8> = house.test.env.db.one(sql, &[id.into()]).await.unwrap().read().unwrap();
        assert!(!String::from_utf8_lossy(&sealed).contains("secret-clinic"));

        let moved = sealed.as_slice();
        house
            .test
            .env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    let sql = "update notify_message set params = $1 where id = $2";
                    tx.execute(sql, &[moved.into(), other.into()]).await
                })
            })
            .await
            .unwrap();
        assert!(house.notify.inbox(account, None, 10).await.is_err(), "{}", house.test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_told_whose_key_is_destroyed_and_a_closed_account_keeps_no_message() {
    for house in houses().await {
        let account = house.person().await;
        house.send(account, &Notice::Welcome).await.unwrap();
        let (notify, keys) = (&house.notify, &house.keys);
        house
            .test
            .env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    notify.forget(tx, account).await?;
                    keys.destroy(tx, account.uuid()).await
                })
            })
            .await
            .unwrap();
        assert!(house.notify.inbox(account, None, 10).await.unwrap().is_empty());
        let refused = house.send(account, &Notice::Welcome).await.unwrap_err();
        assert_eq!(refused.kind(), Kind::NotFound);
        assert_eq!(rows(&house).await, 0, "{}", house.test.engine);
    }
}

async fn rows(house: &House) -> i64 {
    house.test.env.db.one("select count(*) from notify_message", &[]).await.unwrap().read().unwrap()
}

#[test]
fn every_kind_has_words_in_every_language() {
    for lang in causeway_core::Lang::ALL {
        let words = causeway_http::Words::of(lang);
        let args = [("service", "Library"), ("organisation", "Water Supplies")];
        for kind in Notice::KINDS {
            for part in ["title", "body"] {
                let text = words.with(&format!("notice-{kind}-{part}"), &args);
                assert!(!text.contains('⟦') && !text.contains('{'), "{lang:?} {text}");
            }
        }
    }
}

#[tokio::test]
async fn messages_are_kept_for_the_configured_days() {
    for house in houses().await {
        let short = house.notify.clone().keeping(30);
        let account = house.person().await;
        for notify in [&short, &house.notify] {
            let env = &house.test.env;
            env.db.tx(|tx| Box::pin(notify.send(tx, account, &Notice::Welcome))).await.unwrap();
        }
        house.later(SignedDuration::from_hours(24 * 30));
        assert_eq!(short.purge().await.unwrap(), 1);
        assert_eq!(short.inbox(account, None, 10).await.unwrap().len(), 1, "{}", house.test.engine);
    }
}
