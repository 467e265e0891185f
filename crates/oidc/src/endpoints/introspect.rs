//! `/introspect` (RFC 7662): what a token says, told to whom it concerns: the client it was issued to, and the organisation of a resource
//! that it is for. To everybody else every token is as good as none.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use causeway_core::{Acr, Result};
use causeway_http::{Access, ClientCertificate, Priority, Routes};
use serde::Serialize;

use crate::client::Client;
use crate::endpoints::authenticate::{Arrival, Endpoint};
use crate::endpoints::present::{Visit, presented};
use crate::endpoints::token::exchanges;
use crate::model::{AccessClaims, Actor, Audience, Confirmation, Grant};
use crate::params::Params;
use crate::refusal::{NO_STORE, Refusal};
use crate::rules::{check_refresh, check_repeated, check_stopped};
use crate::scope::{Scope, Scopes};
use crate::{Oidc, store, tokens};

const PATH: &str = Endpoint::Introspect.path();
/// RFC 9701 section 5.
const TYPE: &str = "token-introspection+jwt";
const MEDIA_TYPE: &str = "application/token-introspection+jwt";

pub(crate) fn routes() -> Routes<Oidc> {
    Routes::new().post(PATH, Access::Public, post).priority(Priority::Finish)
}

/// RFC 7662 section 2.2.
#[derive(Default, Serialize)]
struct Told {
    active: bool,
    #[serde(flatten)]
    said: Option<Said>,
}

/// What an active token says.
#[derive(Serialize)]
struct Said {
    iss: String,
    client_id: String,
    sub: String,
    scope: String,
    iat: i64,
    exp: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    token_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    aud: Option<Audience>,
    #[serde(skip_serializing_if = "Option::is_none")]
    jti: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cnf: Option<Confirmation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    acr: Option<Acr>,
    #[serde(skip_serializing_if = "Option::is_none")]
    auth_time: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    act: Option<Actor>,
    /// Told to the client alone: exchanges are at the gateway, and none of a resource's business.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authorization_details: Vec<serde_json::Value>,
}

/// RFC 9701 section 5.
#[derive(Serialize)]
struct Signed<'a> {
    iss: &'a str,
    aud: &'a str,
    iat: i64,
    token_introspection: Told,
}

async fn post(
    State(oidc): State<Oidc>,
    headers: HeaderMap,
    certificate: Option<ClientCertificate>,
    body: Bytes,
) -> Response {
    let response = match oidc.introspect(&headers, certificate.as_ref(), &body).await {
        Ok(response) => response,
        Err(refusal) => refusal.into_response(),
    };
    oidc.with_nonce(response)
}

impl Oidc {
    async fn introspect(
        &self,
        headers: &HeaderMap,
        certificate: Option<&ClientCertificate>,
        body: &[u8],
    ) -> Result<Response, Refusal> {
        let params = Params::of_form(headers, body)?;
        check_repeated::check(&params)?;
        let asker = self.asker(headers, certificate, &params).await?;
        let token = params.require("token")?;
        let said = match tokens::named_by_refresh(token) {
            Some((id, generation)) => self.of_refresh(token, id, generation, &asker).await?,
            None => self.of_access(token, &asker).await?,
        };
        let told = Told { active: said.is_some(), said };
        if !wants_signature(headers) {
            return Ok((NO_STORE, Json(told)).into_response());
        }
        let signed = Signed {
            iss: &self.issuer,
            aud: asker.id.as_str(),
            iat: self.env.now().as_second(),
            token_introspection: told,
        };
        let kind = [(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE))];
        Ok((NO_STORE, kind, self.sign(TYPE, &signed)?).into_response())
    }

    /// Who asks: a client as at `/token`, or by an access token of its own with the scope `introspect`, which writes no row.
    async fn asker(
        &self,
        headers: &HeaderMap,
        certificate: Option<&ClientCertificate>,
        params: &Params,
    ) -> Result<Client, Refusal> {
        if presented(headers).is_some() {
            let visit = Visit { headers, certificate, method: "POST", path: PATH };
            return self.client_itself(visit, Scope::Introspect).await;
        }
        let arrival = Arrival { headers, certificate, endpoint: Endpoint::Introspect };
        let proven = self.authenticate(&arrival, params).await?;
        check_stopped::at_token(&proven.status)?;
        if proven.has_assertion() {
            let proven = &proven;
            self.env.db.tx(|tx| Box::pin(async move { proven.spend(tx).await })).await??;
        }
        Ok(proven.client)
    }

    async fn of_access(&self, token: &str, asker: &Client) -> Result<Option<Said>> {
        let Some(claims) = self.own_claims(token) else { return Ok(None) };
        if claims.iss != self.issuer || claims.exp <= self.env.now().as_second() {
            return Ok(None);
        }
        let own = claims.client_id == asker.id.as_str();
        let Some(scope) = self.scope_for(&claims, asker, own).await? else { return Ok(None) };
        let Some(owner) = self.owner(&claims).await?.filter(|owner| !owner.status.is_stopped()) else {
            return Ok(None);
        };
        let details = match claims.grant {
            None => Vec::new(),
            Some(id) => match self.living(id).await? {
                Some(grant) if own && grant.client == owner.client.id => exchanges(&grant)?,
                Some(_) => Vec::new(),
                None => return Ok(None),
            },
        };
        Ok(Some(Said::of(claims, &scope, details)))
    }

    /// What an asker may know of a token's scope: all of it is the client's own, and what a resource is registered for is its
    /// organisation's (RFC 7662 section 2.2). None for whom the token does not concern.
    async fn scope_for(&self, claims: &AccessClaims, asker: &Client, own: bool) -> Result<Option<Scopes>> {
        let scope = Scopes::parse(&claims.scope);
        if own {
            return Ok(Some(scope));
        }
        if !asker.scopes.has(Scope::Introspect) {
            return Ok(None);
        }
        let mut known = None;
        for uri in claims.aud.all() {
            let resource = store::resource(&self.env.db, uri).await?;
            if let Some(resource) = resource.filter(|found| found.organisation == asker.organisation) {
                let known: &mut Scopes = known.get_or_insert_default();
                *known = known.union(&resource.scopes);
            }
        }
        Ok(known.map(|known| known.shared(&scope)))
    }

    async fn of_refresh(
        &self,
        token: &str,
        id: uuid::Uuid,
        generation: i64,
        asker: &Client,
    ) -> Result<Option<Said>> {
        let Some(grant) = self.living(id).await? else { return Ok(None) };
        let good = self.is_authentic(token, &grant, generation)
            && matches!(
                check_refresh::check(&grant, &asker.id, generation, self.env.now()),
                check_refresh::Verdict::Rotate | check_refresh::Verdict::Repeat
            );
        if !good {
            return Ok(None);
        }
        Ok(Some(Said::of_grant(&grant, self.issuer.clone(), exchanges(&grant)?)))
    }

    /// A grant whose tokens are good: alive itself, of a client that stands, under a consent that stands.
    pub(crate) async fn living(&self, id: uuid::Uuid) -> Result<Option<Grant>> {
        let Some(grant) = store::grant(&self.env.db, id).await? else { return Ok(None) };
        let registered = self.as_it_stands(&grant.client).await?;
        let honoured = registered.is_some_and(|known| known.status.honours(&grant, self.env.now()));
        Ok((honoured && self.login_stands(&grant).await?).then_some(grant))
    }
}

impl Said {
    fn of(claims: AccessClaims, scope: &Scopes, details: Vec<serde_json::Value>) -> Self {
        let by_key = claims.cnf.as_ref().is_some_and(|bound| bound.jkt.is_some());
        Self {
            iss: claims.iss,
            client_id: claims.client_id,
            sub: claims.sub,
            scope: scope.to_string(),
            iat: claims.iat,
            exp: claims.exp,
            token_type: Some(if by_key { "DPoP" } else { "Bearer" }),
            aud: Some(claims.aud),
            jti: Some(claims.jti),
            cnf: claims.cnf,
            acr: claims.acr,
            auth_time: claims.auth_time,
            act: claims.act,
            authorization_details: details,
        }
    }

    /// Of a refresh token: it is bound to its client, and has no type of its own.
    fn of_grant(grant: &Grant, iss: String, details: Vec<serde_json::Value>) -> Self {
        Self {
            iss,
            client_id: grant.client.to_string(),
            sub: grant.subject.clone(),
            scope: grant.scope.to_string(),
            iat: grant.rotated_at.unwrap_or(grant.created_at).as_second(),
            exp: grant.expires_at.as_second(),
            token_type: None,
            aud: None,
            jti: None,
            cnf: None,
            acr: Some(grant.acr),
            auth_time: Some(grant.authenticated_at.as_second()),
            act: None,
            authorization_details: details,
        }
    }
}

/// RFC 9701 section 4.
fn wants_signature(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let mut kinds = accepted.flat_map(|value| value.split(','));
    kinds.any(|kind| kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case(MEDIA_TYPE)))
}
