//! The provider's own evidence: one line of JSON for each answer, appended before it leaves. Names, never values.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};

use causeway_core::{ClientId, DatasetId, Error, PurposeId, ReadId, Result};
use causeway_exchange::wire::Basis;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::sync::oneshot;

use super::replay::MEMORY;

/// How much of the end of the file is looked at for requests that may be replayed, in bytes.
const TAIL: u64 = 4 * 1024 * 1024;

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    pub(super) time: Timestamp,
    pub(super) read: ReadId,
    pub(super) consumer: ClientId,
    pub(super) dataset: DatasetId,
    pub(super) fields: Vec<String>,
    pub(super) purpose: PurposeId,
    pub(super) basis: Basis,
    pub(super) found: bool,
    pub(super) consumer_request_sha256: String,
}

/// The open file, behind a thread of its own: lines that wait together reach the disk together.
#[derive(Debug)]
pub(super) struct Journal(Sender<Line>);

struct Line {
    text: Vec<u8>,
    written: oneshot::Sender<std::io::Result<()>>,
}

impl Journal {
    /// Opens or creates the file; also returns what was answered so recently that it might be replayed, and until when that is.
    ///
    /// # Errors
    /// `connector_journal`.
    pub(super) fn open(path: &Path, now: Timestamp) -> Result<(Self, Vec<(String, Timestamp)>)> {
        let named = |error: std::io::Error| bad(path, &error);
        let mut file =
            OpenOptions::new().read(true).append(true).create(true).mode(0o600).open(path).map_err(named)?;
        let remembered = recent(&mut file, now).map_err(named)?;
        let (sender, receiver) = channel();
        let path = PathBuf::from(path);
        let thread = std::thread::Builder::new().name("journal".to_owned());
        thread.spawn(move || keep(file, &receiver, &path)).map_err(Error::internal)?;
        Ok((Self(sender), remembered))
    }

    /// Appends an entry; returns once it is on the disk.
    ///
    /// # Errors
    /// `journal_unavailable`: then nothing is answered, since nothing leaves without evidence.
    pub(super) async fn write(&self, entry: &Entry) -> Result<()> {
        let mut text = serde_json::to_vec(entry).map_err(Error::internal)?;
        text.push(b'\n');
        let (written, done) = oneshot::channel();
        self.0.send(Line { text, written }).map_err(|_| unavailable("its thread is gone"))?;
        done.await.map_err(|_| unavailable("its thread is gone"))?.map_err(unavailable)
    }
}

/// Until nobody is left who could write: takes what waits, appends it, syncs once, answers all.
fn keep(mut file: File, lines: &Receiver<Line>, path: &Path) {
    while let Ok(first) = lines.recv() {
        let batch: Vec<Line> = std::iter::once(first).chain(lines.try_iter().take(1023)).collect();
        let text: Vec<u8> = batch.iter().flat_map(|line| line.text.iter().copied()).collect();
        let done = file.write_all(&text).and_then(|()| file.sync_data());
        if let Err(error) = &done {
            tracing::error!(path = %path.display(), %error, "the journal cannot be written; nothing is answered");
        }
        for line in batch {
            let _ = line.written.send(done.as_ref().copied().map_err(|error| error.kind().into()));
        }
    }
}

fn recent(file: &mut File, now: Timestamp) -> std::io::Result<Vec<(String, Timestamp)>> {
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(length.saturating_sub(TAIL)))?;
    let mut tail = Vec::new();
    file.read_to_end(&mut tail)?;
    // A torn last line, from a machine that lost power, must not swallow the next one.
    if tail.last().is_some_and(|byte| *byte != b'\n') {
        file.write_all(b"\n")?;
    }
    let entries =
        tail.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice::<Entry>(line).ok());
    let recent = entries.filter(|entry| entry.time + MEMORY > now);
    Ok(recent
        .flat_map(|entry| {
            let until = entry.time + MEMORY;
            [(entry.read.to_string(), until), (entry.consumer_request_sha256, until)]
        })
        .collect())
}

fn bad(path: &Path, error: &std::io::Error) -> Error {
    Error::invalid(
        "connector_journal",
        format!(
            "The journal {} cannot be opened: {error}. Make its folder, writable by this program.",
            path.display()
        ),
    )
}

fn unavailable(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::unavailable(
        "journal_unavailable",
        "The provider cannot write its evidence, so it does not answer.",
        30,
    )
    .with_cause(cause)
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use uuid::Uuid;

    use super::*;

    fn entry(read: u128, time: Timestamp) -> Entry {
        Entry {
            time,
            read: Uuid::from_u128(read).into(),
            consumer: "driving-licence".parse().unwrap(),
            dataset: "water.address".parse().unwrap(),
            fields: vec!["address".to_owned()],
            purpose: "licence-renewal".parse().unwrap(),
            basis: Basis::Consent,
            found: true,
            consumer_request_sha256: format!("digest-{read}"),
        }
    }

    fn now() -> Timestamp {
        Timestamp::from_second(1_000_000).unwrap()
    }

    #[tokio::test]
    async fn lines_are_appended_and_the_recent_ones_remembered_by_the_next_run() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.jsonl");
        let (journal, remembered) = Journal::open(&path, now()).unwrap();
        assert!(remembered.is_empty());
        journal.write(&entry(1, now() - SignedDuration::from_hours(1))).await.unwrap();
        journal.write(&entry(2, now())).await.unwrap();
        let (_, remembered) = Journal::open(&path, now()).unwrap();
        let names: Vec<_> = remembered.into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, [Uuid::from_u128(2).to_string(), "digest-2".to_owned()]);
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text.lines().count(), 2);
        assert_eq!(serde_json::from_str::<Entry>(text.lines().next().unwrap()).unwrap().fields, ["address"]);
    }

    #[tokio::test]
    async fn many_at_once_are_all_written_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.jsonl");
        let journal = std::sync::Arc::new(Journal::open(&path, now()).unwrap().0);
        let writers: Vec<_> = (0..200)
            .map(|n| {
                let journal = std::sync::Arc::clone(&journal);
                tokio::spawn(async move { journal.write(&entry(n, now())).await })
            })
            .collect();
        for writer in writers {
            writer.await.unwrap().unwrap();
        }
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text.lines().filter(|line| serde_json::from_str::<Entry>(line).is_ok()).count(), 200);
    }

    #[tokio::test]
    async fn a_torn_line_does_not_swallow_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.jsonl");
        std::fs::write(&path, "{\"time\":\"2026-").unwrap();
        let (journal, _) = Journal::open(&path, now()).unwrap();
        journal.write(&entry(3, now())).await.unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(serde_json::from_str::<Entry>(text.lines().last().unwrap()).is_ok());
    }

    #[test]
    fn a_folder_that_is_not_there_is_told() {
        let error = Journal::open(Path::new("/nowhere/journal.jsonl"), now()).unwrap_err();
        assert!(error.public().contains("/nowhere/journal.jsonl"));
    }
}
