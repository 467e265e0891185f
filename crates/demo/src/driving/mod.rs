//! "Driving Licence Renewal", a sample service of Transport: asks for a residential address that Water Supplies already holds.
//!
//! The person logs in under a pseudonym, with nothing passed on; then chooses to have the address fetched, once or for a year,
//! or to type it in. A consent for a year lets the department fetch a new address later, until it is withdrawn.

use std::sync::Arc;

use axum::Router;

use causeway_core::{Clock, Rng};
use causeway_http::shell::Link;
use causeway_http::{Access, Cookies, Guard, Routes, Site};

use crate::failure_page;
use crate::platform::Platform;
use crate::relying_party::RelyingParty;
use crate::service::Service;

mod address;
mod applications;
mod connector;
mod login;
mod pages;
mod records;
mod renewal;
mod share;

use address::Address;
pub(crate) use connector::Connector;
use connector::Refusal;
pub use connector::{DATASET, FIELD, PURPOSE};
use records::{File, Records, Source};

/// Why a person was sent to Causeway.
enum Errand {
    LogIn,
    /// To allow the exchange: for one read, or for as long as the consent stands.
    Share {
        standing: bool,
    },
}

/// The person who is logged in, and the application they are filling in.
#[derive(Clone, Default)]
struct Person {
    sub: String,
    draft: Draft,
    /// Why the last fetch gave nothing: told on the next page.
    refusal: Option<Refusal>,
    /// Whether the last fetch brought a new address: told on the next page, once.
    refreshed: bool,
}

#[derive(Clone, Default)]
struct Draft {
    address: Option<Address>,
    source: Source,
    /// A consent that has been given and not used yet.
    consent: Option<String>,
}

#[derive(Clone)]
struct Driving {
    service: Arc<Service<Person, Errand>>,
    connector: Connector,
    records: Records,
    platform: Platform,
    clock: Clock,
    rng: Rng,
}

impl Driving {
    fn person(&self, cookies: &Cookies) -> Option<Person> {
        self.service.person(cookies, |person| person.clone())
    }

    fn file(&self, person: &Person) -> File {
        self.records.of(&person.sub)
    }
}

/// The routes; all public to the platform's eyes, for the service has sessions of its own.
fn routes() -> Routes<Driving> {
    Routes::new()
        .get("/", Access::Public, login::home)
        .get("/login", Access::Public, login::login)
        .get("/callback", Access::Public, login::callback)
        .get(failure_page::PATH, Access::Public, login::failed)
        .post("/logout", Access::Public, login::logout)
        .get("/renewal", Access::Public, renewal::choose)
        .post("/renewal", Access::Public, renewal::chosen)
        .get("/renewal/unavailable", Access::Public, renewal::unavailable)
        .post("/renewal/unavailable", Access::Public, renewal::try_again)
        .get("/renewal/address", Access::Public, renewal::address)
        .post("/renewal/address", Access::Public, renewal::typed)
        .get("/renewal/check", Access::Public, renewal::check)
        .post("/renewal/check", Access::Public, renewal::submit)
        .get("/renewal/done/{reference}", Access::Public, renewal::done)
        .get("/applications", Access::Public, applications::list)
        .post("/applications", Access::Public, applications::refresh)
        .get("/applications/unavailable", Access::Public, applications::unavailable)
}

/// The navigation bar.
pub(crate) fn links() -> Vec<Link> {
    vec![
        Link::new("demo-nav-home", "/"),
        Link::new("demo-nav-renewal", "/renewal").logged_in(),
        Link::new("demo-nav-applications", "/applications").logged_in(),
    ]
}

/// Everything the host serves.
pub(crate) fn router(
    site: Site,
    platform: Platform,
    party: RelyingParty,
    connector: Connector,
    clock: Clock,
    rng: Rng,
) -> Router {
    let state = Driving {
        service: Arc::new(Service::new("driving_session", party, clock.clone(), rng.clone())),
        connector,
        records: Records::default(),
        platform,
        clock,
        rng,
    };
    routes().with_state(state).into_router(Guard::knowing_nobody(site))
}

#[cfg(test)]
mod tests;
