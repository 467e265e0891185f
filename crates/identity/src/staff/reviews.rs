//! What time does to how staff work: roles that nobody confirmed are dropped, proposals that nobody decided expire.

use std::time::Duration;

use causeway_core::jobs::{Job, Worker};
use causeway_core::{Error, OrganisationId, Result, Tx};
use jiff::SignedDuration;
use serde::Deserialize;

use super::mandates::REGISTER_NEWS;
use super::model::ProposalState;
use super::store::members::{self, GrantRow};
use super::store::{proposals, sessions};
use crate::Identity;

/// Rows in one transaction. Small, since each adds to somebody's chain.
const BATCH: i64 = 16;
/// So many batches in one run; the rest waits for the next.
const BATCHES: usize = 50;

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

    /// Drops the roles that nobody confirmed in time, with receipts. The last two security officers keep theirs, flagged: a platform
    /// without officers could not be mended. Returns how many roles were looked at.
    pub async fn drop_unconfirmed(&self) -> Result<usize> {
        let (mut done, now) = (0, self.env.now());
        let flagged = now - AGAIN;
        for _ in 0..BATCHES {
            if !members::any_overdue(&self.env.db, now, flagged).await? {
                break;
            }
            done += self
                .env
                .db
                .tx(|tx| {
                    Box::pin(async move {
                        let overdue = members::overdue(tx, now, flagged, BATCH).await?;
                        for grant in &overdue {
                            self.drop_or_flag(tx, grant).await?;
                        }
                        Ok(overdue.len())
                    })
                })
                .await?;
        }
        Ok(done)
    }

    async fn drop_or_flag(&self, tx: &mut Tx<'_>, grant: &GrantRow) -> Result<()> {
        match self.take_role(tx, grant, None, "not_confirmed").await {
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

    /// Deletes what staff left behind and has expired: sessions, acts, links. One batch; returns how many rows.
    pub(crate) async fn purge_staff(&self, tx: &mut Tx<'_>) -> Result<u64> {
        sessions::purge(tx, self.env.now()).await
    }
}
