//! A person is asked without a browser (OpenID Connect CIBA): honestly, and by those who would wear them down.

use causeway_consent::jobs as consent_jobs;
use causeway_core::{Acr, Kind, RequestId};
use causeway_evidence::Event;
use causeway_http::testing::Answer;
use serde_json::{Value, json};

use super::authorization::futures_of;
use super::world::{HOME, Person, World};
use crate::grant_type::GrantType;
use crate::settings::{Ciba, Settings};
use crate::{Client, ClientAuth};

impl World {
    /// `app` may ask people directly, and devices.
    pub(crate) async fn asking(&self, ciba: Ciba) {
        self.put(&Client { settings: asking(ciba), ..Self::app() }).await;
    }

    /// What `app` knows a person by.
    pub(crate) async fn sub(&self, person: &Person) -> String {
        let tokens = self.log_in("openid", person).await;
        self.verified(&tokens["id_token"], "JWT").await["sub"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn ask_directly(&self, pairs: &[(&str, &str)]) -> Answer {
        let mut all = vec![("scope", "openid")];
        all.retain(|(name, _)| !pairs.iter().any(|(changed, _)| changed == name));
        all.extend_from_slice(pairs);
        self.post_as_app("/bc-authorize", &all).await
    }

    /// The id of a request that was taken.
    pub(crate) async fn asked(&self, sub: &str) -> String {
        let answer = self.ask_directly(&[("login_hint", sub)]).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()["auth_req_id"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn poll(&self, id: &str) -> Answer {
        self.token(&[("grant_type", GrantType::Ciba.as_str()), ("auth_req_id", id)]).await
    }

    /// What waits for a person.
    pub(crate) async fn waits(&self, person: &Person) -> Vec<RequestId> {
        let waiting = self.consents.waiting(person.session.account).await.unwrap();
        waiting.iter().map(|request| request.id).collect()
    }

    async fn decline(&self, person: &Person) {
        let [request] = self.waits(person).await[..] else { panic!("one request waits") };
        self.consents.decline(request, &person.session).await.unwrap();
    }

    async fn count(&self, sql: &'static str) -> i64 {
        self.test.env.db.one(sql, &[]).await.unwrap().read().unwrap()
    }

    async fn set_code(&self, person: &Person, code: Option<&str>) {
        self.oidc.set_user_code(person.session.account, code).await.unwrap();
    }
}

fn asking(ciba: Ciba) -> Settings {
    Settings { grants: vec![GrantType::Ciba, GrantType::DeviceCode], ciba: Some(ciba), ..Settings::default() }
}

pub(crate) fn error(answer: &Answer) -> (u16, Value) {
    (answer.status.as_u16(), answer.json()["error"].clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn ciba_7_3_and_10_1_a_person_approves_on_their_own_device_and_the_client_gets_tokens_once() {
    for world in World::all().await {
        world.asking(Ciba::default()).await;
        let person = world.person().await;
        let sub = world.sub(&person).await;
        let pairs = [
            ("login_hint", sub.as_str()),
            ("scope", "openid name offline_access"),
            ("binding_message", "wxyz-12"),
            ("requested_expiry", "60"),
            ("acr_values", "urn:other:gold"),
        ];
        let answer = world.ask_directly(&pairs).await;
        assert_eq!(answer.header("cache-control"), "no-store");
        let answer = answer.json();
        assert_eq!((&answer["expires_in"], &answer["interval"]), (&json!(60), &json!(5)));
        let id = answer["auth_req_id"].as_str().unwrap();
        assert_eq!(error(&world.poll(id).await), (400, json!("authorization_pending")));
        let waiting = world.consents.waiting(person.session.account).await.unwrap();
        assert_eq!(waiting[0].code.as_deref(), Some("WXYZ-12"));
        world.approve(waiting[0].id, HOME, &person).await;
        let answer = world.poll(id).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let tokens = answer.json();
        let id_token = world.verified(&tokens["id_token"], "JWT").await;
        assert_eq!((&id_token["sub"], &id_token["acr"]), (&json!(sub), &json!("urn:causeway:acr:decoupled")));
        assert_eq!(world.userinfo(tokens["access_token"].as_str().unwrap()).await.json()["name"], "the name");
        let refresh = tokens["refresh_token"].as_str().unwrap();
        let refreshed = world.token(&[("grant_type", "refresh_token"), ("refresh_token", refresh)]).await;
        assert_eq!(refreshed.status, 200);
        assert_eq!(error(&world.poll(id).await), (400, json!("invalid_grant")), "an id serves once");
        let events = world.events(&person).await;
        let decoupled = |event: &Event| matches!(event, Event::LoginGranted { acr: Acr::Decoupled, .. });
        assert_eq!(events.iter().filter(|event| decoupled(event)).count(), 1, "a receipt");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ciba_11_who_polls_too_often_is_told_to_slow_down_and_nothing_is_written() {
    for world in World::all().await {
        world.asking(Ciba::default()).await;
        let person = world.person().await;
        let id = world.asked(&world.sub(&person).await).await;
        for expected in ["authorization_pending", "slow_down", "slow_down"] {
            assert_eq!(error(&world.poll(&id).await), (400, json!(expected)));
        }
        world.pass(5);
        assert_eq!(world.poll(&id).await.json()["error"], "authorization_pending");
        // An answer is never held back by that.
        world.approve(world.waits(&person).await[0], HOME, &person).await;
        assert_eq!(world.poll(&id).await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ciba_11_a_client_is_told_that_the_person_declined_or_did_not_answer() {
    for world in World::all().await {
        world.asking(Ciba::default()).await;
        let person = world.person().await;
        let sub = world.sub(&person).await;
        let id = world.asked(&sub).await;
        world.decline(&person).await;
        for _ in 0..2 {
            assert_eq!(error(&world.poll(&id).await), (400, json!("access_denied")));
        }
        let id = world.asked(&sub).await;
        world.pass(119);
        assert_eq!(world.poll(&id).await.json()["error"], "authorization_pending");
        world.pass(1);
        for _ in 0..2 {
            assert_eq!(error(&world.poll(&id).await), (400, json!("expired_token")));
        }
        assert!(world.waits(&person).await.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ciba_11_an_answer_of_the_last_moment_can_be_fetched_for_half_a_minute() {
    for world in World::all().await {
        world.asking(Ciba::default()).await;
        let person = world.person().await;
        let sub = world.sub(&person).await;
        for (late, status) in [(29, 200), (31, 400)] {
            let id = world.asked(&sub).await;
            world.pass(119);
            world.approve(world.waits(&person).await[0], HOME, &person).await;
            world.pass(1 + late);
            assert_eq!(world.poll(&id).await.status, status, "{late}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ciba_11_ids_that_are_guessed_or_of_another_client_are_worth_nothing_and_spoil_nothing() {
    for world in World::all().await {
        world.asking(Ciba::default()).await;
        world.put(&Client { settings: asking(Ciba::default()), ..world.bank() }).await;
        let person = world.person().await;
        let id = world.asked(&world.sub(&person).await).await;
        world.approve(world.waits(&person).await[0], HOME, &person).await;
        for guess in ["", "x", &"A".repeat(43), &id.to_lowercase(), &id[..42]] {
            let refused = if guess.is_empty() { "invalid_request" } else { "invalid_grant" };
            assert_eq!(world.poll(guess).await.json()["error"], refused, "{guess}");
        }
        let stolen = [("grant_type", GrantType::Ciba.as_str()), ("auth_req_id", id.as_str())];
        assert_eq!(world.token_as_bank(&stolen).await.json()["error"], "invalid_grant");
        assert_eq!(world.poll(&id).await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_ten_polls_at_once_one_gets_the_grant() {
    for world in World::all().await {
        world.asking(Ciba::default()).await;
        let person = world.person().await;
        let before = "select count(*) from oidc_grant";
        let id = &world.asked(&world.sub(&person).await).await;
        let grants = world.count(before).await;
        world.approve(world.waits(&person).await[0], HOME, &person).await;
        let answers = futures_of(10, async || world.poll(id).await).await;
        let good = answers.iter().filter(|answer| answer.status == 200).count();
        let others = answers.iter().filter(|answer| answer.json()["error"] == "invalid_grant").count();
        assert_eq!((good, others), (1, 9), "{}", world.test.engine);
        assert_eq!(world.count(before).await, grants + 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_prompts_are_one_and_ten_at_once_are_one() {
    for world in World::all().await {
        world.asking(Ciba::default()).await;
        let person = world.person().await;
        let sub = &world.sub(&person).await;
        let at_once = futures_of(10, async || world.ask_directly(&[("login_hint", sub)]).await).await;
        assert_eq!(at_once.iter().filter(|answer| answer.status == 200).count(), 1, "{}", world.test.engine);
        for _ in 0..990 {
            let refused = world.ask_directly(&[("login_hint", sub)]).await;
            assert_eq!(error(&refused), (403, json!("access_denied")));
        }
        assert_eq!(world.waits(&person).await.len(), 1);
        let told = "select count(*) from core_job where kind = 'consent.asked'";
        assert_eq!(world.count(told).await, 1, "and the person was told of one");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_asked_three_things_at_once_at_most_and_five_an_hour_by_one_service() {
    for world in World::all().await {
        let person = world.person().await;
        let sub = world.sub(&person).await;
        for id in ["one", "two", "three", "app"] {
            let client =
                Client { id: id.parse().unwrap(), settings: asking(Ciba::default()), ..World::app() };
            world.put(&client).await;
        }
        let pairs = [("login_hint", sub.as_str()), ("scope", "openid")];
        let secret: String = url::form_urlencoded::byte_serialize(b"a secret of app+ 100%").collect();
        for id in ["one", "two", "three"] {
            let answer = world.post("/bc-authorize", &pairs, Some(&format!("{id}:{secret}"))).await;
            assert_eq!(answer.status, 200, "{}", answer.text);
        }
        assert_eq!(world.ask_directly(&pairs).await.status, 403);
        world.pass(120);
        for n in 0..6 {
            let answer = world.ask_directly(&pairs).await;
            assert_eq!(answer.status, if n < 5 { 200 } else { 403 }, "{n}");
            if n < 5 {
                world.approve(world.waits(&person).await[0], HOME, &person).await;
                let id = answer.json()["auth_req_id"].as_str().unwrap().to_owned();
                assert_eq!(world.poll(&id).await.status, 200);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ciba_7_1_after_two_that_came_to_nothing_the_persons_code_is_needed_with_five_tries_an_hour() {
    for world in World::all().await {
        world.asking(Ciba { notification_endpoint: None, user_code: true }).await;
        let person = world.person().await;
        let sub = world.sub(&person).await;
        let id = world.asked(&sub).await;
        world.decline(&person).await;
        world.poll(&id).await;
        world.asked(&sub).await;
        world.pass(121);
        let ask = async |code: &str| {
            let answer = world.ask_directly(&[("login_hint", &sub), ("user_code", code)]).await;
            answer.json()["error"].as_str().unwrap_or("ok").to_owned()
        };
        assert_eq!(ask("").await, "missing_user_code");
        assert_eq!(ask("19752046").await, "invalid_user_code", "who has set none cannot be asked");
        world.set_code(&person, Some("19752046")).await;
        assert!(world.oidc.has_user_code(person.session.account).await.unwrap());
        for _ in 0..5 {
            assert_eq!(ask("00000000").await, "invalid_user_code");
        }
        assert_eq!(ask("19752046").await, "invalid_user_code", "five tries an hour");
        world.pass(3600);
        assert_eq!(ask("19752046").await, "ok");
        assert_eq!(world.waits(&person).await.len(), 1);
        world.set_code(&person, None).await;
        assert!(!world.oidc.has_user_code(person.session.account).await.unwrap());
        let kept = "select count(*) from oidc_user_code";
        assert_eq!(world.count(kept).await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_does_not_learn_that_a_person_has_muted_it() {
    for world in World::all().await {
        world.asking(Ciba::default()).await;
        let person = world.person().await;
        let sub = world.sub(&person).await;
        let (consents, account, app) = (&world.consents, person.session.account, World::app().id);
        let muted = world.test.env.db.tx(|tx| Box::pin(consents.mute(tx, account, &app)));
        muted.await.unwrap();
        let answer = world.ask_directly(&[("login_hint", &sub)]).await;
        let mut names: Vec<_> = answer.json().as_object().unwrap().keys().cloned().collect();
        names.sort();
        assert_eq!(names, ["auth_req_id", "expires_in", "interval"]);
        let id = answer.json()["auth_req_id"].as_str().unwrap().to_owned();
        assert_eq!(world.poll(&id).await.json()["error"], "authorization_pending");
        assert!(world.waits(&person).await.is_empty());
        assert_eq!(world.count("select count(*) from core_job where kind = 'consent.asked'").await, 0);
        world.pass(120);
        assert_eq!(world.poll(&id).await.json()["error"], "expired_token");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ciba_13_whoever_never_was_here_and_whoever_is_gone_are_answered_alike() {
    for world in World::all().await {
        world.asking(Ciba::default()).await;
        let person = world.person().await;
        let (sub, account) = (world.sub(&person).await, person.session.account);
        let token = world.log_in("openid", &person).await["id_token"].as_str().unwrap().to_owned();
        let oidc = &world.oidc;
        world.test.env.db.tx(|tx| Box::pin(oidc.forget(tx, account))).await.unwrap();
        let never = world.ask_directly(&[("login_hint", "nobody")]).await;
        assert_eq!(error(&never), (400, json!("unknown_user_id")));
        for hint in [("login_hint", sub.as_str()), ("id_token_hint", &token), ("login_hint", "CHAN Tai Man")]
        {
            let gone = world.ask_directly(&[hint]).await;
            assert_eq!((gone.status, &gone.text), (never.status, &never.text));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ciba_7_1_a_hint_is_the_clients_own_name_for_a_person_or_an_id_token_of_ours_for_it() {
    for world in World::all().await {
        world.asking(Ciba::default()).await;
        world.put(&Client { settings: asking(Ciba::default()), ..world.bank() }).await;
        let person = world.person().await;
        let tokens = world.log_in("openid", &person).await;
        let (id_token, access) =
            (tokens["id_token"].as_str().unwrap(), tokens["access_token"].as_str().unwrap());
        let sub = world.verified(&tokens["id_token"], "JWT").await["sub"].as_str().unwrap().to_owned();
        // Neither is worth anything to another client, in another sector.
        let assertion = world.assertion(&json!({}));
        for (hint, refused) in [
            (("login_hint", sub.as_str()), "unknown_user_id"),
            (("id_token_hint", id_token), "invalid_request"),
        ] {
            let assertion =
                if hint.0 == "login_hint" { assertion.clone() } else { world.assertion(&json!({})) };
            let pairs = [
                ("client_assertion", assertion.as_str()),
                ("client_assertion_type", crate::rules::check_assertion::TYPE),
                ("scope", "openid"),
                hint,
            ];
            assert_eq!(world.post("/bc-authorize", &pairs, None).await.json()["error"], refused);
        }
        let forged = world.bank_key.sign("JWT", &world.verified(&tokens["id_token"], "JWT").await).unwrap();
        for bad in [access, &forged, "nonsense", &id_token[..id_token.len() - 2]] {
            let answer = world.ask_directly(&[("id_token_hint", bad)]).await;
            assert_eq!(answer.json()["error"], "invalid_request");
        }
        // Its time may be over.
        world.pass(24 * 3600);
        assert_eq!(world.ask_directly(&[("id_token_hint", id_token)]).await.status, 200);
        assert_eq!(world.waits(&person).await.len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ciba_7_1_what_is_not_a_good_request_asks_nobody() {
    let world = World::all().await.remove(0);
    let person = world.person().await;
    let sub = world.sub(&person).await;
    assert_eq!(world.ask_directly(&[("login_hint", &sub)]).await.json()["error"], "unauthorized_client");
    assert_eq!(world.poll("x").await.json()["error"], "unauthorized_client");
    world.asking(Ciba::default()).await;
    for (pairs, refused) in [
        (vec![], "invalid_request"),
        (vec![("login_hint", sub.as_str()), ("login_hint", sub.as_str())], "invalid_request"),
        (vec![("login_hint", &sub), ("login_hint_token", "x")], "invalid_request"),
        (vec![("login_hint", &sub), ("scope", "name")], "invalid_scope"),
        (vec![("login_hint", &sub), ("scope", "openid exchange")], "invalid_scope"),
        (vec![("login_hint", &sub), ("binding_message", "\u{202e}21-ZYXW")], "invalid_binding_message"),
        (vec![("login_hint", &sub), ("binding_message", "\u{1f511}")], "invalid_binding_message"),
        (vec![("login_hint", &sub), ("binding_message", "https://evil.example")], "invalid_binding_message"),
        (vec![("login_hint", &sub), ("binding_message", "Pay 100 to Bob, now!")], "invalid_binding_message"),
        (vec![("login_hint", &sub), ("requested_expiry", "-1")], "invalid_request"),
        (vec![("login_hint", &sub), ("authorization_details", "[]")], "invalid_authorization_details"),
        (vec![("login_hint", &sub), ("request", "e30.e30.")], "invalid_request"),
    ] {
        assert_eq!(error(&world.ask_directly(&pairs).await), (400, json!(refused)), "{pairs:?}");
    }
    let nobody = world.post("/bc-authorize", &[("login_hint", &sub), ("scope", "openid")], None).await;
    assert_eq!(error(&nobody), (401, json!("invalid_client")));
    assert!(world.waits(&person).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_asked_before_a_client_was_stopped_comes_to_nothing() {
    for world in World::all().await {
        world.asking(Ciba::default()).await;
        let person = world.person().await;
        let id = world.asked(&world.sub(&person).await).await;
        world.approve(world.waits(&person).await[0], HOME, &person).await;
        let (app, now) = (&World::app().id, world.test.env.now());
        let stop =
            world.test.env.db.tx(|tx| Box::pin(crate::store::stop(tx, app, crate::StopReason::Fault, now)));
        stop.await.unwrap();
        assert_eq!(world.poll(&id).await.json()["error"], "unauthorized_client");
        world.test.env.db.tx(|tx| Box::pin(crate::store::resume(tx, app))).await.unwrap();
        world.pass(1);
        assert_eq!(world.poll(&id).await.json()["error"], "invalid_grant");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_request_is_kept_for_longer_than_its_limits_need_it() {
    for world in World::all().await {
        world.asking(Ciba::default()).await;
        let person = world.person().await;
        world.asked(&world.sub(&person).await).await;
        world.pass(24 * 3600);
        world.oidc.purge().await.unwrap();
        assert_eq!(world.count("select count(*) from oidc_backchannel").await, 1);
        world.pass(600);
        world.oidc.purge().await.unwrap();
        assert_eq!(world.count("select count(*) from oidc_backchannel").await, 0);
    }
}

/// A notification endpoint: what it was sent, and what it says.
mod told {
    use std::sync::{Arc, Mutex};

    use axum::Router;
    use axum::body::Bytes;
    use axum::http::{HeaderMap, StatusCode, header};
    use axum::response::IntoResponse;
    use axum::routing::post;

    pub(super) type Heard = Arc<Mutex<Vec<(String, String)>>>;

    /// Answers `/STATUS` with that status; `/301` moves to `/200`.
    pub(super) async fn server() -> (String, Heard) {
        let heard = Heard::default();
        let hears = heard.clone();
        let answer = move |path: axum::extract::Path<u16>, headers: HeaderMap, body: Bytes| {
            let bearer = headers[header::AUTHORIZATION].to_str().unwrap().to_owned();
            hears.lock().unwrap().push((bearer, String::from_utf8(body.to_vec()).unwrap()));
            let status = StatusCode::from_u16(path.0).unwrap();
            async move { (status, [(header::LOCATION, "/200")], "a body that nobody reads").into_response() }
        };
        let router = Router::new().route("/{status}", post(answer));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, router).await });
        (format!("http://{address}"), heard)
    }
}

impl World {
    /// Asks with a notification endpoint, and has the person approve: the id, and the request of the job that tells.
    async fn approved_by_ping(&self, person: &Person, endpoint: &str) -> (String, RequestId) {
        let sub = self.sub(person).await;
        self.asking(Ciba { notification_endpoint: Some(endpoint.to_owned()), user_code: false }).await;
        let pairs = [("login_hint", sub.as_str()), ("client_notification_token", "the-token")];
        let answer = self.ask_directly(&pairs).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let request = self.waits(person).await[0];
        self.approve(request, HOME, person).await;
        (answer.json()["auth_req_id"].as_str().unwrap().to_owned(), request)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ciba_10_2_a_client_is_told_by_its_own_token_and_then_asks() {
    let (url, heard) = told::server().await;
    for world in World::all().await {
        let person = world.person().await;
        let (id, request) = world.approved_by_ping(&person, &format!("{url}/204")).await;
        let written = world.count("select count(*) from core_job where kind = 'consent.decided'").await;
        assert_eq!((written, consent_jobs::DECIDED), (1, "consent.decided"));
        world.oidc.decided(request).await.unwrap();
        let (bearer, body) = heard.lock().unwrap().pop().unwrap();
        assert_eq!((bearer.as_str(), body), ("Bearer the-token", json!({"auth_req_id": id}).to_string()));
        let kept: Vec<u8> =
            world.test.env.db.one("select ping from oidc_backchannel", &[]).await.unwrap().read().unwrap();
        assert!(!kept.windows(9).any(|window| window == b"the-token"), "kept sealed");
        assert_eq!(world.poll(&id).await.status, 200);
        world.oidc.decided(request).await.unwrap();
        assert!(heard.lock().unwrap().is_empty(), "who has come is not told again");
        assert_eq!(world.count("select count(*) from oidc_backchannel where ping is not null").await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ciba_10_2_an_endpoint_that_fails_is_told_again_and_one_that_refuses_is_not() {
    let (url, heard) = told::server().await;
    let world = World::all().await.remove(0);
    for (status, again) in [
        (200, false),
        (301, false),
        (307, false),
        (400, false),
        (401, false),
        (403, false),
        (500, true),
        (503, true),
    ] {
        let person = world.person().await;
        let (_, request) = world.approved_by_ping(&person, &format!("{url}/{status}")).await;
        let told = world.oidc.decided(request).await;
        assert_eq!(told.as_ref().is_err_and(|error| error.kind() == Kind::Upstream), again, "{status}");
        assert_eq!(heard.lock().unwrap().drain(..).count(), 1, "a redirect is not followed: {status}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notification_endpoint_in_a_private_network_is_never_called() {
    let (url, heard) = told::server().await;
    let mut world = World::all().await.remove(0);
    let config = causeway_http::outbound::Config::default();
    world.oidc.ports.http = causeway_http::outbound::client(&config).unwrap();
    let port = url.rsplit(':').next().unwrap();
    for host in ["127.0.0.1", "localhost", "[::1]", "169.254.169.254", "10.0.0.1"] {
        let person = world.person().await;
        let (_, request) = world.approved_by_ping(&person, &format!("http://{host}:{port}/200")).await;
        world.oidc.decided(request).await.unwrap();
    }
    assert!(heard.lock().unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn ciba_7_1_who_is_to_be_told_has_to_send_a_token() {
    let world = World::all().await.remove(0);
    let person = world.person().await;
    let sub = world.sub(&person).await;
    world
        .asking(Ciba { notification_endpoint: Some("https://app.example/told".to_owned()), user_code: false })
        .await;
    for pairs in [vec![], vec![("client_notification_token", "two words")]] {
        let pairs: Vec<_> = [("login_hint", sub.as_str())].into_iter().chain(pairs).collect();
        assert_eq!(world.ask_directly(&pairs).await.json()["error"], "invalid_request");
    }
    assert!(matches!(World::app().auth, ClientAuth::SecretBasic { .. }));
}
