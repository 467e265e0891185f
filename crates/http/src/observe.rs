//! What is seen of a request from outside: an id, a span, figures. Never a query, a path's values, or a person.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

use axum::extract::{MatchedPath, Request};
use axum::http::HeaderName;
use axum::http::HeaderValue;
use axum::response::{IntoResponse as _, Response};
use causeway_core::Error;
use causeway_core::clock::Stopwatch;
use tracing::Instrument as _;

use crate::{Problem, Site};

const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// The id of a request: what a person is shown as "reference" and what the log names.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

/// Gives the request an id, a span and its figures.
pub(crate) async fn layer<F: Future<Output = Response>>(
    mut request: Request,
    next: impl FnOnce(Request) -> F,
) -> Response {
    let id = new_id(request.extensions().get::<Site>());
    let method = known_method(request.method().as_str());
    let route =
        request.extensions().get::<MatchedPath>().map_or("none".to_owned(), |path| path.as_str().to_owned());
    let span = tracing::info_span!("request", method, route, reference = id, status = tracing::field::Empty);
    request.extensions_mut().insert(RequestId(id.clone()));
    let watch = Stopwatch::start();
    let mut response = caught(next(request)).instrument(span.clone()).await;
    let status = response.status().as_u16();
    let taken = watch.elapsed();
    span.record("status", status);
    span.in_scope(|| tracing::info!(status, micros = taken.as_micros(), "answered"));
    metrics::counter!("http_requests_total", "route" => route.clone(), "method" => method, "status" => status.to_string())
        .increment(1);
    metrics::histogram!("http_request_duration_seconds", "route" => route, "method" => method)
        .record(taken.as_secs_f64());
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HEADER, value);
    }
    response
}

/// A panic, which our own code never starts but a library might, ends one request and not the connection.
async fn caught(answer: impl Future<Output = Response>) -> Response {
    let mut answer = pin!(answer);
    let polled = poll_fn(|context| {
        catch_unwind(AssertUnwindSafe(|| answer.as_mut().poll(context))).unwrap_or_else(|panic| {
            let text = panic
                .downcast_ref::<&str>()
                .copied()
                .or_else(|| panic.downcast_ref::<String>().map(String::as_str));
            tracing::error!(panic = text.unwrap_or("?"), "a request ended in a panic");
            Poll::Ready(Problem::from(Error::internal("panic")).into_response())
        })
    });
    polled.await
}

/// Twelve characters, easy to read out over the telephone.
fn new_id(site: Option<&Site>) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let bytes: [u8; 12] = site.and_then(|site| site.rng().bytes().ok()).unwrap_or_default();
    bytes.iter().filter_map(|byte| ALPHABET.get(usize::from(byte % 32))).map(|c| char::from(*c)).collect()
}

/// A caller may invent methods; the figures must not grow with them.
fn known_method(method: &str) -> &'static str {
    match method {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invented_methods_are_counted_as_one() {
        assert_eq!(known_method("POST"), "POST");
        assert_eq!(known_method("BREW"), "other");
    }

    #[test]
    fn a_reference_can_be_read_out() {
        let site = Site::new(
            "http://localhost",
            causeway_core::Localised::new("", "", ""),
            causeway_core::Rng::seeded(7),
        )
        .unwrap();
        let (one, other) = (new_id(Some(&site)), new_id(Some(&site)));
        assert_eq!(one.len(), 12);
        assert_ne!(one, other);
        assert!(!one.contains(['i', 'l', 'o', 'u']));
    }
}
