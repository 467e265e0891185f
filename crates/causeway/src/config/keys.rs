//! `[keys]`: where the platform's own keys are kept, and how long they live.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use causeway_core::config::{Fault, SecretFile};
use causeway_core::{Clock, Error, Result, Rng};
use causeway_crypto::keystore::{FileKeyStore, KeyStore, KeyUse, Policy};
use jiff::SignedDuration;
use serde::Deserialize;

/// Where keys are kept: in a folder, or in a hardware module ([keys.pkcs11]).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Keys {
    /// The key store's folder, readable by this program alone, backed up apart from the database. Beside `[keys.pkcs11]`: the folder whose
    /// keys are on their way into the token, until none of them is needed.
    pub(crate) folder: Option<PathBuf>,
    /// Make a key store when there is none. For the first start; a production platform goes on with `false`, so that a lost folder is
    /// noticed and not papered over. A single key that is missing is never made anew, whatever stands here. Default false.
    #[serde(default)]
    pub(crate) create: bool,
    /// Minutes for which a new key is published before it is used: at least 6, since key sets may be cached for 5. Default 60.
    #[serde(default = "lead")]
    pub(crate) lead_minutes: u32,
    /// `[keys.rotate_after_days]`
    #[serde(default)]
    pub(crate) rotate_after_days: RotateAfter,
    /// `[keys.pkcs11]`
    pub(crate) pkcs11: Option<Pkcs11>,
}

fn lead() -> u32 {
    60
}

/// A hardware module that keeps the keys (PKCS#11). They are made in it and never leave it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pkcs11 {
    /// The module: a shared library, such as `/usr/lib/softhsm/libsofthsm2.so`.
    pub(crate) module: PathBuf,
    /// The label of the token. It is this platform's alone.
    pub(crate) token: String,
    /// A file that holds the user's PIN.
    pub(crate) pin_file: SecretFile,
}

/// Days in use after which a key of each kind should be replaced: `causeway keys list` and the metric `key_rotation_overdue` tell. Nothing
/// is rotated by itself.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RotateAfter {
    /// Signs what services receive. Default 90.
    pub(crate) token: u32,
    /// Signs what services receive that asked for `EdDSA`, where there is such a key. Default 90.
    pub(crate) token_ed: u32,
    /// Signs what services receive that asked for PS256 or RS256, where there is such a key. Default 90.
    pub(crate) token_rsa: u32,
    /// Signs the evidence log. Default 730: every verifier has to be told.
    pub(crate) log: u32,
    /// Signs what the gateway asks of providers. Default 365.
    pub(crate) gateway: u32,
    /// Signs the platform's own reads at registration. Default 365.
    pub(crate) platform_consumer: u32,
    /// Opens what is sealed to the platform. Default 365.
    pub(crate) decryption: u32,
    /// Opens the request objects that services encrypt, where there is such a key. Default 365.
    pub(crate) request_object: u32,
    /// Wraps the keys of people's data. Default 365.
    pub(crate) master: u32,
}

impl Default for RotateAfter {
    fn default() -> Self {
        Self {
            token: 90,
            token_ed: 90,
            token_rsa: 90,
            log: 730,
            gateway: 365,
            platform_consumer: 365,
            decryption: 365,
            request_object: 365,
            master: 365,
        }
    }
}

impl RotateAfter {
    fn days(&self) -> [(KeyUse, u32); 9] {
        [
            (KeyUse::Token, self.token),
            (KeyUse::TokenEd, self.token_ed),
            (KeyUse::TokenRsa, self.token_rsa),
            (KeyUse::Log, self.log),
            (KeyUse::Gateway, self.gateway),
            (KeyUse::PlatformConsumer, self.platform_consumer),
            (KeyUse::Decryption, self.decryption),
            (KeyUse::RequestObject, self.request_object),
            (KeyUse::Master, self.master),
        ]
    }
}

impl Keys {
    /// What is wrong, as far as the files tell. Whether the keys are good and belong to the database, `causeway check` asks besides.
    pub(super) fn faults(&self, production: bool) -> Vec<Fault> {
        let mut faults = match &self.pkcs11 {
            Some(pkcs11) => pkcs11.faults(),
            None => Vec::new(),
        };
        match &self.folder {
            None if self.pkcs11.is_none() => {
                faults.push(Fault::new(
                    "keys.folder",
                    "Name the folder of the keys, or a token in [keys.pkcs11].",
                ));
            }
            Some(folder) => faults.extend(self.folder_fault(folder, production)),
            None => {}
        }
        if i64::from(self.lead_minutes) < Policy::SHORTEST_LEAD.as_mins() {
            let mend = "Key sets are cached for 5 minutes: give a new key at least 6, or services refuse what it signs.";
            faults.push(Fault::new("keys.lead_minutes", mend));
        }
        for (of, days) in self.rotate_after_days.days() {
            if days == 0 || days > 3650 {
                let key = format!("keys.rotate_after_days.{}", of.name().replace('-', "_"));
                faults.push(Fault::new(key, "Give a number of days from 1 to 3650."));
            }
        }
        faults
    }

    fn folder_fault(&self, folder: &Path, production: bool) -> Option<Fault> {
        // An empty folder is no key store, and would silently become a new one.
        let mend = match (holds_something(folder), self.pkcs11.is_some()) {
            (true, _) => return None,
            (false, true) => {
                "The folder has no keys. Once all of them are in the token and none is needed any more, leave keys.folder out."
            }
            (false, false) if self.create => return self.check_lasting(production).err().as_ref().map(told),
            (false, false) if production => {
                "There are no keys in the folder. On the very first start write keys.create = true once; if it was there before, restore it from its backup: without it nobody's data can be read."
            }
            (false, false) => "There are no keys in the folder. Write keys.create = true to have it made.",
        };
        Some(Fault::new("keys.folder", mend))
    }

    /// How long keys live.
    pub(crate) fn policy(&self) -> Policy {
        let day = SignedDuration::from_hours(24);
        let days = |(of, days): (KeyUse, u32)| (of, day * i32::try_from(days).unwrap_or(i32::MAX));
        let rotate_after: BTreeMap<_, _> = self.rotate_after_days.days().into_iter().map(days).collect();
        Policy { lead: SignedDuration::from_mins(self.lead_minutes.into()), rotate_after }
    }

    /// The key store of the folder alone, whatever else is named.
    pub(crate) fn open_folder(&self, folder: &Path, clock: &Clock, rng: &Rng) -> Result<Arc<dyn KeyStore>> {
        let store = if self.create {
            FileKeyStore::open_or_create(folder, clock, rng)
        } else {
            FileKeyStore::open(folder, clock, rng)
        };
        Ok(Arc::new(store?.with_policy(self.policy())))
    }

    /// Opens the key store; makes its keys where [`Keys::create`] says so and there is no store yet.
    ///
    /// # Errors
    /// Those of the key stores.
    pub(crate) fn open(&self, clock: &Clock, rng: &Rng) -> Result<Arc<dyn KeyStore>> {
        match (&self.pkcs11, &self.folder) {
            (Some(pkcs11), folder) => pkcs11.open(self, folder.as_deref(), clock, rng),
            (None, Some(folder)) => self.open_folder(folder, clock, rng),
            (None, None) => Err(Error::invalid("config_faults", "No key store is named.")),
        }
    }

    /// As [`Keys::open`], and makes nothing: for whoever wants to know what is there.
    pub(crate) fn look(&self, clock: &Clock, rng: &Rng) -> Result<Arc<dyn KeyStore>> {
        Self { create: false, ..self.clone() }.open(clock, rng)
    }

    /// Whether a key that is made here outlives this machine's next start. A sandbox may keep its keys in memory.
    ///
    /// # Errors
    /// `keys_in_memory`.
    pub(crate) fn check_lasting(&self, production: bool) -> Result<()> {
        let folder = self.folder.as_deref().filter(|_| production && self.pkcs11.is_none());
        match folder.filter(|folder| in_memory(folder)) {
            None => Ok(()),
            Some(folder) => Err(Error::conflict(
                "keys_in_memory",
                format!(
                    "The folder {} is in memory: a key made there is lost with the machine or the pod, and with it what only that key opens. \
                     Make it where the folder's original lies, then bring it to every node or update the secret that it is copied from: \
                     docs/runbooks/rotating-keys.md.",
                    folder.display()
                ),
            )),
        }
    }
}

fn told(error: &Error) -> Fault {
    Fault::new("keys.folder", error.public())
}

/// Whether a folder, or the place where it would be made, is a file system in memory (`tmpfs`, `ramfs`).
#[cfg(target_os = "linux")]
fn in_memory(folder: &Path) -> bool {
    const TMPFS: u64 = 0x0102_1994;
    const RAMFS: u64 = 0x8584_58f6;
    let there = folder.ancestors().find(|place| place.exists()).unwrap_or(Path::new("."));
    let kind = rustix::fs::statfs(there).ok().and_then(|told| u64::try_from(told.f_type).ok());
    kind.is_some_and(|kind| kind == TMPFS || kind == RAMFS)
}

#[cfg(not(target_os = "linux"))]
fn in_memory(_folder: &Path) -> bool {
    false
}

fn holds_something(folder: &Path) -> bool {
    std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some())
}

impl Pkcs11 {
    fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        if cfg!(not(feature = "pkcs11")) {
            let mend = "This program was built without PKCS#11: cargo build --features pkcs11, or take a package that has it.";
            faults.push(Fault::new("keys.pkcs11", mend));
        }
        if !self.module.is_file() {
            let mend = format!(
                "There is no module {}. Install the one of your hardware and name its file.",
                self.module.display()
            );
            faults.push(Fault::new("keys.pkcs11.module", mend));
        }
        if let Err(error) = self.pin_file.read() {
            faults.push(Fault::new("keys.pkcs11.pin_file", error.public()));
        } else if readable_by_others(self.pin_file.path()) {
            let mend =
                format!("Others can read the PIN. Run: chmod 600 '{}'", self.pin_file.path().display());
            faults.push(Fault::new("keys.pkcs11.pin_file", mend));
        }
        faults
    }
}

fn readable_by_others(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|facts| facts.permissions().mode() & 0o077 != 0)
}

#[cfg(feature = "pkcs11")]
mod hardware {
    //! What is there only in a program that was built with PKCS#11.

    use causeway_crypto::keystore::{Pkcs11KeyStore, TokenConfig};

    use super::{Arc, Clock, Error, KeyStore, Keys, Path, Pkcs11, Result, Rng, SignedDuration};

    impl Pkcs11 {
        pub(super) fn open(
            &self,
            keys: &Keys,
            folder: Option<&Path>,
            clock: &Clock,
            rng: &Rng,
        ) -> Result<Arc<dyn KeyStore>> {
            let store = if keys.create && folder.is_none() {
                Pkcs11KeyStore::create(&self.token(), None, keys.policy().lead, clock, rng)
            } else {
                Pkcs11KeyStore::open(&self.token(), folder, clock, rng)
            };
            Ok(Arc::new(store?.with_policy(keys.policy())))
        }

        fn token(&self) -> TokenConfig {
            TokenConfig { module: self.module.clone(), token: self.token.clone(), pin: self.pin_file.clone() }
        }
    }

    impl Keys {
        /// Makes the keys that are missing in the token, to take over from those of the folder after `lead`.
        ///
        /// # Errors
        /// `config_faults` unless both are named; those of the key store.
        pub(crate) fn migrate(
            &self,
            lead: SignedDuration,
            clock: &Clock,
            rng: &Rng,
        ) -> Result<Arc<dyn KeyStore>> {
            let (Some(pkcs11), Some(folder)) = (&self.pkcs11, &self.folder) else {
                return Err(Error::invalid(
                    "config_faults",
                    "Name both: the folder from which the keys come (keys.folder) and the token into which they go ([keys.pkcs11]).",
                ));
            };
            let store = Pkcs11KeyStore::create(&pkcs11.token(), Some(folder), lead, clock, rng)?;
            Ok(Arc::new(store.with_policy(self.policy())))
        }
    }
}

#[cfg(not(feature = "pkcs11"))]
mod hardware {
    //! What a program without PKCS#11 says.

    use super::{Arc, Clock, Error, KeyStore, Keys, Path, Pkcs11, Result, Rng, SignedDuration};

    fn without<T>() -> Result<T> {
        Err(Error::invalid(
            "config_faults",
            "This program was built without PKCS#11: cargo build --features pkcs11.",
        ))
    }

    impl Pkcs11 {
        pub(super) fn open(
            &self,
            _keys: &Keys,
            _folder: Option<&Path>,
            _clock: &Clock,
            _rng: &Rng,
        ) -> Result<Arc<dyn KeyStore>> {
            let _ = &self.token;
            without()
        }
    }

    impl Keys {
        pub(crate) fn migrate(
            &self,
            _lead: SignedDuration,
            _clock: &Clock,
            _rng: &Rng,
        ) -> Result<Arc<dyn KeyStore>> {
            let _ = self;
            without()
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{self, Permissions};

    use super::*;

    fn faults(text: &str, production: bool) -> Vec<String> {
        let keys: Keys = toml::from_str(text).unwrap();
        keys.faults(production).into_iter().map(|fault| fault.key).collect()
    }

    #[test]
    fn one_place_for_keys_is_named() {
        assert_eq!(faults("", false), ["keys.folder"]);
        assert_eq!(faults("folder = \"/no/such\"", true), ["keys.folder"]);
        assert_eq!(faults("folder = \"/no/such\"\ncreate = true", true), Vec::<String>::new());
        assert!(toml::from_str::<Keys>("folder = \"x\"\nfolders = 1").is_err());
        assert!(toml::from_str::<Keys>("[pkcs11]\nmodule = \"x\"\ntoken = \"t\"\npin = \"1234\"").is_err());
    }

    #[test]
    fn a_token_needs_a_module_and_a_pin_that_is_nobody_elses() {
        let folder = tempfile::tempdir().unwrap();
        let pin = folder.path().join("pin");
        let text = |module: &str| {
            format!("[pkcs11]\nmodule = \"{module}\"\ntoken = \"t\"\npin_file = \"{}\"", pin.display())
        };
        assert_eq!(faults(&text("/no/such.so"), true), ["keys.pkcs11.module", "keys.pkcs11.pin_file"]);
        fs::write(&pin, "1234\n").unwrap();
        fs::set_permissions(&pin, Permissions::from_mode(0o644)).unwrap();
        let module = pin.display().to_string();
        assert_eq!(faults(&text(&module), true), ["keys.pkcs11.pin_file"]);
        fs::set_permissions(&pin, Permissions::from_mode(0o600)).unwrap();
        assert_eq!(faults(&text(&module), true), Vec::<String>::new());
        let both = format!("folder = \"/no/such\"\n{}", text(&module));
        assert_eq!(faults(&both, true), ["keys.folder"], "an empty folder beside a token is left out");
    }

    #[test]
    fn times_have_limits_and_become_the_policy() {
        let base = "folder = \"x\"\ncreate = true\n";
        assert_eq!(faults(&format!("{base}lead_minutes = 5"), false), ["keys.lead_minutes"]);
        let wrong = format!("{base}[rotate_after_days]\nplatform_consumer = 0\nlog = 4000");
        assert_eq!(
            faults(&wrong, false),
            ["keys.rotate_after_days.log", "keys.rotate_after_days.platform_consumer"]
        );
        let keys: Keys =
            toml::from_str(&format!("{base}lead_minutes = 30\n[rotate_after_days]\ntoken = 10")).unwrap();
        let policy = keys.policy();
        assert_eq!(policy.lead, SignedDuration::from_mins(30));
        assert_eq!(policy.rotate_after[&KeyUse::Token], SignedDuration::from_hours(240));
        assert_eq!(policy.rotate_after[&KeyUse::Log], SignedDuration::from_hours(24 * 730));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_production_key_is_not_made_where_it_would_be_lost() {
        let in_memory = |text: &str| toml::from_str::<Keys>(text).unwrap();
        let keys = in_memory("folder = \"/dev/shm/causeway-test/keys\"\ncreate = true");
        assert_eq!(keys.check_lasting(true).unwrap_err().code(), "keys_in_memory");
        assert!(keys.check_lasting(false).is_ok(), "a sandbox may");
        assert_eq!(faults("folder = \"/dev/shm/causeway-test/keys\"\ncreate = true", true), ["keys.folder"]);
        assert!(in_memory("folder = \"/proc/keys\"").check_lasting(true).is_ok(), "another file system");
    }

    #[test]
    fn a_look_makes_no_keys_whatever_the_file_says() {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path().join("keys");
        let keys: Keys = toml::from_str(&format!("folder = \"{}\"\ncreate = true", at.display())).unwrap();
        let (clock, rng) = (Clock::system(), Rng::system());
        assert_eq!(keys.look(&clock, &rng).unwrap_err().code(), "keystore_unreadable");
        assert!(!at.exists());
        keys.open(&clock, &rng).unwrap();
        fs::remove_file(at.join("sign-token-0001.pem")).unwrap();
        for store in [keys.look(&clock, &rng), keys.open(&clock, &rng)] {
            assert_eq!(store.unwrap_err().code(), "keystore_damaged");
        }
    }

    #[test]
    fn the_defaults_are_those_of_the_key_store() {
        let keys: Keys = toml::from_str("folder = \"x\"").unwrap();
        assert_eq!(keys.policy(), Policy::default());
    }
}
