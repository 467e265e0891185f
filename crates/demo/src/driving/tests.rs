//! The service as a browser meets it, from logging in to the withdrawn consent.

use axum::http::StatusCode;
use causeway_core::Clock;
use causeway_http::testing::Answer;
use serde_json::{Value, json};

use crate::testing::{self, Browser, FakeConnector, FakeProvider, Mischief, Person, parameter};

const ALICE: Person = Person { sub: "alice-at-transport", card_number: None, consent: Some("consent-1") };
const BOB: Person = Person { sub: "bob-at-transport", ..ALICE };

struct World {
    provider: FakeProvider,
    connector: FakeConnector,
    browser: Browser,
}

impl World {
    async fn new() -> Self {
        let (provider, connector) = (FakeProvider::start().await, FakeConnector::start().await);
        let config = testing::config(provider.issuer(), &connector.url, Clock::system());
        let (host, router) = crate::services(config).unwrap().remove(1);
        assert_eq!(host, "driving-licence.localhost");
        Self { provider, connector, browser: Browser::new(router) }
    }

    async fn logged_in() -> Self {
        let mut world = Self::new().await;
        let away = world.browser.get("/login").await;
        assert_eq!(parameter(away.header("location"), "scope").as_deref(), Some("openid"));
        let back = world.provider.approve(away.header("location"), ALICE);
        assert_eq!(world.browser.get(&back).await.header("location"), "/renewal");
        world
    }

    /// Chooses a source, has `person` approve, and comes back.
    async fn share(&mut self, source: &str, person: Person) -> Answer {
        let away = self.browser.post("/renewal", &[("source", source)]).await;
        let back = self.provider.approve(away.header("location"), person);
        self.browser.get(&back).await
    }

    async fn submit(&mut self) -> String {
        let fields = [("line1", "Flat 9"), ("line2", ""), ("line3", ""), ("district", "Tai Po")];
        let typed = self.browser.post("/renewal/address", &fields).await;
        assert_eq!(typed.header("location"), "/renewal/check");
        let done = self.browser.post("/renewal/check", &[]).await;
        done.header("location").to_owned()
    }
}

#[tokio::test]
async fn nobody_gets_past_the_front_page_without_logging_in() {
    let mut world = World::new().await;
    assert_eq!(world.browser.get("/").await.status, StatusCode::OK);
    for path in [
        "/renewal",
        "/renewal/address",
        "/renewal/check",
        "/renewal/done/x",
        "/renewal/unavailable",
        "/applications",
    ] {
        let answer = world.browser.get(path).await;
        assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/"), "{path}");
    }
    for path in ["/renewal", "/renewal/address", "/renewal/check", "/applications"] {
        assert_eq!(world.browser.post(path, &[]).await.header("location"), "/", "{path}");
    }
}

#[tokio::test]
async fn the_exchange_is_asked_for_in_authorization_details() {
    let mut world = World::logged_in().await;
    let away = world.browser.post("/renewal", &[("source", "once")]).await;
    let url = away.header("location");
    assert_eq!(parameter(url, "scope").as_deref(), Some("openid"));
    let details: Value = serde_json::from_str(&parameter(url, "authorization_details").unwrap()).unwrap();
    assert_eq!(
        details,
        json!([{
            "type": "urn:causeway:exchange", "dataset": "water.address", "fields": ["residential_address"],
            "purpose": "licence-renewal", "once": true,
        }])
    );
    let away = world.browser.post("/renewal", &[("source", "year")]).await;
    let details = parameter(away.header("location"), "authorization_details").unwrap();
    assert!(details.contains(r#""once":false,"until":"2"#), "{details}");
}

#[tokio::test]
async fn the_page_with_that_form_lets_it_lead_to_the_platform_and_nowhere_else() {
    let mut world = World::logged_in().await;
    let page = world.browser.get("/renewal").await;
    let policy = page.header("content-security-policy").to_owned();
    assert!(policy.contains(&format!("form-action 'self' {};", world.provider.issuer())), "{policy}");
}

#[tokio::test]
async fn the_form_is_filled_from_the_exchange_checked_and_submitted() {
    let mut world = World::logged_in().await;
    world.connector.finds(&["Flat 12A", "Sample Garden"], "Sha Tin");
    let back = world.share("once", ALICE).await;
    assert_eq!(back.header("location"), "/renewal/address");
    assert_eq!(
        world.connector.questions(),
        [json!({
            "consent": "consent-1", "dataset": "water.address", "fields": ["residential_address"],
            "purpose": "licence-renewal",
        })]
    );
    let form = world.browser.get("/renewal/address").await.text;
    assert!(form.contains("Flat 12A") && form.contains("Sha Tin"), "{form}");

    let fields = [("line1", "Flat 12A"), ("line2", "Sample Garden"), ("line3", ""), ("district", "Sha Tin")];
    assert_eq!(world.browser.post("/renewal/address", &fields).await.header("location"), "/renewal/check");
    let check = world.browser.get("/renewal/check").await.text;
    assert!(check.contains("Flat 12A") && check.contains("with your consent"));
    let done = world.browser.post("/renewal/check", &[]).await.header("location").to_owned();
    let page = world.browser.get(&done).await;
    assert!(page.text.contains(done.strip_prefix("/renewal/done/").unwrap()), "{}", page.text);
    assert!(world.browser.get("/applications").await.text.contains("Sample Garden"));
}

#[tokio::test]
async fn what_was_changed_by_hand_no_longer_counts_as_fetched() {
    let mut world = World::logged_in().await;
    world.connector.finds(&["Flat 12A"], "Sha Tin");
    world.share("once", ALICE).await;
    world.submit().await;
    assert!(world.browser.get("/applications").await.text.contains("You typed it in"));
}

#[tokio::test]
async fn an_address_can_be_typed_in_without_any_exchange() {
    let mut world = World::logged_in().await;
    assert_eq!(
        world.browser.post("/renewal", &[("source", "type")]).await.header("location"),
        "/renewal/address"
    );
    let wrong = world.browser.post("/renewal/address", &[("line1", ""), ("district", "Tai Po")]).await;
    assert!(wrong.text.contains("Enter the first line") && wrong.text.contains("Tai Po"), "{}", wrong.text);
    assert!(world.submit().await.starts_with("/renewal/done/DL-"));
    assert!(world.connector.questions().is_empty());
}

#[tokio::test]
async fn a_second_press_submits_nothing_twice() {
    let mut world = World::logged_in().await;
    world.submit().await;
    assert_eq!(world.browser.post("/renewal/check", &[]).await.header("location"), "/renewal");
}

#[tokio::test]
async fn a_choice_is_required() {
    let mut world = World::logged_in().await;
    let page = world.browser.post("/renewal", &[]).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert!(page.text.contains("Choose where we shall get your address"));
}

#[tokio::test]
async fn a_standing_consent_works_later_until_it_is_withdrawn() {
    let mut world = World::logged_in().await;
    world.connector.finds(&["Flat 12A"], "Sha Tin");
    world.share("year", ALICE).await;
    world.submit().await;

    world.connector.finds(&["Flat 7"], "Tai Po");
    assert_eq!(world.browser.post("/applications", &[]).await.header("location"), "/applications");
    let page = world.browser.get("/applications").await.text;
    assert!(page.contains("Flat 7") && page.contains("fetched again"), "{page}");

    world.connector.refuses(403, "consent_withdrawn");
    let refused = world.browser.post("/applications", &[]).await;
    assert_eq!(refused.header("location"), "/applications/unavailable");
    let page = world.browser.get("/applications/unavailable?lang=en").await.text;
    assert!(page.contains("You have withdrawn your consent") && page.contains("consent_withdrawn"), "{page}");
    assert!(world.browser.get("/applications").await.text.contains("Flat 7"), "the old address stays");
}

#[tokio::test]
async fn a_consent_for_once_leaves_nothing_standing() {
    let mut world = World::logged_in().await;
    world.connector.finds(&["Flat 12A"], "Sha Tin");
    world.share("once", ALICE).await;
    world.submit().await;
    assert!(!world.browser.get("/applications").await.text.contains("Fetch my address again"));
    assert_eq!(world.browser.post("/applications", &[]).await.header("location"), "/renewal");
}

#[tokio::test]
async fn a_provider_that_is_down_can_be_asked_again_with_the_same_consent() {
    let mut world = World::logged_in().await;
    world.connector.refuses(503, "provider_unavailable");
    assert_eq!(world.share("once", ALICE).await.header("location"), "/renewal/unavailable");
    let page = world.browser.get("/renewal/unavailable").await.text;
    assert!(page.contains("Water Supplies does not answer") && page.contains("Try again"), "{page}");

    world.connector.finds(&["Flat 12A"], "Sha Tin");
    assert_eq!(world.browser.post("/renewal/unavailable", &[]).await.header("location"), "/renewal/address");
    let consents: Vec<_> = world.connector.questions().iter().map(|q| q["consent"].clone()).collect();
    assert_eq!(consents, ["consent-1", "consent-1"]);
}

#[tokio::test]
async fn no_record_and_odd_answers_lead_to_typing_it_in() {
    let mut world = World::logged_in().await;
    for (prepare, words) in [
        (None, "Water Supplies has no address for you"),
        (Some(json!({"found": true, "values": {}})), "We could not read the answer"),
        (
            Some(json!({"found": true, "values": {"residential_address": {"lines": 7}}})),
            "We could not read the answer",
        ),
        (Some(json!("hello")), "We could not read the answer"),
    ] {
        match prepare {
            None => world.connector.finds_nothing(),
            Some(body) => world.connector.answers(200, body),
        }
        assert_eq!(world.share("once", ALICE).await.header("location"), "/renewal/unavailable");
        let page = world.browser.get("/renewal/unavailable").await.text;
        assert!(page.contains(words) && page.contains("href=\"/renewal/address\""), "{page}");
    }
}

#[tokio::test]
async fn somebody_elses_approval_is_not_taken() {
    let mut world = World::logged_in().await;
    assert_eq!(world.share("once", BOB).await.header("location"), "/failure/somebody-else");
    assert!(world.browser.get("/failure/somebody-else").await.text.contains("Somebody else approved"));
    assert!(world.connector.questions().is_empty(), "nothing is read");
}

#[tokio::test]
async fn an_approval_without_a_consent_is_not_taken() {
    let mut world = World::logged_in().await;
    let back = world.share("once", Person { consent: None, ..ALICE }).await;
    assert_eq!(back.header("location"), "/failure/untrusted");
    assert!(world.connector.questions().is_empty(), "nothing is read");
}

#[tokio::test]
async fn declining_the_exchange_leads_back_to_the_choice() {
    let mut world = World::logged_in().await;
    let away = world.browser.post("/renewal", &[("source", "once")]).await;
    let state = parameter(away.header("location"), "state").unwrap();
    let back = world.browser.get(&format!("/callback?error=access_denied&state={state}")).await;
    assert_eq!(back.header("location"), "/failure/declined");
    let page = world.browser.get("/failure/declined").await;
    assert!(
        page.text.contains("Nothing was shared") && page.text.contains("href=\"/renewal\""),
        "{}",
        page.text
    );
    assert_eq!(world.browser.get("/renewal").await.status, StatusCode::OK, "still logged in");
}

#[tokio::test]
async fn a_token_error_is_told_and_the_person_stays_logged_in() {
    let mut world = World::logged_in().await;
    let away = world.browser.post("/renewal", &[("source", "once")]).await;
    let back = world.provider.approve(away.header("location"), ALICE);
    world.provider.misbehave(Mischief::TokenError("invalid_authorization_details"));
    assert_eq!(world.browser.get(&back).await.header("location"), "/failure/refused");
    assert_eq!(world.browser.get("/renewal").await.status, StatusCode::OK);
}

#[tokio::test]
async fn another_persons_application_is_not_there() {
    let mut world = World::logged_in().await;
    let done = world.submit().await;
    let mut other = world.browser.another();
    let away = other.get("/login").await;
    let back = world.provider.approve(away.header("location"), BOB);
    other.get(&back).await;
    assert_eq!(other.get(&done).await.status, StatusCode::NOT_FOUND);
    assert!(!other.get("/applications").await.text.contains("DL-"));
}

#[tokio::test]
async fn a_form_from_another_site_is_refused() {
    let mut world = World::logged_in().await;
    let mut request = causeway_http::testing::post_form("/logout", &[]);
    request.headers_mut().insert("sec-fetch-site", "cross-site".parse().unwrap());
    assert_eq!(world.browser.send(request).await.status, StatusCode::FORBIDDEN);
    assert_eq!(world.browser.get("/renewal").await.status, StatusCode::OK, "still logged in");
}

#[tokio::test]
async fn an_unknown_or_endless_code_is_told_in_general_words() {
    let mut world = World::logged_in().await;
    for (code, shown) in [("something_new", "something_new"), (&"x".repeat(100), "answer_unreadable")] {
        world.connector.refuses(403, code);
        world.share("once", ALICE).await;
        let page = world.browser.get("/renewal/unavailable").await.text;
        assert!(page.contains(&format!("<code>{shown}</code>")), "{page}");
    }
}

#[tokio::test]
async fn a_connector_that_is_down_is_told_as_our_own_fault() {
    let provider = FakeProvider::start().await;
    let config = testing::config(provider.issuer(), "http://127.0.0.1:1", Clock::system());
    let mut browser = Browser::new(crate::services(config).unwrap().remove(1).1);
    let away = browser.get("/login").await;
    browser.get(&provider.approve(away.header("location"), ALICE)).await;
    let away = browser.post("/renewal", &[("source", "once")]).await;
    let back = browser.get(&provider.approve(away.header("location"), ALICE)).await;
    assert_eq!(back.header("location"), "/renewal/unavailable");
    assert!(browser.get("/renewal/unavailable").await.text.contains("a fault on our side"));
}

#[tokio::test]
async fn who_has_logged_out_in_the_meantime_shares_nothing() {
    let mut world = World::logged_in().await;
    let away = world.browser.post("/renewal", &[("source", "once")]).await;
    let back = world.provider.approve(away.header("location"), ALICE);
    world.browser.post("/logout", &[]).await;
    assert_eq!(world.browser.get(&back).await.header("location"), "/failure/expired");
    assert!(world.connector.questions().is_empty(), "nothing is read");
}
