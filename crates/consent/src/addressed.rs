//! Requests that are addressed to a person: by a service that has no browser of theirs (OpenID Connect CIBA), or by a device whose code
//! they entered (RFC 8628).
//!
//! No browser began them: so such a request is the person's alone to see, no cookie of a browser fits it, and nothing that stands already
//! answers it in their place. Of a service they may say that it shall not ask them any more ([`Consents::mute`]); it learns neither that
//! nor whether there is such a person: what nobody can see simply ends unanswered.

use causeway_core::{AccountId, ClientId, Error, RequestId, Result, Session, Tx, jobs};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::model::{Ask, Channel, Outcome, Request};
use crate::store::{self, NewRequest};
use crate::{Consents, rules};

/// The job that has the person told that a service asks them: `{request, account, client}`.
pub const ASKED: &str = "consent.asked";
/// The job that has the service told that a person has answered: `{request, client}`.
pub const DECIDED: &str = "consent.decided";

/// Waiting requests shown to a person at once.
const SHOWN: i64 = 50;

/// How a person is asked without a browser.
#[derive(Clone, Debug)]
pub struct Addressed {
    /// How long they have: at most [`rules::REQUEST`].
    pub lifetime: SignedDuration,
    /// The short code that the service shows, too (CIBA section 7.1, `binding_message`), as the protocol has validated it: capital
    /// letters, digits, spaces and hyphens, 20 at most.
    pub code: Option<String>,
}

/// A service that a person does not want to be asked by, unless they began it themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mute {
    /// The service's client.
    pub client: ClientId,
    /// Since when.
    pub since: Timestamp,
}

impl Consents {
    /// Asks a person, wherever they may be. Only they see it, and they are told of it in the same transaction's wake ([`ASKED`]); its
    /// `resume` is the request's own page, since no browser waits. If the person has muted the client nobody sees it or is told, and it
    /// ends unanswered.
    ///
    /// # Errors
    /// `nothing_asked` when there is no detail. An internal error for a longer life than [`rules::REQUEST`], or for a code that the
    /// protocol should have refused.
    pub async fn ask_person(
        &self,
        tx: &mut Tx<'_>,
        account: AccountId,
        ask: &Ask,
        how: &Addressed,
    ) -> Result<RequestId> {
        let muted = store::is_muted(tx, account, &ask.client).await?;
        let id = self.address(tx, (!muted).then_some(account), Channel::Person, ask, how).await?;
        if !muted {
            let told = json!({"request": id, "account": account, "client": ask.client});
            jobs::enqueue(tx, self.env.new_uuid()?, ASKED, told, self.env.now()).await?;
        }
        Ok(id)
    }

    /// Asks a person who has just entered the code of a device here: theirs to see and decide, as if scanned
    /// ([`Acr::CrossDevice`](causeway_core::Acr::CrossDevice)). `how.code` is the code, to be compared once more. A mute does not hold it
    /// up, since they began it; nobody is told, since they are here, and the device asks for the outcome itself.
    ///
    /// # Errors
    /// Those of [`Consents::ask_person`].
    pub async fn ask_for_device(
        &self,
        tx: &mut Tx<'_>,
        account: AccountId,
        ask: &Ask,
        how: &Addressed,
    ) -> Result<RequestId> {
        self.address(tx, Some(account), Channel::Device, ask, how).await
    }

    async fn address(
        &self,
        tx: &mut Tx<'_>,
        account: Option<AccountId>,
        channel: Channel,
        ask: &Ask,
        how: &Addressed,
    ) -> Result<RequestId> {
        rules::asks_for_something(ask)?;
        rules::may_address(how)?;
        let (id, now): (RequestId, _) = (self.env.new_id()?, self.env.now());
        // Random, so that no browser's cookie has this hash.
        let browser: [u8; 32] = self.env.rng.bytes()?;
        let new = NewRequest {
            id,
            ask,
            resume: &format!("/requests/{id}"),
            browser: &browser,
            account,
            channel,
            code: how.code.as_deref(),
            created_at: now,
            expires_at: now + how.lifetime,
        };
        store::insert_request(tx, &new).await?;
        Ok(id)
    }

    /// How a request addressed to a person ended, for the client that asked. Granted and declined outcomes are given once; looking at
    /// one that waits writes nothing.
    ///
    /// # Errors
    /// `not_found` for another client and for what a browser began, `request_used` the second time.
    pub async fn outcome_for(&self, tx: &mut Tx<'_>, id: RequestId, client: &ClientId) -> Result<Outcome> {
        let request = store::request_in(tx, id).await?.ok_or_else(Error::not_found)?;
        if !request.is_addressed() || &request.client != client {
            return Err(Error::not_found());
        }
        self.outcome_of(tx, &request).await
    }

    /// What waits for a person's answer, having been addressed to them; the newest first.
    pub async fn waiting(&self, account: AccountId) -> Result<Vec<Request>> {
        store::waiting(&self.env.db, account, self.env.now(), SHOWN).await
    }

    /// Tells the service of an answer, in the answer's own transaction: nothing waits at a browser that could ask.
    pub(crate) async fn tell_decided(&self, tx: &mut Tx<'_>, request: &Request) -> Result<()> {
        if request.channel != Channel::Person {
            return Ok(());
        }
        let told = json!({"request": request.id, "client": request.client});
        jobs::enqueue(tx, self.env.new_uuid()?, DECIDED, told, self.env.now()).await
    }

    /// Declines a request addressed to this person, and lets its service ask them no more.
    ///
    /// # Errors
    /// `not_found`, also for what a browser began; `request_over`.
    pub async fn decline_and_mute(&self, id: RequestId, session: &Session) -> Result<Request> {
        self.env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    let request = store::request_in(tx, id).await?.filter(|r| r.channel == Channel::Person);
                    let request = request.ok_or_else(Error::not_found)?;
                    // Whoever may not decline it may not mute its service either: all of it is undone then.
                    self.mute(tx, session.account, &request.client).await?;
                    self.decline_in(tx, id, session).await
                })
            })
            .await
    }

    /// Lets a client ask this person no more, unless they began it themselves. Twice is as good as once.
    pub async fn mute(&self, tx: &mut Tx<'_>, account: AccountId, client: &ClientId) -> Result<()> {
        if store::mute(tx, account, client, self.env.now()).await? {
            self.note_muted(tx, account, client, true).await?;
        }
        Ok(())
    }

    /// Lets a client ask this person again.
    pub async fn unmute(&self, account: AccountId, client: &ClientId) -> Result<()> {
        self.env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    if store::unmute(tx, account, client).await? {
                        self.note_muted(tx, account, client, false).await?;
                    }
                    Ok(())
                })
            })
            .await
    }

    /// Whether a person does not want to be asked by this client.
    pub async fn is_muted(&self, tx: &mut Tx<'_>, account: AccountId, client: &ClientId) -> Result<bool> {
        store::is_muted(tx, account, client).await
    }

    /// The clients by which a person does not want to be asked, the latest first.
    pub async fn mutes(&self, account: AccountId) -> Result<Vec<Mute>> {
        store::mutes(&self.env.db, account).await
    }
}
