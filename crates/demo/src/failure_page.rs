//! The page that tells why somebody could not be logged in, or why nothing was shared, and what to do.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use causeway_http::components::Button;
use causeway_http::{Page, Shell};

use crate::relying_party::Failure;

#[derive(Template)]
#[template(path = "failure.html")]
pub(crate) struct FailurePage {
    shell: Shell,
    body: String,
    again: Button,
}

impl FailurePage {
    fn new(shell: Shell, failure: &Failure, again: &str) -> Self {
        let key = format!("demo-failure-{}", failure.name());
        let shell = shell.titled(&format!("{key}-title"));
        Self {
            body: shell.t(&format!("{key}-body")),
            again: Button::link(shell.t("demo-failure-again"), again),
            shell,
        }
    }
}

/// Answers with the page; its button leads to `again`. The cause goes to the log.
pub(crate) fn show(shell: Shell, failure: &Failure, again: &str) -> Response {
    tracing::info!(%failure, "nobody was logged in, or nothing was shared");
    let status = StatusCode::from_u16(failure.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, Page(FailurePage::new(shell, failure, again))).into_response()
}

#[cfg(test)]
mod tests {
    use causeway_core::Lang;

    use super::*;

    #[test]
    fn every_failure_has_its_words_in_every_language() {
        let why = || "why".to_owned();
        for failure in [
            Failure::Declined,
            Failure::Expired,
            Failure::Unreachable(why()),
            Failure::Refused(why()),
            Failure::Untrusted(why()),
            Failure::SomebodyElse,
            Failure::Broken(why()),
        ] {
            for lang in Lang::ALL {
                let html = FailurePage::new(Shell::sample(lang), &failure, "/login").render().unwrap();
                assert!(!html.contains('⟦'), "{failure} {lang:?}: {html}");
            }
        }
    }
}
