//! Reading the journal's files back: every line checked, every entry once, in the order in which things happened, and no gap unseen.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use causeway_core::journal::{Entry, Life};
use causeway_core::{Error, Result};
use causeway_crypto::b64;
use causeway_crypto::digest;
use jiff::Timestamp;
use uuid::Uuid;

use super::{ENDING, FirstLine, PREFIX, VERSION, chained};
use crate::files::unreadable;

/// No line is longer.
const LONGEST: u64 = 64 * 1024 * 1024;
/// A hash in Base64url.
const HASH: usize = 43;

/// Where an entry stands.
#[derive(Clone, Copy, Debug)]
struct Place {
    file: usize,
    offset: u64,
    length: u64,
    hash: [u8; 32],
}

/// Entries that are missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Gap {
    pub(crate) life: Uuid,
    pub(crate) first: i64,
    pub(crate) last: i64,
}

/// All files of a database's journal, checked and indexed. Memory grows with the number of entries, not with what they hold.
#[derive(Debug)]
pub(crate) struct Journal {
    files: Vec<PathBuf>,
    /// By life and number.
    places: HashMap<Uuid, BTreeMap<i64, Place>>,
    /// When the first entry of each life was noted.
    began: HashMap<Uuid, Timestamp>,
    /// Files that end in the middle of a line: a process died while it wrote, before that line was called shipped.
    pub(crate) torn: Vec<PathBuf>,
    /// When the newest entry of all was noted.
    pub(crate) newest: Option<Timestamp>,
}

impl Journal {
    /// Reads every file in `folder`.
    ///
    /// # Errors
    /// `backup_unreadable`; `journal_altered`; `journal_foreign` for the files of another database; `journal_missing` when there is none.
    pub(crate) fn read(folder: &Path, database: Uuid) -> Result<Self> {
        let (files, places, began) = (names(folder)?, HashMap::new(), HashMap::new());
        let mut journal = Self { files, places, began, torn: Vec::new(), newest: None };
        if journal.files.is_empty() {
            return Err(Error::invalid(
                "journal_missing",
                format!(
                    "There is no journal in {}. Name its folder with --journal; if it is lost, give --without-journal and read docs/runbooks/restoring.md first.",
                    folder.display()
                ),
            ));
        }
        // The end of each writer's files so far, to check that the next one follows on it.
        let mut ends: HashMap<Uuid, (u32, [u8; 32])> = HashMap::new();
        for index in 0..journal.files.len() {
            journal.file(index, database, &mut ends)?;
        }
        Ok(journal)
    }

    fn file(
        &mut self,
        index: usize,
        database: Uuid,
        ends: &mut HashMap<Uuid, (u32, [u8; 32])>,
    ) -> Result<()> {
        let path = self.files.get(index).cloned().unwrap_or_default();
        let mut input = BufReader::new(File::open(&path).map_err(|e| unreadable(&path, &e))?);
        let mut offset = 0;
        let mut state: Option<(FirstLine, [u8; 32])> = None;
        loop {
            let mut line = Vec::new();
            let read =
                (&mut input).take(LONGEST).read_until(b'\n', &mut line).map_err(|e| unreadable(&path, &e))?;
            if line.is_empty() {
                break;
            }
            if line.pop() != Some(b'\n') {
                self.torn.push(path.clone());
                break;
            }
            let (stated, json) = split(&line).ok_or_else(|| altered(&path, offset))?;
            state = Some(match state {
                None => {
                    let first = first_line(json, &path, database)?;
                    let before = ends.get(&first.writer).filter(|(file, _)| file + 1 == first.file);
                    // What it follows on may have been moved away for good; its own chain begins with what it states.
                    let fits = before.is_none_or(|(_, end)| chained(end, json) == stated);
                    let fits = fits && (first.file > 1 || chained(&[0; 32], json) == stated);
                    if !fits {
                        return Err(altered(&path, offset));
                    }
                    (first, stated)
                }
                Some((first, previous)) => {
                    if chained(&previous, json) != stated {
                        return Err(altered(&path, offset));
                    }
                    let place =
                        Place { file: index, offset, length: read as u64, hash: digest::sha256(json) };
                    self.entry(json, place, &path)?;
                    (first, stated)
                }
            });
            offset += read as u64;
        }
        if let Some((first, hash)) = state {
            ends.insert(first.writer, (first.file, hash));
        }
        Ok(())
    }

    fn entry(&mut self, json: &[u8], place: Place, path: &Path) -> Result<()> {
        let entry: Entry = serde_json::from_slice(json).map_err(|_| altered(path, place.offset))?;
        let began = self.began.entry(entry.life).or_insert(entry.at);
        *began = entry.at.min(*began);
        self.newest = self.newest.max(Some(entry.at));
        let known = self.places.entry(entry.life).or_default().entry(entry.number).or_insert(place);
        // A process that took over from one that died ships the same entries again, and no others under their numbers.
        if known.hash == place.hash { Ok(()) } else { Err(altered(path, place.offset)) }
    }

    /// The lives that the files know, oldest first: those of the backup as it knows them, then those that began afterwards.
    fn lives(&self, contained: &[Life]) -> Vec<Uuid> {
        let known = |life: Uuid| contained.iter().position(|known| known.life == life).unwrap_or(usize::MAX);
        let mut lives: Vec<(usize, Timestamp, Uuid)> =
            self.began.iter().map(|(life, began)| (known(*life), *began, *life)).collect();
        lives.sort();
        lives.into_iter().map(|(_, _, life)| life).collect()
    }

    /// Whether an entry stands in the files.
    pub(crate) fn holds(&self, life: Uuid, number: i64) -> bool {
        self.places.get(&life).is_some_and(|places| places.contains_key(&number))
    }

    /// What the files lack that had been shipped when the backup was made: then they are a copy from before it, and nobody knows what
    /// came after. Only the newest life is asked, since files of older ones may have been deleted with the backups that needed them.
    pub(crate) fn ends_early(&self, contained: &[Life]) -> Option<Gap> {
        let known = contained.iter().rev().find(|life| life.surely_shipped() > 0)?;
        let (life, shipped) = (known.life, known.surely_shipped());
        let highest = self.numbers(life).last().unwrap_or(0);
        (highest < shipped).then_some(Gap { life, first: highest + 1, last: shipped })
    }

    /// What is missing beyond what `contained` says is in the backup already.
    pub(crate) fn gaps(&self, contained: &[Life]) -> Vec<Gap> {
        let mut gaps = Vec::new();
        for life in self.lives(contained) {
            let mut next = after(contained, life);
            for number in self.numbers(life).filter(|number| *number >= after(contained, life)) {
                if number > next {
                    gaps.push(Gap { life, first: next, last: number - 1 });
                }
                next = number + 1;
            }
        }
        gaps
    }

    fn numbers(&self, life: Uuid) -> impl Iterator<Item = i64> + '_ {
        self.places.get(&life).into_iter().flat_map(|places| places.keys().copied())
    }

    /// How far each life will be contained once everything was replayed.
    pub(crate) fn contained_after(&self, contained: &[Life]) -> Vec<Life> {
        let mut lives = as_shipped(contained);
        for life in self.lives(contained) {
            let last = self.numbers(life).last().unwrap_or(0);
            let began_at = self.began.get(&life).copied().unwrap_or_default();
            match lives.iter_mut().find(|known| known.life == life) {
                Some(known) => known.last = known.last.max(last),
                None => lives.push(Life { life, last, began_at, shipped: None }),
            }
        }
        lives
    }

    /// The entries that are not contained in the backup, in the order of lives and numbers.
    pub(crate) fn entries<'a>(&'a self, contained: &'a [Life]) -> impl Iterator<Item = Result<Entry>> + 'a {
        self.lives(contained).into_iter().flat_map(move |life| {
            let from = after(contained, life);
            let places = self.places.get(&life).into_iter().flat_map(move |places| places.range(from..));
            places.map(|(_, place)| self.at(place))
        })
    }

    fn at(&self, place: &Place) -> Result<Entry> {
        let path = self.files.get(place.file).cloned().unwrap_or_default();
        let read = || {
            let mut file = File::open(&path)?;
            file.seek(SeekFrom::Start(place.offset))?;
            let mut line = Vec::new();
            file.take(place.length).read_to_end(&mut line)?;
            Ok(line)
        };
        let line = read().map_err(|e: std::io::Error| unreadable(&path, &e))?;
        let json = line.strip_suffix(b"\n").and_then(split).map(|(_, json)| json);
        let json = json
            .filter(|json| digest::sha256(json) == place.hash)
            .ok_or_else(|| altered(&path, place.offset))?;
        serde_json::from_slice(json).map_err(Error::internal)
    }
}

/// The lives of a backup as far as the files may hold them: what was numbered and not shipped is numbered anew in the life that begins.
pub(crate) fn as_shipped(contained: &[Life]) -> Vec<Life> {
    let mut lives = contained.to_vec();
    for life in &mut lives {
        life.last = life.shipped.unwrap_or(life.last);
    }
    lives
}

/// Refuses a folder that holds the journal of another database, before anything is written to it.
///
/// # Errors
/// `journal_foreign`; `backup_unreadable`.
pub(super) fn refuse_foreign(folder: &Path, database: Uuid) -> Result<()> {
    let Some(path) = names(folder)?.pop() else { return Ok(()) };
    let mut line = Vec::new();
    let file = File::open(&path).map_err(|e| unreadable(&path, &e))?;
    BufReader::new(file.take(LONGEST)).read_until(b'\n', &mut line).map_err(|e| unreadable(&path, &e))?;
    // A first line that cannot be read is for the restore to judge; here it only must not be another database's.
    let json = line.strip_suffix(b"\n").and_then(split).map(|(_, json)| json);
    match json.map(|json| first_line(json, &path, database)) {
        Some(Err(error)) if error.code() == "journal_foreign" => Err(error),
        _ => Ok(()),
    }
}

/// The first number of a life that is not contained.
fn after(contained: &[Life], life: Uuid) -> i64 {
    contained.iter().find(|known| known.life == life).map_or(1, |known| known.last + 1)
}

fn names(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|e| unreadable(folder, &e))? {
        let path = entry.map_err(|e| unreadable(folder, &e))?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.starts_with(PREFIX) && name.ends_with(ENDING) {
            files.push(path);
        }
    }
    // By day, so that each writer's files come in their order.
    files.sort();
    Ok(files)
}

/// Hash and JSON of a line.
fn split(line: &[u8]) -> Option<([u8; 32], &[u8])> {
    let (hash, json) = line.split_at_checked(HASH)?;
    let hash = b64::decode(std::str::from_utf8(hash).ok()?).ok()?;
    Some((hash.try_into().ok()?, json.strip_prefix(b" ")?))
}

fn first_line(json: &[u8], path: &Path, database: Uuid) -> Result<FirstLine> {
    let first: FirstLine = serde_json::from_slice(json).map_err(|_| altered(path, 0))?;
    if first.causeway_journal != VERSION {
        return Err(Error::invalid(
            "journal_newer",
            format!("{} was written by a newer release. Restore with that release.", path.display()),
        ));
    }
    if first.database == database {
        return Ok(first);
    }
    Err(Error::invalid(
        "journal_foreign",
        format!(
            "{} is the journal of another database than the backup's. Give each database a folder of its own.",
            path.display()
        ),
    ))
}

fn altered(path: &Path, offset: u64) -> Error {
    Error::invalid(
        "journal_altered",
        format!(
            "{} was altered or damaged: the line at byte {offset} does not follow on the one before it. Restore the file from a copy of it.",
            path.display()
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::ship::line_for_tests as line;
    use serde_json::json;

    const LIFE: Uuid = Uuid::from_u128(1);
    const LATER: Uuid = Uuid::from_u128(2);
    const DATABASE: Uuid = Uuid::from_u128(9);

    fn entry(life: Uuid, number: i64) -> Entry {
        let base = if life == LIFE { 1000 } else { 2000 };
        let at = Timestamp::from_second(base + number).unwrap();
        Entry { life, number, at, kind: "test.act".to_owned(), entry: json!({"n": number}) }
    }

    /// Writes a file; returns the hash of its last line.
    fn file(
        folder: &Path,
        day: &str,
        writer: u128,
        number: u32,
        before: [u8; 32],
        entries: &[Entry],
    ) -> [u8; 32] {
        let writer = Uuid::from_u128(writer);
        let first = FirstLine { causeway_journal: VERSION, database: DATABASE, writer, file: number };
        let mut text = Vec::new();
        let mut hash = line(&mut text, &before, &serde_json::to_vec(&first).unwrap());
        for entry in entries {
            hash = line(&mut text, &hash, &serde_json::to_vec(entry).unwrap());
        }
        std::fs::write(folder.join(format!("{PREFIX}{day}-{}{ENDING}", writer.simple())), text).unwrap();
        hash
    }

    fn numbers(journal: &Journal, contained: &[Life]) -> Vec<(Uuid, i64)> {
        journal.entries(contained).map(|entry| entry.map(|e| (e.life, e.number)).unwrap()).collect()
    }

    fn contained(life: Uuid, last: i64) -> Life {
        Life { life, last, began_at: Timestamp::UNIX_EPOCH, shipped: None }
    }

    #[test]
    fn entries_of_all_files_come_once_in_their_order() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        let end = file(path, "2026-11-20", 7, 1, [0; 32], &[entry(LIFE, 1), entry(LIFE, 4)]);
        // Another process shipped in between, and shipped 4 again after the first had died; then the first one's next day.
        file(path, "2026-11-20", 8, 1, [0; 32], &[entry(LIFE, 2), entry(LIFE, 3), entry(LIFE, 4)]);
        file(path, "2026-11-21", 7, 2, end, &[entry(LATER, 1), entry(LIFE, 5)]);
        std::fs::write(path.join("notes.txt"), "x").unwrap();
        let journal = Journal::read(path, DATABASE).unwrap();
        assert_eq!(
            numbers(&journal, &[]),
            [(LIFE, 1), (LIFE, 2), (LIFE, 3), (LIFE, 4), (LIFE, 5), (LATER, 1)]
        );
        assert_eq!(numbers(&journal, &[contained(LIFE, 3)]), [(LIFE, 4), (LIFE, 5), (LATER, 1)]);
        assert_eq!(journal.gaps(&[]), []);
        let after: Vec<_> =
            journal.contained_after(&[contained(LIFE, 3)]).iter().map(|l| (l.life, l.last)).collect();
        assert_eq!(after, [(LIFE, 5), (LATER, 1)]);
    }

    #[test]
    fn what_is_missing_is_named() {
        let folder = tempfile::tempdir().unwrap();
        file(folder.path(), "2026-11-20", 7, 1, [0; 32], &[entry(LIFE, 2), entry(LIFE, 5), entry(LATER, 2)]);
        let journal = Journal::read(folder.path(), DATABASE).unwrap();
        let gap = |life, first, last| Gap { life, first, last };
        assert_eq!(journal.gaps(&[]), [gap(LIFE, 1, 1), gap(LIFE, 3, 4), gap(LATER, 1, 1)]);
        assert_eq!(journal.gaps(&[contained(LIFE, 1)]), [gap(LIFE, 3, 4), gap(LATER, 1, 1)]);
        assert_eq!(journal.gaps(&[contained(LIFE, 4), contained(LATER, 2)]), []);
    }

    #[test]
    fn a_copy_from_before_the_backup_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let entries: Vec<Entry> = (1..=80).map(|number| entry(LIFE, number)).collect();
        file(folder.path(), "2026-11-20", 7, 1, [0; 32], &entries);
        let journal = Journal::read(folder.path(), DATABASE).unwrap();
        let known = |life, shipped| Life { shipped: Some(shipped), ..contained(life, 100) };
        let early = |first, last| Some(Gap { life: LIFE, first, last });
        assert_eq!(journal.ends_early(&[known(LIFE, 100)]), early(81, 100));
        assert_eq!(journal.ends_early(&[known(LIFE, 80)]), None, "the rest was on its way");
        assert_eq!(journal.ends_early(&[known(LIFE, 100), known(LATER, 0)]), early(81, 100));
        assert_eq!(
            journal.ends_early(&[known(LATER, 100), known(LIFE, 80)]),
            None,
            "an older life's files may be gone"
        );
        // A backup that does not say how much was shipped: all but one batch was.
        assert_eq!(journal.ends_early(&[contained(LIFE, 580)]), None);
        assert_eq!(journal.ends_early(&[contained(LIFE, 581)]), early(81, 81));
        assert_eq!(journal.newest, Some(Timestamp::from_second(1080).unwrap()));
    }

    #[test]
    fn a_line_that_was_changed_left_out_or_put_in_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        file(path, "2026-11-20", 7, 1, [0; 32], &[entry(LIFE, 1), entry(LIFE, 2), entry(LIFE, 3)]);
        let name = names(path).unwrap().remove(0);
        let good = std::fs::read_to_string(&name).unwrap();
        let lines: Vec<&str> = good.split_inclusive('\n').collect();
        for bad in [
            good.replacen("\"n\":2", "\"n\":7", 1),
            [lines[0], lines[1], lines[3]].concat(),
            [lines[0], lines[2], lines[1], lines[3]].concat(),
            [lines[1], lines[2], lines[3]].concat(),
            [lines[0], lines[1], lines[1], lines[2], lines[3]].concat(),
            good.replacen("test.act", "best.act", 1),
            "nonsense\n".to_owned(),
        ] {
            std::fs::write(&name, bad).unwrap();
            assert_eq!(Journal::read(path, DATABASE).unwrap_err().code(), "journal_altered");
        }
        // A process that died while it wrote leaves half a line, which nobody was told of.
        std::fs::write(&name, good.trim_end()).unwrap();
        let journal = Journal::read(path, DATABASE).unwrap();
        assert_eq!((journal.torn.len(), numbers(&journal, &[]).len()), (1, 2));
    }

    #[test]
    fn a_file_that_does_not_follow_on_the_one_before_it_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        file(path, "2026-11-20", 7, 1, [0; 32], &[entry(LIFE, 1)]);
        file(path, "2026-11-21", 7, 2, [5; 32], &[entry(LIFE, 2)]);
        assert_eq!(Journal::read(path, DATABASE).unwrap_err().code(), "journal_altered");
    }

    #[test]
    fn one_number_has_one_entry() {
        let folder = tempfile::tempdir().unwrap();
        file(folder.path(), "2026-11-20", 7, 1, [0; 32], &[entry(LIFE, 1)]);
        let other = Entry { entry: json!({"n": "other"}), ..entry(LIFE, 1) };
        file(folder.path(), "2026-11-20", 8, 1, [0; 32], &[other]);
        assert_eq!(Journal::read(folder.path(), DATABASE).unwrap_err().code(), "journal_altered");
    }

    #[test]
    fn the_journal_of_another_database_and_no_journal_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Journal::read(folder.path(), DATABASE).unwrap_err().code(), "journal_missing");
        file(folder.path(), "2026-11-20", 7, 1, [0; 32], &[]);
        assert_eq!(Journal::read(folder.path(), LIFE).unwrap_err().code(), "journal_foreign");
        assert_eq!(refuse_foreign(folder.path(), LIFE).unwrap_err().code(), "journal_foreign");
        refuse_foreign(folder.path(), DATABASE).unwrap();
        assert_eq!(Journal::read(&folder.path().join("none"), LIFE).unwrap_err().code(), "backup_unreadable");
    }
}
