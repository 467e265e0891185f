//! The promises of [`Vault`], on both engines, with real permits.

use std::sync::{Arc, Mutex};

use causeway_consent::{Consents, Permit};
use causeway_core::db::testing::{TestEnv, environments};
use causeway_core::{Acr, Kind};
use causeway_crypto::jose::DecryptionKey;
use causeway_crypto::keystore::{KeyStore, MemoryKeyStore, Use};
use causeway_crypto::webauthn::RelyingParty;
use causeway_evidence::Evidence;
use causeway_identity::Identity;

use super::*;

struct House {
    test: TestEnv,
    vault: Vault,
    keys: PersonKeys,
    consents: Consents,
}

async fn houses() -> Vec<House> {
    let mut houses = Vec::new();
    for test in environments().await.unwrap() {
        let (env, store) = (test.env.clone(), Arc::new(MemoryKeyStore::new().unwrap()));
        let keys = PersonKeys::new(env.clone(), store.clone());
        let log_key = store.signing_keys(Use::Log).unwrap().remove(0);
        let evidence = Evidence::new(env.clone(), keys.clone(), log_key, "localhost/log".to_owned());
        let (id, name, origins) = ("localhost".to_owned(), "Causeway".to_owned(), Vec::new());
        let party = RelyingParty { id, name, origins };
        let config = causeway_identity::Config::default();
        let identity = Identity::new(env.clone(), evidence.clone(), &*store, party, config).unwrap();
        let url = "http://localhost:8080";
        let consents = Consents::new(env.clone(), keys.clone(), &*store, identity, evidence, url).unwrap();
        houses.push(House { vault: Vault::new(env, keys.clone()), keys, consents, test });
    }
    houses
}

impl House {
    fn account(&self) -> AccountId {
        self.test.env.new_id().unwrap()
    }

    async fn put(&self, account: AccountId, items: &Items) -> Result<()> {
        self.test.env.db.tx(|tx| Box::pin(self.vault.put(tx, account, items))).await
    }

    async fn person(&self) -> AccountId {
        let account = self.account();
        let items = Items::new()
            .with(CARD_NUMBER, "ZZ0000018")
            .with(NAME, "CHAN Tai Man")
            .with(DATE_OF_BIRTH, "1990-01-31");
        self.put(account, &items).await.unwrap();
        account
    }

    fn permit(&self, account: AccountId, fields: &[&str]) -> Mutex<Option<Permit>> {
        let fields = fields.iter().map(|&f| f.to_owned()).collect();
        let (dataset, purpose) =
            ("immigration.identity-card".parse().unwrap(), "registration".parse().unwrap());
        let read = self.test.env.new_id().unwrap();
        Mutex::new(Some(self.consents.for_registration(account, dataset, fields, purpose, read)))
    }

    async fn release(&self, account: AccountId, fields: &[&str]) -> Result<Items> {
        let permit = &self.permit(account, fields);
        self.test
            .env
            .db
            .tx(|tx| {
                let permit = permit.lock().unwrap().take().unwrap();
                Box::pin(self.vault.release(tx, permit))
            })
            .await
    }

    async fn identifier(&self, account: AccountId, provider: &Jwk) -> Result<String> {
        let permit = &self.permit(account, &["status"]);
        self.test
            .env
            .db
            .tx(|tx| {
                let permit = permit.lock().unwrap().take().unwrap();
                Box::pin(self.vault.seal_identifier(tx, permit, provider))
            })
            .await
    }

    fn session(&self, account: AccountId) -> Session {
        let env = &self.test.env;
        Session { id: env.new_id().unwrap(), account, acr: Acr::Passkey, authenticated_at: env.now() }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_permit_releases_exactly_its_fields() {
    for house in houses().await {
        let account = house.person().await;
        let items = house.release(account, &[NAME]).await.unwrap();
        assert_eq!(items, Items::new().with(NAME, "CHAN Tai Man"), "{}", house.test.engine);
        let refused = house.release(account, &[NAME, "address"]).await.unwrap_err();
        assert_eq!(refused.code(), "not_in_vault");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_identifier_is_opened_by_the_provider_alone() {
    for house in houses().await {
        let account = house.person().await;
        let (provider, other) = (DecryptionKey::generate().unwrap(), DecryptionKey::generate().unwrap());
        let sealed = house.identifier(account, provider.jwk()).await.unwrap();
        assert!(!sealed.contains("ZZ0000018"));
        let opened = provider.decrypt(&sealed).unwrap();
        assert_eq!(opened.typ.as_deref(), Some(SUBJECT_TYP));
        assert_eq!(opened.plaintext.as_slice(), br#"{"card_number":"ZZ0000018"}"#);
        assert!(other.decrypt(&sealed).is_err());

        let nobody = house.account();
        house.put(nobody, &Items::new().with(NAME, "x")).await.unwrap();
        assert_eq!(house.identifier(nobody, provider.jwk()).await.unwrap_err().code(), "not_in_vault");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_sees_their_own_values_and_nobody_elses() {
    for house in houses().await {
        let (ann, ben) = (house.person().await, house.account());
        let all = [CARD_NUMBER, NAME, "address"].map(str::to_owned);
        let own = house.vault.own(&house.session(ann), &all).await.unwrap();
        assert_eq!((own.len(), own.get(NAME)), (2, Some("CHAN Tai Man")), "{}", house.test.engine);
        assert!(house.vault.own(&house.session(ben), &all).await.unwrap().is_empty());
        assert!(house.vault.own(&house.session(ann), &[]).await.unwrap().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_later_value_takes_the_place_of_an_earlier_one() {
    for house in houses().await {
        let account = house.person().await;
        house.put(account, &Items::new().with(NAME, "CHAN Siu Ming")).await.unwrap();
        let items = house.release(account, &[NAME, CARD_NUMBER]).await.unwrap();
        assert_eq!((items.get(NAME), items.get(CARD_NUMBER)), (Some("CHAN Siu Ming"), Some("ZZ0000018")));
        let refused = house.put(account, &Items::new().with("Bad name", "x")).await.unwrap_err();
        assert_eq!(refused.code(), "vault_name");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn values_are_sealed_and_bound_to_their_account_and_name() {
    for house in houses().await {
        let (ann, ben) = (house.person().await, house.person().await);
        let rows = house.test.env.db.query("select sealed from vault_item", &[]).await.unwrap();
        for row in rows {
            let sealed: Vec<u8> = row.read().unwrap();
            let text = String::from_utf8_lossy(&sealed).into_owned();
            assert!(!text.contains("CHAN") && !text.contains("ZZ") && !text.contains("1990"));
        }
        let swap = "update vault_item set sealed = (select sealed from vault_item where account = $1 and name = $2) \
                    where account = $3 and name = 'name'";
        for (from, name) in [(ann, "date_of_birth"), (ben, "name")] {
            house
                .test
                .env
                .db
                .tx(|tx| {
                    Box::pin(async move { tx.execute(swap, &[from.into(), name.into(), ann.into()]).await })
                })
                .await
                .unwrap();
            let moved = house.release(ann, &[NAME]).await.unwrap_err();
            assert_eq!(moved.kind(), Kind::Internal, "{name} {}", house.test.engine);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn destroying_the_key_is_the_deletion_and_forgetting_removes_the_rows() {
    for house in houses().await {
        let (ann, ben) = (house.person().await, house.person().await);
        let keys = &house.keys;
        house.test.env.db.tx(|tx| Box::pin(keys.destroy(tx, ann.uuid()))).await.unwrap();
        assert_eq!(house.release(ann, &[NAME]).await.unwrap_err().kind(), Kind::NotFound);
        assert!(house.vault.own(&house.session(ann), &[NAME.to_owned()]).await.is_err());

        house.test.env.db.tx(|tx| Box::pin(house.vault.forget(tx, ann))).await.unwrap();
        let left: i64 =
            house.test.env.db.one("select count(*) from vault_item", &[]).await.unwrap().read().unwrap();
        assert_eq!(left, 3, "ben's: {}", house.test.engine);
        assert!(house.release(ben, &[NAME]).await.is_ok());
    }
}
