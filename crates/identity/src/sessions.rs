//! Sessions of people in browsers.

use causeway_core::{AccountId, Acr, Error, Result, Session, SessionId, Tx};
use causeway_crypto::token::{Token, hash_of};
use causeway_evidence::{Chain, Event};

use crate::rules::{session_holds, worth_touching};
use crate::{Identity, store};

impl Identity {
    /// The session that a cookie's value names, if it still holds. Notes that it was seen.
    pub async fn session(&self, cookie: &str) -> Result<Option<Session>> {
        let Some(stored) = store::session_by_token(&self.env.db, &hash_of(cookie)).await? else {
            return Ok(None);
        };
        let now = self.env.now();
        if !session_holds(stored.last_seen_at, stored.expires_at, self.config.idle(), now) {
            return Ok(None);
        }
        if worth_touching(stored.last_seen_at, now) {
            self.env
                .db
                .tx(|tx| Box::pin(async move { store::touch_session(tx, stored.id, now).await }))
                .await?;
        }
        Ok(Some(Session {
            id: stored.id,
            account: stored.account,
            acr: stored.acr,
            authenticated_at: stored.authenticated_at,
        }))
    }

    /// Ends a session of `account`'s own.
    ///
    /// # Errors
    /// `not_found` for a session that is over, or somebody else's.
    pub async fn end_session(&self, id: SessionId, account: AccountId) -> Result<()> {
        self.env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    if !store::delete_session(tx, id, account).await? {
                        return Err(Error::not_found());
                    }
                    self.evidence.record(tx, Chain::Person(account), &Event::SessionEnded).await?;
                    Ok(())
                })
            })
            .await
    }

    /// Stores a new session; the receipt is the caller's.
    pub(crate) async fn new_session(
        &self,
        tx: &mut Tx<'_>,
        account: AccountId,
        acr: Acr,
    ) -> Result<(Session, Token)> {
        let (id, now) = (self.env.new_id()?, self.env.now());
        let token = Token::new(&self.env.rng)?;
        let stored = store::StoredSession {
            id,
            account,
            acr,
            authenticated_at: now,
            last_seen_at: now,
            expires_at: now + self.config.longest(),
        };
        store::insert_session(tx, &token.hash(), &stored).await?;
        Ok((Session { id, account, acr, authenticated_at: now }, token))
    }
}
