//! Establishing who a person is (proofing) and giving them an account; in a sandbox, making synthetic people who have one.
//!
//! The journey, which `portal` draws: [`Registration::begin`] compares what the applicant entered with the immigration register,
//! read under a permit of basis `Registration`; [`Registration::passkey_options`] and [`Registration::complete`] create the passkey
//! and, in one transaction, the account. What holds here:
//! - **a stranger learns nothing**: no such card, a field that differs and a register that says no get one answer; that a card is
//!   reported lost or has an account already is told only to who knows all that is on it, and its holder is notified;
//! - a registration belongs to the browser that began it and is completed once, within [`DRAFT`];
//! - of a failed one nothing stays: its values and their key are destroyed at once, of an abandoned one by a job;
//! - attempts are limited per card and per address, by keyed hashes;
//! - production mode keeps self-registration shut until a policy is configured ([`config::Config`]);
//! - a person is removed in one transaction, from every domain, and with their key; what is left is commitments
//!   ([`Registration::remove_person`]).
//!
//! [`sandbox`] and [`phone`] exist only where the database is a sandbox. There a software authenticator stands in for a person's
//! phone; everything it makes goes through the same verification as a real one.
//!
//! Tables: `registration_draft`, `registration_attempt_count`, `registration_sandbox_key`, `registration_sandbox_passkey`.

pub mod application;
pub mod card;
mod complete;
pub mod config;
mod jobs;
mod journey;
pub mod limits;
pub mod matching;
pub mod officers;
pub mod outcome;
pub mod phone;
mod proofing;
mod removal;
pub mod retention;
pub mod sandbox;

mod store;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use causeway_consent::{Consents, Permit};
use causeway_core::db::Act;
use causeway_core::setting::Mode;
use causeway_core::{AccountId, Env, Result, Tx};
use causeway_crypto::person::PersonKeys;
use causeway_evidence::Evidence;
use causeway_http::access::BoxFuture;
use causeway_identity::Identity;
use causeway_notify::Notify;
use causeway_vault::Vault;
use jiff::SignedDuration;
use zeroize::Zeroizing;

pub use application::{Application, Field, FieldFault};
pub use card::{CardFault, CardNumber};
pub use config::{Config, Policy};
pub use outcome::{Outcome, Refusal};
pub use removal::Removal;

/// How long an applicant has, from the first form to the passkey.
pub const DRAFT: SignedDuration = SignedDuration::from_mins(15);
/// No answer to an application is given sooner, so that the time it took tells nothing: see [`with_floor`].
pub const ANSWER_FLOOR: Duration = Duration::from_millis(1200);

/// Reads the identity register for a permit: the fields it has, `None` when it has no such card. Given at wiring; the platform
/// passes its exchange.
pub type Register =
    Arc<dyn Fn(Permit) -> BoxFuture<'static, Result<Option<BTreeMap<String, String>>>> + Send + Sync>;

/// What a domain that this one does not know forgets of a person who is removed, in the same transaction. Given at wiring.
pub type Forget = Arc<dyn for<'a, 'f> Fn(&'a mut Tx<'f>, AccountId) -> Act<'a, ()> + Send + Sync>;

/// Helps the compiler to see a closure as a [`Forget`].
pub fn forget<F>(forget: F) -> Forget
where
    F: for<'a, 'f> Fn(&'a mut Tx<'f>, AccountId) -> Act<'a, ()> + Send + Sync + 'static,
{
    Arc::new(forget)
}

/// What [`Registration`] works with.
#[derive(Clone)]
pub struct Parts {
    /// Database, clock, randomness.
    pub env: Env,
    /// The keys of persons' data.
    pub keys: PersonKeys,
    /// Accounts and passkeys.
    pub identity: Identity,
    /// Builds the permit.
    pub consents: Consents,
    /// Holds the applicant's values.
    pub vault: Vault,
    /// Tells the card's holder.
    pub notify: Notify,
    /// The evidence log.
    pub evidence: Evidence,
    /// What others forget of a person who is removed.
    pub forget: Vec<Forget>,
}

impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parts").finish_non_exhaustive()
    }
}

/// The registration journey. Cheap to clone.
#[derive(Clone)]
pub struct Registration {
    parts: Parts,
    register: Register,
    config: Arc<Config>,
    mode: Mode,
    /// Keys the hashes by which attempts are counted.
    count_key: Arc<Zeroizing<[u8; 32]>>,
}

impl fmt::Debug for Registration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registration").field("mode", &self.mode).finish_non_exhaustive()
    }
}

impl Registration {
    /// The journey over one database, reading the register by `register`.
    ///
    /// # Errors
    /// When the key store cannot derive the key of the attempt counters.
    pub fn new(parts: Parts, register: Register, config: Config, mode: Mode) -> Result<Self> {
        let count_key = Arc::new(parts.keys.store().derived("registration.attempts")?);
        Ok(Self { parts, register, config: Arc::new(config), mode, count_key })
    }

    /// Whether people may register here by themselves.
    pub fn is_open(&self) -> bool {
        self.config.policy_in(self.mode).is_some()
    }
}

/// Gives `answer` no sooner than [`ANSWER_FLOOR`] from now. Put it around [`Registration::begin`].
pub async fn with_floor<T>(answer: impl Future<Output = T>) -> T {
    let floor = tokio::time::sleep(ANSWER_FLOOR);
    let answer = answer.await;
    // Nothing is done here any more: whoever waits for the server need not wait for this.
    causeway_http::load::aside(floor).await;
    answer
}
