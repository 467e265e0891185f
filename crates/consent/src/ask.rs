//! From what a party asks to what the person has to do about it.

use causeway_core::{AccountId, Acr, Error, RequestId, Result, Session, Tx};
use causeway_http::Browser;

use crate::model::{Ask, Channel, Detail, PORTAL, Request, RequestState, Step, Viewer};
use crate::store::{self, Decision, NewRequest};
use crate::{Consents, rules};

impl Consents {
    /// Stores what a party asks, for the browser at hand. Lives five minutes.
    ///
    /// # Errors
    /// `nothing_asked` when there is no detail.
    pub async fn ask(&self, tx: &mut Tx<'_>, browser: &Browser, ask: &Ask) -> Result<RequestId> {
        rules::asks_for_something(ask)?;
        let (id, now): (RequestId, _) = (self.env.new_id()?, self.env.now());
        let resume = ask.resume.replace("{request}", &id.to_string());
        let new = NewRequest {
            id,
            ask,
            resume: &resume,
            browser: &browser.hash,
            account: None,
            channel: Channel::Browser,
            code: None,
            created_at: now,
            expires_at: now + rules::REQUEST,
        };
        store::insert_request(tx, &new).await?;
        Ok(id)
    }

    /// A request, for those who may know of it.
    ///
    /// # Errors
    /// `not_found` for everybody else.
    pub async fn request(&self, id: RequestId, viewer: &Viewer) -> Result<Request> {
        let request = store::request(&self.env.db, id).await?.ok_or_else(Error::not_found)?;
        if rules::may_see(&request, viewer) { Ok(request) } else { Err(Error::not_found()) }
    }

    /// What has to happen next. With a session at hand this binds the request to that person, and grants it at once if all that is
    /// asked stands already.
    ///
    /// # Errors
    /// `not_found`, `request_over`.
    pub async fn settle(&self, id: RequestId, viewer: &Viewer) -> Result<Step> {
        self.env.db.tx(|tx| Box::pin(async move { self.settle_in(tx, id, viewer).await })).await
    }

    /// [`Consents::settle`] within the caller's transaction.
    pub async fn settle_in(&self, tx: &mut Tx<'_>, id: RequestId, viewer: &Viewer) -> Result<Step> {
        let request = store::request_in(tx, id).await?.ok_or_else(Error::not_found)?;
        if !rules::may_see(&request, viewer) {
            return Err(Error::not_found());
        }
        match request.state {
            RequestState::Granted | RequestState::Declined | RequestState::Used => return Ok(Step::Done),
            RequestState::Open if rules::is_open(&request, self.env.now()) => {}
            RequestState::Open | RequestState::Cancelled => return Err(over()),
        }
        let Some(session) = viewer.session.as_ref().filter(|s| rules::login_suffices(&request, s)) else {
            return Ok(Step::LogIn);
        };
        if request.claimed {
            // Taken over by a phone, or addressed to the person: there it is decided, and here one waits.
            return if rules::may_decide(&request, session) {
                Ok(Step::Approve)
            } else {
                Err(Error::not_found())
            };
        }
        store::bind(tx, id, session.account, false).await?;
        if !request.always_ask && request.client.as_str() != PORTAL {
            let standing = store::login_consent(tx, session.account, &request.client).await?;
            if rules::stands_already(&request.details, standing.as_ref()) {
                let consents: Vec<_> = standing.into_iter().map(|c| c.id).collect();
                store::insert_grants(tx, id, &consents).await?;
                store::decide(tx, id, RequestState::Granted, &decision(&request, session)).await?;
                return Ok(Step::Done);
            }
        }
        Ok(Step::Approve)
    }

    /// What the person has to be shown: everything asked, but for a login that stands already beside something new.
    pub async fn to_show(&self, request: &Request, account: AccountId) -> Result<Vec<Detail>> {
        let standing = self.login_consent(account, &request.client).await?;
        let stands = |detail: &Detail| {
            !request.always_ask && rules::stands_already(std::slice::from_ref(detail), standing.as_ref())
        };
        let new: Vec<Detail> = request.details.iter().filter(|detail| !stands(detail)).cloned().collect();
        Ok(if new.is_empty() { request.details.clone() } else { new })
    }

    /// Lets another device of the person's take a request over, as scanning its QR code does. Only the first may.
    pub(crate) async fn adopt_in(&self, tx: &mut Tx<'_>, id: RequestId, session: &Session) -> Result<()> {
        let request = store::request_in(tx, id).await?.ok_or_else(Error::not_found)?;
        if request.is_addressed() && request.account != Some(session.account) {
            return Err(Error::not_found());
        }
        if !rules::is_open(&request, self.env.now())
            || (request.claimed && request.account != Some(session.account))
        {
            return Err(over());
        }
        store::bind(tx, id, session.account, true).await
    }

    /// Lets another device take a request over without a code, for the sandbox: its synthetic people have no screen to scan.
    ///
    /// # Errors
    /// `not_found`, `request_over`.
    pub async fn adopt(&self, id: RequestId, session: &Session) -> Result<()> {
        self.env.db.tx(|tx| Box::pin(async move { self.adopt_in(tx, id, session).await })).await
    }
}

/// How the person who decided had proved who they are.
pub(crate) fn decision(request: &Request, session: &Session) -> Decision {
    let acr = match request.channel {
        Channel::Person => Acr::Decoupled,
        // A code that is typed can be relayed like one that is scanned.
        Channel::Device => Acr::CrossDevice,
        Channel::Browser if request.claimed => Acr::CrossDevice,
        Channel::Browser => session.acr.recorded(),
    };
    Decision { acr, authenticated_at: session.authenticated_at }
}

/// A request that waits no longer.
pub(crate) fn over() -> Error {
    Error::gone("request_over", "This request is over. Go back to the service and start again.")
}
