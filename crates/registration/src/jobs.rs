//! Background work: what is left of abandoned registrations is destroyed, counts whose window is over are deleted.

use std::time::Duration;

use causeway_core::jobs::{Worker, in_batches};
use causeway_core::{Error, Result};
use jiff::Timestamp;

use crate::{Registration, store};

const PERIOD: Duration = Duration::from_secs(30);

impl Registration {
    /// Adds this crate's periodic work to `worker`.
    #[must_use]
    pub fn work(&self, worker: Worker) -> Worker {
        let registration = self.clone();
        worker.every("registration.purge", PERIOD, move || {
            let registration = registration.clone();
            async move { registration.purge().await }
        })
    }

    /// Ends registrations whose time is over (values, key and all) and deletes old counts, in small batches.
    pub async fn purge(&self) -> Result<()> {
        let now = self.parts.env.now();
        in_batches(|| self.purge_drafts(now)).await?;
        in_batches(|| self.purge_counts(now)).await.map(drop)
    }

    async fn purge_drafts(&self, now: Timestamp) -> Result<u64> {
        self.parts
            .env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    let applicants = store::take_expired(tx, now).await?;
                    for applicant in &applicants {
                        self.forget(tx, *applicant).await?;
                    }
                    u64::try_from(applicants.len()).map_err(Error::internal)
                })
            })
            .await
    }

    async fn purge_counts(&self, now: Timestamp) -> Result<u64> {
        self.parts.env.db.tx(|tx| Box::pin(store::purge_counts(tx, now))).await
    }
}
