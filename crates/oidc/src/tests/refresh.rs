//! Refresh tokens: rotation, the grace window, theft, withdrawal; and revocation.

use super::authorization::futures_of;
use super::world::{World, redemption};

async fn refresh(world: &World, token: &str) -> causeway_http::testing::Answer {
    world.token(&[("grant_type", "refresh_token"), ("refresh_token", token)]).await
}

async fn first(world: &World, person: &super::world::Person) -> String {
    let tokens = world.log_in("openid name offline_access", person).await;
    tokens["refresh_token"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc6749_6_a_refresh_gives_new_tokens_of_the_same_person() {
    for world in World::all().await {
        let person = world.person().await;
        let before = world.log_in("openid name offline_access", &person).await;
        let old = world.verified(&before["id_token"], "JWT").await;
        world.pass(600);
        let after = refresh(&world, before["refresh_token"].as_str().unwrap()).await.json();
        // OpenID Connect Core section 12.2.
        let new = world.verified(&after["id_token"], "JWT").await;
        for same in ["iss", "sub", "aud", "auth_time", "acr"] {
            assert_eq!(old[same], new[same], "{same}");
        }
        assert!(new.get("nonce").is_none());
        assert_ne!(old["iat"], new["iat"]);
        assert_eq!(world.userinfo(after["access_token"].as_str().unwrap()).await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc9700_4_14_2_a_spent_token_outside_the_grace_window_ends_the_family() {
    for world in World::all().await {
        let person = world.person().await;
        let one = first(&world, &person).await;
        let two = refresh(&world, &one).await.json()["refresh_token"].as_str().unwrap().to_owned();
        assert_ne!(one, two);
        world.pass(9);
        let again = refresh(&world, &one).await.json();
        assert_eq!(again["refresh_token"], two, "within the window the same successor is answered");
        world.pass(2);
        assert_eq!(refresh(&world, &one).await.json()["error"], "invalid_grant");
        assert_eq!(refresh(&world, &two).await.json()["error"], "invalid_grant");
        assert_eq!(world.userinfo(again["access_token"].as_str().unwrap()).await.status, 401);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn racing_refreshes_agree_on_one_successor() {
    for world in World::all().await {
        let person = world.person().await;
        let one = &first(&world, &person).await;
        let answers = futures_of(20, async || refresh(&world, one).await.json()).await;
        let successors: std::collections::BTreeSet<_> =
            answers.iter().map(|answer| answer["refresh_token"].as_str().unwrap()).collect();
        assert_eq!(successors.len(), 1, "{}", world.test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_generation_ends_the_family_even_within_the_window() {
    for world in World::all().await {
        let person = world.person().await;
        let one = first(&world, &person).await;
        let two = refresh(&world, &one).await.json()["refresh_token"].as_str().unwrap().to_owned();
        let three = refresh(&world, &two).await.json()["refresh_token"].as_str().unwrap().to_owned();
        assert_eq!(refresh(&world, &one).await.status, 400);
        assert_eq!(refresh(&world, &three).await.status, 400);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_refresh_token_touches_nothing() {
    for world in World::all().await {
        let person = world.person().await;
        let one = first(&world, &person).await;
        // The same grant, another generation, the old MAC.
        let mut bytes = causeway_crypto::b64::decode(&one).unwrap();
        bytes[23] = 9;
        let forged = causeway_crypto::b64::encode(&bytes);
        assert_eq!(refresh(&world, &forged).await.json()["error"], "invalid_grant");
        assert_eq!(refresh(&world, &one).await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc6749_6_another_client_can_neither_use_a_refresh_token_nor_spoil_it() {
    for world in World::all().await {
        let person = world.person().await;
        let one = first(&world, &person).await;
        let stolen = world.token_as_bank(&[("grant_type", "refresh_token"), ("refresh_token", &one)]).await;
        assert_eq!(stolen.json()["error"], "invalid_grant");
        assert_eq!(refresh(&world, &one).await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc6749_6_a_narrowed_token_reads_less_and_the_family_keeps_its_scope() {
    for world in World::all().await {
        let person = world.person().await;
        let one = first(&world, &person).await;
        let pairs = [("grant_type", "refresh_token"), ("refresh_token", one.as_str()), ("scope", "openid")];
        let narrow = world.token(&pairs).await.json();
        assert_eq!(narrow["scope"], "openid");
        let claims = world.userinfo(narrow["access_token"].as_str().unwrap()).await.json();
        assert!(claims.get("name").is_none() && claims.get("sub").is_some());
        let full = refresh(&world, narrow["refresh_token"].as_str().unwrap()).await.json();
        assert_eq!(full["scope"], "openid name offline_access");
        let wide = full["refresh_token"].as_str().unwrap();
        let pairs =
            [("grant_type", "refresh_token"), ("refresh_token", wide), ("scope", "openid card_number")];
        assert_eq!(world.token(&pairs).await.json()["error"], "invalid_scope");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_login_ends_the_family_at_the_next_refresh() {
    for world in World::all().await {
        let person = world.person().await;
        let one = first(&world, &person).await;
        world.withdraw_login(&person, &World::app()).await;
        let refused = refresh(&world, &one).await.json();
        assert_eq!(
            (&refused["error"], &refused["code"]),
            (&"invalid_grant".into(), &"consent_withdrawn".into())
        );
        // Allowing it anew later does not bring the old family back.
        first(&world, &person).await;
        assert_eq!(refresh(&world, &one).await.status, 400);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_token_dies_of_disuse_and_of_old_age() {
    let day = 24 * 60 * 60;
    for world in World::all().await {
        let person = world.person().await;
        let mut token = first(&world, &person).await;
        for _ in 0..12 {
            world.pass(29 * day);
            token = refresh(&world, &token).await.json()["refresh_token"].as_str().unwrap().to_owned();
        }
        world.pass(18 * day);
        assert_eq!(refresh(&world, &token).await.status, 400, "a year is over");
        let token = first(&world, &person).await;
        world.pass(30 * day);
        assert_eq!(refresh(&world, &token).await.status, 400, "a month without use");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc7009_2_1_revoking_either_token_ends_the_grant() {
    for world in World::all().await {
        let person = world.person().await;
        for which in ["refresh_token", "access_token"] {
            let tokens = world.log_in("openid offline_access", &person).await;
            let answer = world.post_as_app("/revoke", &[("token", tokens[which].as_str().unwrap())]).await;
            assert_eq!(answer.status, 200, "{which}");
            assert_eq!(
                refresh(&world, tokens["refresh_token"].as_str().unwrap()).await.status,
                400,
                "{which}"
            );
            assert_eq!(world.userinfo(tokens["access_token"].as_str().unwrap()).await.status, 401, "{which}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc7009_2_2_an_unknown_token_is_no_error_and_another_clients_is_refused() {
    for world in World::all().await {
        let person = world.person().await;
        for unknown in ["x", &"A".repeat(75), "a.b.c"] {
            assert_eq!(world.post_as_app("/revoke", &[("token", unknown)]).await.status, 200, "{unknown}");
        }
        assert_eq!(world.post_as_app("/revoke", &[]).await.json()["error"], "invalid_request");
        assert_eq!(world.post("/revoke", &[("token", "x")], None).await.status, 401);
        let code = world
            .code(
                &[
                    ("client_id", "bank"),
                    ("redirect_uri", "https://bank.example/cb"),
                    ("scope", "openid offline_access"),
                ],
                &person,
            )
            .await;
        let mut pairs = redemption(&code);
        pairs[2].1 = "https://bank.example/cb";
        let theirs = world.token_as_bank(&pairs).await.json();
        let refused =
            world.post_as_app("/revoke", &[("token", theirs["refresh_token"].as_str().unwrap())]).await;
        assert_eq!(refused.json()["error"], "unauthorized_client");
        assert_eq!(world.userinfo(theirs["access_token"].as_str().unwrap()).await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forgotten_account_leaves_neither_tokens_nor_a_pseudonym() {
    for world in World::all().await {
        let person = world.person().await;
        let before = world.log_in("openid offline_access", &person).await;
        let (oidc, account) = (&world.oidc, person.session.account);
        oidc.env.db.tx(|tx| Box::pin(async move { oidc.forget(tx, account).await })).await.unwrap();
        assert_eq!(refresh(&world, before["refresh_token"].as_str().unwrap()).await.status, 400);
        assert_eq!(world.userinfo(before["access_token"].as_str().unwrap()).await.status, 401);
        let after = world.log_in("openid", &person).await;
        let (old, new) = (
            world.verified(&before["id_token"], "JWT").await,
            world.verified(&after["id_token"], "JWT").await,
        );
        assert_ne!(old["sub"], new["sub"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_job_of_a_withdrawal_ends_the_grants_and_leaves_the_reason_to_be_told() {
    for world in World::all().await {
        let person = world.person().await;
        let tokens = world.log_in("openid name offline_access", &person).await;
        let (account, app) = (person.session.account, World::app().id);
        let consent = world.consents.login_consent(account, &app).await.unwrap().unwrap().id;
        world.consents.withdraw(account, consent).await.unwrap();
        for _ in 0..2 {
            world.oidc.consent_withdrawn(account, &app, consent).await.unwrap();
        }
        assert_eq!(
            world.userinfo(tokens["access_token"].as_str().unwrap()).await.json()["code"],
            "consent_withdrawn"
        );
        let other = world.log_in("openid offline_access", &person).await;
        assert_eq!(
            refresh(&world, other["refresh_token"].as_str().unwrap()).await.status,
            200,
            "a later consent"
        );
        world.pass(300);
        assert!(world.oidc.purge().await.unwrap() > 0);
        assert_eq!(refresh(&world, tokens["refresh_token"].as_str().unwrap()).await.status, 400);
    }
}
