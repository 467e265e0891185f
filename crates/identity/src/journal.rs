//! What must survive the restore of an older backup, and doing it again there: whatever was taken away from somebody stays taken away.

use causeway_core::journal::{self, Entry};
use causeway_core::{AccountId, Error, OrganisationId, Result, Tx};
use serde::de::DeserializeOwned;
use serde_json::json;
use uuid::Uuid;

use crate::{Identity, store};

/// An account was deleted.
const ACCOUNT: &str = "identity.account_deleted";
/// A role ended.
const GRANT: &str = "identity.role_ended";
/// A place in an organisation's staff ended.
const MEMBER: &str = "identity.place_ended";
/// A mandate ended before its date.
const MANDATE: &str = "identity.mandate_ended";
/// A proposal was decided, or is too old.
const PROPOSAL: &str = "identity.proposal_decided";
/// An organisation takes part, or not for now, or no longer.
const ORGANISATION: &str = "identity.organisation_status";

impl Identity {
    pub(crate) async fn note_account_deleted(&self, tx: &mut Tx<'_>, id: AccountId) -> Result<()> {
        journal::note_unordered(&self.env, tx, ACCOUNT, json!({"id": id})).await
    }

    pub(crate) async fn note_grant_ended(&self, tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
        journal::note(&self.env, tx, GRANT, json!({"id": id})).await
    }

    /// Every role that was held in it ended too.
    pub(crate) async fn note_member_ended(&self, tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
        journal::note(&self.env, tx, MEMBER, json!({"id": id})).await
    }

    pub(crate) async fn note_mandate_ended(&self, tx: &mut Tx<'_>, id: Uuid, why: &str) -> Result<()> {
        journal::note(&self.env, tx, MANDATE, json!({"id": id, "as": why})).await
    }

    pub(crate) async fn note_decided(&self, tx: &mut Tx<'_>, id: Uuid, state: &str) -> Result<()> {
        journal::note(&self.env, tx, PROPOSAL, json!({"id": id, "as": state})).await
    }

    pub(crate) async fn note_organisation(
        &self,
        tx: &mut Tx<'_>,
        id: &OrganisationId,
        status: &str,
    ) -> Result<()> {
        journal::note(&self.env, tx, ORGANISATION, json!({"id": id, "as": status})).await
    }

    /// Does again what an entry of the journal says was done here. Idempotent; entries of other domains are passed over.
    pub async fn replay(&self, tx: &mut Tx<'_>, entry: &Entry) -> Result<()> {
        let at = entry.at;
        match entry.kind.as_str() {
            // The person's key, and what else is held of them, goes where the journal says that the key was destroyed.
            ACCOUNT => store::delete_account(tx, of(entry, "id")?).await.map(drop),
            GRANT => store::end_grant_again(tx, of(entry, "id")?, at).await,
            MEMBER => store::end_member_again(tx, of(entry, "id")?, at).await,
            MANDATE => store::end_mandate_again(tx, of(entry, "id")?, &as_text(entry)?, at).await,
            PROPOSAL => store::decide_again(tx, of(entry, "id")?, &as_text(entry)?, at).await,
            ORGANISATION => {
                let id: OrganisationId = of(entry, "id")?;
                store::put_status_again(tx, id.as_str(), &as_text(entry)?).await
            }
            _ => Ok(()),
        }
    }

    /// Ends what was under way when a backup was made: sessions, ceremonies, acts that wait, links that were not taken. Whoever held one
    /// begins anew.
    pub async fn end_pending(&self, tx: &mut Tx<'_>) -> Result<()> {
        store::end_everything_pending(tx).await
    }
}

fn as_text(entry: &Entry) -> Result<String> {
    of(entry, "as")
}

fn of<T: DeserializeOwned>(entry: &Entry, name: &str) -> Result<T> {
    let value = entry.entry.get(name).cloned().unwrap_or_default();
    serde_json::from_value(value).map_err(Error::internal)
}
