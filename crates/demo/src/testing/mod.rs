//! For tests: a small OpenID provider, a small connector, and a browser that keeps cookies.

mod browser;
mod connector;
mod provider;

use causeway_core::{Clock, Rng};
use causeway_http::outbound::{self, Outbound};

use crate::{DRIVING, DemoConfig, Registration, ServiceConfig, VACCINATION};

pub(crate) use browser::Browser;
pub(crate) use connector::FakeConnector;
pub(crate) use provider::{FakeProvider, Mischief, Person, parameter};

/// The secret that both sample services have in tests.
pub(crate) const SECRET: &str = "a secret: with / reserved + characters";

pub(crate) fn outbound() -> Outbound {
    outbound::client(&outbound::Config { allow_private: true, ..outbound::Config::default() }).unwrap()
}

/// Both services against this provider and this connector.
pub(crate) fn config(issuer: &str, connector: &str, clock: Clock) -> DemoConfig {
    let service = |name: &str| ServiceConfig {
        public_url: format!("http://{name}.localhost:8080"),
        registration: Registration { client_id: name.to_owned(), client_secret: SECRET.to_owned() },
    };
    DemoConfig {
        issuer: issuer.to_owned(),
        vaccination: service(VACCINATION),
        driving: service(DRIVING),
        connector_url: connector.to_owned(),
        outbound: outbound(),
        clock,
        rng: Rng::seeded(7),
    }
}
