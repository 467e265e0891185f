//! The key store in a hardware module, by PKCS#11.
//!
//! Keys are made in the token with `CKA_SENSITIVE` and without `CKA_EXTRACTABLE`, and never leave it; a key without that protection is
//! refused. Signatures (`CKM_ECDSA`, `CKM_EDDSA`, `CKM_RSA_PKCS_PSS`, `CKM_RSA_PKCS`), the agreement on content keys (`CKM_ECDH1_DERIVE`: the secret of one message comes
//! out), the wrapping of people's keys (`CKM_AES_GCM`) and derived secrets (`CKM_SHA256_HMAC`) are computed there. One object for each
//! key, or two for a pair; its label says what it is for, when it was made and from when it is used, its `CKA_ID` is random.
//!
//! A platform that comes from a folder names both: new keys are made in the token, those of the folder serve on until nothing needs them,
//! and the root of derived secrets, which can never change, is imported, as are the log's old public keys. One token belongs to one platform.

mod keys;
mod objects;
mod pairs;
mod token;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use causeway_core::config::SecretFile;
use causeway_core::{Clock, Error, Result, Rng};
use jiff::SignedDuration;

use self::token::Token;
use super::file::Folder;
use super::keeper::{Backend, Store};
use super::lifecycle::{Born, KeyFact, Place};
use super::set::KeySet;
use super::{KeyUse, Use};
use crate::jose::Jwk;

/// Which token, and how it opens.
#[derive(Clone, Debug)]
pub struct TokenConfig {
    /// The module: a shared library, such as `/usr/lib/softhsm/libsofthsm2.so`.
    pub module: PathBuf,
    /// The token's label.
    pub token: String,
    /// A file that holds the user's PIN.
    pub pin: SecretFile,
}

/// Keys in a PKCS#11 token.
pub type Pkcs11KeyStore = Store<Pkcs11>;

/// The token, and the folder whose keys are on their way into it.
pub struct Pkcs11 {
    token: Arc<Token>,
    before: Option<Folder>,
    rng: Rng,
}

impl Store<Pkcs11> {
    /// Opens the key store in a token; with `before`, the keys of that folder serve on.
    ///
    /// # Errors
    /// `keystore_empty` when keys are missing in the token: then [`Self::create`] makes them. `keystore_unavailable` when the module or
    /// the token is not there, `keystore_pin` when the PIN is wrong, `keystore_damaged`, and what a folder may say.
    pub fn open(config: &TokenConfig, before: Option<&Path>, clock: &Clock, rng: &Rng) -> Result<Self> {
        let backend = Pkcs11::at(config, before, clock, rng);
        let lacking = backend.in_token()?.lacks();
        if !lacking.is_empty() {
            return Err(empty(config, &lacking));
        }
        Self::over(backend, clock, rng)
    }

    /// As [`Self::open`], and makes what is missing in the token. With `before`, new keys are used after `lead`, so that every node
    /// learns of them first, and the root is imported. One process at a time.
    pub fn create(
        config: &TokenConfig,
        before: Option<&Path>,
        lead: SignedDuration,
        clock: &Clock,
        rng: &Rng,
    ) -> Result<Self> {
        let backend = Pkcs11::at(config, before, clock, rng);
        let made_at = clock.now();
        let activates_at = match before {
            Some(_) => made_at.saturating_add(lead).map_err(Error::internal)?,
            None => made_at,
        };
        backend.complete(Born { made_at, activates_at })?;
        Self::over(backend, clock, rng)
    }
}

impl Pkcs11 {
    fn at(config: &TokenConfig, before: Option<&Path>, clock: &Clock, rng: &Rng) -> Self {
        let token = Arc::new(Token::new(config.clone(), clock.clone()));
        Self { token, before: before.map(|path| Folder::leaving(path, rng)), rng: rng.clone() }
    }

    fn in_token(&self) -> Result<KeySet> {
        objects::load(&self.token)
    }

    fn complete(&self, born: Born) -> Result<()> {
        let _alone = self.token.lock()?;
        for of in self.lacking()? {
            if of == KeyUse::Root {
                self.bring_root(born)?;
            } else {
                objects::make(&self.token, &self.rng, of, born)?;
            }
        }
        match &self.before {
            Some(folder) => self.keep_retired(&folder.load()?.retired),
            None => Ok(()),
        }
    }

    /// What is to be made in the token: what every store has, and what the folder has besides.
    fn lacking(&self) -> Result<Vec<KeyUse>> {
        let in_token = self.in_token()?;
        let mut lacking = in_token.lacks();
        if let Some(folder) = &self.before {
            let before = folder.load()?;
            let brought = |of: &KeyUse| of.is_optional() && before.has(*of) && !in_token.has(*of);
            lacking.extend(KeyUse::ALL.into_iter().filter(brought));
        }
        Ok(lacking)
    }

    /// The log's old public keys outlive the folder, in the token.
    fn keep_retired(&self, keys: &[Jwk]) -> Result<()> {
        let known = self.in_token()?.retired;
        let mut new = keys.iter().filter(|key| !known.contains(key));
        new.try_for_each(|key| objects::import_retired(&self.token, &self.rng, key))
    }

    /// A key of the folder goes; of the log's the public part comes into the token first.
    fn destroy_in_folder(&self, folder: &Folder, fact: &KeyFact, wholly: bool) -> Result<()> {
        if fact.of == KeyUse::Log && !wholly {
            let set = folder.load()?;
            let going = set.line(Use::Log)?.iter().filter(|generation| generation.kid == fact.kid);
            let public: Vec<_> = going.map(|generation| generation.key.jwk().clone()).collect();
            let _alone = self.token.lock()?;
            self.keep_retired(&public)?;
        }
        folder.destroy(fact, wholly)
    }

    /// The root of the folder, or a fresh one where there is none: what was derived from it is stored for good.
    fn bring_root(&self, born: Born) -> Result<()> {
        let Some(folder) = &self.before else {
            return objects::make(&self.token, &self.rng, KeyUse::Root, Born::now(born.made_at)).map(drop);
        };
        let roots = folder.load()?.roots;
        let root = roots.active(KeyUse::Root, born.made_at).ok_or_else(|| {
            Error::invalid(
                "keystore_damaged",
                "The folder has no root.key to bring into the token. Restore it from its backup.",
            )
        })?;
        let secret = root.key.extracted().ok_or_else(|| Error::internal("a root in a folder is there"))?;
        objects::import_root(&self.token, &root.kid, root.born, &secret)
    }
}

impl fmt::Debug for Pkcs11 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pkcs11KeyStore")
            .field("token", &self.token.config().token)
            .field("before", &self.before)
            .finish_non_exhaustive()
    }
}

impl Backend for Pkcs11 {
    fn load(&self) -> Result<KeySet> {
        let in_token = self.in_token()?;
        let Some(folder) = &self.before else { return Ok(in_token) };
        let before = folder.load()?;
        let foreign = before.roots.iter().find(|old| in_token.roots.iter().all(|root| root.kid != old.kid));
        match foreign {
            None => Ok(in_token.and(before)),
            Some(old) => Err(Error::invalid(
                "keystore_mismatch",
                format!(
                    "The token's root is not {}, that of the folder: they belong to two platforms. Name one of them.",
                    old.kid
                ),
            )),
        }
    }

    fn make(&self, of: KeyUse, born: Born, free: &dyn Fn(&KeySet) -> Result<()>) -> Result<String> {
        let _alone = self.token.lock()?;
        free(&self.in_token()?)?;
        objects::make(&self.token, &self.rng, of, born)
    }

    fn destroy(&self, fact: &KeyFact, wholly: bool) -> Result<()> {
        match (&self.before, fact.place) {
            (Some(folder), Place::Folder) => self.destroy_in_folder(folder, fact, wholly),
            _ => objects::destroy(&self.token, fact, wholly || fact.of.signing() != Some(Use::Log)),
        }
    }

    fn in_trouble(&self) -> bool {
        self.token.is_away()
    }
}

fn empty(config: &TokenConfig, lacking: &[KeyUse]) -> Error {
    let names: Vec<_> = lacking.iter().map(|of| of.name()).collect();
    Error::invalid(
        "keystore_empty",
        format!(
            "The token '{}' has no key for: {}. To bring a platform that has its keys in a folder into it: causeway keys migrate. \
             For a first start write keys.create = true once.",
            config.token,
            names.join(", ")
        ),
    )
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
