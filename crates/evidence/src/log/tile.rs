//! Tiles (c2sp.org/tlog-tiles): their names, their content, appending leaves to them and hashing ranges of leaves from them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use super::{Hash, strict_decimal, tree};

/// Hashes in a full tile, entries in a full bundle.
pub const WIDTH: usize = 256;
/// Levels of the tree that one tile spans.
const SPAN: u32 = 8;

/// What a tile holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Log entries, each with its length before it.
    Entries,
    /// Hashes of subtrees of 256 to the power of the level, from 0 to 63.
    Hashes(u8),
}

/// The name of a tile as it stands in its URL after `tile/`: `<L>/<N>[.p/<W>]` or `entries/<N>[.p/<W>]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name {
    /// What it holds.
    pub level: Level,
    /// Which of its level.
    pub number: u64,
    /// How many hashes or entries are wanted: 1 to 256.
    pub width: usize,
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.level {
            Level::Entries => f.write_str("entries/")?,
            Level::Hashes(level) => write!(f, "{level}/")?,
        }
        let digits = self.number.to_string();
        // Groups of three from the right: all but the last begin with x.
        let padded = format!("{digits:0>width$}", width = digits.len().div_ceil(3) * 3);
        let mut rest = padded.as_str();
        while let Some((group, more)) = rest.split_at_checked(3) {
            if more.is_empty() {
                f.write_str(group)?;
            } else {
                write!(f, "x{group}/")?;
            }
            rest = more;
        }
        if self.width < WIDTH { write!(f, ".p/{}", self.width) } else { Ok(()) }
    }
}

/// The text is no tile's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotATile;

impl FromStr for Name {
    type Err = NotATile;

    fn from_str(path: &str) -> Result<Self, NotATile> {
        let (place, width) = match path.split_once(".p/") {
            Some((place, width)) => (place, strict_decimal(width).ok_or(NotATile)?),
            None => (path, 256),
        };
        let (level, number) = place.split_once('/').ok_or(NotATile)?;
        let level = match level {
            "entries" => Level::Entries,
            level => {
                let level = strict_decimal(level).filter(|l| *l < 64).ok_or(NotATile)?;
                Level::Hashes(u8::try_from(level).map_err(|_| NotATile)?)
            }
        };
        let number = number.replace("/x", "").trim_start_matches('x').replace('/', "");
        let name = Self {
            level,
            number: number.parse().map_err(|_| NotATile)?,
            width: usize::try_from(width).map_err(|_| NotATile)?,
        };
        // Many texts would pass so far; only the one that we would write is a name.
        if (1..=WIDTH).contains(&name.width) && name.to_string() == path { Ok(name) } else { Err(NotATile) }
    }
}

/// Tiles of hashes by level and number, each as wide as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tiles(BTreeMap<(u8, u64), Vec<Hash>>);

impl Tiles {
    /// No tiles yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a tile's content: whole hashes one after another.
    ///
    /// `None` when it is no row of 1 to 256 hashes.
    pub fn insert(&mut self, level: u8, number: u64, content: &[u8]) -> Option<()> {
        let (hashes, rest) = content.as_chunks::<32>();
        if !rest.is_empty() || !(1..=WIDTH).contains(&hashes.len()) {
            return None;
        }
        self.0.insert((level, number), hashes.to_vec());
        Some(())
    }

    /// The tiles that `before` does not have as they are here: level, number, content.
    pub fn changed_since(&self, before: &Self) -> impl Iterator<Item = (u8, u64, Vec<u8>)> {
        self.0
            .iter()
            .filter(|(place, hashes)| before.0.get(place) != Some(*hashes))
            .map(|((level, number), hashes)| (*level, *number, hashes.concat()))
    }

    /// The root over a range of leaves, if the tiles for it are there ([`needed`]).
    pub fn root(&self, range: Range<u64>) -> Option<Hash> {
        let peaks: Option<Vec<Hash>> =
            tree::subtrees(range).into_iter().map(|(height, index)| self.subtree(height, index)).collect();
        Some(tree::fold(peaks?.into_iter()))
    }

    fn subtree(&self, height: u32, index: u64) -> Option<Hash> {
        let place = Place::of(height, index)?;
        let hashes = self.0.get(&(place.level, place.number))?;
        hashes.get(place.hashes).map(tree::root)
    }

    /// Appends leaf hashes to the tree of `size` leaves and returns the new size.
    ///
    /// The tiles at the tree's right edge ([`edge`]) must be there. `None` when they are not.
    pub fn append(&mut self, size: u64, leaves: impl IntoIterator<Item = Hash>) -> Option<u64> {
        let mut size = size;
        for leaf in leaves {
            self.push(0, size, leaf)?;
            size = size.checked_add(1)?;
        }
        Some(size)
    }

    /// Forgets the tiles that are full, since the level above has their roots. What is left is all that appending and the root over
    /// everything need.
    pub fn forget_full(&mut self) {
        self.0.retain(|_, hashes| hashes.len() < WIDTH);
    }

    /// Puts `hash` at place `index` of `level`; a tile that becomes full is hashed into the level above.
    fn push(&mut self, level: u8, index: u64, hash: Hash) -> Option<()> {
        let (number, offset) = (index >> SPAN, usize::try_from(index & 0xff).ok()?);
        let tile = self.0.entry((level, number)).or_default();
        if tile.len() != offset {
            return None;
        }
        tile.push(hash);
        if tile.len() == WIDTH {
            let root = tree::root(tile);
            self.push(level.checked_add(1)?, number, root)?;
        }
        Some(())
    }
}

/// Where the hashes of one complete subtree stand.
struct Place {
    level: u8,
    number: u64,
    hashes: Range<usize>,
}

impl Place {
    fn of(height: u32, index: u64) -> Option<Self> {
        let inside = height % SPAN;
        let first = index.checked_shl(inside)?;
        let offset = usize::try_from(first & 0xff).ok()?;
        Some(Self {
            level: u8::try_from(height / SPAN).ok()?,
            number: first >> SPAN,
            hashes: offset..offset + (1 << inside),
        })
    }
}

/// The tiles (level, number) needed to hash these ranges of leaves.
pub fn needed(ranges: &[Range<u64>]) -> BTreeSet<(u8, u64)> {
    ranges
        .iter()
        .flat_map(|range| tree::subtrees(range.clone()))
        .filter_map(|(height, index)| Place::of(height, index))
        .map(|place| (place.level, place.number))
        .collect()
}

/// The partial tiles (level, number) at the right edge of the tree of `size` leaves: what appending to it needs.
pub fn edge(size: u64) -> Vec<(u8, u64)> {
    (0u8..8)
        .map(|level| (level, size >> (SPAN * u32::from(level))))
        .filter(|(_, hashes)| hashes & 0xff != 0)
        .map(|(level, hashes)| (level, hashes >> SPAN))
        .collect()
}

/// One entry as it stands in a bundle: its length in two bytes, big-endian, and the entry. `None` when it is too long for that.
pub fn bundled(entry: &[u8]) -> Option<Vec<u8>> {
    let length = u16::try_from(entry.len()).ok()?;
    Some([length.to_be_bytes().as_slice(), entry].concat())
}

#[cfg(test)]
#[path = "tile_tests.rs"]
mod tests;
