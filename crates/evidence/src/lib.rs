//! Evidence: what happened to a person's data, so that nobody has to take it on trust.
//!
//! Each act writes a receipt in its own transaction ([`Evidence::record`]). A receipt is a link in the chain of its subject, and a
//! fixed-size salted commitment to it becomes an entry of one public transparency log ([`log`]), so that anybody can check offline
//! that it was there ([`verify`](verify())), and nobody learns from the log what it says.
//!
//! Invariants:
//! - a receipt is a row in the act's own transaction; the chain's head advances last, by compare-and-set;
//! - the log holds 32-byte commitments and nothing else; the body of a person's receipt, with its salt, is sealed under that person's
//!   key, so destroying the key leaves commitments that say nothing;
//! - the log only grows: the sequencer resumes from the stored checkpoint and refuses to sign over tiles that do not fit it;
//! - a verifier takes the log's key from its own trust file, never from the receipt;
//! - a dropped tail shows: the length and head of each chain that moved go into the log every day ([`verify_chain`]).
//!
//! Tables: `evidence_chain`, `evidence_receipt`, `evidence_commitment`, `evidence_log`, `evidence_tile`.

mod catalogue;
mod chain;
mod digest;
mod event;
mod jobs;
pub mod log;
mod receipt;
mod record;
mod routes;
mod sequence;
mod store;
mod verify;

#[cfg(test)]
mod tests;

use causeway_core::{AccountId, Env, OrganisationId};
use causeway_crypto::jose::SigningKey;
use causeway_crypto::person::PersonKeys;

pub use catalogue::catalogue;
pub use digest::Digest;
pub use event::{Basis, Event, Kind, Level, Refusal};
pub use receipt::{Body, Entry, Link, Place, Receipt, Statement};
pub use verify::{Report, Trust, VerifyError, verify, verify_chain};

/// The evidence of this platform. Cheap to clone.
#[derive(Clone)]
pub struct Evidence {
    env: Env,
    keys: PersonKeys,
    log_key: SigningKey,
    origin: String,
}

impl std::fmt::Debug for Evidence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Evidence").field("origin", &self.origin).finish_non_exhaustive()
    }
}

impl Evidence {
    /// `log_key` is an Ed25519 key; `origin` is the log's name, its address without the scheme, such as `localhost:8080/log`.
    pub fn new(env: Env, keys: PersonKeys, log_key: SigningKey, origin: String) -> Self {
        Self { env, keys, log_key, origin }
    }
}

/// Whose chain a receipt belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chain {
    /// A person's: what that person sees.
    Person(AccountId),
    /// An organisation's.
    Organisation(OrganisationId),
    /// The platform's own.
    Platform,
}

impl Chain {
    /// As it stands in the tables.
    fn subject(&self) -> String {
        match self {
            Self::Person(account) => format!("person:{account}"),
            Self::Organisation(organisation) => format!("organisation:{organisation}"),
            Self::Platform => "platform".to_owned(),
        }
    }
}
