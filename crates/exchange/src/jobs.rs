//! Background work: intents that were left alone become "outcome unknown"; what has expired is deleted in small batches.

use std::time::Duration;

use causeway_core::jobs::{Worker, in_batches};
use causeway_core::{ReadId, Result};
use causeway_evidence::Chain;
use jiff::SignedDuration;

use crate::model::State;
use crate::{Exchange, measure, record, store};

pub use crate::incident::INCIDENT;

/// An intent that nobody has settled for so long is given up.
const LEFT_ALONE: SignedDuration = SignedDuration::from_secs(60);

impl Exchange {
    /// Adds this domain's work to the worker.
    #[must_use]
    pub fn work(&self, worker: Worker) -> Worker {
        let (giving_up, purging) = (self.clone(), self.clone());
        worker
            .every("exchange.give_up", Duration::from_secs(5), move || {
                let exchange = giving_up.clone();
                async move { exchange.give_up().await.map(drop) }
            })
            .every("exchange.purge", Duration::from_secs(30), move || {
                let exchange = purging.clone();
                async move { exchange.purge().await.map(drop) }
            })
    }
}

impl Exchange {
    /// Settles as unknown what was intended more than 60 seconds ago; returns how many reads that were.
    ///
    /// Nothing was released of such a read and nothing can be any more, since its outcome is settled with this; so a one-time consent
    /// is whole again. Whether the provider was asked is what is not known.
    pub async fn give_up(&self) -> Result<usize> {
        let env = &self.parts().env;
        let mut settled = 0;
        for read in store::left_alone(&env.db, env.now() - LEFT_ALONE).await? {
            // One that cannot be settled must not keep the others from it; it comes up again in the next round.
            match self.give_up_one(read).await {
                Ok(done) => {
                    settled += usize::from(done);
                    if done {
                        measure::read("unknown");
                    }
                }
                Err(error) => tracing::error!(%read, ?error, "a read that was left alone cannot be settled"),
            }
        }
        Ok(settled)
    }

    async fn give_up_one(&self, id: ReadId) -> Result<bool> {
        let parts = self.parts();
        let now = parts.env.now();
        parts
            .env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    let Some(read) = store::read(tx, id).await? else { return Ok(false) };
                    if !store::settle(tx, id, State::Unknown, None, now).await? {
                        return Ok(false);
                    }
                    self.give_back(tx, &read).await?;
                    let event = record::unknown(&read);
                    self.put_in_evidence(tx, read.account, Chain::Platform, &event).await?;
                    Ok(true)
                })
            })
            .await
    }

    /// Deletes requests whose signature is void, and reads that are no longer kept; returns how many rows.
    pub async fn purge(&self) -> Result<u64> {
        let env = &self.parts().env;
        let now = env.now();
        in_batches(|| env.db.tx(move |tx| Box::pin(async move { store::purge(tx, now).await }))).await
    }
}
