//! Who someone is and for whom they may act: accounts, authenticators (passkeys), sessions; organisations, their staff, mandates.
//!
//! Of a person this crate holds an account, a level and a keyed HMAC of the card number. It holds no profile: names, dates and the
//! number itself are `vault`'s. What holds here:
//! - a ceremony (creating a passkey, logging in) is single use, lives five minutes and belongs to the browser that began it;
//! - user verification is always required, so a passkey is two factors: the device, and its owner's finger, face or PIN;
//! - a session's cookie is a random secret of which only the hash is stored; it ends after 30 idle minutes and after 12 hours at most;
//! - a wrong passkey, an unknown passkey and an expired ceremony get one answer;
//! - whoever only took a link (`Level::Invited`) enters the staff's console and nothing else;
//! - how staff work has invariants of its own: [`staff`].
//!
//! Tables: `identity_account`, `identity_authenticator`, `identity_ceremony`, `identity_session`, `identity_organisation`,
//! `identity_member`, `identity_grant`, `identity_invitation`, `identity_staff_session`, `identity_act`, `identity_proposal`,
//! `identity_approval`, `identity_mandate`, `identity_look`.

mod accounts;
pub mod config;
mod confirmations;
pub mod jobs;
mod journal;
mod model;
mod organisations;
mod passkeys;
pub mod retention;
pub mod rules;
mod sessions;
pub mod staff;
mod store;

use std::collections::BTreeMap;
use std::sync::{Arc, RwLock};

use causeway_core::setting::Mode;
use causeway_core::{Env, OrganisationId};
use causeway_crypto::keystore::KeyStore;
use causeway_crypto::webauthn::RelyingParty;
use causeway_evidence::Evidence;

pub use config::Config;
pub use model::{
    Account, Authenticator, CardHash, Ceremony, Level, NewAccount, Organisation, OrganisationKind,
};
pub use passkeys::strength;
pub use sessions::OwnSession;
pub use staff::{
    Act, ActFor, Applied, Apply, Capacity, Contact, Desk, Done, Effect, Grant, Invitation, JoinWay, Joining,
    LookFor, LookReason, LookedAt, Mandate, MandateBasis, MandateEnd, Member, MemoryRegister, Named,
    NewMandate, NewProposal, Officer, OfficerRegister, OrganisationRecord, OrganisationStatus, PendingAct,
    Proposal, ProposalKind, ProposalState, Role, SealedName, ShutOut, Unit, apply, shut_out,
};

/// The domain's service: cheap to clone.
#[derive(Clone)]
pub struct Identity {
    env: Env,
    evidence: Evidence,
    relying_party: Arc<RelyingParty>,
    config: Config,
    /// Keys the card hash; derived once from the key store's root secret.
    card_key: Arc<zeroize::Zeroizing<[u8; 32]>>,
    /// The organisation that runs the platform.
    operator: Arc<OrganisationId>,
    mode: Mode,
    /// What applies proposals, by kind.
    appliers: Arc<RwLock<BTreeMap<ProposalKind, Apply>>>,
    /// What else happens when an organisation is suspended or closed.
    shut_outs: Arc<RwLock<Vec<ShutOut>>>,
    register: Arc<dyn OfficerRegister>,
}

/// The short name of the organisation that runs the platform.
const OPERATOR: &str = "causeway";

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Identity").field("relying_party", &self.relying_party).finish_non_exhaustive()
    }
}

impl Identity {
    /// The service over one database: a production's, without a register of companies. See [`Identity::in_mode`] and
    /// [`Identity::with_register`].
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
        Ok(Self {
            env,
            evidence,
            relying_party: Arc::new(relying_party),
            config,
            card_key: Arc::new(keys.derived("identity.card")?),
            operator: Arc::new(OPERATOR.parse()?),
            mode: Mode::Production,
            appliers: Arc::default(),
            shut_outs: Arc::default(),
            register: Arc::new(MemoryRegister::default()),
        })
    }

    /// The same for a database of this kind: some proposals need a second person in production alone.
    #[must_use]
    pub fn in_mode(self, mode: Mode) -> Self {
        Self { mode, ..self }
    }

    /// The same with a register of those who may act for organisations.
    #[must_use]
    pub fn with_register(self, register: Arc<dyn OfficerRegister>) -> Self {
        Self { register, ..self }
    }

    /// The organisation that runs the platform: its staff see every organisation.
    pub fn operator(&self) -> &OrganisationId {
        &self.operator
    }

    /// How long sessions live, for the pages that say so.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The WebAuthn relying party: what authenticators bind their passkeys to.
    pub fn relying_party(&self) -> &RelyingParty {
        &self.relying_party
    }
}

#[cfg(test)]
mod tests;
