//! Failures as programs and as people see them.

use axum::body::Body;
use axum::http::Request;
use causeway_core::{Actor, Lang};

use super::*;
use crate::testing::{get, router, send};
use crate::{Access, Json, Reply, Routes, Words};

fn routes() -> Routes {
    async fn internal() -> Reply<()> {
        Err(Error::internal("secret detail in the cause").into())
    }
    async fn busy() -> Reply<()> {
        Err(Error::too_many(17).into())
    }
    async fn gone() -> Reply<()> {
        Err(Error::gone("request_expired", "The request has expired. Start again at the service.").into())
    }
    async fn foreign(_: axum::Json<u32>) {}
    async fn ours(_: Json<u32>) {}
    async fn panics() -> Reply<()> {
        panic!("as a library might")
    }
    Routes::new()
        .get("/internal", Access::Public, internal)
        .get("/busy", Access::Public, busy)
        .get("/gone", Access::Public, gone)
        .get("/panics", Access::Public, panics)
        .post("/foreign", Access::Public, foreign)
        .post("/ours", Access::Public, ours)
}

async fn ask(request: Request<Body>) -> crate::testing::Answer {
    send(&router(routes(), Actor::Nobody), request).await
}

fn program(path: &str) -> Request<Body> {
    Request::get(path).body(Body::empty()).unwrap()
}

#[tokio::test]
async fn rfc9457_3_programs_get_a_problem_document() {
    let answer = ask(program("/gone")).await;
    assert_eq!(answer.status, 410);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let document = answer.json();
    assert_eq!(document["type"], "urn:causeway:problem:request_expired");
    assert_eq!(document["title"], "Gone");
    assert_eq!(document["status"], 410);
    assert_eq!(document["code"], "request_expired");
    assert_eq!(document["detail"], "The request has expired. Start again at the service.");
    assert_eq!(document["reference"], answer.header("x-request-id"));
}

#[tokio::test]
async fn when_to_come_back_is_told_twice() {
    let answer = ask(program("/busy")).await;
    assert_eq!((answer.status.as_u16(), answer.header("retry-after")), (429, "17"));
    assert_eq!(answer.json()["retry_after"], 17);
    assert_eq!(ask(get("/busy")).await.header("retry-after"), "17");
}

#[tokio::test]
async fn the_private_cause_is_told_to_nobody() {
    for request in [program("/internal"), get("/internal")] {
        let answer = ask(request).await;
        assert_eq!(answer.status, 500);
        assert!(!answer.text.contains("secret"), "{}", answer.text);
    }
}

#[tokio::test]
async fn people_get_a_page_in_their_language_with_a_reference() {
    for lang in Lang::ALL {
        let answer = ask(get(&format!("/internal?lang={}", lang.tag()))).await;
        let words = Words::of(lang);
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
        assert_eq!(answer.header("content-language"), lang.tag());
        for part in ["error-internal-title", "error-internal-body", "error-internal-next", "error-reference"]
        {
            assert!(answer.text.contains(&words.t(part)), "{part} in {}", answer.text);
        }
        assert!(answer.text.contains(answer.header("x-request-id")));
        assert!(!answer.text.contains('⟦'));
    }
}

#[tokio::test]
async fn every_kind_of_failure_has_its_words() {
    for kind in [
        Kind::Invalid,
        Kind::Unauthenticated,
        Kind::Forbidden,
        Kind::NotFound,
        Kind::Conflict,
        Kind::Gone,
        Kind::TooLarge,
        Kind::TooMany,
        Kind::Upstream,
        Kind::Unavailable,
        Kind::Internal,
    ] {
        for lang in Lang::ALL {
            let page = ErrorPage::new(Shell::sample(lang), &Error::new(kind, "some_code", ""), "ref");
            assert!(!page.render().unwrap().contains('⟦'), "{kind:?} in {lang:?}");
        }
    }
}

#[tokio::test]
async fn a_code_may_have_words_of_its_own() {
    let page = ErrorPage::new(Shell::sample(Lang::En), &Error::forbidden("cross_site", "x"), "");
    assert_eq!(page.explanation, Words::of(Lang::En).t("error-code-cross-site"));
}

#[tokio::test]
async fn refusals_by_libraries_are_told_in_our_way() {
    let json = |path: &str, body: &str| {
        Request::post(path)
            .header("content-type", "application/json")
            .body(Body::from(body.to_owned()))
            .unwrap()
    };
    let answer = ask(json("/foreign", "x")).await;
    assert_eq!((answer.status.as_u16(), answer.json()["code"].as_str()), (400, Some("bad_request")));
    let answer = ask(json("/ours", "x")).await;
    assert_eq!((answer.status.as_u16(), answer.json()["code"].as_str()), (400, Some("bad_json")));
    let large = "1".repeat(crate::limit::BODY_BYTES + 1);
    for path in ["/foreign", "/ours"] {
        let answer = ask(json(path, &large)).await;
        assert_eq!(
            (answer.status.as_u16(), answer.json()["code"].as_str()),
            (413, Some("body_too_large")),
            "{path}"
        );
    }
    let answer = ask(Request::post("/ours").body(Body::from("1")).unwrap()).await;
    assert_eq!(
        (answer.status.as_u16(), answer.json()["code"].as_str()),
        (415, Some("unsupported_media_type"))
    );
}

#[tokio::test]
async fn where_there_is_nothing_there_is_a_page_that_says_so() {
    let answer = ask(get("/no/such/page")).await;
    assert_eq!(answer.status, 404);
    assert!(answer.text.contains("Page not found"));
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(answer.header("content-security-policy").starts_with("default-src 'none'"));
}

#[tokio::test]
async fn a_panic_ends_one_request_only() {
    let answer = ask(program("/panics")).await;
    assert_eq!((answer.status.as_u16(), answer.json()["code"].as_str()), (500, Some("internal")));
}
