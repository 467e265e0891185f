//! The connector's one TOML file.
//!
//! ```toml
//! organisation = "water"
//! keys = "keys"                                    # folder of our own keys, made on first start
//!
//! [gateway]
//! issuer = "https://id.example.gov"
//! jwks = { url = "https://id.example.gov/exchange/v1/keys/gateway" }
//!
//! [provider]                                       # at an organisation that holds data
//! listen = "0.0.0.0:9443"
//! tls_cert = "cert.pem"
//! tls_key = "key.pem"
//! journal = "journal.jsonl"
//!
//! [provider.consumers]
//! driving-licence = { file = "driving-licence.jwks.json" }
//! causeway = { url = "https://id.example.gov/exchange/v1/keys/platform" }
//!
//! [provider.datasets."water.address"]
//! http = { url = "http://legacy:8000/lookup", fields = { address = "/account/address" } }
//!
//! [provider.datasets."water.meter"]
//! csv = { file = "meters.csv", key = "Card number", fields = { meter = "Meter" } }
//!
//! [consumer]                                       # at an organisation that asks
//! listen = "127.0.0.1:9480"
//! client = "driving-licence"
//!
//! [consumer.providers.water]
//! datasets = ["water.address"]
//! jwks = { file = "water.jwks.json" }
//! ```
//!
//! Unknown keys are fatal. Relative paths are taken from the file's own folder.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use causeway_core::{ClientId, DatasetId, Error, OrganisationId, Result};
use causeway_crypto::jose::Jwk;
use serde::Deserialize;

/// The whole file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Whose connector this is: the organisation's id in the catalogue.
    pub organisation: OrganisationId,
    /// Folder of the connector's own keys. Made on first start, with fresh keys, readable by this user alone.
    pub keys: PathBuf,
    /// The gateway.
    pub gateway: Gateway,
    /// Answering reads: at an organisation that holds data.
    pub provider: Option<Provider>,
    /// Asking: at an organisation that uses data.
    pub consumer: Option<Consumer>,
    /// Limits on requests to the outside.
    #[serde(default)]
    pub outbound: Outbound,
}

/// The gateway and its keys.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gateway {
    /// Its issuer URL, exactly as the gateway itself writes it.
    pub issuer: String,
    /// Where it is reached, if that is not the issuer URL.
    pub url: Option<String>,
    /// Its public keys. A URL must be https unless it is on this machine.
    pub jwks: KeySource,
}

impl Gateway {
    /// Where it is reached, without a slash at the end.
    pub fn base(&self) -> &str {
        self.url.as_deref().unwrap_or(&self.issuer).trim_end_matches('/')
    }
}

/// Public keys (RFC 7517): exactly one of the three.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeySource {
    /// Fetched from here, and again when a signature names a key that is not known. Whoever answers there is believed.
    pub url: Option<String>,
    /// Read from this JWK set, and again when the file changes.
    pub file: Option<PathBuf>,
    /// Written here.
    pub keys: Option<Vec<Jwk>>,
}

/// Answering reads.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// Address and port to listen on for the gateway.
    pub listen: SocketAddr,
    /// TLS certificate chain (PEM), read again when it changes. Without one: plain HTTP, for a proxy in front or for tests.
    pub tls_cert: Option<PathBuf>,
    /// The certificate's private key (PEM).
    pub tls_key: Option<PathBuf>,
    /// Own evidence: one line of JSON for each read, without values. Appended to, never rewritten.
    pub journal: PathBuf,
    /// Which consumers are trusted, and their signing keys.
    pub consumers: BTreeMap<ClientId, KeySource>,
    /// What is answered, and from where.
    pub datasets: BTreeMap<DatasetId, Dataset>,
}

/// One dataset: exactly one back end.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dataset {
    /// By what people are found. Default `card_number`.
    #[serde(default = "card_number")]
    pub identifier: String,
    /// Ask a system that speaks HTTP and JSON.
    pub http: Option<HttpBackEnd>,
    /// Look into a file of comma-separated values.
    pub csv: Option<CsvBackEnd>,
}

impl Dataset {
    /// The fields that can be answered.
    pub fn fields(&self) -> Vec<&str> {
        let http = self.http.iter().flat_map(|back_end| back_end.fields.keys());
        let csv = self.csv.iter().flat_map(|back_end| back_end.fields.keys());
        http.chain(csv).map(String::as_str).collect()
    }
}

fn card_number() -> String {
    "card_number".to_owned()
}

/// A system that speaks HTTP and JSON: it is sent a POST, and answers 404 where it has no record.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HttpBackEnd {
    /// Where. The identifier never stands in it, since addresses end up in logs.
    pub url: String,
    /// The body, in which `{card_number}` (the identifier's name in braces) stands for the identifier. Default
    /// `{ card_number = "{card_number}" }`.
    pub body: Option<toml::Table>,
    /// For each field, where its value stands in the answer: a JSON pointer (RFC 6901) such as `/account/address`.
    pub fields: BTreeMap<String, String>,
    /// How long it may take, in milliseconds. Default 3000; the gateway's own deadline is 5000.
    #[serde(default = "three_seconds")]
    pub deadline_ms: u64,
}

fn three_seconds() -> u64 {
    3000
}

/// A file of comma-separated values (RFC 4180, UTF-8, first line: column names), read again when it changes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CsvBackEnd {
    /// The file.
    pub file: PathBuf,
    /// The column that holds the identifier. Case, spaces, brackets and hyphens do not matter in it.
    pub key: String,
    /// For each field, its column. An empty cell is a field without value.
    pub fields: BTreeMap<String, String>,
}

/// Asking.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consumer {
    /// Address and port for our own systems: on the loopback interface only.
    pub listen: SocketAddr,
    /// Our client id at the gateway. Our signing key (`connector keys`) is registered there.
    pub client: ClientId,
    /// The token endpoint. Default: `/token` at the gateway.
    pub token_url: Option<String>,
    /// To which key answers are sealed. Default: a fresh one for each read.
    #[serde(default)]
    pub sealing: Sealing,
    /// Which providers are trusted, for which datasets, and their signing keys.
    pub providers: BTreeMap<OrganisationId, TrustedProvider>,
}

/// To which key answers are sealed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sealing {
    /// A key made for one read and forgotten after it: what is recorded on the way can never be opened later.
    #[default]
    Fresh,
    /// The key in the key folder.
    Kept,
}

/// A provider whose answers are believed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustedProvider {
    /// For which datasets.
    pub datasets: Vec<DatasetId>,
    /// Its public keys.
    pub jwks: KeySource,
}

/// Limits on requests to the outside: the gateway, back ends and key URLs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Outbound {
    /// More certificate authorities to trust (PEM files), beside the system's.
    pub extra_roots: Vec<PathBuf>,
    /// The largest answer, in bytes. Default 2 MiB.
    pub answer_bytes: usize,
}

impl Default for Outbound {
    fn default() -> Self {
        Self { extra_roots: Vec::new(), answer_bytes: 2 * 1024 * 1024 }
    }
}

impl Config {
    /// Reads the file at `path`; relative paths in it are taken from its folder.
    ///
    /// # Errors
    /// `connector_config`.
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).map_err(|error| bad(path, &error.to_string()))?;
        let config = Self::parse(&text).map_err(|error| bad(path, error.public()))?;
        Ok(config.relative_to(path.parent().unwrap_or_else(|| Path::new("."))))
    }

    /// Reads the file's text.
    ///
    /// # Errors
    /// `connector_config`.
    pub fn parse(text: &str) -> Result<Self> {
        toml::from_str(text).map_err(|error| Error::invalid("connector_config", error.to_string()))
    }

    /// Takes relative paths from `folder`.
    #[must_use]
    pub fn relative_to(mut self, folder: &Path) -> Self {
        for path in self.paths() {
            *path = folder.join(&*path);
        }
        self
    }

    fn paths(&mut self) -> Vec<&mut PathBuf> {
        let mut paths = vec![&mut self.keys];
        paths.extend(&mut self.outbound.extra_roots);
        paths.extend(&mut self.gateway.jwks.file);
        if let Some(provider) = &mut self.provider {
            paths.push(&mut provider.journal);
            paths.extend(&mut provider.tls_cert);
            paths.extend(&mut provider.tls_key);
            paths.extend(provider.consumers.values_mut().filter_map(|source| source.file.as_mut()));
            let csv = provider.datasets.values_mut().filter_map(|dataset| dataset.csv.as_mut());
            paths.extend(csv.map(|csv| &mut csv.file));
        }
        if let Some(consumer) = &mut self.consumer {
            paths.extend(consumer.providers.values_mut().filter_map(|provider| provider.jwks.file.as_mut()));
        }
        paths
    }
}

fn bad(path: &Path, why: &str) -> Error {
    Error::invalid("connector_config", format!("The connector's configuration {}: {why}", path.display()))
}

#[cfg(test)]
mod tests;
