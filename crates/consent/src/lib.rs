//! What people are asked and what they have allowed: the middle of the one pipeline.
//!
//! ```text
//! Ask ──ask()──► Request ──present()──► what is shown, sealed ──approve()──► Consent ──check()──► Permit
//! ```
//!
//! What holds here:
//! - **what was approved is what was shown**: the passkey's challenge is SHA-256 over the RFC 8785 form of version, request id, 32 fresh
//!   random bytes, expiry, person and everything shown ([`Presented`]); showing it anew makes the old challenge worthless; it serves once;
//! - **personal data leaves only for a [`Permit`]**, which only this crate can build, on one of three bases ([`Basis`]); a permit is
//!   for one read, these fields, this recipient, and is consumed by the read;
//! - a one-time consent is used in the same transaction as the read's intent, so a hundred racing reads get one permit;
//! - a withdrawal is seen by the very next check: nothing is cached;
//! - a request belongs to the browser that began it, to the person whose phone scanned it, or to the person to whom a service addressed
//!   it; to everybody else it does not exist.
//!
//! Tables: `consent_request`, `consent_consent`, `consent_grant`, `consent_order`, `consent_mute`.

mod addressed;
mod ask;
mod check;
mod decide;
pub mod jobs;
mod journal;
mod ledger;
mod model;
mod permit;
mod present;
mod qr;
mod reach;
pub mod retention;
pub mod rules;
mod standing;
mod store;

use std::sync::Arc;

use causeway_core::Env;
use causeway_crypto::keystore::KeyStore;
use causeway_crypto::person::PersonKeys;
use causeway_evidence::Evidence;
use causeway_identity::Identity;

pub use addressed::{Addressed, Mute};
pub use model::{
    Ask, Channel, Consent, ConsentState, Detail, Grant, Outcome, PORTAL, Presented, Request, RequestState,
    Shown, ShownPart, ShownRow, Step, Use, Viewer,
};
pub use permit::{Basis, Permit, Recipient};
pub use qr::{Order, OrderId, OrderState};
pub use reach::{Reach, describe_metrics};

/// The domain's service: cheap to clone.
#[derive(Clone)]
pub struct Consents {
    env: Env,
    keys: PersonKeys,
    identity: Identity,
    evidence: Evidence,
    /// The platform's own address, which QR codes point at.
    public_url: Arc<str>,
    /// Keys the QR frames.
    qr_key: Arc<zeroize::Zeroizing<[u8; 32]>>,
    /// For how many days a consent that has ended is kept.
    ended_days: u32,
}

impl std::fmt::Debug for Consents {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Consents").field("public_url", &self.public_url).finish_non_exhaustive()
    }
}

impl Consents {
    /// The service over one database. `public_url` is the platform's origin, without a slash at its end.
    ///
    /// # Errors
    /// When the key store cannot derive the key of the QR frames.
    pub fn new(
        env: Env,
        keys: PersonKeys,
        store: &dyn KeyStore,
        identity: Identity,
        evidence: Evidence,
        public_url: &str,
    ) -> causeway_core::Result<Self> {
        let qr_key = Arc::new(store.derived("consent.qr")?);
        let (public_url, ended_days) = (public_url.into(), retention::ENDED_CONSENTS.days);
        Ok(Self { env, keys, identity, evidence, public_url, qr_key, ended_days })
    }

    /// Keeps consents that have ended for so many days.
    #[must_use]
    pub fn keeping_ended(self, days: u32) -> Self {
        Self { ended_days: days, ..self }
    }
}

#[cfg(test)]
mod tests;
