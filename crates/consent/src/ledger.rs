//! What stands, and withdrawing it.

use causeway_core::{AccountId, ClientId, ConsentId, Error, Result, Tx, crash, jobs};
use causeway_evidence::{Chain, Event};
use serde_json::json;

use crate::model::{Consent, ConsentState};
use crate::{Consents, store};

/// The job that tells the other domains of a withdrawal: `{consent, account, client}`.
pub const WITHDRAWN: &str = "consent.withdrawn";

impl Consents {
    /// What a person has allowed and still stands, newest first.
    pub async fn standing(&self, account: AccountId) -> Result<Vec<Consent>> {
        let now = self.env.now();
        let all = store::consents(&self.env.db, account).await?;
        Ok(all
            .into_iter()
            .filter(|c| c.state == ConsentState::Active && c.until.is_none_or(|until| now < until))
            .collect())
    }

    /// One consent of a person's own, whatever its state.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn consent(&self, account: AccountId, id: ConsentId) -> Result<Consent> {
        let consent = store::consent(&self.env.db, id).await?;
        consent.filter(|c| c.account == account).ok_or_else(Error::not_found)
    }

    /// The consent under which a person logs in to a service without being asked, if there is one.
    pub async fn login_consent(&self, account: AccountId, client: &ClientId) -> Result<Option<Consent>> {
        self.env.db.tx(|tx| Box::pin(async move { store::login_consent(tx, account, client).await })).await
    }

    /// Withdraws a consent: the next check refuses it, and the answer of a read under way is not released. Withdrawing twice is as
    /// good as once.
    ///
    /// # Errors
    /// `not_found` for somebody else's, `consent_over` for one that ended by itself.
    pub async fn withdraw(&self, account: AccountId, id: ConsentId) -> Result<()> {
        let (job, now) = (self.env.new_uuid()?, self.env.now());
        self.env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    let consent = store::consent_in(tx, id)
                        .await?
                        .filter(|c| c.account == account)
                        .ok_or_else(Error::not_found)?;
                    match consent.state {
                        ConsentState::Active => store::end(tx, id, ConsentState::Withdrawn, now).await?,
                        ConsentState::Used if consent.used_by.is_some() => {
                            store::withdraw_in_use(tx, id, now).await?;
                        }
                        ConsentState::Withdrawn => return Ok(()),
                        ConsentState::Used | ConsentState::Expired | ConsentState::Replaced => {
                            return Err(Error::conflict(
                                "consent_over",
                                "This consent has ended already; nothing can be read under it.",
                            ));
                        }
                    }
                    self.note_withdrawn(tx, &consent).await?;
                    let told = json!({"consent": id, "account": account, "client": consent.client});
                    jobs::enqueue(tx, job, WITHDRAWN, told, now).await?;
                    let event = Event::ConsentWithdrawn { consent: id, client: consent.client };
                    self.evidence.record(tx, Chain::Person(account), &event).await?;
                    Ok(())
                })
            })
            .await?;
        crash::point("consent.after_withdrawal");
        Ok(())
    }

    /// Gives a consent back that the client has no more use for, in the caller's transaction: it ends as if the person had withdrawn it,
    /// and they see that the service did. One that is over already is passed over.
    ///
    /// # Errors
    /// `not_found` for another client's.
    pub async fn given_back(&self, tx: &mut Tx<'_>, client: &ClientId, id: ConsentId) -> Result<()> {
        let consent =
            store::consent_in(tx, id).await?.filter(|c| c.client == *client).ok_or_else(Error::not_found)?;
        let now = self.env.now();
        match consent.state {
            ConsentState::Active => store::end(tx, id, ConsentState::Withdrawn, now).await?,
            ConsentState::Used if consent.used_by.is_some() => store::withdraw_in_use(tx, id, now).await?,
            _ => return Ok(()),
        }
        self.note_withdrawn(tx, &consent).await?;
        let told = json!({"consent": id, "account": consent.account, "client": client});
        jobs::enqueue(tx, self.env.new_uuid()?, WITHDRAWN, told, now).await?;
        let event = Event::ConsentReturned { consent: id, client: client.clone() };
        self.evidence.record(tx, Chain::Person(consent.account), &event).await.map(drop)
    }

    /// Withdraws everything that a person has allowed and that stands, or is being used right now, in the caller's transaction: one that
    /// is given at the same moment conflicts with it and is withdrawn, too, or not given. Returns how many that were.
    pub async fn withdraw_all(&self, tx: &mut Tx<'_>, account: AccountId) -> Result<usize> {
        let now = self.env.now();
        let standing = store::withdrawable(tx, account).await?;
        let withdrawn = standing.len();
        for consent in standing {
            match consent.state {
                ConsentState::Active => store::end(tx, consent.id, ConsentState::Withdrawn, now).await?,
                _ => store::withdraw_in_use(tx, consent.id, now).await?,
            }
            self.note_withdrawn(tx, &consent).await?;
            let told = json!({"consent": consent.id, "account": account, "client": consent.client});
            jobs::enqueue(tx, self.env.new_uuid()?, WITHDRAWN, told, now).await?;
            let event = Event::ConsentWithdrawn { consent: consent.id, client: consent.client };
            self.evidence.record(tx, Chain::Person(account), &event).await?;
        }
        Ok(withdrawn)
    }

    /// Deletes what is held of a person here: what they were asked and what they had allowed. Withdraw it all before.
    pub async fn forget(&self, tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
        store::forget(tx, account).await
    }
}
