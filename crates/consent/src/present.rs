//! Showing a request, bound to the passkey's challenge.

use causeway_core::{Error, RequestId, Result, Session};
use jiff::SignedDuration;

use crate::ask::over;
use crate::model::{Presented, Shown};
use crate::{Consents, rules, store};

/// How long one showing may be signed for.
const SHOWING: SignedDuration = SignedDuration::from_mins(5);

impl Consents {
    /// Stores what is about to be shown, sealed under the person's key, and returns the options for the passkey that binds it.
    /// Showing the request anew makes every earlier showing worthless.
    ///
    /// # Errors
    /// `not_found` for a request that is not this person's to decide, `request_over`.
    pub async fn present(&self, id: RequestId, session: &Session, shown: Shown) -> Result<Presented> {
        let nonce = self.env.rng.bytes()?;
        let expires_at = self.env.now() + SHOWING;
        let challenge = &rules::challenge(id, &nonce, expires_at, session.account, &shown)?;
        let text = &serde_json::to_vec(&shown).map_err(Error::internal)?;
        self.env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    let request = store::request_in(tx, id).await?.ok_or_else(Error::not_found)?;
                    if !rules::may_decide(&request, session) {
                        return Err(Error::not_found());
                    }
                    if !rules::is_open(&request, self.env.now()) {
                        return Err(over());
                    }
                    let key = self.keys.load(tx, session.account.uuid()).await?;
                    let sealed = key.seal(&context(id), text)?;
                    store::present(tx, id, &sealed, challenge).await
                })
            })
            .await?;
        let options = self.identity.assertion_options(session.account, challenge).await?;
        Ok(Presented { options, shown, expires_at })
    }
}

/// Binds the sealed text to its request.
pub(crate) fn context(id: RequestId) -> String {
    format!("consent.shown:{id}")
}
