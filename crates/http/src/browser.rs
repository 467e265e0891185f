//! The browser itself, known by the cookie `cw_browser`: binds what one browser began to that browser.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::response::Response;
use causeway_core::Error;
use causeway_crypto::token::{self, Token};

use crate::cookie::Jar;
use crate::{Agent, Problem, Site};

const COOKIE: &str = "cw_browser";
const DAY: Duration = Duration::from_hours(24);
/// A token is 32 bytes as base64url.
const LENGTH: usize = 43;

/// One browser: what it began, no other may finish. The cookie is set only once a handler has asked for this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Browser {
    /// SHA-256 of the cookie's value.
    pub hash: [u8; 32],
    /// What kind of browser it says it is.
    pub agent: Option<Agent>,
}

impl Browser {
    /// The browser whose cookie has this value: for tests.
    pub fn of(cookie: &str) -> Self {
        Self { hash: token::hash_of(cookie), agent: None }
    }
}

/// What the layer knows before a handler asks: the cookie that came, or a place for a fresh one.
#[derive(Clone)]
enum Slot {
    Known([u8; 32]),
    Fresh(Arc<Mutex<Option<Token>>>),
}

impl<S: Send + Sync> FromRequestParts<S> for Browser {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let agent = Agent::of(&parts.headers);
        let missing = || Error::internal("no browser layer");
        let fresh = match parts.extensions.get::<Slot>().ok_or_else(missing)? {
            Slot::Known(hash) => return Ok(Self { hash: *hash, agent }),
            Slot::Fresh(place) => place,
        };
        let mut place = fresh.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(token) = &*place {
            return Ok(Self { hash: token.hash(), agent });
        }
        let token = Token::new(parts.extensions.get::<Site>().ok_or_else(missing)?.rng())?;
        let hash = token.hash();
        *place = Some(token);
        Ok(Self { hash, agent })
    }
}

/// Reads the cookie; sets a fresh one if there was none and a handler has asked for the browser.
pub(crate) async fn layer<F: Future<Output = Response>>(
    mut request: Request,
    next: impl FnOnce(Request) -> F,
) -> Response {
    let jar = request.extensions().get::<Site>().map_or(Jar::new(true), Site::cookies);
    let sent = jar.get(request.headers(), COOKIE).filter(|value| value.len() == LENGTH);
    if let Some(value) = sent {
        request.extensions_mut().insert(Slot::Known(token::hash_of(&value)));
        return next(request).await;
    }
    let place = Arc::new(Mutex::new(None));
    request.extensions_mut().insert(Slot::Fresh(Arc::clone(&place)));
    let mut response = next(request).await;
    let token = place.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some((name, value)) = token.and_then(|token| jar.set(COOKIE, token.reveal(), Some(DAY)).header()) {
        response.headers_mut().append(name, value);
    }
    response
}

#[cfg(test)]
mod tests {
    use causeway_core::Actor;

    use super::*;
    use crate::testing::{get, router, send};
    use crate::{Access, Routes};

    fn shown(browser: &Browser) -> String {
        format!("{:?}", browser.hash)
    }

    fn routes() -> axum::Router {
        let routes = Routes::new()
            .get("/begin", Access::Public, async |browser: Browser| shown(&browser))
            .get("/plain", Access::Public, async || "plain");
        router(routes, Actor::Nobody)
    }

    #[tokio::test]
    async fn a_browser_is_known_again_by_its_cookie() {
        let router = routes();
        let first = send(&router, get("/begin")).await;
        let cookie = first.cookies();
        assert!(cookie.starts_with("cw_browser="));
        let mut again = get("/begin");
        again.headers_mut().insert("cookie", cookie.parse().unwrap());
        let second = send(&router, again).await;
        assert_eq!(first.text, second.text);
        assert_eq!(second.cookies(), "");
        assert_eq!(first.text, shown(&Browser::of(cookie.strip_prefix("cw_browser=").unwrap())));
        assert_ne!(send(&router, get("/begin")).await.text, first.text);
    }

    #[tokio::test]
    async fn a_page_that_does_not_ask_sets_no_cookie() {
        assert_eq!(send(&routes(), get("/plain")).await.cookies(), "");
    }

    #[tokio::test]
    async fn a_value_of_another_length_is_not_taken() {
        let mut request = get("/begin");
        request.headers_mut().insert("cookie", "cw_browser=short".parse().unwrap());
        assert!(send(&routes(), request).await.cookies().starts_with("cw_browser="));
    }
}
