//! `/revoke` (RFC 7009): a client gives a token back, and everything of the same grant ends.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use causeway_core::{Result, Tx};
use causeway_http::{Access, ClientCertificate, Priority, Routes};
use uuid::Uuid;

use crate::endpoints::authenticate::{Arrival, Endpoint, Proven};
use crate::params::Params;
use crate::refusal::{Code, NO_STORE, Refusal};
use crate::rules::check_repeated;
use crate::{Oidc, openapi, store, tokens};

pub(crate) fn routes() -> Routes<Oidc> {
    Routes::new()
        .post("/revoke", Access::Public, post)
        .priority(Priority::Finish)
        .documented(openapi::revoke())
}

async fn post(
    State(oidc): State<Oidc>,
    headers: HeaderMap,
    certificate: Option<ClientCertificate>,
    body: Bytes,
) -> Result<Response, Refusal> {
    let params = Params::of_form(&headers, &body)?;
    check_repeated::check(&params)?;
    let arrival =
        Arrival { headers: &headers, certificate: certificate.as_ref(), endpoint: Endpoint::Revoke };
    let proven = oidc.authenticate(&arrival, &params).await?;
    let grant = oidc.grant_of(params.require("token")?).await?;
    let (oidc, proven) = (&oidc, &proven);
    oidc.env.db.tx(|tx| Box::pin(async move { oidc.revoke_in(tx, proven, grant).await })).await??;
    Ok((StatusCode::OK, NO_STORE).into_response())
}

impl Oidc {
    /// The grant that a token of ours descends from. A token that means nothing revokes nothing, and that is no error (section 2.2).
    async fn grant_of(&self, token: &str) -> Result<Option<Uuid>, Refusal> {
        if let Some((id, generation)) = tokens::named_by_refresh(token) {
            let grant = store::grant(&self.env.db, id).await?;
            return Ok(grant
                .filter(|grant| self.is_authentic(token, grant, generation))
                .map(|grant| grant.id));
        }
        match self.own_claims(token) {
            Some(claims) if claims.grant.is_none() => Err(Refusal::new(
                Code::UnsupportedTokenType,
                "A client's own access token cannot be revoked; it ends within minutes.",
            )),
            // One for all of the grant would end what another client has, too; by itself it is nowhere kept.
            Some(claims) if claims.act.is_some() => Err(Refusal::new(
                Code::UnsupportedTokenType,
                "An access token that was had for another cannot be revoked; it ends within minutes.",
            )),
            claims => Ok(claims.and_then(|claims| claims.grant)),
        }
    }

    async fn revoke_in(
        &self,
        tx: &mut Tx<'_>,
        proven: &Proven,
        grant: Option<Uuid>,
    ) -> Result<Result<(), Refusal>> {
        if let Err(replayed) = proven.spend(tx).await? {
            return Ok(Err(replayed));
        }
        let grant = match grant {
            Some(id) => store::grant_in(tx, id).await?,
            None => None,
        };
        match grant {
            None => Ok(Ok(())),
            Some(grant) if grant.client == proven.client.id => {
                self.revoke_grant(tx, grant.id, self.env.now()).await?;
                Ok(Ok(()))
            }
            // Section 2.1: a token that was issued to another client is refused, and left alone.
            Some(_) => {
                Ok(Err(Refusal::new(Code::UnauthorizedClient, "This token belongs to another client.")))
            }
        }
    }
}
