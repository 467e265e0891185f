//! Having a person who is logged in confirm one grave thing, by a passkey of theirs, in the browser at hand.

use causeway_core::{AccountId, Result};
use causeway_http::Browser;
use uuid::Uuid;

use crate::model::Ceremony;
use crate::rules::passkey_refused;
use crate::{Identity, store};

impl Identity {
    /// Begins the confirmation of `what`, a short name of the caller's, by one of `account`'s own passkeys.
    pub async fn begin_confirmation(
        &self,
        browser: &Browser,
        account: AccountId,
        what: &'static str,
    ) -> Result<Ceremony> {
        let allow = store::credential_ids(&self.env.db, account).await?;
        let challenge = self.env.rng.bytes()?;
        let options = self.relying_party().request_options(&challenge, &allow);
        self.begin(what, challenge, browser, Some(account), options).await
    }

    /// Takes the challenge of a confirmation for good, whatever comes of the answer to it. To be verified by
    /// [`Identity::verify_assertion`], in the transaction of the act.
    ///
    /// # Errors
    /// `passkey_refused` when it was begun for something else, for somebody else, in another browser, or is over.
    pub async fn take_confirmation(
        &self,
        browser: &Browser,
        account: AccountId,
        what: &'static str,
        ceremony: Uuid,
    ) -> Result<[u8; 32]> {
        let (challenge, whose) = self.spend(what, browser, ceremony).await?;
        if whose == Some(account) { Ok(challenge) } else { Err(passkey_refused()) }
    }
}
