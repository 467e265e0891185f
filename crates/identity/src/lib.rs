//! Who someone is and for whom they may act: accounts, authenticators (passkeys), sessions; organisations.
//!
//! Of a person this crate holds an account, a level and a keyed HMAC of the card number. It holds no profile: names, dates and the
//! number itself are `vault`'s. What holds here:
//! - a ceremony (creating a passkey, logging in) is single use, lives five minutes and belongs to the browser that began it;
//! - user verification is always required, so a passkey is two factors: the device, and its owner's finger, face or PIN;
//! - a session's cookie is a random secret of which only the hash is stored; it ends after 30 idle minutes and after 12 hours at most;
//! - a wrong passkey, an unknown passkey and an expired ceremony get one answer.
//!
//! Tables: `identity_account`, `identity_authenticator`, `identity_ceremony`, `identity_session`, `identity_organisation`.

mod accounts;
pub mod config;
pub mod jobs;
mod model;
mod organisations;
mod passkeys;
pub mod rules;
mod sessions;
mod store;

use causeway_core::Env;
use causeway_crypto::keystore::KeyStore;
use causeway_crypto::webauthn::RelyingParty;
use causeway_evidence::Evidence;

pub use config::Config;
pub use model::{
    Account, Authenticator, CardHash, Ceremony, Level, NewAccount, Organisation, OrganisationKind,
};

/// The domain's service: cheap to clone.
#[derive(Clone)]
pub struct Identity {
    env: Env,
    evidence: Evidence,
    relying_party: RelyingParty,
    config: Config,
    /// Keys the card hash; derived once from the key store's root secret.
    card_key: std::sync::Arc<zeroize::Zeroizing<[u8; 32]>>,
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Identity").field("relying_party", &self.relying_party).finish_non_exhaustive()
    }
}

impl Identity {
    /// The service over one database.
    ///
    /// # Errors
    /// When the key store cannot derive the card key.
    pub fn new(
        env: Env,
        evidence: Evidence,
        keys: &dyn KeyStore,
        relying_party: RelyingParty,
        config: Config,
    ) -> causeway_core::Result<Self> {
        let card_key = std::sync::Arc::new(keys.derived("identity.card")?);
        Ok(Self { env, evidence, relying_party, config, card_key })
    }

    /// The WebAuthn relying party: what authenticators bind their passkeys to.
    pub fn relying_party(&self) -> &RelyingParty {
        &self.relying_party
    }
}

#[cfg(test)]
mod tests;
