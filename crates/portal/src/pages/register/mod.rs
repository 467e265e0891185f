//! Registering: the form, the answer, the passkey, the end.

pub(crate) mod form;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use causeway_core::{Error, Result, Session};
use causeway_crypto::token::Token;
use causeway_http::components::{Button, Panel};
use causeway_http::{
    Access, Browser, Citizen, ClientAddress, Cookies, Form, Page, Path, Priority, Query, Reply, Routes, Shell,
};
use causeway_identity::Ceremony;
use causeway_registration::{Outcome, Refusal, with_floor};
use serde::Deserialize;
use uuid::Uuid;

use askama::Template;

use self::form::{FormPage, Submitted};
use super::parts::{PasskeyForm, PostForm, Statement};
use crate::next::{Next, onward, with_query};
use crate::{Portal, session_cookie};

pub(super) fn routes() -> Routes<Portal> {
    Routes::new()
        .get("/register", Access::Public, show)
        .priority(Priority::Begin)
        .post("/register", Access::Public, submit)
        .get("/register/{id}/passkey", Access::Public, passkey)
        .priority(Priority::Finish)
        .post("/register/{id}/passkey", Access::Public, complete)
        .priority(Priority::Finish)
        .post("/register/{id}/phone", Access::Public, complete_on_phone)
        .priority(Priority::Finish)
        .get("/register/done", Access::Citizen, done)
}

#[derive(Deserialize)]
struct Asked {
    /// Which of the sample people fills in the form.
    sample: Option<usize>,
}

async fn show(
    State(portal): State<Portal>,
    shell: Shell,
    Query(asked): Query<Asked>,
    Query(next): Query<Next>,
) -> Response {
    if !portal.parts().registration.is_open() {
        let texts = ["register-closed-text", "register-closed-next"];
        return Page(Statement::new(shell, "register-closed-title", &texts)).into_response();
    }
    let samples = &portal.parts().samples;
    let filled =
        asked.sample.and_then(|index| samples.get(index)).map(Submitted::of_sample).unwrap_or_default();
    Page(FormPage::new(shell, &filled, samples, next.path(), &[])).into_response()
}

async fn submit(
    State(portal): State<Portal>,
    shell: Shell,
    browser: Browser,
    address: ClientAddress,
    Form(submitted): Form<Submitted>,
) -> Reply<Response> {
    portal.doors().registration(address)?;
    let next = submitted.next().to_owned();
    let faults = submitted.faults();
    if !faults.is_empty() {
        return Ok(again(&portal, shell, &submitted, &faults));
    }
    let application = submitted.application(shell.lang);
    let outcome = with_floor(portal.parts().registration.begin(&browser, address, &application)).await;
    Ok(match outcome {
        Ok(Outcome::Verified(id)) => {
            Redirect::to(&onward(&format!("/register/{id}/passkey"), &next)).into_response()
        }
        Ok(Outcome::Malformed(faults)) => again(&portal, shell, &submitted, &form::told(&faults)),
        Ok(Outcome::Refused(refusal)) => refused(shell, refusal, &next),
        Err(error) => failed(shell, error, &next)?,
    })
}

fn again(portal: &Portal, shell: Shell, submitted: &Submitted, faults: &[form::Fault]) -> Response {
    let page = FormPage::new(shell, submitted, &portal.parts().samples, submitted.next(), faults);
    (StatusCode::BAD_REQUEST, Page(page)).into_response()
}

/// Each way of ending without an account has a page that says what to do.
fn refused(shell: Shell, refusal: Refusal, next: &str) -> Response {
    (StatusCode::CONFLICT, Page(refusal_page(shell, refusal, next))).into_response()
}

pub(crate) fn refusal_page(shell: Shell, refusal: Refusal, next: &str) -> Statement {
    match refusal {
        Refusal::NotVerified => {
            let texts =
                ["register-not-verified-text", "register-not-verified-check", "register-not-verified-help"];
            Statement::new(shell, "register-not-verified-title", &texts)
                .link("register-try-again", onward("/register", next))
        }
        Refusal::CardReportedLost => {
            Statement::new(shell, "register-lost-title", &["register-lost-text", "register-lost-next"])
        }
        Refusal::AlreadyRegistered => Statement::new(
            shell,
            "register-already-title",
            &["register-already-text", "register-already-next"],
        )
        .link("login-title", onward("/login", next)),
    }
}

/// A register that cannot be reached and a registration that is over have pages of their own; the rest is a problem.
fn failed(shell: Shell, error: Error, next: &str) -> Result<Response> {
    let page = match error.code() {
        "register_unavailable" => {
            Statement::new(shell, "register-later-title", &["register-later-text", "register-later-next"])
                .link("register-try-again", onward("/register", next))
        }
        "registration_over" => over_page(shell, next),
        "already_registered" => return Ok(refused(shell, Refusal::AlreadyRegistered, next)),
        _ => return Err(error),
    };
    let status = StatusCode::from_u16(error.kind().status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    Ok((status, Page(page)).into_response())
}

pub(crate) fn over_page(shell: Shell, next: &str) -> Statement {
    Statement::new(shell, "register-expired-title", &["register-expired-text", "register-expired-next"])
        .link("register-title", onward("/register", next))
}

/// Creating the passkey.
#[derive(Clone, Template)]
#[template(path = "register/passkey.html")]
pub(crate) struct PasskeyPage {
    shell: Shell,
    errors: causeway_http::components::ErrorSummary,
    passkey: PasskeyForm,
    phone: Option<PostForm>,
}

impl PasskeyPage {
    pub(crate) fn new(shell: Shell, id: Uuid, ceremony: &Ceremony, simulated: bool, next: &Next) -> Self {
        let shell = shell.titled("register-passkey-title").with_errors(next.has_failed());
        let errors = if next.has_failed() {
            shell.error_summary().add(shell.t("register-passkey-failed"), "#passkey")
        } else {
            shell.error_summary()
        };
        let button = Button::new(shell.t("register-passkey-button")).id("passkey");
        let passkey = PasskeyForm::create(&shell, format!("/register/{id}/passkey"), ceremony, button)
            .with_hidden("next", next.path().to_owned());
        let phone = simulated.then(|| {
            let button = Button::secondary(shell.t("register-passkey-phone-button"));
            PostForm::new(format!("/register/{id}/phone"), button).with_hidden("next", next.path())
        });
        Self { shell, errors, passkey, phone }
    }
}

async fn passkey(
    State(portal): State<Portal>,
    shell: Shell,
    browser: Browser,
    Path(id): Path<Uuid>,
    Query(next): Query<Next>,
) -> Reply<Response> {
    match portal.parts().registration.passkey_options(&browser, id).await {
        Ok(ceremony) => {
            let simulated = portal.parts().phone.is_some();
            Ok(Page(PasskeyPage::new(shell, id, &ceremony, simulated, &next)).into_response())
        }
        Err(error) => Ok(failed(shell, error, next.path())?),
    }
}

#[derive(Deserialize)]
struct Created {
    ceremony: Uuid,
    response: String,
    #[serde(default)]
    next: String,
}

async fn complete(
    State(portal): State<Portal>,
    shell: Shell,
    cookies: Cookies,
    browser: Browser,
    Path(id): Path<Uuid>,
    Form(created): Form<Created>,
) -> Reply<Response> {
    let response = serde_json::from_str(&created.response).unwrap_or_default();
    let registration = &portal.parts().registration;
    let done = registration.complete(&browser, id, created.ceremony, &response).await;
    Ok(ended(shell, &cookies, id, crate::next::local(&created.next), done)?)
}

#[derive(Deserialize)]
struct OnPhone {
    #[serde(default)]
    next: String,
}

async fn complete_on_phone(
    State(portal): State<Portal>,
    shell: Shell,
    cookies: Cookies,
    browser: Browser,
    Path(id): Path<Uuid>,
    Form(form): Form<OnPhone>,
) -> Reply<Response> {
    let done = portal.complete_on_phone(&browser, id).await;
    Ok(ended(shell, &cookies, id, crate::next::local(&form.next), done)?)
}

impl Portal {
    /// As the browser would: the options, a passkey on the simulated phone, its answer.
    async fn complete_on_phone(&self, browser: &Browser, id: Uuid) -> Result<(Session, Token)> {
        let phone = self.parts().phone.as_ref().ok_or_else(Error::not_found)?;
        let ceremony = self.parts().registration.passkey_options(browser, id).await?;
        let response = phone.create(browser, &ceremony.options).await?;
        self.parts().registration.complete(browser, id, ceremony.id, &response).await
    }
}

fn ended(
    shell: Shell,
    cookies: &Cookies,
    id: Uuid,
    next: &str,
    done: Result<(Session, Token)>,
) -> Result<Response> {
    match done {
        Ok((_, token)) => {
            let on = Redirect::to(&onward("/register/done", next));
            Ok((session_cookie(cookies, &token), on).into_response())
        }
        Err(error) if error.code() == "passkey_refused" => {
            let next = if next == "/" { "" } else { next };
            let back = with_query(&format!("/register/{id}/passkey"), &[("next", next), ("failed", "1")]);
            Ok(Redirect::to(&back).into_response())
        }
        Err(error) => failed(shell, error, next),
    }
}

/// The end.
#[derive(Clone, Template)]
#[template(path = "register/done.html")]
pub(crate) struct DonePage {
    shell: Shell,
    panel: Panel,
    next: Option<String>,
}

impl DonePage {
    pub(crate) fn new(shell: Shell, next: &str) -> Self {
        let shell = shell.titled("register-done-title");
        let panel = Panel::new(shell.title.clone(), shell.t("register-done-panel"));
        Self { panel, next: (next != "/").then(|| next.to_owned()), shell }
    }
}

async fn done(
    State(portal): State<Portal>,
    Citizen(session): Citizen,
    shell: Shell,
    Query(next): Query<Next>,
) -> Reply<Page<DonePage>> {
    let shell = portal.shell_for(shell, Some(&session)).await?;
    Ok(Page(DonePage::new(shell, next.path())))
}
