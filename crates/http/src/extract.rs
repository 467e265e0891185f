//! What comes with a request, read or refused with a clear problem: axum's own refusals are plain text and speak of types.

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use causeway_core::Error;
use serde::de::DeserializeOwned;

use crate::Problem;

/// The fields of a submitted form (`application/x-www-form-urlencoded`).
#[derive(Clone, Copy, Debug, Default)]
pub struct Form<T>(pub T);

/// The query parameters. Never personal data: addresses end up in logs and histories.
#[derive(Clone, Copy, Debug, Default)]
pub struct Query<T>(pub T);

/// A JSON body. Also an answer.
#[derive(Clone, Copy, Debug, Default)]
pub struct Json<T>(pub T);

/// The variables in the path. One that does not parse is simply not there: 404.
#[derive(Clone, Copy, Debug, Default)]
pub struct Path<T>(pub T);

/// Too large is 413, another media type 415, everything else about a body 400.
fn body_refused(status: StatusCode, code: &'static str, detail: String) -> Problem {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => too_large().into(),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            Problem::with_status(status, Error::invalid("unsupported_media_type", detail))
        }
        _ => Error::invalid(code, detail).into(),
    }
}

/// The one answer to a body beyond the limit.
pub(crate) fn too_large() -> Error {
    Error::new(
        causeway_core::Kind::TooLarge,
        "body_too_large",
        "What you sent is too large. Send less, or in several parts.",
    )
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Form<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        match axum::Form::<T>::from_request(request, state).await {
            Ok(axum::Form(value)) => Ok(Self(value)),
            Err(refusal) => Err(body_refused(
                refusal.status(),
                "bad_form",
                "The form is incomplete or malformed. Go back, fill it in again and send it once more."
                    .to_owned(),
            )),
        }
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        match axum::Json::<T>::from_request(request, state).await {
            Ok(axum::Json(value)) => Ok(Self(value)),
            Err(refusal) => Err(body_refused(refusal.status(), "bad_json", refusal.body_text())),
        }
    }
}

impl<T: serde::Serialize> axum::response::IntoResponse for Json<T> {
    fn into_response(self) -> axum::response::Response {
        axum::Json(self.0).into_response()
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        match axum::extract::Query::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Query(value)) => Ok(Self(value)),
            Err(refusal) => Err(Error::invalid("bad_query", refusal.body_text()).into()),
        }
    }
}

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        match axum::extract::Path::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(value)) => Ok(Self(value)),
            Err(_) => Err(Error::not_found().into()),
        }
    }
}
