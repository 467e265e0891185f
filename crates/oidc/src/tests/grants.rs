//! Grant Management for OAuth 2.0. The names `fapi2_…grant_management_…` are those of the conformance suite's modules.

use causeway_evidence::Event;
use causeway_http::testing::Answer;
use serde_json::{Value, json};

use super::tools::{claims, server, text};
use super::world::{Person, World, param, query};

const MANAGES: &str = "introspect grant_management_query grant_management_revoke";

/// A login of `app` whose grant it manages.
async fn granted(world: &World, person: &Person, action: &str, id: &str, scope: &str) -> Value {
    let changes = [("scope", scope), ("grant_management_action", action), ("grant_id", id)];
    let code = world.code(&changes, person).await;
    let answer = world.redeem(&code).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

async fn created(world: &World, person: &Person, scope: &str) -> (Value, String) {
    let tokens = granted(world, person, "create", "", scope).await;
    let id = text(&tokens["grant_id"]);
    (tokens, id)
}

/// A token of `app` for itself.
async fn own(world: &World, scope: &str) -> String {
    let pairs = [("grant_type", "client_credentials"), ("scope", scope)];
    text(&world.token(&pairs).await.json()["access_token"])
}

async fn look(world: &World, id: &str) -> Answer {
    let token = own(world, "grant_management_query").await;
    world.call_with(&token, "GET", &format!("/grants/{id}"), &[]).await
}

async fn give_back(world: &World, id: &str) -> Answer {
    let token = own(world, "grant_management_revoke").await;
    world.call_with(&token, "DELETE", &format!("/grants/{id}"), &[]).await
}

async fn works(world: &World, tokens: &Value) -> bool {
    world.userinfo(tokens["access_token"].as_str().unwrap()).await.status == 200
}

/// What comes of an authorization request that is refused.
async fn refused(world: &World, person: &Person, action: &str, id: &str) -> Option<String> {
    let changes = [("grant_management_action", action), ("grant_id", id)];
    let answer = world.authorize(&changes, Some(person)).await;
    param(answer.header("location"), "error")
}

#[tokio::test(flavor = "multi_thread")]
async fn fapi2_security_profile_final_grant_management_query_and_revoke() {
    for world in World::all().await {
        let person = world.person().await;
        let (tokens, id) = created(&world, &person, "openid name").await;
        let held = look(&world, &id).await;
        assert_eq!((held.status.as_u16(), held.header("cache-control")), (200, "no-store"));
        let expected =
            json!({"scopes": [{"scope": "openid name"}], "claims": ["name"], "authorization_details": []});
        assert_eq!(held.json(), expected);
        let answer = give_back(&world, &id).await;
        assert_eq!((answer.status.as_u16(), answer.text.as_str()), (204, ""));
        assert!(!works(&world, &tokens).await);
        assert_eq!(look(&world, &id).await.status, 404);
        assert_eq!(give_back(&world, &id).await.status, 404);
        // More than the specification asks: what it stood on has ended, and the person sees it.
        let account = person.session.account;
        assert!(world.consents.login_consent(account, &World::app().id).await.unwrap().is_none());
        let newest = world.events(&person).await.remove(0);
        assert!(matches!(newest, Event::ConsentReturned { .. }), "{newest:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn fapi2_security_profile_final_grant_management_merge() {
    for world in World::all().await {
        let person = world.person().await;
        let (first, id) = created(&world, &person, "openid name").await;
        let merged = granted(&world, &person, "merge", &id, "openid card_number").await;
        assert_eq!(merged["grant_id"], id);
        assert_eq!(merged["scope"], "openid card_number name", "all of it, and all of it was shown");
        let held = look(&world, &id).await.json();
        assert_eq!(held["claims"], json!(["card_number", "name"]));
        assert!(works(&world, &first).await && works(&world, &merged).await);
        assert_eq!(give_back(&world, &id).await.status, 204);
        assert!(!works(&world, &first).await && !works(&world, &merged).await, "every token of the family");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn fapi2_security_profile_final_grant_management_replace() {
    for world in World::all().await {
        let person = world.person().await;
        let (first, id) = created(&world, &person, "openid name offline_access").await;
        let replaced = granted(&world, &person, "replace", &id, "openid card_number").await;
        assert_eq!(replaced["grant_id"], id);
        assert_eq!(look(&world, &id).await.json()["claims"], json!(["card_number"]));
        assert!(!works(&world, &first).await && works(&world, &replaced).await);
        let pairs =
            [("grant_type", "refresh_token"), ("refresh_token", first["refresh_token"].as_str().unwrap())];
        assert_eq!(world.token(&pairs).await.json()["error"], "invalid_grant");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn fapi2_security_profile_final_grant_management_ensure_invalid_grant_id_fails() {
    for world in World::all().await {
        let person = world.person().await;
        let unknown = uuid::Uuid::from_u128(7).to_string();
        for id in [unknown.as_str(), "nonsense"] {
            assert_eq!(refused(&world, &person, "merge", id).await.as_deref(), Some("invalid_grant_id"));
            let form = query(&[("grant_management_action", "replace"), ("grant_id", id)]);
            let form: Vec<_> = url::form_urlencoded::parse(form.as_bytes()).into_owned().collect();
            let pairs: Vec<_> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            let answer = world.post_as_app("/par", &pairs).await;
            assert_eq!(answer.json()["error"], "invalid_grant_id", "at the push already");
        }
        assert_eq!(refused(&world, &person, "update", "").await.as_deref(), Some("invalid_request"));
        assert_eq!(refused(&world, &person, "create", &unknown).await.as_deref(), Some("invalid_request"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn fapi2_security_profile_final_grant_management_ensure_query_nonexistent_grant_fails() {
    for world in World::all().await {
        let person = world.person().await;
        for id in [uuid::Uuid::from_u128(7).to_string().as_str(), "x", "%2e%2e"] {
            assert_eq!(look(&world, id).await.status, 404, "{id}");
            assert_eq!(give_back(&world, id).await.status, 404, "{id}");
        }
        // The grant of a login that the client does not manage has no name it was told.
        let tokens = world.log_in("openid", &person).await;
        let id = text(&claims(&tokens["access_token"])["grant"]);
        assert_eq!(look(&world, &id).await.status, 404);
        assert_eq!(refused(&world, &person, "merge", &id).await.as_deref(), Some("invalid_grant_id"));
        assert!(works(&world, &tokens).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn fapi2_security_profile_final_grant_management_ensure_wrong_client_cannot_query_or_revoke_grant() {
    for world in World::all().await {
        let person = world.person().await;
        let (tokens, id) = created(&world, &person, "openid").await;
        world.put(&server("other", "health", MANAGES)).await;
        for (method, scope) in [("GET", "grant_management_query"), ("DELETE", "grant_management_revoke")] {
            let theirs = world.own_token("other", scope).await;
            let answer = world.call_with(&theirs, method, &format!("/grants/{id}"), &[]).await;
            assert_eq!(answer.status, 404, "{method}");
        }
        assert!(works(&world, &tokens).await);
        // Neither without a token, with one for something else, nor with a person's.
        let query = own(&world, "grant_management_query").await;
        let path = format!("/grants/{id}");
        assert_eq!(world.call("GET", &path, &[], &[]).await.status, 401);
        let answer = world.call_with(&query, "DELETE", &path, &[]).await;
        assert_eq!((answer.status.as_u16(), &answer.json()["error"]), (403, &"insufficient_scope".into()));
        let answer = world.call_with(tokens["access_token"].as_str().unwrap(), "GET", &path, &[]).await;
        assert_eq!(answer.status, 401);
        assert!(works(&world, &tokens).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_merges_into_or_replaces_another_persons_grant() {
    for world in World::all().await {
        let (alice, mallory) = (world.person().await, world.person().await);
        let (tokens, id) = created(&world, &alice, "openid name").await;
        for action in ["merge", "replace"] {
            assert_eq!(refused(&world, &mallory, action, &id).await.as_deref(), Some("invalid_grant_id"));
            // Nor by coming without a session, and deciding as somebody else.
            let changes = [("grant_management_action", action), ("grant_id", id.as_str())];
            let answer = world.authorize(&changes, None).await;
            let request = super::world::request_of(answer.header("location"));
            world.approve(request, super::world::HOME, &mallory).await;
            let answer = world.resume(request, super::world::HOME).await;
            assert_eq!(param(answer.header("location"), "error").as_deref(), Some("invalid_grant_id"));
            let account = mallory.session.account;
            let consent = world.consents.login_consent(account, &World::app().id).await.unwrap().unwrap();
            world.consents.withdraw(account, consent.id).await.unwrap();
        }
        assert!(works(&world, &tokens).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grant_that_the_person_withdrew_is_gone() {
    for world in World::all().await {
        let person = world.person().await;
        let (_, id) = created(&world, &person, "openid").await;
        world.withdraw_login(&person, &World::app()).await;
        assert_eq!(look(&world, &id).await.status, 404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_given_back_stays_so_after_a_restore() {
    for world in World::all().await {
        let person = world.person().await;
        let (tokens, id) = created(&world, &person, "openid").await;
        world.entries().await;
        give_back(&world, &id).await;
        let entries = world.entries().await;
        assert!(entries.iter().any(|entry| entry.kind == "oidc.family_ended"));
        world.undo("update oidc_grant set revoked_at = null", &[]).await;
        world.replay(&entries).await;
        let answer = world.userinfo(tokens["access_token"].as_str().unwrap()).await;
        assert_eq!(answer.status, 401, "{}", world.test.engine);
    }
}
