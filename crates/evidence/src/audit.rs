//! Whether the evidence of a database holds together: every chain recomputed from its receipts, the log's root recomputed from its
//! entries, and every receipt found at its place in the log. What a restore and its drill ask.

use std::collections::HashMap;

use causeway_core::{Error, Result};

use crate::Evidence;
use crate::digest::Digest;
use crate::journaled::entry_in;
use crate::log::tile::Tiles;
use crate::log::{Hash, tree};
use crate::receipt::next_head;
use crate::record::{damaged, signed, unsigned};
use crate::sequence::ENTRIES;
use crate::store::{self, LinkRow};

/// Rows read at once.
const PAGE: i64 = 2000;
/// Entries in a bundle.
const WIDTH: u64 = 256;
/// Bundles held at once: some 9 MB.
const HELD: usize = 1024;

/// What was counted, once everything was found to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Audit {
    /// Chains with at least one receipt, each recomputed to its head.
    pub chains: u64,
    /// Receipts, each a link of its chain.
    pub receipts: u64,
    /// Receipts and commitments that were found at their places in the log.
    pub logged: u64,
    /// Entries whose receipts were lost with a database.
    pub lost: u64,
    /// Entries of the log.
    pub size: u64,
    /// The log's root, recomputed from its entries.
    pub root: Digest,
}

impl Evidence {
    /// Checks everything, in bounded memory.
    ///
    /// # Errors
    /// `evidence_broken`, which names what does not hold.
    pub async fn audit(&self) -> Result<Audit> {
        let mut bundles = Bundles { evidence: self, held: HashMap::new() };
        let (chains, receipts, mut logged) = self.audit_chains(&mut bundles).await?;
        logged += self.audit_commitments(&mut bundles).await?;
        let (size, root) = self.audit_log(&mut bundles).await?;
        let mut lost = 0;
        for (first, until, _) in store::lost(&self.env.db).await? {
            lost += unsigned(until - first)?;
        }
        if logged + lost != size {
            return Err(broken(&format!(
                "the log has {size} entries, and {logged} receipts and commitments with {lost} lost ones account for others"
            )));
        }
        Ok(Audit { chains, receipts, logged, lost, size, root: Digest(root) })
    }

    async fn audit_chains(&self, bundles: &mut Bundles<'_>) -> Result<(u64, u64, u64)> {
        let (mut chains, mut receipts, mut logged) = (0, 0, 0);
        let mut chain: Option<Walk> = None;
        let mut at = (String::new(), 0);
        loop {
            let page = store::links_after(&self.env.db, &at.0, at.1, PAGE).await?;
            let Some(last) = page.last() else { break };
            at = (last.subject.clone(), last.seq);
            for link in &page {
                if chain.as_ref().is_none_or(|walk| walk.subject != link.subject) {
                    if let Some(done) = chain.take() {
                        self.end_of_chain(&done).await?;
                    }
                    chains += 1;
                }
                chain.get_or_insert_with(|| Walk::of(link)).step(link)?;
                receipts += 1;
                if let Some(index) = link.log_index {
                    bundles.check(index, &link.commitment).await?;
                    logged += 1;
                }
            }
        }
        if let Some(done) = chain {
            self.end_of_chain(&done).await?;
        }
        let counted = unsigned(store::count_chains(&self.env.db).await?)?;
        if counted == chains {
            Ok((chains, receipts, logged))
        } else {
            Err(broken("a chain has lost all its receipts"))
        }
    }

    async fn end_of_chain(&self, walk: &Walk) -> Result<()> {
        let stored = store::chain_outside(&self.env.db, &walk.subject).await?;
        if stored == Some((walk.length, walk.head)) {
            Ok(())
        } else {
            Err(broken("a chain's head is not that of its receipts"))
        }
    }

    async fn audit_commitments(&self, bundles: &mut Bundles<'_>) -> Result<u64> {
        let (mut after, mut logged) = (-1, 0);
        loop {
            let page = store::logged_commitments(&self.env.db, after, PAGE).await?;
            let Some((last, _)) = page.last() else { return Ok(logged) };
            after = *last;
            for (index, commitment) in &page {
                bundles.check(*index, commitment).await?;
                logged += 1;
            }
        }
    }

    /// Hashes the whole log anew from its entries; only the right edge of the tree is held.
    async fn audit_log(&self, bundles: &mut Bundles<'_>) -> Result<(u64, Hash)> {
        let Some(log) = store::newest_log(&self.env.db).await? else { return Ok((0, tree::root(&[]))) };
        let size = unsigned(log.size)?;
        let mut tiles = Tiles::new();
        for index in 0..size {
            let entry = bundles.entry(index).await?;
            tiles.append(index, [tree::leaf_hash(&entry)]).ok_or_else(|| damaged("it cannot be hashed"))?;
            tiles.forget_full();
        }
        let root = tiles.root(0..size).ok_or_else(|| damaged("it cannot be hashed"))?;
        if root == log.root {
            Ok((size, root))
        } else {
            Err(broken("the log's root is not that of its entries"))
        }
    }
}

/// A chain as far as it was walked.
struct Walk {
    subject: String,
    length: i64,
    head: Hash,
}

impl Walk {
    fn of(first: &LinkRow) -> Self {
        Self { subject: first.subject.clone(), length: 0, head: [0; 32] }
    }

    fn step(&mut self, link: &LinkRow) -> Result<()> {
        if link.seq != self.length + 1 || link.previous != self.head {
            return Err(broken(&format!("receipt {} does not follow on the one before it", link.id)));
        }
        self.head = next_head(&self.head, &link.commitment);
        self.length = link.seq;
        Ok(())
    }
}

/// The log's entries, some bundles held at a time.
struct Bundles<'a> {
    evidence: &'a Evidence,
    held: HashMap<u64, Vec<u8>>,
}

impl Bundles<'_> {
    async fn entry(&mut self, index: u64) -> Result<Hash> {
        let number = index / WIDTH;
        if let Some(bundle) = self.held.get(&number) {
            return entry_in(bundle, index % WIDTH);
        }
        let content = store::published_tile(&self.evidence.env.db, ENTRIES, signed(number)?).await?;
        let bundle = content.ok_or_else(|| broken("an entry bundle is missing"))?;
        if self.held.len() >= HELD {
            self.held.clear();
        }
        entry_in(self.held.entry(number).or_insert(bundle), index % WIDTH)
    }

    async fn check(&mut self, index: i64, commitment: &Hash) -> Result<()> {
        let entry = self.entry(unsigned(index)?).await?;
        if entry == *commitment {
            Ok(())
        } else {
            Err(broken(&format!("entry {index} of the log is not what its receipt says")))
        }
    }
}

fn broken(what: &str) -> Error {
    Error::conflict("evidence_broken", format!("The evidence does not hold together: {what}."))
}
