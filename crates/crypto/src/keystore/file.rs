//! The key store in a folder of files.
//!
//! | file | holds |
//! |---|---|
//! | `master-0001.key`, … | master keys, 32 bytes in Base64url |
//! | `root.key` | the root secret of derived secrets, likewise |
//! | `sign-<use>-0001.pem`, … | signing keys, unencrypted PKCS#8 in PEM |
//! | `decrypt-0001.pem`, `decrypt-request-object-0001.pem`, … | decryption keys, likewise |
//! | `<the same>.json` | beside each of these: its name, when it was made and from when it is used |
//! | `retired-log-0001.json`, … | public keys of the log whose private part was destroyed |
//! | `VERSION` | `1`, written last: from then on no use may be without its key, and what is missing is a loss |
//!
//! A release that adds a use which every store needs raises the number in `VERSION`: so a use that is new is told from a key that was lost.
//! Of an optional use there may be no file; that such a key was lost is noticed by the database, which has met it ([`KeyBook::check`](super::KeyBook::check)).
//! Files are added and never changed; destroying a key removes its file. A key from before the files in JSON existed counts as used
//! from ever, the highest number last. A file in JSON without its key is what an interrupted rotation left, and says nothing.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use causeway_core::{Clock, Error, Result, Rng};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::files::{self, Locked, damaged};
use super::keeper::{Backend, Store, root_stays};
use super::lifecycle::{Born, Generation, KeyFact, Line, Place};
use super::set::{KeySet, LocalRoot, MasterKey, RootKey, hex};
use super::{KeyUse, Use};
use crate::b64;
use crate::jose::{DecryptionKey, Jwk, SigningKey};
use crate::pem;
use crate::seal::SealingKey;

const VERSION: &str = "VERSION";
const ROOT: &str = "root.key";
const RETIRED: &str = "retired-log";

/// Keys in a folder that this program alone can read.
pub type FileKeyStore = Store<Folder>;

/// The folder.
pub struct Folder {
    path: PathBuf,
    rng: Rng,
    /// Whether keys may be missing, since they are on their way into a token.
    leaving: bool,
}

impl Store<Folder> {
    /// Opens the key store in `folder`, which is only read, so that it may lie on a volume that nobody can write to.
    ///
    /// # Errors
    /// `keystore_permissions` when others can read the folder or a file; `keystore_damaged` when a file is missing or broken;
    /// `keystore_unreadable`.
    pub fn open(folder: &Path, clock: &Clock, rng: &Rng) -> Result<Self> {
        files::check(folder)?;
        Self::over(Folder::at(folder, rng), clock, rng)
    }

    /// As [`Self::open`], and makes a store of fresh keys where there is none; one whose making was cut short is finished.
    pub fn open_or_create(folder: &Path, clock: &Clock, rng: &Rng) -> Result<Self> {
        files::prepare(folder)?;
        if !files::names(folder)?.iter().any(|name| name == VERSION) {
            Folder::at(folder, rng).complete(&files::lock(folder)?, Born::now(clock.now()))?;
        }
        Self::open(folder, clock, rng)
    }

    /// Makes a key for a use that has none left, used at once: the operator says that the old one will not come back. Returns its name.
    ///
    /// # Errors
    /// `key_not_lost` when there is one, `key_never_rotates` for the root; what opening says.
    pub fn replace_lost(folder: &Path, of: KeyUse, clock: &Clock, rng: &Rng) -> Result<String> {
        files::check(folder)?;
        let (backend, locked) = (Folder::at(folder, rng), files::lock(folder)?);
        let names = files::names(folder)?;
        if of == KeyUse::Root {
            return Err(root_stays());
        }
        if !names.iter().any(|name| name == VERSION) {
            return Err(no_version(folder));
        }
        if lacks(&names, of) {
            return backend.write(&locked, of, Born::now(clock.now()));
        }
        Err(Error::conflict("key_not_lost", format!("There is a {of} key in {}.", folder.display())))
    }
}

/// What stands beside a key.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Beside {
    kid: String,
    made_at: Timestamp,
    activates_at: Timestamp,
}

impl Folder {
    fn at(path: &Path, rng: &Rng) -> Self {
        Self { path: path.to_owned(), rng: rng.clone(), leaving: false }
    }

    /// A folder whose keys are on their way into a token: nothing is made here, and keys may be missing.
    #[cfg(feature = "pkcs11")]
    pub(super) fn leaving(path: &Path, rng: &Rng) -> Self {
        Self { path: path.to_owned(), rng: rng.clone(), leaving: true }
    }

    /// Writes what a store still lacks whose making was cut short.
    ///
    /// Before `VERSION` is there nothing can have been wrapped or signed by this store. After that a missing key is a loss, which a fresh
    /// one would only hide.
    fn complete(&self, locked: &Locked<'_>, born: Born) -> Result<()> {
        let names = files::names(&self.path)?;
        if names.iter().any(|name| name == VERSION) {
            return Ok(());
        }
        let first = Use::REQUIRED.map(KeyUse::from).into_iter().chain([KeyUse::Decryption]);
        for of in first {
            if lacks(&names, of) {
                self.write(locked, of, born)?;
            }
        }
        if !names.iter().any(|name| name == ROOT) {
            let root = LocalRoot(Zeroizing::new(self.rng.bytes()?));
            if names.contains(&beside_of("root")) {
                locked.remove(&beside_of("root"))?;
            }
            write_beside(locked, "root", root.kid(), born)?;
            locked.write(ROOT, &encode_secret(&root.0))?;
        }
        if lacks(&names, KeyUse::Master) {
            self.write(locked, KeyUse::Master, born)?;
        }
        locked.write(VERSION, b"1\n")
    }

    /// Makes a key and writes it, under the next number; first what stands beside it, so that the key is never there without.
    fn write(&self, locked: &Locked<'_>, of: KeyUse, born: Born) -> Result<String> {
        let (kid, content) = self.fresh(of)?;
        let name = format!("{}-{:04}", prefix(of), next_number(&files::names(&self.path)?, of));
        write_beside(locked, &name, kid.clone(), born)?;
        locked.write(&format!("{name}.{}", ending(of)), &content)?;
        Ok(kid)
    }

    fn fresh(&self, of: KeyUse) -> Result<(String, Zeroizing<Vec<u8>>)> {
        if let Some(which) = of.signing() {
            let key = SigningKey::generate(which.alg())?;
            return Ok((key.kid().to_owned(), pem::encode(&key.to_pkcs8()?)));
        }
        if opens(of) {
            let key = DecryptionKey::generate()?;
            return Ok((key.kid().to_owned(), pem::encode(&key.to_pkcs8()?)));
        }
        let key = SealingKey::generate(&self.rng)?;
        Ok((hex(key.id()), encode_secret(key.bytes())))
    }

    /// Every generation of one kind of file.
    fn line<K>(
        &self,
        names: &[String],
        of: KeyUse,
        read: impl Fn(&str) -> Result<(String, K)>,
    ) -> Result<Line<K>> {
        let found = generations(names, &prefix(of), ending(of));
        if lacks(names, of) && !self.leaving && !of.is_optional() {
            return Err(lost(&self.path, of));
        }
        let generation = |(number, name): (u32, &str)| {
            let (kid, key) = read(name)?;
            let born = self.born(names, name, &kid)?;
            Ok(Generation { key, kid, born, number, place: Place::Folder })
        };
        found.into_iter().map(generation).collect::<Result<_>>().map(Line::new)
    }

    /// When a key was made and from when it is used: as it stands beside it, or as the file's own time says.
    fn born(&self, names: &[String], name: &str, kid: &str) -> Result<Born> {
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let beside = beside_of(stem);
        if !names.contains(&beside) {
            let made_at = files::modified(&self.path, name)?;
            return Ok(Born { made_at, activates_at: Timestamp::UNIX_EPOCH });
        }
        let content = files::read(&self.path, &beside)?;
        let read = serde_json::from_slice::<Beside>(&content).ok();
        let Beside { kid: named, made_at, activates_at } =
            read.ok_or_else(|| damaged(&self.path.join(&beside), "it does not say when its key was made"))?;
        if named == kid {
            Ok(Born { made_at, activates_at })
        } else {
            let why = "it is not the key that the file beside it names: it was copied from somewhere else";
            Err(damaged(&self.path.join(name), why))
        }
    }

    fn roots(&self, names: &[String]) -> Result<Line<Arc<dyn RootKey>>> {
        if self.leaving && !names.iter().any(|name| name == ROOT) {
            return Ok(Line::default());
        }
        let root = LocalRoot(read_secret(&self.path, ROOT)?);
        let kid = root.kid();
        let born = self.born(names, ROOT, &kid)?;
        let key: Arc<dyn RootKey> = Arc::new(root);
        Ok(Line::new(vec![Generation { key, kid, born, number: 1, place: Place::Folder }]))
    }

    fn retired(&self, names: &[String]) -> Result<Vec<Jwk>> {
        let read = |(_, name): (u32, &str)| {
            let content = files::read(&self.path, name)?;
            serde_json::from_slice(&content)
                .map_err(|_| damaged(&self.path.join(name), "it holds no public key"))
        };
        generations(names, RETIRED, "json").into_iter().map(read).collect()
    }

    /// Which file holds the key of that name.
    fn file_of(&self, names: &[String], of: KeyUse, kid: &str) -> Result<String> {
        for (_, name) in generations(names, &prefix(of), ending(of)) {
            let found = match of.signing() {
                Some(which) => read_signing(&self.path, name, which)?.kid() == kid,
                None if opens(of) => read_decryption(&self.path, name)?.kid() == kid,
                None => hex(read_master(&self.path, name)?.id()) == kid,
            };
            if found {
                return Ok(name.to_owned());
            }
        }
        Err(Error::invalid("unknown_key", format!("There is no key {kid} in {}.", self.path.display())))
    }
}

impl fmt::Debug for Folder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileKeyStore").field("folder", &self.path).finish_non_exhaustive()
    }
}

impl Backend for Folder {
    fn load(&self) -> Result<KeySet> {
        let (path, names) = (&self.path, files::names(&self.path)?);
        if !names.iter().any(|name| name == VERSION) {
            return Err(no_version(path));
        }
        if files::read(path, VERSION)?.as_slice() != b"1\n" {
            return Err(damaged(&path.join(VERSION), "made by a newer release, or broken"));
        }
        let signing = |which: Use| {
            let line = self.line(&names, which.into(), |name| {
                read_signing(path, name, which).map(|key| (key.kid().to_owned(), key))
            })?;
            Ok((which, line))
        };
        let decryption = |of: KeyUse| {
            self.line(&names, of, |name| read_decryption(path, name).map(|key| (key.kid().to_owned(), key)))
        };
        Ok(KeySet {
            masters: self.line(&names, KeyUse::Master, |name| {
                let key = read_master(path, name)?;
                Ok((hex(key.id()), Arc::new(key) as Arc<dyn MasterKey>))
            })?,
            roots: self.roots(&names)?,
            signing: Use::ALL.into_iter().map(signing).collect::<Result<_>>()?,
            decryption: decryption(KeyUse::Decryption)?,
            request_objects: decryption(KeyUse::RequestObject)?,
            retired: self.retired(&names)?,
        })
    }

    fn make(&self, of: KeyUse, born: Born, free: &dyn Fn(&KeySet) -> Result<()>) -> Result<String> {
        let locked = files::lock(&self.path)?;
        free(&self.load()?)?;
        self.write(&locked, of, born)
    }

    fn destroy(&self, fact: &KeyFact, wholly: bool) -> Result<()> {
        let locked = files::lock(&self.path)?;
        let names = files::names(&self.path)?;
        let name = self.file_of(&names, fact.of, &fact.kid)?;
        if fact.of == KeyUse::Log && !wholly {
            let public = read_signing(&self.path, &name, Use::Log)?;
            let number = generations(&names, RETIRED, "json").first().map_or(0, |(n, _)| *n) + 1;
            let content = serde_json::to_vec_pretty(public.jwk()).map_err(Error::internal)?;
            locked.write(&format!("{RETIRED}-{number:04}.json"), &content)?;
        }
        locked.remove(&name)?;
        let beside = beside_of(name.rsplit_once('.').map_or(&name, |(stem, _)| stem));
        if names.contains(&beside) { locked.remove(&beside) } else { Ok(()) }
    }
}

/// Whether there is no key for a use.
fn lacks(names: &[String], of: KeyUse) -> bool {
    generations(names, &prefix(of), ending(of)).is_empty()
}

/// Whether keys for a use open what is encrypted to them.
fn opens(of: KeyUse) -> bool {
    matches!(of, KeyUse::Decryption | KeyUse::RequestObject)
}

/// No key for a use, in a store that was whole.
fn lost(folder: &Path, of: KeyUse) -> Error {
    Error::invalid(
        "keystore_damaged",
        format!(
            "{}: there is no {}-*.{}. Restore the key folder from its backup, or copy it from another node. If the {of} key is lost for \
             good: causeway keys rotate {of} --lost (docs/runbooks/master-key-lost.md).",
            folder.display(),
            prefix(of),
            ending(of)
        ),
    )
}

fn no_version(folder: &Path) -> Error {
    let why = "it has no VERSION, so it is no whole key store: a copy of a part, or one whose making was cut short, which \
               keys.create = true finishes";
    damaged(folder, why)
}

fn prefix(of: KeyUse) -> String {
    match of {
        KeyUse::Master => "master".to_owned(),
        KeyUse::Root => "root".to_owned(),
        KeyUse::Decryption => "decrypt".to_owned(),
        KeyUse::RequestObject => "decrypt-request-object".to_owned(),
        signing => format!("sign-{signing}"),
    }
}

fn ending(of: KeyUse) -> &'static str {
    if matches!(of, KeyUse::Master | KeyUse::Root) { "key" } else { "pem" }
}

fn beside_of(stem: &str) -> String {
    format!("{stem}.json")
}

fn write_beside(locked: &Locked<'_>, stem: &str, kid: String, born: Born) -> Result<()> {
    let Born { made_at, activates_at } = born;
    let beside = Beside { kid, made_at, activates_at };
    locked.write(&beside_of(stem), &serde_json::to_vec_pretty(&beside).map_err(Error::internal)?)
}

/// One more than any number that was used, by a file in JSON that an interrupted rotation left too.
fn next_number(names: &[String], of: KeyUse) -> u32 {
    let highest = |ending: &str| generations(names, &prefix(of), ending).first().map_or(0, |(n, _)| *n);
    highest(ending(of)).max(highest("json")) + 1
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

fn read_master(folder: &Path, name: &str) -> Result<SealingKey> {
    read_secret(folder, name).and_then(|secret| SealingKey::from_slice(secret.as_slice()))
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

fn read_decryption(folder: &Path, name: &str) -> Result<DecryptionKey> {
    let broken = |_: Error| damaged(&folder.join(name), "it holds no P-256 key");
    read_pem(folder, name).and_then(|der| DecryptionKey::from_pkcs8(&der).map_err(broken))
}

#[cfg(test)]
#[path = "file_tests.rs"]
mod tests;
