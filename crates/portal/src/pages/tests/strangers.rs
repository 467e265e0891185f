//! What is somebody else's is not there; nobody is led elsewhere.

use axum::http::StatusCode;
use causeway_http::Access;

use crate::next::with_query;
use crate::testing::{House, PageForm, houses, login};

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_another_persons_is_there() {
    for house in houses().await {
        let (mut ann, session) = house.person("ann", 1).await;
        let (mut bob, _) = house.person("bob", 3).await;
        let id = house.ask(&ann, vec![login()]).await;
        let page = ann.get(&format!("/requests/{id}")).await;
        let approved = ann.submit_passkey(&page, &format!("/requests/{id}/approve")).await;
        ann.follow(approved).await;
        let parts = house.portal.parts();
        let consent = parts.consents.standing(session.account).await.unwrap()[0].id;
        let receipt = parts.evidence.activity(session.account, None, 1).await.unwrap()[0].id;
        let message = parts.notify.inbox(session.account, None, 1).await.unwrap()[0].id;
        let order =
            parts.consents.open_order(house.ask(&ann, vec![login()]).await, &ann.browser()).await.unwrap().id;
        for path in [
            format!("/requests/{id}"),
            format!("/consents/{consent}"),
            format!("/consents/{consent}/withdraw"),
            format!("/consents/{consent}/withdrawn"),
            format!("/activity/{receipt}"),
            format!("/activity/{receipt}/receipt.json"),
            format!("/activity?before={receipt}"),
            format!("/orders/{order}"),
            format!("/orders/{order}/frame"),
        ] {
            let answer = bob.get(&path).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
            assert!(!answer.text.contains("Vaccination") && !answer.text.contains("ZZ0"), "{path}");
        }
        for path in [
            format!("/requests/{id}/approve"),
            format!("/requests/{id}/decline"),
            format!("/requests/{id}/qr"),
            format!("/consents/{consent}/withdraw"),
            format!("/messages/{message}/read"),
        ] {
            assert_eq!(bob.post(&path, &[]).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(parts.consents.standing(session.account).await.unwrap().len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_route_table_holds_for_nobody_and_for_a_person() {
    for house in houses().await {
        let (mut ann, _) = house.person("ann", 1).await;
        let mut nobody = house.tab("nobody");
        for route in house.portal.routes().table() {
            let path = filled(route.path);
            let answer = match route.method {
                "GET" => nobody.get(&path).await,
                _ => nobody.post(&path, &[]).await,
            };
            match (route.access, route.method) {
                (Access::Citizen, "GET") => {
                    assert_eq!(answer.header("location"), with_query("/login", &[("next", &path)]), "{path}");
                }
                (Access::Staff(_), "GET") => {
                    let door = with_query("/console/login", &[("next", &path)]);
                    assert_eq!(answer.header("location"), door, "{path}");
                }
                (Access::Citizen | Access::Staff(_), _) => {
                    assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
                }
                (Access::Public, _) => {
                    assert!(
                        answer.status != StatusCode::UNAUTHORIZED && !answer.status.is_server_error(),
                        "{path}"
                    );
                    assert!(!answer.header("location").starts_with("/login?next"), "{path}");
                }
                (other, _) => unreachable!("{other}: a page is for everybody, for a person or for staff"),
            }
            if route.method == "GET" {
                let answer = ann.get(&path).await;
                assert!(
                    !answer.status.is_server_error() && answer.status != StatusCode::UNAUTHORIZED,
                    "{path}"
                );
            }
        }
    }
}

fn filled(path: &str) -> String {
    let id = uuid::Uuid::from_u128(99).to_string();
    ["{id}", "{order}", "{receipt}"]
        .iter()
        .fold(path.to_owned(), |path, name| path.replace(name, &id))
        .replace("{frame}", "1.a.2.b")
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_led_to_another_site_after_logging_in() {
    for house in houses().await {
        let (mut ann, _) = house.person("ann", 1).await;
        for next in [
            "//evil.example",
            "/\\evil.example",
            "https://evil.example/",
            "javascript:alert(1)",
            "\\/evil",
            "%2F%2Fevil",
        ] {
            let path = with_query("/login", &[("next", next)]);
            assert_eq!(ann.get(&path).await.header("location"), "/", "{next}");
            let mut nobody = house.tab(&next.replace(|c: char| !c.is_alphanumeric(), "-"));
            let page = nobody.get(&path).await;
            let fields = PageForm::find(&page.text, "/login").fields;
            assert!(fields.contains(&("next".to_owned(), "/".to_owned())), "{next}: {fields:?}");
            let opened = nobody.post("/login/qr", &[("next", next)]).await;
            assert!(opened.header("location").starts_with("/orders/"), "{next}");
            resumes_at_home(&house, &nobody, &opened).await;
            let done = ann.get(&with_query("/register/done", &[("next", next)])).await;
            assert!(!done.text.contains("Continue where you were"), "{next}");
        }
    }
}

async fn resumes_at_home(
    house: &House,
    tab: &crate::testing::Tab<'_>,
    opened: &causeway_http::testing::Answer,
) {
    let order = opened.header("location").rsplit('/').next().unwrap().parse().unwrap();
    let consents = &house.portal.parts().consents;
    let request = consents.order(order, &tab.browser()).await.unwrap().request;
    let viewer = causeway_consent::Viewer { browser: tab.browser().hash, session: None };
    assert_eq!(consents.request(request, &viewer).await.unwrap().resume, "/");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_from_another_site_is_refused() {
    for house in houses().await {
        let (ann, session) = house.person("ann", 1).await;
        let cookie = format!("cw_session={}", ann.jar[crate::SESSION_COOKIE]);
        let mut request = causeway_http::testing::post_form("/logout", &[]);
        request.headers_mut().insert("cookie", cookie.parse().unwrap());
        request.headers_mut().insert("sec-fetch-site", "cross-site".parse().unwrap());
        let answer = causeway_http::testing::send(&house.router, request).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert!(!house.events(session.account).await.contains(&"session.ended"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn outside_a_sandbox_there_is_no_simulated_phone() {
    for house in houses().await {
        let mut parts = house.portal.parts().clone();
        parts.phone = None;
        let routes = crate::Portal::new(parts).routes();
        let router = causeway_http::testing::router(routes, causeway_core::Actor::Nobody);
        for path in ["/phone", "/phone/scan"] {
            let answer = causeway_http::testing::send(&router, causeway_http::testing::get(path)).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        }
        let login = causeway_http::testing::send(&router, causeway_http::testing::get("/login")).await;
        assert!(!login.text.contains("/phone"));
    }
}
