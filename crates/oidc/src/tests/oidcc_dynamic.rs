//! What the OpenID Foundation's conformance suite asks of dynamic clients, module by module (oidcc-dynamic-certification-test-plan).

use causeway_crypto::jose::{self, Alg, JwkSet, SigningKey};
use causeway_crypto::keystore::Use;
use causeway_http::testing;
use serde_json::{Value, json};

use super::registration::text;
use super::world::{ISSUER, Person, World, param};
use crate::rules::check_assertion::TYPE;

const CALLBACK: &str = "https://new.example/cb";

impl World {
    async fn registered(&self, changes: &Value) -> Value {
        let answer = self.register(changes).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        answer.json()
    }

    /// The suite's dynamic clients send no challenge.
    async fn code_of(&self, made: &Value, changes: &[(&str, &str)], person: &Person) -> String {
        let id = text(made, "client_id");
        let mut all = vec![
            ("client_id", id.as_str()),
            ("redirect_uri", CALLBACK),
            ("code_challenge", ""),
            ("code_challenge_method", ""),
        ];
        all.extend_from_slice(changes);
        self.code(&all, person).await
    }

    async fn tokens_of(&self, made: &Value, code: &str) -> Value {
        let pair = format!("{}:{}", text(made, "client_id"), text(made, "client_secret"));
        let pairs = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", CALLBACK)];
        let answer = self.post("/token", &pairs, Some(&pair)).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn oidcc_server() {
    for world in World::sandboxes().await {
        let person = world.person().await;
        let made = world.registered(&json!({})).await;
        let code = world.code_of(&made, &[], &person).await;
        let tokens = world.tokens_of(&made, &code).await;
        let claims = world.verified(&tokens["id_token"], "JWT").await;
        assert_eq!((&claims["iss"], &claims["aud"]), (&json!(ISSUER), &made["client_id"]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn oidcc_ensure_redirect_uri_in_authorization_request() {
    let world = World::sandboxes().await.remove(0);
    let id = text(&world.registered(&json!({})).await, "client_id");
    let answer = world.authorize(&[("client_id", &id), ("redirect_uri", "")], None).await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (400, ""));
}

#[tokio::test(flavor = "multi_thread")]
async fn oidcc_redirect_uri_query_ok_mismatch_and_added() {
    for world in World::sandboxes().await {
        let person = world.person().await;
        let uri = "https://new.example/cb?dummy1=lorem&dummy2=ipsum";
        let made = world.registered(&json!({"redirect_uris": [uri]})).await;
        let id = text(&made, "client_id");
        let client = [("client_id", id.as_str()), ("redirect_uri", uri)];
        let answer = world.authorize(&client, Some(&person)).await;
        let request = super::world::request_of(answer.header("location"));
        world.approve(request, super::world::HOME, &person).await;
        let answer = world.resume(request, super::world::HOME).await;
        let location = answer.header("location");
        assert!(location.starts_with(uri), "{location}");
        assert!(param(location, "code").is_some());
        for other in [
            "https://new.example/cb?dummy1=lorem&dummy2=other",
            "https://new.example/cb?dummy1=lorem&dummy2=ipsum&dummy3=dolor",
            "https://new.example/cb",
        ] {
            let answer = world.authorize(&[("client_id", &id), ("redirect_uri", other)], None).await;
            assert_eq!((answer.status.as_u16(), answer.header("location")), (400, ""), "{other}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn oidcc_redirect_uri_regfrag() {
    let world = World::sandboxes().await.remove(0);
    let answer = world.register(&json!({"redirect_uris": ["https://new.example/cb#fragment"]})).await;
    assert_eq!(
        (answer.status.as_u16(), text(&answer.json(), "error").as_str()),
        (400, "invalid_redirect_uri")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn oidcc_registration_logo_uri_policy_uri_and_tos_uri() {
    for world in World::sandboxes().await {
        for name in ["logo_uri", "policy_uri", "tos_uri"] {
            let made = world.registered(&json!({name: "https://new.example/x"})).await;
            assert_eq!(made[name], "https://new.example/x");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn oidcc_registration_jwks_uri() {
    for world in World::sandboxes().await {
        let made = world.registered(&json!({"jwks_uri": "https://new.example/jwks"})).await;
        assert_eq!(made["jwks_uri"], "https://new.example/jwks");
        let known = world.oidc.client(&text(&made, "client_id").parse().unwrap()).await.unwrap();
        assert_eq!(known.settings.jwks_uri.as_deref(), Some("https://new.example/jwks"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn oidcc_registration_sector_uri() {
    for world in World::sandboxes().await {
        let made = world
            .registered(&json!({
                "sector_identifier_uri": "https://sector.example/good",
                "redirect_uris": [CALLBACK, "https://other.example/cb"],
            }))
            .await;
        let known = world.oidc.client(&text(&made, "client_id").parse().unwrap()).await.unwrap();
        assert_eq!(known.sector, "sector.example");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn oidcc_registration_sector_bad() {
    for world in World::sandboxes().await {
        for uri in [
            "https://sector.example/bad",
            "https://sector.example/missing",
            "http://sector.example/good",
            "https://user@sector.example/good",
            "nonsense",
            // The pseudonyms of another organisation's clients are not to be had by naming its host.
            "https://app.example/sector",
        ] {
            let answer = world.register(&json!({"sector_identifier_uri": uri})).await;
            assert_eq!(answer.status, 400, "{uri}: {}", answer.text);
            assert_eq!(text(&answer.json(), "error"), "invalid_client_metadata", "{uri}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn oidcc_refresh_token_and_refresh_token_rp_key_rotation() {
    for world in World::sandboxes().await {
        let person = world.person().await;
        let keys: Vec<_> = (0..2).map(|_| SigningKey::generate(Alg::Es256).unwrap()).collect();
        let jwks = |at: usize| JwkSet { keys: vec![keys[at].jwk().clone()] };
        let metadata = json!({
            "token_endpoint_auth_method": "private_key_jwt", "jwks": jwks(0),
            "grant_types": ["authorization_code", "refresh_token"],
        });
        let made = world.registered(&metadata).await;
        let id = text(&made, "client_id");
        let token = async |at: usize, pairs: &[(&str, &str)]| {
            let now = world.test.env.now().as_second();
            let jti = world.test.env.new_uuid().unwrap().to_string();
            let claims = json!({"iss": id, "sub": id, "aud": ISSUER, "exp": now + 60, "jti": jti});
            let assertion = keys[at].sign("JWT", &claims).unwrap();
            let mut all = vec![("client_assertion", assertion.as_str()), ("client_assertion_type", TYPE)];
            all.extend_from_slice(pairs);
            world.post("/token", &all, None).await
        };
        let code = world.code_of(&made, &[("scope", "openid offline_access")], &person).await;
        let redemption = [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", CALLBACK)];
        let tokens = token(0, &redemption).await.json();
        let refresh = text(&tokens, "refresh_token");
        let tokens = token(0, &[("grant_type", "refresh_token"), ("refresh_token", &refresh)]).await.json();
        let refresh = text(&tokens, "refresh_token");

        let mut change = super::registration::metadata();
        for (name, value) in metadata.as_object().unwrap() {
            change[name] = value.clone();
        }
        change["client_id"] = json!(id);
        change["jwks"] = json!(jwks(1));
        let path = format!("/connect/register/{id}");
        let changed = world.program("PUT", &path, &text(&made, "registration_access_token"), &change).await;
        assert_eq!(changed.status, 200, "{}", changed.text);
        let pairs = [("grant_type", "refresh_token"), ("refresh_token", refresh.as_str())];
        assert_eq!(token(0, &pairs).await.status, 401, "the key was taken away");
        assert_eq!(token(1, &pairs).await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn oidcc_server_rotate_keys() {
    for world in World::sandboxes().await {
        let person = world.person().await;
        let made = world.registered(&json!({})).await;
        let published = async || -> Vec<Option<String>> {
            let answer = testing::send(&world.router(None), testing::get("/jwks")).await;
            let set: JwkSet = serde_json::from_str(&answer.text).unwrap();
            set.keys.into_iter().map(|key| key.kid).collect()
        };
        let signed_by = async || {
            let code = world.code_of(&made, &[], &person).await;
            let tokens = world.tokens_of(&made, &code).await;
            world.verified(&tokens["id_token"], "JWT").await;
            jose::peek_header(tokens["id_token"].as_str().unwrap()).unwrap().kid
        };
        let (old, before) = (signed_by().await, published().await);
        world.keystore.rotate(Use::Token).unwrap();
        let (new, after) = (signed_by().await, published().await);
        assert_ne!(old, new);
        assert!(!before.contains(&new) && after.contains(&new));
        assert!(after.contains(&old), "what it signed is verified still");
    }
}
