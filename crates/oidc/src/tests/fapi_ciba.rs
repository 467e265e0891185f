//! The modules of the OpenID Foundation's plan `fapi-ciba-id1-test-plan` that concern a provider, each by its name, for a client with
//! `private_key_jwt` and certificate-bound tokens; docs/CONFORMANCE.md lists them all. The prefix `fapi-ciba-id1-` is left out.

use std::sync::Arc;

use axum::http::header;
use causeway_crypto::jose::{Alg, SigningKey};
use causeway_crypto::{b64, digest};
use causeway_http::ClientCertificate;
use causeway_http::testing::{self, Answer};
use serde_json::{Value, json};

use super::ciba::error;
use super::fapi::{Fapi, changed};
use super::world::{HOME, ISSUER, Person, World};
use crate::grant_type::GrantType;
use crate::profile::Profile;
use crate::settings::{Binding, Ciba, Settings};

const DER: &[u8] = b"the certificate of the client";

/// A client of the profile, and a person who knows it.
struct Bank<'w> {
    fapi: Fapi<'w>,
    person: Person,
    sub: String,
}

fn settings() -> Settings {
    Settings {
        profile: Profile::FapiCiba,
        binding: Binding::Certificate,
        grants: vec![GrantType::Ciba],
        ciba: Some(Ciba::default()),
        ..Settings::default()
    }
}

impl<'w> Bank<'w> {
    async fn new(world: &'w World) -> Self {
        let (fapi, person) = (Fapi::with(world, "fapi", settings()).await, world.person().await);
        let (account, oidc, fresh) = (person.session.account, &world.oidc, "the-pseudonym-of-a-person");
        assert!(!oidc.issuer.is_empty());
        let named =
            world.test.env.db.tx(|tx| Box::pin(crate::store::subject(tx, account, "fapi.example", fresh)));
        Self { fapi, sub: named.await.unwrap(), person }
    }

    /// The claims of a good request, with changes; null leaves a claim out.
    fn claims(&self, changes: &Value) -> Value {
        let now = self.fapi.world.test.env.now().as_second();
        let jti = self.fapi.world.test.env.new_uuid().unwrap().to_string();
        let good = json!({
            "iss": "fapi", "aud": ISSUER, "iat": now, "nbf": now, "exp": now + 300, "jti": jti,
            "scope": "openid offline_access", "login_hint": self.sub, "binding_message": "1234",
        });
        let mut claims = changed(good, changes);
        claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        claims
    }

    /// Posts as the client, over a connection with its certificate or without.
    async fn post(&self, path: &str, form: &Value, certificate: bool) -> Answer {
        let good = json!({
            "client_assertion": self.fapi.assertion(&json!({})),
            "client_assertion_type": crate::rules::check_assertion::TYPE,
        });
        let form = changed(good, form);
        let pairs: Vec<_> = form.as_object().unwrap().iter().collect();
        let pairs: Vec<_> =
            pairs.iter().filter_map(|(name, value)| Some((name.as_str(), value.as_str()?))).collect();
        let mut request = testing::post_form(path, &pairs);
        request.headers_mut().insert(header::ACCEPT, "application/json".parse().unwrap());
        if certificate {
            request.extensions_mut().insert(ClientCertificate { der: Arc::from(DER), chains: true });
        }
        testing::send(&self.fapi.world.router(None), request).await
    }

    /// Sends a signed request.
    async fn send(&self, token: &str) -> Answer {
        self.post("/bc-authorize", &json!({"request": token}), true).await
    }

    async fn ask(&self, changes: &Value) -> Answer {
        self.send(&self.fapi.key.sign("JWT", &self.claims(changes)).unwrap()).await
    }

    async fn asked(&self) -> String {
        let answer = self.ask(&json!({})).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()["auth_req_id"].as_str().unwrap().to_owned()
    }

    async fn poll(&self, id: &str, certificate: bool) -> Answer {
        let form = json!({"grant_type": GrantType::Ciba.as_str(), "auth_req_id": id});
        self.post("/token", &form, certificate).await
    }

    async fn approve(&self) {
        let [request] = self.fapi.world.waits(&self.person).await[..] else { panic!("one request waits") };
        self.fapi.world.approve(request, HOME, &self.person).await;
    }
}

fn refused(answer: &Answer) {
    assert_eq!(error(answer), (400, json!("invalid_request")), "{}", answer.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn fapi_ciba_id1() {
    for world in World::all().await {
        let bank = Bank::new(&world).await;
        let id = bank.asked().await;
        assert!(id.len() >= 20);
        assert_eq!(error(&bank.poll(&id, true).await), (400, json!("authorization_pending")));
        bank.approve().await;
        let answer = bank.poll(&id, true).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(answer.header("cache-control"), "no-store");
        let tokens = answer.json();
        let access = world.verified(&tokens["access_token"], "at+jwt").await;
        assert_eq!(access["cnf"], json!({"x5t#S256": b64::encode(&digest::sha256(DER))}));
        let id_token = world.verified(&tokens["id_token"], "JWT").await;
        assert_eq!((&id_token["sub"], &id_token["aud"]), (&json!(bank.sub), &json!("fapi")));
        assert_eq!(id_token["acr"], "urn:causeway:acr:decoupled");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn discovery_end_point_verification() {
    let world = World::all().await.remove(0);
    let metadata = world.open("/.well-known/openid-configuration", "", None).await.json();
    assert_eq!(metadata["backchannel_authentication_endpoint"], format!("{ISSUER}/bc-authorize"));
    assert_eq!(metadata["backchannel_token_delivery_modes_supported"], json!(["poll", "ping"]));
    assert_eq!(metadata["backchannel_user_code_parameter_supported"], true);
    let has = |name: &str, value: &str| metadata[name].as_array().unwrap().contains(&json!(value));
    assert!(has("grant_types_supported", GrantType::Ciba.as_str()));
    let algs = "backchannel_authentication_request_signing_alg_values_supported";
    assert!(has(algs, "ES256") && !has(algs, "RS256") && !has(algs, "none"));
}

#[tokio::test(flavor = "multi_thread")]
async fn user_rejects_authentication() {
    for world in World::all().await {
        let bank = Bank::new(&world).await;
        let id = bank.asked().await;
        let request = world.waits(&bank.person).await[0];
        world.consents.decline(request, &bank.person.session).await.unwrap();
        assert_eq!(error(&bank.poll(&id, true).await), (400, json!("access_denied")));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn multiple_call_to_token_endpoint() {
    for world in World::all().await {
        let bank = Bank::new(&world).await;
        let id = bank.asked().await;
        assert_eq!(error(&bank.poll(&id, true).await), (400, json!("authorization_pending")));
        assert_eq!(error(&bank.poll(&id, true).await), (400, json!("slow_down")));
        bank.approve().await;
        assert_eq!(bank.poll(&id, true).await.status, 200);
        assert_eq!(error(&bank.poll(&id, true).await), (400, json!("invalid_grant")));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn auth_req_id_expired() {
    for world in World::all().await {
        let bank = Bank::new(&world).await;
        let answer = bank.ask(&json!({"requested_expiry": 30})).await.json();
        assert_eq!(answer["expires_in"], 30);
        world.pass(60);
        let id = answer["auth_req_id"].as_str().unwrap();
        assert_eq!(error(&bank.poll(id, true).await), (400, json!("expired_token")));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ensure_requested_expiry_as_string_succeeds_and_ensure_other_scope_order_succeeds() {
    for world in World::all().await {
        let bank = Bank::new(&world).await;
        let changes = json!({"requested_expiry": "30", "scope": "offline_access openid"});
        let answer = bank.ask(&changes).await;
        assert_eq!((answer.status.as_u16(), &answer.json()["expires_in"]), (200, &json!(30)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ensure_authorization_request_with_binding_message_succeeds_and_with_potentially_bad_binding_message()
{
    for world in World::all().await {
        let bank = Bank::new(&world).await;
        let long = "1234 potentially bad binding message with a \u{5b57} that is not so short".repeat(3);
        let answer = bank.ask(&json!({"binding_message": long})).await;
        assert_eq!(error(&answer), (400, json!("invalid_binding_message")));
        assert!(world.waits(&bank.person).await.is_empty());
        // FAPI-CIBA 5.2.2 clause 2.
        refused(&bank.ask(&json!({"binding_message": null})).await);
        bank.asked().await;
        let waiting = world.consents.waiting(bank.person.session.account).await.unwrap();
        assert_eq!(waiting[0].code.as_deref(), Some("1234"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ensure_request_object_with_missing_bad_or_stale_claims_fails() {
    let world = World::all().await.remove(0);
    let bank = Bank::new(&world).await;
    let now = world.test.env.now().as_second();
    for changes in [
        // …-missing-{aud,iss,exp,nbf,iat,jti}-fails
        json!({"aud": null}),
        json!({"iss": null}),
        json!({"exp": null}),
        json!({"nbf": null}),
        json!({"iat": null}),
        json!({"jti": null}),
        // …-bad-{aud,iss}-fails
        json!({"aud": "https://other.example/"}),
        json!({"iss": "bank"}),
        // …-expired-exp, …-exp-is-70-minutes-in-future, …-nbf-is-10-minutes-in-future, …-nbf-is-70-minutes-in-past
        json!({"exp": now - 300}),
        json!({"exp": now + 4200}),
        json!({"nbf": now + 600, "exp": now + 900}),
        json!({"nbf": now - 4200, "exp": now + 60}),
    ] {
        refused(&bank.ask(&changes).await);
    }
    assert!(world.waits(&bank.person).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn ensure_request_object_signature_algorithm_is_none_bad_or_rs256_or_by_other_client_fails() {
    let world = World::all().await.remove(0);
    let bank = Bank::new(&world).await;
    let claims = b64::encode(bank.claims(&json!({})).to_string().as_bytes());
    let good = bank.fapi.key.sign("JWT", &bank.claims(&json!({}))).unwrap();
    let (signed, _) = good.rsplit_once('.').unwrap();
    let header = |alg: &str| b64::encode(json!({"alg": alg, "typ": "JWT"}).to_string().as_bytes());
    let other = SigningKey::generate(Alg::Es256).unwrap();
    for bad in [
        format!("{}.{claims}.", header("none")),
        format!("{}.{claims}.{}", header("RS256"), b64::encode(&[1; 256])),
        format!("{}.{claims}.{}", header("HS256"), b64::encode(&[1; 32])),
        format!("{signed}.{}", b64::encode(&[1; 64])),
        other.sign("JWT", &bank.claims(&json!({}))).unwrap(),
        // What was signed for something else.
        bank.fapi.key.sign("client-authentication+jwt", &bank.claims(&json!({}))).unwrap(),
        bank.fapi.key.sign("causeway-read+jwt", &bank.claims(&json!({}))).unwrap(),
        bank.fapi.assertion(&json!({})),
        "nonsense".to_owned(),
    ] {
        refused(&bank.send(&bad).await);
    }
    let typed = bank.fapi.key.sign("OautH-auThZ-REQ+jWt", &bank.claims(&json!({}))).unwrap();
    assert_eq!(bank.send(&typed).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn ensure_backchannel_authorization_request_without_request_fails_and_one_request_serves_once() {
    for world in World::all().await {
        let bank = Bank::new(&world).await;
        let form = json!({"scope": "openid", "login_hint": bank.sub, "binding_message": "1234"});
        refused(&bank.post("/bc-authorize", &form, true).await);
        // What stands outside counts for nothing.
        let token = bank.fapi.key.sign("JWT", &bank.claims(&json!({"login_hint": null}))).unwrap();
        refused(&bank.post("/bc-authorize", &changed(form, &json!({"request": token})), true).await);
        let token = bank.fapi.key.sign("JWT", &bank.claims(&json!({}))).unwrap();
        assert_eq!(bank.send(&token).await.status, 200);
        world.pass(130);
        refused(&bank.send(&token).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ensure_authorization_request_with_multiple_hints_fails() {
    let world = World::all().await.remove(0);
    let bank = Bank::new(&world).await;
    refused(&bank.ask(&json!({"id_token_hint": "e30.e30.AA"})).await);
    refused(&bank.ask(&json!({"login_hint_token": "x"})).await);
    refused(&bank.ask(&json!({"login_hint": null})).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn ensure_wrong_auth_req_id_in_token_endpoint_request() {
    for world in World::all().await {
        let bank = Bank::new(&world).await;
        let other = Fapi::with(&world, "other", settings()).await;
        let other = Bank { fapi: other, person: world.person().await, sub: String::new() };
        let id = bank.asked().await;
        bank.approve().await;
        assert_eq!(error(&other.poll(&id, true).await), (400, json!("invalid_grant")));
        assert_eq!(error(&bank.poll("wrong", true).await), (400, json!("invalid_grant")));
        assert_eq!(bank.poll(&id, true).await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ensure_without_client_assertion_or_with_one_by_rs256_fails() {
    let world = World::all().await.remove(0);
    let bank = Bank::new(&world).await;
    let request = bank.fapi.key.sign("JWT", &bank.claims(&json!({}))).unwrap();
    let header = b64::encode(br#"{"alg":"RS256"}"#);
    let assertion = bank.fapi.assertion(&json!({}));
    let claims = assertion.split('.').nth(1).unwrap();
    let by_rs256 = format!("{header}.{claims}.{}", b64::encode(&[1; 256]));
    let poll = json!({"grant_type": GrantType::Ciba.as_str(), "auth_req_id": "x"});
    for (path, form) in [("/bc-authorize", json!({"request": request})), ("/token", poll)] {
        for without in [json!(null), json!(by_rs256)] {
            let form = changed(form.clone(), &json!({"client_assertion": without, "client_id": "fapi"}));
            let answer = bank.post(path, &form, true).await;
            let code = answer.json()["error"].as_str().unwrap().to_owned();
            assert!(
                ["invalid_client", "invalid_request"].contains(&code.as_str()),
                "{path}: {}",
                answer.text
            );
        }
    }
    assert!(world.waits(&bank.person).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn ensure_client_assertion_with_iss_aud_to_token_endpoint_succeeds() {
    for world in World::all().await {
        let bank = Bank::new(&world).await;
        let id = bank.asked().await;
        bank.approve().await;
        let form = json!({
            "grant_type": GrantType::Ciba.as_str(), "auth_req_id": id,
            "client_assertion": bank.fapi.assertion(&json!({"aud": ISSUER})),
        });
        assert_eq!(bank.post("/token", &form, true).await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn refresh_token() {
    for world in World::all().await {
        let bank = Bank::new(&world).await;
        let id = bank.asked().await;
        bank.approve().await;
        let tokens = bank.poll(&id, true).await.json();
        let form = json!({"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]});
        let refreshed = bank.post("/token", &form, true).await;
        assert_eq!(refreshed.status, 200, "{}", refreshed.text);
        let access = world.verified(&refreshed.json()["access_token"], "at+jwt").await;
        assert!(access["cnf"]["x5t#S256"].is_string());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ensure_mtls_holder_of_key_required() {
    for world in World::all().await {
        let bank = Bank::new(&world).await;
        let id = bank.asked().await;
        bank.approve().await;
        refused(&bank.poll(&id, false).await);
        // Nor can such a client be registered without it.
        let settings = Settings { binding: Binding::Free, ..settings() };
        let client = &crate::Client { settings, ..bank.fapi.client.clone() };
        let (db, oidc) = (&world.test.env.db, &world.oidc);
        let put = db.tx(|tx| Box::pin(async move { oidc.put_client(tx, client).await })).await;
        assert_eq!(put.unwrap_err().code(), "bad_client");
        assert_eq!(bank.poll(&id, true).await.status, 200);
    }
}

/// …-in-backchannel-authorization-request and …-in-token-endpoint-request, and
/// ensure-different-client-id-and-issuer-in-backchannel-authorization-request: for clients that prove themselves by a certificate.
#[tokio::test(flavor = "multi_thread")]
async fn ensure_wrong_client_id_in_backchannel_authorization_request_and_in_token_endpoint_request() {
    for world in World::all().await {
        let bank = Bank::new(&world).await;
        let other = Fapi::with(&world, "other", settings()).await;
        for fapi in [&bank.fapi, &other] {
            let auth = crate::ClientAuth::SelfSignedTlsClientAuth;
            world.put(&crate::Client { auth, ..fapi.client.clone() }).await;
        }
        let certificate = super::certificate::Draft::at(&bank.fapi.key, world.test.env.now(), false).made();
        let send = async |path: &str, pairs: &[(&str, &str)]| {
            let mut request = testing::post_form(path, pairs);
            request.headers_mut().insert(header::ACCEPT, "application/json".parse().unwrap());
            request.extensions_mut().insert(certificate.clone());
            testing::send(&world.router(None), request).await
        };
        let request = bank.fapi.key.sign("JWT", &bank.claims(&json!({}))).unwrap();
        let wrong = send("/bc-authorize", &[("client_id", "other"), ("request", &request)]).await;
        assert_eq!(error(&wrong), (401, json!("invalid_client")), "{}", wrong.text);
        let good = send("/bc-authorize", &[("client_id", "fapi"), ("request", &request)]).await;
        assert_eq!(good.status, 200, "{}", good.text);
        bank.approve().await;
        let id = good.json()["auth_req_id"].as_str().unwrap().to_owned();
        let poll = [("grant_type", GrantType::Ciba.as_str()), ("auth_req_id", &id)];
        let with = |client| [poll[0], poll[1], ("client_id", client)];
        let wrong = send("/token", &with("other")).await;
        assert_eq!(error(&wrong), (401, json!("invalid_client")), "{}", wrong.text);
        assert_eq!(send("/token", &with("fapi")).await.status, 200);
    }
}
