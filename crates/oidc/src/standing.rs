//! Whether what a grant stands on still stands. The ledger says so; nothing is remembered here.

use causeway_consent::ConsentState;
use causeway_core::{ConsentId, Result};

use crate::Oidc;
use crate::model::Grant;

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

    async fn state(&self, grant: &Grant) -> Result<Option<ConsentState>> {
        let Some((own, _)) = grant.login() else { return Ok(None) };
        Ok(Some(self.consents.consent(grant.account, own).await?.state))
    }
}
