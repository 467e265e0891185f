//! Clients proving who they are, and acting for themselves.

use axum::http::{HeaderMap, header};
use causeway_crypto::jose::{Alg, SigningKey};
use serde_json::json;

use super::authorization::futures_of;
use super::world::visit;
use super::world::{ISSUER, World};
use crate::Scopes;
use crate::rules::check_assertion::TYPE;

const OWN: (&str, &str) = ("grant_type", "client_credentials");

async fn with(world: &World, assertion: &str) -> causeway_http::testing::Answer {
    world.post("/token", &[OWN, ("client_assertion", assertion), ("client_assertion_type", TYPE)], None).await
}

fn bearer(token: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(header::AUTHORIZATION, format!("Bearer {token}").parse().unwrap());
    headers
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc6749_4_4_a_clients_own_token_makes_it_a_caller_of_the_exchange() {
    for world in World::all().await {
        let answer = world.token_as_bank(&[OWN, ("scope", "exchange")]).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let tokens = answer.json();
        assert!(tokens.get("refresh_token").is_none() && tokens.get("id_token").is_none());
        let token = tokens["access_token"].as_str().unwrap();
        let caller = world.oidc.authenticate_bearer(visit(&bearer(token))).await.unwrap();
        assert_eq!(caller.unwrap().as_str(), "bank");
        world.pass(300);
        let late = world.oidc.authenticate_bearer(visit(&bearer(token))).await.unwrap_err();
        assert_eq!(late.kind(), causeway_core::Kind::Unauthenticated);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_persons_token_and_nonsense_make_nobody_a_client() {
    for world in World::all().await {
        let person = world.person().await;
        let tokens = world.log_in("openid", &person).await;
        for token in [tokens["access_token"].as_str().unwrap(), tokens["id_token"].as_str().unwrap(), "x"] {
            assert_eq!(world.oidc.authenticate_bearer(visit(&bearer(token))).await.unwrap(), None);
        }
        assert_eq!(world.oidc.authenticate_bearer(visit(&HeaderMap::new())).await.unwrap(), None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_lost_the_scope_loses_its_tokens_at_once() {
    for world in World::all().await {
        let tokens = world.token_as_bank(&[OWN]).await.json();
        let mut bank = world.bank();
        bank.scopes = Scopes::parse("openid");
        world.put(&bank).await;
        let headers = bearer(tokens["access_token"].as_str().unwrap());
        assert!(world.oidc.authenticate_bearer(visit(&headers)).await.is_err());
        assert_eq!(world.token_as_bank(&[OWN]).await.json()["error"], "unauthorized_client");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc7523_3_7_a_replayed_assertion_is_refused_also_in_a_race() {
    for world in World::all().await {
        let assertion = world.assertion(&json!({}));
        assert_eq!(with(&world, &assertion).await.status, 200);
        let again = with(&world, &assertion).await;
        assert_eq!((again.status.as_u16(), &again.json()["error"]), (401, &"invalid_client".into()));
        // A new signature over the same jti is the same assertion.
        let jti = json!({"jti": "mine"});
        assert_eq!(with(&world, &world.assertion(&jti)).await.status, 200);
        assert_eq!(with(&world, &world.assertion(&jti)).await.status, 401);
        let raced = &world.assertion(&json!({}));
        let answers = futures_of(20, async || with(&world, raced).await.status).await;
        assert_eq!(answers.iter().filter(|status| **status == 200).count(), 1, "{}", world.test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc7523_3_2_a_bad_assertion_is_invalid_client() {
    let world = World::all().await.remove(0);
    let now = world.test.env.now().as_second();
    for changes in [
        json!({"aud": "https://evil.example"}),
        json!({"aud": [ISSUER, "https://evil.example"]}),
        json!({"exp": now - 60}),
        json!({"exp": now + 3600}),
        json!({"iat": now + 600}),
        json!({"jti": null}),
        json!({"iss": "app"}),
        json!({"iss": "app", "sub": "app"}),
        json!({"sub": "nobody", "iss": "nobody"}),
    ] {
        let answer = with(&world, &world.assertion(&changes)).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.json()["error"]),
            (401, &"invalid_client".into()),
            "{changes}"
        );
        assert!(answer.header("www-authenticate").starts_with("Basic"));
    }
    let claims = json!({"iss": "bank", "sub": "bank", "aud": ISSUER, "exp": now + 60, "jti": "1"});
    let foreign = SigningKey::generate(Alg::Es256).unwrap().sign("JWT", &claims).unwrap();
    let other_kind = world.bank_key.sign("causeway-read+jwt", &claims).unwrap();
    for bad in [foreign.as_str(), other_kind.as_str(), "nonsense", "a.b.c"] {
        assert_eq!(with(&world, bad).await.json()["error"], "invalid_client", "{bad}");
    }
    assert_eq!(with(&world, &world.assertion(&json!({"aud": format!("{ISSUER}/token")}))).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc6749_2_3_1_a_wrong_secret_and_an_unknown_client_get_one_answer() {
    let world = World::all().await.remove(0);
    let mut answers = Vec::new();
    for basic in ["app:wrong", "nobody:wrong", "bank:wrong", "app:", ":", "../app:x"] {
        let answer = world.post("/token", &[OWN], Some(basic)).await;
        assert_eq!(answer.status, 401, "{basic}");
        answers.push(answer.json());
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert_eq!(world.token(&[OWN]).await.status, 200, "the right secret");
    assert_eq!(world.post("/token", &[OWN], None).await.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_come_back_as_they_were_put() {
    for world in World::all().await {
        let ids: Vec<_> =
            world.oidc.clients().await.unwrap().into_iter().map(|client| client.id.to_string()).collect();
        assert_eq!(ids, ["app", "bank"]);
        let bank = world.oidc.client(&"bank".parse().unwrap()).await.unwrap();
        assert_eq!(bank, world.bank());
        assert!(bank.consumer_key(world.bank_key.kid()).is_some());
        let nobody = world.oidc.client(&"nobody".parse().unwrap()).await.unwrap_err();
        assert_eq!(nobody.kind(), causeway_core::Kind::NotFound);
    }
}
