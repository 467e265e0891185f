//! The connector's own keys: a signing key (ES256) and a decryption key (P-256), files of a folder that this user alone can read.
//!
//! A provider signs its answers with the one and opens identifiers with the other; a consumer signs its requests and its client
//! assertions, and opens answers where it does not use a fresh key for each.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

use causeway_core::{Error, Result};
use causeway_crypto::jose::{Alg, DecryptionKey, JwkSet, SigningKey};

const SIGNING: &str = "signing.pk8";
const DECRYPTION: &str = "decryption.pk8";

/// The connector's own keys.
#[derive(Clone)]
pub struct Keys {
    /// Signs.
    pub signing: SigningKey,
    /// Opens.
    pub decryption: DecryptionKey,
}

impl Keys {
    /// Reads the keys in `folder`, and makes those that are not there.
    ///
    /// # Errors
    /// `connector_keys` when the folder or a file cannot be read or made, is damaged, or is open to others.
    pub fn open(folder: &Path) -> Result<Self> {
        let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
        made.map_err(|error| bad(folder, &error.to_string()))?;
        let signing = read_or_make(&folder.join(SIGNING), || {
            Ok(SigningKey::generate(Alg::Es256)?.to_pkcs8()?.to_vec())
        })?;
        let decryption =
            read_or_make(&folder.join(DECRYPTION), || Ok(DecryptionKey::generate()?.to_pkcs8()?.to_vec()))?;
        Ok(Self {
            signing: SigningKey::from_pkcs8(&signing).map_err(|error| damaged(folder, SIGNING, error))?,
            decryption: DecryptionKey::from_pkcs8(&decryption)
                .map_err(|error| damaged(folder, DECRYPTION, error))?,
        })
    }

    /// The public keys, as `connector keys` and `GET /causeway/v1/keys` show them.
    pub fn public(&self) -> JwkSet {
        JwkSet { keys: vec![self.signing.jwk().clone(), self.decryption.jwk().clone()] }
    }
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keys")
            .field("signing", &self.signing.kid())
            .field("decryption", &self.decryption.kid())
            .finish()
    }
}

fn read_or_make(path: &Path, make: impl FnOnce() -> Result<Vec<u8>>) -> Result<Vec<u8>> {
    if !path.exists() {
        write(path, &make()?).map_err(|error| bad(path, &error.to_string()))?;
    }
    let mode = fs::metadata(path).map_err(|error| bad(path, &error.to_string()))?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(bad(path, "others can read it; take their permissions away (chmod 600)"));
    }
    fs::read(path).map_err(|error| bad(path, &error.to_string()))
}

/// Either the whole file is there or none: a crash leaves no half a key.
fn write(path: &Path, content: &[u8]) -> std::io::Result<()> {
    let draft = path.with_extension("draft");
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
    file.write_all(content)?;
    file.sync_all()?;
    fs::rename(&draft, path)?;
    if let Some(folder) = path.parent() {
        fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

fn bad(path: &Path, why: &str) -> Error {
    Error::invalid("connector_keys", format!("The connector's key at {}: {why}.", path.display()))
}

fn damaged(folder: &Path, name: &str, error: Error) -> Error {
    let why = "it is damaged; restore it, or remove it and register the new key that is then made";
    bad(&folder.join(name), why).with_cause(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_made_once_and_kept_for_this_user_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys");
        let first = Keys::open(&path).unwrap();
        let again = Keys::open(&path).unwrap();
        assert_eq!(first.public(), again.public());
        for name in [SIGNING, DECRYPTION] {
            let mode = fs::metadata(path.join(name)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        let uses: Vec<_> = first.public().keys.into_iter().filter_map(|key| key.use_).collect();
        assert_eq!(uses, ["sig", "enc"]);
    }

    #[test]
    fn a_key_that_others_can_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        Keys::open(folder.path()).unwrap();
        let path = folder.path().join(SIGNING);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        let error = Keys::open(folder.path()).unwrap_err();
        assert_eq!(error.code(), "connector_keys");
        assert!(error.public().contains("chmod 600"));
    }

    #[test]
    fn a_damaged_key_is_told_and_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        Keys::open(folder.path()).unwrap();
        fs::write(folder.path().join(DECRYPTION), b"garbage").unwrap();
        assert!(Keys::open(folder.path()).unwrap_err().public().contains("damaged"));
        assert_eq!(fs::read(folder.path().join(DECRYPTION)).unwrap(), b"garbage");
    }

    #[test]
    fn keys_do_not_show_in_debug_output() {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keys::open(folder.path()).unwrap();
        let shown = format!("{keys:?}");
        assert!(shown.contains(keys.signing.kid()) && shown.len() < 200);
    }
}
