//! Background work: standing consents end at their end, with a receipt; what has expired is deleted in small batches.

use std::time::Duration;

use causeway_core::Result;
use causeway_core::jobs::{self, Worker};
use causeway_evidence::{Chain, Event};
use serde_json::json;

use crate::model::ConsentState;
use crate::{Consents, store};

pub use crate::ledger::WITHDRAWN;
pub use crate::qr::LOGIN_ELSEWHERE;

/// The job that has the person told that a consent came to its end: `{consent, account, client}`.
pub const EXPIRED: &str = "consent.expired";

/// How many consents one transaction ends.
const BATCH: i64 = 50;

impl Consents {
    /// Adds this domain's work to the worker. What others do about a withdrawal ([`WITHDRAWN`]) is wired by the binary.
    #[must_use]
    pub fn work(&self, worker: Worker) -> Worker {
        let (expiring, purging) = (self.clone(), self.clone());
        worker
            .every("consent.expire", Duration::from_secs(5), move || {
                let consents = expiring.clone();
                async move { consents.expire_due().await.map(|_| ()) }
            })
            .every("consent.purge", Duration::from_secs(30), move || {
                let consents = purging.clone();
                async move {
                    let now = consents.env.now();
                    consents.env.db.tx(|tx| Box::pin(async move { store::purge(tx, now).await })).await?;
                    Ok(())
                }
            })
    }
}

impl Consents {
    /// Ends what has reached its end. The check refuses it from that moment anyway; this makes the ledger and the activity list say so.
    pub async fn expire_due(&self) -> Result<usize> {
        let now = self.env.now();
        self.env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    let due = store::due_to_expire(tx, now, BATCH).await?;
                    for consent in &due {
                        store::end(tx, consent.id, ConsentState::Expired, now).await?;
                        let told = json!({"consent": consent.id, "account": consent.account, "client": consent.client});
                        jobs::enqueue(tx, self.env.new_uuid()?, EXPIRED, told, now).await?;
                    }
                    for consent in &due {
                        let event =
                            Event::ConsentExpired { consent: consent.id, client: consent.client.clone() };
                        self.evidence.record(tx, Chain::Person(consent.account), &event).await?;
                    }
                    Ok(due.len())
                })
            })
            .await
    }
}
