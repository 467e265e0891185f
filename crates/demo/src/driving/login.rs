//! The front page, and the way to Causeway and back.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};

use causeway_http::{Cookies, Language, Page, Path, Query, Reply, Shell};

use super::pages::Home;
use super::{Driving, Errand, Person, share};
use crate::failure_page::{self, FailurePage};
use crate::relying_party::{Ask, Callback};
use crate::service::Departure;

pub(super) async fn home(State(state): State<Driving>, cookies: Cookies, mut shell: Shell) -> Page<Home> {
    shell.signed_in = state.person(&cookies).is_some();
    Page(Home::new(shell))
}

/// Nothing but a pseudonym is asked for.
pub(super) async fn login(
    State(state): State<Driving>,
    cookies: Cookies,
    Language(lang): Language,
) -> Reply<Response> {
    let ask = Ask { lang, ..Ask::default() };
    match state.service.leave(&cookies, ask, Errand::LogIn).await {
        Ok(response) => Ok(response),
        Err(Departure::Causeway(failure)) => Ok(failure_page::lead_to(&failure)),
        Err(Departure::Own(error)) => Err(error.into()),
    }
}

pub(super) async fn callback(
    State(state): State<Driving>,
    cookies: Cookies,
    Query(callback): Query<Callback>,
) -> Reply<Response> {
    let (pending, errand) = match state.service.answered(&cookies, &callback.state) {
        Ok(begun) => begun,
        Err(failure) => return Ok(failure_page::lead_to(&failure)),
    };
    let granted = state.service.finish(pending, callback).await;
    match (errand, granted) {
        (Errand::LogIn, Ok(granted)) => {
            let person = Person { sub: granted.sub, ..Person::default() };
            let next = if state.file(&person).applications.is_empty() { "/renewal" } else { "/applications" };
            Ok((state.service.log_in(&cookies, person)?, Redirect::to(next)).into_response())
        }
        (Errand::Share { standing }, Ok(granted)) => {
            match share::accept(&state, &cookies, granted, standing)? {
                Ok(()) => Ok(share::fetch(&state, &cookies).await),
                Err(failure) => Ok(failure_page::lead_to(&failure)),
            }
        }
        (_, Err(failure)) => Ok(failure_page::lead_to(&failure)),
    }
}

/// Who is still logged in goes back to the choice, everybody else to the login.
pub(super) async fn failed(
    State(state): State<Driving>,
    cookies: Cookies,
    mut shell: Shell,
    Path(name): Path<String>,
) -> Reply<Page<FailurePage>> {
    shell.signed_in = state.person(&cookies).is_some();
    let again = if shell.signed_in { "/renewal" } else { "/login" };
    failure_page::page(shell, &name, again)
}

pub(super) async fn logout(State(state): State<Driving>, cookies: Cookies) -> Response {
    (state.service.log_out(&cookies), Redirect::to("/")).into_response()
}
