//! Sessions of people in browsers.

use causeway_core::{AccountId, Acr, Error, Result, Session, SessionId, Tx, jobs};
use causeway_crypto::token::{Token, hash_of};
use causeway_evidence::{Chain, Event};
use causeway_http::Agent;
use serde_json::json;

use jiff::Timestamp;

use crate::rules::{session_holds, worth_touching};
use crate::{Identity, store};

/// The job that has the services told, in which a session was in use, that it has ended: `{session, account}`.
pub const SESSION_ENDED: &str = "identity.session_ended";
/// The job that tells of sessions that came to their hard end by themselves: `{sessions: […]}`, 500 at most.
pub const SESSIONS_EXPIRED: &str = "identity.sessions_expired";

/// A session as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnSession {
    /// The session.
    pub session: Session,
    /// In what kind of browser, if it said so.
    pub agent: Option<Agent>,
    /// When it was last used, to the minute.
    pub last_seen_at: Timestamp,
}

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
                    if self.end_session_in(tx, id, account).await? { Ok(()) } else { Err(Error::not_found()) }
                })
            })
            .await
    }

    /// As [`Identity::end_session`], as the last act of the caller's transaction; false where there is no such session of theirs.
    /// Whoever it concerns is told ([`SESSION_ENDED`]).
    pub async fn end_session_in(&self, tx: &mut Tx<'_>, id: SessionId, account: AccountId) -> Result<bool> {
        if !store::delete_session(tx, id, account).await? {
            return Ok(false);
        }
        self.tell_ended(tx, id, account).await?;
        self.evidence.record(tx, Chain::Person(account), &Event::SessionEnded).await?;
        Ok(true)
    }

    /// The sessions in which a person is logged in, the one last seen first.
    pub async fn sessions_of(&self, account: AccountId) -> Result<Vec<OwnSession>> {
        let (now, idle) = (self.env.now(), self.config.idle());
        let all = store::sessions(&self.env.db, account).await?;
        let holding = all.into_iter().filter(|(s, _)| session_holds(s.last_seen_at, s.expires_at, idle, now));
        Ok(holding
            .map(|(stored, agent)| OwnSession {
                session: stored.session(),
                agent,
                last_seen_at: stored.last_seen_at,
            })
            .collect())
    }

    pub(crate) async fn tell_ended(&self, tx: &mut Tx<'_>, id: SessionId, account: AccountId) -> Result<()> {
        let told = json!({"session": id, "account": account});
        jobs::enqueue(tx, self.env.new_uuid()?, SESSION_ENDED, told, self.env.now()).await
    }

    /// Tells of all of a person's sessions that they end, before they go with the account.
    pub(crate) async fn tell_all_ended(&self, tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
        for id in store::session_ids(tx, account).await? {
            self.tell_ended(tx, id, account).await?;
        }
        Ok(())
    }

    /// Stores a new session; the receipt is the caller's.
    pub(crate) async fn new_session(
        &self,
        tx: &mut Tx<'_>,
        account: AccountId,
        acr: Acr,
        authenticated_at: Timestamp,
        agent: Option<Agent>,
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
        store::insert_session(tx, &token.hash(), &stored, agent).await?;
        Ok((Session { id, account, acr, authenticated_at }, token))
    }
}
