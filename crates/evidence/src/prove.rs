//! Proofs of inclusion, read out of the log's tiles.

use std::ops::Range;

use causeway_core::{Result, Tx};

use crate::Evidence;
use crate::log::proof::Proof;
use crate::log::tile::{self, Tiles};
use crate::log::{Hash, tree};
use crate::receipt::Place;
use crate::record::{damaged, signed, unsigned};
use crate::store::{self, LogRow};

impl Evidence {
    /// Place and proof of an entry against the newest published checkpoint; none while it is not covered by one. Tiles only grow, so
    /// those read after a checkpoint serve it.
    pub(crate) async fn prove(&self, index: i64) -> Result<Option<(Place, String)>> {
        let log = store::published_log(&self.env.db).await?;
        let Some(log) = log.filter(|log| index < log.size) else { return Ok(None) };
        let wanted = Wanted::of(index, &log)?;
        let mut tiles = Tiles::new();
        for (level, number) in wanted.tiles() {
            let content = store::published_tile(&self.env.db, level.into(), signed(number)?).await?;
            insert(&mut tiles, (level, number), content)?;
        }
        wanted.proof(&tiles, log).map(Some)
    }
}

/// As [`Evidence::prove`], within a transaction.
pub(crate) async fn prove_within(tx: &mut Tx<'_>, index: i64) -> Result<Option<(Place, String)>> {
    let log = store::published_log_in(tx).await?;
    let Some(log) = log.filter(|log| index < log.size) else { return Ok(None) };
    let wanted = Wanted::of(index, &log)?;
    let mut tiles = Tiles::new();
    for (level, number) in wanted.tiles() {
        let content = store::tile(tx, level.into(), signed(number)?).await?;
        insert(&mut tiles, (level, number), content)?;
    }
    wanted.proof(&tiles, log).map(Some)
}

/// What a proof is made of.
struct Wanted {
    index: u64,
    ranges: Vec<Range<u64>>,
}

impl Wanted {
    fn of(index: i64, log: &LogRow) -> Result<Self> {
        let index = unsigned(index)?;
        let ranges =
            tree::inclusion(index, unsigned(log.size)?).ok_or_else(|| damaged("entry beyond the end"))?;
        Ok(Self { index, ranges })
    }

    fn tiles(&self) -> impl Iterator<Item = (u8, u64)> + use<> {
        tile::needed(&self.ranges).into_iter()
    }

    fn proof(self, tiles: &Tiles, log: LogRow) -> Result<(Place, String)> {
        let Self { index, ranges } = self;
        let path: Option<Vec<Hash>> = ranges.into_iter().map(|range| tiles.root(range)).collect();
        let path = path.ok_or_else(|| damaged("a tile is too short"))?;
        let proof = Proof { index, path, checkpoint: log.checkpoint }.to_string();
        Ok((Place { origin: log.origin, index }, proof))
    }
}

fn insert(tiles: &mut Tiles, (level, number): (u8, u64), content: Option<Vec<u8>>) -> Result<()> {
    content
        .and_then(|content| tiles.insert(level, number, &content))
        .ok_or_else(|| damaged("a tile is missing or torn"))
}
