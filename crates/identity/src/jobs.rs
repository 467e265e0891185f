//! Background work: what has expired is deleted in small batches.

use std::time::Duration;

use causeway_core::jobs::Worker;

use crate::{Identity, store};

impl Identity {
    /// Adds this domain's work to the worker.
    #[must_use]
    pub fn work(&self, worker: Worker) -> Worker {
        let identity = self.clone();
        worker.every("identity.purge", Duration::from_secs(30), move || {
            let identity = identity.clone();
            async move {
                let now = identity.env.now();
                identity.env.db.tx(|tx| Box::pin(async move { store::purge(tx, now).await })).await?;
                Ok(())
            }
        })
    }
}
