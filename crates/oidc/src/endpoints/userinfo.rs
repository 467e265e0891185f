//! `/userinfo` (OpenID Connect Core section 5.3): the one place where profile fields are released, for a permit, with a receipt.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::{HeaderMap, Method};
use axum::response::{IntoResponse, Response};
use causeway_consent::{Permit, Use};
use causeway_core::{ConsentId, Error, Kind, PurposeId, ReadId, Result, Tx};
use causeway_evidence::{Chain, Event};
use causeway_http::{Access, ClientCertificate, Routes};

use crate::endpoints::present::{Presented, Visit, presented};
use crate::measure;
use crate::model::Grant;
use crate::refusal::{Code, Refusal};
use crate::rules::check_assertion::Spent;
use crate::rules::{check_access_token, check_dpop, check_verified_claims};
use crate::scope::Scope;
use crate::{Oidc, openapi, store};

const PATH: &str = "/userinfo";

pub(crate) fn routes() -> Routes<Oidc> {
    Routes::new()
        .get(PATH, Access::Public, answer)
        .documented(openapi::userinfo("userinfo"))
        .post(PATH, Access::Public, answer)
        .documented(openapi::userinfo("userinfoByPost"))
}

async fn answer(
    State(oidc): State<Oidc>,
    method: Method,
    headers: HeaderMap,
    certificate: Option<ClientCertificate>,
) -> Response {
    let Some(presented) = presented(&headers) else { return Refusal::no_token().into_response() };
    let visit =
        Visit { headers: &headers, certificate: certificate.as_ref(), method: method.as_str(), path: PATH };
    let answered = oidc.claims_for(presented, visit).await;
    measure::claims(measure::outcome(&answered));
    let response = match answered {
        Ok(response) => response,
        Err(refusal) => refusal.at_resource(presented.scheme).into_response(),
    };
    oidc.with_nonce(response)
}

/// A read as it is attempted.
struct Attempt {
    grant: Grant,
    fields: Vec<String>,
    purpose: PurposeId,
    read: ReadId,
    /// The consent that has taken the place of the grant's own, if one has.
    successor: Option<ConsentId>,
    /// The DPoP proof, spent with the read.
    spent: Option<Spent>,
}

impl Oidc {
    async fn claims_for(&self, presented: Presented<'_>, visit: Visit<'_>) -> Result<Response, Refusal> {
        let claims = self.read_access_token(presented.token)?;
        let spent = self.holds_key(&claims, presented, visit)?;
        let scope = check_access_token::has_scope(&claims, Scope::Openid)?;
        let grant = match claims.grant {
            Some(id) => store::grant(&self.env.db, id).await?,
            None => None,
        };
        let grant = grant.ok_or_else(revoked)?;
        let registered = self.as_it_stands(&grant.client).await?.ok_or_else(revoked)?;
        if !registered.status.honours(&grant, self.env.now()) {
            return Err(revoked());
        }
        let successor = self.successor(&grant).await?;
        let fields = grant.fields_under(&scope);
        let attempt = &Attempt {
            grant,
            fields,
            purpose: registered.client.login_purpose.clone(),
            read: self.env.new_id()?,
            successor,
            spent,
        };
        let released = self.env.db.tx(|tx| Box::pin(async move { self.release(tx, attempt).await })).await?;
        let values = released?.into_iter().map(|(name, value)| (name, value.into())).collect();
        let verified = attempt.grant.terms.verified.as_ref();
        let mut claims = check_verified_claims::arrange(verified, values, self.env.now());
        claims.insert("sub".to_owned(), attempt.grant.subject.as_str().into());
        Ok(self.userinfo_body(&registered.client, claims).await?)
    }

    /// Check, release and receipt in one transaction; a refusal is put in evidence too, and so commits.
    async fn release(
        &self,
        tx: &mut Tx<'_>,
        attempt: &Attempt,
    ) -> Result<Result<BTreeMap<String, String>, Refusal>> {
        if let Some(spent) = &attempt.spent
            && !store::spend(tx, spent).await?
        {
            return Ok(Err(check_dpop::refuse("This DPoP proof was used before.")));
        }
        let registered = self.as_it_stands_in(tx, &attempt.grant.client).await?;
        let honoured = |grant: &Grant| {
            registered.as_ref().is_some_and(|known| known.status.honours(grant, self.env.now()))
        };
        let grant = store::grant_in(tx, attempt.grant.id).await?.filter(honoured);
        let Some((grant, (own, _))) = grant.as_ref().and_then(|grant| Some((grant, grant.login()?))) else {
            return Ok(Err(revoked()));
        };
        let permit = match self.permit(tx, attempt, own).await {
            Ok(permit) => permit,
            Err(refused) if refused.kind() == Kind::Forbidden => {
                let event = refused_event(attempt, own, &refused);
                self.evidence.record(tx, Chain::Person(grant.account), &event).await?;
                return Ok(Err(insufficient(&refused)));
            }
            Err(error) => return Err(error),
        };
        let Some(permit) = permit else { return Ok(Ok(BTreeMap::new())) };
        let event = Event::ClaimsReleased {
            client: grant.client.clone(),
            consent: permit.consent().unwrap_or(own),
            fields: permit.fields().to_vec(),
            purpose: permit.purpose().clone(),
        };
        let values = (self.ports.release)(tx, permit).await?;
        self.evidence.record(tx, Chain::Person(grant.account), &event).await?;
        Ok(Ok(values))
    }

    /// A permit for the fields, or none where no field is wanted and the consent to log in stands.
    async fn permit(&self, tx: &mut Tx<'_>, attempt: &Attempt, own: ConsentId) -> Result<Option<Permit>> {
        if attempt.fields.is_empty() {
            return self.stands(tx, own, attempt.successor).await.map(|()| None);
        }
        let wanted = |consent| Use {
            consent,
            client: attempt.grant.client.clone(),
            dataset: None,
            provider: None,
            fields: attempt.fields.clone(),
            purpose: attempt.purpose.clone(),
            read: attempt.read,
        };
        match (self.consents.check(tx, &wanted(own)).await, attempt.successor) {
            (Err(replaced), Some(successor)) if replaced.code() == "consent_replaced" => {
                self.consents.check(tx, &wanted(successor)).await.map(Some)
            }
            (checked, _) => checked.map(Some),
        }
    }

    async fn stands(&self, tx: &mut Tx<'_>, own: ConsentId, successor: Option<ConsentId>) -> Result<()> {
        for consent in [Some(own), successor].into_iter().flatten() {
            if self.consents.still_stands(tx, consent).await? {
                return Ok(());
            }
        }
        Err(Error::forbidden(
            "consent_withdrawn",
            "The person has withdrawn the consent to log in here. Ask anew.",
        ))
    }
}

fn refused_event(attempt: &Attempt, own: ConsentId, refused: &Error) -> Event {
    Event::ReadRefused {
        consent: Some(own),
        consumer: attempt.grant.client.clone(),
        provider: None,
        dataset: None,
        fields: attempt.fields.clone(),
        purpose: Some(attempt.purpose.clone()),
        code: refused.code().to_owned(),
    }
}

/// The token is good, and what it stood on is not: 403 with the exact reason, since the client names its own consent.
fn insufficient(refused: &Error) -> Refusal {
    Refusal::new(Code::InsufficientScope, refused.public().to_owned()).because(refused.code())
}

fn revoked() -> Refusal {
    check_access_token::refuse("The access token was revoked, or its grant is over.")
}
