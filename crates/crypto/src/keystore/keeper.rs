//! What every key store does alike, whatever keeps its keys.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use causeway_core::{Clock, Error, Result, Rng, crash};
use jiff::Timestamp;
use zeroize::Zeroizing;

use super::cache::Cache;
use super::lifecycle::{Born, KeyFact, Policy};
use super::set::{KeySet, missing_master};
use super::{KeyStore, KeyUse, MasterId, Retire, Use, wrapped_by};
use crate::jose::{DecryptionKey, Jwk, SigningKey};
use crate::seal::SealingKey;

/// What keeps keys: a folder, a token, memory.
pub(super) trait Backend: Send + Sync + fmt::Debug {
    /// All of them, as they are now.
    fn load(&self) -> Result<KeySet>;

    /// Makes one more for a use and returns its name. `free` is asked, under whatever keeps others out, whether that may be.
    fn make(&self, of: KeyUse, born: Born, free: &dyn Fn(&KeySet) -> Result<()>) -> Result<String>;

    /// Destroys a key for good. Of the log's the public part is kept, unless `wholly`.
    fn destroy(&self, fact: &KeyFact, wholly: bool) -> Result<()>;

    /// Whether keys could not be used when that was tried last.
    fn in_trouble(&self) -> bool {
        false
    }
}

/// A key store on whatever keeps its keys.
pub struct Store<B> {
    backend: B,
    rng: Rng,
    clock: Clock,
    policy: Policy,
    set: RwLock<Arc<KeySet>>,
    opened: Cache,
    in_trouble: AtomicBool,
}

impl<B> Store<B> {
    /// The same with another policy than the default.
    #[must_use]
    pub fn with_policy(self, policy: Policy) -> Self {
        Self { policy, ..self }
    }
}

#[expect(private_bounds, reason = "what keeps keys is sealed: a store is opened by its own function")]
impl<B: Backend> Store<B> {
    /// Opens what is there.
    pub(super) fn over(backend: B, clock: &Clock, rng: &Rng) -> Result<Self> {
        let set = RwLock::new(Arc::new(whole(backend.load()?)?));
        let (rng, clock, policy) = (rng.clone(), clock.clone(), Policy::default());
        let opened = Cache::new(clock.clone());
        Ok(Self { backend, rng, clock, policy, set, opened, in_trouble: AtomicBool::new(false) })
    }

    pub(super) fn backend(&self) -> &B {
        &self.backend
    }

    pub(super) fn clock(&self) -> &Clock {
        &self.clock
    }

    fn set(&self) -> Arc<KeySet> {
        self.set.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    fn find(&self, kid: &str) -> Result<KeyFact> {
        let found = self.inventory()?.into_iter().find(|fact| fact.kid == kid);
        found.ok_or_else(|| {
            Error::invalid("unknown_key", format!("There is no key {kid} here. See: causeway keys list"))
        })
    }

    fn unwrap_now(&self, context: &str, wrapped: &[u8]) -> Result<SealingKey> {
        if let Some(key) = self.set().unwrap(context, wrapped)? {
            return Ok(key);
        }
        // Another process may have rotated since we looked.
        self.refresh()?;
        self.set().unwrap(context, wrapped)?.ok_or_else(missing_master)
    }
}

impl<B: Backend> fmt::Debug for Store<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.backend.fmt(f)
    }
}

impl<B: Backend> KeyStore for Store<B> {
    fn wrap(&self, context: &str, key: &SealingKey) -> Result<Vec<u8>> {
        self.set().wrap(&self.rng, self.now(), context, key)
    }

    fn unwrap(&self, context: &str, wrapped: &[u8]) -> Result<SealingKey> {
        if !self.set().is_far(wrapped) {
            return self.unwrap_now(context, wrapped);
        }
        if let Some(key) = self.opened.find(context, wrapped) {
            return Ok(key);
        }
        let key = self.unwrap_now(context, wrapped)?;
        self.opened.keep(context, wrapped, &key);
        Ok(key)
    }

    fn wrapped_by_newest(&self, wrapped: &[u8]) -> bool {
        matches!((wrapped_by(wrapped), self.newest_master()), (Ok(by), Ok(newest)) if by == newest)
    }

    fn signing_keys(&self, which: Use) -> Result<Vec<SigningKey>> {
        let set = self.set();
        Ok(set
            .line(which)?
            .active_first(which.into(), self.now())
            .map(|generation| generation.key.clone())
            .collect())
    }

    fn signers(&self, which: Use) -> Result<Vec<SigningKey>> {
        let (set, now) = (self.set(), self.now());
        let line = set.line(which)?;
        Ok(line.in_overlap(which.into(), now).map(|generation| generation.key.clone()).collect())
    }

    fn verifying_keys(&self, which: Use) -> Result<Vec<Jwk>> {
        let mut keys: Vec<Jwk> = self.signing_keys(which)?.iter().map(|key| key.jwk().clone()).collect();
        if which == Use::Log {
            keys.extend(self.set().retired.iter().cloned());
        }
        Ok(keys)
    }

    fn decryption_keys(&self) -> Result<Vec<DecryptionKey>> {
        let (set, now) = (self.set(), self.now());
        let keys = set.decryption.active_first(KeyUse::Decryption, now);
        Ok(keys.map(|generation| generation.key.clone()).collect())
    }

    fn request_object_keys(&self) -> Result<Vec<DecryptionKey>> {
        let (set, now) = (self.set(), self.now());
        let keys = set.request_objects.active_first(KeyUse::RequestObject, now);
        Ok(keys.map(|generation| generation.key.clone()).collect())
    }

    fn request_object_key(&self) -> Result<Option<Jwk>> {
        let (set, now) = (self.set(), self.now());
        let active = set.request_objects.active(KeyUse::RequestObject, now);
        Ok(active.map(|generation| generation.key.jwk().clone()))
    }

    fn derived(&self, label: &str) -> Result<Zeroizing<[u8; 32]>> {
        self.set().derived(self.now(), label)
    }

    fn refresh(&self) -> Result<()> {
        // What was known serves on while the keys cannot be read anew.
        let fresh = self.backend.load().and_then(whole);
        self.in_trouble.store(fresh.is_err(), Ordering::Relaxed);
        *self.set.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(fresh?);
        Ok(())
    }

    fn newest_master(&self) -> Result<MasterId> {
        self.set().newest_master(self.now())
    }

    fn inventory(&self) -> Result<Vec<KeyFact>> {
        Ok(self.set().facts(&self.policy, self.now()))
    }

    fn make(&self, of: KeyUse, activates_at: Timestamp) -> Result<KeyFact> {
        if of == KeyUse::Root {
            return Err(root_stays());
        }
        let now = self.now();
        let free = |set: &KeySet| if set.has_next(of, now) { Err(under_way(of)) } else { Ok(()) };
        crash::point("keys.before_rotate");
        let kid = self.backend.make(of, Born { made_at: now, activates_at }, &free)?;
        crash::point("keys.after_rotate");
        self.refresh()?;
        self.find(&kid)
    }

    fn retire(&self, kid: &str, how: Retire) -> Result<KeyFact> {
        self.refresh()?;
        let fact = self.find(kid)?;
        fact.check_retirable(how, self.now())?;
        self.backend.destroy(&fact, how == Retire::Compromised)?;
        self.refresh()?;
        Ok(fact)
    }

    fn policy(&self) -> &Policy {
        &self.policy
    }

    fn in_trouble(&self) -> bool {
        self.in_trouble.load(Ordering::Relaxed) || self.backend.in_trouble()
    }
}

/// A store without a key for every use, or with one for two, is damaged.
fn whole(set: KeySet) -> Result<KeySet> {
    if let Some(lacking) = set.lacks().first() {
        return Err(Error::invalid(
            "keystore_damaged",
            format!("The key store has no {lacking} key. Restore it from its backup."),
        ));
    }
    match set.twice() {
        None => Ok(set),
        Some(kid) => Err(Error::invalid(
            "keystore_damaged",
            format!(
                "The key {kid} stands for two uses. One was copied to where it does not belong: restore the key store from its backup."
            ),
        )),
    }
}

fn under_way(of: KeyUse) -> Error {
    Error::conflict(
        "key_rotation_under_way",
        format!(
            "A new {of} key waits to be used already. Wait until it is, or take it back: causeway keys list"
        ),
    )
}

pub(super) fn root_stays() -> Error {
    Error::conflict(
        "key_never_rotates",
        "The root of derived secrets never rotates: the keyed hashes of card numbers were made from it, and the numbers are not kept, so they could not be made anew. See docs/runbooks/rotating-keys.md.",
    )
}
