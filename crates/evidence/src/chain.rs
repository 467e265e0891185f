//! Daily commitments to whole chains, so that a dropped tail shows.

use causeway_core::Result;
use jiff::SignedDuration;

use crate::Evidence;
use crate::receipt::chain_commitment;
use crate::record::unsigned;
use crate::store;

/// Chains committed in one transaction. Small, since each of them conflicts with whatever moves that chain meanwhile.
const BATCH: i64 = 64;
const DAILY: SignedDuration = SignedDuration::from_hours(24);

impl Evidence {
    /// Puts a commitment to the length and head of each chain that moved in line for the log: once a day for each chain, and at the
    /// first call after its first receipt. Returns how many.
    ///
    /// Call it every hour or so; what was done already is not done again.
    pub async fn commit_chains(&self) -> Result<usize> {
        let now = self.env.now();
        let mut done = 0;
        while store::any_chain_moved(&self.env.db, now).await? {
            done += self
                .env
                .db
                .tx(|tx| {
                    Box::pin(async move {
                        let moved = store::moved_chains(tx, now, BATCH).await?;
                        for chain in &moved {
                            let commitment =
                                chain_commitment(&chain.salt, unsigned(chain.length)?, &chain.head);
                            let id = self.env.new_uuid()?;
                            store::commit_chain(tx, id, chain, &commitment, now, now + DAILY).await?;
                        }
                        Ok(moved.len())
                    })
                })
                .await?;
        }
        Ok(done)
    }
}
