//! What is not one's own is not there; a citizen's session opens nothing in the console and the console's nothing elsewhere.

use axum::http::StatusCode;
use causeway_http::Access;

use super::world::{confirm, hire, links, officer, to_decide};
use crate::testing::{House, houses};
use crate::{SESSION_COOKIE, STAFF_COOKIE};

/// Every address of the console, with ids that nobody has.
fn addresses(house: &House) -> Vec<(&'static str, String, Access)> {
    let id = uuid::Uuid::from_u128(99).to_string();
    let of_console = |path: &str| causeway_http::access::is_console(path);
    let table = house.portal.routes();
    table
        .table()
        .iter()
        .filter(|route| of_console(route.path))
        .map(|route| {
            let path =
                route.path.split('/').map(|part| if part.starts_with('{') { id.as_str() } else { part });
            (route.method, path.collect::<Vec<_>>().join("/"), route.access)
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_citizens_session_opens_nothing_in_the_console() {
    for house in houses().await {
        let (mut ann, _) = house.person("ann", 1).await;
        // Not even under the console's own name.
        let cookie = ann.jar[SESSION_COOKIE].clone();
        ann.jar.insert(STAFF_COOKIE.to_owned(), cookie);
        for (method, path, access) in addresses(&house) {
            if access == Access::Public {
                continue;
            }
            let answer = match method {
                "GET" => ann.get(&path).await,
                _ => ann.post(&path, &[]).await,
            };
            match method {
                "GET" => assert!(answer.header("location").starts_with("/console/login?next="), "{path}"),
                _ => assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}"),
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_consoles_session_opens_nothing_elsewhere() {
    for house in houses().await {
        let mut one = officer(&house, "one").await;
        let cookie = one.jar[STAFF_COOKIE].clone();
        one.jar.insert(SESSION_COOKIE.to_owned(), cookie);
        for path in ["/activity", "/account", "/consents", "/messages"] {
            assert_eq!(one.get(path).await.header("location"), format!("/login?next=%2F{}", &path[1..]));
        }
        // The first officers have no account of a citizen: their passkey does not log them in as one.
        let login = one.get("/login").await;
        let refused = one.submit_passkey(&login, "/login").await;
        assert!(refused.header("location").contains("failed=1"), "{}", refused.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_lacks_the_permission_finds_nothing() {
    for house in houses().await {
        let (mut one, mut other) = (officer(&house, "one").await, officer(&house, "other").await);
        let mut ann = hire(&house, (&mut one, &mut other), ("ann", 1), "health", &["integrator"]).await;
        let desk = ann.get("/console").await;
        for path in
            ["/console/staff", "/console/mandates", "/console/system", "/console/officers", "/console/people"]
        {
            assert_eq!(ann.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
            assert!(!desk.text.contains(&format!("href=\"{path}\"")), "{path} is in the navigation bar");
        }
        for path in ["/console/staff/invite", "/console/mandates/new", "/console/organisations/new"] {
            assert_eq!(ann.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
            assert_eq!(ann.post(path, &[]).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        // The page that says so is a page of the console.
        let nothing = ann.get("/console/staff").await;
        assert!(
            nothing.text.contains("Staff console") && nothing.text.contains("href=\"/console\""),
            "{}",
            nothing.text
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_another_organisations_is_not_there() {
    for house in houses().await {
        let (mut one, mut other) = (officer(&house, "one").await, officer(&house, "other").await);
        let mut ann = hire(&house, (&mut one, &mut other), ("ann", 1), "health", &["registrar"]).await;
        let mut wat = hire(&house, (&mut one, &mut other), ("wat", 3), "water", &["registrar"]).await;
        let staff = wat.get("/console/staff").await;
        let member =
            links(&staff.text, "/console/staff/").into_iter().find(|l| !l.ends_with("invite")).unwrap();
        let change = [
            ("kind", "department"),
            ("status", "active"),
            ("name-en", "Water"),
            ("name-zh-Hant", "水務"),
            ("name-zh-Hans", "水务"),
        ];
        let begun = wat.post("/console/organisations/water/change", &change).await;
        let act = begun.header("location").to_owned();
        assert_eq!(ann.get(&act).await.status, StatusCode::NOT_FOUND, "an act is its session's alone");
        confirm(&mut wat, &begun).await;
        let proposal = to_decide(&mut wat).await.pop().unwrap();
        for path in [
            member.clone(),
            format!("{member}/role"),
            proposal.clone(),
            "/console/organisations/water".to_owned(),
            "/console/organisations/water/change".to_owned(),
            "/console/staff/invite?organisation=water".to_owned(),
            "/console/mandates/new?organisation=water".to_owned(),
        ] {
            let answer = ann.get(&path).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
            assert!(!answer.text.contains("Water Supplies") && !answer.text.contains(">wat<"), "{path}");
        }
        for path in [
            format!("{member}/end"),
            format!("{member}/role"),
            format!("{proposal}/approve"),
            format!("{proposal}/decline"),
            format!("{proposal}/withdraw"),
            "/console/organisations/water/change".to_owned(),
        ] {
            assert_eq!(ann.post(&path, &change).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        let invited =
            ann.post("/console/staff/invite", &[("organisation", "water"), ("role", "auditor")]).await;
        assert_eq!(invited.status, StatusCode::NOT_FOUND);
        for path in [
            "/console/staff?organisation=water",
            "/console/organisations?organisation=water",
            "/console/proposals",
        ] {
            assert!(!ann.get(path).await.text.contains("Water Supplies"), "{path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_idle_session_ends_after_a_quarter_of_an_hour() {
    for house in houses().await {
        let mut one = officer(&house, "one").await;
        let clock = &house.portal.parts().env.clock;
        clock.advance(jiff::SignedDuration::from_mins(14));
        assert_eq!(one.get("/console").await.status, StatusCode::OK);
        clock.advance(jiff::SignedDuration::from_mins(16));
        assert_eq!(one.get("/console").await.header("location"), "/console/login?next=%2Fconsole");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_led_out_of_the_console_after_logging_in() {
    for house in houses().await {
        let mut one = officer(&house, "one").await;
        for next in ["//evil.example", "https://evil.example/console", "/activity", "/console/../account"] {
            let path = crate::next::with_query("/console/login", &[("next", next)]);
            assert_eq!(one.get(&path).await.header("location"), "/console", "{next}");
        }
        let login = house.tab("nobody").get("/console/login?next=%2Factivity").await;
        assert!(login.text.contains("name=\"next\" value=\"/console\""), "{}", login.text);
        assert!(login.text.contains("15 minutes"), "{}", login.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_citizens_passkey_does_not_open_the_console_and_is_told_nothing_more() {
    for house in houses().await {
        let (mut ann, _) = house.person("ann", 1).await;
        let login = ann.get("/console/login").await;
        let refused = ann.submit_passkey(&login, "/console/login").await;
        assert_eq!(refused.header("location"), "/console/login?next=%2Fconsole&failed=1");
        assert!(!ann.jar.contains_key(STAFF_COOKIE));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_never_was_is_over_like_any_other() {
    for house in houses().await {
        let mut nobody = house.tab("nobody");
        for token in ["x", &"a".repeat(43), "%00", "..%2F.."] {
            let answer = nobody.get(&format!("/console/join/{token}")).await;
            assert_eq!(answer.status, StatusCode::GONE, "{token}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_looked_reads_that_it_was_they_and_the_person_reads_that_it_was_their_record() {
    for house in houses().await {
        let (mut one, mut other) = (officer(&house, "one").await, officer(&house, "other").await);
        let mut ann = hire(&house, (&mut one, &mut other), ("ann", 1), "causeway", &["registrar"]).await;
        let (mut bob, _) = house.person("bob", 3).await;
        let card = crate::testing::card(3);
        let fields = [("card", card.as_str()), ("reason", "person_asked"), ("case", "A-1")];
        let looked = ann.post("/console/people", &fields).await;
        assert_eq!(looked.status, StatusCode::OK, "{}", looked.text);
        let (hers, his) = (ann.get("/activity").await.text, bob.get("/activity").await.text);
        assert!(hers.contains("You looked at a person’s record for Causeway"), "{hers}");
        assert!(!hers.contains("looked at your record"), "{hers}");
        assert!(his.contains("Staff of Causeway looked at your record"), "{his}");
    }
}
