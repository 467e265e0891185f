//! The vault: every value the platform holds about a person, the verified profile included, sealed under a key of that person's own.
//!
//! - A value leaves for somebody else only for a [`Permit`], taken by value: exactly its fields ([`Vault::release`]), or the one
//!   identifier a provider needs to find its record, sealed to that provider ([`Vault::seal_identifier`]).
//! - To the person themself it is shown for their own [`Session`] ([`Vault::own`]).
//! - Each value is sealed with its account and name as context, so that one moved to another place does not open.
//! - Destroying the person's key ([`causeway_crypto::person::PersonKeys::destroy`]) deletes all of it, in every backup too.
//!
//! Names of the verified profile: [`CARD_NUMBER`], [`NAME`], [`DATE_OF_BIRTH`], and how it was verified: [`VERIFICATION`].
//!
//! Tables: `vault_item`.

mod items;
pub mod retention;
mod rules;
mod store;
#[cfg(test)]
mod tests;

use std::fmt;

use causeway_consent::Permit;
use causeway_core::{AccountId, Env, Error, Result, Session, Tx};
use causeway_crypto::jose::{self, Jwk};
use causeway_crypto::person::{PersonKey, PersonKeys};
use zeroize::Zeroizing;

pub use items::Items;

/// The normalised identity card number, as `A1234563`.
pub const CARD_NUMBER: &str = "card_number";
/// The name as the register writes it.
pub const NAME: &str = "name";
/// The date of birth, `YYYY-MM-DD`.
pub const DATE_OF_BIRTH: &str = "date_of_birth";
/// How the person was proofed: the element `verification` of OpenID Connect for Identity Assurance section 5, as JSON. Not there for
/// people who registered before it was kept.
pub const VERIFICATION: &str = "verification";
/// The `typ` of the identifier sealed to a provider: a JWE of `{"card_number": "…"}`.
pub const SUBJECT_TYP: &str = "causeway-subject+json";

/// The sealed values of all persons. Cheap to clone.
#[derive(Clone)]
pub struct Vault {
    env: Env,
    keys: PersonKeys,
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault").finish_non_exhaustive()
    }
}

impl Vault {
    /// The vault in `env`'s database, sealed under `keys`.
    pub fn new(env: Env, keys: PersonKeys) -> Self {
        Self { env, keys }
    }

    /// Stores `items` for `account`, each in place of what had its name. Makes the person's key if there is none yet.
    ///
    /// # Errors
    /// `vault_name` and `vault_too_large` when an item's name or size is out of bounds.
    pub async fn put(&self, tx: &mut Tx<'_>, account: AccountId, items: &Items) -> Result<()> {
        for (name, value) in items.iter() {
            rules::check_item(name, value)?;
        }
        let key = self.keys.create(tx, account.uuid()).await?;
        let now = self.env.now();
        for (name, value) in items.iter() {
            let sealed = key.seal(&context(account, name), value.as_bytes())?;
            store::put(tx, account, name, sealed, now).await?;
        }
        Ok(())
    }

    /// Releases exactly the permit's fields, to the recipient the permit names. [`VERIFICATION`] alone may be missing.
    ///
    /// # Errors
    /// `permit_not_for_vault` when the permit is for a provider's dataset; `not_in_vault` when a field is not there;
    /// `not_found` when the person's key has been destroyed.
    pub async fn release(&self, tx: &mut Tx<'_>, permit: Permit) -> Result<Items> {
        rules::check_release(permit.dataset(), permit.recipient())?;
        let account = permit.account();
        let key = self.keys.load(tx, account.uuid()).await?;
        let mut items = Items::new();
        for name in permit.fields() {
            match store::get(tx, account, name).await? {
                Some(sealed) => items.insert(name.as_str(), unseal(&key, account, name, &sealed)?),
                None if name == VERIFICATION => {}
                None => return Err(rules::not_in_vault()),
            }
        }
        Ok(items)
    }

    /// The identifier by which a provider finds its record of the person, sealed to `provider_key`: a JWE that only the
    /// provider opens, for one read of the permit's dataset. Returns the compact form.
    ///
    /// # Errors
    /// `permit_without_dataset` when the permit is not for a provider's dataset; `not_in_vault` when the person has no card
    /// number here; `not_found` when the person's key has been destroyed.
    pub async fn seal_identifier(
        &self,
        tx: &mut Tx<'_>,
        permit: Permit,
        provider_key: &Jwk,
    ) -> Result<String> {
        rules::check_identifier(permit.dataset())?;
        let account = permit.account();
        let key = self.keys.load(tx, account.uuid()).await?;
        let sealed = store::get(tx, account, CARD_NUMBER).await?.ok_or_else(rules::not_in_vault)?;
        let number = Zeroizing::new(unseal(&key, account, CARD_NUMBER, &sealed)?);
        let subject = serde_json::json!({ CARD_NUMBER: number.as_str() });
        let plain = Zeroizing::new(serde_json::to_vec(&subject).map_err(Error::internal)?);
        jose::encrypt(provider_key, Some(SUBJECT_TYP), Some("application/json"), &plain)
    }

    /// The person's own values, to be shown to that person alone: the session is the proof that it is they who look. What is
    /// not in the vault is simply absent from the answer.
    ///
    /// Never pass on what this returns: a value that goes to anybody else goes by [`Vault::release`], for a permit.
    pub async fn own(&self, session: &Session, fields: &[String]) -> Result<Items> {
        let account = session.account;
        let stored = store::all(&self.env.db, account).await?;
        let mut items = Items::new();
        if stored.is_empty() {
            return Ok(items);
        }
        let key = self.keys.read(account.uuid()).await?;
        for (name, sealed) in stored.iter().filter(|(name, _)| fields.contains(name)) {
            items.insert(name.as_str(), unseal(&key, account, name, sealed)?);
        }
        Ok(items)
    }

    /// Deletes all of `account`'s values. To reach backups too, destroy the person's key in the same transaction.
    pub async fn forget(&self, tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
        store::forget(tx, account).await
    }
}

fn unseal(key: &PersonKey, account: AccountId, name: &str, sealed: &[u8]) -> Result<String> {
    let plain = key.open(&context(account, name), sealed)?;
    Ok(std::str::from_utf8(&plain).map_err(Error::internal)?.to_owned())
}

/// Binds a sealed value to its place.
fn context(account: AccountId, name: &str) -> String {
    format!("vault.item:{account}:{name}")
}
