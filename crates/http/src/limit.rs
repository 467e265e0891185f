//! Limits: rates by key, requests at once, bodies.

use std::fmt;
use std::hash::Hash;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use axum::extract::{DefaultBodyLimit, Request};
use axum::http::StatusCode;
use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use causeway_core::{Clock, Error, Lang, Result};
use governor::clock::Clock as GovernorClock;
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};
use tokio::sync::Semaphore;

use crate::access::accepts_html;
use crate::{Problem, Words};

/// The largest body a route takes unless it says otherwise: 64 KiB.
pub const BODY_BYTES: usize = 64 * 1024;

/// How often one key may do something: a burst, refilled evenly over a period (GCRA).
///
/// Counts in this process; a second node counts for itself.
#[derive(Clone)]
pub struct Limiter<K: Hash + Eq + Clone = String> {
    inner: Arc<Inner<K>>,
}

struct Inner<K: Hash + Eq + Clone> {
    limiter: RateLimiter<K, HashMapStateStore<K>, Ticks, NoOpMiddleware<Nanos>>,
    ticks: Ticks,
    calls: AtomicU64,
}

/// Every so many calls, keys that are back at their full burst are forgotten.
const SWEEP_EVERY: u64 = 1024;

impl<K: Hash + Eq + Clone> Limiter<K> {
    /// `burst` at once, and `burst` anew over each `period`.
    pub fn new(clock: Clock, burst: NonZeroU32, period: Duration) -> Self {
        let ticks = Ticks(clock);
        let each = (period / burst.get()).max(Duration::from_nanos(1));
        let quota = Quota::with_period(each).unwrap_or(Quota::per_second(burst)).allow_burst(burst);
        let limiter = RateLimiter::hashmap_with_clock(quota, ticks.clone());
        Self { inner: Arc::new(Inner { limiter, ticks, calls: AtomicU64::new(0) }) }
    }

    /// Counts one act of `key`.
    ///
    /// # Errors
    /// `too_many_attempts`, with the seconds after which one more is allowed.
    pub fn check(&self, key: &K) -> Result<()> {
        if self.inner.calls.fetch_add(1, Ordering::Relaxed) % SWEEP_EVERY == SWEEP_EVERY - 1 {
            self.inner.limiter.retain_recent();
        }
        self.inner.limiter.check_key(key).map_err(|until| {
            let wait = until.wait_time_from(self.inner.ticks.now());
            Error::too_many(u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1))
        })
    }
}

impl<K: Hash + Eq + Clone> fmt::Debug for Limiter<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limiter").finish_non_exhaustive()
    }
}

/// Our clock, as governor reads it.
#[derive(Clone)]
struct Ticks(Clock);

impl GovernorClock for Ticks {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        let since = u64::try_from(self.0.now().as_microsecond()).unwrap_or(0);
        Nanos::from(Duration::from_micros(since))
    }
}

/// How many requests are worked on at once; the rest are told to come back.
#[derive(Clone, Debug)]
pub struct Concurrency(Arc<Semaphore>);

impl Concurrency {
    /// At most `most` at once.
    pub fn new(most: usize) -> Self {
        Self(Arc::new(Semaphore::new(most.min(Semaphore::MAX_PERMITS))))
    }

    /// A place, held until it is dropped.
    ///
    /// # Errors
    /// `too_busy`.
    pub fn enter(&self) -> Result<tokio::sync::OwnedSemaphorePermit> {
        Arc::clone(&self.0).try_acquire_owned().map_err(|_| {
            Error::unavailable("too_busy", "Many people are here at the moment. Try again shortly.", 2)
        })
    }
}

/// How long a request may take, as the server is configured; put into its extensions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RequestTime(pub(crate) Duration);

const REQUEST_TIME: Duration = Duration::from_secs(30);

/// Gives up a request that takes too long. Its transaction, if it is in one, is rolled back.
pub(crate) async fn time_layer(request: Request, next: Next) -> Response {
    let time = request.extensions().get::<RequestTime>().map_or(REQUEST_TIME, |time| time.0);
    match tokio::time::timeout(time, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::from(Error::unavailable(
            "too_slow",
            "This took longer than allowed and was given up. Try again in a moment.",
            5,
        ))
        .into_response(),
    }
}

static BUSY_PAGE: LazyLock<String> = LazyLock::new(|| {
    let body: String = Lang::ALL
        .map(|lang| {
            let words = Words::of(lang);
            let [title, body, next] =
                ["title", "body", "next"].map(|part| words.t(&format!("error-unavailable-{part}")));
            format!("<section lang=\"{}\"><h1>{title}</h1><p>{body} {next}</p></section>", lang.tag())
        })
        .concat();
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\"><title>503</title></head><body><main>{body}</main></body></html>"
    )
});

/// The answer to a request for which there is no room: made before anything else is done, so that refusing stays cheap.
pub(crate) fn busy(error: Error, headers: &HeaderMap) -> Response {
    metrics::counter!("http_requests_shed_total").increment(1);
    if !accepts_html(headers) {
        return Problem::from(error).into_response();
    }
    let retry = [(header::RETRY_AFTER, HeaderValue::from(error.retry_after_seconds().unwrap_or(2)))];
    (StatusCode::SERVICE_UNAVAILABLE, retry, Html(BUSY_PAGE.as_str())).into_response()
}

/// The limit for every route. One that takes more says so on its handler: `handler.layer(DefaultBodyLimit::max(bytes))`.
pub(crate) fn body_limit() -> DefaultBodyLimit {
    DefaultBodyLimit::max(BODY_BYTES)
}

#[cfg(test)]
mod tests;
