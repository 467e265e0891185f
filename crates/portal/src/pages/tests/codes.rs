//! Codes on another screen: their ends, and who may see them.

use axum::http::StatusCode;
use jiff::SignedDuration;

use crate::testing::{House, Tab, houses, login};

/// Opens a code for a request of the vaccination service; the request and the code's page.
async fn opened(house: &House, screen: &mut Tab<'_>) -> (String, String) {
    let id = house.ask(screen, vec![login()]).await;
    let answer = screen.post(&format!("/requests/{id}/qr"), &[]).await;
    (format!("/requests/{id}"), answer.header("location").to_owned())
}

async fn frame(screen: &mut Tab<'_>, order: &str) -> String {
    let page = screen.get(order).await;
    page.text.split("<code>").nth(1).unwrap().split("</code>").next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_changes_and_says_how_to_do_without_it() {
    for house in houses().await {
        let mut screen = house.tab("screen");
        let (request, order) = opened(&house, &mut screen).await;
        let page = screen.get(&order).await;
        assert!(page.text.contains("<noscript><meta http-equiv=\"refresh\""));
        assert!(page.text.contains(&format!("href=\"{request}\"")), "logging in on this device instead");
        assert!(page.text.contains("It is for Vaccination Record."));
        let first = screen.get(&format!("{order}/frame")).await;
        assert_eq!(first.header("cache-control"), "no-store");
        let first = first.json();
        assert!(first["image"].as_str().unwrap().starts_with("data:image/svg+xml"));
        house.test.env.clock.advance(SignedDuration::from_secs(1));
        assert_ne!(screen.get(&format!("{order}/frame")).await.json()["image"], first["image"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_nobody_scanned_can_be_had_anew() {
    for house in houses().await {
        let mut screen = house.tab("screen");
        let (request, order) = opened(&house, &mut screen).await;
        house.test.env.clock.advance(SignedDuration::from_secs(61));
        let polled = screen.get(&format!("{order}/frame")).await.json();
        assert_eq!((polled["state"].as_str(), polled.get("image")), (Some("expired"), None));
        let page = screen.get(&order).await;
        assert!(page.text.contains("The code is no longer good"));
        let anew = screen.post(&format!("{request}/qr"), &[]).await;
        assert!(anew.header("location").starts_with("/orders/") && anew.header("location") != order);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn declining_our_own_login_on_the_phone_logs_nobody_in() {
    for house in houses().await {
        let (mut phone, _) = house.person("phone", 1).await;
        let mut screen = house.tab("screen");
        let order = screen.post("/login/qr", &[]).await.header("location").to_owned();
        assert!(screen.get(&order).await.text.contains("It logs you in on this screen."));
        let text = frame(&mut screen, &order).await;
        let request = phone.post("/scan", &[("frame", &text)]).await.header("location").to_owned();
        phone.get(&request).await;
        let declined = phone.post(&format!("{request}/decline"), &[]).await;
        assert!(phone.follow(declined).await.text.contains("You have declined"));
        let on = screen.get(&order).await;
        let on = screen.follow(on).await;
        assert!(on.text.contains("Declined on your phone") && on.status == StatusCode::OK);
        assert!(!screen.jar.contains_key(crate::SESSION_COOKIE));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_screen_that_logs_in_by_itself_needs_no_phone() {
    for house in houses().await {
        let (mut tab, _) = house.person("ann", 1).await;
        let session = tab.jar.remove(crate::SESSION_COOKIE).unwrap();
        let order = tab.post("/login/qr", &[("next", "/consents")]).await.header("location").to_owned();
        let page = tab.get(&order).await.text;
        assert!(page.contains("href=\"/login?next=%2Fconsents\""));
        tab.jar.insert(crate::SESSION_COOKIE.to_owned(), session);
        let (id, browser) = (order.rsplit('/').next().unwrap().parse().unwrap(), tab.browser());
        let request = house.portal.parts().consents.order(id, &browser).await.unwrap().request;
        assert_eq!(tab.get(&format!("/requests/{request}")).await.header("location"), "/consents");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_session_goes_to_the_screen_that_showed_the_code_and_only_once() {
    for house in houses().await {
        let (mut phone, session) = house.person("phone", 1).await;
        let mut screen = house.tab("screen");
        let (request, order) = opened(&house, &mut screen).await;
        let text = frame(&mut screen, &order).await;
        phone.post("/scan", &[("frame", &text)]).await;
        let page = phone.get(&request).await;
        phone.submit_passkey(&page, &format!("{request}/approve")).await;
        for path in [&request, &order] {
            assert_eq!(house.tab("stranger").get(path).await.status, StatusCode::NOT_FOUND);
        }
        let first = screen.get(&request).await;
        assert!(
            first.cookies().contains("cw_session=")
                && first.header("location").starts_with("/authorize/resume")
        );
        screen.jar.remove(crate::SESSION_COOKIE);
        assert!(!screen.get(&request).await.cookies().contains("cw_session="));
        let events = house.events(session.account).await;
        assert_eq!(events.iter().filter(|name| **name == "session.started").count(), 2, "{events:?}");
    }
}
