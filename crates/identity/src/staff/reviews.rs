//! What time does to how staff work: roles that nobody confirmed are dropped, proposals that nobody decided expire.

use std::time::Duration;

use causeway_core::jobs::{Job, Worker};
use causeway_core::{Error, OrganisationId, Result, Tx};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use uuid::Uuid;

use super::mandates::REGISTER_NEWS;
use super::model::ProposalState;
use super::store::{members, proposals, sessions};
use crate::Identity;

/// Rows in one transaction. Small, since each adds to somebody's chain.
const BATCH: i64 = 16;
/// So many batches in one run; the rest waits for the next.
const BATCHES: usize = 50;
/// So many roles in one run.
const MOST: i64 = 800;

/// After so long it is tried again whether the platform can do without an officer whose role was kept.
const AGAIN: SignedDuration = SignedDuration::from_hours(24);

/// What a job about the register tells.
#[derive(Deserialize)]
struct News {
    organisation: OrganisationId,
}

impl Identity {
    /// Adds the background work of staff to the worker.
    pub(crate) fn work_for_staff(&self, worker: Worker) -> Worker {
        let [reviews, proposals, register] = [self; 3].map(Clone::clone);
        worker
            .every("identity.reviews", Duration::from_mins(5), move || {
                let identity = reviews.clone();
                async move { identity.drop_unconfirmed().await.map(|_| ()) }
            })
            .every("identity.proposals", Duration::from_mins(5), move || {
                let identity = proposals.clone();
                async move { identity.expire_proposals().await.map(|_| ()) }
            })
            .on(REGISTER_NEWS, move |job: Job| {
                let identity = register.clone();
                async move {
                    let News { organisation } =
                        serde_json::from_value(job.payload).map_err(Error::internal)?;
                    identity.follow_register(&organisation).await.map(|_| ())
                }
            })
    }

    /// Drops the roles that nobody confirmed in time, with receipts, each in a transaction of its own: one that cannot be dropped keeps
    /// no other. The last two security officers keep theirs, flagged: a platform without officers could not be mended. Returns how many
    /// roles were looked at.
    ///
    /// # Errors
    /// The first that kept a role from being dropped, once all others are.
    pub async fn drop_unconfirmed(&self) -> Result<usize> {
        let (mut done, mut failed, now) = (0, None, self.env.now());
        for id in members::overdue(&self.env.db, now, now - AGAIN, MOST).await? {
            let dropped = self.env.db.tx(|tx| Box::pin(async move { self.drop_or_flag(tx, id).await })).await;
            match dropped {
                Ok(()) => done += 1,
                Err(error) => drop(failed.get_or_insert(error)),
            }
        }
        failed.map_or(Ok(done), Err)
    }

    async fn drop_or_flag(&self, tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
        let grant = members::grant(tx, id).await?;
        // It may have been confirmed, or have ended, since it was found.
        let Some(grant) = grant.filter(|grant| grant.review_due_at <= self.env.now()) else { return Ok(()) };
        match self.take_role(tx, &grant, None, "not_confirmed").await {
            Err(error) if error.code() == "last_officers" => {
                members::flag(tx, grant.id, self.env.now()).await
            }
            taken => taken.map(|_| ()),
        }
    }

    /// Ends the proposals that nobody decided in time, with receipts. Returns how many.
    pub async fn expire_proposals(&self) -> Result<usize> {
        let mut done = 0;
        for _ in 0..BATCHES {
            if !proposals::any_overdue(&self.env.db, self.env.now()).await? {
                break;
            }
            done += self
                .env
                .db
                .tx(|tx| {
                    Box::pin(async move {
                        let overdue = proposals::overdue(tx, self.env.now(), BATCH).await?;
                        for proposal in &overdue {
                            self.close(tx, proposal, ProposalState::Expired, None).await?;
                        }
                        Ok(overdue.len())
                    })
                })
                .await?;
        }
        Ok(done)
    }

    /// Deletes what staff left behind and had expired by `now`: sessions, acts, links. One batch; returns how many rows.
    pub(crate) async fn purge_staff(&self, tx: &mut Tx<'_>, now: Timestamp) -> Result<u64> {
        sessions::purge(tx, now).await
    }
}
