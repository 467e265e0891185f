//! What the OpenID Foundation's conformance suite asks of a plain login, module by module (oidcc-basic-certification-test-plan, and the one
//! module of oidcc-config-certification-test-plan), for a client with `client_secret_basic` that sends no challenge. docs/CONFORMANCE.md
//! lists them all. Addresses are not https here, as the suite wants them, since this issuer is a developer's own machine.

use axum::http::header;
use causeway_consent::{Step, Viewer};
use causeway_crypto::jose::{self, JwkSet, SigningKey};
use causeway_crypto::keystore::make_optional;
use causeway_http::Browser;
use causeway_http::testing::{self, Answer};
use serde_json::{Value, json};

use super::samples::{CHALLENGE, REDIRECT, VERIFIER};
use super::world::{HOME, ISSUER, Person, World, param, query, request_of};
use crate::profile::Profile;
use crate::settings::{Pkce, Settings};
use crate::{Client, Scopes};

/// What a request of the suite leaves out.
const PLAIN: [(&str, &str); 2] = [("code_challenge", ""), ("code_challenge_method", "")];

fn app() -> Client {
    Client {
        scopes: Scopes::parse("openid name offline_access"),
        settings: Settings { profile: Profile::Basic, pkce: Pkce::Optional, ..Settings::default() },
        ..World::app()
    }
}

async fn worlds() -> Vec<World> {
    let worlds = World::all().await;
    for world in &worlds {
        world.put(&app()).await;
    }
    worlds
}

fn plainly<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    PLAIN.iter().chain(changes).copied().collect()
}

async fn authorize(world: &World, changes: &[(&str, &str)], person: Option<&Person>) -> String {
    world.authorize(&plainly(changes), person).await.header("location").to_owned()
}

async fn redeem(world: &World, code: &str) -> Answer {
    world.token(&[("grant_type", "authorization_code"), ("code", code), ("redirect_uri", REDIRECT)]).await
}

/// The whole login, with an approval where one is needed.
async fn tokens(world: &World, changes: &[(&str, &str)], person: &Person) -> Value {
    let code = world.code(&plainly(changes), person).await;
    let answer = redeem(world, &code).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

async fn id_of(world: &World, tokens: &Value) -> Value {
    world.verified(&tokens["id_token"], "JWT").await
}

/// A request that a person with a session has to log in anew for; they do, and come back with a code.
async fn after_a_new_login(world: &World, change: (&str, &str), person: &mut Person) -> Value {
    let request = request_of(&authorize(world, &[change], Some(person)).await);
    let viewer =
        |person: &Person| Viewer { browser: Browser::of(HOME).hash, session: Some(person.session.clone()) };
    assert_eq!(world.consents.settle(request, &viewer(person)).await.unwrap(), Step::LogIn);
    world.pass(1);
    world.log_in_again(person).await;
    assert_eq!(world.consents.settle(request, &viewer(person)).await.unwrap(), Step::Done);
    let answer = world.resume(request, HOME).await;
    let answer = redeem(world, &param(answer.header("location"), "code").unwrap()).await;
    id_of(world, &answer.json()).await
}

fn access(tokens: &Value) -> &str {
    tokens["access_token"].as_str().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn oidcc_server() {
    for world in worlds().await {
        let person = world.person().await;
        let request = request_of(&authorize(&world, &[], Some(&person)).await);
        world.approve(request, HOME, &person).await;
        let answer = world.resume(request, HOME).await;
        let location = answer.header("location");
        assert!(location.starts_with(REDIRECT) && !location.contains('#'), "{location}");
        assert_eq!(param(location, "state").as_deref(), Some("the state"));
        assert_eq!(param(location, "iss").as_deref(), Some(ISSUER));
        let answer = redeem(&world, &param(location, "code").unwrap()).await;
        assert_eq!((answer.status.as_u16(), answer.header("cache-control")), (200, "no-store"));
        let tokens = answer.json();
        assert_eq!(tokens["token_type"], "Bearer");
        let (id, now) = (id_of(&world, &tokens).await, world.test.env.now().as_second());
        assert_eq!(
            (&id["iss"], &id["aud"], &id["nonce"]),
            (&json!(ISSUER), &json!("app"), &json!("the nonce"))
        );
        assert!(id["iat"].as_i64().unwrap() <= now && id["exp"].as_i64().unwrap() > now);
        assert!(id["at_hash"].is_string());
        assert_eq!(world.userinfo(access(&tokens)).await.json()["sub"], id["sub"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn oidcc_response_type_missing() {
    for world in worlds().await {
        let location = authorize(&world, &[("response_type", "")], None).await;
        assert!(location.starts_with(REDIRECT), "{location}");
        assert_eq!(param(&location, "error").as_deref(), Some("invalid_request"));
        assert_eq!(param(&location, "state").as_deref(), Some("the state"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn oidcc_idtoken_signature() {
    for world in worlds().await {
        let person = world.person().await;
        let tokens = tokens(&world, &[], &person).await;
        let header = jose::peek_header(tokens["id_token"].as_str().unwrap()).unwrap();
        let published = testing::send(&world.router(None), testing::get("/jwks")).await;
        let keys: JwkSet = serde_json::from_str(&published.text).unwrap();
        assert!(header.kid.is_some() && keys.keys.iter().any(|key| key.kid == header.kid), "by name");
        id_of(&world, &tokens).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn oidcc_userinfo_get_and_userinfo_post_header() {
    for world in worlds().await {
        let person = world.person().await;
        let tokens = tokens(&world, &[("scope", "openid name")], &person).await;
        let id = id_of(&world, &tokens).await;
        let mut post = testing::post_form("/userinfo", &[]);
        let bearer = format!("Bearer {}", access(&tokens));
        post.headers_mut().insert(header::AUTHORIZATION, bearer.parse().unwrap());
        let posted = testing::send(&world.router(None), post).await;
        for answer in [world.userinfo(access(&tokens)).await, posted] {
            assert_eq!(answer.status, 200, "{}", answer.text);
            assert!(answer.header("content-type").starts_with("application/json"));
            assert_eq!(answer.json(), json!({"sub": id["sub"], "name": "the name"}));
        }
    }
}

/// oidcc-userinfo-post-body, which the suite only warns of: RFC 6750 section 2.2 makes it optional.
#[tokio::test(flavor = "multi_thread")]
async fn a_token_in_the_body_is_not_taken() {
    for world in worlds().await {
        let person = world.person().await;
        let tokens = tokens(&world, &[], &person).await;
        let answer = world.post("/userinfo", &[("access_token", access(&tokens))], None).await;
        assert_eq!(answer.status, 401, "{}", answer.text);
    }
}

/// oidcc-ensure-request-without-nonce-succeeds-for-code-flow is refused by decision: without a challenge only a nonce ties the code to its
/// request (RFC 9700 section 2.1.1). With a challenge none is needed.
#[tokio::test(flavor = "multi_thread")]
async fn a_request_without_a_nonce_needs_a_challenge() {
    for world in worlds().await {
        let person = world.person().await;
        let location = authorize(&world, &[("nonce", "")], Some(&person)).await;
        assert_eq!(param(&location, "error").as_deref(), Some("invalid_request"));
        let code = world.code(&[("nonce", "")], &person).await;
        let tokens = world.redeem(&code).await.json();
        assert!(id_of(&world, &tokens).await.get("nonce").is_none());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn oidcc_ensure_other_scope_order_succeeds_and_alternate_happy_flow() {
    for world in worlds().await {
        let person = world.person().await;
        let first = tokens(&world, &[("scope", "name openid")], &person).await;
        assert_eq!(world.userinfo(access(&first)).await.json()["name"], "the name");
        // And the parameters the other way round.
        let pairs = query(&plainly(&[("scope", "name openid")]));
        let turned: Vec<_> = pairs.rsplit('&').collect();
        let answer = world.open(&format!("/authorize?{}", turned.join("&")), HOME, Some(&person)).await;
        let code = param(answer.header("location"), "code").unwrap();
        assert_eq!(redeem(&world, &code).await.status, 200);
    }
}

/// oidcc-display-page, oidcc-display-popup, oidcc-login-hint, oidcc-ui-locales, oidcc-claims-locales,
/// oidcc-ensure-request-with-acr-values-succeeds, oidcc-ensure-request-with-unknown-parameter-succeeds.
#[tokio::test(flavor = "multi_thread")]
async fn oidcc_display_login_hint_locales_acr_values_and_unknown_parameter() {
    for world in worlds().await {
        for wish in [
            ("display", "page"),
            ("display", "popup"),
            ("login_hint", "buffy@example.com"),
            ("ui_locales", "se"),
            ("claims_locales", "se"),
            ("acr_values", "urn:example:gold 1 2"),
            ("extra", "foobar"),
        ] {
            // Each person's first login and, by the session, a second.
            let person = world.person().await;
            for _ in 0..2 {
                let tokens = tokens(&world, &[wish], &person).await;
                assert_eq!(id_of(&world, &tokens).await["aud"], "app", "{wish:?}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn oidcc_prompt_login() {
    for world in worlds().await {
        let mut person = world.person().await;
        let first = id_of(&world, &tokens(&world, &[], &person).await).await;
        world.pass(10);
        let second = after_a_new_login(&world, ("prompt", "login"), &mut person).await;
        assert_eq!(first["sub"], second["sub"]);
        assert!(second["auth_time"].as_i64() > first["auth_time"].as_i64());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn oidcc_prompt_none_not_logged_in() {
    for world in worlds().await {
        let location = authorize(&world, &[("prompt", "none")], None).await;
        assert!(location.starts_with(REDIRECT), "{location}");
        assert_eq!(param(&location, "error").as_deref(), Some("login_required"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn oidcc_prompt_none_logged_in_and_id_token_hint() {
    for world in worlds().await {
        let person = world.person().await;
        let first = tokens(&world, &[], &person).await;
        let id = id_of(&world, &first).await;
        world.pass(1);
        let none = [("prompt", "none")];
        let hinted = [("prompt", "none"), ("id_token_hint", first["id_token"].as_str().unwrap())];
        for changes in [none.as_slice(), &hinted] {
            let location = authorize(&world, changes, Some(&person)).await;
            let code = param(&location, "code").expect("no page is shown");
            let again = id_of(&world, &redeem(&world, &code).await.json()).await;
            assert_eq!((&again["sub"], &again["auth_time"]), (&id["sub"], &id["auth_time"]));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn oidcc_max_age_1() {
    for world in worlds().await {
        let mut person = world.person().await;
        let first = id_of(&world, &tokens(&world, &[], &person).await).await;
        world.pass(2);
        let second = after_a_new_login(&world, ("max_age", "1"), &mut person).await;
        assert_eq!(first["sub"], second["sub"]);
        assert!(second["auth_time"].as_i64() > first["auth_time"].as_i64());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn oidcc_max_age_10000() {
    for world in worlds().await {
        let person = world.person().await;
        let first = id_of(&world, &tokens(&world, &[], &person).await).await;
        world.pass(2);
        let location = authorize(&world, &[("max_age", "10000")], Some(&person)).await;
        let code = param(&location, "code").expect("the session is young enough");
        let second = id_of(&world, &redeem(&world, &code).await.json()).await;
        assert_eq!((&first["sub"], &first["auth_time"]), (&second["sub"], &second["auth_time"]));
        assert!(second["auth_time"].is_i64());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn oidcc_codereuse_and_codereuse_30seconds() {
    for world in worlds().await {
        let person = world.person().await;
        for seconds in [0, 30] {
            let code = world.code(&plainly(&[]), &person).await;
            let tokens = redeem(&world, &code).await.json();
            assert_eq!(world.userinfo(access(&tokens)).await.status, 200);
            world.pass(seconds);
            let again = redeem(&world, &code).await;
            assert_eq!((again.status.as_u16(), &again.json()["error"]), (400, &json!("invalid_grant")));
            assert_eq!(world.userinfo(access(&tokens)).await.status, 401, "what came of it is revoked");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn oidcc_ensure_registered_redirect_uri() {
    for world in worlds().await {
        let answer = world.authorize(&plainly(&[("redirect_uri", "https://app.example/cb/x")]), None).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (400, ""));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn oidcc_ensure_post_request_succeeds() {
    for world in worlds().await {
        let person = world.person().await;
        let form = query(&PLAIN);
        let form: Vec<(String, String)> = url::form_urlencoded::parse(form.as_bytes()).into_owned().collect();
        let pairs: Vec<_> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let mut post = testing::post_form("/authorize", &pairs);
        post.headers_mut().insert(header::COOKIE, format!("cw_browser={HOME}").parse().unwrap());
        let answer = testing::send(&world.router(None), post).await;
        let request = request_of(answer.header("location"));
        world.approve(request, HOME, &person).await;
        let answer = world.resume(request, HOME).await;
        let code = param(answer.header("location"), "code").unwrap();
        assert_eq!(redeem(&world, &code).await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn oidcc_claims_essential() {
    for world in worlds().await {
        let person = world.person().await;
        let claims = json!({"userinfo": {"name": {"essential": true}}}).to_string();
        let tokens = tokens(&world, &[("claims", &claims)], &person).await;
        assert_eq!(world.userinfo(access(&tokens)).await.json()["name"], "the name");
        assert!(id_of(&world, &tokens).await.get("name").is_none());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn oidcc_refresh_token() {
    for world in worlds().await {
        let person = world.person().await;
        let asked = [("scope", "openid offline_access"), ("prompt", "consent")];
        let first = tokens(&world, &asked, &person).await;
        let refresh = first["refresh_token"].as_str().unwrap();
        let pairs = [("grant_type", "refresh_token"), ("refresh_token", refresh)];
        let stolen = world.token_as_bank(&pairs).await;
        assert_eq!(stolen.json()["error"], "invalid_grant", "a second client's");
        world.pass(1);
        let answer = world.token(&pairs).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let second = answer.json();
        assert_ne!(first["access_token"], second["access_token"]);
        assert_eq!(world.userinfo(access(&second)).await.status, 200);
        // OpenID Connect Core section 12.2: an ID token may come, and then says the same of the same person.
        if second.get("id_token").is_some() {
            let (one, two) = (id_of(&world, &first).await, id_of(&world, &second).await);
            for same in ["iss", "sub", "aud", "auth_time"] {
                assert_eq!(one[same], two[same], "{same}");
            }
            assert!(two["iat"].as_i64() > one["iat"].as_i64());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn oidcc_ensure_request_with_valid_pkce_succeeds() {
    for world in worlds().await {
        let person = world.person().await;
        let challenge = [("code_challenge", CHALLENGE), ("code_challenge_method", "S256")];
        let code = world.code(&challenge, &person).await;
        // What was begun with a challenge is not finished without its verifier.
        assert_eq!(redeem(&world, &code).await.status, 400);
        let pairs = super::world::redemption(&code);
        assert_eq!(pairs[3], ("code_verifier", VERIFIER));
        assert_eq!(world.token(&pairs).await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn oidcc_request_uri_unsigned_supported_correctly_or_rejected_as_unsupported() {
    for world in worlds().await {
        let location = authorize(&world, &[("request_uri", "https://app.example/object")], None).await;
        assert_eq!(param(&location, "error").as_deref(), Some("request_uri_not_supported"));
        assert_eq!(param(&location, "state").as_deref(), Some("the state"));
    }
}

/// oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported and oidcc-ensure-request-object-with-redirect-uri: the suite
/// skips both where the metadata does not name `none`. Unsigned objects are refused; a signed one counts, and what stands outside does not.
#[tokio::test(flavor = "multi_thread")]
async fn oidcc_unsigned_request_object_and_ensure_request_object_with_redirect_uri() {
    for world in worlds().await {
        let (person, key) = (world.person().await, SigningKey::generate(jose::Alg::Es256).unwrap());
        world.put(&Client { keys: JwkSet { keys: vec![key.jwk().clone()] }, ..app() }).await;
        let metadata = world.open("/.well-known/openid-configuration", HOME, None).await.json();
        let algs = metadata["request_object_signing_alg_values_supported"].as_array().unwrap();
        assert!(!algs.contains(&json!("none")));
        let now = world.test.env.now().as_second();
        let claims = json!({
            "iss": "app", "aud": ISSUER, "client_id": "app", "iat": now, "nbf": now, "exp": now + 60,
            "response_type": "code", "scope": "openid", "redirect_uri": REDIRECT, "state": "s", "nonce": "n",
        });
        let part = |value: &Value| causeway_crypto::b64::encode(value.to_string().as_bytes());
        let unsigned = format!("{}.{}.", part(&json!({"alg": "none"})), part(&claims));
        let location = authorize(&world, &[("request", &unsigned)], None).await;
        assert_eq!(param(&location, "error").as_deref(), Some("invalid_request_object"));
        let signed = key.sign("oauth-authz-req+jwt", &claims).unwrap();
        let outside = [("request", signed.as_str()), ("redirect_uri", "https://app.example/other")];
        let request = request_of(&authorize(&world, &outside, Some(&person)).await);
        world.approve(request, HOME, &person).await;
        let answer = world.resume(request, HOME).await;
        assert!(answer.header("location").starts_with(&format!("{REDIRECT}?")));
        assert_eq!(param(answer.header("location"), "state").as_deref(), Some("s"));
    }
}

/// The module of oidcc-config-certification-test-plan. RS256 is there once its key is (OpenID Connect Core section 15.1).
#[tokio::test(flavor = "multi_thread")]
async fn oidcc_discovery_endpoint_verification() {
    for world in worlds().await {
        make_optional(&*world.keystore, world.test.env.now()).unwrap();
        let answer = world.open("/.well-known/openid-configuration", "", None).await;
        assert_eq!(answer.status, 200);
        assert!(answer.header("content-type").starts_with("application/json"));
        let metadata = answer.json();
        assert_eq!(metadata["issuer"], ISSUER);
        for endpoint in ["authorization", "token", "userinfo"] {
            let url = metadata[format!("{endpoint}_endpoint")].as_str().unwrap();
            assert!(url.starts_with(&format!("{ISSUER}/")), "{endpoint}");
        }
        let has = |name: &str, value: &str| metadata[name].as_array().unwrap().contains(&json!(value));
        for (name, value) in [
            ("response_types_supported", "code"),
            ("grant_types_supported", "authorization_code"),
            ("subject_types_supported", "pairwise"),
            ("id_token_signing_alg_values_supported", "RS256"),
            ("userinfo_signing_alg_values_supported", "RS256"),
            ("token_endpoint_auth_methods_supported", "client_secret_basic"),
            ("code_challenge_methods_supported", "S256"),
            ("scopes_supported", "openid"),
            ("claims_supported", "sub"),
        ] {
            assert!(has(name, value), "{name}");
        }
        assert_eq!(metadata["claims_parameter_supported"], true);
        assert_eq!(metadata["jwks_uri"], format!("{ISSUER}/jwks"));
        let keys = world.open("/jwks", "", None).await.json();
        for key in keys["keys"].as_array().unwrap() {
            assert!(["d", "p", "q", "dp", "dq", "qi", "k"].iter().all(|name| key.get(name).is_none()));
            assert!(key["kid"].is_string());
        }
    }
}
