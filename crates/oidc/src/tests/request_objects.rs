//! Signed authorization requests (RFC 9101), by value, at `/authorize` and at `/par`.

use causeway_crypto::b64;
use causeway_crypto::jose::{Alg, SigningKey};
use causeway_http::testing::Answer;
use serde_json::{Value, json};

use super::samples::{CHALLENGE, VERIFIER};
use super::world::{HOME, ISSUER, World, param, request_of};
use crate::rules::check_assertion::TYPE;

pub(super) const REDIRECT: &str = "https://bank.example/cb";

/// The claims of a good request object of `bank`, with changes; null takes one away.
pub(super) fn claims(world: &World, changes: &Value) -> Value {
    let now = world.test.env.now().as_second();
    let mut claims = json!({
        "iss": "bank", "client_id": "bank", "aud": ISSUER, "iat": now, "nbf": now, "exp": now + 300,
        "redirect_uri": REDIRECT, "response_type": "code", "scope": "openid", "state": "the state", "nonce": "the nonce",
        "code_challenge": CHALLENGE, "code_challenge_method": "S256",
    });
    for (name, value) in changes.as_object().unwrap() {
        claims[name] = value.clone();
        if value.is_null() {
            claims.as_object_mut().unwrap().remove(name);
        }
    }
    claims
}

pub(super) fn object(world: &World, changes: &Value) -> String {
    world.bank_key.sign("oauth-authz-req+jwt", &claims(world, changes)).unwrap()
}

/// `/authorize` with an object, and whatever stands outside.
async fn authorize(world: &World, object: &str, outside: &[(&str, &str)]) -> Answer {
    let mut pairs = vec![("client_id", "bank"), ("request", object)];
    pairs.extend_from_slice(outside);
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    world.open(&format!("/authorize?{query}"), HOME, None).await
}

/// `/par` as `bank`, with a fresh assertion.
pub(super) async fn push(world: &World, pairs: &[(&str, &str)]) -> Answer {
    let assertion = world.assertion(&json!({}));
    let mut all = vec![("client_assertion", assertion.as_str()), ("client_assertion_type", TYPE)];
    all.extend_from_slice(pairs);
    world.post("/par", &all, None).await
}

/// The error by which an object is refused, at both endpoints.
async fn refused(world: &World, object: &str) -> String {
    let pushed = push(world, &[("request", object)]).await;
    assert_eq!(pushed.status, 400, "{}", pushed.text);
    let answer = authorize(world, object, &[("redirect_uri", REDIRECT), ("state", "outer")]).await;
    let location = answer.header("location");
    assert!(location.starts_with(REDIRECT), "{location} {}", answer.text);
    assert_eq!(param(location, "state").as_deref(), Some("outer"));
    let code = pushed.json()["error"].as_str().unwrap().to_owned();
    assert_eq!(param(location, "error"), Some(code.clone()));
    code
}

/// By any header and key.
fn forge(key: &SigningKey, header: &Value, claims: &[u8]) -> String {
    let input = format!("{}.{}", b64::encode(header.to_string().as_bytes()), b64::encode(claims));
    format!("{input}.{}", b64::encode(&key.sign_raw(input.as_bytes()).unwrap()))
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc9101_5_a_signed_request_leads_to_a_code_and_its_parameters_alone_count() {
    for world in World::all().await {
        let person = world.person().await;
        let object = object(&world, &json!({"state": "inner"}));
        let outside = [
            ("redirect_uri", "https://evil.example/cb"),
            ("response_type", "token"),
            ("scope", "openid name"),
            ("state", "outer"),
            ("code_challenge", "forged"),
        ];
        let request = request_of(authorize(&world, &object, &outside).await.header("location"));
        world.approve(request, HOME, &person).await;
        let location = world.resume(request, HOME).await.header("location").to_owned();
        assert!(location.starts_with(REDIRECT), "{location}");
        assert_eq!(param(&location, "state").as_deref(), Some("inner"));
        let code = param(&location, "code").unwrap();
        let redemption = [
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", REDIRECT),
            ("code_verifier", VERIFIER),
        ];
        let tokens = world.token_as_bank(&redemption).await.json();
        assert_eq!(tokens["scope"], "openid");
        assert_eq!(world.verified(&tokens["id_token"], "JWT").await["nonce"], "the nonce");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc9126_3_a_signed_request_is_pushed_and_taken_up() {
    for world in World::all().await {
        let answer = push(&world, &[("request", &object(&world, &json!({})))]).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        let uri = answer.json()["request_uri"].as_str().unwrap().to_owned();
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs([("client_id", "bank"), ("request_uri", &uri)])
            .finish();
        request_of(world.open(&format!("/authorize?{query}"), HOME, None).await.header("location"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc9101_6_3_outside_of_an_object_there_is_nothing_to_fall_back_on() {
    let world = World::all().await.remove(0);
    let object = object(&world, &json!({"redirect_uri": null, "state": null}));
    let page = authorize(&world, &object, &[("redirect_uri", REDIRECT)]).await;
    assert_eq!((page.status.as_u16(), page.header("location")), (400, ""));
    let pushed = push(&world, &[("request", &object), ("redirect_uri", REDIRECT)]).await;
    assert_eq!((pushed.status.as_u16(), pushed.json()["error"].as_str()), (400, Some("invalid_request")));
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc9101_10_2_an_object_by_another_key_or_by_none_is_refused() {
    let world = World::all().await.remove(0);
    let claims = claims(&world, &json!({})).to_string().into_bytes();
    let stranger = SigningKey::generate(Alg::Es256).unwrap();
    let kid = world.bank_key.kid();
    let jwk = serde_json::to_value(stranger.jwk()).unwrap();
    let bare =
        |header: Value| format!("{}.{}.", b64::encode(header.to_string().as_bytes()), b64::encode(&claims));
    for (why, object) in [
        ("another key", forge(&stranger, &json!({"alg": "ES256"}), &claims)),
        ("another key by our name", forge(&stranger, &json!({"alg": "ES256", "kid": kid}), &claims)),
        ("its own key", forge(&stranger, &json!({"alg": "ES256", "jwk": jwk}), &claims)),
        ("jku", forge(&stranger, &json!({"alg": "ES256", "jku": "http://127.0.0.1/keys"}), &claims)),
        ("x5u", forge(&stranger, &json!({"alg": "ES256", "x5u": "http://127.0.0.1/"}), &claims)),
        ("none", bare(json!({"alg": "none"}))),
        ("no signature", bare(json!({"alg": "ES256", "kid": kid}))),
        ("crit", forge(&world.bank_key, &json!({"alg": "ES256", "crit": ["x"], "x": 1}), &claims)),
        ("b64", forge(&world.bank_key, &json!({"alg": "ES256", "b64": false}), &claims)),
        ("type", forge(&world.bank_key, &json!({"alg": "ES256", "typ": "at+jwt"}), &claims)),
        ("nothing", "x".to_owned()),
        ("empty parts", "..".to_owned()),
        ("five parts", "a.b.c.d.e".to_owned()),
    ] {
        assert_eq!(refused(&world, &object).await, "invalid_request_object", "{why}");
    }
}

/// The public key as the secret of a MAC, in every form that a library might take for it (RFC 8725 section 2.1).
#[tokio::test(flavor = "multi_thread")]
async fn rfc8725_2_1_a_public_key_is_no_secret() {
    let world = World::all().await.remove(0);
    let claims = claims(&world, &json!({})).to_string();
    let jwk = serde_json::to_value(world.bank_key.jwk()).unwrap();
    for secret in [jwk.to_string(), jwk["x"].as_str().unwrap().to_owned()] {
        let header = json!({"alg": "HS256", "kid": world.bank_key.kid()}).to_string();
        let input = format!("{}.{}", b64::encode(header.as_bytes()), b64::encode(claims.as_bytes()));
        let mac = causeway_crypto::digest::hmac_sha256(secret.as_bytes(), input.as_bytes());
        let object = format!("{input}.{}", b64::encode(&mac));
        assert_eq!(refused(&world, &object).await, "invalid_request_object");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc9101_4_what_an_object_must_not_say_is_refused_at_both_endpoints() {
    let world = World::all().await.remove(0);
    let now = world.test.env.now().as_second();
    for changes in [
        json!({"iss": "app"}),
        json!({"client_id": "app"}),
        json!({"aud": "https://elsewhere.example"}),
        json!({"sub": "bank"}),
        json!({"exp": now - 20}),
        json!({"nbf": now + 60}),
        json!({"request": "e30.e30.e30"}),
        json!({"request_uri": "https://bank.example/object"}),
        json!({"scope": ["openid"]}),
    ] {
        assert_eq!(refused(&world, &object(&world, &changes)).await, "invalid_request_object", "{changes}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc9101_10_4_1_a_request_by_reference_is_fetched_from_nowhere() {
    let world = World::all().await.remove(0);
    for uri in ["https://bank.example/object.jwt", "http://169.254.169.254/", "file:///etc/passwd"] {
        let answer = world.authorize(&[("request_uri", uri)], None).await;
        let error = param(answer.header("location"), "error");
        assert_eq!(error.as_deref(), Some("request_uri_not_supported"), "{uri}");
    }
    let answer = world.authorize(&[("registration", "{}")], None).await;
    assert_eq!(param(answer.header("location"), "error").as_deref(), Some("registration_not_supported"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_or_a_deep_object_is_refused_and_nothing_breaks() {
    let world = World::all().await.remove(0);
    let large = object(&world, &json!({"x": "a".repeat(44_000)}));
    assert_eq!(push(&world, &[("request", &large)]).await.status, 400);
    assert_eq!(authorize(&world, &large, &[("redirect_uri", REDIRECT)]).await.status, 400);
    let deep = format!(r#"{{"claims":{}{}}}"#, "[".repeat(10_000), "]".repeat(10_000));
    let deep = forge(&world.bank_key, &json!({"alg": "ES256"}), deep.as_bytes());
    assert_eq!(refused(&world, &deep).await, "invalid_request_object");
    let twice = claims(&world, &json!({})).to_string().replacen('{', r#"{"scope":"openid name","#, 1);
    let twice = forge(&world.bank_key, &json!({"alg": "ES256"}), twice.as_bytes());
    assert_eq!(refused(&world, &twice).await, "invalid_request_object");
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc9101_10_2_another_clients_object_is_not_ones_own() {
    let world = World::all().await.remove(0);
    let object = object(&world, &json!({}));
    // By name: the object of bank, brought as app.
    let answer = world.authorize(&[("request", &object)], None).await;
    assert_eq!(param(answer.header("location"), "error").as_deref(), Some("invalid_request_object"));
    let pushed = world.post_as_app("/par", &[("request", &object)]).await;
    assert_eq!(pushed.json()["error"], "invalid_request_object");
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc9101_10_8_no_token_passes_for_one_of_the_other_kind() {
    for world in World::all().await {
        // A client assertion is no request.
        let assertion = world.assertion(&json!({"client_id": "bank", "scope": "openid"}));
        assert_eq!(refused(&world, &assertion).await, "invalid_request_object");
        // A request is no client assertion, whatever is added to it.
        for changes in [json!({}), json!({"sub": "bank", "jti": "1"})] {
            let object = object(&world, &changes);
            let pairs = [
                ("grant_type", "client_credentials"),
                ("client_assertion", object.as_str()),
                ("client_assertion_type", TYPE),
            ];
            assert_eq!(world.post("/token", &pairs, None).await.status, 401);
        }
    }
}

/// An object that is played again asks the person again, and gives nobody what the first one gave.
#[tokio::test(flavor = "multi_thread")]
async fn an_object_that_is_played_again_is_another_question_to_the_person() {
    for world in World::all().await {
        let object = object(&world, &json!({}));
        let first = request_of(authorize(&world, &object, &[]).await.header("location"));
        let again = request_of(authorize(&world, &object, &[]).await.header("location"));
        assert_ne!(first, again);
        world.pass(311);
        let late = authorize(&world, &object, &[("redirect_uri", REDIRECT)]).await;
        assert_eq!(param(late.header("location"), "error").as_deref(), Some("invalid_request_object"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc9101_10_5_a_client_that_signs_its_requests_cannot_be_made_to_send_a_plain_one() {
    for world in World::all().await {
        let mut bank = world.bank();
        bank.settings.signed_requests_only = true;
        world.put(&bank).await;
        let plain = [("client_id", "bank"), ("redirect_uri", REDIRECT)];
        let answer = world.authorize(&plain, None).await;
        assert_eq!(param(answer.header("location"), "error").as_deref(), Some("invalid_request"));
        request_of(authorize(&world, &object(&world, &json!({})), &[]).await.header("location"));
    }
}
