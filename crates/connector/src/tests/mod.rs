//! Both modes against each other through a small gateway, honest and not.

mod consumer;
mod gateway;
mod operation;
mod provider;

use std::path::Path;

use causeway_core::{Clock, Rng};
use causeway_crypto::jose::{Alg, JwkSet, SigningKey};
use causeway_http::outbound;
use serde_json::{Value, json};
use tokio::sync::watch;

use self::gateway::{FakeGateway, Lie};
use crate::{Config, Connector, Keys};

const ISSUER: &str = "https://id.example.gov";
const CLIENT: &str = "driving-licence";
const CARD: &str = "ZZ123456(0)";

/// A provider `water` with a CSV file, a consumer `driving-licence`, and the gateway between them.
struct World {
    folder: tempfile::TempDir,
    clock: Clock,
    gateway: FakeGateway,
    water: String,
    licence: String,
    provider_keys: Keys,
    _stop: watch::Sender<bool>,
}

fn set(key: &SigningKey) -> JwkSet {
    JwkSet { keys: vec![key.jwk().clone()] }
}

fn write(path: &Path, keys: &JwkSet) {
    std::fs::write(path, serde_json::to_string(keys).unwrap()).unwrap();
}

impl World {
    async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// As [`World::new`], with a change to the provider's configuration.
    async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let clock = Clock::manual("2026-11-21T08:00:00Z".parse().unwrap());
        let (provider_keys, consumer_keys) =
            (Keys::open(&at("water-keys")).unwrap(), Keys::open(&at("licence-keys")).unwrap());
        let signing = SigningKey::generate(Alg::Es256).unwrap();
        write(&at("gateway.json"), &set(&signing));
        write(&at("licence.json"), &consumer_keys.public());
        write(&at("water.json"), &provider_keys.public());
        std::fs::write(
            at("people.csv"),
            format!("Card,Address,Since\n{CARD},1 Harbour Road,2001\nZZ7654321,,1999\n"),
        )
        .unwrap();

        let mut water = Config::parse(WATER).unwrap().relative_to(folder.path());
        change(&mut water);
        let (stop, stopped) = watch::channel(false);
        let water = Connector::bind(&water, clock.clone(), Rng::seeded(1)).await.unwrap();
        let water_url = format!("http://{}", water.provider_address().unwrap());
        tokio::spawn(water.serve(stopped.clone()));

        let gateway =
            FakeGateway::start(signing, &provider_keys, &consumer_keys, &water_url, clock.clone()).await;
        let licence = LICENCE.replace("GATEWAY", &gateway.url);
        let licence = Config::parse(&licence).unwrap().relative_to(folder.path());
        let licence = Connector::bind(&licence, clock.clone(), Rng::seeded(2)).await.unwrap();
        let licence_url = format!("http://{}", licence.consumer_address().unwrap());
        tokio::spawn(licence.serve(stopped));
        Self { folder, clock, gateway, water: water_url, licence: licence_url, provider_keys, _stop: stop }
    }

    fn wanted() -> Value {
        json!({
            "consent": "01900000-0000-7000-8000-000000000001", "dataset": "water.address",
            "fields": ["address"], "purpose": "licence-renewal"
        })
    }

    /// What the consumer's own system is told.
    async fn read(&self) -> (u16, Value) {
        post(&format!("{}/reads", self.licence), &Self::wanted()).await
    }

    /// Status and code where the gateway, or whoever plays it, sends `jws` to the provider.
    async fn at_provider(&self, jws: &str) -> (u16, String) {
        let (status, told) =
            post(&format!("{}/causeway/v1/read", self.water), &json!({"request": jws})).await;
        (status, told["code"].as_str().unwrap_or_default().to_owned())
    }

    fn journal(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(self.folder.path().join("journal.jsonl")).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    async fn gateway_lies(&self, lie: Lie) {
        *self.gateway.lie.lock().await = lie;
    }
}

fn http() -> outbound::Outbound {
    outbound::client(&outbound::Config { allow_private: true, ..outbound::Config::default() }).unwrap()
}

async fn post(url: &str, body: &Value) -> (u16, Value) {
    let answer = http().send(http().client().post(url).json(body)).await.unwrap();
    (answer.status.as_u16(), serde_json::from_slice(&answer.body).unwrap_or_default())
}

async fn get(url: &str) -> (u16, Value) {
    let answer = http().send(http().client().get(url)).await.unwrap();
    (answer.status.as_u16(), serde_json::from_slice(&answer.body).unwrap_or_default())
}

const WATER: &str = r#"
organisation = "water"
keys = "water-keys"
[gateway]
issuer = "https://id.example.gov"
jwks = { file = "gateway.json" }
[provider]
listen = "127.0.0.1:0"
journal = "journal.jsonl"
[provider.consumers]
driving-licence = { file = "licence.json" }
[provider.datasets."water.address"]
csv = { file = "people.csv", key = "Card", fields = { address = "Address", since = "Since" } }
"#;

const LICENCE: &str = r#"
organisation = "transport"
keys = "licence-keys"
[gateway]
issuer = "https://id.example.gov"
url = "GATEWAY"
jwks = { file = "gateway.json" }
[consumer]
listen = "127.0.0.1:0"
client = "driving-licence"
[consumer.providers.water]
datasets = ["water.address"]
jwks = { file = "water.json" }
"#;
