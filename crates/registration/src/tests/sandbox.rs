//! The sandbox's API as an integrator's test uses it: over HTTP, with a key, against the real approval.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use causeway_consent::{Addressed, Ask, Detail, Outcome as Asked, Shown, ShownPart};
use causeway_core::{Actor, Localised, RequestId, Rng};
use causeway_http::{Guard, Site};
use http_body_util::BodyExt;
use serde_json::json;
use tower::ServiceExt;

use super::*;
use crate::phone::Owner;
use crate::sandbox::{Decision, NewPerson, Present, Sandbox};

/// Shows what is asked, as the approval page would.
pub(super) fn present(consents: &Consents) -> Present {
    let consents = consents.clone();
    Arc::new(move |request, session, lang| {
        let consents = consents.clone();
        Box::pin(async move {
            let part = ShownPart {
                kind: "login".to_owned(),
                heading: "Log in".to_owned(),
                from: None,
                purpose: "to log in".to_owned(),
                rows: Vec::new(),
                lasts: "until withdrawn".to_owned(),
            };
            let shown = Shown {
                lang,
                service: "Vaccination Record".to_owned(),
                organisation: "Department of Health".to_owned(),
                website: "http://vaccination.localhost:8080".to_owned(),
                parts: vec![part],
                match_code: None,
                code: None,
            };
            consents.present(request, &session, shown).await
        })
    })
}

/// What a service stores when it asks for a login.
pub(super) async fn ask_for(parts: &Parts, browser: &Browser) -> RequestId {
    let ask = &a_login();
    parts.env.db.tx(|tx| Box::pin(parts.consents.ask(tx, browser, ask))).await.unwrap()
}

fn a_login() -> Ask {
    Ask {
        client: "vaccination".parse().unwrap(),
        organisation: "health".parse().unwrap(),
        details: vec![Detail::Login { fields: vec!["card_number".to_owned()] }],
        login_purpose: "login".parse().unwrap(),
        resume: "/authorize/resume?request={request}".to_owned(),
        redirect_origin: None,
        always_ask: false,
        fresh_login: false,
        lang: None,
    }
}

struct Desktop {
    house: House,
    sandbox: Sandbox,
    router: Router,
}

async fn desktops() -> Vec<Desktop> {
    houses().await.into_iter().map(desktop).collect()
}

fn desktop(house: House) -> Desktop {
    let sandbox = Sandbox::new(house.parts.clone(), house.phone.clone(), present(&house.parts.consents));
    let known = sandbox.clone();
    let site = Site::new(ORIGIN, Localised::new("Causeway", "Causeway", "Causeway"), Rng::seeded(1)).unwrap();
    let guard = Guard::new(
        site,
        Arc::new(move |parts| {
            let (known, headers) = (known.clone(), parts.headers.clone());
            Box::pin(async move {
                let name = known.authenticate_bearer(&headers).await?;
                Ok(name.map_or(Actor::Nobody, Actor::Sandbox))
            })
        }),
    );
    let router = sandbox.routes().into_router(guard);
    Desktop { house, sandbox, router }
}

impl Desktop {
    async fn key(&self, name: &str, quota: u32) -> String {
        self.sandbox.create_key(name, quota).await.unwrap().as_str().to_owned()
    }

    async fn call(&self, key: &str, method: &str, path: &str, body: Value) -> (StatusCode, Value) {
        let mut request = Request::builder().method(method).uri(path);
        if !key.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {key}"));
        }
        let body = if body.is_null() {
            Body::empty()
        } else {
            request = request.header(header::CONTENT_TYPE, "application/json");
            Body::from(body.to_string())
        };
        let response = self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let status = response.status();
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }

    async fn person(&self, key: &str) -> String {
        let (status, made) = self.call(key, "POST", "/sandbox/v1/people", json!({})).await;
        assert_eq!(status, StatusCode::CREATED, "{made}");
        made["id"].as_str().unwrap().to_owned()
    }

    /// A service asks for a login in a browser of its user's.
    async fn ask(&self, browser: &Browser) -> RequestId {
        ask_for(&self.house.parts, browser).await
    }

    async fn outcome(&self, browser: &Browser, request: RequestId) -> Asked {
        let parts = &self.house.parts;
        parts.env.db.tx(|tx| Box::pin(parts.consents.outcome(tx, request, browser))).await.unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_made_whole_and_can_be_seen_and_listed() {
    for desk in desktops().await {
        let key = desk.key("acme", 5).await;
        let wanted = json!({"name": "陳大文", "date_of_birth": "1985-02-03", "card_number": "ZZ000001(8)"});
        let (status, made) = desk.call(&key, "POST", "/sandbox/v1/people", wanted).await;
        assert_eq!(status, StatusCode::CREATED, "{made}");
        assert_eq!((&made["name"], &made["date_of_birth"]), (&json!("陳大文"), &json!("1985-02-03")));
        assert_eq!(made["card_number"], json!(card(1)));

        let account: AccountId = made["id"].as_str().unwrap().parse().unwrap();
        let events = desk.house.events(account).await;
        assert_eq!(events, ["account.registered", "sandbox.person_created"], "{}", desk.house.test.engine);

        let path = format!("/sandbox/v1/people/{account}");
        let (status, shown) = desk.call(&key, "GET", &path, Value::Null).await;
        assert_eq!((status, &shown), (StatusCode::OK, &made));
        let (status, list) = desk.call(&key, "GET", "/sandbox/v1/people", Value::Null).await;
        assert_eq!((status, &list), (StatusCode::OK, &json!({"people": [made], "next": null})));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_said_is_made_up_and_synthetic() {
    for desk in desktops().await {
        let key = desk.key("acme", 20).await;
        for _ in 0..5 {
            let (status, made) = desk.call(&key, "POST", "/sandbox/v1/people", json!({})).await;
            assert_eq!(status, StatusCode::CREATED);
            let number = CardNumber::parse(made["card_number"].as_str().unwrap()).unwrap();
            assert_eq!(number.prefix(), crate::sandbox::PREFIX);
            assert!(application::parse_day(made["date_of_birth"].as_str().unwrap()).is_some());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_wishes_are_told_by_their_code() {
    for desk in desktops().await {
        let key = desk.key("acme", 5).await;
        let first = json!({"card_number": "ZZ000001(8)"});
        assert_eq!(desk.call(&key, "POST", "/sandbox/v1/people", first).await.0, StatusCode::CREATED);
        for (wish, status, code) in [
            (json!({"card_number": "A123456(3)"}), 400, "card_not_synthetic"),
            (json!({"card_number": "ZZ000001(7)"}), 400, "card_check_digit"),
            (json!({"card_number": "nonsense"}), 400, "card_malformed"),
            (json!({"card_number": "ZZ000001(8)"}), 409, "card_taken"),
            (json!({"date_of_birth": "2020-02-30"}), 400, "bad_date"),
            (json!({"name": ""}), 400, "bad_name"),
            (json!({"nmae": "x"}), 400, "bad_json"),
        ] {
            let (got, problem) = desk.call(&key, "POST", "/sandbox/v1/people", wish.clone()).await;
            assert_eq!((got.as_u16(), &problem["code"]), (status, &json!(code)), "{wish} {problem}");
        }
        assert_eq!(desk.house.keys_held().await, 1, "what failed left nothing: {}", desk.house.test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_reaches_its_own_people_only() {
    for desk in desktops().await {
        let (ours, theirs) = (desk.key("acme", 5).await, desk.key("other", 5).await);
        let id = desk.person(&ours).await;
        let asked = desk.ask(&browser("user")).await;
        let (one, decisions) =
            (format!("/sandbox/v1/people/{id}"), format!("/sandbox/v1/people/{id}/decisions"));
        let decision = json!({"request": asked, "decision": "approve"});
        for (method, path, body) in
            [("GET", &one, Value::Null), ("DELETE", &one, Value::Null), ("POST", &decisions, decision)]
        {
            assert_eq!(
                desk.call(&theirs, method, path, body.clone()).await.0,
                StatusCode::NOT_FOUND,
                "{path}"
            );
            for nobody in ["", "cwsb_wrong", "something-else"] {
                let (status, _) = desk.call(nobody, method, path, body.clone()).await;
                assert_eq!(status, StatusCode::UNAUTHORIZED, "{path} {nobody}");
            }
        }
        let (_, list) = desk.call(&theirs, "GET", "/sandbox/v1/people", Value::Null).await;
        assert_eq!(list["people"], json!([]));
        assert_eq!(desk.call(&ours, "GET", &one, Value::Null).await.0, StatusCode::OK);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quota_is_told_clearly_and_frees_up_again() {
    for desk in desktops().await {
        let key = desk.key("acme", 2).await;
        let id = desk.person(&key).await;
        desk.person(&key).await;
        let (status, problem) = desk.call(&key, "POST", "/sandbox/v1/people", json!({})).await;
        assert_eq!((status, &problem["code"]), (StatusCode::TOO_MANY_REQUESTS, &json!("sandbox_quota")));
        assert!(problem["detail"].as_str().unwrap().contains("2 people"));
        let gone = desk.call(&key, "DELETE", &format!("/sandbox/v1/people/{id}"), Value::Null).await.0;
        assert_eq!(gone, StatusCode::NO_CONTENT);
        desk.person(&key).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approval_goes_through_the_real_pipeline() {
    for desk in desktops().await {
        let key = desk.key("acme", 5).await;
        let id = desk.person(&key).await;
        let user = browser("user");
        let asked = desk.ask(&user).await;
        let wish = json!({"request": format!("{ORIGIN}/requests/{asked}"), "decision": "approve"});
        let path = format!("/sandbox/v1/people/{id}/decisions");
        let (status, decided) = desk.call(&key, "POST", &path, wish.clone()).await;
        assert_eq!(status, StatusCode::OK, "{decided}");
        assert_eq!(decided["decision"], json!("approved"));
        assert_eq!(decided["resume"], json!(format!("{ORIGIN}/authorize/resume?request={asked}")));

        let account: AccountId = id.parse().unwrap();
        let Asked::Granted(grant) = desk.outcome(&user, asked).await else { unreachable!() };
        assert_eq!(grant.account, account);
        assert_eq!(grant.consents.len(), 1);
        let events = desk.house.events(account).await;
        assert!(events.contains(&"consent.given"), "{events:?}");
        assert_eq!(events.last(), Some(&"session.ended"), "the phone is put away");
        assert_eq!(desk.house.count("select count(*) from identity_session").await, 0);

        let (status, problem) = desk.call(&key, "POST", &path, wish).await;
        assert_eq!(
            (status, &problem["code"]),
            (StatusCode::GONE, &json!("request_over")),
            "{}",
            desk.house.test.engine
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_goes_through_the_real_pipeline() {
    for desk in desktops().await {
        let key = desk.key("acme", 5).await;
        let id = desk.person(&key).await;
        let user = browser("user");
        let asked = desk.ask(&user).await;
        let path = format!("/sandbox/v1/people/{id}/decisions");
        let wish = json!({"request": asked, "decision": "decline"});
        let (status, decided) = desk.call(&key, "POST", &path, wish).await;
        assert_eq!((status, &decided["decision"]), (StatusCode::OK, &json!("declined")), "{decided}");
        assert!(matches!(desk.outcome(&user, asked).await, Asked::Declined));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_is_not_there_or_too_late_is_told_so() {
    for desk in desktops().await {
        let key = desk.key("acme", 5).await;
        let path = format!("/sandbox/v1/people/{}/decisions", desk.person(&key).await);
        for text in ["x", "0190163d-8694-739b-aea5-966c26f8ad91"] {
            let wish = json!({"request": text, "decision": "approve"});
            assert_eq!(desk.call(&key, "POST", &path, wish).await.0, StatusCode::NOT_FOUND, "{text}");
        }
        let asked = desk.ask(&browser("user")).await;
        desk.house.later(SignedDuration::from_mins(6));
        let wish = json!({"request": asked, "decision": "approve"});
        assert_eq!(desk.call(&key, "POST", &path, wish).await.0, StatusCode::GONE);
        let wish = json!({"request": asked, "decision": "perhaps"});
        assert_eq!(desk.call(&key, "POST", &path, wish).await.0, StatusCode::BAD_REQUEST);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_removed_person_nothing_stays_and_nothing_stands() {
    for desk in desktops().await {
        let key = desk.key("acme", 5).await;
        let id = desk.person(&key).await;
        let asked = desk.ask(&browser("user")).await;
        let owner = Owner::Key("acme".to_owned());
        let account: AccountId = id.parse().unwrap();
        desk.sandbox.decide(&owner, account, asked, Decision::Approve).await.unwrap();
        desk.sandbox.delete_person(&owner, account).await.unwrap();
        for sql in [
            "select count(*) from identity_account",
            "select count(*) from vault_item",
            "select count(*) from crypto_person_key",
            "select count(*) from registration_sandbox_passkey",
            "select count(*) from consent_consent",
            "select count(*) from consent_request",
            "select count(*) from core_job where kind = 'registration.person_deleted'",
        ] {
            assert_eq!(desk.house.count(sql).await, 0, "{sql} {}", desk.house.test.engine);
        }
        assert_eq!(*desk.house.forgotten.lock().unwrap(), [account], "other domains forgot in the same act");
        assert_eq!(
            desk.call(&key, "GET", &format!("/sandbox/v1/people/{id}"), Value::Null).await.0,
            StatusCode::NOT_FOUND
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_made_anew_keeps_its_people_and_ends_the_old_secret() {
    for desk in desktops().await {
        let old = desk.key("acme", 5).await;
        let id = desk.person(&old).await;
        let new = desk.key("acme", 5).await;
        let path = format!("/sandbox/v1/people/{id}");
        assert_eq!(desk.call(&old, "GET", &path, Value::Null).await.0, StatusCode::UNAUTHORIZED);
        assert_eq!(desk.call(&new, "GET", &path, Value::Null).await.0, StatusCode::OK);
        assert_eq!(desk.sandbox.create_key(" ", 1).await.unwrap_err().code(), "bad_name");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sample_people_are_on_every_browsers_phone() {
    for desk in desktops().await {
        let sample = desk.sandbox.create_person(&Owner::Sample, &NewPerson::default()).await.unwrap();
        for name in ["ann", "ben"] {
            let people = desk.house.phone.people(&browser(name)).await.unwrap();
            assert_eq!(people, std::slice::from_ref(&sample));
            let (session, _) = desk.house.phone.log_in(&browser(name), sample.account).await.unwrap();
            assert_eq!(session.account, sample.account, "{}", desk.house.test.engine);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_simulated_phone_signs_an_approval_page() {
    for desk in desktops().await {
        let house = &desk.house;
        let session = house.register("ann", 1).await;
        let asked = desk.ask(&browser("ann")).await;
        let viewer =
            causeway_consent::Viewer { browser: browser("ann").hash, session: Some(session.clone()) };
        house.parts.consents.settle(asked, &viewer).await.unwrap();
        let shown = (present(&house.parts.consents))(asked, session.clone(), Lang::En).await.unwrap();
        assert!(house.phone.sign(&browser("ben"), session.account, &shown.options).await.is_err());
        let signed = house.phone.sign(&browser("ann"), session.account, &shown.options).await.unwrap();
        house.parts.consents.approve(asked, &session, &signed).await.unwrap();
        assert!(matches!(desk.outcome(&browser("ann"), asked).await, Asked::Granted(_)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_service_asks_directly_is_listed_and_decided_by_that_person_alone() {
    for desk in desktops().await {
        let (key, other) = (desk.key("ours", 5).await, desk.key("theirs", 5).await);
        let (id, bystander) = (desk.person(&key).await, desk.person(&key).await);
        let (parts, ask) = (&desk.house.parts, &a_login());
        let account = id.parse::<Uuid>().unwrap().into();
        let how = &Addressed { lifetime: SignedDuration::from_mins(2), code: Some("WXYZ-12".to_owned()) };
        let asked = parts.env.db.tx(|tx| Box::pin(parts.consents.ask_person(tx, account, ask, how)));
        let asked = asked.await.unwrap();

        let list = format!("/sandbox/v1/people/{id}/requests");
        let (status, told) = desk.call(&key, "GET", &list, Value::Null).await;
        assert_eq!(status, StatusCode::OK);
        let [one] = told["requests"].as_array().unwrap().as_slice() else { panic!("{told}") };
        assert_eq!((&one["request"], &one["code"]), (&json!(asked), &json!("WXYZ-12")));
        assert_eq!(one["details"][0]["type"], json!("urn:causeway:login"));
        let (status, _) = desk.call(&other, "GET", &list, Value::Null).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        let theirs = format!("/sandbox/v1/people/{bystander}/requests");
        let nobodys = desk.call(&key, "GET", &theirs, Value::Null);
        assert_eq!(nobodys.await.1, json!({"requests": []}));

        let wish = json!({"request": asked, "decision": "approve"});
        let path = |who: &str| format!("/sandbox/v1/people/{who}/decisions");
        let (status, _) = desk.call(&key, "POST", &path(&bystander), wish.clone()).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "it was not they who were asked");
        let (status, decided) = desk.call(&key, "POST", &path(&id), wish.clone()).await;
        assert_eq!((status, &decided["decision"]), (StatusCode::OK, &json!("approved")), "{decided}");
        assert_eq!(decided["resume"], json!(format!("{ORIGIN}/requests/{asked}")));
        let (status, again) = desk.call(&key, "POST", &path(&id), wish).await;
        assert_eq!((status, &again["code"]), (StatusCode::GONE, &json!("request_over")));
        let client = &ask.client;
        let outcome = parts.env.db.tx(|tx| Box::pin(parts.consents.outcome_for(tx, asked, client)));
        let Asked::Granted(grant) = outcome.await.unwrap() else { panic!() };
        assert_eq!(grant.acr, causeway_core::Acr::Decoupled, "{}", desk.house.test.engine);
        assert_eq!(desk.call(&key, "GET", &list, Value::Null).await.1, json!({"requests": []}));
    }
}
