//! Background work: what has expired is deleted, all of it, in small batches.

use std::time::Duration;

use causeway_core::jobs::{self, Worker};
use causeway_core::{Error, Result, Tx};
use jiff::Timestamp;
use serde_json::json;

pub use crate::sessions::{SESSION_ENDED, SESSIONS_EXPIRED};
use crate::{Identity, store};

impl Identity {
    /// Adds this domain's work to the worker.
    #[must_use]
    pub fn work(&self, worker: Worker) -> Worker {
        let identity = self.clone();
        self.work_for_staff(worker).every("identity.purge", Duration::from_secs(30), move || {
            let identity = identity.clone();
            async move { identity.purge().await.map(|_| ()) }
        })
    }

    async fn purge_sessions(&self, tx: &mut Tx<'_>, now: Timestamp) -> Result<u64> {
        let over = store::purge_sessions(tx, now).await?;
        if !over.is_empty() {
            jobs::enqueue(tx, self.env.new_uuid()?, SESSIONS_EXPIRED, json!({"sessions": over}), now).await?;
        }
        u64::try_from(over.len()).map_err(Error::internal)
    }

    /// Deletes ceremonies, sessions, links and the like that have expired. Returns how many rows went.
    pub async fn purge(&self) -> Result<u64> {
        let now = self.env.now();
        jobs::in_batches(|| {
            self.env.db.tx(move |tx| {
                Box::pin(async move {
                    let ceremonies = store::purge(tx, now).await?;
                    Ok(ceremonies + self.purge_sessions(tx, now).await? + self.purge_staff(tx, now).await?)
                })
            })
        })
        .await
    }
}
