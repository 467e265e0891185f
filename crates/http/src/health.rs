//! Whether the process lives, whether it is ready to serve, and its figures.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use causeway_core::Error;
use serde::Serialize;

use crate::access::BoxFuture;
use crate::address::Range;
use crate::{Access, ClientAddress, Json, Reply, Routes};

/// Tells, at each call, what does not work for now, in short names such as `database`. Empty: ready.
pub type Degraded = Arc<dyn Fn() -> BoxFuture<'static, Vec<&'static str>> + Send + Sync>;

#[derive(Serialize)]
struct Health {
    status: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    degraded: Vec<&'static str>,
}

/// `GET /health/live` and `GET /health/ready`.
pub fn routes(degraded: Degraded) -> Routes {
    Routes::new()
        .get("/health/live", Access::Public, live)
        .get("/health/ready", Access::Public, ready)
        .with_state(degraded)
}

async fn live() -> Response {
    Json(Health { status: "live", degraded: Vec::new() }).into_response()
}

async fn ready(State(degraded): State<Degraded>) -> Response {
    let degraded = degraded().await;
    if degraded.is_empty() {
        return Json(Health { status: "ready", degraded }).into_response();
    }
    (StatusCode::SERVICE_UNAVAILABLE, Json(Health { status: "degraded", degraded })).into_response()
}

/// Renders the figures, in Prometheus' text form.
pub type Figures = Arc<dyn Fn() -> String + Send + Sync>;

/// `GET /metrics`, for callers from `allowed` addresses; for others there is no such page.
pub fn metrics(figures: Figures, allowed: Vec<Range>) -> Routes {
    Routes::new().get("/metrics", Access::Public, show).with_state((figures, Arc::new(allowed)))
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
    use causeway_core::Actor;

    use super::*;
    use crate::testing::{get, router, send};

    #[tokio::test]
    async fn ready_tells_what_does_not_work() {
        let broken = router(routes(Arc::new(|| Box::pin(async { vec!["database"] }))), Actor::Nobody);
        assert_eq!(send(&broken, get("/health/live")).await.status, 200);
        let answer = send(&broken, get("/health/ready")).await;
        assert_eq!((answer.status.as_u16(), answer.json()["degraded"][0].as_str()), (503, Some("database")));
        let well = router(routes(Arc::new(|| Box::pin(async { Vec::new() }))), Actor::Nobody);
        assert_eq!(send(&well, get("/health/ready")).await.json()["status"], "ready");
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
