//! Authorization requests by strangers: what is shown as a page, what is redirected, and that nothing leaks.

use super::samples::REDIRECT;
use super::world::{HOME, World, param, query};

#[tokio::test(flavor = "multi_thread")]
async fn rfc6749_4_1_2_1_nothing_is_sent_to_an_unproven_redirect_uri() {
    let world = World::all().await.remove(0);
    for changes in [
        [("client_id", "nobody")],
        [("client_id", "")],
        [("client_id", "../app")],
        [("redirect_uri", "")],
        [("redirect_uri", "https://evil.example/cb")],
        [("redirect_uri", "https://app.example/cb/")],
        [("redirect_uri", "https://app.example/cb?next=https://evil.example")],
        [("redirect_uri", "https://app.example/cb#fragment")],
        [("redirect_uri", "https://app.example@evil.example/cb")],
        [("redirect_uri", "https://app.example:444/cb")],
        [("redirect_uri", "https://app.example/%63b")],
        [("redirect_uri", "https://bank.example/cb")],
    ] {
        let answer = world.authorize(&changes, None).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (400, ""), "{changes:?}");
        // The page's language links carry our own address with its query, encoded; nothing there leads away.
        assert!(!answer.text.contains("//evil.example"), "{changes:?}");
    }
    let page = world.authorize(&[("client_id", "nobody")], None).await;
    assert!(page.text.contains("is not registered. Go back to it"), "in the person's language, as a page");
    let twice = format!("/authorize?{}&redirect_uri=https%3A%2F%2Fevil.example", query(&[]));
    let answer = world.open(&twice, HOME, None).await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (400, ""));
    let oversized = format!("/authorize?{}&x={}", query(&[]), "a".repeat(60_000));
    assert_eq!(world.open(&oversized, HOME, None).await.status, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc6749_4_1_2_1_every_later_error_is_redirected_with_state_and_issuer() {
    let world = World::all().await.remove(0);
    let nested =
        format!(r#"[{{"type":"urn:causeway:exchange","x":{}1{}}}]"#, "[".repeat(3000), "]".repeat(3000));
    let oversized = format!(r#"[{{"type":"urn:causeway:exchange","x":"{}"}}]"#, "a".repeat(20_000));
    for (change, error) in [
        (("response_type", "token"), "unsupported_response_type"),
        (("response_type", "code id_token"), "unsupported_response_type"),
        (("response_mode", "fragment"), "invalid_request"),
        (("scope", "name"), "invalid_scope"),
        (("scope", "openid exchange"), "invalid_scope"),
        (("code_challenge", ""), "invalid_request"),
        (("code_challenge", "short"), "invalid_request"),
        (("code_challenge_method", "plain"), "invalid_request"),
        (("code_challenge_method", ""), "invalid_request"),
        (("prompt", "none login"), "invalid_request"),
        (("max_age", "-1"), "invalid_request"),
        (("claims", "[]"), "invalid_request"),
        (("request", "e30.e30."), "invalid_request_object"),
        (("request_uri", "http://169.254.169.254/"), "request_uri_not_supported"),
        (("authorization_details", "[{}]"), "invalid_authorization_details"),
        (("authorization_details", nested.as_str()), "invalid_authorization_details"),
        (("authorization_details", oversized.as_str()), "invalid_authorization_details"),
        (
            ("authorization_details", r#"[{"type":"urn:causeway:exchange","dataset":"x"}]"#),
            "invalid_authorization_details",
        ),
    ] {
        let answer = world.authorize(&[change], None).await;
        let location = answer.header("location");
        assert!(location.starts_with(REDIRECT), "{change:?}: {location}");
        assert_eq!(param(location, "error").as_deref(), Some(error), "{:?}", change.0);
        assert_eq!(param(location, "state").as_deref(), Some("the state"));
        assert!(param(location, "iss").is_some() && param(location, "code").is_none());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc6749_3_1_a_repeated_parameter_is_refused_and_a_repeated_state_is_not_echoed() {
    let world = World::all().await.remove(0);
    for name in ["state", "code_challenge", "scope", "unknown"] {
        let path = format!("/authorize?{}&{name}=a&{name}=b", query(&[]));
        let location = world.open(&path, HOME, None).await.header("location").to_owned();
        assert_eq!(param(&location, "error").as_deref(), Some("invalid_request"), "{name}");
        assert_eq!(param(&location, "state").is_none(), name == "state");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc8252_7_3_a_native_client_is_answered_at_the_port_it_named() {
    let world = World::all().await.remove(0);
    let mut native = World::app();
    native.id = "native".parse().unwrap();
    native.native = true;
    native.redirect_uris = vec!["http://127.0.0.1/cb".to_owned()];
    world.put(&native).await;
    let person = world.person().await;
    let at = [("client_id", "native"), ("redirect_uri", "http://127.0.0.1:51004/cb")];
    let request = super::world::request_of(world.authorize(&at, None).await.header("location"));
    world.approve(request, HOME, &person).await;
    let answer = world.resume(request, HOME).await;
    assert!(answer.header("location").starts_with("http://127.0.0.1:51004/cb?code="));
    let elsewhere = [("client_id", "native"), ("redirect_uri", "http://127.0.0.1:51004/other")];
    assert_eq!(world.authorize(&elsewhere, None).await.status, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc9700_4_5_a_code_answers_the_state_and_nonce_of_its_own_request() {
    for world in World::all().await {
        let person = world.person().await;
        let mut requests = Vec::new();
        for name in ["one", "two"] {
            let answer = world.authorize(&[("state", name), ("nonce", name)], None).await;
            requests.push((super::world::request_of(answer.header("location")), name));
        }
        for (request, _) in &requests {
            let viewer = causeway_consent::Viewer {
                browser: causeway_http::Browser::of(HOME).hash,
                session: Some(person.session.clone()),
            };
            if world.consents.settle(*request, &viewer).await.unwrap() == causeway_consent::Step::Approve {
                world.approve(*request, HOME, &person).await;
            }
        }
        for (request, name) in requests.into_iter().rev() {
            let location = world.resume(request, HOME).await.header("location").to_owned();
            assert_eq!(param(&location, "state").as_deref(), Some(name));
            let tokens = world.redeem(&param(&location, "code").unwrap()).await.json();
            assert_eq!(world.verified(&tokens["id_token"], "JWT").await["nonce"], name);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_with_a_standing_login_is_still_asked_for_more_fields() {
    for world in World::all().await {
        let person = world.person().await;
        world.log_in("openid name", &person).await;
        let more = world.authorize(&[("scope", "openid name card_number")], Some(&person)).await;
        super::world::request_of(more.header("location"));
        let fewer = world.authorize(&[("scope", "openid")], Some(&person)).await;
        assert!(param(fewer.header("location"), "code").is_some());
    }
}
