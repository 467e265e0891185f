//! A page: a typed struct and its template.

use askama::Template;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use causeway_core::Error;

use crate::Problem;

/// Answers with the rendered template, as HTML.
///
/// Another status, or a validated redirect origin for its form, goes before it: `(StatusCode::BAD_REQUEST, Page(form))`,
/// `(Extension(FormAction(origin)), Page(form))`.
#[derive(Clone, Debug)]
pub struct Page<T: Template>(pub T);

impl<T: Template> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        render(&self.0)
    }
}

pub(crate) fn render<T: Template>(template: &T) -> Response {
    match template.render() {
        Ok(html) => ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response(),
        Err(error) => Problem::from(Error::internal(error)).into_response(),
    }
}
