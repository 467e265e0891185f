//! The headers that keep a page from being misused, on every answer.

use std::borrow::Cow;

use axum::extract::Request;
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::response::Response;

use crate::Site;
use crate::handoff::SCRIPT_SOURCE;

/// Put into a response by a handler (`Extension(FormAction(origin))`): the one other origin to which a form on this page may
/// lead by redirect, or the private-use scheme of a native app (`com.example.app:`, RFC 8252 section 7.1). Only a redirect address that was validated against the client's registration belongs here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormAction(pub String);

/// Put into a response by [`crate::Handoff`]: the one origin to which its form is sent, by its one script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HandedTo(String);

impl HandedTo {
    /// The origin of an http(s) address; `None` for every other one, and for one with a user name, which would be a disguise.
    pub(crate) fn origin_of(action: &str) -> Option<Self> {
        let url = url::Url::parse(action).ok()?;
        let plain = url.username().is_empty() && url.password().is_none();
        exact_origin(&url.origin().ascii_serialization()).filter(|_| plain).map(Self)
    }
}

const FIXED: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(self), publickey-credentials-get=(self), publickey-credentials-create=(self), geolocation=(), \
         microphone=(), payment=(), usb=()",
    ),
];

pub(crate) async fn layer<F: Future<Output = Response>>(
    request: Request,
    next: impl FnOnce(Request) -> F,
) -> Response {
    let https = request.extensions().get::<Site>().is_some_and(Site::is_https);
    let mut response = next(request).await;
    let extensions = response.extensions_mut();
    let (form_action, handed) = (extensions.remove::<FormAction>(), extensions.remove::<HandedTo>());
    let policy = handed.map_or_else(|| policy(form_action.as_ref()), |to| handing_policy(&to).into());
    write_with(response.headers_mut(), https, policy);
    response
}

/// The headers of an answer that is no page of anybody's.
pub(crate) fn write(headers: &mut HeaderMap, https: bool) {
    write_with(headers, https, policy(None));
}

fn write_with(headers: &mut HeaderMap, https: bool, policy: Cow<'static, str>) {
    // Room for these and a handful of the handler's own: a map that grows step by step is filled anew at each step.
    headers.reserve(2 * FIXED.len());
    for (name, value) in FIXED {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if https {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=63072000; includeSubDomains"),
        );
    }
    let value = match policy {
        Cow::Borrowed(usual) => Ok(HeaderValue::from_static(usual)),
        Cow::Owned(own) => HeaderValue::try_from(own),
    };
    if let Ok(value) = value {
        headers.insert(header::CONTENT_SECURITY_POLICY, value);
    }
}

/// The Content Security Policy of nearly every answer.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'none'; \
    connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// The Content Security Policy. Browsers apply `form-action` to the redirect that follows a form, too.
fn policy(form_action: Option<&FormAction>) -> Cow<'static, str> {
    let target = |f: &FormAction| exact_origin(&f.0).or_else(|| private_scheme(&f.0));
    match form_action.and_then(target) {
        Some(more) => POLICY.replace("form-action 'self'", &format!("form-action 'self' {more}")).into(),
        None => POLICY.into(),
    }
}

/// The policy of a page that hands its form on: no script but the one that does so, and no address but that one.
fn handing_policy(to: &HandedTo) -> String {
    let (script, HandedTo(origin)) = (&*SCRIPT_SOURCE, to);
    format!(
        "default-src 'none'; script-src {script}; style-src 'self'; img-src 'self'; form-action {origin}; \
         frame-ancestors 'none'; base-uri 'none'"
    )
}

/// An http(s) origin and nothing else: no path, no wildcard, nothing that could end the directive.
fn exact_origin(text: &str) -> Option<String> {
    let url = url::Url::parse(text).ok()?;
    let origin = url.origin().ascii_serialization();
    let plain = matches!(url.scheme(), "http" | "https") && !origin.contains(['*', ';', ',', ' ', '\'']);
    (plain && text.trim_end_matches('/') == origin).then_some(origin)
}

/// The scheme of a native app as RFC 8252 section 7.1 has it, a domain name reversed: `^[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+:$`.
/// The dot keeps `javascript:`, `data:` and `blob:` out.
fn private_scheme(text: &str) -> Option<String> {
    let scheme = text.strip_suffix(':')?;
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'+' | b'-'))
    };
    let plain = scheme.starts_with(|c: char| c.is_ascii_lowercase()) && scheme.contains('.');
    (plain && scheme.split('.').all(is_label)).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc8252_7_1_a_native_apps_own_scheme_is_admitted_to_form_action() {
        let with = |text: &str| policy(Some(&FormAction(text.to_owned())));
        for good in ["com.example.app:", "a.b:", "x-y.z9+1:"] {
            assert!(with(good).contains(&format!("form-action 'self' {good};")), "{good:?}");
        }
        for bad in [
            "javascript:",
            "data:",
            "blob:",
            "com.example.app",
            "Com.example.app:",
            "9.app:",
            ".app:",
            "com.:",
            "com..app:",
            "com.app: *",
            "com.app:;",
            "com.app:/",
            "com.app::",
            "com_x.app:",
            "com.äpp:",
            ":",
        ] {
            assert!(with(bad).contains("form-action 'self';"), "{bad:?}");
        }
    }

    #[test]
    fn form_action_takes_exactly_one_validated_origin() {
        let with = |text: &str| policy(Some(&FormAction(text.to_owned())));
        assert!(with("https://rp.example").contains("form-action 'self' https://rp.example;"));
        assert!(
            with("http://vaccination.localhost:8080").contains("'self' http://vaccination.localhost:8080;")
        );
        for bad in [
            "*",
            "https://*",
            "https://a.example https://b.example",
            "https://a.example; script-src *",
            "javascript:x",
            "https://a.example/path",
            "",
        ] {
            assert!(with(bad).contains("form-action 'self';"), "{bad:?}");
        }
    }

    #[test]
    fn nothing_is_stored_unless_the_handler_says_so_and_hsts_is_for_https() {
        let mut headers = HeaderMap::new();
        write(&mut headers, false);
        assert_eq!(headers[header::CACHE_CONTROL], "no-store");
        assert!(!headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
        let mut headers = HeaderMap::new();
        headers
            .insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
        write(&mut headers, true);
        assert_eq!(headers[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
        assert!(headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
    }

    #[tokio::test]
    async fn a_page_names_its_redirect_origin_and_no_other_page_does() {
        async fn approve() -> (axum::Extension<FormAction>, &'static str) {
            (axum::Extension(FormAction("https://rp.example".to_owned())), "page")
        }
        let routes = crate::Routes::new().get("/approve", crate::Access::Public, approve).get(
            "/other",
            crate::Access::Public,
            async || "page",
        );
        let router = crate::testing::router(routes, causeway_core::Actor::Nobody);
        let policy = async |path: &str| {
            let answer = crate::testing::send(&router, crate::testing::get(path)).await;
            answer.header("content-security-policy").to_owned()
        };
        assert!(
            policy("/approve")
                .await
                .contains("form-action 'self' https://rp.example; frame-ancestors 'none'")
        );
        assert!(policy("/other").await.contains("form-action 'self'; frame-ancestors 'none'"));
        assert!(!policy("/other").await.contains("unsafe"));
    }
}
