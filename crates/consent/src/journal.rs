//! What of the ledger must survive the restore of an older backup, and doing it again there.

use causeway_core::journal::{self, Entry};
use causeway_core::{AccountId, ClientId, ConsentId, Error, Result, Tx};
use serde_json::json;

use crate::model::{Consent, Detail};
use crate::{Consents, store};

/// A person withdrew a consent.
const WITHDRAWN: &str = "consent.withdrawn";
/// A one-time consent was used.
const USED: &str = "consent.used";
/// A person wants to be asked by a client no more, or again.
const MUTED: &str = "consent.muted";

impl Consents {
    /// Notes a withdrawal. What a login consent had replaced is withdrawn with it: in an older backup it may still stand.
    pub(crate) async fn note_withdrawn(&self, tx: &mut Tx<'_>, consent: &Consent) -> Result<()> {
        let mut consents = vec![consent.id];
        if matches!(consent.detail, Detail::Login { .. }) {
            consents.extend(store::replaced_logins(tx, consent.account, &consent.client).await?);
        }
        journal::note_unordered(&self.env, tx, WITHDRAWN, json!({"consents": consents})).await
    }

    /// Notes that a one-time consent was used. If its read brought nothing it is given back, here and not in the journal: after a
    /// restore the person is asked again rather than read of twice.
    pub(crate) async fn note_used(&self, tx: &mut Tx<'_>, consent: ConsentId) -> Result<()> {
        journal::note_unordered(&self.env, tx, USED, json!({"consent": consent})).await
    }

    /// Notes that a person wants to be asked by a client no more, or again: in the order in which they said so.
    pub(crate) async fn note_muted(
        &self,
        tx: &mut Tx<'_>,
        account: AccountId,
        client: &ClientId,
        muted: bool,
    ) -> Result<()> {
        let entry = json!({"account": account, "client": client, "muted": muted});
        journal::note(&self.env, tx, MUTED, entry).await
    }

    /// Does again what an entry of the journal says was done here. Idempotent; entries of other domains are passed over.
    pub async fn replay(&self, tx: &mut Tx<'_>, entry: &Entry) -> Result<()> {
        match entry.kind.as_str() {
            WITHDRAWN => {
                let consents: Vec<ConsentId> = of(entry, "consents")?;
                for consent in consents {
                    store::withdraw_again(tx, consent, entry.at).await?;
                }
                Ok(())
            }
            USED => store::use_again(tx, of(entry, "consent")?, entry.at).await,
            MUTED => {
                let (account, client): (AccountId, ClientId) = (of(entry, "account")?, of(entry, "client")?);
                if of(entry, "muted")? {
                    store::mute(tx, account, &client, entry.at).await.map(drop)
                } else {
                    store::unmute(tx, account, &client).await.map(drop)
                }
            }
            _ => Ok(()),
        }
    }

    /// Ends what was under way when a backup was made: what people were being asked. What they had allowed stands.
    pub async fn end_pending(&self, tx: &mut Tx<'_>) -> Result<()> {
        store::forget_requests(tx).await
    }
}

fn of<T: serde::de::DeserializeOwned>(entry: &Entry, name: &str) -> Result<T> {
    let value = entry.entry.get(name).cloned().unwrap_or_default();
    serde_json::from_value(value).map_err(Error::internal)
}
