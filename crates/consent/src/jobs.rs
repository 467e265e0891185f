//! Background work: standing consents end at their end, with a receipt; what has expired is deleted, all of it,
//! in small batches.

use std::time::Duration;

use causeway_core::jobs::{self, Worker};
use causeway_core::{Kind, Result};
use causeway_evidence::{Chain, Event};
use jiff::SignedDuration;
use serde_json::json;

use crate::model::{Consent, ConsentState};
use crate::{Consents, store};

pub use crate::addressed::{ASKED, DECIDED};
pub use crate::ledger::WITHDRAWN;
pub use crate::qr::LOGIN_ELSEWHERE;

/// The job that has the person told that a consent came to its end: `{consent, account, client}`.
pub const EXPIRED: &str = "consent.expired";

/// How many consents one round ends; the rest waits for the next.
const BATCH: i64 = 500;

impl Consents {
    /// Adds this domain's work to the worker. What others do about a withdrawal ([`WITHDRAWN`]) is wired by the binary.
    #[must_use]
    pub fn work(&self, worker: Worker) -> Worker {
        let (expiring, purging, measuring) = (self.clone(), self.clone(), self.clone());
        worker
            .every("consent.gauges", Duration::from_secs(15), move || {
                let consents = measuring.clone();
                async move { consents.measure().await }
            })
            .every("consent.expire", Duration::from_secs(5), move || {
                let consents = expiring.clone();
                async move { consents.expire_due().await.map(|_| ()) }
            })
            .every("consent.purge", Duration::from_secs(30), move || {
                let consents = purging.clone();
                async move { consents.purge().await }
            })
    }
}

impl Consents {
    /// Ends what has reached its end. The check refuses it from that moment anyway; this makes the ledger and the activity list say so.
    /// Each consent is a transaction of its own, so that one which cannot be told of holds up no other.
    pub async fn expire_due(&self) -> Result<usize> {
        let due = store::due_to_expire(&self.env.db, self.env.now(), BATCH).await?;
        for consent in &due {
            self.expire(consent).await?;
        }
        Ok(due.len())
    }

    async fn expire(&self, consent: &Consent) -> Result<()> {
        let (job, now) = (self.env.new_uuid()?, self.env.now());
        let told = &json!({"consent": consent.id, "account": consent.account, "client": consent.client});
        let event = &Event::ConsentExpired { consent: consent.id, client: consent.client.clone() };
        let ended = self
            .env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    store::end(tx, consent.id, ConsentState::Expired, now).await?;
                    jobs::enqueue(tx, job, EXPIRED, told.clone(), now).await?;
                    self.evidence.record(tx, Chain::Person(consent.account), event).await?;
                    Ok(())
                })
            })
            .await;
        match ended {
            // The person's key is destroyed: there is nobody left to tell, and the consent ends all the same.
            Err(error) if error.kind() == Kind::NotFound => {
                let end = self.env.db.tx(|tx| {
                    Box::pin(async move { store::end(tx, consent.id, ConsentState::Expired, now).await })
                });
                end.await
            }
            done => done,
        }
    }

    pub(crate) async fn purge(&self) -> Result<()> {
        let now = self.env.now();
        let ended = now - SignedDuration::from_hours(24 * i64::from(self.ended_days));
        let purged = jobs::in_batches(|| {
            self.env.db.tx(move |tx| Box::pin(async move { store::purge(tx, now, ended).await }))
        });
        purged.await.map(drop)
    }
}
