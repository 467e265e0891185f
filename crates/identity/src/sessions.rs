//! Sessions of people in browsers.

use causeway_core::{AccountId, Acr, Error, Result, Session, SessionId, Tx};
use causeway_crypto::token::{Token, hash_of};
use causeway_evidence::{Chain, Event};

use jiff::Timestamp;

use crate::rules::{session_holds, worth_touching};
use crate::{Identity, store};

impl Identity {
    /// The session that a cookie's value names, if it still holds. Notes that its person was seen.
    pub async fn session(&self, cookie: &str) -> Result<Option<Session>> {
        let Some(stored) = self.holding(cookie).await? else { return Ok(None) };
        let now = self.env.now();
        if worth_touching(stored.last_seen_at, now) {
            self.env
                .db
                .tx(|tx| Box::pin(async move { store::touch_session(tx, stored.id, now).await }))
                .await?;
        }
        Ok(Some(stored.session()))
    }

    /// As [`Identity::session`], for a request that a page makes by itself: an open page is nobody being there.
    pub async fn session_unseen(&self, cookie: &str) -> Result<Option<Session>> {
        Ok(self.holding(cookie).await?.map(|stored| stored.session()))
    }

    async fn holding(&self, cookie: &str) -> Result<Option<store::StoredSession>> {
        let stored = store::session_by_token(&self.env.db, &hash_of(cookie)).await?;
        let now = self.env.now();
        Ok(stored.filter(|s| session_holds(s.last_seen_at, s.expires_at, self.config.idle(), now)))
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
        authenticated_at: Timestamp,
    ) -> Result<(Session, Token)> {
        let (id, now) = (self.env.new_id()?, self.env.now());
        let token = Token::new(&self.env.rng)?;
        let stored = store::StoredSession {
            id,
            account,
            acr,
            authenticated_at,
            last_seen_at: now,
            expires_at: now + self.config.longest(),
        };
        store::insert_session(tx, &token.hash(), &stored).await?;
        Ok((Session { id, account, acr, authenticated_at }, token))
    }
}
