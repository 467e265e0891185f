//! Background work: deleting what has expired.

use std::time::Duration;

use causeway_core::Result;
use causeway_core::jobs::{Worker, in_batches};

use crate::{Notify, store};

const HOURLY: Duration = Duration::from_hours(1);

impl Notify {
    /// Adds this crate's periodic work to `worker`.
    #[must_use]
    pub fn work(&self, worker: Worker) -> Worker {
        let notify = self.clone();
        worker.every("notify.purge", HOURLY, move || {
            let notify = notify.clone();
            async move { notify.purge().await.map(drop) }
        })
    }

    /// Deletes expired messages, in small batches; returns how many.
    pub async fn purge(&self) -> Result<u64> {
        let now = self.env.now();
        in_batches(|| self.env.db.tx(move |tx| Box::pin(store::purge(tx, now)))).await
    }
}
