//! A client that comes with an access token of its own, at the provider's endpoints for that.

use causeway_core::Result;

use crate::client::Client;
use crate::endpoints::present::{Visit, presented};
use crate::model::AccessClaims;
use crate::refusal::Refusal;
use crate::rules::{check_access_token, check_dpop, check_stopped};
use crate::scope::Scope;
use crate::status::Registered;
use crate::{Oidc, store};

impl Oidc {
    /// The client of an access token that it has for itself, with that scope. Spends the proof that comes with it.
    pub(crate) async fn client_itself(&self, visit: Visit<'_>, scope: Scope) -> Result<Client, Refusal> {
        let presented = presented(visit.headers).ok_or_else(Refusal::no_token)?;
        let known = self.client_of(visit, scope).await;
        known.map_err(|refusal| refusal.at_resource(presented.scheme))
    }

    async fn client_of(&self, visit: Visit<'_>, scope: Scope) -> Result<Client, Refusal> {
        let presented = presented(visit.headers).ok_or_else(Refusal::no_token)?;
        let claims = self.read_access_token(presented.token)?;
        if !claims.is_own() {
            return Err(check_access_token::refuse(
                "This takes an access token that a client has for itself.",
            ));
        }
        check_access_token::has_scope(&claims, scope)?;
        let registered = self.owner(&claims).await?.filter(|known| known.client.scopes.has(scope));
        let Registered { client, status, .. } = registered.ok_or_else(|| {
            check_access_token::refuse("The access token is no longer good. Get a new one.")
        })?;
        check_stopped::at_token(&status)?;
        if let Some(spent) = self.holds_key(&claims, presented, visit)? {
            let spent = &spent;
            let unused = self.env.db.tx(|tx| Box::pin(async move { store::spend(tx, spent).await })).await?;
            if !unused {
                return Err(check_dpop::refuse("This DPoP proof was used before."));
            }
        }
        Ok(client)
    }

    /// The client that a token was issued to, unless that was void afterwards.
    pub(crate) async fn owner(&self, claims: &AccessClaims) -> Result<Option<Registered>> {
        let Ok(id) = claims.client_id.parse() else { return Ok(None) };
        let known = self.as_it_stands(&id).await?;
        let made_after =
            |known: &Registered| known.status.void_until.is_none_or(|until| until.as_second() < claims.iat);
        Ok(known.filter(made_after))
    }
}
