//! Failures as answers: RFC 9457 problem documents for programs, pages for people.

use std::sync::Arc;

use askama::Template;
use axum::extract::Request;
use axum::http::header::{self, HeaderValue};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use causeway_core::{Error, Kind};
use serde::Serialize;

use crate::access::accepts_html;
use crate::caller::Caller;
use crate::observe::RequestId;
use crate::{Shell, extract, page};

/// A failure as the answer to a request. `?` on a [`causeway_core::Result`] makes one.
#[derive(Debug)]
pub struct Problem {
    error: Error,
    status: Option<StatusCode>,
}

/// What a handler returns.
pub type Reply<T> = Result<T, Problem>;

impl Problem {
    /// A problem whose status is none of those that [`Kind`] knows: 405, 415, 421 and the like.
    pub fn with_status(status: StatusCode, error: Error) -> Self {
        Self { error, status: Some(status) }
    }

    /// The error.
    pub fn error(&self) -> &Error {
        &self.error
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status.unwrap_or_else(|| {
            StatusCode::from_u16(self.error.kind().status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
        })
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Self { error, status: None }
    }
}

/// The error behind a response, for the layer that tells it.
#[derive(Clone)]
struct Untold(Arc<Error>);

/// The problem document (RFC 9457 section 3), with our extension members.
#[derive(Serialize)]
struct Document<'a> {
    r#type: String,
    title: &'a str,
    status: u16,
    detail: &'a str,
    code: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<&'a str>,
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.status();
        let mut response = document(status, &self.error, None);
        if let Some(seconds) = self.error.retry_after_seconds() {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(Untold(Arc::new(self.error)));
        response
    }
}

fn document(status: StatusCode, error: &Error, reference: Option<&str>) -> Response {
    let document = Document {
        r#type: format!("urn:causeway:problem:{}", error.code()),
        title: status.canonical_reason().unwrap_or("Error"),
        status: status.as_u16(),
        detail: error.public(),
        code: error.code(),
        retry_after: error.retry_after_seconds(),
        reference,
    };
    let body = serde_json::to_string(&document).unwrap_or_default();
    (status, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response()
}

/// The page for people.
#[derive(Template)]
#[template(path = "shell/error.html")]
struct ErrorPage {
    shell: Shell,
    explanation: String,
    next: String,
    reference: String,
}

impl ErrorPage {
    /// The words: of the very code if a crate has given some (`error-code-<code>`), else of the kind.
    fn new(shell: Shell, error: &Error, reference: &str) -> Self {
        let words = shell.words();
        let kind = kind_name(error.kind());
        let own = words.find(&format!("error-code-{}", error.code().replace('_', "-")));
        Self {
            explanation: own.unwrap_or_else(|| words.t(&format!("error-{kind}-body"))),
            next: words.t(&format!("error-{kind}-next")),
            shell: shell.titled(&format!("error-{kind}-title")),
            reference: reference.to_owned(),
        }
    }
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Invalid => "invalid",
        Kind::Unauthenticated => "unauthenticated",
        Kind::Forbidden => "forbidden",
        Kind::NotFound => "not-found",
        Kind::Conflict => "conflict",
        Kind::Gone => "gone",
        Kind::TooLarge => "too-large",
        Kind::TooMany => "too-many",
        Kind::Upstream => "upstream",
        Kind::Unavailable => "unavailable",
        Kind::Internal => "internal",
    }
}

/// Tells the error behind a response once: to the log by its cause, to the caller by its public part.
pub(crate) async fn layer<F: Future<Output = Response>>(
    request: Request,
    next: impl FnOnce(Request) -> F,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let html = accepts_html(&parts.headers);
    let shell = html.then(|| Shell::from_parts(&mut parts));
    let reference = parts.extensions.get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
    let response = next(Request::from_parts(parts, body)).await;
    let Some(Untold(error)) = response.extensions().get::<Untold>().cloned().or_else(|| foreign(&response))
    else {
        return response;
    };
    log(&error, &reference);
    let told = match shell {
        Some(shell) => {
            let shell = shell.called_by(response.extensions().get::<Caller>());
            let answer = page::render(&ErrorPage::new(shell, &error, &reference));
            (response.status(), answer).into_response()
        }
        None => document(response.status(), &error, Some(&reference)),
    };
    keep_headers(told, response.headers())
}

/// A refusal that axum wrote itself, as plain text: told in our way, too.
fn foreign(response: &Response) -> Option<Untold> {
    let status = response.status();
    let text =
        response.headers().get(header::CONTENT_TYPE).is_some_and(|t| t.as_bytes().starts_with(b"text/plain"));
    if !text || !(status.is_client_error() || status.is_server_error()) {
        return None;
    }
    let error = match status {
        StatusCode::PAYLOAD_TOO_LARGE => extract::too_large(),
        StatusCode::NOT_FOUND => Error::not_found(),
        other if other.is_client_error() => {
            Error::invalid("bad_request", "The request is malformed. Check what was sent, and try again.")
        }
        other => Error::internal(format!("a library answered {other}")),
    };
    Some(Untold(Arc::new(error)))
}

fn log(error: &Error, reference: &str) {
    match error.kind() {
        Kind::Internal => tracing::error!(reference, ?error, "request failed"),
        Kind::Upstream | Kind::Unavailable => tracing::warn!(reference, ?error, "request failed"),
        _ => tracing::debug!(reference, ?error, "request refused"),
    }
}

/// What a handler or the guard had set beside the error (a challenge, a cookie) stays.
fn keep_headers(mut told: Response, before: &HeaderMap) -> Response {
    for (name, value) in before {
        if name != header::CONTENT_TYPE && name != header::CONTENT_LENGTH {
            told.headers_mut().append(name, value.clone());
        }
    }
    told
}

/// The answer where there is no route.
pub(crate) async fn nothing_here() -> Problem {
    Error::not_found().into()
}

/// The answer where there is a route, and not by this method.
pub(crate) async fn method_not_allowed() -> Problem {
    Problem::with_status(
        StatusCode::METHOD_NOT_ALLOWED,
        Error::invalid("method_not_allowed", "This address does not take that method. See the Allow header."),
    )
}

#[cfg(test)]
mod tests;
