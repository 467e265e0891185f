//! Whether an organisation takes part, for the domains that serve it or serve others from it; and what they do when it no longer does.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError};

use causeway_core::draft::{Known, KnownNow, known};
use causeway_core::{OrganisationId, Result, Tx};

use super::model::Effect;
use super::organisations::OrganisationStatus;
use super::store::organisations as store;
use crate::Identity;

/// What another domain does, in the same transaction, when an organisation is suspended or closed, and what of it is told to whoever
/// confirms that. Like an applier it is also run for trying.
pub type ShutOut = Arc<
    dyn for<'a, 'f> Fn(&'a mut Tx<'f>, &'a OrganisationId) -> causeway_core::db::Act<'a, Vec<Effect>>
        + Send
        + Sync,
>;

/// Helps the compiler to see a closure as a [`ShutOut`].
pub fn shut_out<F>(shut_out: F) -> ShutOut
where
    F: for<'a, 'f> Fn(&'a mut Tx<'f>, &'a OrganisationId) -> causeway_core::db::Act<'a, Vec<Effect>>
        + Send
        + Sync
        + 'static,
{
    Arc::new(shut_out)
}

impl Identity {
    /// Says what else happens when an organisation is suspended or closed: at wiring, once for each domain.
    pub fn register_shut_out(&self, shut_out: ShutOut) {
        self.shut_outs.write().unwrap_or_else(PoisonError::into_inner).push(shut_out);
    }

    /// What the other domains do.
    pub(super) async fn shut_out_elsewhere(
        &self,
        tx: &mut Tx<'_>,
        id: &OrganisationId,
    ) -> Result<Vec<Effect>> {
        let all = self.shut_outs.read().unwrap_or_else(PoisonError::into_inner).clone();
        let mut effects = Vec::new();
        for shut_out in all {
            effects.extend(shut_out(tx, id).await?);
        }
        Ok(effects)
    }

    /// Whether an organisation is registered and takes part, in the caller's transaction.
    pub async fn organisation_stands(&self, tx: &mut Tx<'_>, id: &OrganisationId) -> Result<bool> {
        Ok(store::status_in(tx, id).await? == Some(OrganisationStatus::Active))
    }

    /// [`Identity::organisation_stands`], for the wiring.
    pub fn organisations_standing(&self) -> Known<OrganisationId> {
        let identity = self.clone();
        known(move |tx, organisation| {
            let identity = identity.clone();
            Box::pin(async move { identity.organisation_stands(tx, organisation).await })
        })
    }

    /// The same outside of a transaction: one look at the register for each request, so that nobody is served once it says otherwise.
    pub fn organisations_standing_now(&self) -> KnownNow<OrganisationId> {
        let db = self.env.db.clone();
        Arc::new(move |organisation| {
            let db = db.clone();
            Box::pin(async move {
                Ok(store::status(&db, &organisation).await? == Some(OrganisationStatus::Active))
            })
        })
    }

    /// The organisations that are suspended or closed.
    pub async fn organisations_out(&self) -> Result<BTreeSet<OrganisationId>> {
        store::out(&self.env.db).await
    }
}
