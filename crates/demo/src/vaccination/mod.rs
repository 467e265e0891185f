//! "Vaccination Record", a sample service of the Department of Health: shows a record to the person whose card number it learns.
//!
//! At the first login the person approves that the number is passed on; afterwards login goes straight through. The service
//! keeps its own session, and names the person by a pseudonym that no other service has.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};

use causeway_core::{Clock, Rng};
use causeway_http::shell::Link;
use causeway_http::{Access, Cookies, Guard, Language, Page, Path, Query, Reply, Routes, Shell, Site};

use crate::card::CardNumber;
use crate::failure_page::{self, FailurePage};
use crate::platform::Platform;
use crate::relying_party::{Ask, Callback, Failure, Granted, RelyingParty};
use crate::service::{Departure, Service};

mod history;
mod pages;

use pages::{Home, Record};

/// The scope that asks for the identity card number.
const SCOPES: &[&str] = &["card_number"];

/// The person who is logged in.
#[derive(Clone)]
struct Person {
    sub: String,
    card: CardNumber,
}

#[derive(Clone)]
struct Vaccination {
    service: Arc<Service<Person, ()>>,
    platform: Platform,
}

/// The routes; all public to the platform's eyes, for the service has sessions of its own.
fn routes() -> Routes<Vaccination> {
    Routes::new()
        .get("/", Access::Public, home)
        .get("/login", Access::Public, login)
        .get("/callback", Access::Public, callback)
        .get("/record", Access::Public, record)
        .get(failure_page::PATH, Access::Public, failed)
        .post("/logout", Access::Public, logout)
}

/// The navigation bar.
pub(crate) fn links() -> Vec<Link> {
    vec![Link::new("demo-nav-home", "/"), Link::new("demo-nav-record", "/record").logged_in()]
}

/// Everything the host serves.
pub(crate) fn router(site: Site, platform: Platform, party: RelyingParty, clock: Clock, rng: Rng) -> Router {
    let service = Arc::new(Service::new("vaccination_session", party, clock, rng));
    routes().with_state(Vaccination { service, platform }).into_router(Guard::knowing_nobody(site))
}

async fn home(State(state): State<Vaccination>, cookies: Cookies, mut shell: Shell) -> Page<Home> {
    shell.signed_in = state.service.person(&cookies, |_| ()).is_some();
    Page(Home::new(shell))
}

async fn login(
    State(state): State<Vaccination>,
    cookies: Cookies,
    Language(lang): Language,
) -> Reply<Response> {
    let ask = Ask { scopes: SCOPES, exchange: None, lang };
    match state.service.leave(&cookies, ask, ()).await {
        Ok(response) => Ok(response),
        Err(Departure::Causeway(failure)) => Ok(failure_page::lead_to(&failure)),
        Err(Departure::Own(error)) => Err(error.into()),
    }
}

async fn callback(
    State(state): State<Vaccination>,
    cookies: Cookies,
    Query(callback): Query<Callback>,
) -> Reply<Response> {
    match state.identify(&cookies, callback).await {
        Ok(person) => Ok((state.service.log_in(&cookies, person)?, Redirect::to("/record")).into_response()),
        Err(failure) => Ok(failure_page::lead_to(&failure)),
    }
}

impl Vaccination {
    async fn identify(&self, cookies: &Cookies, callback: Callback) -> Result<Person, Failure> {
        let (pending, ()) = self.service.answered(cookies, &callback.state)?;
        Person::of(self.service.finish(pending, callback).await?)
    }
}

impl Person {
    fn of(granted: Granted) -> Result<Self, Failure> {
        let card = granted
            .card_number
            .and_then(|number| CardNumber::parse(&number))
            .ok_or_else(|| Failure::Untrusted("userinfo has no card number".to_owned()))?;
        Ok(Self { sub: granted.sub, card })
    }
}

async fn record(State(state): State<Vaccination>, cookies: Cookies, mut shell: Shell) -> Response {
    let Some(person) = state.service.person(&cookies, |person| person.clone()) else {
        return Redirect::to("/").into_response();
    };
    shell.signed_in = true;
    Page(Record::new(shell, &state.platform, &person.card, &person.sub)).into_response()
}

async fn failed(shell: Shell, Path(name): Path<String>) -> Reply<Page<FailurePage>> {
    failure_page::page(shell, &name, "/login")
}

async fn logout(State(state): State<Vaccination>, cookies: Cookies) -> Response {
    (state.service.log_out(&cookies), Redirect::to("/")).into_response()
}

#[cfg(test)]
mod tests;
