//! The keys of people's data: one for each person, wrapped by the master key, kept in a table of their own apart from the data.
//!
//! Destroying a person's key is the deletion of everything sealed by it, in the database and in every backup of the data.

use std::collections::BTreeSet;
use std::sync::Arc;

use causeway_core::journal::{self, Entry};
use causeway_core::{Env, Error, Result, Rng, Tx};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::keystore::{KeyStore, KeyUse, MasterId, Nodes, hex, missing_master, wrapped_by};
use crate::seal::SealingKey;
use crate::store::{self, Wrapped};

/// The table that holds them, which is backed up apart from every other.
pub const TABLE: &str = store::TABLE;

/// What the journal calls the destruction of a key.
const DESTROYED: &str = "crypto.key_destroyed";

/// Whose key was destroyed, if that is what an entry of the journal says: everything that is held of them elsewhere goes as well.
pub fn destroyed(entry: &Entry) -> Option<Uuid> {
    let owner = entry.entry.get("owner").and_then(|owner| owner.as_str())?;
    if entry.kind == DESTROYED { owner.parse().ok() } else { None }
}

/// Makes, finds and destroys the keys of people's data. Cheap to clone.
#[derive(Clone, Debug)]
pub struct PersonKeys {
    env: Env,
    store: Arc<dyn KeyStore>,
}

impl PersonKeys {
    /// On the database of `env`, wrapped by the master keys of `store`.
    pub fn new(env: Env, store: Arc<dyn KeyStore>) -> Self {
        Self { env, store }
    }

    /// The key of `owner`, made now if there is none.
    ///
    /// # Errors
    /// `master_key_retired` when the clock or the keys of this node lag so far behind that it would wrap by a key that is about to go.
    pub async fn create(&self, tx: &mut Tx<'_>, owner: Uuid) -> Result<PersonKey> {
        let fresh = SealingKey::generate(&self.env.rng)?;
        let wrapped = self.store.wrap(&context(owner), &fresh)?;
        let by = wrapped_by(&wrapped)?;
        refuse_retired(tx, by).await?;
        store::insert(tx, owner, Wrapped { key: &wrapped, by: &by }, self.env.now()).await?;
        self.load(tx, owner).await
    }

    /// The key of `owner`.
    ///
    /// # Errors
    /// `not_found` when there is none, or no longer.
    pub async fn load(&self, tx: &mut Tx<'_>, owner: Uuid) -> Result<PersonKey> {
        self.unwrap(owner, store::find(tx, owner).await?)
    }

    /// As [`PersonKeys::load`], outside a transaction.
    pub async fn read(&self, owner: Uuid) -> Result<PersonKey> {
        self.unwrap(owner, store::find_outside(&self.env.db, owner).await?)
    }

    /// Destroys the key of `owner`: everything sealed by it is unreadable from the commit on.
    pub async fn destroy(&self, tx: &mut Tx<'_>, owner: Uuid) -> Result<()> {
        if store::delete(tx, owner).await? {
            journal::note_unordered(&self.env, tx, DESTROYED, serde_json::json!({"owner": owner})).await?;
        }
        Ok(())
    }

    /// Does again what an entry of the journal says was done here. Idempotent; entries of other domains are passed over.
    pub async fn replay(&self, tx: &mut Tx<'_>, entry: &Entry) -> Result<()> {
        match destroyed(entry) {
            Some(owner) => store::delete(tx, owner).await.map(drop),
            None => Ok(()),
        }
    }

    /// Wraps anew, by the active master key, at most `limit` keys that another one of the key store wrapped; returns how many. The job that
    /// follows a rotation calls it until it returns 0; then the old master key may be removed. Safe beside everything else, itself included.
    ///
    /// # Errors
    /// `key_not_on_every_node` while some node that runs does not hold the active master key: it could not read what others wrap by it, and
    /// of a key that one machine has alone nobody's data may depend. Otherwise when nothing was left to do but keys that do not unwrap:
    /// damaged ones, or those of a master key that is lost.
    pub async fn rewrap_batch(&self, limit: i64) -> Result<usize> {
        self.store.refresh()?;
        let (newest, masters) = (self.store.newest_master()?, self.masters()?);
        let (mut done, mut failed) = (0, None);
        for master in masters.iter().filter(|master| **master != newest) {
            let left = limit.saturating_sub(i64::try_from(done).unwrap_or(limit));
            let found = store::wrapped_by(&self.env.db, master, left).await?;
            if !found.is_empty() {
                Nodes::all_hold(&self.env.db, KeyUse::Master, &hex(newest), self.env.now()).await?;
            }
            for (owner, old) in found {
                match self.rewrap(owner, &old).await {
                    Ok(replaced) => done += replaced,
                    Err(error) => failed = Some(error),
                }
            }
        }
        // One key that does not unwrap must not keep the others from a rotation; it is told once nothing else is left to do.
        match failed {
            _ if done > 0 => Ok(done),
            Some(error) => Err(error),
            None if store::any_wrapped_beyond(&self.env.db, &masters).await? => Err(missing_master()),
            None => Ok(0),
        }
    }

    /// The master keys that the key store has.
    fn masters(&self) -> Result<BTreeSet<MasterId>> {
        let facts = self.store.inventory()?.into_iter().filter(|fact| fact.of == KeyUse::Master);
        facts
            .map(|fact| fact.master_id().ok_or_else(|| Error::internal("a master key without an id")))
            .collect()
    }

    async fn rewrap(&self, owner: Uuid, old: &[u8]) -> Result<usize> {
        let context = context(owner);
        let new = &self.store.wrap(&context, &self.store.unwrap(&context, old)?)?;
        let by = &wrapped_by(new)?;
        let put = self.env.db.tx(|tx| {
            Box::pin(async move {
                refuse_retired(tx, *by).await?;
                store::replace(tx, owner, old, Wrapped { key: new, by }).await
            })
        });
        Ok(usize::try_from(put.await?).unwrap_or(0))
    }

    /// Whether the key store belongs to this database, by one key of each master key if there is any: what `serve` and `check` ask before
    /// they start.
    ///
    /// # Errors
    /// `keystore_mismatch`.
    pub async fn check(&self) -> Result<()> {
        let masters = self.masters()?;
        let mut opened = false;
        for master in &masters {
            if let Some((owner, wrapped)) =
                store::wrapped_by(&self.env.db, master, 1).await?.into_iter().next()
            {
                self.store.unwrap(&context(owner), &wrapped).map_err(|cause| mismatch().with_cause(cause))?;
                opened = true;
            }
        }
        // That some master key is lost is another matter: whoever gave it up knows, and what others wrapped is readable.
        if !opened && store::any_wrapped_beyond(&self.env.db, &masters).await? {
            return Err(mismatch().with_cause(missing_master()));
        }
        Ok(())
    }

    /// How many keys of people one master key wrapped: nought before it may be destroyed.
    pub async fn count_wrapped_by(&self, master: &MasterId) -> Result<i64> {
        store::count_wrapped_by(&self.env.db, master).await
    }

    /// The key store behind.
    pub fn store(&self) -> &Arc<dyn KeyStore> {
        &self.store
    }

    fn unwrap(&self, owner: Uuid, wrapped: Option<Vec<u8>>) -> Result<PersonKey> {
        let wrapped = wrapped.ok_or_else(Error::not_found)?;
        let key = self.store.unwrap(&context(owner), &wrapped)?;
        Ok(PersonKey { key, rng: self.env.rng.clone() })
    }
}

fn mismatch() -> Error {
    let public =
        "The key store does not belong to this database. Give the one that was made with it, or restore it.";
    Error::invalid("keystore_mismatch", public)
}

/// Nobody's key is wrapped by a master key that was retired: it is destroyed a moment later.
async fn refuse_retired(tx: &mut Tx<'_>, master: MasterId) -> Result<()> {
    let kid = hex(master);
    if !store::is_retired(tx, &kid).await? {
        return Ok(());
    }
    let cause = format!(
        "this node would wrap by the master key {kid}, which was retired: its clock is behind, or it lacks the newer key"
    );
    Err(Error::unavailable(
        "master_key_retired",
        "This is not possible for the moment. Try again in a minute.",
        30,
    )
    .with_cause(cause))
}

/// A wrapped key is bound to its owner, so that two rows cannot be swapped.
fn context(owner: Uuid) -> String {
    format!("person:{owner}")
}

/// The key of one person's data.
///
/// `context` names the place that a sealed value belongs to, such as `vault.item:card_number` or `consent.shown:<request id>`: opened
/// with another, it does not open. It is no secret and holds no personal data.
#[derive(Clone)]
pub struct PersonKey {
    key: SealingKey,
    rng: Rng,
}

impl PersonKey {
    /// Seals `plain` for the place `context`.
    pub fn seal(&self, context: &str, plain: &[u8]) -> Result<Vec<u8>> {
        self.key.seal(&self.rng, context, plain)
    }

    /// Opens what was sealed for the same place.
    ///
    /// # Errors
    /// `internal` when it was damaged, moved, or sealed by another key.
    pub fn open(&self, context: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        self.key.open(context, sealed)
    }

    /// Seals `value` as JSON.
    pub fn seal_json<T: Serialize + ?Sized>(&self, context: &str, value: &T) -> Result<Vec<u8>> {
        let plain = Zeroizing::new(serde_json::to_vec(value).map_err(Error::internal)?);
        self.seal(context, &plain)
    }

    /// Opens what [`PersonKey::seal_json`] sealed.
    ///
    /// # Errors
    /// As [`PersonKey::open`]; `internal` too when the content is not a `T`.
    pub fn open_json<T: DeserializeOwned>(&self, context: &str, sealed: &[u8]) -> Result<T> {
        // The cause of a JSON error may quote a value, so it is dropped.
        serde_json::from_slice(&self.open(context, sealed)?)
            .map_err(|_| Error::internal(format!("the sealed value at {context} is not of the wanted form")))
    }
}

impl std::fmt::Debug for PersonKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PersonKey(..)")
    }
}

#[cfg(test)]
#[path = "person_tests.rs"]
mod tests;
