//! Reads from end to end, on both databases: a person's real consent, the real gateway, a connector that does as it is told.

mod catalogue;
mod connector;
mod crash;
mod hostile;
mod journal;
mod reads;
mod registration;
mod staff;

use std::sync::Arc;

use causeway_consent::{Ask, Consents, Detail, Outcome, Shown, ShownPart, Viewer};
use causeway_core::db::testing::{TestEnv, environments};
use causeway_core::draft::known;
use causeway_core::jobs::Worker;
use causeway_core::{AccountId, Acr, ClientId, ConsentId, Lang, OrganisationId, ReadId, Result, Session};
use causeway_crypto::jose::{Alg, DecryptionKey, JwkSet, SigningKey, encrypt};
use causeway_crypto::keystore::{KeyStore, MemoryKeyStore};
use causeway_crypto::person::PersonKeys;
use causeway_crypto::soft_passkey::SoftKey;
use causeway_crypto::webauthn::RelyingParty;
use causeway_evidence::{Event, Evidence};
use causeway_http::{Browser, outbound};
use causeway_identity::{Identity, NewAccount};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use url::Url;

use self::connector::{Behaviour, FakeConnector};
use crate::model::{Consumer, Provider};
use crate::wire::testing::{ISSUER, key, set};
use crate::wire::{
    Answer, Asked, ConsumerRequest, Delivered, LIFETIME_SECONDS, Opened, TYP_READ, TYP_SUBJECT, digest_of,
    open_answer,
};
use crate::{Config, Exchange, Parts, seal_identifier, testing};

const ORIGIN: &str = "http://localhost:8080";
const CARD: &str = "ZZ1234560";
const CLIENT: &str = "driving-licence";

/// A gateway with one person, one consumer and one provider.
struct World {
    test: TestEnv,
    exchange: Exchange,
    consents: Consents,
    evidence: Evidence,
    passkey: SoftKey,
    session: Session,
    consumer: SigningKey,
    opening: DecryptionKey,
    connector: FakeConnector,
}

/// A world on each engine that is there.
async fn worlds() -> Vec<World> {
    let mut out = Vec::new();
    for test in environments().await.unwrap() {
        out.push(World::new(test).await);
    }
    out
}

fn browser() -> Browser {
    Browser { hash: [1; 32], agent: None }
}

/// What a person is shown; these tests do not look at it.
fn shown() -> Shown {
    let part = ShownPart {
        kind: "exchange".to_owned(),
        heading: "Address".to_owned(),
        from: None,
        purpose: "Renewal".to_owned(),
        rows: Vec::new(),
        lasts: "Once".to_owned(),
    };
    Shown {
        lang: Lang::En,
        service: "Driving Licence Renewal".to_owned(),
        organisation: "Transport".to_owned(),
        website: "https://driving.example".to_owned(),
        parts: vec![part],
        match_code: None,
        code: None,
    }
}

impl World {
    async fn new(test: TestEnv) -> Self {
        let env = test.env.clone();
        let store: Arc<dyn KeyStore> = Arc::new(MemoryKeyStore::new().unwrap());
        let keys = PersonKeys::new(env.clone(), Arc::clone(&store));
        let evidence = Evidence::new(
            env.clone(),
            keys.clone(),
            SigningKey::generate(Alg::EdDsa).unwrap(),
            "log.test".to_owned(),
        );
        let party = RelyingParty {
            id: "localhost".to_owned(),
            name: "Causeway".to_owned(),
            origins: vec![ORIGIN.to_owned()],
        };
        let config = causeway_identity::Config::default();
        let identity = Identity::new(env.clone(), evidence.clone(), store.as_ref(), party, config).unwrap();
        let consents = Consents::new(
            env.clone(),
            keys.clone(),
            store.as_ref(),
            identity.clone(),
            evidence.clone(),
            ORIGIN,
        )
        .unwrap();
        let (session, passkey) = person(&env, &identity, &keys).await;
        let consumer = key();
        let connector = FakeConnector::start(&store, &consumer, env.clock.clone()).await;
        let exchange = Exchange::new(Parts {
            env,
            consents: consents.clone(),
            evidence: evidence.clone(),
            keys: store,
            consumers: consumers(&consumer),
            seal: seal_identifier(|_, permit, key| {
                Box::pin(async move {
                    assert!(!permit.fields().is_empty());
                    encrypt(key, Some(TYP_SUBJECT), None, json!({"card_number": CARD}).to_string().as_bytes())
                })
            }),
            http: outbound::client(&outbound::Config {
                allow_private: true,
                answer_bytes: 64 * 1024,
                ..outbound::Config::default()
            })
            .unwrap(),
            issuer: ISSUER.to_owned(),
            operator: "digital-office".parse().unwrap(),
            organisation_stands: known(|_, organisation: &OrganisationId| {
                let stands = organisation.as_str() != "suspended";
                Box::pin(async move { Ok(stands) })
            }),
            organisation_stands_now: Arc::new(|organisation| {
                Box::pin(async move { Ok(organisation.as_str() != "suspended") })
            }),
            client_known: known(|_, client: &ClientId| {
                let known = matches!(client.as_str(), CLIENT | "another");
                Box::pin(async move { Ok(known) })
            }),
            sandbox: true,
            config: Config { provider_deadline_ms: 1500, ..Config::default() },
        });
        exchange.put_dataset(&testing::dataset()).await.unwrap();
        exchange.put_purpose(&testing::purpose()).await.unwrap();
        exchange.put_provider(&connector.entry()).await.unwrap();
        let opening = DecryptionKey::generate().unwrap();
        Self { test, exchange, consents, evidence, passkey, session, consumer, opening, connector }
    }

    fn now(&self) -> Timestamp {
        self.test.env.now()
    }

    /// The same gateway, configured otherwise.
    fn with(&self, config: Config) -> Exchange {
        Exchange::new(Parts { config, ..self.exchange.parts().clone() })
    }

    fn account(&self) -> AccountId {
        self.session.account
    }

    /// The person allows the address, once or for 30 days, with a passkey over what was shown.
    async fn consent(&self, once: bool) -> ConsentId {
        let until = (!once).then(|| self.now() + SignedDuration::from_hours(24 * 30));
        let detail = Detail::Exchange {
            dataset: testing::dataset().id,
            provider: testing::dataset().provider,
            fields: vec!["address".to_owned()],
            purpose: testing::purpose().id,
            once,
            until,
        };
        let ask = Ask {
            client: CLIENT.parse().unwrap(),
            organisation: "transport".parse().unwrap(),
            details: vec![detail],
            login_purpose: "login".parse().unwrap(),
            resume: "/resume?request={request}".to_owned(),
            redirect_origin: None,
            always_ask: true,
            fresh_login: false,
            lang: None,
        };
        let (consents, db, by) = (&self.consents, &self.test.env.db, &browser());
        let ask = &ask;
        let id = db.tx(|tx| Box::pin(async move { consents.ask(tx, by, ask).await })).await.unwrap();
        let viewer = Viewer { browser: by.hash, session: Some(self.session.clone()) };
        consents.settle(id, &viewer).await.unwrap();
        let presented = consents.present(id, &self.session, shown()).await.unwrap();
        let kept = self.passkey.keep().unwrap();
        let passkey = SoftKey::restore(&kept).unwrap();
        let assertion = passkey.sign(&Url::parse(ORIGIN).unwrap(), &presented.options).await.unwrap();
        consents.approve(id, &self.session, &assertion).await.unwrap();
        match db.tx(|tx| Box::pin(async move { consents.outcome(tx, id, by).await })).await.unwrap() {
            Outcome::Granted(grant) => grant.consents[0].1,
            other => panic!("{other:?}"),
        }
    }

    /// What the consumer asks: the address, under `consent`.
    fn request(&self, consent: ConsentId) -> ConsumerRequest {
        let now = self.now().as_second();
        ConsumerRequest {
            iss: CLIENT.parse().unwrap(),
            aud: ISSUER.to_owned(),
            iat: now,
            exp: now + LIFETIME_SECONDS,
            jti: self.test.env.new_uuid().unwrap().to_string(),
            consent: Some(consent),
            dataset: testing::dataset().id,
            fields: vec!["address".to_owned()],
            purpose: testing::purpose().id,
            case: None,
            enc: self.opening.jwk().clone(),
        }
    }

    fn sign(&self, request: &ConsumerRequest) -> String {
        self.consumer.sign(TYP_READ, request).unwrap()
    }

    async fn read(&self, request: &ConsumerRequest) -> Result<Delivered> {
        self.send(&self.sign(request)).await
    }

    async fn send(&self, jws: &str) -> Result<Delivered> {
        self.exchange.read(&CLIENT.parse().unwrap(), jws).await
    }

    /// The error's code of a read that fails.
    async fn refused(&self, request: &ConsumerRequest) -> &'static str {
        self.read(request).await.unwrap_err().code()
    }

    /// Opens a delivery as the consumer does.
    fn open(&self, jws: &str, delivered: &Delivered) -> Result<Opened> {
        let client: ClientId = CLIENT.parse()?;
        let Provider { organisation, signing_keys, .. } = self.connector.entry();
        let (digest, fields) = (digest_of(jws), ["address".to_owned()]);
        let answer = Answer { manifest: delivered.manifest.clone(), answer: delivered.answer.clone() };
        open_answer(
            &answer,
            &self.opening,
            &Asked {
                provider: &organisation,
                provider_keys: &signing_keys,
                consumer: &client,
                read: delivered.read,
                fields: &fields,
                request_sha256: None,
                consumer_request_sha256: &digest,
                recipient: self.opening.kid(),
                now: self.now(),
            },
        )
    }

    /// Names of the reads' events on the person's chain, oldest first.
    async fn reads(&self) -> Vec<String> {
        let events = self.events().await;
        events
            .iter()
            .map(|event| event.name().to_owned())
            .filter(|name| name.starts_with("read.") || name.starts_with("incident."))
            .collect()
    }

    async fn events(&self) -> Vec<Event> {
        let entries = self.evidence.activity(self.account(), None, 100).await.unwrap();
        entries.into_iter().rev().map(|entry| entry.event).collect()
    }

    fn worker(&self) -> Worker {
        let worker = self.consents.work(Worker::new(self.test.env.clone()));
        self.exchange.work(worker)
    }

    /// State and code of a read.
    async fn row(&self, read: ReadId) -> (String, Option<String>) {
        let sql = "select state, code from exchange_read where id = $1";
        self.test.env.db.one(sql, &[read.into()]).await.unwrap().read().unwrap()
    }

    async fn behave(&self, behaviour: Behaviour) {
        *self.connector.behaviour.lock().await = behaviour;
    }
}

/// A person with an account, a session and a passkey.
async fn person(env: &causeway_core::Env, identity: &Identity, keys: &PersonKeys) -> (Session, SoftKey) {
    let account: AccountId = env.new_id().unwrap();
    let begun = identity.begin_creation(&browser(), account, "Sample").await.unwrap();
    let (passkey, response) = SoftKey::create(&Url::parse(ORIGIN).unwrap(), &begun.options).await.unwrap();
    let credential = &identity.finish_creation(&browser(), account, begun.id, &response).await.unwrap();
    let card = &identity.card_hash(CARD);
    let session = env.db.tx(|tx| {
        Box::pin(async move {
            keys.create(tx, account.uuid()).await?;
            let new = NewAccount {
                id: account,
                card: card.clone(),
                lang: Lang::En,
                credential: credential.clone(),
                label: "Phone".to_owned(),
            };
            identity.create_account(tx, &new).await?;
            identity.start_session(tx, account, Acr::Passkey).await.map(|(session, _)| session)
        })
    });
    (session.await.unwrap(), passkey)
}

/// The one registered client, and one more of another organisation with the same key.
fn consumers(key: &SigningKey) -> crate::Consumers {
    let keys: JwkSet = set(key);
    Arc::new(move |client| {
        let organisation = match client.as_str() {
            CLIENT => Some("transport"),
            "another" => Some("another-office"),
            _ => None,
        };
        let keys = keys.clone();
        Box::pin(async move {
            organisation.map(|name| Ok(Consumer { organisation: name.parse()?, keys })).transpose()
        })
    })
}
