//! One token for another (RFC 8693): a service of an organisation passes a login on to another service of the same organisation, for a
//! registered resource and nothing else. What comes of it dies with the grant, says no more, ends no later, and the person sees it.

use causeway_core::{Result, Tx};
use causeway_evidence::{Chain, Event};

use super::{Answer, Caller, Decided};
use crate::client::Client;
use crate::model::{AccessClaims, Grant};
use crate::params::Params;
use crate::refusal::Refusal;
use crate::rules::{check_exchange, check_resource, check_scope};
use crate::scope::{Scope, Scopes};
use crate::{Oidc, store};

/// What is passed on.
struct Passed {
    claims: AccessClaims,
    grant: Grant,
    scope: Scopes,
    resources: Vec<String>,
}

impl Oidc {
    pub(super) async fn exchange(&self, caller: &Caller, params: &Params) -> Result<Answer, Refusal> {
        let client = &caller.proven.client;
        let subject_token = check_exchange::request(params, client)?;
        let resources = check_resource::at_authorization(params, client)?;
        check_exchange::target(&resources)?;
        let claims = self.own_claims(subject_token).ok_or_else(check_exchange::not_good)?;
        check_exchange::subject(&claims, &self.issuer, self.env.now())?;
        let grant = self.subject_grant(&claims, client).await?;
        let scope = check_scope::at_exchange(params, &Scopes::parse(&claims.scope))?;
        let passed = &Passed { claims, grant, scope, resources };
        self.env.db.tx(|tx| Box::pin(async move { self.exchange_in(tx, caller, passed).await })).await??;
        let Passed { claims, scope, resources, .. } = passed;
        let made = self.exchanged_token(claims, &client.id, scope, caller.bound, resources)?;
        Ok(Answer {
            access_token: made.token,
            token_type: caller.bound.token_type(),
            expires_in: made.expires_in,
            scope: scope.to_string(),
            id_token: None,
            refresh_token: None,
            authorization_details: Vec::new(),
            grant_id: None,
            issued_token_type: Some(check_exchange::ACCESS_TOKEN),
        })
    }

    /// The living grant of the token that is brought, if it is of a client of the presenter's organisation and sector: in another
    /// sector the person has another name, which is nobody's to tell.
    async fn subject_grant(&self, claims: &AccessClaims, client: &Client) -> Result<Grant, Refusal> {
        let Some(id) = claims.grant else { return Err(check_exchange::not_good()) };
        let grant = self.living(id).await?.ok_or_else(check_exchange::not_good)?;
        let origin = self.as_it_stands(&grant.client).await?.ok_or_else(check_exchange::not_good)?;
        let bearer = self.owner(claims).await?.filter(|bearer| !bearer.status.is_stopped());
        let bearer = bearer.ok_or_else(check_exchange::not_good)?;
        for known in [&origin.client, &bearer.client] {
            check_exchange::kinship(known, client)?;
        }
        Ok(grant)
    }

    async fn exchange_in(&self, tx: &mut Tx<'_>, caller: &Caller, passed: &Passed) -> Result<Decided<()>> {
        if let Err(replayed) = caller.spend(tx).await? {
            return Ok(Err(replayed));
        }
        let Passed { claims, grant, scope, resources } = passed;
        // Once more, now that a revocation at this very moment conflicts with it.
        let now = self.env.now();
        let alive = store::grant_in(tx, grant.id).await?.is_some_and(|grant| grant.is_alive(now));
        let Some(from) = claims.client_id.parse().ok().filter(|_| alive) else {
            return Ok(Err(check_exchange::not_good()));
        };
        let event = Event::TokenExchanged {
            client: caller.proven.client.id.clone(),
            from,
            consent: grant.login().map(|(consent, _)| consent),
            resources: resources.clone(),
            scopes: scope.iter().map(Scope::as_str).map(ToOwned::to_owned).collect(),
        };
        self.evidence.record(tx, Chain::Person(grant.account), &event).await?;
        Ok(Ok(()))
    }
}
