//! Whom a client expects: `login_hint`, `id_token_hint`, and wishes that bind nobody.

use causeway_crypto::b64;
use causeway_crypto::jose::{Alg, SigningKey};
use serde_json::Value;

use super::request_objects::push;
use super::samples::CHALLENGE;
use super::world::{HOME, Person, World, param, request_of};

async fn sub_of(world: &World, person: &Person) -> (String, String) {
    let tokens = world.log_in("openid", person).await;
    let sub = world.verified(&tokens["id_token"], "JWT").await["sub"].as_str().unwrap().to_owned();
    (sub, tokens["id_token"].as_str().unwrap().to_owned())
}

async fn silently(world: &World, hint: (&str, &str), person: &Person) -> String {
    let answer = world.authorize(&[("prompt", "none"), hint], Some(person)).await;
    let location = answer.header("location");
    param(location, "error").unwrap_or_else(|| param(location, "code").map(|_| "code".to_owned()).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn oidc_core_3_1_2_1_prompt_none_with_a_hint_of_somebody_else_needs_a_login() {
    for world in World::all().await {
        let (one, two) = (world.person().await, world.person().await);
        let (one_sub, one_token) = sub_of(&world, &one).await;
        let (two_sub, _) = sub_of(&world, &two).await;
        world.pass(3600);
        for (hint, person, expected) in [
            (("id_token_hint", one_token.as_str()), &one, "code"),
            (("id_token_hint", one_token.as_str()), &two, "login_required"),
            (("login_hint", one_sub.as_str()), &one, "code"),
            (("login_hint", one_sub.as_str()), &two, "login_required"),
            (("login_hint", two_sub.as_str()), &two, "code"),
            // Somebody who is not there (any more) is somebody else: the answer does not tell which.
            (("login_hint", b64::encode(&[9; 24]).as_str()), &one, "login_required"),
            (("login_hint", "tai.man@example.com"), &one, "code"),
        ] {
            assert_eq!(silently(&world, hint, person).await, expected, "{}", hint.0);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn oidc_core_3_1_2_2_nobody_else_is_answered_for_than_the_hint_names() {
    for world in World::all().await {
        let (one, mut two) = (world.person().await, world.person().await);
        let (_, token) = sub_of(&world, &one).await;
        sub_of(&world, &two).await;
        // Two has a session: it is not taken up, and logging in as two leads nowhere.
        let answer = world.authorize(&[("id_token_hint", &token)], Some(&two)).await;
        let request = request_of(answer.header("location"));
        world.pass(5);
        world.log_in_again(&mut two).await;
        let viewer = causeway_consent::Viewer {
            browser: causeway_http::Browser::of(HOME).hash,
            session: Some(two.session.clone()),
        };
        if world.consents.settle(request, &viewer).await.unwrap() == causeway_consent::Step::Approve {
            world.approve(request, HOME, &two).await;
        }
        let back = world.resume(request, HOME).await;
        let location = back.header("location");
        assert_eq!(param(location, "error").as_deref(), Some("login_required"), "{location}");
        assert!(param(location, "code").is_none());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn oidc_core_3_1_2_1_a_hint_that_is_not_our_token_for_this_client_is_refused() {
    let world = World::all().await.remove(0);
    let person = world.person().await;
    let tokens = world.log_in("openid", &person).await;
    let claims = world.verified(&tokens["id_token"], "JWT").await;
    let forged = SigningKey::generate(Alg::Es256).unwrap().sign("JWT", &claims).unwrap();
    let payload = tokens["id_token"].as_str().unwrap().split('.').nth(1).unwrap().to_owned();
    let none = format!("{}.{payload}.", b64::encode(br#"{"alg":"none","typ":"JWT"}"#));
    let access = tokens["access_token"].as_str().unwrap();
    for hint in [forged.as_str(), none.as_str(), access, "x", "..", "a.b.c.d.e"] {
        let answer = world.authorize(&[("id_token_hint", hint)], Some(&person)).await;
        assert_eq!(param(answer.header("location"), "error").as_deref(), Some("invalid_request"));
    }
    // Ours, and of another client.
    let others = [
        ("client_id", "bank"),
        ("redirect_uri", "https://bank.example/cb"),
        ("id_token_hint", tokens["id_token"].as_str().unwrap()),
    ];
    let answer = world.authorize(&others, Some(&person)).await;
    assert_eq!(param(answer.header("location"), "error").as_deref(), Some("invalid_request"));
}

/// Everything that the tables of a login hold, as text.
async fn stored(world: &World) -> String {
    let mut all = String::new();
    for sql in [
        "select cast(params as text) from oidc_pushed",
        "select redirect_uri || coalesce(state, '') || coalesce(nonce, '') || cast(terms as text) from oidc_authorization",
        "select resume from consent_request",
    ] {
        for row in world.test.env.db.query(sql, &[]).await.unwrap() {
            all.push_str(&row.read::<String>().unwrap());
        }
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hint_that_is_not_ones_own_pseudonym_is_kept_nowhere() {
    for world in World::all().await {
        let person = world.person().await;
        let (sub, token) = sub_of(&world, &person).await;
        let canary = format!("CANARY-A123456(3){}", "x".repeat(2000));
        // With the form of a pseudonym, and with none; of another client's sector; and at both ways in.
        let shaped = "CANARYA1234563CANARYA1234563CANA";
        assert_eq!(b64::decode(shaped).unwrap().len(), 24);
        let good = |hint: &'static str, value: &str| {
            [
                ("redirect_uri", "https://bank.example/cb"),
                ("response_type", "code"),
                ("scope", "openid"),
                ("code_challenge", CHALLENGE),
                ("code_challenge_method", "S256"),
                (hint, value),
            ]
            .map(|(name, value)| (name, value.to_owned()))
        };
        for hint in [canary.as_str(), shaped, sub.as_str()] {
            world.authorize(&[("login_hint", hint)], None).await;
            let pairs = good("login_hint", hint);
            let pairs: Vec<_> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
            assert_eq!(push(&world, &pairs).await.status, 201);
        }
        let all = stored(&world).await;
        assert!(!all.contains("CANARY"), "{all}");
        assert!(!all.contains(&sub), "another client's pseudonym");
        assert!(!all.contains(&token));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc9126_4_a_pushed_hint_names_the_person_when_it_is_taken_up() {
    for world in World::all().await {
        let (one, two) = (world.person().await, world.person().await);
        let (sub, token) = sub_of(&world, &one).await;
        sub_of(&world, &two).await;
        let nobody = b64::encode(&[9; 24]);
        for (hint, value, expected) in [
            ("login_hint", sub.as_str(), [None, Some("login_required")]),
            ("id_token_hint", token.as_str(), [None, Some("login_required")]),
            ("login_hint", nobody.as_str(), [Some("login_required"); 2]),
        ] {
            let pairs = [
                ("redirect_uri", super::samples::REDIRECT),
                ("response_type", "code"),
                ("scope", "openid"),
                ("prompt", "none"),
                ("code_challenge", CHALLENGE),
                ("code_challenge_method", "S256"),
                (hint, value),
            ];
            let uri: Value = world.post_as_app("/par", &pairs).await.json()["request_uri"].clone();
            let query = url::form_urlencoded::Serializer::new(String::new())
                .extend_pairs([("client_id", "app"), ("request_uri", uri.as_str().unwrap())])
                .finish();
            for (person, expected) in [&two, &one].into_iter().zip([expected[1], expected[0]]) {
                let answer = world.open(&format!("/authorize?{query}"), HOME, Some(person)).await;
                assert_eq!(param(answer.header("location"), "error").as_deref(), expected, "{hint}");
            }
        }
    }
}

/// oidcc-login-hint, oidcc-id-token-hint, oidcc-display-page, oidcc-display-popup, oidcc-claims-locales, oidcc-ui-locales,
/// oidcc-ensure-request-with-acr-values-succeeds, oidcc-ensure-request-with-unknown-parameter-succeeds.
#[tokio::test(flavor = "multi_thread")]
async fn oidc_core_3_1_2_1_what_is_a_wish_or_unknown_refuses_nothing() {
    for world in World::all().await {
        let person = world.person().await;
        let (_, token) = sub_of(&world, &person).await;
        for wish in [
            ("login_hint", "buffy@example.com"),
            ("id_token_hint", token.as_str()),
            ("display", "page"),
            ("display", "popup"),
            ("claims_locales", "se"),
            ("ui_locales", "se zh-Hant"),
            ("acr_values", "urn:mace:incommon:iap:silver 1 2"),
            ("extra", "foobar"),
        ] {
            assert_eq!(silently(&world, wish, &person).await, "code", "{}", wish.0);
        }
    }
}
