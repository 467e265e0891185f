//! Limits at the doors, paging, and the headers that keep pages to themselves.

use axum::http::StatusCode;
use causeway_core::Acr;

use crate::testing::{House, RELYING_PARTY, Tab, attribute, houses, login};

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_at_the_login_door_is_told_to_wait() {
    for house in houses().await {
        let mut tab = house.tab("machine");
        let ceremony = uuid::Uuid::from_u128(1).to_string();
        let fields = [("ceremony", ceremony.as_str()), ("response", "{}"), ("next", "/activity")];
        let first = tab.post("/login", &fields).await;
        assert_eq!(first.header("location"), "/login?next=%2Factivity&failed=1");
        assert!(
            tab.get("/login?next=%2Factivity&failed=1").await.text.contains("The passkey was not accepted")
        );
        for _ in 0..59 {
            assert_eq!(tab.post("/login", &fields).await.status, StatusCode::SEE_OTHER);
        }
        let waits = tab.post("/login", &fields).await;
        assert_eq!(waits.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(waits.text.contains("too many attempts") && !waits.header("retry-after").is_empty());
        house.test.env.clock.advance(jiff::SignedDuration::from_mins(1));
        assert_eq!(tab.post("/login", &fields).await.status, StatusCode::SEE_OTHER);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_guesses_codes_is_told_to_wait() {
    for house in houses().await {
        let (mut phone, _) = house.person("phone", 1).await;
        for _ in 0..20 {
            assert_eq!(phone.post("/scan", &[("frame", "1.a.2.b")]).await.status, StatusCode::BAD_REQUEST);
        }
        assert_eq!(phone.post("/scan", &[("frame", "1.a.2.b")]).await.status, StatusCode::TOO_MANY_REQUESTS);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_login_for_a_request_goes_back_to_it() {
    for house in houses().await {
        let mut tab = house.tab("ann");
        let here = format!("/requests/{}", house.ask(&tab, vec![login()]).await);
        let page = tab.get(&here).await;
        assert!(page.text.contains("Log in to continue to Vaccination Record"));
        let policy = page.header("content-security-policy").to_owned();
        assert!(
            policy.contains(&format!("form-action 'self' {RELYING_PARTY};")),
            "a silent grant redirects there"
        );
        let ceremony = uuid::Uuid::from_u128(1).to_string();
        let refused =
            tab.post("/login", &[("ceremony", &ceremony), ("response", "{}"), ("next", &here)]).await;
        let again = tab.follow(refused).await;
        assert!(
            again.text.contains("The passkey was not accepted") && again.text.contains(&format!("{here}/qr"))
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_requests_own_page_may_lead_to_the_service() {
    for house in houses().await {
        let (mut tab, _) = house.person("ann", 1).await;
        for path in [
            "/",
            "/login",
            "/activity",
            "/consents",
            "/messages",
            "/account",
            "/scan",
            "/about",
            "/phone",
            "/register",
        ] {
            let answer = tab.get(path).await;
            let policy = answer.header("content-security-policy");
            assert!(policy.is_empty() || policy.contains("form-action 'self';"), "{path}: {policy}");
            assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        }
    }
}

/// The entries on a page of the list, and where the link `words` leads.
fn read(page: &str, words: &str) -> (usize, Option<String>) {
    let link = page
        .split("<a ")
        .find(|link| link.contains(words))
        .map(|link| attribute(&format!(" {link}"), "href"));
    (page.matches("class=\"cw-entry\"").count(), link)
}

async fn log_in_often(house: &House, tab: &Tab<'_>, account: causeway_core::AccountId, times: usize) {
    let parts = house.portal.parts();
    for _ in 0..times {
        let identity = &parts.identity;
        let start = parts
            .env
            .db
            .tx(|tx| Box::pin(async move { identity.start_session(tx, account, Acr::Passkey).await }));
        start.await.unwrap();
        house.test.env.clock.advance(jiff::SignedDuration::from_secs(1));
    }
    assert!(tab.jar.contains_key(crate::SESSION_COOKIE));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_list_comes_in_pages() {
    for house in houses().await {
        let (mut tab, session) = house.person("ann", 1).await;
        log_in_often(&house, &tab, session.account, 30).await;
        let first = tab.get("/activity").await.text;
        assert!(first.contains("data-live-url=\"/activity/live\""));
        let (entries, older) = read(&first, "Older entries");
        assert_eq!(entries, 20);
        let second = tab.get(&older.unwrap()).await.text;
        assert!(!second.contains("data-live-url"), "what is past does not change");
        let (entries, newest) = read(&second, "Newest entries");
        assert_eq!((entries, newest.as_deref()), (12, Some("/activity")));
        assert_eq!(read(&second, "Older entries").1, None);
        let live = tab.get("/activity/live").await.text;
        assert_eq!(read(&live, "-").0, 20);
        assert!(!live.contains("<html"));
    }
}
