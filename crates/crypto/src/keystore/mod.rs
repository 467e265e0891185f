//! Where the platform's own keys live.
//!
//! [`KeyStore`] is the small trait behind which a hardware module can stand; [`FileKeyStore`] keeps keys in a folder, and
//! [`MemoryKeyStore`] is its twin for tests.
//!
//! - **Master keys** wrap the keys that seal data, and nothing else. The newest wraps; older ones still unwrap, so that a rotation
//!   interrupts nobody while a job wraps everything anew ([`PersonKeys::rewrap_batch`](crate::person::PersonKeys::rewrap_batch)).
//!   A wrapped key is `version (1 byte, = 1) || id of the master key (8 bytes) || sealed key`.
//! - **Signing keys**, one line of generations for each [`Use`]: the newest signs, all are published.
//! - **Decryption keys** of the platform as a consumer: all of them open.
//! - **The root secret**, from which [`KeyStore::derived`] takes per-label secrets. It never rotates, because what it yields (the keyed
//!   hash of a card number, for one) is stored for good.
//!
//! Errors: `keystore_permissions`, `keystore_damaged`, `keystore_unreadable`.

mod file;
mod files;
mod memory;
mod ring;

use std::fmt::Debug;

pub use file::FileKeyStore;
pub use memory::MemoryKeyStore;

use causeway_core::{Error, Result};
use zeroize::Zeroizing;

use crate::jose::{Alg, DecryptionKey, SigningKey};
use crate::seal::SealingKey;

/// What a signing key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Use {
    /// Signs tokens that services receive (ES256).
    Token,
    /// Signs the evidence log's checkpoints (Ed25519). Its public part stands in trust files: rotating it means telling every verifier.
    Log,
    /// Signs what the gateway asks of providers (ES256).
    Gateway,
    /// Signs the platform's own reads at registration (ES256).
    PlatformConsumer,
}

impl Use {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Token, Self::Log, Self::Gateway, Self::PlatformConsumer];

    /// How keys for this use sign.
    pub fn alg(self) -> Alg {
        match self {
            Self::Log => Alg::EdDsa,
            Self::Token | Self::Gateway | Self::PlatformConsumer => Alg::Es256,
        }
    }

    /// The name in file names and on the command line, such as `platform-consumer`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Log => "log",
            Self::Gateway => "gateway",
            Self::PlatformConsumer => "platform-consumer",
        }
    }
}

/// Keeps the platform's own keys.
pub trait KeyStore: Send + Sync + Debug {
    /// Wraps `key` by the newest master key, bound to `context`. The result names the master key's id.
    fn wrap(&self, context: &str, key: &SealingKey) -> Result<Vec<u8>>;

    /// Unwraps what any master key here wrapped for the same `context`.
    ///
    /// # Errors
    /// `internal` when the master key is not here, or the wrapped key was damaged or moved.
    fn unwrap(&self, context: &str, wrapped: &[u8]) -> Result<SealingKey>;

    /// Whether the newest master key wrapped it.
    fn wrapped_by_newest(&self, wrapped: &[u8]) -> bool;

    /// The keys for one use, newest first: the first signs, all are published. Never empty.
    fn signing_keys(&self, which: Use) -> Result<Vec<SigningKey>>;

    /// The platform's own keys as a consumer, newest first. Never empty.
    fn decryption_keys(&self) -> Result<Vec<DecryptionKey>>;

    /// The secret for `label`: always the same for this store, and telling nothing about those for other labels.
    fn derived(&self, label: &str) -> Result<Zeroizing<[u8; 32]>>;

    /// Looks again where keys are kept, since another process may have rotated them. Does nothing where there is nothing to look at.
    fn refresh(&self) -> Result<()> {
        Ok(())
    }

    /// The id of the newest master key: what [`wrapped_by`] tells of everything that [`KeyStore::wrap`] wraps now.
    fn newest_master(&self) -> Result<MasterId>;
}

/// Which master key: 8 bytes that tell nothing about the key.
pub type MasterId = [u8; 8];

const WRAP_VERSION: u8 = 1;

/// Which master key wrapped it: the part of the wrapped form that every key store shares.
///
/// # Errors
/// `internal` when it is no wrapped key.
pub fn wrapped_by(wrapped: &[u8]) -> Result<MasterId> {
    parse(wrapped).map(|(id, _)| id)
}

fn parse(wrapped: &[u8]) -> Result<(MasterId, &[u8])> {
    wrapped
        .split_first()
        .filter(|(version, _)| **version == WRAP_VERSION)
        .and_then(|(_, rest)| rest.split_first_chunk::<8>())
        .map(|(id, sealed)| (*id, sealed))
        .ok_or_else(|| Error::internal("not a wrapped key of version 1"))
}
