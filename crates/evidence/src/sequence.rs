//! The sequencer: takes what was recorded into the log, in batches, and signs a checkpoint over each.

use causeway_core::{Error, Result, Tx, crash};
use jiff::Timestamp;

use crate::Evidence;
use crate::log::checkpoint::Checkpoint;
use crate::log::note::{self, Verifier};
use crate::log::tile::{self, Tiles};
use crate::log::{Hash, tree};
use crate::record::{damaged, signed, unsigned};
use crate::store::{self, LogRow};

/// Entries taken at once.
pub(crate) const BATCH: i64 = 4096;
/// Where entry bundles are kept among the tiles.
pub(crate) const ENTRIES: i64 = -1;

impl Evidence {
    /// The line that a trust file holds: the log's name and the public key in use.
    ///
    /// Empty if the key that was configured cannot sign notes: then nothing is ever signed either.
    pub fn trust_line(&self) -> String {
        let verifiers = self.verifiers(&self.origin).unwrap_or_default();
        verifiers.first().map(ToString::to_string).unwrap_or_default()
    }

    /// The verifiers of what this platform signs under one of its log's names: the key in use first, then the one to come and old ones.
    pub(crate) fn verifiers(&self, origin: &str) -> Result<Vec<Verifier>> {
        self.signers.verifiers(origin)
    }

    /// A state of the log, signed.
    pub(crate) fn sign(&self, origin: &str, size: i64, root: Hash) -> Result<LogRow> {
        let checkpoint = Checkpoint { origin: origin.to_owned(), size: unsigned(size)?, root };
        let checkpoint = note::sign_by(&checkpoint.to_string(), origin, &self.signers.signing()?)?;
        Ok(LogRow { origin: origin.to_owned(), size, root, checkpoint })
    }

    /// When the oldest receipt was written that is not in the log yet.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn oldest_unlogged(&self) -> Result<Option<Timestamp>> {
        store::oldest_waiting(&self.env.db).await
    }

    /// Takes up to 4096 waiting entries into the log, signs the new checkpoint and stores both in one transaction.
    ///
    /// Returns how many it took. Two nodes may do this at once: one of them takes the entries and the other finds none left. On an
    /// empty database the first call signs the checkpoint of the empty log, so that there is one from the start.
    ///
    /// # Errors
    /// `internal` when the stored tiles do not fit the stored checkpoint, or the origin is not the one the log began with: nothing
    /// is signed then.
    pub async fn sequence(&self) -> Result<usize> {
        let now = self.env.now();
        let oldest = store::oldest_waiting(&self.env.db).await?;
        #[expect(clippy::cast_precision_loss, reason = "a figure for people, exact for the next 200 years")]
        let age = oldest.map_or(0.0, |at| (now.as_millisecond() - at.as_millisecond()) as f64 / 1000.0);
        metrics::gauge!("evidence_oldest_unlogged_seconds").set(age);
        // Looking costs no write; only when something waits is the log touched.
        if oldest.is_none() && store::newest_log(&self.env.db).await?.is_some() {
            return Ok(0);
        }
        let taken = self.env.db.tx(|tx| Box::pin(self.take_batch(tx, now))).await?;
        if taken > 0 {
            crash::point("evidence.after_sequencing");
        }
        metrics::counter!("evidence_logged_total").increment(u64::try_from(taken).unwrap_or(0));
        Ok(taken)
    }

    async fn take_batch(&self, tx: &mut Tx<'_>, now: Timestamp) -> Result<usize> {
        let old = self.resume(tx).await?;
        let first = old.as_ref().map_or(0, |log| log.size);
        let mut entries = store::number_receipts(tx, first, BATCH).await?;
        let room = BATCH - length(&entries)?;
        entries.extend(store::number_commitments(tx, first + length(&entries)?, room).await?);
        if entries.is_empty() && old.is_some() {
            return Ok(0);
        }
        let root = append(tx, old.as_ref(), &entries).await?;
        let size = first + length(&entries)?;
        let origin = old.as_ref().map_or(&*self.origin, |old| old.origin.as_str());
        let new = self.sign(origin, size, root)?;
        // Until this transaction is committed nobody sees the signature, so no two signed states of one size ever get out.
        let ours = match &old {
            Some(old) => {
                self.note_batch(tx, old, &new, &entries).await?;
                store::grow_log(tx, old.size, &new, now).await?
            }
            None => store::create_log(tx, &new, now).await?,
        };
        if !ours {
            return Err(Error::transient("another node has grown the log"));
        }
        if old.is_none() && self.journaled {
            self.note_logged(tx, &new, 0, &entries).await?;
            store::nothing_published(tx, &tree::root(&[])).await?;
        }
        if !entries.is_empty() {
            crash::point("evidence.before_sequencing");
        }
        Ok(entries.len())
    }

    /// The log as it was left, if it is ours.
    async fn resume(&self, tx: &mut Tx<'_>) -> Result<Option<LogRow>> {
        let log = store::log(tx).await?;
        match log {
            Some(log) if self.generation(&log.origin).is_none() => Err(Error::internal(format!(
                "the log in this database is {}, and the configured origin is {}: a log cannot change its name",
                log.origin, self.origin
            ))),
            log => Ok(log),
        }
    }
}

/// Appends entries to the tiles and returns the new root.
pub(crate) async fn append(tx: &mut Tx<'_>, old: Option<&LogRow>, entries: &[Hash]) -> Result<Hash> {
    let size = unsigned(old.map_or(0, |log| log.size))?;
    let mut tiles = Tiles::new();
    for (level, number) in tile::edge(size) {
        let content = store::tile(tx, level.into(), signed(number)?).await?;
        content
            .and_then(|content| tiles.insert(level, number, &content))
            .ok_or_else(|| damaged("a tile at its edge is missing or torn"))?;
    }
    // To sign over tiles that do not fit what was signed before would be a fork.
    let resumed = edge_root(&tiles, size)?;
    if old.is_some_and(|log| log.root != resumed) {
        return Err(damaged("its tiles do not fit its checkpoint"));
    }
    let before = tiles.clone();
    let leaves = entries.iter().map(|entry| tree::leaf_hash(entry));
    let new_size = tiles.append(size, leaves).ok_or_else(|| damaged("a tile at its edge is too short"))?;
    let root = edge_root(&tiles, new_size)?;
    for (level, number, content) in tiles.changed_since(&before) {
        store::put_tile(tx, level.into(), signed(number)?, content).await?;
    }
    append_bundles(tx, size, entries).await?;
    Ok(root)
}

fn edge_root(tiles: &Tiles, size: u64) -> Result<Hash> {
    tiles.root(0..size).ok_or_else(|| damaged("a tile at its edge is too short"))
}

async fn append_bundles(tx: &mut Tx<'_>, size: u64, entries: &[Hash]) -> Result<()> {
    let mut rest = entries;
    let mut next = size;
    while !rest.is_empty() {
        let number = signed(next / 256)?;
        let there = usize::try_from(next % 256).map_err(Error::internal)?;
        let (now, later) = rest.split_at(rest.len().min(tile::WIDTH - there));
        let mut bundle = match there {
            0 => Vec::new(),
            _ => store::tile(tx, ENTRIES, number)
                .await?
                .ok_or_else(|| damaged("an entry bundle is missing"))?,
        };
        for entry in now {
            bundle.extend(tile::bundled(entry).ok_or_else(|| damaged("an entry is too long"))?);
        }
        store::put_tile(tx, ENTRIES, number, bundle).await?;
        next += u64::try_from(now.len()).map_err(Error::internal)?;
        rest = later;
    }
    Ok(())
}

fn length(entries: &[Hash]) -> Result<i64> {
    i64::try_from(entries.len()).map_err(Error::internal)
}
