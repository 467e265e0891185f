//! The provider's own evidence: one line of JSON for each answer, appended before it leaves. Names, never values.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};

use causeway_core::{ClientId, DatasetId, Error, PurposeId, ReadId, Result};
use causeway_exchange::wire::Basis;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::sync::oneshot;

use super::replay::MEMORY;

/// In steps of so many bytes the file is gone through backwards, for requests that may be replayed.
const STEP: u64 = 4 * 1024 * 1024;

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
    let mut torn = false;
    while let Ok(first) = lines.recv() {
        let batch: Vec<Line> = std::iter::once(first).chain(lines.try_iter().take(1023)).collect();
        let text: Vec<u8> = batch.iter().flat_map(|line| line.text.iter().copied()).collect();
        let done = append(&mut file, &mut torn, &text).and_then(|()| file.sync_data());
        if let Err(error) = &done {
            tracing::error!(path = %path.display(), %error, "the journal cannot be written; nothing is answered");
        }
        for line in batch {
            let _ = line.written.send(done.as_ref().copied().map_err(|error| error.kind().into()));
        }
    }
}

/// Appends whole lines. If that fails, the file may end in the midst of one: the next call ends that one first.
fn append(file: &mut impl Write, torn: &mut bool, lines: &[u8]) -> std::io::Result<()> {
    if std::mem::replace(torn, true) {
        file.write_all(b"\n")?;
    }
    file.write_all(lines)?;
    *torn = false;
    Ok(())
}

/// What was answered so recently that it might be replayed, and until when; leaves the file with its last line ended.
fn recent(file: &mut File, now: Timestamp) -> std::io::Result<Vec<(String, Timestamp)>> {
    let mut start = file.seek(SeekFrom::End(0))?;
    while start > 0 {
        start = start.saturating_sub(STEP);
        if begins_long_ago(file, start, now)? {
            break;
        }
    }
    file.seek(SeekFrom::Start(start))?;
    let (mut lines, mut line, mut names) = (BufReader::new(&*file), Vec::new(), Vec::new());
    let mut ended = true;
    while lines.read_until(b'\n', &mut line)? > 0 {
        ended = line.ends_with(b"\n");
        let entry = serde_json::from_slice::<Entry>(&line).ok();
        if let Some(entry) = entry.filter(|entry| entry.time + MEMORY > now) {
            let until = entry.time + MEMORY;
            names.extend([(entry.read.to_string(), until), (entry.consumer_request_sha256, until)]);
        }
        line.clear();
    }
    // A torn last line, from a machine that lost power, must not swallow the next one.
    if !ended {
        file.write_all(b"\n")?;
    }
    Ok(names)
}

/// Whether what stands at `start` is so old that nothing before it can be replayed. Lines that waited for the disk are not quite in
/// the order of their times: twice the memory is far enough.
fn begins_long_ago(file: &mut File, start: u64, now: Timestamp) -> std::io::Result<bool> {
    file.seek(SeekFrom::Start(start))?;
    let (mut lines, mut line) = (BufReader::new(&*file), Vec::new());
    while lines.read_until(b'\n', &mut line)? > 0 {
        if let Ok(entry) = serde_json::from_slice::<Entry>(&line) {
            return Ok(entry.time + MEMORY + MEMORY <= now);
        }
        line.clear();
    }
    Ok(false)
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

    /// A disk that is full after so many bytes.
    struct Full(Vec<u8>, usize);

    impl Write for Full {
        fn write(&mut self, text: &[u8]) -> std::io::Result<usize> {
            let fits = text.len().min(self.1 - self.0.len());
            if fits == 0 {
                return Err(std::io::ErrorKind::StorageFull.into());
            }
            self.0.extend(&text[..fits]);
            Ok(fits)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_batch_that_was_written_in_part_does_not_swallow_the_next() {
        let line = |read| [serde_json::to_vec(&entry(read, now())).unwrap(), b"\n".to_vec()].concat();
        let (mut disk, mut torn) = (Full(Vec::new(), 100), false);
        append(&mut disk, &mut torn, &line(1)).unwrap_err();
        append(&mut disk, &mut torn, &line(2)).unwrap_err();
        disk.1 = 10_000;
        for read in [3, 4] {
            append(&mut disk, &mut torn, &line(read)).unwrap();
        }
        let whole: Vec<Entry> = disk
            .0
            .split(|byte| *byte == b'\n')
            .filter_map(|line| serde_json::from_slice(line).ok())
            .collect();
        assert_eq!(whole, [entry(3, now()), entry(4, now())]);
        assert!(!String::from_utf8(disk.0).unwrap().contains("\n\n"), "a line is ended once");
    }

    #[tokio::test]
    async fn a_busy_minute_is_remembered_whole_and_what_is_older_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.jsonl");
        let padded = |read, time| {
            let fields = vec!["f".repeat(64 * 1024)];
            [serde_json::to_vec(&Entry { fields, ..entry(read, time) }).unwrap(), b"\n".to_vec()].concat()
        };
        let old: Vec<u8> = (0..100).flat_map(|n| padded(n, now() - SignedDuration::from_hours(1))).collect();
        let new: Vec<u8> = (100..300).flat_map(|n| padded(n, now())).collect();
        assert!(new.len() as u64 > 2 * STEP);
        std::fs::write(&path, [old, new].concat()).unwrap();
        let (_, remembered) = Journal::open(&path, now()).unwrap();
        assert_eq!(remembered.len(), 400);
        assert_eq!(remembered[0].0, Uuid::from_u128(100).to_string());
    }

    #[test]
    fn a_folder_that_is_not_there_is_told() {
        let error = Journal::open(Path::new("/nowhere/journal.jsonl"), now()).unwrap_err();
        assert!(error.public().contains("/nowhere/journal.jsonl"));
    }
}
