//! Where the platform's own keys live.
//!
//! [`KeyStore`] is the trait that the platform knows. Behind it: [`FileKeyStore`], a folder; `Pkcs11KeyStore` (feature `pkcs11`), a
//! hardware module, whose keys never leave it; [`MemoryKeyStore`], their twin for tests. Every one of them keeps generations of keys,
//! and [`lifecycle`](KeyState) says which is published, which is used and which is no longer needed.
//!
//! - **Master keys** wrap the keys that seal data, and nothing else. The active one wraps; older ones still unwrap, so that a rotation
//!   interrupts nobody while a job wraps everything anew ([`PersonKeys::rewrap_batch`](crate::person::PersonKeys::rewrap_batch)).
//!   A wrapped key is `version (1 byte, = 1) || id of the master key (8 bytes) || sealed key`.
//! - **Signing keys**, one line of generations for each [`Use`]: the active one signs, all are published, the next one before it signs.
//! - **Decryption keys** of the platform as a consumer, and for request objects: all of them open.
//! - **The root secret**, from which [`KeyStore::derived`] takes per-label secrets. It never rotates, because what it yields (the keyed
//!   hash of a card number, for one) is stored for good.
//!
//! Keys for some uses are **optional** ([`KeyUse::is_optional`]): a store has none until an operator makes the first (`causeway keys
//! rotate`), which then waits for its time like any other, so that other nodes can be given it. What they would do is not offered until
//! then, and a store from before such a use existed goes on as it is.
//!
//! Errors: `keystore_permissions`, `keystore_damaged`, `keystore_unreadable`, `keystore_unavailable`, `keystore_pin`,
//! `key_rotation_under_way`, `key_never_rotates`, `key_in_use`, `key_still_needed`, `key_not_on_every_node`, `unknown_key`,
//! `unknown_key_use`, `keystore_outdated`.

mod book;
mod cache;
mod file;
mod files;
mod keeper;
mod lifecycle;
mod memory;
mod nodes;
#[cfg(feature = "pkcs11")]
mod pkcs11;
mod set;
mod uses;

#[cfg(test)]
mod tests;

use std::fmt::Debug;

pub use book::{Amiss, KeyBook, What};
pub use file::{FileKeyStore, Folder};
pub use keeper::Store;
pub use lifecycle::{KeyFact, KeyState, Place, Policy};
pub use memory::{Memory, MemoryKeyStore};
pub use nodes::{Holding, Node, Nodes};
#[cfg(feature = "pkcs11")]
pub use pkcs11::{Pkcs11, Pkcs11KeyStore, TokenConfig};
pub(crate) use set::{hex, missing_master};
pub use uses::{KeyUse, Use};

use causeway_core::{Error, Result};
use jiff::Timestamp;
use zeroize::Zeroizing;

use crate::jose::{DecryptionKey, Jwk, SigningKey};
use crate::seal::SealingKey;

/// Keeps the platform's own keys.
///
/// With keys in a module, what uses one may block for some milliseconds, and fails with `keystore_unavailable` (503) while the module
/// cannot be reached.
pub trait KeyStore: Send + Sync + Debug {
    /// Wraps `key` by the active master key, bound to `context`. The result names the master key's id.
    fn wrap(&self, context: &str, key: &SealingKey) -> Result<Vec<u8>>;

    /// Unwraps what any master key here wrapped for the same `context`.
    ///
    /// # Errors
    /// `internal` when the master key is not here, or the wrapped key was damaged or moved.
    fn unwrap(&self, context: &str, wrapped: &[u8]) -> Result<SealingKey>;

    /// Whether the active master key wrapped it.
    fn wrapped_by_newest(&self, wrapped: &[u8]) -> bool;

    /// The keys for one use, the active one first: it signs, all are published. Never empty, but for an optional use: of that there may be
    /// none, or only one that is published and waits for its time, so ask [`KeyStore::signer`] for the key that signs.
    fn signing_keys(&self, which: Use) -> Result<Vec<SigningKey>>;

    /// The keys that sign together now: the active one, then those that it replaced while their overlap lasts.
    fn signers(&self, which: Use) -> Result<Vec<SigningKey>>;

    /// The key that signs for one use now. `None` of an optional use that has none yet: what it would sign is not offered then.
    fn signer(&self, which: Use) -> Result<Option<SigningKey>> {
        Ok(self.signers(which)?.into_iter().next())
    }

    /// The public parts of all keys for one use, the active one first; of the log, of those too whose private part was destroyed.
    fn verifying_keys(&self, which: Use) -> Result<Vec<Jwk>>;

    /// The platform's own keys as a consumer, the active one first. Never empty.
    fn decryption_keys(&self) -> Result<Vec<DecryptionKey>>;

    /// The keys that open request objects, the active one first; none where none was made.
    fn request_object_keys(&self) -> Result<Vec<DecryptionKey>>;

    /// The public key to which request objects are encrypted now, to be published. The next one is not: not every node may have it yet.
    fn request_object_key(&self) -> Result<Option<Jwk>>;

    /// The secret for `label`: always the same for this store, and telling nothing about those for other labels.
    fn derived(&self, label: &str) -> Result<Zeroizing<[u8; 32]>>;

    /// Looks again where keys are kept, since another process may have rotated them. What was known serves on if that fails. May block.
    fn refresh(&self) -> Result<()>;

    /// The id of the active master key: what [`wrapped_by`] tells of everything that [`KeyStore::wrap`] wraps now.
    fn newest_master(&self) -> Result<MasterId>;

    /// What an operator knows of every key: for each use the active one first.
    fn inventory(&self) -> Result<Vec<KeyFact>>;

    /// Makes one more key for a use, published from now on and used from `activates_at`.
    ///
    /// # Errors
    /// `key_never_rotates` for the root, `key_rotation_under_way` when one is waiting to be used already.
    fn make(&self, of: KeyUse, activates_at: Timestamp) -> Result<KeyFact>;

    /// Destroys a key for good.
    ///
    /// # Errors
    /// `unknown_key`, `key_in_use`, `key_still_needed`.
    fn retire(&self, kid: &str, how: Retire) -> Result<KeyFact>;

    /// How long keys live.
    fn policy(&self) -> &Policy;

    /// Whether keys could not be read or used when that was tried last.
    fn in_trouble(&self) -> bool;
}

/// Makes a key for each optional use that has none, used at once. For a sandbox alone, which is one node: in production each is a decision
/// of an operator, and other nodes have to be given the key before it is used.
///
/// # Errors
/// Those of [`KeyStore::make`].
pub fn make_optional(store: &dyn KeyStore, now: Timestamp) -> Result<()> {
    let there: Vec<_> = store.inventory()?.into_iter().map(|fact| fact.of).collect();
    let missing = KeyUse::ALL.into_iter().filter(|of| of.is_optional() && !there.contains(of));
    missing.into_iter().try_for_each(|of| store.make(of, now).map(drop))
}

/// How a key is destroyed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retire {
    /// Once nothing needs it.
    WhenDue,
    /// At once, though what it made becomes void: somebody else has it. Not the active one: another must take its place first.
    Compromised,
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
