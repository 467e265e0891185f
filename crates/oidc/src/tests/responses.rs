//! How an authorization is answered: in the query, by a form, in a signed token (JARM), and by nothing else.

use causeway_crypto::jose::DecryptionKey;
use causeway_crypto::keystore::make_optional;
use causeway_http::testing::Answer;
use serde_json::{Value, json};

use super::samples::REDIRECT;
use super::world::{HOME, ISSUER, Person, World, param, request_of};
use crate::settings::{Encryption, TokenAlg};

/// A field of a form that hands something on.
pub(super) fn field(answer: &Answer, name: &str) -> Option<String> {
    let after = answer.text.split(&format!("name=\"{name}\" value=\"")).nth(1)?;
    after.split('"').next().map(str::to_owned)
}

/// What comes of a login with those parameters: the last answer to the browser.
async fn answered(world: &World, changes: &[(&str, &str)], person: &Person) -> Answer {
    let request = request_of(world.authorize(changes, Some(person)).await.header("location"));
    world.approve(request, HOME, person).await;
    world.resume(request, HOME).await
}

#[tokio::test(flavor = "multi_thread")]
async fn form_post_2_the_code_is_posted_with_state_and_issuer_and_redeemed() {
    for world in World::all().await {
        let person = world.person().await;
        let answer = answered(&world, &[("response_mode", "form_post")], &person).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (200, ""));
        assert!(answer.text.contains(&format!("action=\"{REDIRECT}\"")), "{}", answer.text);
        assert_eq!(answer.header("cache-control"), "no-store");
        assert!(answer.header("content-security-policy").contains("form-action https://app.example"));
        assert_eq!(field(&answer, "state").as_deref(), Some("the state"));
        assert_eq!(field(&answer, "iss").as_deref(), Some(ISSUER));
        let code = field(&answer, "code").unwrap();
        assert_eq!(world.redeem(&code).await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn form_post_2_an_error_is_posted_too_and_a_hostile_state_stays_a_value() {
    let world = World::all().await.remove(0);
    let state = "\"></form><script>alert(1)</script><img src=x onerror=alert(1)>";
    let refused = [("response_mode", "form_post"), ("scope", "name"), ("state", state)];
    let answer = world.authorize(&refused, None).await;
    assert_eq!((answer.status.as_u16(), field(&answer, "error").as_deref()), (200, Some("invalid_scope")));
    assert_eq!(answer.text.matches("<script").count(), 1);
    assert_eq!(answer.text.matches("<form").count(), 1);
    assert!(!answer.text.contains("<img"));
    assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"));
}

#[tokio::test(flavor = "multi_thread")]
async fn jarm_2_1_the_answer_is_one_token_for_this_client_and_a_minute() {
    for world in World::all().await {
        let person = world.person().await;
        for (mode, form) in [("jwt", false), ("query.jwt", false), ("form_post.jwt", true)] {
            let answer = world.authorize(&[("response_mode", mode), ("prompt", "none")], Some(&person)).await;
            // The first time there is nothing to stand on: an error, in the same form.
            let read = |answer: &Answer| {
                if form { field(answer, "response") } else { param(answer.header("location"), "response") }
            };
            let refused = world.verified(&json!(read(&answer).unwrap()), "").await;
            assert_eq!(
                (&refused["error"], &refused["state"]),
                (&json!("consent_required"), &json!("the state"))
            );
            assert!(param(answer.header("location"), "state").is_none(), "nothing stands outside");
            let answer = answered(&world, &[("response_mode", mode)], &person).await;
            let now = world.test.env.now().as_second();
            let claims = world.verified(&json!(read(&answer).unwrap()), "").await;
            let code = claims["code"].as_str().unwrap().to_owned();
            let expected =
                json!({"iss": ISSUER, "aud": "app", "exp": now + 60, "state": "the state", "code": code});
            assert_eq!(claims, expected);
            assert_eq!(world.redeem(&code).await.status, 200);
            world.withdraw_login(&person, &World::app()).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn jarm_2_2_it_is_signed_and_encrypted_as_the_client_is_registered() {
    for world in World::all().await {
        make_optional(&*world.keystore, world.test.env.now()).unwrap();
        let person = world.person().await;
        let own = DecryptionKey::generate().unwrap();
        let mut app = World::app();
        app.keys.keys.push(own.jwk().clone());
        app.settings.response = TokenAlg::EdDsa;
        app.settings.response_encryption = Some(Encryption::EcdhEs);
        world.put(&app).await;
        let answer = answered(&world, &[("response_mode", "jwt")], &person).await;
        let sealed = param(answer.header("location"), "response").unwrap();
        assert_eq!(sealed.split('.').count(), 5);
        let token = causeway_crypto::jose::decrypt_token(&[own], &sealed).unwrap();
        assert_eq!(causeway_crypto::jose::peek_header(&token).unwrap().alg, "EdDSA");
        let claims = world.verified(&json!(token.as_str()), "").await;
        assert_eq!((&claims["aud"], claims["code"].is_string()), (&json!("app"), true));
    }
}

/// No answer of one kind is good for another: at `/userinfo`, as a client's proof, as a hint.
#[tokio::test(flavor = "multi_thread")]
async fn jarm_5_a_signed_answer_is_no_other_token_and_no_other_clients() {
    for world in World::all().await {
        let person = world.person().await;
        let answer = answered(&world, &[("response_mode", "jwt")], &person).await;
        let token = param(answer.header("location"), "response").unwrap();
        assert_eq!(
            world.verified(&json!(token), "").await["aud"],
            "app",
            "nobody else may take it for theirs"
        );
        assert_eq!(world.userinfo(&token).await.status, 401);
        let hinted = world.authorize(&[("id_token_hint", &token)], Some(&person)).await;
        assert_eq!(param(hinted.header("location"), "error").as_deref(), Some("invalid_request"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn multiple_response_types_5_nothing_is_answered_in_a_fragment() {
    let world = World::all().await.remove(0);
    for mode in ["fragment", "fragment.jwt", "web_message", "form_post query"] {
        let answer = world.authorize(&[("response_mode", mode)], None).await;
        let location = answer.header("location");
        assert!(!location.contains('#'), "{location}");
        assert_eq!(param(location, "error").as_deref(), Some("invalid_request"), "{mode} {}", answer.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_discovery_document_says_what_there_are_keys_for_and_nothing_else() {
    let world = World::all().await.remove(0);
    let of = async |name: &str| {
        world.open("/.well-known/openid-configuration", HOME, None).await.json()[name].clone()
    };
    let before = world.open("/.well-known/openid-configuration", HOME, None).await.json();
    for name in ["id_token", "userinfo", "authorization"] {
        assert_eq!(before[format!("{name}_signing_alg_values_supported")], json!(["ES256"]), "{name}");
        assert_eq!(before[format!("{name}_encryption_enc_values_supported")], json!(["A256GCM"]));
    }
    assert_eq!(
        before["response_modes_supported"],
        json!(["query", "form_post", "jwt", "query.jwt", "form_post.jwt"])
    );
    assert_eq!(before["request_object_signing_alg_values_supported"], json!(["ES256", "EdDSA", "PS256"]));
    assert_eq!(before["request_uri_parameter_supported"], false);
    assert!(before.get("request_object_encryption_alg_values_supported").is_none());
    make_optional(&*world.keystore, world.test.env.now()).unwrap();
    assert_eq!(
        of("id_token_signing_alg_values_supported").await,
        json!(["ES256", "EdDSA", "PS256", "RS256"])
    );
    assert_eq!(of("authorization_signing_alg_values_supported").await, json!(["ES256", "EdDSA", "PS256"]));
    assert_eq!(of("request_object_encryption_alg_values_supported").await, json!(["ECDH-ES"]));
    let keys = world.open("/jwks", HOME, None).await.json();
    let uses: Vec<&Value> = keys["keys"].as_array().unwrap().iter().map(|key| &key["use"]).collect();
    assert_eq!(uses, [&json!("sig"), &json!("sig"), &json!("sig"), &json!("enc")]);
    for private in ["d", "p", "q", "k"] {
        assert!(keys["keys"].as_array().unwrap().iter().all(|key| key.get(private).is_none()));
    }
}
