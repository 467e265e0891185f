//! The key store in a folder of files.
//!
//! | file | holds |
//! |---|---|
//! | `master-0001.key`, … | master keys, 32 bytes in Base64url |
//! | `root.key` | the root secret of derived secrets, likewise |
//! | `sign-<use>-0001.pem`, … | signing keys, unencrypted PKCS#8 in PEM |
//! | `decrypt-0001.pem`, … | decryption keys, likewise |
//! | `VERSION` | `1`, written last: from then on no master key and no root may be missing |
//!
//! The highest number is the newest. Files are added and never changed; an operator may remove the oldest once nothing needs them.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};

use causeway_core::{Error, Result, Rng};
use zeroize::Zeroizing;

use super::files::{self, Locked, damaged};
use super::ring::{Ring, missing_master};
use super::{KeyStore, MasterId, Use, wrapped_by};
use crate::b64;
use crate::jose::{DecryptionKey, SigningKey};
use crate::pem;
use crate::seal::SealingKey;

const VERSION: &str = "VERSION";
const ROOT: &str = "root.key";

/// Keys in a folder that this program alone can read.
pub struct FileKeyStore {
    folder: PathBuf,
    rng: Rng,
    ring: RwLock<Ring>,
}

impl FileKeyStore {
    /// Opens the key store in `folder`, or creates one there with fresh keys. A signing key for a use that did not exist when the
    /// store was made is added.
    ///
    /// # Errors
    /// `keystore_permissions` when others can read the folder or a file; `keystore_damaged` when a file is missing or broken;
    /// `keystore_unreadable`.
    pub fn open_or_create(folder: &Path, rng: &Rng) -> Result<Self> {
        files::prepare(folder)?;
        // A whole store is only read, so that it may lie on a volume that nobody can write to.
        let ring = load(folder).or_else(|_| {
            complete(&files::lock(folder)?, folder, rng)?;
            load(folder)
        })?;
        Ok(Self { folder: folder.to_owned(), rng: rng.clone(), ring: RwLock::new(ring) })
    }

    /// Makes a new master key, the newest from now on, and returns its id. Then let the job wrap everything anew; other processes on
    /// this folder learn of it at [`KeyStore::refresh`] or when they meet a key that it wrapped.
    pub fn rotate_master(&self) -> Result<MasterId> {
        let key = SealingKey::generate(&self.rng)?;
        self.add("master", "key", &encode_secret(key.bytes()))?;
        self.newest_master()
    }

    /// Makes a new signing key for one use, the newest from now on.
    pub fn rotate(&self, which: Use) -> Result<()> {
        let key = SigningKey::generate(which.alg())?;
        self.add(&signing_prefix(which), "pem", &pem::encode(&key.to_pkcs8()))
    }

    /// Makes a new decryption key, the newest from now on. What was encrypted to older ones still opens.
    pub fn rotate_decryption(&self) -> Result<()> {
        self.add("decrypt", "pem", &pem::encode(&DecryptionKey::generate()?.to_pkcs8()))
    }

    fn add(&self, prefix: &str, ending: &str, content: &[u8]) -> Result<()> {
        let locked = files::lock(&self.folder)?;
        let last = generations(&files::names(&self.folder)?, prefix, ending).first().map_or(0, |(n, _)| *n);
        locked.write(&format!("{prefix}-{:04}.{ending}", last + 1), content)?;
        drop(locked);
        self.refresh()
    }

    fn with<T>(&self, f: impl FnOnce(&Ring) -> Result<T>) -> Result<T> {
        f(&self.ring.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl fmt::Debug for FileKeyStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileKeyStore").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl KeyStore for FileKeyStore {
    fn wrap(&self, context: &str, key: &SealingKey) -> Result<Vec<u8>> {
        self.with(|ring| ring.wrap(&self.rng, context, key))
    }

    fn unwrap(&self, context: &str, wrapped: &[u8]) -> Result<SealingKey> {
        if let Some(key) = self.with(|ring| ring.unwrap(context, wrapped))? {
            return Ok(key);
        }
        // Another process may have rotated since we looked.
        self.refresh()?;
        self.with(|ring| ring.unwrap(context, wrapped))?.ok_or_else(missing_master)
    }

    fn wrapped_by_newest(&self, wrapped: &[u8]) -> bool {
        matches!((wrapped_by(wrapped), self.newest_master()), (Ok(by), Ok(newest)) if by == newest)
    }

    fn signing_keys(&self, which: Use) -> Result<Vec<SigningKey>> {
        self.with(|ring| ring.signing_keys(which))
    }

    fn decryption_keys(&self) -> Result<Vec<DecryptionKey>> {
        self.with(|ring| Ok(ring.decryption.clone()))
    }

    fn derived(&self, label: &str) -> Result<Zeroizing<[u8; 32]>> {
        self.with(|ring| ring.derived(label))
    }

    fn refresh(&self) -> Result<()> {
        let fresh = load(&self.folder)?;
        *self.ring.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(())
    }

    fn newest_master(&self) -> Result<MasterId> {
        self.with(Ring::newest_master)
    }
}

fn signing_prefix(which: Use) -> String {
    format!("sign-{}", which.name())
}

/// Writes what a store still lacks.
///
/// Before `VERSION` is there nothing can have been wrapped by this store, so whatever an interrupted creation left out is made now.
/// After that a missing master key or root is a loss, which a fresh one would only hide.
fn complete(locked: &Locked<'_>, folder: &Path, rng: &Rng) -> Result<()> {
    let names = files::names(folder)?;
    for which in Use::ALL {
        if generations(&names, &signing_prefix(which), "pem").is_empty() {
            let key = SigningKey::generate(which.alg())?;
            locked.write(&format!("{}-0001.pem", signing_prefix(which)), &pem::encode(&key.to_pkcs8()))?;
        }
    }
    if generations(&names, "decrypt", "pem").is_empty() {
        locked.write("decrypt-0001.pem", &pem::encode(&DecryptionKey::generate()?.to_pkcs8()))?;
    }
    if names.iter().any(|name| name == VERSION) {
        return Ok(());
    }
    if !names.iter().any(|name| name == ROOT) {
        locked.write(ROOT, &encode_secret(&Zeroizing::new(rng.bytes()?)))?;
    }
    if generations(&names, "master", "key").is_empty() {
        locked.write("master-0001.key", &encode_secret(SealingKey::generate(rng)?.bytes()))?;
    }
    locked.write(VERSION, b"1\n")
}

fn load(folder: &Path) -> Result<Ring> {
    let names = files::names(folder)?;
    let version = files::read(folder, VERSION)?;
    if version.as_slice() != b"1\n" {
        return Err(damaged(&folder.join(VERSION), "made by a newer release, or broken"));
    }
    let root = read_secret(folder, ROOT)?;
    let masters = all(folder, &names, "master", "key", |name| {
        read_secret(folder, name).and_then(|secret| SealingKey::from_slice(secret.as_slice()))
    })?;
    let signing = Use::ALL
        .into_iter()
        .map(|which| {
            let keys =
                all(folder, &names, &signing_prefix(which), "pem", |name| read_signing(folder, name, which))?;
            Ok((which, keys))
        })
        .collect::<Result<_>>()?;
    let decryption = all(folder, &names, "decrypt", "pem", |name| {
        let broken = |_: Error| damaged(&folder.join(name), "it holds no P-256 key");
        read_pem(folder, name).and_then(|der| DecryptionKey::from_pkcs8(&der).map_err(broken))
    })?;
    Ok(Ring { masters, root, signing, decryption })
}

/// Every generation of one kind of file, newest first.
fn all<T>(
    folder: &Path,
    names: &[String],
    prefix: &str,
    ending: &str,
    read: impl Fn(&str) -> Result<T>,
) -> Result<Vec<T>> {
    let found = generations(names, prefix, ending);
    if found.is_empty() {
        return Err(damaged(folder, &format!("there is no {prefix}-*.{ending}")));
    }
    found.into_iter().map(|(_, name)| read(name)).collect()
}

/// The files `<prefix>-<number>.<ending>` with their numbers, highest first.
fn generations<'a>(names: &'a [String], prefix: &str, ending: &str) -> Vec<(u32, &'a str)> {
    let number = |name: &str| {
        let digits = name.strip_prefix(prefix)?.strip_prefix('-')?.strip_suffix(ending)?.strip_suffix('.')?;
        // Digits alone: `parse` would take a sign too.
        digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
    };
    let mut found: Vec<_> = names.iter().filter_map(|name| Some((number(name)?, name.as_str()))).collect();
    found.sort_by(|a, b| b.cmp(a));
    found
}

fn encode_secret(secret: &[u8; 32]) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(format!("{}\n", b64::encode(secret)).into_bytes())
}

fn read_secret(folder: &Path, name: &str) -> Result<Zeroizing<[u8; 32]>> {
    let content = files::read(folder, name)?;
    let decoded = std::str::from_utf8(&content).ok().and_then(|text| b64::decode(text.trim_end()).ok());
    let bytes = Zeroizing::new(decoded.unwrap_or_default());
    let secret = <[u8; 32]>::try_from(bytes.as_slice());
    secret
        .map(Zeroizing::new)
        .map_err(|_| damaged(&folder.join(name), "it does not hold 32 bytes in Base64url"))
}

fn read_pem(folder: &Path, name: &str) -> Result<Zeroizing<Vec<u8>>> {
    pem::decode(&files::read(folder, name)?)
        .ok_or_else(|| damaged(&folder.join(name), "it holds no private key in PEM"))
}

fn read_signing(folder: &Path, name: &str, which: Use) -> Result<SigningKey> {
    let key = SigningKey::from_pkcs8(&read_pem(folder, name)?);
    let wrong = || damaged(&folder.join(name), &format!("it holds no {} key", which.alg().name()));
    key.ok().filter(|key| key.alg() == which.alg()).ok_or_else(wrong)
}

#[cfg(test)]
#[path = "file_tests.rs"]
mod tests;
