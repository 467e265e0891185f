//! Whether the process lives, and whether it is ready to serve.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::access::BoxFuture;
use crate::{Access, Json, Routes};

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
