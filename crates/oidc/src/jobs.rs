//! Background work: services are told that a session has ended, and what has expired is deleted, all of it, in small batches.

use std::time::Duration;

use causeway_core::Result;
use causeway_core::jobs::{Worker, in_batches};

use crate::{Oidc, store};

pub use crate::logout::LOGOUT;

impl Oidc {
    /// Adds this domain's work to the worker.
    #[must_use]
    pub fn work(&self, worker: Worker) -> Worker {
        let [oidc, telling] = [self, self].map(Clone::clone);
        let worker = worker.on(LOGOUT, move |job| {
            let oidc = telling.clone();
            async move { oidc.tell_logout(&job).await }
        });
        worker.every("oidc.purge", Duration::from_secs(30), move || {
            let oidc = oidc.clone();
            async move { oidc.purge().await.map(|_| ()) }
        })
    }
}

impl Oidc {
    /// Deletes authorizations, codes, grants and assertions that have expired. Returns how many rows went.
    pub async fn purge(&self) -> Result<u64> {
        let now = self.env.now();
        self.end_idle_clients().await?;
        in_batches(|| self.env.db.tx(move |tx| Box::pin(async move { store::purge(tx, now).await }))).await
    }
}
