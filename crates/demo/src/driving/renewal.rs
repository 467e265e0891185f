//! The application: where the address comes from, the address, check your answers, done.

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use causeway_http::{Cookies, Form, FormAction, Language, Page, Path, Reply, Shell};

use super::address::AddressForm;
use super::pages::{AddressPage, Check, Choose, Done, Unavailable};
use super::records::{self, Application, Source};
use super::{Address, Driving, Errand, share};
use crate::failure_page;
use crate::service::Departure;

/// The form's one question: where shall the address come from?
#[derive(Deserialize)]
pub(super) struct Choice {
    #[serde(default)]
    source: String,
}

/// Sends a visitor without a session to the front page.
fn start() -> Response {
    Redirect::to("/").into_response()
}

pub(super) async fn choose(State(state): State<Driving>, cookies: Cookies, shell: Shell) -> Response {
    match state.person(&cookies) {
        Some(_) => state.choose_page(shell, false),
        None => start(),
    }
}

impl Driving {
    /// Browsers apply `form-action` to the redirect that follows a form, and this one leads to the platform.
    fn choose_page(&self, mut shell: Shell, missing: bool) -> Response {
        shell.signed_in = true;
        let status = if missing { StatusCode::BAD_REQUEST } else { StatusCode::OK };
        (status, Extension(FormAction(self.platform.origin().to_owned())), Page(Choose::new(shell, missing)))
            .into_response()
    }
}

pub(super) async fn chosen(
    State(state): State<Driving>,
    cookies: Cookies,
    Language(lang): Language,
    shell: Shell,
    Form(choice): Form<Choice>,
) -> Reply<Response> {
    if state.person(&cookies).is_none() {
        return Ok(start());
    }
    let standing = match choice.source.as_str() {
        "type" => return Ok(Redirect::to("/renewal/address").into_response()),
        "once" => false,
        "year" => true,
        _ => return Ok(state.choose_page(shell, true)),
    };
    let ask = share::ask(standing, state.clock.now(), lang);
    match state.service.leave(&cookies, ask, Errand::Share { standing }).await {
        Ok(response) => Ok(response),
        Err(Departure::Causeway(failure)) => Ok(failure_page::lead_to(&failure)),
        Err(Departure::Own(error)) => Err(error.into()),
    }
}

pub(super) async fn unavailable(
    State(state): State<Driving>,
    cookies: Cookies,
    mut shell: Shell,
) -> Response {
    let Some(person) = state.person(&cookies) else { return start() };
    let Some(refusal) = person.refusal else { return Redirect::to("/renewal").into_response() };
    shell.signed_in = true;
    Page(Unavailable::in_renewal(shell, &state.platform, &refusal, person.draft.consent.is_some()))
        .into_response()
}

pub(super) async fn try_again(State(state): State<Driving>, cookies: Cookies) -> Response {
    share::fetch(&state, &cookies).await
}

pub(super) async fn address(State(state): State<Driving>, cookies: Cookies, mut shell: Shell) -> Response {
    let Some(person) = state.person(&cookies) else { return start() };
    shell.signed_in = true;
    let address = person.draft.address.unwrap_or_default();
    Page(AddressPage::new(shell, &address, person.draft.source, &[])).into_response()
}

pub(super) async fn typed(
    State(state): State<Driving>,
    cookies: Cookies,
    mut shell: Shell,
    Form(form): Form<AddressForm>,
) -> Response {
    if state.person(&cookies).is_none() {
        return start();
    }
    let address = Address::from(form);
    let faults = address.check();
    if !faults.is_empty() {
        shell.signed_in = true;
        let page = Page(AddressPage::new(shell, &address, Source::Typed, &faults));
        return (StatusCode::BAD_REQUEST, page).into_response();
    }
    state.service.person(&cookies, |person| {
        if person.draft.address.as_ref() != Some(&address) {
            person.draft.source = Source::Typed;
        }
        person.draft.address = Some(address);
    });
    Redirect::to("/renewal/check").into_response()
}

pub(super) async fn check(State(state): State<Driving>, cookies: Cookies, mut shell: Shell) -> Response {
    let Some(person) = state.person(&cookies) else { return start() };
    let Some(address) = person.draft.address else { return Redirect::to("/renewal").into_response() };
    shell.signed_in = true;
    Page(Check::new(shell, &address, person.draft.source)).into_response()
}

pub(super) async fn submit(State(state): State<Driving>, cookies: Cookies) -> Reply<Response> {
    let Some(person) = state.person(&cookies) else { return Ok(start()) };
    let Some(address) = person.draft.address else { return Ok(Redirect::to("/renewal").into_response()) };
    let reference = records::reference(&state.rng)?;
    let application = Application {
        reference: reference.clone(),
        at: state.clock.now(),
        address,
        source: person.draft.source,
        refreshed: None,
    };
    state.records.submit(&person.sub, application)?;
    // A second press finds an empty draft, and so submits nothing twice.
    state.service.person(&cookies, |person| person.draft = super::Draft::default());
    Ok(Redirect::to(&format!("/renewal/done/{reference}")).into_response())
}

pub(super) async fn done(
    State(state): State<Driving>,
    cookies: Cookies,
    mut shell: Shell,
    Path(reference): Path<String>,
) -> Reply<Response> {
    let Some(person) = state.person(&cookies) else { return Ok(start()) };
    if !state.file(&person).applications.iter().any(|application| application.reference == reference) {
        return Err(causeway_core::Error::not_found().into());
    }
    shell.signed_in = true;
    Ok(Page(Done::new(shell, &state.platform, reference)).into_response())
}
