//! `[backup]`

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use causeway_core::config::Fault;
use causeway_core::{Error, Result};
use jiff::SignedDuration;
use serde::Deserialize;

/// The journal, which a restore replays so that what was withdrawn, used or deleted after a backup stays so (docs/runbooks/backup.md).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The folder of the journal's files, on another disk or machine than the database, and the same for all nodes. Without it nothing
    /// is shipped: a restore then brings back the state of the backup, and the evidence log goes on under a new name.
    pub journal: Option<PathBuf>,
    /// After so many seconds during which something waits to be shipped, the health page says that the journal lags. Default 60.
    pub lag_seconds: i64,
    /// For so many days what was shipped stays in the database as well. Default 35.
    pub keep_days: i64,
}

impl Default for Config {
    fn default() -> Self {
        Self { journal: None, lag_seconds: 60, keep_days: 35 }
    }
}

impl Config {
    /// What is wrong with it, each with its mend. Whether the journal can be written asks [`Config::probe`], where it has to be.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        if !(5..=3600).contains(&self.lag_seconds) {
            faults.push(Fault::new("backup.lag_seconds", "Write a number of seconds from 5 to 3600."));
        }
        if !(1..=365).contains(&self.keep_days) {
            faults.push(Fault::new("backup.keep_days", "Write a number of days from 1 to 365."));
        }
        faults
    }

    /// Writes a file into the journal's folder, makes it last, and removes it: what a node that ships the journal asks before it starts,
    /// since without the journal no checkpoint is published.
    ///
    /// # Errors
    /// `journal_unwritable`.
    pub fn probe(&self) -> Result<()> {
        let Some(folder) = &self.journal else { return Ok(()) };
        write_and_remove(folder).map_err(|error| {
            Error::invalid(
                "journal_unwritable",
                format!(
                    "The folder of the journal, {} (backup.journal), cannot be written: {error}. Create it, writable by this program alone, or \
                     mount it here. Under systemd the unit has to name it: ReadWritePaths (docs/runbooks/backup.md). A node that runs no jobs \
                     (--role portal, identity, gateway) does not need it.",
                    folder.display()
                ),
            )
        })
    }

    pub(crate) fn lag(&self) -> SignedDuration {
        SignedDuration::from_secs(self.lag_seconds)
    }

    pub(crate) fn keep(&self) -> SignedDuration {
        SignedDuration::from_hours(24 * self.keep_days)
    }
}

fn write_and_remove(folder: &Path) -> std::io::Result<()> {
    // Of nodes that start at once each has its own, or they have one in turn.
    let probe = folder.join(format!(".probe-{}", std::process::id()));
    let written = File::create(&probe).and_then(|file| file.sync_all());
    let removed = fs::remove_file(&probe);
    written.and(removed).and_then(|()| File::open(folder)?.sync_all())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fault_names_its_key_and_its_mend() {
        assert_eq!(Config::default().faults(), []);
        let bad = Config { journal: Some("/nowhere/at/all".into()), lag_seconds: 0, keep_days: 0 };
        let keys: Vec<_> = bad.faults().into_iter().map(|fault| fault.key).collect();
        assert_eq!(keys, ["backup.lag_seconds", "backup.keep_days"], "not every node needs the journal");
    }

    #[test]
    fn a_journal_that_cannot_be_written_is_told_before_the_start() {
        let with = |folder: &Path| Config { journal: Some(folder.to_owned()), ..Config::default() };
        assert!(Config::default().probe().is_ok());
        let folder = tempfile::tempdir().unwrap();
        with(folder.path()).probe().unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left behind");
        for nowhere in [Path::new("/nowhere/at/all"), Path::new("/proc")] {
            let error = with(nowhere).probe().unwrap_err();
            assert_eq!(error.code(), "journal_unwritable");
            assert!(
                error.public().contains("ReadWritePaths") && error.public().contains("backup.journal"),
                "{error}"
            );
        }
    }
}
