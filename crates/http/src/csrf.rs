//! Cross-site request forgery, refused without tokens (docs/adr/0004-csrf-without-tokens.md).
//!
//! An unsafe request that carries a cookie must come from our own pages: `Sec-Fetch-Site: same-origin` (Fetch Metadata), or,
//! where a browser does not send that, an `Origin` equal to ours. A request without cookies has no authority to abuse.

use axum::extract::Request;
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use causeway_core::{Error, Result};

use crate::{Problem, Site};

/// Decides whether a request may act on the authority of its cookies.
///
/// # Errors
/// `cross_site`.
pub fn check(method: &Method, headers: &HeaderMap, own_origin: &str) -> Result<()> {
    if method.is_safe() || !headers.contains_key(header::COOKIE) {
        return Ok(());
    }
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let ours = match (text("sec-fetch-site"), text("origin")) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => origin == own_origin,
        (None, None) => false,
    };
    if ours { Ok(()) } else { Err(cross_site()) }
}

fn cross_site() -> Error {
    Error::forbidden(
        "cross_site",
        "This request came from another site, so it was not carried out. Open the page here and try again.",
    )
}

pub(crate) async fn layer(request: Request, next: Next) -> Response {
    let origin = request.extensions().get::<Site>().map(|site| site.origin().to_owned()).unwrap_or_default();
    match check(request.method(), request.headers(), &origin) {
        Ok(()) => next.run(request).await,
        Err(error) => Problem::from(error).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &str = "https://id.example";

    type Lines = &'static [(&'static str, &'static str)];

    fn allowed(method: &Method, lines: Lines) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.insert(*name, value.parse().unwrap());
        }
        check(method, &headers, OURS).is_ok()
    }

    #[test]
    fn only_our_own_pages_may_use_a_persons_cookies() {
        const COOKIE: (&str, &str) = ("cookie", "cw_session=x");
        let post = Method::POST;
        let cases: &[(&Method, Lines, bool)] = &[
            (&Method::GET, &[COOKIE, ("sec-fetch-site", "cross-site")], true),
            (&Method::HEAD, &[COOKIE, ("sec-fetch-site", "cross-site")], true),
            (&post, &[], true),
            (&post, &[("sec-fetch-site", "cross-site")], true),
            (&post, &[COOKIE], false),
            (&post, &[COOKIE, ("sec-fetch-site", "same-origin")], true),
            (&post, &[COOKIE, ("sec-fetch-site", "same-site")], false),
            (&post, &[COOKIE, ("sec-fetch-site", "cross-site")], false),
            (&post, &[COOKIE, ("sec-fetch-site", "none")], false),
            (&post, &[COOKIE, ("sec-fetch-site", "cross-site"), ("origin", OURS)], false),
            (&post, &[COOKIE, ("origin", OURS)], true),
            (&post, &[COOKIE, ("origin", "https://id.example.evil")], false),
            (&post, &[COOKIE, ("origin", "http://id.example")], false),
            (&post, &[COOKIE, ("origin", "null")], false),
            (&Method::PUT, &[COOKIE, ("sec-fetch-site", "cross-site")], false),
            (&Method::DELETE, &[COOKIE], false),
        ];
        for (method, lines, expected) in cases {
            assert_eq!(allowed(method, lines), *expected, "{method} {lines:?}");
        }
    }

    #[tokio::test]
    async fn every_route_is_behind_it() {
        let routes = crate::Routes::new().post("/act", crate::Access::Public, async || "done");
        let router = crate::testing::router(routes, causeway_core::Actor::Nobody);
        let mut request = crate::testing::post_form("/act", &[]);
        request.headers_mut().insert(header::COOKIE, "a=b".parse().unwrap());
        assert_eq!(crate::testing::send(&router, request).await.text, "done");
        let mut request = crate::testing::post_form("/act", &[]);
        request.headers_mut().insert(header::COOKIE, "a=b".parse().unwrap());
        request.headers_mut().insert("sec-fetch-site", "same-site".parse().unwrap());
        let answer = crate::testing::send(&router, request).await;
        assert_eq!(answer.status, 403);
        assert!(answer.text.contains("came from another site"), "{}", answer.text);
    }
}
