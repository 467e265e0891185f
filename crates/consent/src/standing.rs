//! What is allowed already, told without asking anybody.

use causeway_core::{Result, Session, Tx};

use crate::model::{Ask, Grant, PORTAL};
use crate::{Consents, rules, store};

impl Consents {
    /// What [`Consents::ask`], [`Consents::settle_in`] and [`Consents::outcome`] come to, one after another, where a session is at hand
    /// and all that is asked stands already; `None` where a person has to see something. One query, and nothing is written: a request
    /// that is answered in the transaction it came in is never seen by anybody. Most logins are of this kind.
    ///
    /// # Errors
    /// `nothing_asked` when there is no detail.
    pub async fn stands(&self, tx: &mut Tx<'_>, ask: &Ask, session: &Session) -> Result<Option<Grant>> {
        rules::asks_for_something(ask)?;
        if ask.always_ask || ask.fresh_login || ask.client.as_str() == PORTAL {
            return Ok(None);
        }
        let standing = store::login_consent(tx, session.account, &ask.client).await?;
        if !rules::stands_already(&ask.details, standing.as_ref()) {
            return Ok(None);
        }
        Ok(Some(Grant {
            account: session.account,
            acr: session.acr.recorded(),
            authenticated_at: session.authenticated_at,
            consents: standing.into_iter().map(|consent| (consent.detail, consent.id)).collect(),
        }))
    }
}
