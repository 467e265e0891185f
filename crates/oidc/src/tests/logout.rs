//! Sessions and logout: RP-initiated (OpenID Connect RP-Initiated Logout 1.0) and by the back channel (Back-Channel Logout 1.0). The names
//! `oidcc_…` are those of the conformance suite's modules.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use causeway_core::jobs::Worker;
use serde_json::{Value, json};
use uuid::Uuid;

use super::tools::{claims, text};
use super::world::{ELSEWHERE, HOME, ISSUER, Person, World};
use causeway_http::Browser;

const OUT: &str = "https://app.example/out";

/// A login of `app`, which may send people to `OUT` and is told at `told`.
async fn begun(world: &World, told: Option<&str>, scope: &str) -> (Person, Value) {
    let mut app = World::app();
    app.settings.post_logout_redirect_uris = vec![OUT.to_owned()];
    app.settings.backchannel_logout_uri = told.map(ToOwned::to_owned);
    world.put(&app).await;
    let person = world.person().await;
    // The first time a page asks; the second has a session at hand.
    world.log_in(scope, &person).await;
    let tokens = world.log_in(scope, &person).await;
    (person, tokens)
}

fn end(pairs: &[(&str, &str)]) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    format!("/end_session?{query}")
}

/// The logout that the portal is to ask about.
fn asked(location: &str) -> Uuid {
    location
        .strip_prefix("/logout?request=")
        .unwrap_or_else(|| panic!("not asked: {location}"))
        .parse()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn oidcc_rp_initiated_logout() {
    for world in World::all().await {
        let (person, tokens) = begun(&world, None, "openid").await;
        let hint = text(&tokens["id_token"]);
        // An ID token whose time is over is as good a hint (section 4).
        world.pass(3600);
        let path = end(&[("id_token_hint", &hint), ("post_logout_redirect_uri", OUT), ("state", "s 1")]);
        let answer = world.open_as(&path, Some(&person.session)).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("location")),
            (303, "https://app.example/out?state=s+1")
        );
        let ended = world.ended.lock().unwrap().clone();
        assert_eq!(ended, [person.session.id], "at once");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn oidcc_rp_initiated_logout_no_state_and_no_post_logout_redirect_uri() {
    for world in World::all().await {
        let (person, tokens) = begun(&world, None, "openid").await;
        let hint = text(&tokens["id_token"]);
        let at = async |pairs: &[(&str, &str)]| {
            let answer = world.open_as(&end(pairs), Some(&person.session)).await;
            answer.header("location").to_owned()
        };
        assert_eq!(at(&[("id_token_hint", &hint), ("post_logout_redirect_uri", OUT)]).await, OUT);
        assert_eq!(at(&[("id_token_hint", &hint)]).await, "/logout");
        assert_eq!(at(&[("id_token_hint", &hint), ("state", "s")]).await, "/logout");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn oidcc_rp_initiated_logout_no_id_token_hint_no_params_and_only_state() {
    for world in World::all().await {
        let (person, _) = begun(&world, None, "openid").await;
        let none: &[(&str, &str)] = &[];
        let without = [("post_logout_redirect_uri", OUT), ("state", "s")];
        for pairs in [none, &[("state", "s")], &without] {
            let answer = world.open_as(&end(pairs), Some(&person.session)).await;
            let request = asked(answer.header("location"));
            let browser = &Browser::of(HOME);
            let logout = world.oidc.asked_logout(request, browser).await.unwrap().unwrap();
            assert_eq!((logout.client, logout.next), (None, None), "nobody is sent anywhere by nobody");
            assert!(world.ended.lock().unwrap().is_empty(), "the person is asked");
        }
        // With the client named, the person is sent there once they have agreed.
        let pairs = [("client_id", "app"), ("post_logout_redirect_uri", OUT), ("state", "s")];
        let answer = world.open_as(&end(&pairs), Some(&person.session)).await;
        let request = asked(answer.header("location"));
        let elsewhere = &Browser::of(ELSEWHERE);
        assert_eq!(world.oidc.take_logout(request, elsewhere).await.unwrap(), None, "another browser's");
        let browser = &Browser::of(HOME);
        // The other browser's attempt spoiled nothing.
        let logout = world.oidc.asked_logout(request, browser).await.unwrap().unwrap();
        assert_eq!(logout.next.as_deref(), Some("https://app.example/out?state=s"));
        assert_eq!(logout.origin.as_deref(), Some("https://app.example"));
        assert!(world.oidc.take_logout(request, browser).await.unwrap().is_some());
        assert_eq!(world.oidc.take_logout(request, browser).await.unwrap(), None, "once");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn oidcc_rp_initiated_logout_bad_and_modified_id_token_hint() {
    for world in World::all().await {
        let (person, tokens) = begun(&world, None, "openid").await;
        let hint = text(&tokens["id_token"]);
        let modified = format!("{}AAAA", &hint[..hint.len() - 4]);
        let access = text(&tokens["access_token"]);
        for bad in ["bad", &modified, &access] {
            let path = end(&[("id_token_hint", bad), ("post_logout_redirect_uri", OUT), ("state", "s")]);
            let answer = world.open_as(&path, Some(&person.session)).await;
            assert_eq!((answer.status.as_u16(), answer.header("location")), (400, ""), "{bad}");
        }
        // A hint of another client than the one that is named.
        let path = end(&[("id_token_hint", &hint), ("client_id", "bank")]);
        assert_eq!(world.open_as(&path, Some(&person.session)).await.status, 400);
        assert!(world.ended.lock().unwrap().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn oidcc_rp_initiated_logout_bad_modified_and_query_added_to_post_logout_redirect_uri() {
    for world in World::all().await {
        let (person, tokens) = begun(&world, None, "openid").await;
        let hint = text(&tokens["id_token"]);
        let added = format!("{OUT}?x=1");
        for bad in ["https://evil.example/", "https://app.example/out/", &added, "javascript:alert(1)"] {
            for session in [Some(&person.session), None] {
                let path = end(&[("id_token_hint", &hint), ("post_logout_redirect_uri", bad)]);
                let answer = world.open_as(&path, session).await;
                assert_eq!((answer.status.as_u16(), answer.header("location")), (400, ""), "{bad}");
            }
        }
        assert!(world.ended.lock().unwrap().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn oidcc_rp_initiated_logout_discovery_endpoint_verification() {
    let world = World::all().await.remove(0);
    let metadata = world.open_as("/.well-known/openid-configuration", None).await.json();
    assert_eq!(metadata["end_session_endpoint"], format!("{ISSUER}/end_session"));
    assert_eq!(metadata["backchannel_logout_supported"], true);
    assert_eq!(metadata["backchannel_logout_session_supported"], true);
    assert_eq!(metadata["frontchannel_logout_supported"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hint_of_another_session_or_person_logs_nobody_out_unasked() {
    for world in World::all().await {
        let (mut person, tokens) = begun(&world, None, "openid").await;
        let hint = text(&tokens["id_token"]);
        let other = world.person().await;
        world.log_in_again(&mut person).await;
        for session in [&person.session, &other.session] {
            let answer = world.open_as(&end(&[("id_token_hint", &hint)]), Some(session)).await;
            asked(answer.header("location"));
        }
        assert!(world.ended.lock().unwrap().is_empty());
        // Whoever is logged out already is sent on.
        let path = end(&[("id_token_hint", &hint), ("post_logout_redirect_uri", OUT)]);
        assert_eq!(world.open_as(&path, None).await.header("location"), OUT);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn oidc_backchannel_2_1_a_session_has_one_sid_for_each_client_and_another_for_each_session() {
    for world in World::all().await {
        let (mut person, first) = begun(&world, None, "openid offline_access").await;
        let sid = |tokens: &Value| text(&claims(&tokens["id_token"])["sid"]);
        let again = world.log_in("openid", &person).await;
        assert_eq!(sid(&first), sid(&again));
        let pairs =
            [("grant_type", "refresh_token"), ("refresh_token", first["refresh_token"].as_str().unwrap())];
        assert_eq!(sid(&world.token(&pairs).await.json()), sid(&first), "a refreshed ID token has it, too");
        let services = world.oidc.services_of(person.session.id).await.unwrap();
        assert_eq!(services.iter().map(|(client, _)| client.as_str()).collect::<Vec<_>>(), ["app"]);
        world.log_in_again(&mut person).await;
        assert_ne!(sid(&first), sid(&world.log_in("openid", &person).await));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sessions_grants_end_with_it_unless_they_were_to_last() {
    for world in World::all().await {
        let (mut person, lasting) = begun(&world, None, "openid offline_access").await;
        let brief = world.log_in("openid", &person).await;
        let session = person.session.id;
        world.log_in_again(&mut person).await;
        let other = world.log_in("openid", &person).await;
        for _ in 0..2 {
            world.oidc.session_ended(session).await.unwrap();
        }
        let works = async |tokens: &Value| {
            world.userinfo(tokens["access_token"].as_str().unwrap()).await.status == 200
        };
        assert!(works(&lasting).await && works(&other).await);
        assert!(!works(&brief).await, "{}", world.test.engine);
        assert!(world.oidc.services_of(session).await.unwrap().is_empty());
    }
}

type Heard = Arc<Mutex<(Vec<String>, StatusCode)>>;

/// A service that hears of logouts and answers as it is told to.
async fn service() -> (String, Heard) {
    let heard: Heard = Arc::new(Mutex::new((Vec::new(), StatusCode::OK)));
    let hear = async |State(heard): State<Heard>, body: String| {
        let mut heard = heard.lock().unwrap();
        heard.0.push(body);
        heard.1
    };
    let app = Router::new().route("/told", axum::routing::post(hear)).with_state(Arc::clone(&heard));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/told", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    (url, heard)
}

#[tokio::test(flavor = "multi_thread")]
async fn oidcc_backchannel_rp_initiated_logout() {
    for world in World::all().await {
        let (url, heard) = service().await;
        let (person, tokens) = begun(&world, Some(&url), "openid").await;
        let id_token = claims(&tokens["id_token"]);
        for _ in 0..2 {
            world.oidc.session_ended(person.session.id).await.unwrap();
        }
        let worker = world.oidc.work(Worker::new(world.test.env.clone()));
        assert_eq!(worker.run_due().await.unwrap(), 1, "once, however often it was told");
        let bodies = heard.lock().unwrap().0.clone();
        let [body] = bodies.as_slice() else { panic!("{bodies:?}") };
        let token = body.strip_prefix("logout_token=").unwrap().to_owned();
        let told = world.verified(&token.clone().into(), "logout+jwt").await;
        assert_eq!((&told["iss"], &told["aud"]), (&ISSUER.into(), &"app".into()));
        for same in ["sub", "sid"] {
            assert_eq!(told[same], id_token[same], "{same}");
        }
        assert_eq!(told["events"], json!({"http://schemas.openid.net/event/backchannel-logout": {}}));
        assert_eq!(told["exp"].as_i64().unwrap() - told["iat"].as_i64().unwrap(), 120);
        assert!(told["jti"].as_str().unwrap().parse::<Uuid>().is_ok() && told.get("nonce").is_none());
        // It is neither an access token nor a hint.
        assert_eq!(world.userinfo(&token).await.status, 401);
        let path = end(&[("id_token_hint", &token)]);
        assert_eq!(world.open_as(&path, Some(&person.session)).await.status, 400);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn oidc_backchannel_2_5_a_service_that_fails_is_told_again_and_one_that_refuses_is_not() {
    for world in World::all().await {
        let (url, heard) = service().await;
        let (person, _) = begun(&world, Some(&url), "openid").await;
        heard.lock().unwrap().1 = StatusCode::BAD_GATEWAY;
        world.oidc.session_ended(person.session.id).await.unwrap();
        let worker = world.oidc.work(Worker::new(world.test.env.clone()));
        worker.run_due().await.unwrap();
        heard.lock().unwrap().1 = StatusCode::BAD_REQUEST;
        for _ in 0..5 {
            world.pass(3600);
            worker.run_due().await.unwrap();
        }
        let bodies = heard.lock().unwrap().0.clone();
        assert_eq!(bodies.len(), 2, "{}", world.test.engine);
        let jti = |body: &String| claims(&body.strip_prefix("logout_token=").unwrap().into())["jti"].clone();
        assert_eq!(jti(&bodies[0]), jti(&bodies[1]), "whoever hears twice can tell");
    }
}
