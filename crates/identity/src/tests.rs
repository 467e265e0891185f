//! Journeys of this domain, on both databases, with a software passkey.

use causeway_core::db::testing::{TestEnv, environments};
use causeway_core::{AccountId, Acr, Kind, Lang};
use causeway_crypto::jose::{Alg, SigningKey};
use causeway_crypto::keystore::MemoryKeyStore;
use causeway_crypto::person::PersonKeys;
use causeway_crypto::soft_passkey::SoftKey;
use causeway_http::Browser;
use jiff::SignedDuration;
use serde_json::Value;
use url::Url;

use super::*;

mod sessions;

const ORIGIN: &str = "http://localhost:8080";

struct World {
    test: TestEnv,
    identity: Identity,
    keys: PersonKeys,
}

async fn worlds() -> Vec<World> {
    environments().await.unwrap().into_iter().map(world).collect()
}

fn world(test: TestEnv) -> World {
    let store = Arc::new(MemoryKeyStore::new().unwrap());
    let keys = PersonKeys::new(test.env.clone(), store.clone());
    let evidence = Evidence::new(
        test.env.clone(),
        keys.clone(),
        SigningKey::generate(Alg::EdDsa).unwrap(),
        "log.test".to_owned(),
    );
    let party = RelyingParty {
        id: "localhost".to_owned(),
        name: "Causeway".to_owned(),
        origins: vec![ORIGIN.to_owned()],
    };
    let identity =
        Identity::new(test.env.clone(), evidence, store.as_ref(), party, Config::default()).unwrap();
    World { test, identity, keys }
}

fn browser(n: u8) -> Browser {
    Browser { hash: [n; 32], agent: None }
}

fn url() -> Url {
    Url::parse(ORIGIN).unwrap()
}

impl World {
    /// A person with an account and a passkey.
    async fn person(&self, card: &str) -> (AccountId, SoftKey) {
        self.try_person(card).await.unwrap()
    }

    async fn try_person(&self, card: &str) -> causeway_core::Result<(AccountId, SoftKey)> {
        let account: AccountId = self.test.env.new_id()?;
        let begun = self.identity.begin_creation(&browser(1), account, "Sample").await?;
        let (key, response) = SoftKey::create(&url(), &begun.options).await?;
        let credential = &self.identity.finish_creation(&browser(1), account, begun.id, &response).await?;
        let card = &self.identity.card_hash(card);
        self.test
            .env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    self.keys.create(tx, account.uuid()).await?;
                    let new = NewAccount {
                        id: account,
                        card: card.clone(),
                        lang: Lang::En,
                        credential: credential.clone(),
                        label: "Phone".to_owned(),
                    };
                    self.identity.create_account(tx, &new).await
                })
            })
            .await?;
        Ok((account, key))
    }

    async fn assertion(&self, key: SoftKey, by: &Browser) -> (uuid::Uuid, Value) {
        let begun = self.identity.begin_login(by).await.unwrap();
        let response = key.sign(&url(), &begun.options).await.unwrap();
        (begun.id, response)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_logs_in_with_a_passkey_and_out_again() {
    for world in worlds().await {
        let (account, key) = world.person("ZZ1234560").await;
        let (ceremony, response) = world.assertion(key, &browser(2)).await;
        let (session, token) = world.identity.finish_login(&browser(2), ceremony, &response).await.unwrap();
        assert_eq!((session.account, session.acr), (account, Acr::Passkey));
        assert_eq!(world.identity.session(token.reveal()).await.unwrap(), Some(session.clone()));
        world.identity.end_session(session.id, account).await.unwrap();
        assert_eq!(world.identity.session(token.reveal()).await.unwrap(), None);
        assert_eq!(world.identity.end_session(session.id, account).await.unwrap_err().kind(), Kind::NotFound);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_assertion_serves_once_in_the_browser_that_began_and_in_time() {
    for world in worlds().await {
        let (_, key) = world.person("ZZ1234560").await;
        let kept = serde_json::to_value(key.keep().unwrap()).unwrap();
        let again = || SoftKey::restore(&serde_json::from_value(kept.clone()).unwrap()).unwrap();

        let (ceremony, response) = world.assertion(again(), &browser(2)).await;
        let elsewhere =
            world.identity.finish_login(&browser(3), ceremony, &response).await.map(|_| ()).unwrap_err();
        assert_eq!(elsewhere.code(), "passkey_refused");
        world.identity.finish_login(&browser(2), ceremony, &response).await.unwrap();
        let replayed =
            world.identity.finish_login(&browser(2), ceremony, &response).await.map(|_| ()).unwrap_err();
        assert_eq!(replayed.code(), "passkey_refused");

        let (ceremony, response) = world.assertion(again(), &browser(2)).await;
        world.test.env.clock.advance(SignedDuration::from_mins(5));
        let late =
            world.identity.finish_login(&browser(2), ceremony, &response).await.map(|_| ()).unwrap_err();
        assert_eq!(late.code(), "passkey_refused");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_to_another_challenge_is_refused_and_spends_the_ceremony() {
    for world in worlds().await {
        let (_, key) = world.person("ZZ1234560").await;
        let kept = serde_json::to_value(key.keep().unwrap()).unwrap();
        let again = || SoftKey::restore(&serde_json::from_value(kept.clone()).unwrap()).unwrap();
        let (_, old) = world.assertion(again(), &browser(2)).await;
        let (ceremony, good) = world.assertion(again(), &browser(2)).await;
        for response in [&old, &good] {
            let refused =
                world.identity.finish_login(&browser(2), ceremony, response).await.map(|_| ()).unwrap_err();
            assert_eq!(refused.code(), "passkey_refused");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_creation_spends_the_ceremony() {
    for world in worlds().await {
        let account: AccountId = world.test.env.new_id().unwrap();
        let begin = async || world.identity.begin_creation(&browser(1), account, "Sample").await.unwrap();
        let (_, old) = SoftKey::create(&url(), &begin().await.options).await.unwrap();
        let begun = begin().await;
        let (_, good) = SoftKey::create(&url(), &begun.options).await.unwrap();
        for response in [&old, &good] {
            let refused = world.identity.finish_creation(&browser(1), account, begun.id, response).await;
            assert_eq!(refused.map(|_| ()).unwrap_err().code(), "passkey_refused");
        }
        let begun = begin().await;
        let (_, good) = SoftKey::create(&url(), &begun.options).await.unwrap();
        world.identity.finish_creation(&browser(1), account, begun.id, &good).await.unwrap();
        let again = world.identity.finish_creation(&browser(1), account, begun.id, &good).await;
        assert_eq!(again.map(|_| ()).unwrap_err().code(), "passkey_refused");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_run_purges_many_batches() {
    for world in worlds().await {
        let expires_at = world.test.env.now();
        world
            .test
            .env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    for n in 0..1200 {
                        let new = store::NewCeremony {
                            id: uuid::Uuid::from_u128(n),
                            kind: "login",
                            challenge: &[0; 32],
                            browser: &[0; 32],
                            account: None,
                            expires_at,
                        };
                        store::insert_ceremony(tx, &new).await?;
                    }
                    Ok(())
                })
            })
            .await
            .unwrap();
        let worker = world.identity.work(causeway_core::jobs::Worker::new(world.test.env.clone()));
        worker.run_periodic().await.unwrap();
        assert_eq!(world.identity.purge().await.unwrap(), 0, "one run took them all");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_card_has_one_account() {
    for world in worlds().await {
        let (account, _) = world.person("ZZ1234560").await;
        let second = world.try_person("ZZ1234560").await.map(|_| ()).unwrap_err();
        assert_eq!(second.code(), "card_taken");
        let found = world.identity.account_by_card(&world.identity.card_hash("ZZ1234560")).await.unwrap();
        assert_eq!(found, Some(account));
        assert_eq!(
            world.identity.account_by_card(&world.identity.card_hash("ZZ1234561")).await.unwrap(),
            None
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_else_s_valid_passkey_does_not_speak_for_a_person() {
    for world in worlds().await {
        let (alice, _) = world.person("ZZ1234560").await;
        let (bob, key) = world.person("ZZ7654321").await;
        let options = world.identity.assertion_options(bob, &[5; 32]).await.unwrap();
        let response = &key.sign(&url(), &options).await.unwrap();
        let identity = &world.identity;
        let db = &world.test.env.db;
        let as_alice = db
            .tx(|tx| Box::pin(async move { identity.verify_assertion(tx, alice, &[5; 32], response).await }))
            .await;
        assert_eq!(as_alice.unwrap_err().code(), "passkey_refused");
        db.tx(|tx| Box::pin(async move { identity.verify_assertion(tx, bob, &[5; 32], response).await }))
            .await
            .unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_end_by_idleness_and_by_age() {
    for world in worlds().await {
        let (account, _) = world.person("ZZ1234560").await;
        let identity = &world.identity;
        let start = || {
            world
                .test
                .env
                .db
                .tx(|tx| Box::pin(async move { identity.start_session(tx, account, Acr::Passkey).await }))
        };
        let (_, idle) = start().await.unwrap();
        world.test.env.clock.advance(SignedDuration::from_mins(30));
        assert_eq!(identity.session(idle.reveal()).await.unwrap(), None, "30 idle minutes");

        let (_, busy) = start().await.unwrap();
        for _ in 0..35 {
            world.test.env.clock.advance(SignedDuration::from_mins(20));
            assert!(identity.session(busy.reveal()).await.unwrap().is_some());
        }
        world.test.env.clock.advance(SignedDuration::from_mins(20));
        assert_eq!(identity.session(busy.reveal()).await.unwrap(), None, "12 hours whatever the activity");

        let (_, open_page) = start().await.unwrap();
        for _ in 0..29 {
            world.test.env.clock.advance(SignedDuration::from_mins(1));
            assert!(identity.session_unseen(open_page.reveal()).await.unwrap().is_some());
        }
        world.test.env.clock.advance(SignedDuration::from_mins(1));
        let kept_in = identity.session_unseen(open_page.reveal()).await.unwrap();
        assert_eq!(kept_in, None, "a page that asks by itself keeps nobody in");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_made_up_cookie_is_nobody() {
    for world in worlds().await {
        for cookie in ["", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
            assert_eq!(world.identity.session(cookie).await.unwrap(), None);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn organisations_are_put_and_renamed() {
    use causeway_core::Localised;
    for world in worlds().await {
        let id: OrganisationId = "transport".parse().unwrap();
        for name in ["Transport", "Transport Department"] {
            let organisation = &Organisation {
                id: id.clone(),
                kind: OrganisationKind::Department,
                name: Localised::new(name, "運輸署", "运输署"),
            };
            let identity = &world.identity;
            world
                .test
                .env
                .db
                .tx(|tx| Box::pin(async move { identity.put_organisation(tx, organisation).await }))
                .await
                .unwrap();
        }
        assert_eq!(world.identity.organisation(&id).await.unwrap().name.en, "Transport Department");
        assert_eq!(world.identity.organisations().await.unwrap().len(), 1);
        let nobody = world.identity.organisation(&"nobody".parse().unwrap()).await.unwrap_err();
        assert_eq!(nobody.kind(), Kind::NotFound);
    }
}
