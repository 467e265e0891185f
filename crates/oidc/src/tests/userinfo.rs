//! `/userinfo`: what is released, to whom, and what is put in evidence.

use causeway_crypto::b64;
use causeway_crypto::jose::{Alg, SigningKey};
use causeway_crypto::keystore::{KeyStore, Use};
use causeway_evidence::Event;
use serde_json::{Value, json};

use super::world::{ISSUER, World};

fn access(tokens: &Value) -> &str {
    tokens["access_token"].as_str().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn ida_6_verified_claims_are_shown_permitted_and_given_at_userinfo_alone() {
    for world in World::all().await {
        let person = world.person().await;
        let mut app = World::app();
        app.settings.verified_claims = true;
        world.put(&app).await;
        let request = json!({"userinfo": {"verified_claims": {
            "verification": {"trust_framework": {"value": "causeway"}},
            "claims": {"name": null},
        }}})
        .to_string();
        let code = world.code(&[("claims", &request)], &person).await;
        let tokens = world.redeem(&code).await.json();
        assert!(world.verified(&tokens["id_token"], "JWT").await.get("verified_claims").is_none());
        let claims = world.userinfo(tokens["access_token"].as_str().unwrap()).await.json();
        assert_eq!(
            claims["verified_claims"],
            json!({"verification": {"trust_framework": "causeway"}, "claims": {"name": "the name"}})
        );
        assert!(claims.get("name").is_none() && claims.get("verification").is_none(), "{claims}");
        let released = world.events(&person).await.into_iter().find_map(|event| match event {
            Event::ClaimsReleased { fields, .. } => Some(fields),
            _ => None,
        });
        assert_eq!(released.unwrap(), ["name", "verification"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn oidc_core_5_3_2_exactly_the_fields_asked_are_released_and_put_in_evidence() {
    for world in World::all().await {
        let person = world.person().await;
        let tokens = world.log_in("openid card_number name", &person).await;
        let answer = world.userinfo(access(&tokens)).await;
        let sub = world.verified(&tokens["id_token"], "JWT").await["sub"].clone();
        assert_eq!(answer.json(), json!({"sub": sub, "card_number": "the card_number", "name": "the name"}));
        assert_eq!(answer.header("cache-control"), "no-store");
        let newest = world.events(&person).await.remove(0);
        let Event::ClaimsReleased { client, fields, purpose, .. } = newest else { panic!("{newest:?}") };
        assert_eq!((client.as_str(), purpose.as_str()), ("app", "log-in"));
        assert_eq!(fields, ["card_number", "name"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wider_consent_that_stands_releases_no_more_than_was_asked_this_time() {
    for world in World::all().await {
        let person = world.person().await;
        world.log_in("openid card_number name", &person).await;
        let tokens = world.log_in("openid name", &person).await;
        let claims = world.userinfo(access(&tokens)).await.json();
        assert!(claims.get("name").is_some() && claims.get("card_number").is_none(), "{claims}");
        let bare = world.log_in("openid", &person).await;
        let before = world.events(&person).await.len();
        let claims = world.userinfo(access(&bare)).await.json();
        assert_eq!(claims.as_object().unwrap().keys().collect::<Vec<_>>(), ["sub"]);
        assert_eq!(world.events(&person).await.len(), before, "nothing was released");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_consent_that_a_wider_one_replaced_does_not_break_the_older_login() {
    for world in World::all().await {
        let person = world.person().await;
        let older = world.log_in("openid name", &person).await;
        world.log_in("openid card_number name", &person).await;
        let claims = world.userinfo(access(&older)).await.json();
        assert!(claims.get("name").is_some() && claims.get("card_number").is_none(), "{claims}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_consent_is_refused_at_once_with_its_reason_and_seen_by_the_person() {
    for world in World::all().await {
        let person = world.person().await;
        for scope in ["openid name", "openid"] {
            let tokens = world.log_in(scope, &person).await;
            assert_eq!(world.userinfo(access(&tokens)).await.status, 200);
            world.withdraw_login(&person, &World::app()).await;
            let refused = world.userinfo(access(&tokens)).await;
            assert_eq!(refused.status, 403, "{scope}");
            let body = refused.json();
            assert_eq!(
                (&body["error"], &body["code"]),
                (&"insufficient_scope".into(), &"consent_withdrawn".into())
            );
            assert!(refused.header("www-authenticate").contains("insufficient_scope"));
            let newest = world.events(&person).await.remove(0);
            let Event::ReadRefused { consumer, code, .. } = newest else { panic!("{newest:?}") };
            assert_eq!((consumer.as_str(), code.as_str()), ("app", "consent_withdrawn"));
            // Allowing it anew does not make the old token good.
            world.log_in(scope, &person).await;
            assert_eq!(world.userinfo(access(&tokens)).await.status, 403, "{scope}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc6750_3_1_no_token_a_bad_one_and_an_old_one_are_401() {
    for world in World::all().await {
        let person = world.person().await;
        let none = world.userinfo("").await;
        assert_eq!(none.status, 401);
        assert!(!none.header("www-authenticate").contains("error="));
        let tokens = world.log_in("openid", &person).await;
        for bad in ["x", "a.b.c", tokens["id_token"].as_str().unwrap()] {
            let answer = world.userinfo(bad).await;
            assert_eq!(answer.status, 401, "{bad}");
            assert!(answer.header("www-authenticate").contains("error=\"invalid_token\""));
        }
        world.pass(300);
        assert_eq!(world.userinfo(access(&tokens)).await.status, 401);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc8725_2_1_tokens_by_none_by_hmac_with_the_public_key_and_by_a_foreign_key_are_refused() {
    for world in World::all().await {
        let person = world.person().await;
        let tokens = world.log_in("openid name", &person).await;
        let claims = world.verified(&tokens["access_token"], "at+jwt").await;
        let key = world.keystore.signing_keys(Use::Token).unwrap().remove(0);
        let payload = b64::encode(claims.to_string().as_bytes());
        let headed = |alg: &str| {
            let header = json!({"alg": alg, "kid": key.kid(), "typ": "at+jwt"});
            format!("{}.{payload}", b64::encode(header.to_string().as_bytes()))
        };
        let none = format!("{}.", headed("none"));
        let public = serde_json::to_vec(key.jwk()).unwrap();
        let hmac = headed("HS256");
        let mac = causeway_crypto::digest::hmac_sha256(&public, hmac.as_bytes());
        let hs256 = format!("{hmac}.{}", b64::encode(&mac));
        let foreign = SigningKey::generate(Alg::Es256).unwrap().sign("at+jwt", &claims).unwrap();
        let header =
            json!({"alg": "ES256", "typ": "at+jwt", "jwk": SigningKey::generate(Alg::Es256).unwrap().jwk()});
        let embedded = format!("{}.{payload}.{}", b64::encode(header.to_string().as_bytes()), "A".repeat(86));
        let other_typ = key.sign("JWT", &claims).unwrap();
        let mut elsewhere = claims.clone();
        elsewhere["iss"] = "https://evil.example".into();
        let other_issuer = key.sign("at+jwt", &elsewhere).unwrap();
        for bad in [none, hs256, foreign, embedded, other_typ, other_issuer] {
            assert_eq!(world.userinfo(&bad).await.status, 401, "{bad}");
        }
        assert_eq!(
            world.userinfo(&key.sign("at+jwt", &claims).unwrap()).await.status,
            200,
            "the test's own method"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clients_own_token_reads_nobody() {
    for world in World::all().await {
        let own = world.token_as_bank(&[("grant_type", "client_credentials")]).await.json();
        let answer = world.userinfo(access(&own)).await;
        assert_eq!((answer.status.as_u16(), &answer.json()["error"]), (403, &"insufficient_scope".into()));
        assert_eq!(world.verified(&own["access_token"], "at+jwt").await["iss"], ISSUER);
    }
}
