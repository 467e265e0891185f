//! In the query of the redirect URI.

use url::form_urlencoded;

/// The redirect URI with more in its query; what is there already is kept.
pub(super) fn extend(uri: &str, members: &[(&'static str, String)]) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(members).finish();
    let joint = if uri.contains('?') { '&' } else { '?' };
    format!("{uri}{joint}{query}")
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

    #[test]
    fn the_page_may_lead_to_the_redirect_uris_origin_and_nowhere_else() {
        assert_eq!(origin("http://app.localhost:8080/cb?x").as_deref(), Some("http://app.localhost:8080"));
        assert_eq!(origin("com.example.app:/cb").as_deref(), Some("com.example.app:"));
    }
}
