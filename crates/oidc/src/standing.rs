//! Whether what a grant stands on still stands. The ledger says so; nothing is remembered here.

use causeway_consent::ConsentState;
use causeway_core::{AccountId, ClientId, ConsentId, Result, Tx};

use crate::model::Grant;
use crate::{Oidc, store};

impl Oidc {
    /// Whether the consent to log in stands, or a wider one to the same client has taken its place.
    pub(crate) async fn login_stands(&self, grant: &Grant) -> Result<bool> {
        Ok(self.state(grant).await? == Some(ConsentState::Active) || self.successor(grant).await?.is_some())
    }

    /// The consent that has taken the place of a grant's own. One that was withdrawn has no successor, whatever was allowed afterwards.
    pub(crate) async fn successor(&self, grant: &Grant) -> Result<Option<ConsentId>> {
        if self.state(grant).await? != Some(ConsentState::Replaced) {
            return Ok(None);
        }
        Ok(self.consents.login_consent(grant.account, &grant.client).await?.map(|consent| consent.id))
    }

    /// What the job that tells of a withdrawal calls: every grant that stands on a withdrawn login consent ends with the access tokens that
    /// are out. Until then those are refused read by read, with the exact reason and a receipt that the person sees; a refresh is refused
    /// at once, job or no job. Idempotent.
    pub async fn consent_withdrawn(
        &self,
        account: AccountId,
        client: &ClientId,
        consent: ConsentId,
    ) -> Result<()> {
        let now = self.env.now();
        let end = now + self.config.access_token();
        self.env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    for grant in store::live_grants(tx, account, client, now).await? {
                        if grant.login().is_some_and(|(own, _)| own == consent) {
                            self.end_grant_by(tx, grant.id, end).await?;
                        }
                    }
                    Ok(())
                })
            })
            .await
    }

    /// Ends every grant of an account and forgets its pseudonyms: for when the account itself is deleted.
    pub async fn forget(&self, tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
        store::forget(tx, account).await
    }

    async fn state(&self, grant: &Grant) -> Result<Option<ConsentState>> {
        let Some((own, _)) = grant.login() else { return Ok(None) };
        Ok(Some(self.consents.consent(grant.account, own).await?.state))
    }
}
