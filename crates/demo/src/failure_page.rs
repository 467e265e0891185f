//! The page that tells why somebody could not be logged in, or why nothing was shared, and what to do.
//!
//! It has an address of its own, so that the answer's code and state leave the address bar, and the language can be changed.

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};

use causeway_core::Error;
use causeway_http::components::Button;
use causeway_http::{Page, Reply, Shell};

use crate::relying_party::Failure;

/// Where the page is, on every service.
pub(crate) const PATH: &str = "/failure/{name}";

#[derive(Template)]
#[template(path = "failure.html")]
pub(crate) struct FailurePage {
    shell: Shell,
    body: String,
    again: Button,
}

/// Leads to the page; the cause goes to the log.
pub(crate) fn lead_to(failure: &Failure) -> Response {
    tracing::info!(%failure, "nobody was logged in, or nothing was shared");
    Redirect::to(&PATH.replace("{name}", failure.name())).into_response()
}

/// The page about the failure called `name`; its button leads to `again`.
pub(crate) fn page(shell: Shell, name: &str, again: &str) -> Reply<Page<FailurePage>> {
    if !Failure::NAMES.contains(&name) {
        return Err(Error::not_found().into());
    }
    let shell = shell.titled(&format!("demo-failure-{name}-title"));
    let body = shell.t(&format!("demo-failure-{name}-body"));
    let again = Button::link(shell.t("demo-failure-again"), again);
    Ok(Page(FailurePage { shell, body, again }))
}

#[cfg(test)]
mod tests {
    use causeway_core::Lang;

    use super::*;

    #[test]
    fn every_failure_has_its_words_in_every_language() {
        for name in Failure::NAMES {
            for lang in Lang::ALL {
                let html = page(Shell::sample(lang), name, "/login").unwrap().0.render().unwrap();
                assert!(!html.contains('⟦'), "{name} {lang:?}: {html}");
            }
        }
    }

    #[test]
    fn there_is_no_page_for_other_names() {
        assert!(page(Shell::sample(Lang::En), "nonsense", "/login").is_err());
    }

    #[test]
    fn every_failure_has_a_page() {
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
            assert!(Failure::NAMES.contains(&failure.name()));
        }
    }
}
