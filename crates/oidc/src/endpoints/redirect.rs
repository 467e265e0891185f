//! How an authorization request is answered: by a redirect to the client, with `iss` in it (RFC 9207).

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use causeway_core::Error;
use causeway_http::Problem;
use url::form_urlencoded;

use crate::refusal::{NO_STORE, Refusal};

/// 303, so that a POST is not sent on (RFC 9700 section 4.12).
pub(crate) fn see_other(location: &str) -> Response {
    match HeaderValue::from_str(location) {
        Ok(value) => (StatusCode::SEE_OTHER, NO_STORE, [(header::LOCATION, value)]).into_response(),
        Err(error) => Problem::from(Error::internal(error)).into_response(),
    }
}

/// RFC 6749 section 4.1.2: the redirect URI with the code. A query that it has already is kept.
pub(crate) fn with_code(redirect_uri: &str, code: &str, state: Option<&str>, issuer: &str) -> String {
    extend(redirect_uri, &[("code", Some(code)), ("state", state), ("iss", Some(issuer))])
}

/// RFC 6749 section 4.1.2.1: the redirect URI with the error.
pub(crate) fn with_error(redirect_uri: &str, refusal: &Refusal, state: Option<&str>, issuer: &str) -> String {
    let pairs = [
        ("error", Some(refusal.code().as_str())),
        ("error_description", Some(refusal.description())),
        ("state", state),
        ("iss", Some(issuer)),
    ];
    extend(redirect_uri, &pairs)
}

fn extend(uri: &str, pairs: &[(&str, Option<&str>)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in pairs {
        if let Some(value) = value {
            query.append_pair(name, value);
        }
    }
    let joint = if uri.contains('?') { '&' } else { '?' };
    format!("{uri}{joint}{}", query.finish())
}

/// What the approval page's `form-action` must allow: the origin, or the scheme of a native app's own.
pub(crate) fn origin(redirect_uri: &str) -> Option<String> {
    let url = url::Url::parse(redirect_uri).ok()?;
    if matches!(url.scheme(), "http" | "https") {
        Some(url.origin().ascii_serialization())
    } else {
        Some(format!("{}:", url.scheme()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refusal::Code;

    #[test]
    fn rfc6749_4_1_2_the_state_comes_back_encoded_and_a_query_is_kept() {
        let location =
            with_code("https://app.example/cb?x=1", "abc", Some("a&b=c#d\r\n"), "https://id.example");
        assert_eq!(
            location,
            "https://app.example/cb?x=1&code=abc&state=a%26b%3Dc%23d%0D%0A&iss=https%3A%2F%2Fid.example"
        );
    }

    #[test]
    fn rfc9207_2_the_issuer_is_in_every_answer_errors_too() {
        let refusal = Refusal::new(Code::AccessDenied, "No.");
        let location = with_error("https://app.example/cb", &refusal, None, "https://id.example");
        assert_eq!(
            location,
            "https://app.example/cb?error=access_denied&error_description=No.&iss=https%3A%2F%2Fid.example"
        );
    }

    #[test]
    fn the_page_may_lead_to_the_redirect_uris_origin_and_nowhere_else() {
        assert_eq!(origin("http://app.localhost:8080/cb?x").as_deref(), Some("http://app.localhost:8080"));
        assert_eq!(origin("com.example.app:/cb").as_deref(), Some("com.example.app:"));
    }
}
