//! The service as a browser meets it.

use axum::http::StatusCode;
use causeway_core::Clock;

use crate::testing::{self, Browser, FakeProvider, Mischief, Person, parameter};

const ALICE: Person = Person { sub: "alice-at-health", card_number: Some("ZZ100001(1)"), consent: None };

struct World {
    provider: FakeProvider,
    browser: Browser,
}

impl World {
    async fn new() -> Self {
        let provider = FakeProvider::start().await;
        let config = testing::config(provider.issuer(), "http://127.0.0.1:1", Clock::system());
        let (host, router) = crate::services(config).unwrap().remove(0);
        assert_eq!(host, "vaccination.localhost");
        Self { provider, browser: Browser::new(router) }
    }

    /// Leaves for Causeway and has the person approve: where the browser is to come back to.
    async fn approved(&mut self, person: Person) -> String {
        let away = self.browser.get("/login").await;
        assert_eq!(away.status, StatusCode::SEE_OTHER);
        self.provider.approve(away.header("location"), person)
    }

    async fn log_in(&mut self) {
        let back = self.approved(ALICE).await;
        let answer = self.browser.get(&back).await;
        assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/record"));
    }
}

#[tokio::test]
async fn a_person_logs_in_sees_the_record_and_logs_out() {
    let mut world = World::new().await;
    let home = world.browser.get("/").await;
    assert!(home.text.contains("href=\"/login\""), "{}", home.text);
    assert_eq!(world.browser.get("/record").await.header("location"), "/");

    world.log_in().await;
    let record = world.browser.get("/record").await;
    assert_eq!(record.status, StatusCode::OK);
    assert!(record.text.contains("ZZ100001(1)") && record.text.contains("alice-at-health"));

    world.browser.post("/logout", &[]).await;
    assert_eq!(world.browser.cookie("vaccination_session"), None);
    assert_eq!(world.browser.get("/record").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_language_goes_along_to_the_platform() {
    let mut world = World::new().await;
    world.browser.get("/?lang=zh-Hans").await;
    let away = world.browser.get("/login").await;
    assert_eq!(parameter(away.header("location"), "ui_locales").as_deref(), Some("zh-Hans"));
}

#[tokio::test]
async fn the_session_is_a_fresh_one_after_login_so_that_a_planted_one_is_worth_nothing() {
    let mut world = World::new().await;
    let back = world.approved(ALICE).await;
    let before = world.browser.cookie("vaccination_session").unwrap().to_owned();
    let answer = world.browser.get(&back).await;
    assert!(answer.header("set-cookie").contains("HttpOnly; SameSite=Lax"));
    let mut planted = world.browser.another();
    planted.plant("vaccination_session", &before);
    assert_eq!(planted.get("/record").await.status, StatusCode::SEE_OTHER);
    assert_eq!(world.browser.get("/record").await.status, StatusCode::OK);
}

#[tokio::test]
async fn rfc6749_10_12_a_wrong_state_or_another_browser_is_refused() {
    let mut world = World::new().await;
    let back = world.approved(ALICE).await;
    let stranger = world.browser.another().get(&back).await;
    assert_eq!(stranger.header("location"), "/failure/expired");
    let wrong = world.browser.get(&back.replace("state=", "state=x")).await;
    assert_eq!(wrong.header("location"), "/failure/expired");
    assert!(world.browser.get("/failure/expired").await.text.contains("Please start again"));
    assert_eq!(world.browser.get("/record").await.header("location"), "/");
}

#[tokio::test]
async fn an_answer_counts_once() {
    let mut world = World::new().await;
    let back = world.approved(ALICE).await;
    assert_eq!(world.browser.get(&back).await.header("location"), "/record");
    assert_eq!(world.browser.get(&back).await.header("location"), "/failure/expired");
}

#[tokio::test]
async fn a_second_tab_does_not_spoil_the_first() {
    let mut world = World::new().await;
    let (first, second) = (world.approved(ALICE).await, world.approved(ALICE).await);
    assert_ne!(first, second);
    assert_eq!(world.browser.get(&first).await.header("location"), "/record");
}

#[tokio::test]
async fn declining_is_a_normal_outcome_with_a_helpful_page() {
    let mut world = World::new().await;
    let away = world.browser.get("/login").await;
    let state = parameter(away.header("location"), "state").unwrap();
    let back = world.browser.get(&format!("/callback?error=access_denied&state={state}")).await;
    let page = world.browser.get(back.header("location")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("Nothing was shared") && page.text.contains("href=\"/login\""));
}

#[tokio::test]
async fn an_answer_that_does_not_hold_logs_nobody_in() {
    let mut world = World::new().await;
    let back = world.approved(ALICE).await;
    world.provider.misbehave(Mischief::WrongNonce);
    assert_eq!(world.browser.get(&back).await.header("location"), "/failure/untrusted");
    assert!(world.browser.get("/failure/untrusted").await.text.contains("could not be trusted"));
    assert_eq!(world.browser.get("/record").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn without_a_card_number_there_is_no_record() {
    let mut world = World::new().await;
    let back = world.approved(Person { card_number: None, ..ALICE }).await;
    assert_eq!(world.browser.get(&back).await.header("location"), "/failure/untrusted");
}

#[tokio::test]
async fn a_provider_that_is_down_is_told_on_a_page() {
    let config = testing::config("http://127.0.0.1:1", "http://127.0.0.1:1", Clock::system());
    let mut browser = Browser::new(crate::services(config).unwrap().remove(0).1);
    let away = browser.get("/login?lang=zh-Hant").await;
    let page = browser.get(away.header("location")).await;
    assert!(page.text.contains("沒有回應"), "{}", page.text);
}

#[tokio::test]
async fn the_pages_style_sheet_is_served_by_the_same_host() {
    let mut world = World::new().await;
    let home = world.browser.get("/").await.text;
    let sheet = home
        .split('"')
        .find(|part| part.starts_with("/assets/app") && part.contains(".css"))
        .unwrap()
        .to_owned();
    assert_eq!(world.browser.get(&sheet).await.status, StatusCode::OK);
}

#[tokio::test]
async fn only_the_newest_few_departures_are_remembered() {
    let mut world = World::new().await;
    let mut backs = Vec::new();
    for _ in 0..5 {
        backs.push(world.approved(ALICE).await);
    }
    assert_eq!(world.browser.get(&backs[0]).await.header("location"), "/failure/expired");
    assert_eq!(world.browser.get(&backs[4]).await.header("location"), "/record");
}

#[tokio::test]
async fn there_is_no_failure_page_for_an_invented_name() {
    let mut world = World::new().await;
    assert_eq!(world.browser.get("/failure/nonsense").await.status, StatusCode::NOT_FOUND);
}
