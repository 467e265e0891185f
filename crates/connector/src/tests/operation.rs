//! The HTTP back end, health, public keys, and `connector check`.

use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use tokio::net::TcpListener;

use super::*;
use crate::config::{Dataset, KeySource};
use crate::{check, form};

type Bodies = Arc<Mutex<Vec<Value>>>;

/// An old system that is asked by card number.
async fn legacy() -> (String, Bodies) {
    let (listener, bodies) = (TcpListener::bind("127.0.0.1:0").await.unwrap(), Bodies::default());
    let url = format!("http://{}/lookup", listener.local_addr().unwrap());
    let router = Router::new().route("/lookup", post(lookup)).with_state(Arc::clone(&bodies));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, bodies)
}

async fn lookup(State(bodies): State<Bodies>, Json(body): Json<Value>) -> Response {
    bodies.lock().unwrap().push(body.clone());
    match body["id"].as_str().unwrap() {
        CARD => Json(
            json!({"account": {"address": ["1 Harbour Road", "Wan Chai"], "secret": "s"}, "since": null}),
        )
        .into_response(),
        "slow" => {
            tokio::time::sleep(std::time::Duration::from_secs(5)).await;
            StatusCode::OK.into_response()
        }
        "broken" => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        "odd" => "not JSON".into_response(),
        "huge" => Json(json!({"account": {"address": "x".repeat(70 * 1024)}})).into_response(),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

fn dataset(url: &str) -> Dataset {
    toml::from_str(&format!(
        "http = {{ url = \"{url}\", body = {{ id = \"{{card_number}}\", kind = 1 }}, deadline_ms = 300, fields = {{ address = \"/account/address\", since = \"/since\" }} }}"
    ))
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_http_back_end_is_asked_in_the_body_and_gives_what_was_asked_alone() {
    let (url, bodies) = legacy().await;
    let world = World::with(|config| {
        let datasets = &mut config.provider.as_mut().unwrap().datasets;
        datasets.insert("water.address".parse().unwrap(), dataset(&url));
    })
    .await;
    let (status, told) = world.read().await;
    assert_eq!((status, &told["values"]), (200, &json!({"address": ["1 Harbour Road", "Wan Chai"]})));
    assert_eq!(bodies.lock().unwrap().as_slice(), [json!({"id": CARD, "kind": 1})]);
    for (card, status, code) in [
        ("nobody", 200, ""),
        ("slow", 503, "back_end_unavailable"),
        ("broken", 503, "back_end_unavailable"),
        ("odd", 502, "back_end_malformed"),
        ("huge", 502, "back_end_malformed"),
    ] {
        let jws = world.gateway.sign(&world.gateway.request(&world.consumer_request(), card));
        assert_eq!(world.at_provider(&jws).await, (status, code.to_owned()), "{card}");
    }
    assert_eq!(world.journal().len(), 2, "what was not answered is not said to be");
}

#[tokio::test(flavor = "multi_thread")]
async fn health_and_public_keys_are_there() {
    let world = World::new().await;
    for base in [&world.water, &world.licence] {
        assert_eq!(get(&format!("{base}/health/live")).await.0, 200);
        assert_eq!(get(&format!("{base}/health/ready")).await.0, 200);
    }
    let (_, keys) = get(&format!("{}/causeway/v1/keys", world.water)).await;
    assert_eq!(keys, serde_json::to_value(world.provider_keys.public()).unwrap());
    assert!(!keys.to_string().contains("\"d\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_without_the_gateways_keys_is_not_ready_and_says_why_it_does_not_answer() {
    let world = World::with(|config| {
        config.gateway.jwks = KeySource { file: Some("/nowhere/jwks.json".into()), ..KeySource::default() };
    })
    .await;
    let (status, told) = get(&format!("{}/health/ready", world.water)).await;
    assert_eq!((status, &told["degraded"][0]["part"]), (503, &json!("gateway_keys")));
    let jws = world.gateway.sign(&world.gateway.request(&world.consumer_request(), CARD));
    assert_eq!(world.at_provider(&jws).await, (503, "keys_unavailable".to_owned()));
}

fn keys(faults: &[causeway_core::config::Fault]) -> Vec<&str> {
    faults.iter().map(|fault| fault.key.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn check_finds_nothing_where_all_is_well() {
    let world = World::new().await;
    let water = Config::parse(WATER).unwrap().relative_to(world.folder.path());
    assert_eq!(check(&water).await, []);
    assert_eq!(world.journal().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn check_tells_every_fault_with_its_mend() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = Config::parse(WATER).unwrap().relative_to(folder.path());
    config
        .provider
        .as_mut()
        .unwrap()
        .datasets
        .insert("water.meter".parse().unwrap(), dataset("http://127.0.0.1:9/x"));
    let licence = LICENCE.replace("GATEWAY", "http://127.0.0.1:9");
    config.consumer = Config::parse(&licence).unwrap().relative_to(folder.path()).consumer;
    config.gateway.url = Some("http://127.0.0.1:9".to_owned());
    let faults = check(&config).await;
    assert_eq!(
        keys(&faults),
        [
            "gateway.jwks",
            "provider.consumers.driving-licence",
            "provider.datasets.\"water.address\"",
            "provider.datasets.\"water.meter\".http.url",
            "consumer.providers.water.jwks",
            "consumer.client",
        ]
    );
    assert!(faults.iter().all(|fault| fault.mend.len() > 20));
}

#[test]
fn the_form_is_checked_without_touching_anything() {
    let mut config = Config::parse(&LICENCE.replace("GATEWAY", "https://x")).unwrap();
    assert_eq!(form(&config), []);
    config.consumer.as_mut().unwrap().listen = "0.0.0.0:1".parse().unwrap();
    config.gateway.issuer = "id.example.gov".to_owned();
    config.gateway.jwks =
        KeySource { url: Some("http://id.example.gov/keys".to_owned()), ..KeySource::default() };
    assert_eq!(keys(&form(&config)), ["gateway.issuer", "gateway.jwks.url", "consumer.listen"]);
    config.gateway.jwks.url = Some("http://gateway.localhost:8080/keys".to_owned());
    config.consumer = None;
    assert_eq!(keys(&form(&config)), ["provider", "gateway.issuer"]);
}

#[tokio::test]
async fn a_connector_with_a_faulty_form_does_not_start() {
    let mut config = Config::parse(&LICENCE.replace("GATEWAY", "https://x")).unwrap();
    config.consumer.as_mut().unwrap().listen = "0.0.0.0:0".parse().unwrap();
    let error = Connector::bind(&config, Clock::system(), Rng::system()).await.unwrap_err();
    assert_eq!(error.code(), "connector_config");
    assert!(error.public().contains("consumer.listen"));
}
