//! The promises of this crate, on both engines, with a register that is a table in memory behind the real permit and the real vault.

mod hostile;
mod journey;
mod removal;
mod sandbox;

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Mutex};

use causeway_consent::{Basis, Consents, Recipient};
use causeway_core::db::testing::{TestEnv, environments};
use causeway_core::setting::Mode;
use causeway_core::{AccountId, Error, Lang};
use causeway_crypto::jose::DecryptionKey;
use causeway_crypto::keystore::{KeyStore, MemoryKeyStore, Use};
use causeway_crypto::person::PersonKeys;
use causeway_crypto::webauthn::RelyingParty;
use causeway_evidence::Evidence;
use causeway_http::{Browser, ClientAddress};
use causeway_identity::Identity;
use causeway_notify::Notify;
use causeway_vault::Vault;
use jiff::SignedDuration;
use serde_json::Value;
use uuid::Uuid;

use crate::application::tests::good;
use crate::phone::SoftPhone;
use crate::*;

pub(super) const ORIGIN: &str = "http://localhost:8080";

/// What the register does when asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Behaviour {
    Answers,
    IsDown,
    SaysNo,
    Hangs,
}

/// A register of cards, and how often it was asked.
pub(super) struct Desk {
    pub(super) cards: BTreeMap<String, BTreeMap<String, String>>,
    pub(super) behaviour: Behaviour,
    pub(super) asked: usize,
}

pub(super) struct House {
    pub(super) test: TestEnv,
    pub(super) parts: Parts,
    pub(super) registration: Registration,
    pub(super) phone: SoftPhone,
    pub(super) desk: Arc<Mutex<Desk>>,
    /// Whom the other domains were told to forget.
    pub(super) forgotten: Arc<Mutex<Vec<AccountId>>>,
}

/// One house on each engine, in a mode and with a configuration.
pub(super) async fn houses_with(mode: Mode, config: Config) -> Vec<House> {
    let mut houses = Vec::new();
    for test in environments().await.unwrap() {
        let store = Arc::new(MemoryKeyStore::new().unwrap());
        let env = test.env.clone();
        let keys = PersonKeys::new(env.clone(), store.clone());
        let log_key = store.signing_keys(Use::Log).unwrap().remove(0);
        let evidence = Evidence::new(env.clone(), keys.clone(), log_key, "localhost:8080/log".to_owned());
        let party = RelyingParty {
            id: "localhost".to_owned(),
            name: "Causeway".to_owned(),
            origins: vec![ORIGIN.to_owned()],
        };
        let identity = Identity::new(
            env.clone(),
            evidence.clone(),
            &*store,
            party,
            causeway_identity::Config::default(),
        )
        .unwrap();
        let consents =
            Consents::new(env.clone(), keys.clone(), &*store, identity.clone(), evidence.clone(), ORIGIN)
                .unwrap();
        let vault = Vault::new(env.clone(), keys.clone());
        let notify = Notify::new(env.clone(), keys.clone());
        let forgotten: Arc<Mutex<Vec<AccountId>>> = Arc::default();
        let told = Arc::clone(&forgotten);
        let others = forget(move |_, account| {
            told.lock().unwrap().push(account);
            Box::pin(async { Ok(()) })
        });
        let parts = Parts { env, keys, identity, consents, vault, notify, evidence, forget: vec![others] };
        let desk = Arc::new(Mutex::new(Desk { cards: cards(), behaviour: Behaviour::Answers, asked: 0 }));
        let register = register(&parts, &desk);
        let registration = Registration::new(parts.clone(), register, config.clone(), mode).unwrap();
        let phone = SoftPhone::new(&parts, Mode::Sandbox).unwrap();
        houses.push(House { test, parts, registration, phone, desk, forgotten });
    }
    houses
}

pub(super) async fn houses() -> Vec<House> {
    houses_with(Mode::Sandbox, Config::default()).await
}

fn cards() -> BTreeMap<String, BTreeMap<String, String>> {
    let record = |status: &str| {
        [
            ("name", "CHAN, Tai Man"),
            ("date_of_birth", "1990-01-31"),
            ("date_of_issue", "2019-03-07"),
            ("status", status),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
    };
    let valid = [1, 4, 5, 6].map(|n| (card(n), record("valid")));
    let others = [(card(2), record("lost")), (card(3), record("cancelled"))];
    valid.into_iter().chain(others).collect()
}

/// A synthetic card number, normalised.
pub(super) fn card(n: u32) -> String {
    CardNumber::compose("ZZ", n).unwrap().as_str().to_owned()
}

/// Reads as the exchange does: the identifier sealed by the vault under the permit, opened by the provider alone.
fn register(parts: &Parts, desk: &Arc<Mutex<Desk>>) -> Register {
    let (parts, desk) = (parts.clone(), desk.clone());
    let provider = DecryptionKey::generate().unwrap();
    let provider = Arc::new(provider);
    Arc::new(move |permit| {
        let (parts, desk, provider) = (parts.clone(), desk.clone(), provider.clone());
        Box::pin(async move {
            assert_eq!(permit.basis(), &Basis::Registration);
            assert_eq!(permit.recipient(), &Recipient::Platform);
            assert_eq!(permit.fields(), matching::FIELDS.map(str::to_owned));
            let permit = &Mutex::new(Some(permit));
            let provider_key = provider.jwk();
            let sealed = parts
                .env
                .db
                .tx(|tx| {
                    let permit = permit.lock().unwrap().take().unwrap();
                    Box::pin(parts.vault.seal_identifier(tx, permit, provider_key))
                })
                .await?;
            let subject: Value = serde_json::from_slice(&provider.decrypt(&sealed)?.plaintext).unwrap();
            let number = subject["card_number"].as_str().unwrap();
            desk.lock().unwrap().asked += 1;
            let behaviour = desk.lock().unwrap().behaviour.clone();
            match behaviour {
                Behaviour::Hangs => std::future::pending().await,
                Behaviour::Answers => Ok(desk.lock().unwrap().cards.get(number).cloned()),
                Behaviour::IsDown => Err(Error::upstream("provider_down", "The provider does not answer.")),
                Behaviour::SaysNo => Err(Error::forbidden("provider_refused", "The provider refuses.")),
            }
        })
    })
}

/// The application of the holder of card `n`.
pub(super) fn application(n: u32) -> Application {
    Application { card_number: card(n), ..good() }
}

/// An address of its own for each `n`.
pub(super) fn address(n: u8) -> ClientAddress {
    ClientAddress(IpAddr::V4(Ipv4Addr::new(192, 0, 2, n)))
}

pub(super) fn browser(name: &str) -> Browser {
    Browser::of(name)
}

impl House {
    pub(super) async fn begin(&self, who: &str, application: &Application) -> Result<Outcome> {
        self.registration.begin(&browser(who), address(1), application).await
    }

    pub(super) async fn verified(&self, who: &str, n: u32) -> Uuid {
        match self.begin(who, &application(n)).await.unwrap() {
            Outcome::Verified(id) => id,
            other => unreachable!("{other:?}"),
        }
    }

    /// Options and the answer of a simulated phone to them.
    pub(super) async fn passkey(&self, who: &str, registration: Uuid) -> (Uuid, Value) {
        let ceremony = self.registration.passkey_options(&browser(who), registration).await.unwrap();
        let response = self.phone.create(&browser(who), &ceremony.options).await.unwrap();
        (ceremony.id, response)
    }

    /// The whole journey.
    pub(super) async fn register(&self, who: &str, n: u32) -> causeway_core::Session {
        let id = self.verified(who, n).await;
        let (ceremony, response) = self.passkey(who, id).await;
        self.registration.complete(&browser(who), id, ceremony, &response).await.unwrap().0
    }

    pub(super) fn later(&self, by: SignedDuration) {
        self.test.env.clock.advance(by);
    }

    pub(super) fn set(&self, behaviour: Behaviour) {
        self.desk.lock().unwrap().behaviour = behaviour;
    }

    pub(super) fn asked(&self) -> usize {
        self.desk.lock().unwrap().asked
    }

    /// How many rows a counting statement counts.
    pub(super) async fn count(&self, sql: &'static str) -> i64 {
        self.test.env.db.one(sql, &[]).await.unwrap().read().unwrap()
    }

    pub(super) async fn keys_held(&self) -> i64 {
        self.count("select count(*) from crypto_person_key").await
    }

    pub(super) async fn events(&self, account: AccountId) -> Vec<&'static str> {
        let entries = self.parts.evidence.activity(account, None, 50).await.unwrap();
        entries.iter().rev().map(|entry| entry.event.name()).collect()
    }
}

#[test]
fn every_code_has_words_in_every_language() {
    let codes = [
        "card-missing",
        "card-malformed",
        "card-check-digit",
        "date-missing",
        "date-malformed",
        "date-in-future",
        "issued-before-birth",
        "name-missing",
        "name-too-long",
        "name-characters",
    ];
    for lang in Lang::ALL {
        let words = causeway_http::Words::of(lang);
        for code in codes {
            assert!(words.find(&format!("registration-field-{code}")).is_some(), "{lang:?} {code}");
        }
        for code in ["registration-closed", "registration-over", "register-unavailable"] {
            assert!(words.find(&format!("error-code-{code}")).is_some(), "{lang:?} {code}");
        }
    }
}
