//! The person decides.

use causeway_core::{AccountId, ConsentId, Error, RequestId, Result, Session, Tx, crash};
use causeway_crypto::digest;
use causeway_crypto::person::PersonKey;
use causeway_evidence::{Chain, Event};
use causeway_http::Browser;

use crate::ask::{decision, over};
use crate::model::{Consent, ConsentState, Detail, Grant, Outcome, PORTAL, Request, RequestState, Shown};
use crate::present::context;
use crate::store::NewConsent;
use crate::{Consents, rules, store};

impl Consents {
    /// Approves what was shown last, by the person's passkey over it.
    ///
    /// # Errors
    /// `not_found`, `request_over`, `not_shown` when there is nothing to sign for, `passkey_refused`.
    pub async fn approve(
        &self,
        id: RequestId,
        session: &Session,
        assertion: &serde_json::Value,
    ) -> Result<Request> {
        crash::point("consent.before_approval");
        let request = self
            .env
            .db
            .tx(|tx| Box::pin(async move { self.approve_in(tx, id, session, assertion).await }))
            .await?;
        crash::point("consent.after_approval");
        Ok(request)
    }

    async fn approve_in(
        &self,
        tx: &mut Tx<'_>,
        id: RequestId,
        session: &Session,
        assertion: &serde_json::Value,
    ) -> Result<Request> {
        let request = self.to_decide(tx, id, session).await?;
        let (sealed, challenge) = store::presentation(tx, id).await?.ok_or_else(not_shown)?;
        self.identity.verify_assertion(tx, session.account, &challenge, assertion).await?;
        let key = self.keys.load(tx, session.account.uuid()).await?;
        let shown = key.open_json::<Shown>(&context(id), &sealed)?;
        let granted = self.grant(tx, &request, session.account, &key, &shown, assertion).await?;
        let ids: Vec<ConsentId> = granted.iter().map(|(id, _)| *id).collect();
        store::insert_grants(tx, id, &ids).await?;
        let mut how = decision(&request, session);
        if request.is_addressed() {
            // Nobody logged in for it: the passkey over what was asked is the login.
            how.authenticated_at = self.env.now();
        }
        store::decide(tx, id, RequestState::Granted, &how).await?;
        self.tell_decided(tx, &request).await?;
        for (consent, event) in granted {
            if let Some(event) = event {
                tracing::debug!(%consent, "consent given");
                self.evidence.record(tx, Chain::Person(session.account), &event).await?;
            }
        }
        Ok(request)
    }

    /// Declines. Needs no passkey: saying no must never be harder than saying yes.
    ///
    /// # Errors
    /// `not_found`, `request_over`.
    pub async fn decline(&self, id: RequestId, session: &Session) -> Result<Request> {
        self.env.db.tx(|tx| Box::pin(async move { self.decline_in(tx, id, session).await })).await
    }

    pub(crate) async fn decline_in(
        &self,
        tx: &mut Tx<'_>,
        id: RequestId,
        session: &Session,
    ) -> Result<Request> {
        let request = self.to_decide(tx, id, session).await?;
        store::decide(tx, id, RequestState::Declined, &decision(&request, session)).await?;
        self.tell_decided(tx, &request).await?;
        let event = Event::RequestDeclined {
            request: id,
            client: request.client.clone(),
            kinds: request.details.iter().map(Detail::kind).collect(),
        };
        self.evidence.record(tx, Chain::Person(session.account), &event).await?;
        Ok(request)
    }

    /// How the request ended, for the protocol that asked, in the browser that began it. Granted and declined outcomes are given once.
    ///
    /// # Errors
    /// `not_found` for another browser, `request_used` the second time.
    pub async fn outcome(&self, tx: &mut Tx<'_>, id: RequestId, browser: &Browser) -> Result<Outcome> {
        let request = store::request_in(tx, id).await?.ok_or_else(Error::not_found)?;
        if request.is_addressed() || !digest::equal(&request.browser, &browser.hash) {
            return Err(Error::not_found());
        }
        self.outcome_of(tx, &request).await
    }

    /// The outcome, given once.
    pub(crate) async fn outcome_of(&self, tx: &mut Tx<'_>, request: &Request) -> Result<Outcome> {
        let id = request.id;
        match request.state {
            RequestState::Used => Err(Error::conflict(
                "request_used",
                "This request was answered already. Go back to the service.",
            )),
            RequestState::Open if self.env.now() < request.expires_at => Ok(Outcome::Pending),
            RequestState::Open | RequestState::Cancelled => Ok(Outcome::Expired),
            RequestState::Declined => {
                store::use_up(tx, id).await?;
                Ok(Outcome::Declined)
            }
            RequestState::Granted if self.env.now() >= request.expires_at + rules::REQUEST => {
                Ok(Outcome::Expired)
            }
            RequestState::Granted => {
                store::use_up(tx, id).await?;
                let account = request.account.ok_or_else(|| Error::internal("granted by nobody"))?;
                let (acr, authenticated_at) = store::decided_how(tx, id).await?;
                let consents = store::grants(tx, id).await?;
                Ok(Outcome::Granted(Grant { account, acr, authenticated_at, consents }))
            }
        }
    }

    async fn to_decide(&self, tx: &mut Tx<'_>, id: RequestId, session: &Session) -> Result<Request> {
        let request = store::request_in(tx, id).await?.ok_or_else(Error::not_found)?;
        if !rules::may_decide(&request, session) {
            return Err(Error::not_found());
        }
        if rules::is_open(&request, self.env.now()) { Ok(request) } else { Err(over()) }
    }

    /// Turns each detail into a consent. A standing login consent that covers what is asked is kept; a narrower one is replaced.
    async fn grant(
        &self,
        tx: &mut Tx<'_>,
        request: &Request,
        account: AccountId,
        key: &PersonKey,
        shown: &Shown,
        assertion: &serde_json::Value,
    ) -> Result<Vec<(ConsentId, Option<Event>)>> {
        if request.client.as_str() == PORTAL {
            return Ok(Vec::new());
        }
        let mut granted = Vec::new();
        for detail in &request.details {
            if let Detail::Login { fields } = detail
                && let Some(standing) = store::login_consent(tx, account, &request.client).await?
            {
                if rules::covers(&standing.detail, fields) {
                    granted.push((standing.id, None));
                    continue;
                }
                store::end(tx, standing.id, ConsentState::Replaced, self.env.now()).await?;
            }
            was_shown(shown, detail)?;
            let consent = self.new_consent(request, account, detail, shown)?;
            let sealed = |what: &str, text: &[u8]| key.seal(&format!("consent.{what}:{}", consent.id), text);
            let record = NewConsent {
                consent: &consent,
                request: request.id,
                shown: sealed("record", &serde_json::to_vec(shown).map_err(Error::internal)?)?,
                assertion: sealed("assertion", &serde_json::to_vec(assertion).map_err(Error::internal)?)?,
            };
            store::insert_consent(tx, &record).await?;
            granted.push((consent.id, Some(given(&consent))));
        }
        Ok(granted)
    }

    fn new_consent(
        &self,
        request: &Request,
        account: AccountId,
        detail: &Detail,
        shown: &Shown,
    ) -> Result<Consent> {
        let purpose = match detail {
            Detail::Login { .. } => request.login_purpose.clone(),
            Detail::Exchange { purpose, .. } => purpose.clone(),
        };
        Ok(Consent {
            id: self.env.new_id()?,
            account,
            client: request.client.clone(),
            organisation: request.organisation.clone(),
            detail: detail.clone(),
            purpose,
            state: ConsentState::Active,
            given_at: self.env.now(),
            until: detail.until(),
            ended_at: None,
            used_by: None,
            shown_sha256: rules::shown_sha256(shown)?,
        })
    }
}

/// Nothing is granted that was not on the screen: what stood when it was composed may have been withdrawn since.
fn was_shown(shown: &Shown, detail: &Detail) -> Result<()> {
    let kind = match detail {
        Detail::Login { .. } => "login",
        Detail::Exchange { .. } => "exchange",
    };
    if shown.parts.iter().any(|part| part.kind == kind) { Ok(()) } else { Err(not_shown()) }
}

fn not_shown() -> Error {
    Error::conflict(
        "not_shown",
        "This request has not been shown yet, or was answered already. Open it again.",
    )
}

fn given(consent: &Consent) -> Event {
    let (dataset, provider) = match &consent.detail {
        Detail::Login { .. } => (None, None),
        Detail::Exchange { dataset, provider, .. } => (Some(dataset.clone()), Some(provider.clone())),
    };
    Event::ConsentGiven {
        consent: consent.id,
        client: consent.client.clone(),
        organisation: consent.organisation.clone(),
        kind: consent.detail.kind(),
        dataset,
        provider,
        fields: consent.detail.fields().to_vec(),
        purpose: consent.purpose.clone(),
        once: consent.detail.once(),
        until: consent.until,
        shown_sha256: consent.shown_sha256.into(),
    }
}
