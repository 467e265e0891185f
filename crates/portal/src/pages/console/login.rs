//! The staff's way in and out: a passkey on this very device; there is no other.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use causeway_core::{Actor, Permission};
use causeway_http::access::{is_console, is_local_path};
use causeway_http::components::{Button, ErrorSummary};
use causeway_http::{
    Access, Browser, Caller, ClientAddress, Cookies, Form, Page, Priority, Query, Reply, Routes, Shell,
    StaffCaller,
};
use causeway_identity::Ceremony;
use serde::Deserialize;
use uuid::Uuid;

use crate::next::with_query;
use crate::pages::parts::{PasskeyForm, Statement};
use crate::{Portal, STAFF_COOKIE, staff_cookie};

pub(super) fn routes() -> Routes<Portal> {
    Routes::new()
        // The few who run the platform get in when it is busy, too.
        .get("/console/login", Access::Public, show)
        .priority(Priority::Finish)
        .post("/console/login", Access::Public, log_in)
        .priority(Priority::Finish)
        .post("/console/logout", Access::Staff(Permission::Desk), log_out)
        .get("/console/logout", Access::Public, logged_out)
}

/// Where to go on, and whether an earlier attempt failed.
#[derive(Clone, Debug, Default, Deserialize)]
struct Next {
    #[serde(default)]
    next: String,
    #[serde(default)]
    failed: String,
}

/// `next` if it is a page of the console, else the desk.
fn within(next: &str) -> &str {
    let path = next.split(['?', '#']).next().unwrap_or_default();
    let climbs = path.split('/').any(|part| matches!(part, "." | ".."));
    let is_door = path == "/console/login" || path == "/console/logout";
    if is_local_path(next) && is_console(path) && !climbs && !is_door { next } else { "/console" }
}

/// The one way in.
#[derive(Clone, Template)]
#[template(path = "console/login.html")]
pub(super) struct LoginPage {
    shell: Shell,
    errors: ErrorSummary,
    passkey: PasskeyForm,
    /// When a session ends, in a sentence.
    ends: String,
}

impl LoginPage {
    pub(super) fn new(
        shell: Shell,
        ceremony: &Ceremony,
        lasts: &causeway_identity::Config,
        next: &str,
        failed: bool,
    ) -> Self {
        let shell = shell.titled("console-login-title").with_errors(failed);
        let mut errors = shell.error_summary();
        if failed {
            errors = errors.add(shell.t("console-login-failed"), "#main-content");
        }
        let button = Button::new(shell.t("console-login-button"));
        let passkey = PasskeyForm::log_in(&shell, "/console/login".to_owned(), ceremony, button)
            .with_hidden("next", next.to_owned());
        let (minutes, hours) = (lasts.staff_idle_minutes.to_string(), lasts.staff_longest_hours.to_string());
        let ends = shell.words().with("console-login-ends", &[("minutes", &minutes), ("hours", &hours)]);
        Self { shell, errors, passkey, ends }
    }
}

async fn show(
    State(portal): State<Portal>,
    Caller(caller): Caller,
    browser: Browser,
    address: ClientAddress,
    shell: Shell,
    Query(asked): Query<Next>,
) -> Reply<Response> {
    let next = within(&asked.next);
    if matches!(caller, Actor::Staff(_)) {
        return Ok(Redirect::to(next).into_response());
    }
    portal.doors().opening(address)?;
    let identity = &portal.parts().identity;
    let ceremony = identity.begin_staff_login(&browser).await?;
    let page = LoginPage::new(shell, &ceremony, identity.config(), next, !asked.failed.is_empty());
    Ok(Page(page).into_response())
}

#[derive(Deserialize)]
struct Answered {
    ceremony: Uuid,
    response: String,
    #[serde(default)]
    next: String,
}

async fn log_in(
    State(portal): State<Portal>,
    browser: Browser,
    address: ClientAddress,
    cookies: Cookies,
    Form(answered): Form<Answered>,
) -> Reply<Response> {
    portal.doors().login(address)?;
    let response = serde_json::from_str(&answered.response).unwrap_or_default();
    let next = within(&answered.next);
    match portal.parts().identity.finish_staff_login(&browser, answered.ceremony, &response).await {
        Ok((_, token)) => Ok((staff_cookie(&cookies, &token), Redirect::to(next)).into_response()),
        Err(error) if error.code() == "passkey_refused" => {
            tracing::debug!(%error, "login of staff refused");
            let again = with_query("/console/login", &[("next", next), ("failed", "1")]);
            Ok(Redirect::to(&again).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn log_out(
    State(portal): State<Portal>,
    StaffCaller(staff): StaffCaller,
    cookies: Cookies,
) -> Reply<Response> {
    portal.parts().identity.end_staff_session(&staff).await?;
    Ok((cookies.clear(STAFF_COOKIE), Redirect::to("/console/logout")).into_response())
}

async fn logged_out(shell: Shell) -> Page<Statement> {
    Page(logged_out_page(shell))
}

pub(super) fn logged_out_page(shell: Shell) -> Statement {
    Statement::new(shell, "console-logout-title", &["console-logout-text"])
        .link("console-login-again", "/console/login")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_logging_in_one_stays_in_the_console() {
        for next in ["/console", "/console/acts/1", "/console/clients?q=a&page=2"] {
            assert_eq!(within(next), next);
        }
        for next in [
            "",
            "/",
            "/activity",
            "/consoles",
            "//evil.example/console",
            "https://evil.example/console",
            "/console\\evil",
            "/console/../account",
            "/console/./../logout",
            "/console/login?next=/console/login",
            "/console/logout",
            "javascript:alert(1)",
            "/\t/console",
        ] {
            assert_eq!(within(next), "/console", "{next:?}");
        }
    }
}
