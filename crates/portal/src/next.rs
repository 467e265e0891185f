//! Where to go on after a login: a path on this host, or the home page.

use causeway_http::access::is_local_path;
use serde::Deserialize;
use url::form_urlencoded;

/// The query parameters and form fields that say where to go on.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Next {
    /// A path on this host; anything else counts as the home page.
    #[serde(default)]
    next: String,
    /// Whether an earlier attempt failed.
    #[serde(default)]
    failed: Option<String>,
}

impl Next {
    /// Where to go on.
    pub(crate) fn path(&self) -> &str {
        local(&self.next)
    }

    /// Whether the page is shown again because an attempt failed.
    pub(crate) fn has_failed(&self) -> bool {
        self.failed.is_some()
    }
}

/// `next` if it is a path on this host, else `/`.
pub(crate) fn local(next: &str) -> &str {
    if is_local_path(next) { next } else { "/" }
}

/// A path with query parameters; those without a value are left out.
pub(crate) fn with_query(path: &str, pairs: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(pairs.iter().filter(|(_, value)| !value.is_empty()));
    let query = query.finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// The address of a page that goes on to `next`; the home page needs no mention.
pub(crate) fn onward(path: &str, next: &str) -> String {
    with_query(path, &[("next", if next == "/" { "" } else { next })])
}

/// The request that a path leads to, if it does: such a page has its own ways of logging in.
pub(crate) fn is_request(path: &str) -> bool {
    path.starts_with("/requests/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_on_this_host_are_followed() {
        for (next, expected) in [
            ("/activity", "/activity"),
            ("/activity?before=1", "/activity?before=1"),
            ("", "/"),
            ("//evil.example", "/"),
            ("///evil.example", "/"),
            ("/\\evil.example", "/"),
            ("\\\\evil.example", "/"),
            ("https://evil.example", "/"),
            ("HTTPS://evil.example", "/"),
            ("javascript:alert(1)", "/"),
            ("data:text/html,x", "/"),
            ("evil.example", "/"),
            (" /activity", "/"),
            ("/\tevil", "/"),
            ("/\r\nLocation: https://evil.example", "/"),
            ("@evil.example", "/"),
        ] {
            assert_eq!(local(next), expected, "{next:?}");
        }
        assert_eq!(local(&format!("/{}", "a".repeat(3000))), "/");
    }

    #[test]
    fn addresses_carry_only_what_there_is() {
        assert_eq!(onward("/login", "/"), "/login");
        assert_eq!(onward("/login", "/scan?x=1"), "/login?next=%2Fscan%3Fx%3D1");
        assert_eq!(with_query("/a", &[("b", ""), ("c", "d e")]), "/a?c=d+e");
    }
}
