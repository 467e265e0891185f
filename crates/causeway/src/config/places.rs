//! Where a configuration keeps what: for `causeway check`.

use std::path::{Path, PathBuf};

use super::{Config, Keys};

impl Config {
    /// The folders that grow, with what is kept in each.
    pub(crate) fn folders(&self) -> Vec<(&'static str, PathBuf)> {
        let database = self.database.sqlite.as_deref().map(|path| ("the database", parent(path)));
        let journal = self.backup.journal.clone().map(|folder| ("the journal", folder));
        database.into_iter().chain(journal).collect()
    }

    /// The files that hold secrets, with the keys that name them.
    pub(crate) fn secrets(&self) -> Vec<(&'static str, &Path)> {
        let mut found = Vec::new();
        found
            .extend(self.database.postgres_file.as_ref().map(|file| ("database.postgres_file", file.path())));
        found.extend(self.http.tls_key.as_deref().map(|path| ("http.tls_key", path)));
        found.extend(self.keys.pkcs11.as_ref().map(|token| ("keys.pkcs11.pin_file", token.pin_file.path())));
        found
    }
}

impl Keys {
    /// Whether there are keys already, so that opening the store makes none.
    pub(crate) fn are_there(&self) -> bool {
        let inhabited =
            |folder: &PathBuf| std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
        (self.pkcs11.is_some() && !self.create) || self.folder.as_ref().is_some_and(inhabited)
    }
}

/// The folder of a file; that of a bare name is the working folder.
fn parent(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_grows_and_what_is_secret_is_known() {
        let config: Config = toml::from_str(
            "mode = \"production\"\n[http]\ntls_cert = \"c.pem\"\ntls_key = \"k.pem\"\n[database]\nsqlite = \"data/x.db\"\n[keys]\nfolder = \"nowhere\"\n",
        )
        .unwrap();
        assert_eq!(config.folders(), [("the database", PathBuf::from("data"))]);
        assert_eq!(config.secrets(), [("http.tls_key", Path::new("k.pem"))]);
        assert!(!config.keys.are_there());
        assert_eq!(parent(Path::new("x.db")), PathBuf::from("."));
    }
}
