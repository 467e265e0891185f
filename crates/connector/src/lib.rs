//! The connector: the program that an organisation runs beside its own systems, to answer reads and to make them.
//!
//! - **Provider mode** maps datasets onto what the organisation has (an HTTP and JSON back end, a CSV file), believes a request only with
//!   the gateway's signature and the consumer's own, signs and seals what it finds to the consumer, and keeps its own evidence.
//! - **Consumer mode** takes plain JSON on the loopback interface, signs, gets its token, asks the gateway, and opens and verifies the
//!   answer against providers' keys from its own configuration, never from the gateway's answer.
//!
//! It knows the platform by HTTP and by the wire forms of [`causeway_exchange::wire`] alone. No tables; its state is a folder of keys and
//! a journal.

mod check;
pub mod config;
mod consumer;
mod keys;
mod provider;
#[cfg(test)]
mod tests;
mod trust;

use std::net::SocketAddr;
use std::sync::Arc;

use causeway_core::{Clock, Error, Localised, Result, Rng};
use causeway_http::health::{Degraded, Part};
use causeway_http::outbound::{self, Outbound};
use causeway_http::server::{Hosts, Server};
use causeway_http::{Routes, Site, access::Guard, health};
use tokio::sync::watch;

pub use check::{check, form};
pub use config::Config;
pub use keys::Keys;

use self::consumer::Consumer;
use self::provider::Provider;
use self::trust::Trust;

/// A connector that is bound to its addresses and not yet serving.
#[derive(Debug)]
pub struct Connector {
    sides: Vec<Side>,
    provider: Option<SocketAddr>,
    consumer: Option<SocketAddr>,
}

/// One listening address and what is served there.
#[derive(Debug)]
struct Side {
    server: Server,
    hosts: Hosts,
}

/// Runs the connector until `stop` becomes true; what was accepted is finished.
///
/// # Errors
/// Those of [`Connector::bind`].
pub async fn run(config: &Config, stop: watch::Receiver<bool>) -> Result<()> {
    let connector = Connector::bind(config, Clock::system(), Rng::system()).await?;
    for (mode, address) in [("provider", connector.provider), ("consumer", connector.consumer)] {
        if let Some(address) = address {
            tracing::info!(mode, %address, organisation = %config.organisation, "the connector listens");
        }
    }
    connector.serve(stop).await;
    Ok(())
}

/// Without any of them a connector can answer nothing.
fn parts(names: Vec<&'static str>) -> Vec<Part> {
    names.into_iter().map(Part::stopping).collect()
}

impl Connector {
    /// Opens keys, journal and back ends, and binds to the configured addresses.
    ///
    /// # Errors
    /// `connector_config` with the first fault of [`form`]; `connector_keys`, `connector_journal`, `connector_csv`, `cannot_listen`,
    /// `bad_certificate`, `bad_root`.
    pub async fn bind(config: &Config, clock: Clock, rng: Rng) -> Result<Self> {
        if let Some(fault) = form(config).into_iter().next() {
            return Err(Error::invalid("connector_config", format!("{}: {}", fault.key, fault.mend)));
        }
        let (http, keys) = (outbound_client(config)?, Keys::open(&config.keys)?);
        let mut connector = Self { sides: Vec::new(), provider: None, consumer: None };
        if let Some(section) = &config.provider {
            let gateway = Arc::new(gateway_trust(config, &http, &clock)?);
            let provider = Provider::open(config, section, keys.clone(), gateway, &http, &clock)?;
            let looked_at = provider.clone();
            let degraded: Degraded = Arc::new(move || {
                let provider = looked_at.clone();
                Box::pin(async move { parts(provider.degraded().await) })
            });
            let health = health::routes(degraded, clock.clone());
            let listen = causeway_http::config::Config {
                listen: section.listen,
                tls_cert: section.tls_cert.clone(),
                tls_key: section.tls_key.clone(),
                drain_seconds: 0,
                ..causeway_http::config::Config::default()
            };
            connector.provider = Some(connector.add(listen, provider.routes().merge(health), &rng).await?);
        }
        if let Some(section) = &config.consumer {
            let consumer = Consumer::open(config, section, keys, &http, &clock, &rng)?;
            let looked_at = consumer.clone();
            let degraded: Degraded = Arc::new(move || {
                let consumer = looked_at.clone();
                Box::pin(async move { parts(consumer.degraded().await) })
            });
            let health = health::routes(degraded, clock.clone());
            let listen = causeway_http::config::Config {
                listen: section.listen,
                drain_seconds: 0,
                ..causeway_http::config::Config::default()
            };
            connector.consumer = Some(connector.add(listen, consumer.routes().merge(health), &rng).await?);
        }
        Ok(connector)
    }

    async fn add(
        &mut self,
        listen: causeway_http::config::Config,
        routes: Routes,
        rng: &Rng,
    ) -> Result<SocketAddr> {
        let server = Server::bind(listen).await?;
        let address = server.address()?;
        let name = Localised::new("Causeway connector", "Causeway 連接器", "Causeway 连接器");
        let site = Site::new(&format!("http://{address}"), name, rng.clone())?;
        let site = routes.into_site(Guard::knowing_nobody(site));
        self.sides.push(Side { server, hosts: Hosts::new().otherwise(site) });
        Ok(address)
    }

    /// Where the gateway finds it, in provider mode.
    pub fn provider_address(&self) -> Option<SocketAddr> {
        self.provider
    }

    /// Where the organisation's own systems find it, in consumer mode.
    pub fn consumer_address(&self) -> Option<SocketAddr> {
        self.consumer
    }

    /// Serves until `stop` becomes true.
    pub async fn serve(self, stop: watch::Receiver<bool>) {
        let serving: Vec<_> = self
            .sides
            .into_iter()
            .map(|side| tokio::spawn(side.server.serve(side.hosts, stop.clone())))
            .collect();
        for side in serving {
            let _ = side.await;
        }
    }
}

/// Requests to the outside. All of its addresses stand in the configuration, and most are in private networks.
fn outbound_client(config: &Config) -> Result<Outbound> {
    outbound::client(&outbound::Config {
        allow_private: true,
        answer_bytes: config.outbound.answer_bytes,
        extra_roots: config.outbound.extra_roots.clone(),
        ..outbound::Config::default()
    })
}

fn gateway_trust(config: &Config, http: &Outbound, clock: &Clock) -> Result<Trust> {
    Trust::new(&config.gateway.jwks, http.clone(), clock.clone())
}
