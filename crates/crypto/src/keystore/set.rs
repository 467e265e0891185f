//! The keys of a store as they were last seen, and what is done with them: the same wherever they are kept.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use aws_lc_rs::hkdf::{HKDF_SHA256, Salt};
use causeway_core::{Error, Result, Rng};
use jiff::Timestamp;
use zeroize::Zeroizing;

use super::lifecycle::{Generation, KeyFact, Line, Policy};
use super::{KeyUse, MasterId, Use, WRAP_VERSION, parse};
use crate::digest::{equal, hmac_sha256};
use crate::jose::{DecryptionKey, Jwk, SigningKey};
use crate::seal::SealingKey;

/// The salt under which derived secrets are extracted (RFC 5869 section 2.2).
pub(super) const DERIVED: &[u8] = b"causeway.derived.v1";

/// A master key, here or in a module.
pub(super) trait MasterKey: Send + Sync {
    fn id(&self) -> MasterId;
    /// Seals in the form of [`SealingKey::seal`].
    fn seal(&self, rng: &Rng, context: &str, plain: &[u8]) -> Result<Vec<u8>>;
    fn open(&self, context: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>>;
    /// Whether each call is a call to somewhere else, so that its results are worth keeping for a while.
    fn is_far(&self) -> bool {
        false
    }
}

impl MasterKey for SealingKey {
    /// A keyed hash under the key itself, so that a folder restored from elsewhere cannot pass for this one.
    fn id(&self) -> MasterId {
        hmac_sha256(self.bytes(), b"causeway.master-id.v1").first_chunk().copied().unwrap_or_default()
    }

    fn seal(&self, rng: &Rng, context: &str, plain: &[u8]) -> Result<Vec<u8>> {
        Self::seal(self, rng, context, plain)
    }

    fn open(&self, context: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        Self::open(self, context, sealed)
    }
}

/// The root of derived secrets, here or in a module.
pub(super) trait RootKey: Send + Sync {
    /// HKDF (RFC 5869) with SHA-256: its one block of output for `label`.
    fn derived(&self, label: &str) -> Result<Zeroizing<[u8; 32]>>;
    /// What a module must be given to derive the same: none if it is in one already.
    #[cfg(feature = "pkcs11")]
    fn extracted(&self) -> Option<Zeroizing<[u8; 32]>>;
}

/// A root secret that is here.
#[derive(Clone)]
pub(super) struct LocalRoot(pub(super) Zeroizing<[u8; 32]>);

impl LocalRoot {
    pub(super) fn kid(&self) -> String {
        hex(hmac_sha256(self.0.as_slice(), b"causeway.root-id.v1").first_chunk().copied().unwrap_or_default())
    }
}

impl RootKey for LocalRoot {
    fn derived(&self, label: &str) -> Result<Zeroizing<[u8; 32]>> {
        let prk = Salt::new(HKDF_SHA256, DERIVED).extract(self.0.as_slice());
        let mut out = Zeroizing::new([0; 32]);
        prk.expand(&[label.as_bytes()], HKDF_SHA256)
            .and_then(|okm| okm.fill(out.as_mut_slice()))
            .map_err(Error::internal)?;
        Ok(out)
    }

    #[cfg(feature = "pkcs11")]
    fn extracted(&self) -> Option<Zeroizing<[u8; 32]>> {
        Some(Zeroizing::new(hmac_sha256(DERIVED, self.0.as_slice())))
    }
}

/// What a module computes: RFC 5869 section 2.3, where 32 bytes of output are one block, `HMAC(prk, label || 1)`.
#[cfg(feature = "pkcs11")]
pub(super) fn block_of(label: &str) -> Vec<u8> {
    [label.as_bytes(), &[1]].concat()
}

/// Every key of a store.
#[derive(Clone, Default)]
pub(super) struct KeySet {
    pub(super) masters: Line<Arc<dyn MasterKey>>,
    pub(super) roots: Line<Arc<dyn RootKey>>,
    pub(super) signing: BTreeMap<Use, Line<SigningKey>>,
    pub(super) decryption: Line<DecryptionKey>,
    pub(super) request_objects: Line<DecryptionKey>,
    /// Public keys of the log whose private part was destroyed: old receipts are still checked by them.
    pub(super) retired: Vec<Jwk>,
}

impl KeySet {
    pub(super) fn wrap(&self, rng: &Rng, now: Timestamp, context: &str, key: &SealingKey) -> Result<Vec<u8>> {
        let master = &self.active_master(now)?.key;
        let sealed = master.seal(rng, &wrapping(context), key.bytes())?;
        Ok([&[WRAP_VERSION][..], &master.id(), &sealed].concat())
    }

    /// `Ok(None)` when the master key is not here.
    pub(super) fn unwrap(&self, context: &str, wrapped: &[u8]) -> Result<Option<SealingKey>> {
        let (id, sealed) = parse(wrapped)?;
        let Some(master) = self.master(id) else { return Ok(None) };
        SealingKey::from_slice(&master.open(&wrapping(context), sealed)?).map(Some)
    }

    /// Whether the master key that wrapped it is somewhere else.
    pub(super) fn is_far(&self, wrapped: &[u8]) -> bool {
        let master = parse(wrapped).ok().and_then(|(id, _)| self.master(id));
        master.is_some_and(|master| master.is_far())
    }

    fn master(&self, id: MasterId) -> Option<&Arc<dyn MasterKey>> {
        self.masters.iter().map(|generation| &generation.key).find(|master| equal(&master.id(), &id))
    }

    fn active_master(&self, now: Timestamp) -> Result<&Generation<Arc<dyn MasterKey>>> {
        self.masters
            .active(KeyUse::Master, now)
            .ok_or_else(|| Error::internal("the key store has no master key"))
    }

    /// The id of the master key that wraps now.
    pub(super) fn newest_master(&self, now: Timestamp) -> Result<MasterId> {
        self.active_master(now).map(|master| master.key.id())
    }

    /// The keys for one use; of an optional use there may be none.
    pub(super) fn line(&self, which: Use) -> Result<&Line<SigningKey>> {
        static NONE: Line<SigningKey> = Line::none();
        let none = KeyUse::from(which).is_optional().then_some(&NONE);
        let line = self.signing.get(&which).filter(|line| !line.is_empty());
        line.or(none).ok_or_else(|| Error::internal(format!("the key store has no {} key", which.name())))
    }

    pub(super) fn derived(&self, now: Timestamp, label: &str) -> Result<Zeroizing<[u8; 32]>> {
        let root = self
            .roots
            .active(KeyUse::Root, now)
            .ok_or_else(|| Error::internal("the key store has no root of secrets"))?;
        root.key.derived(label)
    }

    /// What an operator knows of all keys.
    pub(super) fn facts(&self, policy: &Policy, now: Timestamp) -> Vec<KeyFact> {
        let signing = self.signing.iter().flat_map(|(which, line)| line.facts((*which).into(), policy, now));
        signing
            .chain(self.decryption.facts(KeyUse::Decryption, policy, now))
            .chain(self.request_objects.facts(KeyUse::RequestObject, policy, now))
            .chain(self.masters.facts(KeyUse::Master, policy, now))
            .chain(self.roots.facts(KeyUse::Root, policy, now))
            .collect()
    }

    /// Whether a key for this use waits to become active.
    pub(super) fn has_next(&self, of: KeyUse, now: Timestamp) -> bool {
        match (of.signing(), of) {
            (Some(which), _) => self.signing.get(&which).is_some_and(|line| line.has_next(of, now)),
            (None, KeyUse::Decryption) => self.decryption.has_next(of, now),
            (None, KeyUse::RequestObject) => self.request_objects.has_next(of, now),
            (None, _) => of == KeyUse::Master && self.masters.has_next(of, now),
        }
    }

    /// Which of the uses that every store has keys for have no key at all.
    pub(super) fn lacks(&self) -> Vec<KeyUse> {
        KeyUse::ALL.into_iter().filter(|of| !of.is_optional() && !self.has(*of)).collect()
    }

    /// Whether there is a key for a use.
    pub(super) fn has(&self, of: KeyUse) -> bool {
        match (of.signing(), of) {
            (Some(which), _) => self.signing.get(&which).is_some_and(|line| !line.is_empty()),
            (None, KeyUse::Decryption) => !self.decryption.is_empty(),
            (None, KeyUse::RequestObject) => !self.request_objects.is_empty(),
            (None, KeyUse::Master) => !self.masters.is_empty(),
            (None, _) => !self.roots.is_empty(),
        }
    }

    /// The name of a key that stands for two uses, if there is one: somebody copied a file to where it does not belong.
    pub(super) fn twice(&self) -> Option<String> {
        let signing = self.signing.values().flat_map(Line::iter).map(|generation| &generation.kid);
        let opening =
            self.decryption.iter().chain(self.request_objects.iter()).map(|generation| &generation.kid);
        let mut seen = BTreeSet::new();
        signing.chain(opening).find(|kid| !seen.insert(*kid)).cloned()
    }

    /// The keys of both, as one: of each use, when they begin decides. The root is that of the first, if it has one.
    #[cfg(feature = "pkcs11")]
    pub(super) fn and(self, mut before: Self) -> Self {
        let mut signing = self.signing;
        for (which, line) in before.signing {
            let both = signing.remove(&which).unwrap_or_default().and(line);
            signing.insert(which, both);
        }
        let mut retired = self.retired;
        // What is brought into a token stands in the folder too, until that is gone.
        before.retired.retain(|key| !retired.contains(key));
        retired.append(&mut before.retired);
        Self {
            masters: self.masters.and(before.masters),
            roots: if self.roots.is_empty() { before.roots } else { self.roots },
            signing,
            decryption: self.decryption.and(before.decryption),
            request_objects: self.request_objects.and(before.request_objects),
            retired,
        }
    }
}

/// Sealed with a prefix of its own, so that no master key could ever open a value as a key or the reverse.
fn wrapping(context: &str) -> String {
    format!("keystore.wrapped:{context}")
}

/// The name of a key that has no public part.
pub(crate) fn hex(id: MasterId) -> String {
    format!("{:016x}", u64::from_be_bytes(id))
}

pub(crate) fn missing_master() -> Error {
    Error::internal(
        "the master key that wrapped this is not in the key store: restore the keys that belong to this database",
    )
}

#[cfg(test)]
mod tests {
    //! Values made by another implementation from the forms' description: what is stored today must be found and opened for ever.

    use super::*;
    use crate::keystore::lifecycle::{Born, Place};
    use crate::testing::hex;

    fn set(master: u8) -> KeySet {
        let key = SealingKey::from_slice(&[master; 32]).unwrap();
        let born = Born::now(Timestamp::UNIX_EPOCH);
        let kid = super::hex(key.id());
        let key: Arc<dyn MasterKey> = Arc::new(key);
        let masters = Line::new(vec![Generation { key, kid, born, number: 1, place: Place::Memory }]);
        KeySet { masters, ..KeySet::default() }
    }

    #[test]
    fn a_derived_secret_never_changes() {
        let root = LocalRoot(Zeroizing::new([9; 32]));
        let wanted = "b53488a24f73f7fb2698fefa959cf116b9bd671bf087ddbc4defd1051ae99c58";
        assert_eq!(root.derived("card").unwrap().to_vec(), hex(wanted));
    }

    #[test]
    fn rfc_5869_section_2_3_a_module_derives_the_same_from_what_was_extracted() {
        let root = LocalRoot(Zeroizing::new([9; 32]));
        for label in ["card", "", "identity.card"] {
            let in_module = hmac_sha256(root.extracted().unwrap().as_slice(), &block_of(label));
            assert_eq!(root.derived(label).unwrap().as_slice(), in_module);
        }
    }

    #[test]
    fn a_key_wrapped_under_version_1_unwraps() {
        let wrapped = hex(
            "01419de1802a3da32e01000102030405060708090a0b766fe2905eb96d1b0857ff6eedb7047f0ff33d80af63645ec11c\
             657c8215b6ed07ce67e5fabcf5e9b3e052cb41fd03cf",
        );
        assert_eq!(set(8).unwrap("person:1", &wrapped).unwrap().unwrap().bytes(), &[3; 32]);
        assert!(set(8).unwrap("person:2", &wrapped).is_err());
    }

    #[test]
    fn a_key_wrapped_by_a_master_key_that_is_not_here_is_told_apart() {
        let key = SealingKey::from_slice(&[3; 32]).unwrap();
        let wrapped = set(7).wrap(&Rng::seeded(3), Timestamp::UNIX_EPOCH, "x", &key).unwrap();
        assert!(set(8).unwrap("x", &wrapped).unwrap().is_none());
    }

    #[test]
    fn an_empty_store_lacks_everything_and_fails_without_a_panic() {
        let (empty, now) = (KeySet::default(), Timestamp::UNIX_EPOCH);
        assert_eq!(empty.lacks(), KeyUse::ALL.into_iter().filter(|of| !of.is_optional()).collect::<Vec<_>>());
        assert!(empty.newest_master(now).is_err() && empty.derived(now, "x").is_err());
        assert!(empty.line(Use::Token).is_err() && empty.line(Use::TokenRsa).unwrap().is_empty());
    }
}
