//! What somebody is told for whom there is no room: made of parts that were put together beforehand, since refusing has to be cheap.
//!
//! The page needs nothing else from us: no style sheet, no script, no picture. Whoever has no room must not be made to ask for more.
//! Its one small style is known by its hash to the policy of this very answer, and nothing else may run or load. It tries again by
//! itself (`Refresh`), for everybody at another moment; not after a form was sent, which only the person can send again.

use std::sync::LazyLock;

use axum::body::Body;
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use causeway_core::Lang;
use causeway_crypto::b64;
use causeway_crypto::digest::sha256;

use super::{Priority, Refusal};
use crate::access::accepts_html;
use crate::{Words, headers};

const REFRESH: HeaderName = HeaderName::from_static("refresh");

const STYLE: &str = "body{max-width:38em;margin:2em auto;padding:0 1em;font:1.125em/1.5 system-ui,sans-serif;color:#0b0c0c}\
                     section{margin:0 0 2em}h1{font-size:1.5em;border-left:8px solid #0b4f4a;padding-left:.5em}";

/// What the page says, beside that there are many people.
#[derive(Clone, Copy)]
enum Saying {
    /// Nothing was begun: no place is lost.
    NothingBegun,
    /// What was done before is kept.
    Kept,
    /// What was just sent was not carried out.
    NotSent,
}

impl Saying {
    fn of(refusal: Refusal, method: &Method) -> Self {
        match refusal.priority {
            _ if !method.is_safe() => Self::NotSent,
            Priority::Begin => Self::NothingBegun,
            _ => Self::Kept,
        }
    }

    /// The words' keys, in order.
    fn keys(self) -> [&'static str; 2] {
        match self {
            Self::NothingBegun => ["busy-nothing-begun", "busy-again"],
            Self::Kept => ["busy-kept", "busy-again"],
            Self::NotSent => ["busy-not-sent", "busy-send-again"],
        }
    }
}

/// A page without its number of seconds, which stands between the parts.
type Parts = Vec<String>;

static PAGES: LazyLock<[Parts; 3]> =
    LazyLock::new(|| [Saying::NothingBegun, Saying::Kept, Saying::NotSent].map(parts));

fn parts(saying: Saying) -> Parts {
    // No words hold this character: it marks where the number goes.
    const HERE: &str = "\u{1}";
    let section = |lang: Lang| {
        let words = Words::of(lang);
        let (title, body) = (words.t("busy-title"), words.t("busy-body"));
        let [what, next] = saying.keys().map(|key| words.with(key, &[("seconds", HERE)]));
        format!(
            "<section lang=\"{}\"><h1>{title}</h1><p>{body}</p><p>{what}</p><p>{next}</p></section>",
            lang.tag()
        )
    };
    let title = Words::of(Lang::En).t("busy-title");
    let page = format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, \
         initial-scale=1\"><title>{title}</title><link rel=\"icon\" href=\"data:,\"><style>{STYLE}</style></head><body><main>{}</main>\
         </body></html>",
        Lang::ALL.map(section).concat()
    );
    page.split(HERE).map(str::to_owned).collect()
}

/// The headers of every such answer: for pages and for programs, each on http and on https.
static HEADERS: LazyLock<[[HeaderMap; 2]; 2]> =
    LazyLock::new(|| [true, false].map(|page| [true, false].map(|https| fixed(page, https))));

fn fixed(page: bool, https: bool) -> HeaderMap {
    let mut out = HeaderMap::new();
    headers::write(&mut out, https);
    let content = if page { "text/html; charset=utf-8" } else { "application/problem+json" };
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static(content));
    if page {
        let hash = b64::encode_standard(&sha256(STYLE.as_bytes()));
        let policy = format!(
            "default-src 'none'; style-src 'sha256-{hash}'; img-src data:; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
        );
        if let Ok(policy) = HeaderValue::from_str(&policy) {
            out.insert(header::CONTENT_SECURITY_POLICY, policy);
        }
    }
    out
}

/// The answer: 503 with `Retry-After` (RFC 9110 section 15.6.4), a page for people, a problem document for programs.
pub(crate) fn answer(refusal: Refusal, method: &Method, asked: &HeaderMap, https: bool) -> Response {
    let page = accepts_html(asked);
    let saying = Saying::of(refusal, method);
    let body = if page { told(saying, refusal.seconds) } else { document(refusal.seconds) };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    let [[page_https, page_http], [program_https, program_http]] = &*HEADERS;
    *response.headers_mut() = match (page, https) {
        (true, true) => page_https,
        (true, false) => page_http,
        (false, true) => program_https,
        (false, false) => program_http,
    }
    .clone();
    let seconds = HeaderValue::from(refusal.seconds);
    if page && !matches!(saying, Saying::NotSent) {
        response.headers_mut().insert(REFRESH, seconds.clone());
    }
    response.headers_mut().insert(header::RETRY_AFTER, seconds);
    response
}

fn told(saying: Saying, seconds: u32) -> String {
    let [begun, kept, not_sent] = &*PAGES;
    let parts = match saying {
        Saying::NothingBegun => begun,
        Saying::Kept => kept,
        Saying::NotSent => not_sent,
    };
    parts.join(&seconds.to_string())
}

/// RFC 9457 section 3.
fn document(seconds: u32) -> String {
    format!(
        "{{\"type\":\"urn:causeway:problem:too_busy\",\"title\":\"Service Unavailable\",\"status\":503,\"code\":\"too_busy\",\
         \"detail\":\"There is more to do here than can be done at once, and nothing of this was carried out. Send it again after \
         retry_after seconds.\",\"retry_after\":{seconds}}}"
    )
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt as _;

    use super::*;

    const REFUSAL: Refusal = Refusal { priority: Priority::Begin, seconds: 17 };

    async fn told(refusal: Refusal, method: Method, accept: &str) -> (HeaderMap, String) {
        let mut asked = HeaderMap::new();
        asked.insert(header::ACCEPT, accept.parse().unwrap());
        let response = answer(refusal, &method, &asked, true);
        assert_eq!(response.status(), 503);
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        (parts.headers, String::from_utf8(body.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn a_person_is_told_in_each_language_what_is_and_what_is_not_lost() {
        let kept = Refusal { priority: Priority::Finish, ..REFUSAL };
        for (refusal, method, key, refreshes) in [
            (REFUSAL, Method::GET, "busy-nothing-begun", true),
            (kept, Method::GET, "busy-kept", true),
            (kept, Method::POST, "busy-not-sent", false),
            (REFUSAL, Method::POST, "busy-not-sent", false),
        ] {
            let (headers, page) = told(refusal, method, "text/html").await;
            assert_eq!(headers[header::RETRY_AFTER], "17");
            assert_eq!(headers.get(REFRESH).map(|v| v.to_str().unwrap()), refreshes.then_some("17"), "{key}");
            for lang in Lang::ALL {
                let words = Words::of(lang);
                assert!(
                    page.contains(&words.t("busy-title")) && page.contains(&words.t(key)),
                    "{key} {lang:?}"
                );
                assert!(page.contains(&format!("lang=\"{}\"", lang.tag())));
            }
            assert_eq!(page.matches("17").count(), 3, "{page}");
            assert!(!page.contains('⟦') && !page.contains('\u{1}') && !page.contains("<script"), "{page}");
        }
    }

    #[tokio::test]
    async fn the_page_asks_for_nothing_else_and_its_policy_lets_its_own_style_in_and_no_more() {
        let (headers, page) = told(REFUSAL, Method::GET, "text/html").await;
        let style = page.split("<style>").nth(1).unwrap().split("</style>").next().unwrap();
        let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.contains(&b64::encode_standard(&sha256(style.as_bytes()))), "{policy}");
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        assert!(!page.contains("src=") && !page.contains("href=\"/"), "{page}");
        assert_eq!(headers[header::CACHE_CONTROL], "no-store");
        assert!(headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
    }

    #[tokio::test]
    async fn rfc9457_a_program_gets_a_problem_document() {
        let (headers, body) = told(REFUSAL, Method::POST, "application/json").await;
        assert_eq!(headers[header::CONTENT_TYPE], "application/problem+json");
        assert!(!headers.contains_key(REFRESH));
        let document: serde_json::Value = serde_json::from_str(&body).unwrap();
        assert_eq!((&document["code"], &document["retry_after"]), (&"too_busy".into(), &17.into()));
        assert_eq!(
            (document["status"].as_u64(), &headers[header::RETRY_AFTER]),
            (Some(503), &"17".parse().unwrap())
        );
    }
}
