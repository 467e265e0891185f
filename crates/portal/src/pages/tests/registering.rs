//! Registering when something is in the way.

use std::sync::atomic::Ordering;

use axum::http::StatusCode;
use causeway_core::setting::Mode;
use causeway_core::{Actor, Kind};
use causeway_http::testing as web;

use crate::Portal;
use crate::testing::{House, PageForm, Tab, card, houses, parts};

/// The form of the holder of card `n`, sent; where it leads.
async fn verified(tab: &mut Tab<'_>, n: u32) -> String {
    let number = card(n);
    let fields = [
        ("agree", "yes"),
        ("card_number", number.as_str()),
        ("name", "CHAN Tai Man"),
        ("date_of_issue-day", "07"),
        ("date_of_issue-month", "03"),
        ("date_of_issue-year", "2019"),
        ("date_of_birth-day", "31"),
        ("date_of_birth-month", "1"),
        ("date_of_birth-year", "1990"),
    ];
    let answer = tab.post("/register", &fields).await;
    if answer.status == StatusCode::SEE_OTHER { answer.header("location").to_owned() } else { answer.text }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sample_person_fills_in_the_form() {
    for house in houses().await {
        let mut tab = house.tab("ann");
        let empty = tab.get("/register").await.text;
        assert!(empty.contains("Fill in as CHAN Tai Man") && !empty.contains(&card(1)));
        let filled = tab.get("/register?sample=0&next=%2Fscan").await.text;
        for value in
            [format!("value=\"{}\"", card(1)), "value=\"2019\"".to_owned(), "value=\"/scan\"".to_owned()]
        {
            assert!(filled.contains(&value), "{value}");
        }
        assert!(!tab.get("/register?sample=99").await.text.contains(&card(1)), "there is no such sample");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_register_that_is_down_says_nothing_of_the_card() {
    for house in houses().await {
        house.down.store(true, Ordering::SeqCst);
        let told = verified(&mut house.tab("ann"), 1).await;
        assert!(
            told.contains("The register cannot be reached")
                && told.contains("Nothing you entered has been kept")
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_that_does_not_fit_may_be_tried_again() {
    for house in houses().await {
        let mut tab = house.tab("ann");
        let path = verified(&mut tab, 1).await;
        let page = tab.get(&path).await;
        let form = PageForm::find(&page.text, &path);
        let refused = tab.post(&path, &[("ceremony", &form.fields[0].1), ("response", "{}")]).await;
        assert_eq!(refused.header("location"), format!("{path}?failed=1"));
        let again = tab.get(&format!("{path}?failed=1")).await;
        assert!(again.text.contains("The passkey was not created") && again.text.contains("<title>Error: "));
        let done = tab.submit_passkey(&again, &path).await;
        assert_eq!(done.header("location"), "/register/done");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_registration_belongs_to_its_browser_and_its_time() {
    for house in houses().await {
        let mut tab = house.tab("ann");
        let path = verified(&mut tab, 1).await;
        let stranger = house.tab("stranger").get(&path).await;
        assert_eq!(stranger.status, StatusCode::GONE);
        assert!(stranger.text.contains("Your registration has timed out"));
        house.test.env.clock.advance(jiff::SignedDuration::from_mins(16));
        assert_eq!(tab.get(&path).await.status, StatusCode::GONE);
        let phone = path.replace("/passkey", "/phone");
        assert_eq!(tab.post(&phone, &[]).await.status, StatusCode::GONE);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_register_one_card_the_second_is_told() {
    for house in houses().await {
        let (mut ann, mut bob) = (house.tab("ann"), house.tab("bob"));
        let (first, second) = (verified(&mut ann, 1).await, verified(&mut bob, 1).await);
        let (page, late) = (ann.get(&first).await, bob.get(&second).await);
        assert_eq!(ann.submit_passkey(&page, &first).await.header("location"), "/register/done");
        let told = bob.submit_passkey(&late, &second).await;
        assert_eq!(told.status, StatusCode::CONFLICT);
        assert!(told.text.contains("This card has an account already"));
        assert!(ann.get("/messages").await.text.contains("Someone tried to register with your card"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn in_production_registration_is_shut_until_there_is_a_policy() {
    for House { test, down, .. } in &houses().await {
        let shut = Portal::new(parts(&test.env, Mode::Production, down));
        let router = web::router(shut.routes(), Actor::Nobody);
        let page = web::send(&router, web::get("/register")).await;
        assert!(page.text.contains("Registration is not open here") && !page.text.contains("<form"));
        let sent = web::send(&router, web::post_form("/register", &[("agree", "yes")])).await;
        assert_eq!(sent.status.as_u16(), Kind::Forbidden.status());
    }
}
