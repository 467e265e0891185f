//! Shipping: what was noted in the database is appended to the files, synced, and only then called shipped.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use causeway_core::jobs::{Worker, in_batches};
use causeway_core::journal::{self, Entry};
use causeway_core::{Env, Error, Result, setting};
use causeway_crypto::b64;
use causeway_evidence::Evidence;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex;

use super::read::refuse_foreign;
use super::{ENDING, FirstLine, PREFIX, VERSION, chained};
use crate::Config;
use crate::files::{sync_folder, unwritable};

const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_hours(1);

/// Ships the journal of one database. Cheap to clone. Any number of processes may, each to files of its own in one folder.
#[derive(Clone)]
pub struct Shipper {
    env: Env,
    evidence: Evidence,
    config: Config,
    output: Arc<Mutex<Option<Output>>>,
}

impl std::fmt::Debug for Shipper {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shipper").field("config", &self.config).finish_non_exhaustive()
    }
}

impl Shipper {
    /// Ships as `config` says; nowhere, if it names no folder.
    pub fn new(env: Env, evidence: Evidence, config: Config) -> Self {
        Self { env, evidence, config, output: Arc::default() }
    }

    /// Adds the task that ships every second, and the one that clears away what was shipped long ago.
    #[must_use]
    pub fn work(&self, worker: Worker) -> Worker {
        let (shipping, purging) = (self.clone(), self.clone());
        worker
            .every("backup.ship_journal", SECOND, move || {
                let shipper = shipping.clone();
                async move { shipper.ship().await.map(|_| ()) }
            })
            .every("backup.purge_journal", HOUR, move || {
                let shipper = purging.clone();
                async move { shipper.purge().await }
            })
    }

    /// Since when something waits to be shipped, if it is for longer than it should: a degradation of the service, since no checkpoint is
    /// published meanwhile and a restore would miss it.
    pub async fn late_since(&self) -> Result<Option<Timestamp>> {
        if self.config.journal.is_none() {
            return Ok(None);
        }
        let oldest = journal::oldest_waiting(&self.env.db).await?;
        Ok(oldest.filter(|at| self.env.now() - self.config.lag() > *at))
    }

    /// Ships everything that waits. Returns how many entries.
    ///
    /// # Errors
    /// `backup_unwritable`; what was not shipped stays where it is.
    pub async fn ship(&self) -> Result<usize> {
        let Some(folder) = &self.config.journal else { return Ok(0) };
        let mut output = self.output.lock().await;
        let mut shipped = 0;
        loop {
            self.measure().await?;
            let entries = journal::take(&self.env).await?;
            if entries.is_empty() {
                return Ok(shipped);
            }
            if let Err(error) = self.append(folder, &mut output, &entries).await {
                // Perhaps another node can write.
                journal::give_back(&self.env, &entries).await?;
                return Err(error);
            }
            self.settle(&entries).await?;
            shipped += entries.len();
            metrics::counter!("journal_shipped_total")
                .increment(u64::try_from(entries.len()).unwrap_or_default());
        }
    }

    async fn measure(&self) -> Result<()> {
        let oldest = journal::oldest_waiting(&self.env.db).await?;
        let age = oldest.map_or(SignedDuration::ZERO, |at| self.env.now().duration_since(at));
        metrics::gauge!("journal_oldest_unshipped_seconds").set(age.as_secs_f64());
        Ok(())
    }

    /// After a failure nobody knows what of it stands in the file: the next attempt begins another one.
    async fn append(&self, folder: &Path, output: &mut Option<Output>, entries: &[Entry]) -> Result<()> {
        let today = self.env.now().strftime("%Y-%m-%d").to_string();
        let mut open = match output.take() {
            Some(open) if open.day == today => open,
            before => {
                let first = self.first_line(before.as_ref()).await?;
                Output::open(folder, today, first, before.map_or([0; 32], |before| before.hash))?
            }
        };
        open.append(entries)?;
        *output = Some(open);
        Ok(())
    }

    async fn first_line(&self, before: Option<&Output>) -> Result<FirstLine> {
        let (writer, file) = match before {
            Some(before) => (before.first.writer, before.first.file + 1),
            None => (self.env.new_uuid()?, 1),
        };
        let database = setting::database_id(&self.env).await?;
        Ok(FirstLine { causeway_journal: VERSION, database, writer, file })
    }

    async fn settle(&self, entries: &[Entry]) -> Result<()> {
        let (now, evidence) = (self.env.now(), &self.evidence);
        self.env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    journal::shipped(tx, entries, now).await?;
                    evidence.shipped(tx, entries).await
                })
            })
            .await
    }

    async fn purge(&self) -> Result<()> {
        let (before, shipping) = (self.env.now() - self.config.keep(), self.config.journal.is_some());
        let purged = in_batches(|| self.env.db.tx(move |tx| Box::pin(journal::purge(tx, before, shipping))));
        purged.await.map(drop)
    }
}

/// A file that this process appends to.
#[derive(Debug)]
struct Output {
    path: PathBuf,
    file: File,
    day: String,
    first: FirstLine,
    hash: [u8; 32],
}

impl Output {
    /// Begins a file, which follows on the last line of this process's file before it.
    fn open(folder: &Path, day: String, first: FirstLine, follows: [u8; 32]) -> Result<Self> {
        let name = format!("{PREFIX}{day}-{}{ENDING}", first.writer.simple());
        let path = folder.join(name);
        if first.file == 1 {
            refuse_foreign(folder, first.database)?;
        }
        let mut options = OpenOptions::new();
        options.append(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&path).map_err(|e| unwritable(&path, &e))?;
        let mut text = Vec::new();
        let hash = line(&mut text, &follows, &serde_json::to_vec(&first).map_err(Error::internal)?);
        let mut output = Self { path, file, day, first, hash };
        output.write(&text)?;
        sync_folder(folder)?;
        Ok(output)
    }

    fn append(&mut self, entries: &[Entry]) -> Result<()> {
        let (mut text, mut hash) = (Vec::new(), self.hash);
        for entry in entries {
            hash = line(&mut text, &hash, &serde_json::to_vec(entry).map_err(Error::internal)?);
        }
        self.write(&text)?;
        self.hash = hash;
        Ok(())
    }

    fn write(&mut self, text: &[u8]) -> Result<()> {
        let written = self.file.write_all(text).and_then(|()| self.file.sync_data());
        written.map_err(|e| unwritable(&self.path, &e))
    }
}

fn line(text: &mut Vec<u8>, previous: &[u8; 32], json: &[u8]) -> [u8; 32] {
    let hash = chained(previous, json);
    text.extend_from_slice(b64::encode(&hash).as_bytes());
    text.push(b' ');
    text.extend_from_slice(json);
    text.push(b'\n');
    hash
}

/// For the tests of reading.
#[cfg(test)]
pub(super) fn line_for_tests(text: &mut Vec<u8>, previous: &[u8; 32], json: &[u8]) -> [u8; 32] {
    line(text, previous, json)
}
