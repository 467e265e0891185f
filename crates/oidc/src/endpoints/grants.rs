//! `/grants` (Grant Management for OAuth 2.0 section 6): a client looks at what a person allowed it, and gives it back.
//!
//! Giving back does more than the specification asks: the consents that the grant stood on end with it, and the person sees that.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use causeway_core::{ClientId, ConsentId, Error, Result};
use causeway_http::{Access, ClientCertificate, Path, Priority, Problem, Routes};
use serde::Serialize;
use uuid::Uuid;

use crate::endpoints::present::Visit;
use crate::endpoints::token::exchanges;
use crate::model::Grant;
use crate::refusal::NO_STORE;
use crate::scope::Scope;
use crate::{Oidc, store};

/// Where they are: a grant's id follows.
pub(crate) const PATH: &str = "/grants";

pub(crate) fn routes() -> Routes<Oidc> {
    Routes::new()
        .get("/grants/{id}", Access::Public, look)
        .delete("/grants/{id}", Access::Public, give_back)
        .priority(Priority::Finish)
}

/// Section 6.3.
#[derive(Debug, Serialize)]
struct Held {
    scopes: Vec<HeldScope>,
    /// The profile fields that the client may read.
    claims: Vec<String>,
    authorization_details: Vec<serde_json::Value>,
}

#[derive(Debug, Serialize)]
struct HeldScope {
    scope: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    resource: Vec<String>,
}

async fn look(
    State(oidc): State<Oidc>,
    Path(id): Path<String>,
    headers: HeaderMap,
    certificate: Option<ClientCertificate>,
) -> Response {
    let path = format!("{PATH}/{id}");
    let visit = Visit { headers: &headers, certificate: certificate.as_ref(), method: "GET", path: &path };
    let response = match oidc.client_itself(visit, Scope::GrantManagementQuery).await {
        Err(refusal) => refusal.into_response(),
        Ok(client) => match oidc.held(&client.id, &id).await {
            Ok(held) => (NO_STORE, Json(held)).into_response(),
            Err(error) => Problem::from(error).into_response(),
        },
    };
    oidc.with_nonce(response)
}

async fn give_back(
    State(oidc): State<Oidc>,
    Path(id): Path<String>,
    headers: HeaderMap,
    certificate: Option<ClientCertificate>,
) -> Response {
    let path = format!("{PATH}/{id}");
    let visit = Visit { headers: &headers, certificate: certificate.as_ref(), method: "DELETE", path: &path };
    let response = match oidc.client_itself(visit, Scope::GrantManagementRevoke).await {
        Err(refusal) => refusal.into_response(),
        Ok(client) => match oidc.give_back(&client.id, &id).await {
            Ok(()) => (StatusCode::NO_CONTENT, NO_STORE).into_response(),
            Err(error) => Problem::from(error).into_response(),
        },
    };
    oidc.with_nonce(response)
}

impl Oidc {
    async fn held(&self, client: &ClientId, id: &str) -> Result<Held> {
        let mut held = Held { scopes: Vec::new(), claims: Vec::new(), authorization_details: Vec::new() };
        for (grant, _) in self.standing_family(client, id).await? {
            let (scope, resource) = (grant.scope.to_string(), grant.terms.resources.clone());
            held.scopes.push(HeldScope { scope, resource });
            held.claims.extend(grant.login().map(|(_, fields)| fields.to_vec()).unwrap_or_default());
            for detail in exchanges(&grant)? {
                if !held.authorization_details.contains(&detail) {
                    held.authorization_details.push(detail);
                }
            }
        }
        held.claims.sort_unstable();
        held.claims.dedup();
        Ok(held)
    }

    async fn give_back(&self, client: &ClientId, id: &str) -> Result<()> {
        let family = self.standing_family(client, id).await?;
        let own = family.iter().flat_map(|(grant, _)| grant.details.iter().map(|granted| granted.consent));
        let mut consents: Vec<ConsentId> =
            own.chain(family.iter().filter_map(|(_, successor)| *successor)).collect();
        consents.sort_unstable();
        consents.dedup();
        let Some((grant, _)) = family.first() else { return Err(Error::not_found()) };
        let (family, consents) = (grant.family, &consents);
        self.env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    self.end_family(tx, family, None).await?;
                    for consent in consents {
                        self.consents.given_back(tx, client, *consent).await?;
                    }
                    Ok(())
                })
            })
            .await
    }

    /// The living grants of a family that the client manages and whose login stands, each with the consent that has taken the place of
    /// its own, if one has.
    ///
    /// # Errors
    /// `not_found` where there is none, for whatever reason.
    async fn standing_family(&self, client: &ClientId, id: &str) -> Result<Vec<(Grant, Option<ConsentId>)>> {
        let id: Uuid = id.parse().map_err(|_| Error::not_found())?;
        let registered = self.as_it_stands(client).await?.ok_or_else(Error::not_found)?;
        let now = self.env.now();
        let mut standing = Vec::new();
        for grant in store::family(&self.env.db, client, id, now).await? {
            if registered.status.honours(&grant, now) && self.login_stands(&grant).await? {
                let successor = self.successor(&grant).await?;
                standing.push((grant, successor));
            }
        }
        if standing.is_empty() { Err(Error::not_found()) } else { Ok(standing) }
    }
}
