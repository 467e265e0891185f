//! Removing a person: everything that is held of them, in every domain, in one transaction, their key included.
//!
//! What stays is what cannot be taken back: commitments in the log and in the person's chain, which say nothing without the key, and
//! what services have received already. Backups made before hold the data, and not the key for longer than theirs are kept.

use causeway_core::journal::Entry;
use causeway_core::{AccountId, OrganisationId, Result, Session, Tx};
use causeway_crypto::person::destroyed;
use causeway_evidence::{Chain, ErasureReason, Event, Removal as Cause};
use causeway_http::Browser;
use causeway_identity::Ceremony;
use serde_json::Value;
use uuid::Uuid;

use crate::store::sandbox as soft;
use crate::{Parts, Registration, store};

/// What a passkey is asked for when somebody deletes their own account.
const CEREMONY: &str = "delete";

/// How a removal came to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Removal {
    /// The person asked for it.
    Asked,
    /// Two officers decided it.
    Officers {
        /// Their organisation.
        organisation: OrganisationId,
        /// Why.
        reason: ErasureReason,
        /// The reference of the case.
        case: String,
    },
    /// An integrator removed a synthetic person.
    Sandbox,
}

impl Removal {
    fn event(&self) -> Event {
        let (cause, reason, case) = match self {
            Self::Asked => (Cause::Asked, None, None),
            Self::Officers { reason, case, .. } => (Cause::Officers, Some(*reason), Some(case.clone())),
            Self::Sandbox => (Cause::Sandbox, None, None),
        };
        Event::AccountDeleted { cause, reason, case }
    }
}

impl Registration {
    /// Removes a person from every domain: what they had allowed is withdrawn, then account, passkeys, sessions, memberships, values,
    /// messages and pseudonyms go, and the key of all of it is destroyed. Receipts stay as commitments.
    ///
    /// # Errors
    /// `not_found` when there is no such person.
    pub async fn remove_person(&self, tx: &mut Tx<'_>, account: AccountId, how: &Removal) -> Result<()> {
        self.parts.remove_person(tx, account, how).await.map(drop)
    }

    /// Begins the deletion of one's own account: what the browser needs to have a passkey of the person's confirm it, here.
    pub async fn begin_removal(&self, browser: &Browser, session: &Session) -> Result<Ceremony> {
        self.parts.identity.begin_confirmation(browser, session.account, CEREMONY).await
    }

    /// Deletes the account of a session, confirmed by one of its passkeys. All its sessions are over with it.
    ///
    /// # Errors
    /// `passkey_refused`.
    pub async fn remove_self(
        &self,
        browser: &Browser,
        session: &Session,
        ceremony: Uuid,
        response: &Value,
    ) -> Result<()> {
        let (parts, account) = (&self.parts, session.account);
        let challenge = &parts.identity.take_confirmation(browser, account, CEREMONY, ceremony).await?;
        parts
            .env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    parts.identity.verify_assertion(tx, account, challenge, response).await?;
                    parts.remove_person(tx, account, &Removal::Asked).await.map(drop)
                })
            })
            .await
    }
}

impl Registration {
    /// Does again, at a restore, what the destruction of a person's key says was done: whatever an older backup still holds of them
    /// goes. That their account went, the journal says for itself.
    /// Idempotent; other entries are passed over.
    pub async fn replay(&self, tx: &mut Tx<'_>, entry: &Entry) -> Result<()> {
        let Some(owner) = destroyed(entry) else { return Ok(()) };
        let (parts, account) = (&self.parts, AccountId::from(owner));
        for forget in &parts.forget {
            forget(tx, account).await?;
        }
        parts.consents.forget(tx, account).await?;
        parts.vault.forget(tx, account).await?;
        parts.notify.forget(tx, account).await?;
        parts.evidence.forget(tx, account).await?;
        soft::delete_passkey(tx, account).await
    }

    /// Ends registrations that were under way when a backup was made: the job destroys what is left of them.
    pub async fn end_pending(&self, tx: &mut Tx<'_>) -> Result<()> {
        store::end_drafts(tx, self.parts.env.now()).await
    }
}

impl Parts {
    /// Returns how many consents were withdrawn.
    pub(crate) async fn remove_person(
        &self,
        tx: &mut Tx<'_>,
        account: AccountId,
        how: &Removal,
    ) -> Result<usize> {
        let withdrawn = self.consents.withdraw_all(tx, account).await?;
        let event = how.event();
        self.evidence.record(tx, Chain::Person(account), &event).await?;
        if let Removal::Officers { organisation, .. } = how {
            self.evidence.record(tx, Chain::Organisation(organisation.clone()), &event).await?;
        }
        for forget in &self.forget {
            forget(tx, account).await?;
        }
        self.consents.forget(tx, account).await?;
        self.vault.forget(tx, account).await?;
        self.notify.forget(tx, account).await?;
        self.evidence.forget(tx, account).await?;
        soft::delete_passkey(tx, account).await?;
        self.identity.delete_account(tx, account).await?;
        self.keys.destroy(tx, account.uuid()).await?;
        Ok(withdrawn)
    }
}
