//! From a consent to a permit: the one door through which personal data leaves.

use causeway_core::{AccountId, ClientId, ConsentId, DatasetId, PurposeId, ReadId, Result, Tx};

use crate::model::{ConsentState, Use};
use crate::permit::{Basis, Permit, Recipient};
use crate::{Consents, rules, store};

impl Consents {
    /// Checks a use against its consent and gives the permit for it. A one-time consent is used by this, in the caller's transaction.
    ///
    /// # Errors
    /// Those of [`rules::permits`].
    pub async fn check(&self, tx: &mut Tx<'_>, wanted: &Use) -> Result<Permit> {
        let consent = store::consent_in(tx, wanted.consent).await?.ok_or_else(rules::unknown)?;
        rules::permits(&consent, wanted, self.env.now())?;
        if consent.detail.once() {
            store::use_once(tx, consent.id, wanted.read, self.env.now()).await?;
            self.note_used(tx, consent.id).await?;
        }
        Ok(Permit {
            basis: Basis::Consent(consent.id),
            account: consent.account,
            recipient: Recipient::Client(wanted.client.clone()),
            dataset: wanted.dataset.clone(),
            fields: wanted.fields.clone(),
            purpose: consent.purpose,
            read: wanted.read,
        })
    }

    /// Makes a one-time consent whole again, after a read that brought nothing because of the provider.
    pub async fn give_back(&self, tx: &mut Tx<'_>, consent: ConsentId, read: ReadId) -> Result<()> {
        store::give_back(tx, consent, read).await
    }

    /// Notes that the read which used a one-time consent brought its answer: from now on there is nothing left to withdraw.
    pub async fn spent(&self, tx: &mut Tx<'_>, consent: ConsentId, read: ReadId) -> Result<()> {
        store::spent(tx, consent, read).await
    }

    /// Whether a consent may still be relied on by a read that has begun: asked again before its answer is released.
    pub async fn still_stands(&self, tx: &mut Tx<'_>, consent: ConsentId) -> Result<bool> {
        let Some(consent) = store::consent_in(tx, consent).await? else { return Ok(false) };
        let in_time = consent.until.is_none_or(|until| self.env.now() < until);
        let in_use = consent.used_by.is_some() && consent.state == ConsentState::Used;
        Ok(in_time && (consent.state == ConsentState::Active || in_use))
    }

    /// Leave for the platform itself to read register fields about an applicant who has accepted the terms.
    pub fn for_registration(
        &self,
        applicant: AccountId,
        dataset: DatasetId,
        fields: Vec<String>,
        purpose: PurposeId,
        read: ReadId,
    ) -> Permit {
        Permit {
            basis: Basis::Registration,
            account: applicant,
            recipient: Recipient::Platform,
            dataset: Some(dataset),
            fields,
            purpose,
            read,
        }
    }

    /// Whose activity a refused use belongs to: the person's, if the client named its own consent; nobody's otherwise.
    pub async fn refused_for(
        &self,
        tx: &mut Tx<'_>,
        consent: ConsentId,
        client: &ClientId,
    ) -> Result<Option<AccountId>> {
        let consent = store::consent_in(tx, consent).await?;
        Ok(consent.filter(|c| &c.client == client).map(|c| c.account))
    }
}
