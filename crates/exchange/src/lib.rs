//! The Consented Data Exchange Gateway: what can be exchanged, and each exchange from permit to receipt.
//!
//! ```text
//! consumer's request ─checks─► Permit ─► intent (one transaction) ─► provider ─checks─► outcome (another) ─► sealed answer
//! ```
//!
//! What holds here:
//! - **the gateway cannot read what it carries**: the person's identifier is sealed to the provider by a function passed in at wiring
//!   ([`SealIdentifier`]), the answer by the provider to the consumer, whose own signature over its key the provider checks;
//! - **nothing is asked without an intent, nothing released without an outcome**: each is written, with its receipt, in a transaction of
//!   its own, before the one and before the other; an intent that nobody settles becomes `read.unknown` ([`jobs`]);
//! - **a read is settled once**: whoever comes second, a late answer or a clean-up, finds it settled and does nothing;
//! - a request signed once is taken once ([`wire::ConsumerRequest::jti`]), on every node;
//! - nothing is read from an organisation that is suspended or closed, nor for one;
//! - a consent that ended while the provider was being asked stops the release; a provider's failure gives a one-time consent back;
//! - the platform's own reads at registration take the very same way ([`Exchange::read_for_registration`]);
//! - tables hold names and digests, never a value;
//! - the catalogue is changed by proposals of staff alone ([`Exchange::appliers`]): the holder of data proposes its use, and nothing
//!   that is proposed widens a consent that stands, since consents name exact fields.
//!
//! Tables: `exchange_dataset`, `exchange_purpose`, `exchange_provider`, `exchange_read`, `exchange_seen`, `exchange_refused`.

mod acts;
mod catalogue;
mod config;
mod draft;
mod incident;
mod intent;
pub mod jobs;
mod journal;
mod measure;
mod model;
mod openapi;
mod outcome;
mod provider;
mod read;
mod record;
mod registration;
pub mod retention;
mod routes;
mod rules;
mod store;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
pub mod wire;

use std::fmt;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use causeway_consent::{Consents, Permit};
use causeway_core::db::Act;
use causeway_core::draft::{Known, KnownNow};
use causeway_core::{ClientId, Env, OrganisationId, Tx};
use causeway_crypto::jose::Jwk;
use causeway_crypto::keystore::KeyStore;
use causeway_evidence::Evidence;
use causeway_http::limit::Limiter;
use causeway_http::outbound::Outbound;

pub use acts::EFFECTS;
pub use config::Config;
pub use draft::{DatasetDraft, ProviderDraft, PurposeDraft, Registered};
pub use incident::IncidentCode;
pub use measure::describe_metrics;
pub use model::{
    Classification, Consumer, Dataset, Field, LifeCycle, Provider, Purpose, PurposeUse, Read, State,
};
pub use routes::{Datasets, Purposes};

/// Tells whose a client is and what it signs with; `None` when it may not exchange at all.
pub type Consumers = Arc<dyn Fn(ClientId) -> Act<'static, Option<Consumer>> + Send + Sync>;

/// Under a permit, seals the person's identifier to the provider's key: `vault`, which `exchange` does not know.
///
/// The result is a JWE of `typ` [`wire::TYP_SUBJECT`]. The permit is consumed.
pub type SealIdentifier =
    Arc<dyn for<'a, 'f> Fn(&'a mut Tx<'f>, Permit, &'a Jwk) -> Act<'a, String> + Send + Sync>;

/// Helps the compiler to see a closure as a [`SealIdentifier`].
pub fn seal_identifier<F>(seal: F) -> SealIdentifier
where
    F: for<'a, 'f> Fn(&'a mut Tx<'f>, Permit, &'a Jwk) -> Act<'a, String> + Send + Sync + 'static,
{
    Arc::new(seal)
}

/// What the exchange is given at wiring.
#[derive(Clone)]
pub struct Parts {
    /// Database, clock, randomness.
    pub env: Env,
    /// The consent ledger.
    pub consents: Consents,
    /// The evidence log.
    pub evidence: Evidence,
    /// The gateway's and the platform's own keys.
    pub keys: Arc<dyn KeyStore>,
    /// Clients and their keys.
    pub consumers: Consumers,
    /// The vault's sealing.
    pub seal: SealIdentifier,
    /// Outbound HTTP: its limit on answers is that of a provider's answer.
    pub http: Outbound,
    /// Our issuer URL.
    pub issuer: String,
    /// The organisation that runs the platform: the consumer's organisation of reads at registration.
    pub operator: OrganisationId,
    /// Whether an organisation may hold data and answer for purposes.
    pub organisation_stands: Known<OrganisationId>,
    /// The same, asked outside of a transaction whenever something of an organisation's is asked for.
    pub organisation_stands_now: KnownNow<OrganisationId>,
    /// Whether a client is registered to exchange data.
    pub client_known: Known<ClientId>,
    /// Whether only synthetic people use this platform: connectors may then be reached without TLS.
    pub sandbox: bool,
    /// Limits.
    pub config: Config,
}

/// The domain's service: cheap to clone.
#[derive(Clone)]
pub struct Exchange {
    parts: Arc<Parts>,
    /// How often each client may ask.
    rate: Limiter<ClientId>,
}

impl Exchange {
    /// The service over its parts.
    pub fn new(parts: Parts) -> Self {
        let burst = NonZeroU32::new(parts.config.reads_per_minute).unwrap_or(NonZeroU32::MIN);
        let rate = Limiter::new(parts.env.clock.clone(), burst, Duration::from_mins(1));
        Self { parts: Arc::new(parts), rate }
    }

    /// What it was made of.
    fn parts(&self) -> &Parts {
        &self.parts
    }
}

impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange")
            .field("issuer", &self.parts.issuer)
            .field("config", &self.parts.config)
            .finish_non_exhaustive()
    }
}
