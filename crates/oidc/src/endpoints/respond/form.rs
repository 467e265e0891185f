//! By a form that the person's browser posts (OAuth 2.0 Form Post Response Mode section 2).

use axum::response::{IntoResponse, Response};
use causeway_core::Lang;
use causeway_http::Handoff;

/// The page that posts itself to the redirect URI.
pub(super) fn post(redirect_uri: &str, fields: Vec<(&'static str, String)>, lang: Lang) -> Response {
    Handoff { action: redirect_uri.to_owned(), fields, lang }.into_response()
}
