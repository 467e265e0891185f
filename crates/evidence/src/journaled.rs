//! The log and the journal: the leaves of each batch are noted with its checkpoint, and what is signed is published once they stand in the
//! journal's files. So a restore that has the journal knows every state that anybody may have seen.

use std::collections::BTreeMap;

use causeway_core::journal::{self, Entry};
use causeway_core::{Error, Result, Tx};
use causeway_crypto::b64;
use serde::{Deserialize, Serialize};

use crate::Evidence;
use crate::log::checkpoint::Checkpoint;
use crate::log::{Hash, tile};
use crate::record::{damaged, signed, unsigned};
use crate::sequence::ENTRIES;
use crate::store::{self, LogRow};

/// The kind of entry that holds a batch of the log.
pub const LOGGED: &str = "evidence.logged";
/// Bytes of an entry in its bundle.
const BUNDLED: usize = 34;

/// A batch of the log, as the journal holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Logged {
    /// The log's name.
    pub(crate) origin: String,
    /// The index of the first entry.
    pub(crate) first: i64,
    /// The entries, 32 bytes each, one after another in Base64url.
    pub(crate) entries: String,
    /// The checkpoint over the log with them.
    pub(crate) checkpoint: String,
}

impl Logged {
    pub(crate) fn read(entry: &Entry) -> Result<Self> {
        serde_json::from_value(entry.entry.clone()).map_err(Error::internal)
    }

    pub(crate) fn hashes(&self) -> Result<Vec<Hash>> {
        let bytes = b64::decode(&self.entries)?;
        let (hashes, rest) = bytes.as_chunks::<32>();
        if rest.is_empty() { Ok(hashes.to_vec()) } else { Err(damaged("a torn entry in the journal")) }
    }

    /// The state that its checkpoint states; whether it is signed is another question.
    pub(crate) fn state(&self) -> Result<LogRow> {
        let text = self.checkpoint.split_once("\n\n").map(|(text, _)| format!("{text}\n"));
        let stated =
            text.as_deref().and_then(Checkpoint::parse).filter(|stated| stated.origin == self.origin);
        let stated = stated.ok_or_else(|| damaged("no checkpoint in the journal"))?;
        let (size, checkpoint) = (signed(stated.size)?, self.checkpoint.clone());
        Ok(LogRow { origin: stated.origin, size, root: stated.root, checkpoint })
    }
}

impl Evidence {
    /// Notes a batch in the journal, with whatever was logged since the journal was last written (by a release that did not), and holds
    /// its publication back.
    pub(crate) async fn note_batch(
        &self,
        tx: &mut Tx<'_>,
        old: &LogRow,
        new: &LogRow,
        entries: &[Hash],
    ) -> Result<()> {
        if !self.journaled {
            return store::hold_nothing_back(tx).await;
        }
        let from = store::journaled_size(tx).await?.unwrap_or(old.size).min(old.size);
        let mut hashes = entries_between(tx, from, old.size).await?;
        hashes.extend_from_slice(entries);
        self.note_logged(tx, new, from, &hashes).await?;
        store::hold_back(tx, new.size).await
    }

    pub(crate) async fn note_logged(
        &self,
        tx: &mut Tx<'_>,
        log: &LogRow,
        first: i64,
        entries: &[Hash],
    ) -> Result<()> {
        let logged = Logged {
            origin: log.origin.clone(),
            first,
            entries: b64::encode(entries.as_flattened()),
            checkpoint: log.checkpoint.clone(),
        };
        journal::note(&self.env, tx, LOGGED, serde_json::to_value(logged).map_err(Error::internal)?).await
    }

    /// What the task that ships the journal calls, in the transaction that notes the shipping: whatever these entries hold of the log is
    /// published from now on. Entries of other kinds are passed over.
    pub async fn shipped(&self, tx: &mut Tx<'_>, entries: &[Entry]) -> Result<()> {
        // The largest state of each name, wherever it stands among them.
        let mut newest: BTreeMap<String, LogRow> = BTreeMap::new();
        for entry in entries.iter().filter(|entry| entry.kind == LOGGED) {
            let state = Logged::read(entry)?.state()?;
            if newest.get(&state.origin).is_none_or(|known| known.size <= state.size) {
                newest.insert(state.origin.clone(), state);
            }
        }
        for state in newest.values() {
            store::publish(tx, state).await?;
        }
        Ok(())
    }
}

/// Entries of the log as its bundles have them.
async fn entries_between(tx: &mut Tx<'_>, from: i64, until: i64) -> Result<Vec<Hash>> {
    let (from, until) = (unsigned(from)?, unsigned(until)?);
    let width = u64::try_from(tile::WIDTH).map_err(Error::internal)?;
    let mut out = Vec::new();
    let mut next = from;
    while next < until {
        let bundle = store::tile(tx, ENTRIES, signed(next / width)?).await?;
        let bundle = bundle.ok_or_else(|| damaged("an entry bundle is missing"))?;
        let end = until.min((next / width + 1) * width);
        for index in next..end {
            out.push(entry_in(&bundle, index % width)?);
        }
        next = end;
    }
    Ok(out)
}

/// One entry of a bundle.
pub(crate) fn entry_in(bundle: &[u8], offset: u64) -> Result<Hash> {
    let start = usize::try_from(offset).map_err(Error::internal)? * BUNDLED + 2;
    let bytes = bundle.get(start..start + 32).ok_or_else(|| damaged("an entry bundle is too short"))?;
    bytes.try_into().map_err(Error::internal)
}
