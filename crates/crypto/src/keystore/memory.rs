//! The key store that lives and dies with the process: for tests.

use std::fmt;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use causeway_core::{Error, Result, Rng};
use zeroize::Zeroizing;

use super::ring::{Ring, missing_master};
use super::{KeyStore, MasterId, Use, wrapped_by};
use crate::jose::{DecryptionKey, SigningKey};
use crate::seal::SealingKey;

/// Keys in memory alone.
pub struct MemoryKeyStore {
    ring: RwLock<Ring>,
    rng: Rng,
}

impl MemoryKeyStore {
    /// A store of fresh keys.
    pub fn new() -> Result<Self> {
        let rng = Rng::system();
        Ok(Self { ring: RwLock::new(Ring::generate(&rng)?), rng })
    }

    /// Makes a new master key: the newest from now on.
    pub fn rotate_master(&self) -> Result<MasterId> {
        let key = SealingKey::generate(&self.rng)?;
        let mut ring = self.write();
        ring.masters.insert(0, key);
        ring.newest_master()
    }

    /// Makes a new signing key for one use: the newest from now on.
    pub fn rotate(&self, which: Use) -> Result<()> {
        let key = SigningKey::generate(which.alg())?;
        let mut ring = self.write();
        let keys = ring.signing.iter_mut().find(|(of, _)| *of == which);
        keys.ok_or_else(|| Error::internal("no such use"))?.1.insert(0, key);
        Ok(())
    }

    /// Leaves the newest master key alone, as an operator does once everything is wrapped anew.
    #[cfg(test)]
    pub(crate) fn forget_old_masters(&self) {
        self.write().masters.truncate(1);
    }

    fn read(&self) -> RwLockReadGuard<'_, Ring> {
        self.ring.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Ring> {
        self.ring.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for MemoryKeyStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MemoryKeyStore(..)")
    }
}

impl KeyStore for MemoryKeyStore {
    fn wrap(&self, context: &str, key: &SealingKey) -> Result<Vec<u8>> {
        self.read().wrap(&self.rng, context, key)
    }

    fn unwrap(&self, context: &str, wrapped: &[u8]) -> Result<SealingKey> {
        self.read().unwrap(context, wrapped)?.ok_or_else(missing_master)
    }

    fn wrapped_by_newest(&self, wrapped: &[u8]) -> bool {
        matches!((wrapped_by(wrapped), self.newest_master()), (Ok(by), Ok(newest)) if by == newest)
    }

    fn signing_keys(&self, which: Use) -> Result<Vec<SigningKey>> {
        self.read().signing_keys(which)
    }

    fn decryption_keys(&self) -> Result<Vec<DecryptionKey>> {
        Ok(self.read().decryption.clone())
    }

    fn derived(&self, label: &str) -> Result<Zeroizing<[u8; 32]>> {
        self.read().derived(label)
    }

    fn newest_master(&self) -> Result<MasterId> {
        self.read().newest_master()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_wrapped_unwraps_in_its_context_only() {
        let store = MemoryKeyStore::new().unwrap();
        let key = SealingKey::generate(&Rng::seeded(1)).unwrap();
        let wrapped = store.wrap("person:1", &key).unwrap();
        assert_eq!(store.unwrap("person:1", &wrapped).unwrap().bytes(), key.bytes());
        assert!(store.unwrap("person:2", &wrapped).is_err());
        assert!(MemoryKeyStore::new().unwrap().unwrap("person:1", &wrapped).is_err());
    }

    #[test]
    fn after_a_rotation_the_old_still_unwraps_and_the_newest_wraps() {
        let store = MemoryKeyStore::new().unwrap();
        let key = SealingKey::generate(&Rng::seeded(1)).unwrap();
        let old = store.wrap("x", &key).unwrap();
        assert!(store.wrapped_by_newest(&old));
        let id = store.rotate_master().unwrap();
        assert!(!store.wrapped_by_newest(&old));
        assert_eq!(store.unwrap("x", &old).unwrap().bytes(), key.bytes());
        let new = store.wrap("x", &key).unwrap();
        assert_eq!(wrapped_by(&new).unwrap(), id);
        assert!(store.wrapped_by_newest(&new));
    }

    #[test]
    fn signing_keys_have_the_algorithm_of_their_use_and_the_newest_first() {
        let store = MemoryKeyStore::new().unwrap();
        for which in Use::ALL {
            let before = store.signing_keys(which).unwrap();
            assert_eq!(before[0].alg(), which.alg());
            store.rotate(which).unwrap();
            let after = store.signing_keys(which).unwrap();
            assert_eq!((after.len(), after[1].kid()), (2, before[0].kid()));
        }
    }

    #[test]
    fn derived_secrets_differ_by_label_and_stay() {
        let store = MemoryKeyStore::new().unwrap();
        let card = store.derived("card").unwrap();
        store.rotate_master().unwrap();
        assert_eq!(card, store.derived("card").unwrap());
        assert_ne!(card, store.derived("other").unwrap());
    }

    #[test]
    fn a_bit_changed_anywhere_in_a_wrapped_key_is_noticed() {
        let store = MemoryKeyStore::new().unwrap();
        let wrapped = store.wrap("x", &SealingKey::generate(&Rng::seeded(1)).unwrap()).unwrap();
        for at in 0..wrapped.len() {
            let mut changed = wrapped.clone();
            changed[at] ^= 1;
            assert!(store.unwrap("x", &changed).is_err(), "byte {at}");
        }
        assert!(store.unwrap("x", &[]).is_err());
        assert!(!store.wrapped_by_newest(b"nonsense"));
    }
}
