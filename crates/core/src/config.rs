//! Helpers for configuration sections: secrets that come from a file, durations in seconds, one fault list for `causeway check`.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use zeroize::Zeroizing;

use crate::{Error, Result};

/// A secret given by the name of a file that holds it; never by value in the configuration itself.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub struct SecretFile(PathBuf);

impl SecretFile {
    /// A secret in the file at `path`.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Reads it, without the line end that editors add.
    ///
    /// # Errors
    /// `config_secret` when the file cannot be read or is empty.
    pub fn read(&self) -> Result<Zeroizing<String>> {
        let text = std::fs::read_to_string(&self.0).map_err(|e| {
            Error::invalid(
                "config_secret",
                format!(
                    "The secret file {} cannot be read: {e}. Create it, readable by this program alone.",
                    self.0.display()
                ),
            )
        })?;
        let secret = Zeroizing::new(text.trim_end_matches(['\r', '\n']).to_owned());
        if secret.is_empty() {
            return Err(Error::invalid(
                "config_secret",
                format!("The secret file {} is empty.", self.0.display()),
            ));
        }
        Ok(secret)
    }
}

/// A fault in the configuration: where, what is wrong, and how to mend it. `causeway check` prints a list of these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The key, such as `server.public_url`.
    pub key: String,
    /// What is wrong and what to write instead.
    pub mend: String,
}

impl Fault {
    /// A fault at `key`.
    pub fn new(key: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { key: key.into(), mend: mend.into() }
    }
}
