//! For tests of crates with routes and pages: speaking to a router in process.

use axum::Router;
use axum::body::Body;
use axum::http::header::{self, HeaderMap};
use axum::http::{Request, StatusCode};
use causeway_core::{Actor, Localised, Rng};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

use crate::{Guard, Routes, Site};

/// A site at `http://localhost:8080`, a sandbox.
pub fn site() -> Site {
    let name = Localised::new("Causeway", "Causeway", "Causeway");
    Site::new("http://localhost:8080", name, Rng::seeded(1))
        .unwrap_or_else(|_| Site::nameless())
        .sandbox(true)
}

/// What `routes` answer to `actor`.
pub fn router(routes: Routes, actor: Actor) -> Router {
    routes.into_router(Guard::of(site(), actor))
}

/// An answer, read whole.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as text.
    pub text: String,
}

impl Answer {
    /// A header's value, empty if it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The body as JSON, `null` if it is not.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.text).unwrap_or_default()
    }

    /// `name=value` of each cookie set, to be sent back.
    pub fn cookies(&self) -> String {
        let lines = self.headers.get_all(header::SET_COOKIE).iter().filter_map(|line| line.to_str().ok());
        lines.filter_map(|line| line.split(';').next()).collect::<Vec<_>>().join("; ")
    }
}

/// Opens a page as a browser does.
pub fn get(path: &str) -> Request<Body> {
    build(Request::get(path).header(header::ACCEPT, "text/html"), Body::empty())
}

/// Sends a form as a browser does from our own page.
pub fn post_form(path: &str, fields: &[(&str, &str)]) -> Request<Body> {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let request = Request::post(path)
        .header(header::ACCEPT, "text/html")
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    build(request, Body::from(body))
}

/// Sends JSON as a program does.
pub fn post_json(path: &str, body: &serde_json::Value) -> Request<Body> {
    build(Request::post(path).header(header::CONTENT_TYPE, "application/json"), Body::from(body.to_string()))
}

fn build(request: axum::http::request::Builder, body: Body) -> Request<Body> {
    // Only a malformed path can fail here, and then the test's own assertion shows it.
    request.body(body).unwrap_or_default()
}

/// Sends a request and reads the answer.
pub async fn send(router: &Router, request: Request<Body>) -> Answer {
    let response = match router.clone().oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    Answer {
        status: parts.status,
        headers: parts.headers,
        text: String::from_utf8_lossy(&bytes).into_owned(),
    }
}
