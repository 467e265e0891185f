//! The key store that lives and dies with the process: for tests.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use causeway_core::{Clock, Error, Result, Rng};
use zeroize::Zeroizing;

use super::keeper::{Backend, Store};
use super::lifecycle::{Born, Generation, KeyFact, Line, Place};
use super::set::{KeySet, LocalRoot, MasterKey, RootKey, hex};
use super::{KeyStore as _, KeyUse, MasterId, Use};
use crate::jose::{DecryptionKey, SigningKey};
use crate::seal::SealingKey;

/// Keys in memory alone.
pub type MemoryKeyStore = Store<Memory>;

/// The memory.
pub struct Memory {
    set: Arc<Mutex<KeySet>>,
    rng: Rng,
}

impl Store<Memory> {
    /// A store of fresh keys, by the machine's clock.
    pub fn new() -> Result<Self> {
        Self::with_clock(&Clock::system())
    }

    /// A store of fresh keys, without those for optional uses.
    pub fn with_clock(clock: &Clock) -> Result<Self> {
        let rng = Rng::system();
        let memory = Memory { set: Arc::default(), rng: rng.clone() };
        for of in KeyUse::ALL.into_iter().filter(|of| !of.is_optional()) {
            memory.make(of, Born::now(clock.now()), &|_| Ok(()))?;
        }
        Self::over(memory, clock, &rng)
    }

    /// The same keys as another process has them, which learns of a rotation when it looks ([`KeyStore::refresh`](super::KeyStore::refresh)).
    pub fn another(&self) -> Result<Self> {
        let Memory { set, rng } = self.backend();
        Self::over(Memory { set: Arc::clone(set), rng: rng.clone() }, self.clock(), rng)
    }

    /// Makes a new master key, used at once.
    pub fn rotate_master(&self) -> Result<MasterId> {
        self.make(KeyUse::Master, self.now())?;
        self.newest_master()
    }

    /// Makes a new signing key for one use, used at once.
    pub fn rotate(&self, which: Use) -> Result<()> {
        self.make(which.into(), self.now()).map(|_| ())
    }

    /// Leaves the newest master key alone, as an operator does once everything is wrapped anew.
    #[cfg(test)]
    pub(crate) fn forget_old_masters(&self) {
        let newest = hex(self.newest_master().unwrap());
        self.backend().forget(|kid| kid != newest);
        self.refresh().unwrap();
    }
}

impl Memory {
    #[cfg(test)]
    fn forget(&self, which: impl Fn(&str) -> bool) {
        let mut set = self.set.lock().unwrap();
        let gone: Vec<_> = set.masters.iter().map(|g| g.kid.clone()).filter(|kid| which(kid)).collect();
        for kid in gone {
            set.masters = std::mem::take(&mut set.masters).without(&kid);
        }
    }
}

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MemoryKeyStore(..)")
    }
}

/// The keys that open what is sealed for a use.
fn opening(set: &mut KeySet, of: KeyUse) -> &mut Line<DecryptionKey> {
    if of == KeyUse::RequestObject { &mut set.request_objects } else { &mut set.decryption }
}

/// The line with one more generation, whose number is beyond all others.
fn more<K>(line: Line<K>, key: K, kid: &str, born: Born) -> Line<K> {
    let number = line.iter().map(|generation| generation.number).max().unwrap_or(0) + 1;
    line.and(Line::new(vec![Generation { key, kid: kid.to_owned(), born, number, place: Place::Memory }]))
}

impl Backend for Memory {
    fn load(&self) -> Result<KeySet> {
        Ok(self.set.lock().unwrap_or_else(PoisonError::into_inner).clone())
    }

    fn make(&self, of: KeyUse, born: Born, free: &dyn Fn(&KeySet) -> Result<()>) -> Result<String> {
        let mut set = self.set.lock().unwrap_or_else(PoisonError::into_inner);
        free(&set)?;
        if let Some(which) = of.signing() {
            let key = SigningKey::generate(which.alg())?;
            let kid = key.kid().to_owned();
            let line = set.signing.remove(&which).unwrap_or_default();
            set.signing.insert(which, more(line, key, &kid, born));
            return Ok(kid);
        }
        let kid = match of {
            KeyUse::Decryption | KeyUse::RequestObject => {
                let key = DecryptionKey::generate()?;
                let kid = key.kid().to_owned();
                let line = opening(&mut set, of);
                *line = more(std::mem::take(line), key, &kid, born);
                kid
            }
            KeyUse::Master => {
                let key = SealingKey::generate(&self.rng)?;
                let kid = hex(key.id());
                let key: Arc<dyn MasterKey> = Arc::new(key);
                set.masters = more(std::mem::take(&mut set.masters), key, &kid, born);
                kid
            }
            _ => {
                let root = LocalRoot(Zeroizing::new(self.rng.bytes()?));
                let kid = root.kid();
                let key: Arc<dyn RootKey> = Arc::new(root);
                set.roots = more(std::mem::take(&mut set.roots), key, &kid, born);
                kid
            }
        };
        Ok(kid)
    }

    fn destroy(&self, fact: &KeyFact, wholly: bool) -> Result<()> {
        let mut set = self.set.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(which) = fact.of.signing() else {
            match fact.of {
                KeyUse::Decryption | KeyUse::RequestObject => {
                    let line = opening(&mut set, fact.of);
                    *line = std::mem::take(line).without(&fact.kid);
                }
                KeyUse::Master => set.masters = std::mem::take(&mut set.masters).without(&fact.kid),
                _ => return Err(Error::internal("the root is never destroyed")),
            }
            return Ok(());
        };
        let line = set.signing.remove(&which).unwrap_or_default();
        let gone = line.iter().find(|generation| generation.kid == fact.kid);
        let public = gone.map(|generation| generation.key.jwk().clone());
        set.signing.insert(which, line.without(&fact.kid));
        set.retired.extend(public.filter(|_| which == Use::Log && !wholly));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keystore::wrapped_by;

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
    fn rotated_at_once_the_new_signs_and_the_old_is_published() {
        let store = MemoryKeyStore::new().unwrap();
        for which in Use::REQUIRED {
            let before = store.signing_keys(which).unwrap();
            store.rotate(which).unwrap();
            let after = store.signing_keys(which).unwrap();
            assert_eq!((after.len(), after[1].kid()), (2, before[0].kid()));
        }
    }

    #[test]
    fn another_process_has_the_same_keys_and_learns_of_new_ones_when_it_looks() {
        let store = MemoryKeyStore::new().unwrap();
        let other = store.another().unwrap();
        store.rotate(Use::Token).unwrap();
        let kids = |store: &MemoryKeyStore| store.signing_keys(Use::Token).unwrap().len();
        assert_eq!((kids(&store), kids(&other)), (2, 1));
        other.refresh().unwrap();
        assert_eq!(kids(&other), 2);
        assert_eq!(store.derived("x").unwrap(), other.derived("x").unwrap());
    }

    #[test]
    fn two_stores_have_nothing_in_common() {
        let (one, other) = (MemoryKeyStore::new().unwrap(), MemoryKeyStore::new().unwrap());
        let wrapped = one.wrap("x", &SealingKey::generate(&Rng::seeded(1)).unwrap()).unwrap();
        assert!(other.unwrap("x", &wrapped).is_err());
        assert_ne!(one.derived("x").unwrap(), other.derived("x").unwrap());
    }
}
