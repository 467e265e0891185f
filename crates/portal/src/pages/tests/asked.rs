//! What services ask of a person directly, devices whose code they enter, and where they are logged in; on both databases.

use std::sync::{Arc, Mutex};

use axum::http::StatusCode;
use causeway_consent::{Addressed, Ask, Outcome};
use causeway_core::db::testing::sqlite;
use causeway_core::{AccountId, Error, RequestId, Session};
use jiff::SignedDuration;

use crate::testing::{House, PageForm, house, houses};
use crate::{Portal, Ports, code_refused};

async fn outcome(house: &House, id: RequestId) -> Outcome {
    let parts = house.portal.parts();
    let client = &"vaccination".parse().unwrap();
    let outcome =
        parts.env.db.tx(|tx| Box::pin(async move { parts.consents.outcome_for(tx, id, client).await }));
    outcome.await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_who_is_asked_sees_who_asks_compares_the_code_and_approves() {
    for house in houses().await {
        let (mut ann, session) = house.person("ann", 1).await;
        let id = house.ask_directly(&session, Some("WXYZ-12")).await;
        let path = format!("/requests/{id}");
        let home = ann.get("/").await;
        assert!(home.text.contains(&path) && home.text.contains("Vaccination Record asks for your approval"));

        let page = ann.get(&path).await;
        assert_eq!(page.status, StatusCode::OK);
        for said in [
            "<h1 class=\"govuk-heading-l\">Vaccination Record asks you directly</h1>",
            "You did not begin this in this browser",
            "cw-match-code govuk-!-margin-bottom-2\">WXYZ-12</p>",
            "Department of Health",
            "Identity card",
            "do not let this service ask me",
        ] {
            assert!(page.text.contains(said), "{said}: {}", page.text);
        }
        let policy = page.header("content-security-policy");
        assert!(policy.contains("form-action 'self';"), "nowhere else to go: {policy}");
        let place = |form: &str| page.text.find(&format!("action=\"{path}/{form}\"")).unwrap();
        assert!(place("decline") < place("approve") && place("approve") < place("mute"));

        let approved = ann.submit_passkey(&page, &format!("{path}/approve")).await;
        let done = ann.follow(approved).await;
        assert!(done.text.contains("You have approved") && done.text.contains("Go to Vaccination Record"));
        assert!(matches!(outcome(&house, id).await, Outcome::Granted(_)), "{}", house.test.engine);
        assert!(!ann.get("/").await.text.contains(&path), "it waits no more");
        assert_eq!(ann.get(&path).await.status, StatusCode::OK, "looking again does no harm");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn to_others_and_to_nobody_it_is_not_there() {
    for house in houses().await {
        let (ann, session) = house.person("ann", 1).await;
        let (mut bob, _) = house.person("bob", 3).await;
        let id = house.ask_directly(&session, Some("WXYZ-12")).await;
        let path = format!("/requests/{id}");
        let answer = bob.get(&path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert!(!answer.text.contains("Vaccination") && !answer.text.contains("WXYZ"));
        assert!(!bob.get("/").await.text.contains(&path));
        for act in ["approve", "decline", "mute", "qr"] {
            let answer = bob.post(&format!("{path}/{act}"), &[]).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{act}");
        }
        // Nobody is told the same of what is there and of what is not, but is shown the way in.
        let mut nobody = house.tab("nobody");
        let there = nobody.get(&path).await;
        let absent = nobody.get(&format!("/requests/{}", uuid::Uuid::from_u128(99))).await;
        assert_eq!((there.status, absent.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
        assert!(there.text.contains("href=\"/login?next=%2Frequests%2F"));
        let without = |text: &str, id: &str| text.replace(id, "");
        assert_eq!(
            without(&there.text, &id.to_string()),
            without(&absent.text, &uuid::Uuid::from_u128(99).to_string())
        );
        assert_eq!(nobody.post(&format!("{path}/mute"), &[]).await.status, StatusCode::UNAUTHORIZED);
        assert!(matches!(outcome(&house, id).await, Outcome::Pending), "{}", house.test.engine);
        drop(ann);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn declined_for_good_it_is_undone_where_the_consents_are() {
    for house in houses().await {
        let (mut ann, session) = house.person("ann", 1).await;
        let id = house.ask_directly(&session, None).await;
        let path = format!("/requests/{id}");
        let page = ann.get(&path).await;
        assert!(!page.text.contains("cw-code"), "no code, no box for one");
        let done = ann.post(&format!("{path}/mute"), &[]).await;
        let done = ann.follow(done).await;
        assert!(done.text.contains("You have declined"));
        assert!(done.text.contains("Vaccination Record can no longer ask you by itself"));
        assert!(matches!(outcome(&house, id).await, Outcome::Declined));

        let second = house.ask_directly(&session, None).await;
        assert_eq!(ann.get(&format!("/requests/{second}")).await.status, StatusCode::NOT_FOUND);
        let list = ann.get("/consents").await;
        assert!(list.text.contains("Services that may not ask you"));
        let form = PageForm::find(&list.text, "/consents/unmute");
        assert_eq!(form.fields, [("client".to_owned(), "vaccination".to_owned())]);
        let undone = ann.post("/consents/unmute", &[("client", "vaccination")]).await;
        assert!(!ann.follow(undone).await.text.contains("Services that may not ask you"));
        let third = house.ask_directly(&session, None).await;
        assert_eq!(ann.get(&format!("/requests/{third}")).await.status, StatusCode::OK);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waited_too_long_is_over() {
    for house in houses().await {
        let (mut ann, session) = house.person("ann", 1).await;
        let id = house.ask_directly(&session, None).await;
        house.test.env.clock.advance(SignedDuration::from_mins(2));
        let page = ann.get(&format!("/requests/{id}")).await;
        assert_eq!(page.status, StatusCode::GONE);
        assert!(!ann.get("/").await.text.contains(&id.to_string()));
        let late = ann.post(&format!("/requests/{id}/mute"), &[]).await;
        assert_eq!(ann.follow(late).await.status, StatusCode::GONE);
        assert!(!ann.get("/consents").await.text.contains("may not ask you"), "{}", house.test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_leads_to_the_request() {
    for house in houses().await {
        let (mut ann, session) = house.person("ann", 1).await;
        let id = house.ask_directly(&session, None).await;
        let notice = &causeway_notify::Notice::Asked { client: "vaccination".parse().unwrap(), request: id };
        let job = uuid::Uuid::from_u128(5);
        house.portal.parts().notify.deliver(job, session.account, notice).await.unwrap();
        let inbox = ann.get("/messages").await;
        assert!(inbox.text.contains("Vaccination Record asks for your approval"));
        assert!(inbox.text.contains(&format!("href=\"/requests/{id}\"")), "{}", house.test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_signs_out_elsewhere_and_nobody_elses_session() {
    for house in houses().await {
        let (mut ann, session) = house.person("ann", 1).await;
        let (mut bob, bobs) = house.person("bob", 3).await;
        let page = ann.get("/login").await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "logged in already");
        let there = second_session(&house, session.account).await;
        let list = ann.get("/account/sessions").await;
        assert_eq!(list.text.matches("<section class=\"cw-message\">").count(), 2);
        assert!(list.text.contains("Firefox on Android") && list.text.contains("Vaccination Record (since "));
        assert_eq!(list.text.matches("/end\"").count(), 1, "this browser is left by logging out");
        for not_there in [session.id.to_string(), bobs.id.to_string(), uuid::Uuid::nil().to_string()] {
            let refused = ann.post(&format!("/account/sessions/{not_there}/end"), &[]).await;
            assert_eq!(refused.status, StatusCode::NOT_FOUND);
        }
        let ended = ann.post(&format!("/account/sessions/{}/end", there.id), &[]).await;
        let list = ann.follow(ended).await;
        assert_eq!(list.text.matches("<section class=\"cw-message\">").count(), 1);
        assert!(bob.get("/account/sessions").await.text.contains("This browser"), "{}", house.test.engine);
    }
}

async fn second_session(house: &House, account: AccountId) -> Session {
    let parts = house.portal.parts();
    let browser = &causeway_http::Browser { hash: [3; 32], agent: Some("firefox/android".parse().unwrap()) };
    let started = parts.env.db.tx(|tx| {
        let (identity, acr) = (&parts.identity, causeway_core::Acr::Passkey);
        Box::pin(async move { identity.start_session_in(tx, browser, account, acr, parts.env.now()).await })
    });
    started.await.unwrap().0
}

/// A house whose protocol knows one device, that shows `BCDF-GHJK`, and keeps people's codes.
async fn wired() -> (House, Arc<Mutex<Vec<Option<String>>>>) {
    let mut house = house(sqlite().await.unwrap()).await;
    let set: Arc<Mutex<Vec<Option<String>>>> = Arc::default();
    let (consents, env) = (house.portal.parts().consents.clone(), house.test.env.clone());
    let (setting, reading) = (set.clone(), set.clone());
    let ports = Ports {
        enter_code: Arc::new(move |entered| {
            let (consents, env) = (consents.clone(), env.clone());
            Box::pin(async move {
                match entered.code.as_str() {
                    "BCDF-GHJK" => {}
                    "ZZZZ-ZZZZ" => return Err(Error::too_many(60)),
                    _ => return Err(code_refused()),
                }
                let ask = &Ask {
                    client: "vaccination".parse()?,
                    organisation: "health".parse()?,
                    details: vec![crate::testing::login()],
                    login_purpose: "vaccination-record".parse()?,
                    resume: "/".to_owned(),
                    redirect_origin: None,
                    always_ask: false,
                    fresh_login: false,
                    lang: None,
                };
                let how = &Addressed { lifetime: SignedDuration::from_mins(5), code: Some(entered.code) };
                let account = entered.session.account;
                env.db.tx(|tx| Box::pin(async { consents.ask_for_device(tx, account, ask, how).await })).await
            })
        }),
        has_user_code: Arc::new(move |_| {
            let is_set = reading.lock().unwrap().last().is_some_and(Option::is_some);
            Box::pin(async move { Ok(is_set) })
        }),
        set_user_code: Arc::new(move |_, code| {
            setting.lock().unwrap().push(code);
            Box::pin(async { Ok(()) })
        }),
        ..house.portal.parts().ports.clone()
    };
    house.rewire(Portal::new(crate::Parts { ports, ..house.portal.parts().clone() }));
    (house, set)
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc8628_3_3_a_code_typed_leads_to_the_request_of_the_device() {
    let (house, _) = wired().await;
    let (mut ann, _) = house.person("ann", 1).await;
    let page = ann.get("/device?user_code=BCDF-GHJK").await;
    assert!(page.text.contains("value=\"BCDF-GHJK\""), "filled in, and sent by the person alone");
    let odd = ann.get("/device?user_code=%22%3E%3Cb%3E").await;
    assert!(!odd.text.contains("<b>") && !odd.text.contains("&#60;b"));
    for (typed, told) in [
        ("", "Enter the code that the device shows"),
        ("BBBB-BBBB", "This code is not good"),
        ("<script>", "This code is not good"),
        (&"B".repeat(65), "This code is not good"),
    ] {
        let refused = ann.post("/device", &[("user_code", typed)]).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{typed}");
        assert!(refused.text.contains(told), "{typed}");
    }
    let tired = ann.post("/device", &[("user_code", "ZZZZ-ZZZZ")]).await;
    assert_eq!(tired.status, StatusCode::TOO_MANY_REQUESTS);

    let entered = ann.post("/device", &[("user_code", "BCDF-GHJK")]).await;
    let path = entered.header("location").to_owned();
    let page = ann.get(&path).await;
    assert!(page.text.contains("Another device asks for this") && page.text.contains(">BCDF-GHJK</p>"));
    assert!(!page.text.contains("/mute\""));
    let approved = ann.submit_passkey(&page, &format!("{path}/approve")).await;
    assert!(ann.follow(approved).await.text.contains("You can go back to the device"));
    let id = path.rsplit('/').next().unwrap().parse().unwrap();
    let Outcome::Granted(grant) = outcome(&house, id).await else { panic!() };
    assert_eq!(grant.acr, causeway_core::Acr::CrossDevice);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_for_services_that_ask_is_set_changed_and_removed_and_never_shown() {
    let (house, set) = wired().await;
    let (mut ann, _) = house.person("ann", 1).await;
    assert!(ann.get("/account/code").await.text.contains("No code is set"));
    for bad in ["", "1234", "12345678", "1975204x"] {
        let refused = ann.post("/account/code", &[("code", bad)]).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{bad}");
        assert!(bad.is_empty() || !refused.text.contains(bad), "what was typed is not shown again");
    }
    let done = ann.post("/account/code", &[("code", "1975 2046")]).await;
    let page = ann.follow(done).await;
    assert!(page.text.contains("A code is set") && !page.text.contains("1975"));
    let done = ann.post("/account/code/remove", &[]).await;
    assert!(ann.follow(done).await.text.contains("No code is set"));
    assert_eq!(*set.lock().unwrap(), [Some("19752046".to_owned()), None]);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_no_protocol_speaks_to_devices_no_code_is_good() {
    let house = house(sqlite().await.unwrap()).await;
    let (mut ann, _) = house.person("ann", 1).await;
    let refused = ann.post("/device", &[("user_code", "BCDF-GHJK")]).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    let refused = ann.post("/account/code", &[("code", "19752046")]).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
}
