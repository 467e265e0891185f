//! Limits: rates by key, time, bodies. How much is worked on at once: [`crate::load`].

use std::fmt;
use std::hash::Hash;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::extract::{DefaultBodyLimit, Request};
use axum::response::{IntoResponse, Response};
use causeway_core::{Clock, Error, Result};
use governor::clock::Clock as GovernorClock;
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};

use crate::Problem;

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

/// How long a request may take, as the server is configured; put into its extensions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RequestTime(pub(crate) Duration);

const REQUEST_TIME: Duration = Duration::from_secs(30);

/// Gives up a request that takes too long. Its transaction, if it is in one, is rolled back.
pub(crate) async fn time_layer<F: Future<Output = Response>>(
    request: Request,
    next: impl FnOnce(Request) -> F,
) -> Response {
    let time = request.extensions().get::<RequestTime>().map_or(REQUEST_TIME, |time| time.0);
    match tokio::time::timeout(time, next(request)).await {
        Ok(response) => response,
        Err(_) => Problem::from(Error::unavailable(
            "too_slow",
            "This took longer than allowed and was given up. Try again in a moment.",
            5,
        ))
        .into_response(),
    }
}

/// The limit for every route. One that takes more says so on its handler: `handler.layer(DefaultBodyLimit::max(bytes))`.
pub(crate) fn body_limit() -> DefaultBodyLimit {
    DefaultBodyLimit::max(BODY_BYTES)
}

#[cfg(test)]
mod tests;
