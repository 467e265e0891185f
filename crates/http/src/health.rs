//! Whether the process lives, whether it is ready to serve, what is degraded and since when, and its figures.
//!
//! These answers need no place under load, and cost next to nothing: what is degraded is looked up at most once a second, however many
//! ask, and an answer comes within `LOOK` even when the database hangs.

mod text;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use causeway_core::{Clock, Error};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use tokio::sync::Mutex;

use crate::access::BoxFuture;
use crate::address::Range;
use crate::{Access, ClientAddress, Json, Priority, Reply, Routes};

/// What was found is told for so long before it is looked up again.
const FRESH: SignedDuration = SignedDuration::from_secs(1);
/// What takes longer to look up is not in order.
const LOOK: Duration = Duration::from_secs(if cfg!(test) { 1 } else { 3 });

/// A part that does not work as it should, by a short name such as `database`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    name: &'static str,
    stops: bool,
    since: Option<Timestamp>,
}

impl Part {
    /// Without it nothing can be served: the node is not ready, and proxies shall send nobody here.
    pub fn stopping(name: &'static str) -> Self {
        Self { name, stops: true, since: None }
    }

    /// Something is amiss that operators should look at; the node still serves.
    pub fn amiss(name: &'static str) -> Self {
        Self { name, stops: false, since: None }
    }

    /// Whether it is the part of that name.
    pub fn is(&self, name: &str) -> bool {
        self.name == name
    }

    /// Since when, where that is known better than by when it was first noticed.
    #[must_use]
    pub fn since(mut self, since: Timestamp) -> Self {
        self.since = Some(since);
        self
    }
}

/// Tells, at each call, what does not work for now. Empty: everything does.
pub type Degraded = Arc<dyn Fn() -> BoxFuture<'static, Vec<Part>> + Send + Sync>;

/// The answer to programs: `{"status":"degraded","degraded":[{"part":"database","since":"2026-11-21T08:00:00Z","serving":false}]}`.
#[derive(Clone, Serialize)]
struct Health {
    /// `live`; `ready`; `degraded` when the node cannot serve.
    status: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    degraded: Vec<Told>,
}

/// A part that is degraded, as it is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Told {
    /// Its short name.
    pub part: &'static str,
    /// Since when; RFC 3339.
    pub since: Timestamp,
    /// Whether the node serves all the same.
    pub serving: bool,
}

/// What was found last, and since when each part is degraded.
struct Seen {
    at: Option<Timestamp>,
    since: BTreeMap<&'static str, Timestamp>,
    health: Health,
}

/// Looks what is degraded and remembers since when. Probes and the console ask the same one. Cheap to clone.
#[derive(Clone)]
pub struct Watch {
    degraded: Degraded,
    clock: Clock,
    seen: Arc<Mutex<Seen>>,
}

/// `GET /health/live` and `GET /health/ready`.
pub fn routes(degraded: Degraded, clock: Clock) -> Routes {
    Watch::new(degraded, clock).routes()
}

async fn live() -> Response {
    Json(Health { status: "live", degraded: Vec::new() }).into_response()
}

async fn ready(State(watch): State<Watch>) -> Response {
    let health = watch.look().await;
    let status = if health.status == "ready" { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(health)).into_response()
}

impl std::fmt::Debug for Watch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Watch").finish_non_exhaustive()
    }
}

impl Watch {
    /// Nothing has been looked at yet.
    pub fn new(degraded: Degraded, clock: Clock) -> Self {
        let health = Health { status: "ready", degraded: Vec::new() };
        let seen = Arc::new(Mutex::new(Seen { at: None, since: BTreeMap::new(), health }));
        Self { degraded, clock, seen }
    }

    /// `GET /health/live` and `GET /health/ready`.
    pub fn routes(&self) -> Routes {
        Routes::new()
            .get("/health/live", Access::Public, live)
            .priority(Priority::Always)
            .documented(text::live())
            .get("/health/ready", Access::Public, ready)
            .priority(Priority::Always)
            .documented(text::ready())
            .with_state(self.clone())
    }

    /// What is degraded, and since when.
    pub async fn degraded(&self) -> Vec<Told> {
        self.look().await.degraded
    }

    /// What is degraded, looked up or remembered. Whoever asks meanwhile waits for the same look.
    async fn look(&self) -> Health {
        let mut seen = self.seen.lock().await;
        let now = self.clock.now();
        let age = seen.at.map(|at| now.duration_since(at));
        if !age.is_some_and(|age| age < FRESH && !age.is_negative()) {
            let parts = tokio::time::timeout(LOOK, (self.degraded)()).await;
            let parts = parts.unwrap_or_else(|_| vec![Part::stopping("unresponsive")]);
            seen.note(now, &parts);
        }
        seen.health.clone()
    }
}

impl Seen {
    fn note(&mut self, now: Timestamp, parts: &[Part]) {
        let noticed = std::mem::take(&mut self.since);
        for part in parts {
            let since = part.since.into_iter().chain(noticed.get(part.name).copied()).min();
            self.since.insert(part.name, since.unwrap_or(now));
        }
        let told = parts.iter().map(|part| Told {
            part: part.name,
            since: self.since.get(part.name).copied().unwrap_or(now),
            serving: !part.stops,
        });
        let status = if parts.iter().any(|part| part.stops) { "degraded" } else { "ready" };
        self.health = Health { status, degraded: told.collect() };
        self.at = Some(now);
    }
}

/// Renders the figures, in Prometheus' text form.
pub type Figures = Arc<dyn Fn() -> String + Send + Sync>;

/// `GET /metrics`, for callers from `allowed` addresses; for others there is no such page.
pub fn metrics(figures: Figures, allowed: Vec<Range>) -> Routes {
    Routes::new()
        .get("/metrics", Access::Public, show)
        .priority(Priority::Always)
        .documented(text::metrics())
        .with_state((figures, Arc::new(allowed)))
}

type Scrape = (Figures, Arc<Vec<Range>>);

async fn show(
    State((figures, allowed)): State<Scrape>,
    ClientAddress(address): ClientAddress,
) -> Reply<Response> {
    if !allowed.iter().any(|range| range.contains(address)) {
        return Err(Error::not_found().into());
    }
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], figures()).into_response())
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use causeway_core::Actor;
    use serde_json::json;

    use super::*;
    use crate::testing::{get, router, send};

    fn clock() -> Clock {
        Clock::manual("2026-11-21T08:00:00Z".parse().unwrap())
    }

    fn finding(find: impl Fn() -> Vec<Part> + Send + Sync + 'static) -> Degraded {
        Arc::new(move || {
            let found = find();
            Box::pin(async move { found })
        })
    }

    #[tokio::test]
    async fn ready_tells_what_does_not_work_and_since_when() {
        let clock = clock();
        let broken = Arc::new(AtomicU32::new(0));
        let now_broken = Arc::clone(&broken);
        let parts = finding(move || match now_broken.load(Ordering::SeqCst) {
            0 => Vec::new(),
            1 => vec![Part::stopping("database")],
            _ => vec![
                Part::stopping("database"),
                Part::amiss("jobs").since("2026-11-21T07:00:00Z".parse().unwrap()),
            ],
        });
        let site = router(routes(parts, clock.clone()), Actor::Nobody);
        let ready = async || send(&site, get("/health/ready")).await;
        assert_eq!(ready().await.json(), json!({"status": "ready"}));
        for (state, expected) in [
            (1, json!([{"part": "database", "since": "2026-11-21T08:00:02Z", "serving": false}])),
            (
                2,
                json!([{"part": "database", "since": "2026-11-21T08:00:02Z", "serving": false},
                       {"part": "jobs", "since": "2026-11-21T07:00:00Z", "serving": true}]),
            ),
        ] {
            broken.store(state, Ordering::SeqCst);
            clock.advance(SignedDuration::from_secs(2));
            let answer = ready().await;
            assert_eq!((answer.status.as_u16(), answer.json()["status"].as_str()), (503, Some("degraded")));
            assert_eq!(answer.json()["degraded"], expected);
        }
        broken.store(0, Ordering::SeqCst);
        clock.advance(SignedDuration::from_secs(2));
        assert_eq!(ready().await.status, 200);
        broken.store(1, Ordering::SeqCst);
        clock.advance(SignedDuration::from_secs(2));
        assert_eq!(ready().await.json()["degraded"][0]["since"], "2026-11-21T08:00:08Z", "a new time begins");
        assert_eq!(send(&site, get("/health/live")).await.json(), json!({"status": "live"}));
    }

    #[tokio::test]
    async fn what_is_only_amiss_leaves_the_node_ready() {
        let site = router(routes(finding(|| vec![Part::amiss("evidence")]), clock()), Actor::Nobody);
        let answer = send(&site, get("/health/ready")).await;
        assert_eq!(
            (answer.status.as_u16(), answer.json()["degraded"][0]["serving"].as_bool()),
            (200, Some(true))
        );
    }

    #[tokio::test]
    async fn however_many_ask_it_is_looked_up_once_a_second() {
        let (clock, looks) = (clock(), Arc::new(AtomicU32::new(0)));
        let counted = Arc::clone(&looks);
        let parts = finding(move || {
            counted.fetch_add(1, Ordering::SeqCst);
            Vec::new()
        });
        let site = router(routes(parts, clock.clone()), Actor::Nobody);
        for expected in [1, 2, 3] {
            for _ in 0..50 {
                send(&site, get("/health/ready")).await;
            }
            assert_eq!(looks.load(Ordering::SeqCst), expected);
            // A clock that is set back is no reason to tell old news for ever.
            clock.advance(if expected == 1 { FRESH } else { -FRESH });
        }
    }

    #[tokio::test]
    async fn a_database_that_hangs_does_not_hang_the_probe() {
        let hangs: Degraded = Arc::new(|| Box::pin(std::future::pending()));
        let site = router(routes(hangs, clock()), Actor::Nobody);
        let answer = send(&site, get("/health/ready")).await;
        assert_eq!(
            (answer.status.as_u16(), answer.json()["degraded"][0]["part"].as_str()),
            (503, Some("unresponsive"))
        );
    }

    #[test]
    fn probes_and_scrapers_never_wait() {
        let routes = routes(finding(Vec::new), clock()).merge(metrics(Arc::new(String::new), Vec::new()));
        assert!(routes.table().iter().all(|route| route.priority == Priority::Always));
    }

    #[tokio::test]
    async fn figures_are_for_configured_addresses_alone() {
        let site = router(
            metrics(Arc::new(|| "up 1".to_owned()), vec!["10.0.0.0/8".parse().unwrap()]),
            Actor::Nobody,
        );
        assert_eq!(send(&site, get("/metrics")).await.status, 404);
        let mut request = get("/metrics");
        request.extensions_mut().insert(ClientAddress("10.1.2.3".parse().unwrap()));
        assert_eq!(send(&site, request).await.text, "up 1");
    }
}
