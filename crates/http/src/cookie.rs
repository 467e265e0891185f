//! Cookies, all written one way: `HttpOnly`, `SameSite=Lax`, `Path=/`, and `__Host-` with `Secure` where people come by https.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::request::Parts;
use axum::response::{IntoResponseParts, ResponseParts};

use crate::Site;

/// How one site's cookies are written.
#[derive(Clone, Copy, Debug)]
pub struct Jar {
    secure: bool,
}

impl Jar {
    /// For a site by https, or for one without.
    pub fn new(secure: bool) -> Self {
        Self { secure }
    }

    /// The name under which a browser keeps it. Behind https only the `__Host-` name counts, which another host cannot set
    /// (RFC 6265bis section 4.1.3.2).
    fn full_name(self, name: &str) -> String {
        if self.secure { format!("__Host-{name}") } else { name.to_owned() }
    }

    /// The value of a cookie that came with a request.
    pub fn get(self, headers: &HeaderMap, name: &str) -> Option<String> {
        let wanted = self.full_name(name);
        headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(key, _)| *key == wanted)
            .map(|(_, value)| value.to_owned())
    }

    /// Sets a cookie for `ttl`, or until the browser is closed. The value must be of cookie characters (base64url is).
    pub fn set(self, name: &str, value: &str, ttl: Option<Duration>) -> SetCookie {
        let secure = if self.secure { "; Secure" } else { "" };
        let age = ttl.map(|ttl| format!("; Max-Age={}", ttl.as_secs())).unwrap_or_default();
        let text = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}", self.full_name(name));
        SetCookie(HeaderValue::from_str(&text).ok())
    }

    /// Makes the browser forget a cookie.
    pub fn clear(self, name: &str) -> SetCookie {
        self.set(name, "", Some(Duration::ZERO))
    }
}

/// A `Set-Cookie` header: goes before the answer, `(cookies.set(...), Redirect::to("/"))`.
#[derive(Clone)]
#[must_use]
pub struct SetCookie(Option<HeaderValue>);

impl SetCookie {
    /// The header, for a layer that writes headers itself. `None` when the value was not of cookie characters.
    pub fn header(self) -> Option<(HeaderName, HeaderValue)> {
        self.0.map(|value| (header::SET_COOKIE, value))
    }
}

/// Without the value, which is a secret as a rule.
impl std::fmt::Debug for SetCookie {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SetCookie(..)")
    }
}

impl IntoResponseParts for SetCookie {
    type Error = Infallible;

    fn into_response_parts(self, mut parts: ResponseParts) -> Result<ResponseParts, Self::Error> {
        if let Some((name, value)) = self.header() {
            parts.headers_mut().append(name, value);
        }
        Ok(parts)
    }
}

/// A request's cookies, for a handler: `cookies.get("cw_session")`, `cookies.set(...)`.
#[derive(Clone)]
pub struct Cookies {
    jar: Jar,
    headers: HeaderMap,
}

impl Cookies {
    /// The value of a cookie.
    pub fn get(&self, name: &str) -> Option<String> {
        self.jar.get(&self.headers, name)
    }

    /// See [`Jar::set`].
    pub fn set(&self, name: &str, value: &str, ttl: Option<Duration>) -> SetCookie {
        self.jar.set(name, value, ttl)
    }

    /// See [`Jar::clear`].
    pub fn clear(&self, name: &str) -> SetCookie {
        self.jar.clear(name)
    }
}

/// Without the values.
impl std::fmt::Debug for Cookies {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Cookies(..)")
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Cookies {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let jar = parts.extensions.get::<Site>().map_or(Jar::new(true), Site::cookies);
        let mut headers = HeaderMap::new();
        for line in parts.headers.get_all(header::COOKIE) {
            headers.append(header::COOKIE, line.clone());
        }
        Ok(Self { jar, headers })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(set: SetCookie) -> String {
        set.header().unwrap().1.to_str().unwrap().to_owned()
    }

    fn sent(line: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_str(line).unwrap())])
    }

    #[test]
    fn cookies_are_closed_to_scripts_and_to_other_sites() {
        let plain = Jar::new(false).set("cw_session", "abc", Some(Duration::from_mins(1)));
        assert_eq!(text(plain), "cw_session=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=60");
        let secure = Jar::new(true).set("cw_session", "abc", None);
        assert_eq!(text(secure), "__Host-cw_session=abc; Path=/; HttpOnly; SameSite=Lax; Secure");
        assert!(text(Jar::new(true).clear("x")).contains("Max-Age=0"));
    }

    #[test]
    fn rfc6265bis_4_1_3_2_behind_https_only_the_host_prefix_counts() {
        let jar = Jar::new(true);
        assert_eq!(
            jar.get(&sent("cw_session=planted; __Host-cw_session=ours"), "cw_session").as_deref(),
            Some("ours")
        );
        assert_eq!(jar.get(&sent("cw_session=planted"), "cw_session"), None);
        assert_eq!(
            Jar::new(false).get(&sent("a=b;cw_session=ours=="), "cw_session").as_deref(),
            Some("ours==")
        );
    }

    #[test]
    fn a_value_that_would_break_the_header_sets_nothing() {
        assert!(Jar::new(false).set("x", "a\r\nSet-Cookie: y=z", None).header().is_none());
        assert!(!format!("{:?}", Jar::new(false).set("x", "secret", None)).contains("secret"));
    }
}
