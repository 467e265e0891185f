//! `[backup]`

use std::path::PathBuf;

use causeway_core::config::Fault;
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
    /// What is wrong with it, each with its mend.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        if !(5..=3600).contains(&self.lag_seconds) {
            faults.push(Fault::new("backup.lag_seconds", "Write a number of seconds from 5 to 3600."));
        }
        if !(1..=365).contains(&self.keep_days) {
            faults.push(Fault::new("backup.keep_days", "Write a number of days from 1 to 365."));
        }
        if let Some(folder) = self.journal.as_ref().filter(|folder| !folder.is_dir()) {
            let mend = format!(
                "The folder {} is not there. Create it, writable by this program alone.",
                folder.display()
            );
            faults.push(Fault::new("backup.journal", mend));
        }
        faults
    }

    pub(crate) fn lag(&self) -> SignedDuration {
        SignedDuration::from_secs(self.lag_seconds)
    }

    pub(crate) fn keep(&self) -> SignedDuration {
        SignedDuration::from_hours(24 * self.keep_days)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fault_names_its_key_and_its_mend() {
        assert_eq!(Config::default().faults(), []);
        let bad = Config { journal: Some("/nowhere/at/all".into()), lag_seconds: 0, keep_days: 0 };
        let keys: Vec<_> = bad.faults().into_iter().map(|fault| fault.key).collect();
        assert_eq!(keys, ["backup.lag_seconds", "backup.keep_days", "backup.journal"]);
    }
}
