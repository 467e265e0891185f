//! What the person has applied for, and fetching the address again under the consent that stands.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};

use causeway_http::{Cookies, Page, Reply, Shell};

use super::pages::{Applications, Unavailable};
use super::{Driving, share};

pub(super) async fn list(State(state): State<Driving>, cookies: Cookies, mut shell: Shell) -> Response {
    let refreshed = state.service.person(&cookies, |person| std::mem::take(&mut person.refreshed));
    let Some((person, refreshed)) = state.person(&cookies).zip(refreshed) else {
        return Redirect::to("/").into_response();
    };
    shell.signed_in = true;
    Page(Applications::new(shell, &state.platform, &person.sub, &state.file(&person), refreshed))
        .into_response()
}

/// Fetches the address anew. The person need not do anything with Causeway for it: that is what the standing consent is for.
pub(super) async fn refresh(State(state): State<Driving>, cookies: Cookies) -> Reply<Response> {
    let Some(person) = state.person(&cookies) else { return Ok(Redirect::to("/").into_response()) };
    let Some(standing) = state.file(&person).standing else {
        return Ok(Redirect::to("/renewal").into_response());
    };
    match share::read(&state, &standing.consent).await {
        Ok(address) => {
            state.records.refresh(&person.sub, address, state.clock.now())?;
            state.service.person(&cookies, |person| person.refreshed = true);
            Ok(Redirect::to("/applications").into_response())
        }
        Err(refusal) => {
            state.service.person(&cookies, |person| person.refusal = Some(refusal));
            Ok(Redirect::to("/applications/unavailable").into_response())
        }
    }
}

pub(super) async fn unavailable(
    State(state): State<Driving>,
    cookies: Cookies,
    mut shell: Shell,
) -> Response {
    match state.person(&cookies).and_then(|person| person.refusal) {
        Some(refusal) => {
            shell.signed_in = true;
            Page(Unavailable::in_applications(shell, &state.platform, &refusal)).into_response()
        }
        None => Redirect::to("/applications").into_response(),
    }
}
