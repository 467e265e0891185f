//! What polling for an answer given elsewhere has in common, whether a person or a device was asked (CIBA section 11, RFC 8628 section 3.5).

use causeway_consent::{Grant as Decided, Outcome};
use causeway_core::{ClientId, Error, Kind, RequestId, Result, Tx};
use causeway_evidence::{Chain, Event};

use super::{Answer, Caller, Issue};
use crate::Oidc;
use crate::elsewhere::Ended;
use crate::endpoints::conclude::FreshGrant;
use crate::model::{Grant, Terms};
use crate::refusal::{Code, Refusal};
use crate::scope::Scope;

impl Oidc {
    /// How a request stands; one that is no more has expired, and one whose outcome was taken gives none.
    pub(super) async fn outcome_elsewhere(
        &self,
        tx: &mut Tx<'_>,
        request: RequestId,
        client: &ClientId,
    ) -> Result<Result<Outcome, Refusal>> {
        match self.consents.outcome_for(tx, request, client).await {
            Ok(outcome) => Ok(Ok(outcome)),
            Err(error) if error.kind() == Kind::NotFound => Ok(Ok(Outcome::Expired)),
            Err(error) if error.code() == "request_used" => Ok(Err(unknown())),
            Err(error) => Err(error),
        }
    }

    /// The grant of what was decided, with its receipt.
    pub(super) async fn granted_elsewhere(
        &self,
        tx: &mut Tx<'_>,
        terms: &Terms,
        decided: &Decided,
        fresh: &FreshGrant,
    ) -> Result<Result<Grant, Refusal>> {
        let grant = match self.grant_in(tx, terms, decided, None, fresh).await? {
            Ok(grant) => grant,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let (consent, _) =
            grant.login().ok_or_else(|| Error::internal("a login was granted without its consent"))?;
        let event = Event::LoginGranted { client: grant.client.clone(), consent, acr: decided.acr };
        self.evidence.record(tx, Chain::Person(decided.account), &event).await?;
        Ok(Ok(grant))
    }

    /// The first tokens of a grant.
    pub(super) async fn first_tokens(&self, caller: &Caller, grant: &Grant) -> Result<Answer> {
        let refresh = grant.scope.has(Scope::OfflineAccess).then(|| self.refresh_token(grant, 0));
        let resources = &grant.terms.resources;
        let (client, scope, bound) = (&caller.proven.client, &grant.scope, caller.bound);
        self.issue(grant, Issue { client, scope, nonce: None, refresh, bound, resources }).await
    }

    /// Whether a client that was told to wait has waited. Counted in this process alone: nothing is written for a poll.
    pub(super) fn paced(&self, hash: &[u8; 32], refusal: Refusal) -> Refusal {
        if refusal.code() == Code::AuthorizationPending && self.polls.check(hash).is_err() {
            return Refusal::new(
                Code::SlowDown,
                "You ask too often. Wait five seconds longer between two polls.",
            );
        }
        refusal
    }
}

/// The one answer to an id that was never given out, is used, or is another client's.
pub(super) fn unknown() -> Refusal {
    Refusal::new(Code::InvalidGrant, "The id is unknown, was used before, or belongs to another client.")
}

pub(super) fn pending() -> Refusal {
    Refusal::new(Code::AuthorizationPending, "The person has not answered yet.")
}

pub(super) fn ended(how: Ended) -> Refusal {
    match how {
        Ended::Declined => Refusal::new(Code::AccessDenied, "The person declined."),
        Ended::Expired => Refusal::new(Code::ExpiredToken, "The person did not answer in time."),
    }
}
