//! The connectors of the sample organisations: the very program that an organisation runs, three times in this process.
//!
//! Each has a folder of its own with its configuration file, its keys and its journal, as it would have on its own machine.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use causeway_connector::{Config, Connector, Keys};
use causeway_core::{Error, Result};
use causeway_crypto::jose::JwkSet;
use causeway_demo::registers::Registers;
use causeway_demo::{DATASET, DRIVING, FIELD};
use causeway_exchange::wire;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::{Place, integrator};
use crate::wiring::Platform;

/// The running connectors: where each listens, and its public keys.
pub(super) struct Connectors {
    pub(super) immigration: SocketAddr,
    pub(super) immigration_keys: JwkSet,
    pub(super) water: SocketAddr,
    pub(super) water_keys: JwkSet,
    pub(super) transport: SocketAddr,
    pub(super) transport_keys: JwkSet,
    running: Vec<JoinHandle<()>>,
}

impl Connectors {
    /// Waits until all have finished what they had accepted, after `stop` has turned true.
    pub(super) async fn finished(self) {
        for connector in self.running {
            let _ = connector.await;
        }
    }
}

/// Starts the three, on free loopback addresses.
pub(super) async fn start(
    place: &Place,
    platform: &Platform,
    registers: &Registers,
    stop: &watch::Receiver<bool>,
) -> Result<Connectors> {
    let folder = place.folder.join("connectors");
    let keys_of =
        |name: &str| -> Result<JwkSet> { Ok(Keys::open(&folder.join(name).join("keys"))?.public()) };
    std::fs::create_dir_all(&folder).map_err(Error::internal)?;
    let (immigration_keys, water_keys, transport_keys) =
        (keys_of("immigration")?, keys_of("water")?, keys_of("transport")?);
    for (name, keys) in [
        ("gateway", &platform.exchange.gateway_keys()?),
        ("platform", &platform.exchange.platform_keys()?),
        ("water", &water_keys),
        ("transport", &transport_keys),
        ("integrator", &integrator::keys()?),
    ] {
        write(
            &folder.join(format!("{name}.jwks.json")),
            &serde_json::to_string_pretty(keys).map_err(Error::internal)?,
        )?;
    }
    let issuer = &place.public_url;
    let mut running = Vec::new();
    let mut start = async |name: &str, text: String| -> Result<SocketAddr> {
        let path = folder.join(name).join("connector.toml");
        write(&path, &text)?;
        let mut config = Config::read(&path)?;
        config.outbound.extra_roots.extend(place.tls_cert.clone());
        let connector =
            Connector::bind(&config, platform.env.clock.clone(), platform.env.rng.clone()).await?;
        let address = connector.provider_address().or(connector.consumer_address());
        running.push(tokio::spawn(connector.serve(stop.clone())));
        address.ok_or_else(|| Error::internal("a connector without an address"))
    };
    let immigration = start("immigration", immigration_file(issuer, registers)).await?;
    let water = start("water", water_file(issuer, registers)).await?;
    let transport = start("transport", transport_file(issuer)).await?;
    Ok(Connectors { immigration, immigration_keys, water, water_keys, transport, transport_keys, running })
}

fn write(path: &Path, text: &str) -> Result<()> {
    let told = |e: std::io::Error| Error::internal(format!("{}: {e}", path.display()));
    std::fs::create_dir_all(path.parent().map(PathBuf::from).unwrap_or_default()).map_err(told)?;
    std::fs::write(path, text).map_err(told)
}

fn gateway(issuer: &str) -> String {
    format!("[gateway]\nissuer = \"{issuer}\"\njwks = {{ file = \"../gateway.jwks.json\" }}\n")
}

fn immigration_file(issuer: &str, registers: &Registers) -> String {
    let fields = "name = \"/name\", date_of_birth = \"/date_of_birth\", date_of_issue = \"/date_of_issue\", status = \"/status\"";
    format!(
        "organisation = \"immigration\"\nkeys = \"keys\"\n\n{}\n\
         [provider]\nlisten = \"127.0.0.1:0\"\njournal = \"journal.jsonl\"\n\n\
         [provider.consumers]\n{} = {{ file = \"../platform.jwks.json\" }}\n\n\
         [provider.datasets.\"immigration.identity-card\"]\nhttp = {{ url = \"http://{}/lookup\", fields = {{ {fields} }} }}\n",
        gateway(issuer),
        wire::PLATFORM,
        registers.immigration,
    )
}

fn water_file(issuer: &str, registers: &Registers) -> String {
    format!(
        "organisation = \"water\"\nkeys = \"keys\"\n\n{}\n\
         [provider]\nlisten = \"127.0.0.1:0\"\njournal = \"journal.jsonl\"\n\n\
         [provider.consumers]\n{DRIVING} = {{ file = \"../transport.jwks.json\" }}\n\
         {} = {{ file = \"../integrator.jwks.json\" }}\n{} = {{ file = \"../integrator.jwks.json\" }}\n\n\
         [provider.datasets.\"{DATASET}\"]\nhttp = {{ url = \"http://{}/lookup\", fields = {{ {FIELD} = \"/{FIELD}\" }} }}\n",
        gateway(issuer),
        integrator::BY_SECRET,
        integrator::BY_KEY,
        registers.water,
    )
}

fn transport_file(issuer: &str) -> String {
    format!(
        "organisation = \"transport\"\nkeys = \"keys\"\n\n{}\n\
         [consumer]\nlisten = \"127.0.0.1:0\"\nclient = \"{DRIVING}\"\n\n\
         [consumer.providers.water]\ndatasets = [\"{DATASET}\"]\njwks = {{ file = \"../water.jwks.json\" }}\n",
        gateway(issuer),
    )
}
