//! Background work: what is left of abandoned registrations is destroyed, counts whose window is over are deleted.

use std::time::Duration;

use causeway_core::Result;
use causeway_core::jobs::Worker;

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
        while self.purge_drafts().await? > 0 {}
        while self.purge_counts().await? > 0 {}
        Ok(())
    }

    async fn purge_drafts(&self) -> Result<usize> {
        let now = self.parts.env.now();
        self.parts
            .env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    let applicants = store::take_expired(tx, now).await?;
                    for applicant in &applicants {
                        self.forget(tx, *applicant).await?;
                    }
                    Ok(applicants.len())
                })
            })
            .await
    }

    async fn purge_counts(&self) -> Result<u64> {
        let now = self.parts.env.now();
        self.parts.env.db.tx(|tx| Box::pin(store::purge_counts(tx, now))).await
    }
}
