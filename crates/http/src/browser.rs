//! The browser itself, known by the cookie `cw_browser`: binds what one browser began to that browser.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use causeway_core::Error;
use causeway_crypto::token::{self, Token};

use crate::{Problem, Site};

const COOKIE: &str = "cw_browser";
const DAY: Duration = Duration::from_hours(24);
/// A token is 32 bytes as base64url.
const LENGTH: usize = 43;

/// One browser: what it began, no other may finish. The cookie is set only once a handler has asked for this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Browser {
    /// SHA-256 of the cookie's value.
    pub hash: [u8; 32],
}

impl Browser {
    /// The browser whose cookie has this value: for tests.
    pub fn of(cookie: &str) -> Self {
        Self { hash: token::hash_of(cookie) }
    }
}

/// What the layer knows before a handler asks.
#[derive(Clone)]
struct Slot {
    hash: [u8; 32],
    asked: Arc<AtomicBool>,
}

impl<S: Send + Sync> FromRequestParts<S> for Browser {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let slot = parts.extensions.get::<Slot>().ok_or_else(|| Error::internal("no browser layer"))?;
        slot.asked.store(true, Ordering::Relaxed);
        Ok(Self { hash: slot.hash })
    }
}

/// Reads the cookie or draws a fresh one, and sets the fresh one if a handler asked for the browser.
pub(crate) async fn layer(mut request: Request, next: Next) -> Response {
    let Some(site) = request.extensions().get::<Site>().cloned() else { return next.run(request).await };
    let jar = site.cookies();
    let sent = jar.get(request.headers(), COOKIE).filter(|value| value.len() == LENGTH);
    let asked = Arc::new(AtomicBool::new(false));
    if let Some(value) = sent {
        request.extensions_mut().insert(Slot { hash: token::hash_of(&value), asked });
        return next.run(request).await;
    }
    let fresh = match Token::new(site.rng()) {
        Ok(fresh) => fresh,
        Err(error) => return Problem::from(error).into_response(),
    };
    request.extensions_mut().insert(Slot { hash: fresh.hash(), asked: Arc::clone(&asked) });
    let mut response = next.run(request).await;
    if asked.load(Ordering::Relaxed)
        && let Some((name, value)) = jar.set(COOKIE, fresh.reveal(), Some(DAY)).header()
    {
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
