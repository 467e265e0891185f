//! Introspection (RFC 7662, RFC 9701) and the rest of revocation (RFC 7009).

use causeway_crypto::b64;
use causeway_crypto::jose::{Alg, SigningKey};
use serde_json::{Value, json};

use super::samples;
use super::tools::{LEDGER, RECORDS, claims, server, text};
use super::world::{ISSUER, Person, World, redemption};

async fn asked(world: &World, id: &str, token: &str) -> Value {
    let answer = match id {
        "app" => world.post_as_app("/introspect", &[("token", token)]).await,
        id => world.post_as(id, "/introspect", &[("token", token)]).await,
    };
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.header("cache-control"), "no-store");
    answer.json()
}

fn nothing() -> Value {
    json!({"active": false})
}

/// A login of `app` for a resource of its own organisation.
async fn for_records(world: &World, person: &Person) -> Value {
    world.put_app(|_| ()).await;
    let code = world.code(&[("scope", "openid name offline_access"), ("resource", RECORDS)], person).await;
    world.redeem(&code).await.json()
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc7662_2_2_a_client_learns_what_its_own_tokens_say() {
    for world in World::all().await {
        let person = world.person().await;
        let tokens = world.log_in("openid name offline_access", &person).await;
        let said = asked(&world, "app", tokens["access_token"].as_str().unwrap()).await;
        let own = claims(&tokens["access_token"]);
        for same in ["iss", "sub", "aud", "exp", "iat", "jti", "client_id", "scope", "acr", "auth_time"] {
            assert_eq!(said[same], own[same], "{same}");
        }
        assert_eq!((&said["active"], &said["token_type"]), (&true.into(), &"Bearer".into()));
        assert!(said.get("grant").is_none() && said.get("name").is_none(), "no field, and nothing of ours");
        let said = asked(&world, "app", tokens["refresh_token"].as_str().unwrap()).await;
        assert_eq!((&said["active"], &said["sub"]), (&true.into(), &own["sub"]));
        assert_eq!(said["scope"], "openid name offline_access");
        assert!(said.get("token_type").is_none());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc7662_2_2_whatever_is_not_theirs_or_over_is_inactive_and_no_more_is_said() {
    for world in World::all().await {
        let person = world.person().await;
        world.put(&server("records", "health", "introspect")).await;
        let tokens = world.log_in("openid name offline_access", &person).await;
        let (access, refresh) = (text(&tokens["access_token"]), text(&tokens["refresh_token"]));
        let id_token = text(&tokens["id_token"]);
        for token in [access.as_str(), &refresh] {
            assert_eq!(asked(&world, "records", token).await, nothing(), "another client's");
        }
        let cut = &access[..access.len() - 4];
        for token in ["x", &"A".repeat(75), cut, &id_token, "a.b.c"] {
            assert_eq!(asked(&world, "app", token).await, nothing(), "{token}");
        }
        let successor =
            world.token(&[("grant_type", "refresh_token"), ("refresh_token", &refresh)]).await.json();
        world.pass(11);
        assert_eq!(asked(&world, "app", &refresh).await, nothing(), "spent");
        // Asking is no theft: the family lives on.
        let now = text(&successor["refresh_token"]);
        assert_eq!(asked(&world, "app", &now).await["active"], true);
        world.pass(300);
        assert_eq!(asked(&world, "app", &access).await, nothing(), "expired");
        world.post_as_app("/revoke", &[("token", &now)]).await;
        for token in [&now, &text(&successor["access_token"])] {
            assert_eq!(asked(&world, "app", token).await, nothing(), "revoked");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc7662_2_1_nobody_asks_without_proving_who_they_are() {
    for world in World::all().await {
        let person = world.person().await;
        let tokens = world.log_in("openid", &person).await;
        let token = tokens["access_token"].as_str().unwrap();
        let answer = world.post("/introspect", &[("token", token)], None).await;
        assert_eq!((answer.status.as_u16(), &answer.json()["error"]), (401, &"invalid_client".into()));
        let answer = world.post("/introspect", &[("token", token)], Some("app:wrong")).await;
        assert_eq!(answer.status, 401);
        // A person's token opens nothing here.
        let answer = world.call_with(token, "POST", "/introspect", &[("token", token)]).await;
        assert_eq!(answer.status, 401, "{}", answer.text);
        assert_eq!(world.post_as_app("/introspect", &[]).await.json()["error"], "invalid_request");
        let twice = [("token", token), ("token", token)];
        assert_eq!(world.post_as_app("/introspect", &twice).await.json()["error"], "invalid_request");
        let assertion = world.assertion(&json!({}));
        let pairs = [
            ("client_assertion", assertion.as_str()),
            ("client_assertion_type", crate::rules::check_assertion::TYPE),
            ("token", token),
        ];
        assert_eq!(world.post("/introspect", &pairs, None).await.json(), nothing());
        let replayed = world.post("/introspect", &pairs, None).await;
        assert_eq!(replayed.json()["error"], "invalid_client", "an assertion is good once");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc7662_2_2_a_resources_organisation_learns_what_concerns_it() {
    for world in World::all().await {
        let person = world.person().await;
        for (id, organisation, scopes) in [
            ("records", "health", "introspect"),
            ("mute", "health", "exchange"),
            ("ledger", "bank", "introspect"),
        ] {
            world.put(&server(id, organisation, scopes)).await;
        }
        let tokens = for_records(&world, &person).await;
        let access = tokens["access_token"].as_str().unwrap();
        assert_eq!(claims(&tokens["access_token"])["aud"], RECORDS);
        let said = asked(&world, "records", access).await;
        assert_eq!((&said["active"], &said["aud"]), (&true.into(), &RECORDS.into()));
        assert_eq!(said["scope"], "openid", "no more than the resource is registered for");
        assert_eq!(asked(&world, "mute", access).await, nothing(), "without the scope");
        assert_eq!(asked(&world, "ledger", access).await, nothing(), "of another organisation");
        let refresh = tokens["refresh_token"].as_str().unwrap();
        assert_eq!(asked(&world, "records", refresh).await, nothing(), "a refresh token is the client's");
        // With an access token of its own: nothing is written.
        let own = world.own_token("records", "introspect").await;
        for _ in 0..2 {
            let answer = world.call_with(&own, "POST", "/introspect", &[("token", access)]).await;
            assert_eq!(answer.json()["active"], true, "{}", answer.text);
        }
        world.withdraw_login(&person, &World::app()).await;
        assert_eq!(asked(&world, "records", access).await, nothing(), "the person withdrew it");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc7662_4_a_stopped_client_neither_asks_nor_has_tokens() {
    for world in World::all().await {
        let person = world.person().await;
        world.put(&server("records", "health", "introspect")).await;
        let own = world.own_token("records", "introspect").await;
        let tokens = for_records(&world, &person).await;
        let access = tokens["access_token"].as_str().unwrap();
        let mut app = World::app();
        app.organisation = "suspended".parse().unwrap();
        world.put(&app).await;
        assert_eq!(asked(&world, "records", access).await, nothing());
        let refused = world.post_as_app("/introspect", &[("token", access)]).await;
        assert_eq!(refused.json()["error"], "unauthorized_client");
        world.put(&server("records", "suspended", "introspect")).await;
        let refused = world.call_with(&own, "POST", "/introspect", &[("token", access)]).await;
        assert_eq!(refused.json()["code"], "client_stopped", "{}", refused.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc9701_5_the_answer_is_signed_for_whoever_asks_when_they_want_it() {
    for world in World::all().await {
        let person = world.person().await;
        world.put(&server("records", "health", "introspect")).await;
        let tokens = for_records(&world, &person).await;
        let own = format!("Bearer {}", world.own_token("records", "introspect").await);
        let headers =
            [("authorization", own.as_str()), ("accept", "application/token-introspection+jwt, */*;q=0.1")];
        for (token, active) in [(tokens["access_token"].as_str().unwrap(), true), ("x", false)] {
            let answer = world.call("POST", "/introspect", &headers, &[("token", token)]).await;
            assert_eq!(answer.header("content-type"), "application/token-introspection+jwt");
            let said = world.verified(&answer.text.clone().into(), "token-introspection+jwt").await;
            assert_eq!((&said["iss"], &said["aud"]), (&ISSUER.into(), &"records".into()));
            assert!(said["iat"].is_i64() && said.get("sub").is_none() && said.get("exp").is_none());
            assert_eq!(said["token_introspection"]["active"], active);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc9449_6_2_the_key_that_a_token_is_bound_to_is_told() {
    for world in World::all().await {
        let person = world.person().await;
        let key = SigningKey::generate(Alg::Es256).unwrap();
        let now = world.test.env.now().as_second();
        let proof = samples::dpop(
            &key,
            &json!({"jti": "1", "htm": "POST", "htu": format!("{ISSUER}/token"), "iat": now}),
        );
        let code = world.code(&[], &person).await;
        let secret: String = url::form_urlencoded::byte_serialize(b"a secret of app+ 100%").collect();
        let basic = format!("Basic {}", b64::encode_standard(format!("app:{secret}").as_bytes()));
        let headers = [("authorization", basic.as_str()), ("dpop", proof.as_str())];
        let tokens = world.call("POST", "/token", &headers, &redemption(&code)).await.json();
        let said = asked(&world, "app", tokens["access_token"].as_str().unwrap()).await;
        assert_eq!(said["token_type"], "DPoP");
        assert_eq!(said["cnf"]["jkt"], key.jwk().thumbprint().unwrap());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc7009_2_2_1_a_clients_own_token_cannot_be_revoked_and_is_told_so() {
    for world in World::all().await {
        world.put(&server("records", "health", "introspect")).await;
        let own = world.own_token("records", "introspect").await;
        let refused = world.post_as("records", "/revoke", &[("token", &own)]).await;
        assert_eq!(refused.json()["error"], "unsupported_token_type");
        assert_eq!(asked(&world, "records", &own).await["sub"], "records", "its own, and it lives");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc7009_2_2_an_unknown_token_is_revoked_without_a_word_whatever_the_hint() {
    for world in World::all().await {
        let person = world.person().await;
        for hint in ["access_token", "refresh_token", "nonsense"] {
            let pairs = [("token", "x"), ("token_type_hint", hint)];
            assert_eq!(world.post_as_app("/revoke", &pairs).await.status, 200, "{hint}");
            // Section 2.1: a wrong hint hides nothing.
            let tokens = world.log_in("openid offline_access", &person).await;
            let pairs = [("token", tokens["refresh_token"].as_str().unwrap()), ("token_type_hint", hint)];
            assert_eq!(world.post_as_app("/revoke", &pairs).await.status, 200);
            let said = asked(&world, "app", tokens["access_token"].as_str().unwrap()).await;
            assert_eq!(said, nothing(), "{hint}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_resource_of_another_organisation_is_for_whoever_is_registered_for_it() {
    for world in World::all().await {
        let person = world.person().await;
        world.put(&server("ledger", "bank", "introspect")).await;
        world.put_app(|_| ()).await;
        let code = world.code(&[("resource", LEDGER)], &person).await;
        let tokens = world.redeem(&code).await.json();
        let said = asked(&world, "ledger", tokens["access_token"].as_str().unwrap()).await;
        assert_eq!((&said["active"], &said["client_id"]), (&true.into(), &"app".into()));
    }
}
