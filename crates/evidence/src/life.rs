//! The log across the restore of a backup: it goes on from its newest published state, or under a new name.
//!
//! A log shows its worth by never having had two histories. A backup knows the log as it was; the journal knows what was logged
//! afterwards. Where the journal reaches the newest published state, the missing entries are appended as they were published, and the
//! log goes on as if nothing had happened; the receipts behind them are lost with the database, and the log says which those are.
//! Where it cannot be known, the log goes on under another name over the entries that are known: `<name>/20261122031500123`, the moment
//! at which it was given. So no two restores give the same one, whatever they know of each other.

use std::collections::HashMap;
use std::fmt::Write as _;

use causeway_core::db::Snapshot;
use causeway_core::journal::Entry;
use causeway_core::{Error, Result, Tx};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::digest::Digest;
use crate::journaled::{LOGGED, Logged};
use crate::log::checkpoint::Checkpoint;
use crate::log::tile::{self, Tiles};
use crate::log::{Hash, note, strict_decimal};
use crate::record::{damaged, signed, unsigned};
use crate::sequence::append;
use crate::store::{self, LogRow};
use crate::{Chain, Event, Evidence};

/// So many batches that came before what they follow on are kept; with more of them, something is missing.
const EARLY: usize = 16;

/// Where the log stood when a backup was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogMark {
    /// Its name.
    pub origin: String,
    /// Its entries.
    pub size: u64,
    /// Its root.
    pub root: Digest,
    /// Whether checkpoints were published only once they stood in the journal.
    pub journaled: bool,
}

/// How the log of a restored database goes on: what came of the journal so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Resumed {
    /// Entries that were appended as they had been published.
    pub appended: u64,
    /// How many of those have no receipt any more.
    pub lost: u64,
    /// Whether the journal spoke of the log at or beyond the state of the backup.
    reached: bool,
    /// Whether something is missing between what is known and what was published.
    gap: bool,
    /// The highest generation of the log's name that was met.
    generation: u64,
    /// Batches that came before what they follow on.
    early: Vec<Entry>,
}

/// The names and losses of a log, for everybody to see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct History {
    /// Its present name.
    pub origin: Option<String>,
    /// The names it had before, newest first.
    pub former: Vec<Former>,
    /// Entries whose receipts were lost with a database.
    pub lost: Vec<Lost>,
}

/// A name that a log had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Former {
    /// The name.
    pub origin: String,
    /// The last size that is known to have been published under it. Its first entries are the present log's too.
    pub size: u64,
    /// The root then.
    pub root: Digest,
    /// When a restore, or the operator, ended it.
    pub ended_at: Timestamp,
}

/// A range of entries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lost {
    /// The first.
    pub first: u64,
    /// The one after the last.
    pub until: u64,
    /// When the restore took place.
    pub restored_at: Timestamp,
}

impl Resumed {
    /// Notes that the journal itself has a gap, so that nobody knows what was published.
    pub fn lose_track(&mut self) {
        self.gap = true;
    }

    /// Notes that nothing was published after the backup: its word is that of the operator, who stopped every server before it was made.
    pub fn nothing_since(&mut self) {
        self.reached = true;
    }
}

impl Evidence {
    /// Whether a backup's log is the one that this platform is configured for.
    ///
    /// # Errors
    /// `wrong_origin`.
    pub fn check_mark(&self, mark: &LogMark) -> Result<()> {
        if self.generation(&mark.origin).is_some() {
            return Ok(());
        }
        Err(Error::invalid(
            "wrong_origin",
            format!(
                "The backup is of a platform whose evidence log is {}, and this one's is {}. Set http.public_url to the address it had.",
                mark.origin, self.origin
            ),
        ))
    }

    /// Which of this log's names it is: 1 for `<name>`, the number at its end for a later one; none if it is another log's.
    pub(crate) fn generation(&self, origin: &str) -> Option<u64> {
        let rest = origin.strip_prefix(&*self.origin)?;
        if rest.is_empty() {
            return Some(1);
        }
        strict_decimal(rest.strip_prefix('/')?).filter(|number| *number >= 2)
    }

    /// Where the log stands, for the header of a backup. None before its first checkpoint.
    pub async fn mark(snapshot: &mut Snapshot) -> Result<Option<LogMark>> {
        let Some((origin, size, root, journaled)) = store::mark(snapshot).await? else { return Ok(None) };
        Ok(Some(LogMark { origin, size: unsigned(size)?, root: Digest(root), journaled }))
    }

    /// Appends what an entry of the journal says was logged, and whatever had waited for it. Entries of other kinds are passed over.
    pub async fn resume_log(&self, tx: &mut Tx<'_>, entry: &Entry, so_far: &Resumed) -> Result<Resumed> {
        let mut resumed = so_far.clone();
        if entry.kind != LOGGED {
            return Ok(resumed);
        }
        let mut next = vec![entry.clone()];
        // Journals of before the entries had an order may hold a batch before the one that it follows on.
        while !next.is_empty() {
            let mut followed = false;
            for entry in next {
                if self.follow(tx, &entry, &mut resumed).await? {
                    followed = true;
                } else if resumed.early.len() < EARLY {
                    resumed.early.push(entry);
                } else {
                    resumed.gap = true;
                }
            }
            next = if followed { std::mem::take(&mut resumed.early) } else { Vec::new() };
        }
        Ok(resumed)
    }

    /// As [`Self::resume_log`], for one batch; false if what it follows on is not there.
    async fn follow(&self, tx: &mut Tx<'_>, entry: &Entry, resumed: &mut Resumed) -> Result<bool> {
        let logged = Logged::read(entry)?;
        let Some(generation) = self.generation(&logged.origin) else { return Ok(true) };
        resumed.generation = resumed.generation.max(generation);
        let (log, state, entries) = (store::log(tx).await?, logged.state()?, logged.hashes()?);
        let ours = log.as_ref().map_or(1, |log| self.generation(&log.origin).unwrap_or(1));
        let size = log.as_ref().map_or(0, |log| log.size);
        if generation < ours {
            return Ok(true);
        }
        if generation == ours && state.size <= size && log.is_some() {
            // It is there already. Two trees of one size under one name would be a fork: then this name is burnt.
            resumed.reached |= state.size == size;
            resumed.gap |= root_at(tx, state.size).await? != state.root;
            return Ok(true);
        }
        if !self.is_signed(&state) {
            resumed.gap = true;
            return Ok(true);
        }
        if logged.first > size {
            return Ok(false);
        }
        let missing = usize::try_from(size - logged.first).map_err(Error::internal)?;
        let missing = entries.get(missing..).unwrap_or_default();
        if signed(u64::try_from(missing.len()).map_err(Error::internal)?)? + size != state.size {
            resumed.gap = true;
            return Ok(true);
        }
        self.append_published(tx, log.as_ref(), &state, missing, resumed).await?;
        // A later name takes up whatever was missing under the one before it.
        resumed.gap &= generation == ours;
        resumed.reached = true;
        Ok(true)
    }

    async fn append_published(
        &self,
        tx: &mut Tx<'_>,
        log: Option<&LogRow>,
        state: &LogRow,
        entries: &[Hash],
        resumed: &mut Resumed,
    ) -> Result<()> {
        let now = self.env.now();
        let root = append(tx, log, entries).await?;
        if root != state.root {
            return Err(damaged("the journal's entries do not fit its checkpoint"));
        }
        match log {
            None => drop(store::create_log(tx, state, now).await?),
            Some(old) if old.origin == state.origin => {
                store::grow_log(tx, old.size, state, now).await?;
            }
            Some(_) => store::rename_log(tx, state, now).await?,
        }
        store::hold_nothing_back(tx).await?;
        if self.journaled {
            store::hold_back(tx, state.size).await?;
        }
        let lost = place(tx, log.map_or(0, |log| log.size), entries, now).await?;
        resumed.appended += u64::try_from(entries.len()).map_err(Error::internal)?;
        resumed.lost += lost;
        Ok(())
    }

    /// Decides how the log goes on after the whole journal was read, and returns its name with whether that is a new one.
    ///
    /// `mark` is where the backup left it, if the journal was read from there on; `newest` a checkpoint that somebody outside has seen (a witness, a monitor), if there is one.
    pub async fn settle_log(
        &self,
        tx: &mut Tx<'_>,
        mark: Option<&LogMark>,
        resumed: &Resumed,
        newest: Option<&str>,
    ) -> Result<Option<(String, bool)>> {
        let Some(log) = store::log(tx).await? else { return Ok(None) };
        let known = resumed.reached || mark.is_some_and(|mark| mark.journaled);
        let gap = resumed.gap || !resumed.early.is_empty();
        let (mut met, mut contradicted) = (resumed.generation, false);
        if let Some(seen) = newest.map(|text| self.seen(text)).transpose()? {
            met = met.max(self.generation(&seen.origin).unwrap_or(1));
            contradicted = !is_within(tx, &seen, &log).await?;
        }
        // What somebody outside has seen may be older than what was published last: it can take the name away, and never keeps it.
        if known && !gap && !contradicted {
            return Ok(Some((log.origin, false)));
        }
        Ok(Some((self.rename(tx, &log, met).await?, true)))
    }

    /// Gives the log its next name, over the same entries, with a receipt: for when two states were published under its present one.
    /// Returns the new name and the one before it.
    ///
    /// # Errors
    /// `no_log` before the log was begun.
    pub async fn rename_log(&self, tx: &mut Tx<'_>) -> Result<(String, String)> {
        let log = store::log(tx).await?.ok_or_else(|| {
            Error::conflict("no_log", "The log was not begun yet: there is nothing to rename.")
        })?;
        let origin = self.rename(tx, &log, 0).await?;
        let event = Event::LogRenamed { origin: origin.clone(), former: log.origin.clone() };
        self.record(tx, Chain::Platform, &event).await?;
        Ok((origin, log.origin))
    }

    /// A name after the present one and after `met`, which no other restore gives: the moment.
    async fn rename(&self, tx: &mut Tx<'_>, log: &LogRow, met: u64) -> Result<String> {
        let after = met.max(self.generation(&log.origin).unwrap_or(1)).saturating_add(1);
        let generation = moment(self.env.now())?.max(after);
        let new = self.sign(&format!("{}/{generation}", self.origin), log.size, log.root)?;
        store::rename_log(tx, &new, self.env.now()).await?;
        store::hold_nothing_back(tx).await?;
        if self.journaled {
            self.note_logged(tx, &new, new.size, &[]).await?;
            store::nothing_published(tx, &log.root).await?;
        }
        Ok(new.origin)
    }

    /// A checkpoint that somebody has seen.
    fn seen(&self, text: &str) -> Result<LogRow> {
        let wrong = || {
            Error::invalid(
                "bad_checkpoint",
                "This is no checkpoint that this platform's log key has signed. Give the file as /log/checkpoint served it.",
            )
        };
        let stated = text
            .split_once("\n\n")
            .and_then(|(text, _)| Checkpoint::parse(&format!("{text}\n")))
            .ok_or_else(wrong)?;
        let row = LogRow {
            origin: stated.origin,
            size: signed(stated.size)?,
            root: stated.root,
            checkpoint: text.to_owned(),
        };
        if self.generation(&row.origin).is_some() && self.is_signed(&row) { Ok(row) } else { Err(wrong()) }
    }

    fn is_signed(&self, state: &LogRow) -> bool {
        let verifiers = self.verifiers(&state.origin);
        verifiers.is_ok_and(|verifiers| note::open(&state.checkpoint, &verifiers).is_ok())
    }

    /// The names that the log had, and what was lost, for everybody to see.
    pub async fn history(&self) -> Result<History> {
        let db = &self.env.db;
        let origin = store::published_log(db).await?.map(|log| log.origin);
        let former = store::former_logs(db).await?;
        let former = former.into_iter().map(|row| {
            Ok(Former {
                origin: row.origin,
                size: unsigned(row.size)?,
                root: Digest(row.root),
                ended_at: row.ended_at,
            })
        });
        let lost = store::lost(db).await?.into_iter().map(|(first, until, restored_at)| {
            Ok(Lost { first: unsigned(first)?, until: unsigned(until)?, restored_at })
        });
        Ok(History { origin, former: former.collect::<Result<_>>()?, lost: lost.collect::<Result<_>>()? })
    }

    /// What `/log/key` says: the lines for the log's present name, and those for each name it had.
    pub(crate) async fn trust_lines(&self) -> Result<String> {
        let history = self.history().await?;
        let present = history.origin.as_deref().unwrap_or(&self.origin);
        let mut text = self.lines_of(present)?;
        for former in &history.former {
            let lines = self.lines_of(&former.origin)?;
            let _ = write!(text, "# Until {} this log was called:\n{lines}", former.ended_at);
        }
        Ok(text)
    }

    /// A line for each key that signs, will sign or has signed under a name.
    fn lines_of(&self, origin: &str) -> Result<String> {
        let mut lines = String::new();
        for verifier in self.verifiers(origin)? {
            let _ = writeln!(lines, "{verifier}");
        }
        Ok(lines)
    }
}

/// A moment as a number, to the millisecond: `20261122031500123`.
fn moment(now: Timestamp) -> Result<u64> {
    let digits = format!("{}{:03}", now.strftime("%Y%m%d%H%M%S"), now.subsec_millisecond());
    digits.parse().map_err(Error::internal)
}

/// Whether a state that somebody has seen is one that the log has gone through.
async fn is_within(tx: &mut Tx<'_>, seen: &LogRow, log: &LogRow) -> Result<bool> {
    Ok(seen.origin == log.origin && seen.size <= log.size && root_at(tx, seen.size).await? == seen.root)
}

/// The root that the log had when it had so many entries.
async fn root_at(tx: &mut Tx<'_>, size: i64) -> Result<Hash> {
    let range = 0..unsigned(size)?;
    let mut tiles = Tiles::new();
    for (level, number) in tile::needed(std::slice::from_ref(&range)) {
        let content = store::tile(tx, level.into(), signed(number)?).await?;
        content
            .and_then(|content| tiles.insert(level, number, &content))
            .ok_or_else(|| damaged("a tile is missing or torn"))?;
    }
    tiles.root(range).ok_or_else(|| damaged("a tile is too short"))
}

/// Finds the receipts and commitments that wait for the log among the entries that were appended, and notes those that are lost.
/// Returns how many are.
async fn place(tx: &mut Tx<'_>, first: i64, entries: &[Hash], now: Timestamp) -> Result<u64> {
    let mut receipts: HashMap<Hash, Uuid> =
        store::waiting_receipts(tx).await?.into_iter().map(|(id, hash)| (hash, id)).collect();
    let mut commitments: HashMap<Hash, Uuid> =
        store::waiting_commitments(tx).await?.into_iter().map(|(id, hash)| (hash, id)).collect();
    let (mut lost, mut run) = (0, None);
    let mut index = first;
    for entry in entries {
        let found = match (receipts.remove(entry), commitments.remove(entry)) {
            (Some(id), _) => store::place_receipt(tx, id, index).await.map(|()| true)?,
            (None, Some(id)) => store::place_commitment(tx, id, index).await.map(|()| true)?,
            (None, None) => false,
        };
        match (found, run) {
            (true, Some(begun)) => {
                store::insert_lost(tx, begun, index, now).await?;
                run = None;
            }
            (false, None) => run = Some(index),
            _ => {}
        }
        lost += u64::from(!found);
        index += 1;
    }
    if let Some(begun) = run {
        store::insert_lost(tx, begun, index, now).await?;
    }
    Ok(lost)
}
