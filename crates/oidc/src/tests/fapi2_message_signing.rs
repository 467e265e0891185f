//! The modules of the OpenID Foundation's plan `fapi2-message-signing-final-test-plan` that go beyond the security profile, each by its
//! name, for a client that signs its requests and has its answers signed. The prefix `fapi2-message-signing-final-` is left out.

use causeway_crypto::b64;
use causeway_crypto::jose::{Alg, JwkSet, SigningKey};
use causeway_http::testing::Answer;
use serde_json::{Value, json};

use super::fapi::{Fapi, REDIRECT, changed};
use super::world::{ISSUER, World, param};
use crate::profile::Profile;
use crate::settings::{Binding, Settings};

async fn signing(world: &World) -> Fapi<'_> {
    let settings = Settings { profile: Profile::Fapi2Signed, binding: Binding::Dpop, ..Settings::default() };
    Fapi::with(world, "signed", settings).await
}

/// The claims of a good request object; what is null is left out.
fn claims(fapi: &Fapi<'_>, changes: &Value) -> Value {
    let now = fapi.world.test.env.now().as_second();
    let own = json!({
        "iss": fapi.client.id, "aud": ISSUER, "iat": now, "nbf": now, "exp": now + 300, "response_mode": "jwt",
    });
    let mut all = changed(changed(fapi.request(), &own), changes);
    all.as_object_mut().unwrap().retain(|_, member| !member.is_null());
    all
}

fn object(fapi: &Fapi<'_>, changes: &Value) -> String {
    fapi.key.sign("oauth-authz-req+jwt", &claims(fapi, changes)).unwrap()
}

async fn push(fapi: &Fapi<'_>, object: &str) -> Answer {
    fapi.post("/par", &json!({"request": object}), None).await
}

async fn refused(changes: impl Fn(i64) -> Value) {
    for world in World::all().await {
        let fapi = signing(&world).await;
        let answer = push(&fapi, &object(&fapi, &changes(world.test.env.now().as_second()))).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.json()["error"]),
            (400, &json!("invalid_request_object"))
        );
    }
}

async fn taken(changes: impl Fn(i64) -> Value) {
    for world in World::all().await {
        let fapi = signing(&world).await;
        let answer = push(&fapi, &object(&fapi, &changes(world.test.env.now().as_second()))).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn happy_flow() {
    for world in World::all().await {
        let (fapi, person) = (signing(&world).await, world.person().await);
        let pushed = push(&fapi, &object(&fapi, &json!({}))).await;
        let uri = pushed.json()["request_uri"].as_str().unwrap().to_owned();
        let location = fapi.back(&uri, &person).await;
        assert!(param(&location, "code").is_none() && param(&location, "state").is_none(), "{location}");
        let answer = world.verified(&json!(param(&location, "response").unwrap()), "").await;
        assert_eq!(
            (&answer["iss"], &answer["aud"], &answer["state"]),
            (&json!(ISSUER), &json!("signed"), &json!("the state"))
        );
        let tokens = fapi.redeem(answer["code"].as_str().unwrap(), &json!({})).await;
        assert_eq!(tokens.status, 200, "{}", tokens.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ensure_request_object_with_multiple_aud_succeeds() {
    taken(|_| json!({"aud": [ISSUER, "https://other1.example.com", "invalid"]})).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ensure_request_object_with_nbf_8_seconds_in_the_future_is_accepted() {
    taken(|now| json!({"nbf": now + 8})).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ensure_request_object_without_exp_fails() {
    refused(|_| json!({"exp": null})).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ensure_request_object_without_nbf_fails() {
    refused(|_| json!({"nbf": null})).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ensure_expired_request_object_fails() {
    refused(|now| json!({"nbf": now - 600, "iat": now - 600, "exp": now - 300})).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ensure_request_object_with_bad_aud_fails() {
    refused(|_| json!({"aud": "https://www.example.com/"})).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ensure_request_object_with_exp_over_60_fails() {
    refused(|now| json!({"exp": now + 70 * 60})).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ensure_request_object_with_nbf_over_60_fails() {
    refused(|now| json!({"nbf": now - 70 * 60})).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ensure_signed_request_object_with_rs256_fails() {
    for world in World::all().await {
        let mut fapi = signing(&world).await;
        // Even by a key that could, and is registered.
        let rsa = SigningKey::generate(Alg::Rs256).unwrap();
        fapi.client.keys = JwkSet { keys: vec![fapi.key.jwk().clone(), rsa.jwk().clone()] };
        world.put(&fapi.client).await;
        let by = |alg| rsa.sign_as(alg, "oauth-authz-req+jwt", &claims(&fapi, &json!({}))).unwrap();
        assert_eq!(push(&fapi, &by(Alg::Rs256)).await.json()["error"], "invalid_request_object");
        assert_eq!(push(&fapi, &by(Alg::Ps256)).await.status, 201);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ensure_request_object_signature_algorithm_is_not_none() {
    let world = World::all().await.remove(0);
    let fapi = signing(&world).await;
    for alg in ["none", "None", "nOnE"] {
        let part = |value: Value| b64::encode(value.to_string().as_bytes());
        let object = format!("{}.{}.", part(json!({"alg": alg})), part(claims(&fapi, &json!({}))));
        assert_eq!(push(&fapi, &object).await.json()["error"], "invalid_request_object", "{alg}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ensure_request_object_with_invalid_signature_fails() {
    let world = World::all().await.remove(0);
    let fapi = signing(&world).await;
    let good = object(&fapi, &json!({}));
    let (signed, _) = good.rsplit_once('.').unwrap();
    let broken = format!("{signed}.{}", b64::encode(&[0x5a; 64]));
    assert_eq!(push(&fapi, &broken).await.json()["error"], "invalid_request_object");
}

#[tokio::test(flavor = "multi_thread")]
async fn ensure_matching_key_in_authorization_request() {
    let world = World::all().await.remove(0);
    let fapi = signing(&world).await;
    let other = SigningKey::generate(Alg::Es256).unwrap();
    let by_other = other.sign("oauth-authz-req+jwt", &claims(&fapi, &json!({}))).unwrap();
    assert_eq!(push(&fapi, &by_other).await.json()["error"], "invalid_request_object");
}

#[tokio::test(flavor = "multi_thread")]
async fn ensure_unsigned_request_at_par_endpoint_fails() {
    for world in World::all().await {
        let fapi = signing(&world).await;
        let answer = fapi.push(&json!({"response_mode": "jwt"})).await;
        assert_eq!((answer.status.as_u16(), &answer.json()["error"]), (400, &json!("invalid_request")));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn par_authorization_request_containing_request_uri() {
    refused(|_| json!({"request_uri": "urn:ietf:params:oauth:request_uri:x"})).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ensure_different_nonce_and_state_inside_and_outside_request_object() {
    for world in World::all().await {
        let (fapi, person) = (signing(&world).await, world.person().await);
        let object = object(&fapi, &json!({}));
        let outside = json!({"request": object, "state": "outer", "nonce": "outer", "scope": "openid name"});
        let pushed = fapi.post("/par", &outside, None).await;
        let uri = pushed.json()["request_uri"].as_str().unwrap().to_owned();
        let location = fapi.back(&uri, &person).await;
        let answer = world.verified(&json!(param(&location, "response").unwrap()), "").await;
        assert_eq!(answer["state"], "the state");
        let tokens = fapi.redeem(answer["code"].as_str().unwrap(), &json!({})).await.json();
        assert_eq!(tokens["scope"], "openid");
        assert_eq!(world.verified(&tokens["id_token"], "JWT").await["nonce"], "the nonce");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn state_only_outside_request_object_not_used() {
    for world in World::all().await {
        let (fapi, person) = (signing(&world).await, world.person().await);
        let object = object(&fapi, &json!({"state": null}));
        let pushed = fapi.post("/par", &json!({"request": object, "state": "outer"}), None).await;
        let uri = pushed.json()["request_uri"].as_str().unwrap().to_owned();
        let location = fapi.back(&uri, &person).await;
        let answer = world.verified(&json!(param(&location, "response").unwrap()), "").await;
        assert!(answer.get("state").is_none(), "{answer}");
    }
}

/// FAPI 2.0 Message Signing 5.4.1: the profile is whole, or the request is refused; and the refusal is signed too.
#[tokio::test(flavor = "multi_thread")]
async fn a_plain_answer_cannot_be_asked_for() {
    for world in World::all().await {
        let (fapi, person) = (signing(&world).await, world.person().await);
        for mode in [json!(null), json!("query"), json!("form_post"), json!("fragment")] {
            let answer = push(&fapi, &object(&fapi, &json!({"response_mode": mode}))).await;
            assert_eq!((answer.status.as_u16(), &answer.json()["error"]), (400, &json!("invalid_request")));
        }
        // Unpushed: refused at the front door, in a signed token.
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs([("client_id", "signed"), ("redirect_uri", REDIRECT), ("response_type", "code")])
            .finish();
        let answer = world.open(&format!("/authorize?{query}"), super::world::HOME, Some(&person)).await;
        let location = answer.header("location");
        assert!(param(location, "error").is_none(), "{location}");
        let refusal = world.verified(&json!(param(location, "response").unwrap()), "").await;
        assert_eq!(refusal["error"], "invalid_request");
    }
}
