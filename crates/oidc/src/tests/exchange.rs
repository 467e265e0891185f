//! Token exchange (RFC 8693).

use causeway_evidence::Event;
use causeway_http::testing::Answer;
use serde_json::Value;

use super::tools::{LETTERS, claims, helper, text};
use super::world::{Person, World};
use crate::rules::check_exchange::ACCESS_TOKEN;

const GRANT: &str = "urn:ietf:params:oauth:grant-type:token-exchange";

async fn exchange(world: &World, id: &str, token: &str, more: &[(&str, &str)]) -> Answer {
    let mut pairs =
        vec![("grant_type", GRANT), ("subject_token", token), ("subject_token_type", ACCESS_TOKEN)];
    if !more.iter().any(|(name, _)| *name == "resource") {
        pairs.push(("resource", LETTERS));
    }
    pairs.extend_from_slice(more);
    world.post_as(id, "/token", &pairs).await
}

/// A login at `app`, and clients to pass it on to.
async fn begun(world: &World) -> (Person, Value) {
    world.put_app(|_| ()).await;
    for id in ["helper", "second", "third"] {
        world.put(&helper(id)).await;
    }
    let person = world.person().await;
    let tokens = world.log_in("openid name offline_access", &person).await;
    (person, tokens)
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc8693_2_2_1_a_login_is_passed_on_within_the_organisation_and_the_person_sees_it() {
    for world in World::all().await {
        let (person, tokens) = begun(&world).await;
        let old = claims(&tokens["access_token"]);
        world.pass(100);
        let answer = exchange(&world, "helper", tokens["access_token"].as_str().unwrap(), &[]).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(answer.header("cache-control"), "no-store");
        let answer = answer.json();
        assert_eq!(
            (&answer["issued_token_type"], &answer["token_type"]),
            (&ACCESS_TOKEN.into(), &"Bearer".into())
        );
        assert_eq!((&answer["scope"], &answer["expires_in"]), (&"openid name".into(), &200.into()));
        assert!(answer.get("refresh_token").is_none() && answer.get("id_token").is_none());
        let new = world.verified(&answer["access_token"], "at+jwt").await;
        for same in ["iss", "sub", "acr", "auth_time", "exp", "grant"] {
            assert_eq!(new[same], old[same], "{same}");
        }
        assert_eq!((&new["aud"], &new["client_id"]), (&LETTERS.into(), &"helper".into()));
        assert_eq!(new["act"], serde_json::json!({"sub": "helper"}));
        let newest = world.events(&person).await.remove(0);
        let Event::TokenExchanged { client, from, consent, resources, scopes } = newest else {
            panic!("{newest:?}")
        };
        assert_eq!((client.as_str(), from.as_str()), ("helper", "app"));
        assert!(consent.is_some());
        assert_eq!(
            (resources, scopes),
            (vec![LETTERS.to_owned()], vec!["openid".to_owned(), "name".to_owned()])
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc8693_2_1_nothing_is_widened() {
    for world in World::all().await {
        let (_, tokens) = begun(&world).await;
        let token = tokens["access_token"].as_str().unwrap();
        let error = async |more: &[(&str, &str)]| {
            exchange(&world, "helper", token, more).await.json()["error"].clone()
        };
        assert_eq!(error(&[("scope", "openid card_number")]).await, "invalid_scope");
        assert_eq!(error(&[("resource", super::tools::RECORDS)]).await, "invalid_target");
        assert_eq!(error(&[("resource", "")]).await, "invalid_target");
        assert_eq!(error(&[("actor_token", "x")]).await, "invalid_request");
        assert_eq!(
            error(&[("requested_token_type", "urn:ietf:params:oauth:token-type:id_token")]).await,
            "invalid_request"
        );
        let narrow = exchange(&world, "helper", token, &[("scope", "openid")]).await.json();
        assert_eq!(narrow["scope"], "openid");
        let wide =
            exchange(&world, "second", narrow["access_token"].as_str().unwrap(), &[("scope", "openid name")]);
        assert_eq!(wide.await.json()["error"], "invalid_scope", "nor by a detour");
        // What was passed on opens nothing here.
        assert_eq!(world.userinfo(narrow["access_token"].as_str().unwrap()).await.status, 401);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc8693_2_2_2_only_a_living_access_token_of_a_person_at_the_same_organisation_is_taken() {
    for world in World::all().await {
        let (person, tokens) = begun(&world).await;
        let token = text(&tokens["access_token"]);
        let mut bank = helper("theirs");
        bank.organisation = "bank".parse().unwrap();
        world.put(&bank).await;
        let mut elsewhere = helper("elsewhere");
        elsewhere.sector = "elsewhere.example".to_owned();
        world.put(&elsewhere).await;
        for id in ["theirs", "elsewhere"] {
            assert_eq!(exchange(&world, id, &token, &[]).await.json()["error"], "invalid_request", "{id}");
        }
        let own = world.own_token("helper", "exchange").await;
        for bad in [
            own.as_str(),
            tokens["id_token"].as_str().unwrap(),
            tokens["refresh_token"].as_str().unwrap(),
            "x",
        ] {
            assert_eq!(exchange(&world, "helper", bad, &[]).await.json()["error"], "invalid_request");
        }
        let mut unregistered = helper("unregistered");
        unregistered.settings.grants.clear();
        world.put(&unregistered).await;
        let refused = exchange(&world, "unregistered", &token, &[]).await.json();
        assert_eq!(refused["error"], "unauthorized_client");
        let before = world.events(&person).await.len();
        world.post_as_app("/revoke", &[("token", &token)]).await;
        assert_eq!(exchange(&world, "helper", &token, &[]).await.json()["error"], "invalid_request");
        assert_eq!(world.events(&person).await.len(), before, "and no receipt of what was refused");
        let later = world.log_in("openid", &person).await;
        world.pass(300);
        let expired = exchange(&world, "helper", later["access_token"].as_str().unwrap(), &[]).await;
        assert_eq!(expired.json()["error"], "invalid_request");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc8693_4_1_the_chain_of_those_who_act_is_told_and_ends() {
    for world in World::all().await {
        let (_, tokens) = begun(&world).await;
        let first = exchange(&world, "helper", tokens["access_token"].as_str().unwrap(), &[]).await.json();
        let second = exchange(&world, "second", first["access_token"].as_str().unwrap(), &[]).await.json();
        let act = &claims(&second["access_token"])["act"];
        assert_eq!(*act, serde_json::json!({"sub": "second", "act": {"sub": "helper"}}));
        let third = exchange(&world, "third", second["access_token"].as_str().unwrap(), &[]).await.json();
        assert_eq!(third["error"], "invalid_request");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_passed_on_dies_with_the_grant_and_cannot_be_revoked_alone() {
    for world in World::all().await {
        let (_, tokens) = begun(&world).await;
        let passed = exchange(&world, "helper", tokens["access_token"].as_str().unwrap(), &[]).await.json();
        let passed = text(&passed["access_token"]);
        let refused = world.post_as("helper", "/revoke", &[("token", &passed)]).await;
        assert_eq!(refused.json()["error"], "unsupported_token_type");
        let said = world.post_as("helper", "/introspect", &[("token", &passed)]).await.json();
        assert_eq!((&said["active"], &said["act"]["sub"]), (&true.into(), &"helper".into()));
        world.post_as_app("/revoke", &[("token", tokens["refresh_token"].as_str().unwrap())]).await;
        let said = world.post_as("helper", "/introspect", &[("token", &passed)]).await.json();
        assert_eq!(said["active"], false);
    }
}
