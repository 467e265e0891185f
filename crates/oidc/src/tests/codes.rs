//! Redeeming codes, honestly and otherwise.

use super::authorization::futures_of;
use super::samples::{REDIRECT, VERIFIER};
use super::world::{World, redemption};

#[tokio::test(flavor = "multi_thread")]
async fn rfc6749_4_1_2_a_code_redeemed_twice_is_refused_and_revokes_what_came_of_it() {
    for world in World::all().await {
        let person = world.person().await;
        let code = world.code(&[("scope", "openid offline_access")], &person).await;
        let first = world.redeem(&code).await;
        assert_eq!(first.status, 200);
        let second = world.redeem(&code).await;
        assert_eq!((second.status.as_u16(), &second.json()["error"]), (400, &"invalid_grant".into()));
        assert_eq!(second.header("cache-control"), "no-store");
        let tokens = first.json();
        assert_eq!(world.userinfo(tokens["access_token"].as_str().unwrap()).await.status, 401);
        let refresh = tokens["refresh_token"].as_str().unwrap();
        let refused = world.token(&[("grant_type", "refresh_token"), ("refresh_token", refresh)]).await;
        assert_eq!(refused.json()["error"], "invalid_grant");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc6749_4_1_2_of_twenty_racing_redemptions_one_succeeds_and_its_family_is_revoked() {
    for world in World::all().await {
        let person = world.person().await;
        let code = &world.code(&[("scope", "openid offline_access")], &person).await;
        let answers = futures_of(20, async || world.redeem(code).await).await;
        let good: Vec<_> = answers.iter().filter(|answer| answer.status == 200).collect();
        assert_eq!(good.len(), 1, "{}", world.test.engine);
        let others = answers.iter().filter(|answer| answer.json()["error"] == "invalid_grant").count();
        assert_eq!(others, 19, "{}", world.test.engine);
        let tokens = good[0].json();
        assert_eq!(world.userinfo(tokens["access_token"].as_str().unwrap()).await.status, 401);
        let refresh = tokens["refresh_token"].as_str().unwrap();
        assert_eq!(
            world.token(&[("grant_type", "refresh_token"), ("refresh_token", refresh)]).await.status,
            400
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc6749_4_1_3_another_client_can_neither_use_a_code_nor_spoil_it() {
    for world in World::all().await {
        let person = world.person().await;
        let code = world.code(&[], &person).await;
        let stolen = world.token_as_bank(&redemption(&code)).await;
        assert_eq!(stolen.json()["error"], "invalid_grant");
        let tokens = world.redeem(&code).await;
        assert_eq!(tokens.status, 200);
        // Nor can it have the tokens revoked by replaying the code.
        world.token_as_bank(&redemption(&code)).await;
        assert_eq!(world.userinfo(tokens.json()["access_token"].as_str().unwrap()).await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc6749_4_1_2_an_expired_code_is_refused() {
    for world in World::all().await {
        let person = world.person().await;
        let code = world.code(&[], &person).await;
        world.pass(60);
        assert_eq!(world.redeem(&code).await.json()["error"], "invalid_grant");
        let code = world.code(&[], &person).await;
        world.pass(59);
        assert_eq!(world.redeem(&code).await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_with_a_wrong_verifier_or_redirect_uri_is_refused() {
    for world in World::all().await {
        let person = world.person().await;
        let code = world.code(&[], &person).await;
        let with = |uri, verifier| {
            [
                ("grant_type", "authorization_code"),
                ("code", code.as_str()),
                ("redirect_uri", uri),
                ("code_verifier", verifier),
            ]
        };
        let wrong = "ABjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        for (pairs, error) in [
            (with(REDIRECT, wrong), "invalid_grant"),
            (with(REDIRECT, ""), "invalid_request"),
            (with("https://app.example/other", VERIFIER), "invalid_grant"),
            (with("", VERIFIER), "invalid_grant"),
        ] {
            assert_eq!(world.token(&pairs).await.json()["error"], error, "{pairs:?}");
        }
        assert_eq!(world.redeem(&code).await.status, 200, "an honest client may still come");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc6749_5_2_malformed_token_requests_are_told_what_is_wrong() {
    let world = World::all().await.remove(0);
    for (pairs, error) in [
        (vec![("code", "x")], "invalid_request"),
        (vec![("grant_type", "password"), ("username", "a"), ("password", "b")], "unsupported_grant_type"),
        (vec![("grant_type", "implicit")], "unsupported_grant_type"),
        (vec![("grant_type", "authorization_code")], "invalid_request"),
        (vec![("grant_type", "authorization_code"), ("code", "unknown")], "invalid_grant"),
        (vec![("grant_type", "authorization_code"), ("grant_type", "refresh_token")], "invalid_request"),
        (vec![("grant_type", "refresh_token"), ("refresh_token", "x")], "invalid_grant"),
        (vec![("grant_type", "authorization_code"), ("code", "x"), ("client_id", "bank")], "invalid_request"),
    ] {
        let answer = world.token(&pairs).await;
        assert_eq!((answer.status.as_u16(), &answer.json()["error"]), (400, &error.into()), "{pairs:?}");
    }
}
