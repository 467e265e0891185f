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
//! - with a journal, a checkpoint is published once its leaves stand in the journal's files, so that the restore of a backup goes on
//!   from the newest published state, or under another name and says so ([`Evidence::history`]): never two trees of one size;
//! - a verifier takes the log's key from its own trust file, never from the receipt;
//! - a dropped tail shows: the length and head of each chain that moved go into the log every day ([`verify_chain`]);
//! - staff search the chains of organisations and the platform, never a person's ([`Evidence::search_receipts`]);
//! - what two officers withhold from a person is recorded like everything else, and told afterwards ([`Suspension`]).
//!
//! Tables: `evidence_chain`, `evidence_receipt`, `evidence_commitment`, `evidence_log`, `evidence_tile`, `evidence_suspension`,
//! `evidence_former_log`, `evidence_lost`.

mod audit;
mod catalogue;
mod chain;
mod court;
mod described;
mod digest;
mod event;
mod jobs;
mod journaled;
mod life;
pub mod log;
mod measure;
mod openapi;
mod prove;
mod reasons;
mod receipt;
mod record;
pub mod retention;
mod routes;
mod search;
mod sequence;
mod signers;
mod store;
mod suspension;
mod verify;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use causeway_core::{AccountId, Env, Error, OrganisationId, Result};
use causeway_crypto::jose::SigningKey;
use causeway_crypto::person::PersonKeys;

pub use audit::Audit;
pub use catalogue::catalogue;
pub use digest::Digest;
pub use event::{EVENTS, Event};
pub use journaled::LOGGED;
pub use life::{Former, History, LogMark, Lost, Resumed};
pub use measure::describe_metrics;
pub use reasons::{Basis, ErasureReason, Kind, Level, LookReason, Refusal, Removal};
pub use receipt::{Body, Entry, Link, Place, Receipt, Statement};
pub use search::{Days, Listed, LogState};
pub use suspension::{LONGEST, Suspension, check_case};
pub use verify::{Report, Trust, VerifyError, verify, verify_chain};

use signers::Signers;

/// The evidence of this platform. Cheap to clone.
#[derive(Clone)]
pub struct Evidence {
    env: Env,
    keys: PersonKeys,
    signers: Signers,
    origin: Arc<str>,
    /// Whether what is signed waits for the journal before it is published.
    journaled: bool,
}

impl std::fmt::Debug for Evidence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Evidence").field("origin", &self.origin).finish_non_exhaustive()
    }
}

impl Evidence {
    /// `log_key` is an Ed25519 key; `origin` is the log's name, its address without the scheme, such as `localhost:8080/log`.
    pub fn new(env: Env, keys: PersonKeys, log_key: SigningKey, origin: String) -> Self {
        Self { env, keys, signers: Signers::One(Arc::new(log_key)), origin: origin.into(), journaled: false }
    }

    /// As [`Evidence::new`], with the log's keys of the key store behind `keys`, as they are at each moment: while one takes over from
    /// another, checkpoints bear the signatures of both.
    pub fn rotating(env: Env, keys: PersonKeys, origin: String) -> Self {
        let signers = Signers::Store(keys.store().clone());
        Self { env, keys, signers, origin: origin.into(), journaled: false }
    }

    /// The keys of people's data, for those who keep something of theirs beside what is in evidence.
    pub fn person_keys(&self) -> &PersonKeys {
        &self.keys
    }

    /// Publishes no checkpoint before its leaves stand in the journal's files ([`Evidence::shipped`]): for a platform that ships one.
    #[must_use]
    pub fn through_journal(mut self) -> Self {
        self.journaled = true;
        self
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

    /// The chain that a subject in the tables names.
    fn of_subject(subject: &str) -> Result<Self> {
        match subject.split_once(':') {
            Some(("person", account)) => Ok(Self::Person(account.parse()?)),
            Some(("organisation", organisation)) => Ok(Self::Organisation(organisation.parse()?)),
            None if subject == "platform" => Ok(Self::Platform),
            _ => Err(Error::internal(format!("unknown subject {subject}"))),
        }
    }
}
