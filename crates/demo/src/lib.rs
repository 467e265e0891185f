//! The sample world: what surrounds the platform in a demonstration, and knows it by HTTP alone, as any integrator would.
//!
//! - two departments' legacy systems, which connectors stand in front of ([`registers`]);
//! - "Vaccination Record", a service that logs people in and learns their card number;
//! - "Driving Licence Renewal", a service that has an address fetched from another department.
//!
//! Invariants:
//! - nothing here is shared with the platform but URLs, client ids and secrets: no database, no types of its domains;
//! - everybody in it is invented ([`people`]); no number without the sandbox's prefix is known to a register;
//! - each service has a host and sessions of its own, in memory, gone with the process.
//!
//! No tables.

use axum::Router;
use url::Url;

use causeway_core::{Clock, Error, Lang, Localised, Result, Rng};
use causeway_http::outbound::Outbound;
use causeway_http::shell::Link;
use causeway_http::{Site, Words};

pub mod card;
mod dates;
mod driving;
mod failure_page;
mod guide;
mod known;
pub mod people;
mod platform;
pub mod registers;
mod relying_party;
mod service;
mod session;
#[cfg(test)]
mod testing;
mod vaccination;

pub use driving::{DATASET, FIELD, PURPOSE};
pub use guide::guide;
pub use relying_party::Registration;

use driving::Connector;
use platform::Platform;
use relying_party::RelyingParty;

/// The host label and client id of Vaccination Record: it lives at `vaccination.<host of the platform>`.
pub const VACCINATION: &str = "vaccination";
/// The host label and client id of Driving Licence Renewal.
pub const DRIVING: &str = "driving-licence";
/// The path, on either service, to which the platform sends people back: the redirect URI is the public URL and this.
pub const CALLBACK: &str = "/callback";

/// Where one sample service lives, and what the platform gave it when it was registered.
pub struct ServiceConfig {
    /// Scheme, host and port, such as `http://vaccination.localhost:8080`.
    pub public_url: String,
    /// Client id and secret.
    pub registration: Registration,
}

/// What the sample services need.
pub struct DemoConfig {
    /// The platform's issuer, exactly as its discovery document writes it.
    pub issuer: String,
    /// Vaccination Record.
    pub vaccination: ServiceConfig,
    /// Driving Licence Renewal.
    pub driving: ServiceConfig,
    /// The loopback address of the connector of Driving Licence Renewal, which takes `POST /reads`.
    pub connector_url: String,
    /// Requests to the outside. It must be allowed to call this machine.
    pub outbound: Outbound,
    /// The time.
    pub clock: Clock,
    /// The randomness.
    pub rng: Rng,
}

/// The sample services: the host name of each, without port, and everything that it serves.
///
/// # Errors
/// `config_url`, `bad_public_url` for an address that is none.
pub fn services(config: DemoConfig) -> Result<Vec<(String, Router)>> {
    let DemoConfig { issuer, vaccination, driving, connector_url, outbound, clock, rng } = config;
    let platform = Platform::new(&issuer)?;
    let party = |service: &ServiceConfig| {
        RelyingParty::new(
            &issuer,
            &service.public_url,
            service.registration.clone(),
            &outbound,
            clock.clone(),
        )
    };
    let site = |service: &ServiceConfig, name: &str, links: Vec<Link>| {
        Ok::<_, Error>(
            Site::new(&service.public_url, localised(name), rng.clone())?.sandbox(true).navigation(links),
        )
    };
    let health = vaccination::router(
        site(&vaccination, "demo-vaccination-name", vaccination::links())?,
        platform.clone(),
        party(&vaccination)?,
        clock.clone(),
        rng.clone(),
    );
    let transport = driving::router(
        site(&driving, "demo-driving-name", driving::links())?,
        platform,
        party(&driving)?,
        Connector::new(&connector_url, outbound.clone()),
        clock.clone(),
        rng.clone(),
    );
    Ok(vec![(host(&vaccination.public_url)?, health), (host(&driving.public_url)?, transport)])
}

fn host(url: &str) -> Result<String> {
    parse(url)?.host_str().map(str::to_owned).ok_or_else(|| bad_url(url))
}

fn parse(url: &str) -> Result<Url> {
    Url::parse(url).map_err(|e| bad_url(url).with_cause(e))
}

pub(crate) fn bad_url(url: &str) -> Error {
    Error::invalid("config_url", format!("{url:?} is not a URL. Write it with http:// or https://."))
}

fn localised(key: &str) -> Localised {
    let [en, zh_hant, zh_hans] = Lang::ALL.map(|lang| Words::of(lang).t(key));
    Localised::new(en, zh_hant, zh_hans)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config() -> DemoConfig {
        testing::config("http://localhost:8080", "http://127.0.0.1:1", Clock::system())
    }

    #[test]
    fn each_service_has_a_host_of_its_own() {
        let hosts: Vec<_> = services(config()).unwrap().into_iter().map(|(host, _)| host).collect();
        assert_eq!(hosts, ["vaccination.localhost", "driving-licence.localhost"]);
    }

    #[test]
    fn an_address_that_is_none_is_told_at_the_start() {
        let code = |spoil: fn(&mut DemoConfig)| {
            let mut config = config();
            spoil(&mut config);
            services(config).err().unwrap().code()
        };
        assert_eq!(code(|config| config.issuer = "localhost".to_owned()), "config_url");
        assert_eq!(code(|config| config.driving.public_url = "nowhere".to_owned()), "bad_public_url");
        assert_eq!(code(|config| config.vaccination.public_url = "http://a/b".to_owned()), "bad_public_url");
    }

    #[test]
    fn names_exist_in_every_language() {
        for key in ["demo-vaccination-name", "demo-driving-name"] {
            let name = localised(key);
            assert!(Lang::ALL.into_iter().all(|lang| !name.get(lang).contains('⟦')), "{key}");
        }
    }
}
