//! Cross-site request forgery, refused without tokens (docs/adr/0004-csrf-without-tokens.md).
//!
//! An unsafe request from a browser must come from our own pages: `Sec-Fetch-Site: same-origin` (Fetch Metadata), or, where a
//! browser does not send that, an `Origin` equal to ours. Cookies that stayed away (`SameSite=Lax`) are no excuse: the answer could
//! set others in their place. A program sends neither header, and passes if it carries no cookie.
//!
//! A route that is [open to other sites](crate::Routes::post_from_anywhere) sends such a form around by GET to the same path: a
//! browser adds its Lax cookies to that, so the person is known and no cookie of theirs is replaced.

use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, Method, header};
use axum::response::{IntoResponse, Redirect, Response};
use causeway_core::{Error, Result};

use crate::extract::too_large;
use crate::limit::BODY_BYTES;
use crate::{Problem, Site};

const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Decides whether a request may act: not when another site had a browser send it.
///
/// # Errors
/// `cross_site`.
pub fn check(method: &Method, headers: &HeaderMap, own_origin: &str) -> Result<()> {
    if method.is_safe() {
        return Ok(());
    }
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let ours = match (text(SITE), text(header::ORIGIN)) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => origin == own_origin,
        (None, None) => !headers.contains_key(header::COOKIE),
    };
    if ours { Ok(()) } else { Err(cross_site()) }
}

fn cross_site() -> Error {
    Error::forbidden(
        "cross_site",
        "This request came from another site, so it was not carried out. Open the page here and try again.",
    )
}

/// Lets a request on to its route, or gives the answer that it gets instead.
pub(crate) async fn admit(request: Request, from_anywhere: bool) -> Result<Request, Response> {
    let origin = request.extensions().get::<Site>().map(Site::origin).unwrap_or_default();
    match check(request.method(), request.headers(), origin) {
        Ok(()) => Ok(request),
        Err(_) if from_anywhere => {
            Err(around(request).await.unwrap_or_else(|error| Problem::from(error).into_response()))
        }
        Err(error) => Err(Problem::from(error).into_response()),
    }
}

/// The same by GET: the form's fields become the query.
async fn around(request: Request) -> Result<Response> {
    if !is_form(request.headers()) {
        return Err(cross_site());
    }
    let path = request.uri().path().to_owned();
    let body = to_bytes(request.into_body(), BODY_BYTES).await.map_err(|_| too_large())?;
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(url::form_urlencoded::parse(&body))
        .finish();
    Ok(Redirect::to(&format!("{path}?{query}")).into_response())
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/x-www-form-urlencoded")
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
            (&post, &[("sec-fetch-site", "cross-site")], false),
            (&post, &[("sec-fetch-site", "same-site")], false),
            (&post, &[("sec-fetch-site", "same-origin")], true),
            (&post, &[("origin", "https://evil.example")], false),
            (&post, &[("origin", "null")], false),
            (&post, &[("origin", OURS)], true),
            (&Method::GET, &[("origin", "https://evil.example")], true),
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

    /// A form as another site has a browser send it: from there, and without our cookies.
    fn foreign(path: &str, fields: &[(&str, &str)]) -> Request {
        let mut request = crate::testing::post_form(path, fields);
        request.headers_mut().insert(SITE, "cross-site".parse().unwrap());
        request
    }

    async fn begin(_: crate::Browser) -> &'static str {
        "begun"
    }

    #[tokio::test]
    async fn a_form_of_another_site_does_not_replace_the_browsers_cookie() {
        let routes = crate::Routes::new().post("/act", crate::Access::Public, begin).post_from_anywhere(
            "/enter",
            crate::Access::Public,
            begin,
        );
        let router = crate::testing::router(routes, causeway_core::Actor::Nobody);
        for (path, status) in [("/act", 403), ("/enter", 303)] {
            let answer = crate::testing::send(&router, foreign(path, &[("a", "b")])).await;
            assert_eq!((answer.status.as_u16(), answer.cookies().as_str()), (status, ""), "{path}");
        }
    }

    #[tokio::test]
    async fn a_route_open_to_other_sites_sends_their_forms_around_by_get() {
        let routes = crate::Routes::new().post_from_anywhere("/enter", crate::Access::Public, begin);
        let router = crate::testing::router(routes, causeway_core::Actor::Nobody);
        let fields = [("a", "b c&d"), ("a", "\r\nset-cookie: x"), ("é", "")];
        let answer = crate::testing::send(&router, foreign("/enter", &fields)).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("location")),
            (303, "/enter?a=b+c%26d&a=%0D%0Aset-cookie%3A+x&%C3%A9=")
        );
        let own = crate::testing::post_form("/enter", &fields);
        assert_eq!(crate::testing::send(&router, own).await.text, "begun");
        let mut other = foreign("/enter", &fields);
        other.headers_mut().insert(header::CONTENT_TYPE, "text/plain".parse().unwrap());
        assert_eq!(crate::testing::send(&router, other).await.status, 403);
        let long = "x".repeat(BODY_BYTES + 1);
        assert_eq!(crate::testing::send(&router, foreign("/enter", &[("a", &long)])).await.status, 413);
    }
}
