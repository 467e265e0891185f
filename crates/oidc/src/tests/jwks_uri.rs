//! Keys that a client publishes (RFC 7591 section 2, `jwks_uri`): fetched when needed, not oftener, and from nowhere they should not be.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use causeway_crypto::jose::{Alg, DecryptionKey, JwkSet, SigningKey};
use causeway_http::outbound;
use causeway_http::testing::Answer;
use serde_json::{Value, json};

use super::world::{ISSUER, World};
use crate::rules::check_assertion::TYPE;
use crate::settings::Encryption;
use crate::{Client, Scopes};

/// What the client's server does.
#[derive(Clone)]
enum Does {
    Publish(Value),
    Redirect,
    Flood,
    Hang,
    Fail,
}

/// A client's server: what it does now, and how often it was called.
#[derive(Clone)]
struct Publisher {
    does: Arc<Mutex<Does>>,
    calls: Arc<AtomicUsize>,
    url: String,
}

impl Publisher {
    async fn new(keys: &[&SigningKey]) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://127.0.0.1:{}/jwks", listener.local_addr().unwrap().port());
        let publisher =
            Self { does: Arc::new(Mutex::new(Does::Publish(set(keys)))), calls: Arc::default(), url };
        let routes = Router::new().route("/jwks", get(serve)).with_state(publisher.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        publisher
    }

    fn now(&self, does: Does) {
        *self.does.lock().unwrap() = does;
    }

    fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }

    /// `bank`, whose keys are here.
    fn client(&self, world: &World) -> Client {
        let mut bank = world.bank();
        bank.keys = JwkSet::default();
        bank.scopes = Scopes::parse("openid");
        bank.settings.jwks_uri = Some(self.url.clone());
        bank
    }
}

async fn serve(State(publisher): State<Publisher>) -> Response {
    publisher.calls.fetch_add(1, Ordering::SeqCst);
    let does = publisher.does.lock().unwrap().clone();
    match does {
        Does::Publish(keys) => ([("cache-control", "public, max-age=600")], axum::Json(keys)).into_response(),
        Does::Redirect => Redirect::temporary("/elsewhere").into_response(),
        Does::Flood => "x".repeat(10 * 1024 * 1024).into_response(),
        Does::Hang => {
            tokio::time::sleep(Duration::from_mins(1)).await;
            StatusCode::OK.into_response()
        }
        Does::Fail => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn set(keys: &[&SigningKey]) -> Value {
    json!({"keys": keys.iter().map(|key| key.jwk()).collect::<Vec<_>>()})
}

fn key() -> SigningKey {
    SigningKey::generate(Alg::Es256).unwrap()
}

/// A call that needs the client's keys and nothing else: revoking what is no token.
async fn call(world: &World, key: &SigningKey) -> Answer {
    let now = world.test.env.now().as_second();
    let jti = world.test.env.new_uuid().unwrap().to_string();
    let claims =
        json!({"iss": "bank", "sub": "bank", "aud": ISSUER, "iat": now, "exp": now + 60, "jti": jti});
    let assertion = key.sign("JWT", &claims).unwrap();
    let pairs = [("token", "x"), ("client_assertion", assertion.as_str()), ("client_assertion_type", TYPE)];
    world.post("/revoke", &pairs, None).await
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc7591_2_keys_are_fetched_once_and_known_for_as_long_as_they_are_fresh() {
    for world in World::all().await {
        let own = key();
        let publisher = Publisher::new(&[&own]).await;
        world.put(&publisher.client(&world)).await;
        for _ in 0..3 {
            assert_eq!(call(&world, &own).await.status, 200);
        }
        assert_eq!(publisher.calls(), 1);
        // Another node has them from the same table.
        let other = world.node(&world.keystore);
        let client = publisher.client(&world);
        assert_eq!(other.keys_of(&client, Some(own.kid())).await.unwrap().keys.len(), 1);
        assert_eq!(publisher.calls(), 1);
        world.pass(601);
        assert_eq!(call(&world, &own).await.status, 200);
        assert_eq!(publisher.calls(), 2, "its answer said ten minutes");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn oidc_core_10_1_1_a_new_key_is_found_when_it_is_first_used() {
    for world in World::all().await {
        let (old, new) = (key(), key());
        let publisher = Publisher::new(&[&old]).await;
        world.put(&publisher.client(&world)).await;
        assert_eq!(call(&world, &old).await.status, 200);
        publisher.now(Does::Publish(set(&[&new])));
        world.pass(61);
        assert_eq!(call(&world, &new).await.status, 200);
        assert_eq!(call(&world, &old).await.status, 401, "what is no longer published proves nobody");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_made_up_names_costs_one_fetch_a_minute() {
    for world in World::all().await {
        let own = key();
        let publisher = Publisher::new(&[&own]).await;
        world.put(&publisher.client(&world)).await;
        assert_eq!(call(&world, &own).await.status, 200);
        world.pass(61);
        for _ in 0..20 {
            assert_eq!(call(&world, &key()).await.status, 401);
        }
        assert_eq!(publisher.calls(), 2);
        world.pass(61);
        let at_once = super::authorization::futures_of(10, async || call(&world, &key()).await);
        for answer in at_once.await {
            assert_eq!(answer.status, 401);
        }
        assert_eq!(publisher.calls(), 3, "at the same time as well");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_fetching_fails_the_known_keys_serve_for_a_day() {
    for world in World::all().await {
        let own = key();
        let publisher = Publisher::new(&[&own]).await;
        world.put(&publisher.client(&world)).await;
        assert_eq!(call(&world, &own).await.status, 200);
        for failure in [Does::Fail, Does::Redirect, Does::Flood] {
            publisher.now(failure);
            world.pass(3600);
            assert_eq!(call(&world, &own).await.status, 200);
        }
        assert_eq!(publisher.calls(), 4);
        world.pass(24 * 3600);
        assert_eq!(call(&world, &own).await.json()["error"], "server_error");
        // It is not hammered, and comes back by itself.
        assert_eq!(call(&world, &own).await.json()["error"], "server_error");
        assert_eq!(publisher.calls(), 5);
        publisher.now(Does::Publish(set(&[&own])));
        world.pass(61);
        assert_eq!(call(&world, &own).await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_redirects_floods_or_hangs_gives_no_keys() {
    let world = World::all().await.remove(0);
    let own = key();
    let private = json!({"keys": [{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "d": "AA"}]});
    for hostile in [
        Does::Redirect,
        Does::Flood,
        Does::Hang,
        Does::Publish(private),
        Does::Publish(json!([])),
        Does::Publish(json!({"keys": "x"})),
    ] {
        let publisher = Publisher::new(&[]).await;
        publisher.now(hostile);
        world.put(&publisher.client(&world)).await;
        world.pass(61);
        let begun = causeway_core::clock::Stopwatch::start();
        assert_eq!(call(&world, &own).await.json()["error"], "server_error");
        assert!(begun.elapsed() < Duration::from_secs(8), "{:?}", begun.elapsed());
    }
}

/// In production no address of the platform's own network is called, whatever a client has registered.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_in_a_private_network_is_called() {
    let world = World::all().await.remove(0);
    let own = key();
    let publisher = Publisher::new(&[&own]).await;
    let mut closed = world.node(&world.keystore);
    closed.ports.http = outbound::client(&outbound::Config::default()).unwrap();
    for url in [
        publisher.url.as_str(),
        "https://169.254.169.254/jwks",
        "https://10.0.0.1/jwks",
        "https://[::1]/jwks",
    ] {
        let mut client = publisher.client(&world);
        client.settings.jwks_uri = Some(url.to_owned());
        world.pass(61);
        assert_eq!(
            closed.keys_of(&client, None).await.unwrap_err().code(),
            "client_keys_unavailable",
            "{url}"
        );
    }
    assert_eq!(publisher.calls(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_weak_key_among_the_published_ones_is_left_out() {
    let world = World::all().await.remove(0);
    let own = key();
    let publisher = Publisher::new(&[]).await;
    let neutral = json!({"kty": "OKP", "crv": "Ed25519", "x": "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "kid": "n"});
    publisher.now(Does::Publish(json!({"keys": [neutral, own.jwk()]})));
    let client = publisher.client(&world);
    assert_eq!(world.oidc.keys_of(&client, None).await.unwrap().keys, [own.jwk().clone()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clients_key_for_encryption_is_found_there_too() {
    for world in World::all().await {
        let (own, opening) = (key(), DecryptionKey::generate().unwrap());
        let publisher = Publisher::new(&[&own]).await;
        let mut client = publisher.client(&world);
        client.settings.id_token_encryption = Some(Encryption::EcdhEs);
        world.put(&client).await;
        assert_eq!(
            world.oidc.encryption_key(&client, Encryption::EcdhEs).await.unwrap_err().code(),
            "no_encryption_key"
        );
        publisher.now(Does::Publish(json!({"keys": [own.jwk(), opening.jwk()]})));
        world.pass(61);
        let found = world.oidc.encryption_key(&client, Encryption::EcdhEs).await.unwrap();
        assert_eq!(&found, opening.jwk());
        assert_eq!(call(&world, &own).await.status, 200, "and signs nothing");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_was_stopped_has_nothing_fetched() {
    for world in World::all().await {
        let own = key();
        let publisher = Publisher::new(&[&own]).await;
        let mut client = publisher.client(&world);
        client.organisation = "suspended".parse().unwrap();
        world.put(&client).await;
        assert_eq!(call(&world, &own).await.status, 401);
        assert_eq!(publisher.calls(), 0);
    }
}
