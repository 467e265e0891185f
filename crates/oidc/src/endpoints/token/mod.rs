//! `/token` (RFC 6749 section 3.2): what a client has becomes access tokens. One file for each grant type.

mod ciba;
mod code;
mod device;
mod elsewhere;
mod exchange;
mod own;
mod refresh;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use causeway_consent::Detail;
use causeway_core::{Error, Result, Tx};
use causeway_http::{Access, ClientCertificate, Priority, Routes};
use serde::Serialize;

use crate::client::Client;
use crate::endpoints::authenticate::{Arrival, Endpoint, Proven};
use crate::grant_type::GrantType;
use crate::model::{Bound, Grant, Granted};
use crate::params::Params;
use crate::refusal::{Code, NO_STORE, Refusal};
use crate::rules::check_dpop::{self, Proof};
use crate::rules::{check_binding, check_repeated, check_stopped};
use crate::scope::{Scope, Scopes};
use crate::{Oidc, measure, openapi, store};

pub(crate) fn routes() -> Routes<Oidc> {
    Routes::new().post("/token", Access::Public, post).priority(Priority::Finish).documented(openapi::token())
}

/// A successful answer (RFC 6749 section 5.1, OpenID Connect Core section 3.1.3.3, RFC 9396 section 7).
#[derive(Serialize)]
pub(crate) struct Answer {
    access_token: String,
    token_type: &'static str,
    /// Seconds.
    expires_in: i64,
    scope: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authorization_details: Vec<serde_json::Value>,
    /// Of a grant that the client manages (Grant Management section 5.5).
    #[serde(skip_serializing_if = "Option::is_none")]
    grant_id: Option<String>,
    /// Of a token that is had for another (RFC 8693 section 2.2.1).
    #[serde(skip_serializing_if = "Option::is_none")]
    issued_token_type: Option<&'static str>,
}

async fn post(
    State(oidc): State<Oidc>,
    headers: HeaderMap,
    certificate: Option<ClientCertificate>,
    body: Bytes,
) -> Response {
    let arrival = Arrival { headers: &headers, certificate: certificate.as_ref(), endpoint: Endpoint::Token };
    let response = match Params::of_form(&headers, &body) {
        Ok(params) => {
            let answered = oidc.token(&arrival, &params).await;
            measure::token(measure::grant_type(params.get("grant_type")), measure::outcome(&answered));
            answered.map(|answer| (NO_STORE, Json(answer)))
        }
        Err(refusal) => Err(refusal),
    };
    oidc.with_nonce(response.into_response())
}

/// What a transaction decided: it commits either way, since a refusal may have revoked something.
type Decided<T> = Result<T, Refusal>;

/// Who comes for a token, and what proves it: spent in the transaction of what is given.
pub(crate) struct Caller {
    pub(crate) proven: Proven,
    proof: Option<Proof>,
    /// What the tokens will be bound to.
    pub(crate) bound: Bound,
}

impl Caller {
    /// Spends assertion and proof: each is good once.
    pub(crate) async fn spend(&self, tx: &mut Tx<'_>) -> Result<Decided<()>> {
        if let Err(replayed) = self.proven.spend(tx).await? {
            return Ok(Err(replayed));
        }
        match &self.proof {
            Some(proof) if !store::spend(tx, &proof.spent).await? => {
                Ok(Err(check_dpop::refuse("This DPoP proof was used before.")))
            }
            _ => Ok(Ok(())),
        }
    }

    /// Whether there is anything to spend.
    fn brings_proof(&self) -> bool {
        self.proof.is_some() || self.proven.has_assertion()
    }

    /// The key of the proof.
    pub(crate) fn jkt(&self) -> Option<[u8; 32]> {
        self.proof.as_ref().map(|proof| proof.jkt)
    }
}

/// What of a grant goes into an answer.
pub(crate) struct Issue<'a> {
    /// Whose tokens they are: signed and encrypted as it is registered.
    pub(crate) client: &'a Client,
    pub(crate) scope: &'a Scopes,
    pub(crate) nonce: Option<String>,
    pub(crate) refresh: Option<String>,
    pub(crate) bound: Bound,
    /// The resources that the access token is for; our own endpoints when empty.
    pub(crate) resources: &'a [String],
}

impl Oidc {
    async fn token(&self, arrival: &Arrival<'_>, params: &Params) -> Result<Answer, Refusal> {
        check_repeated::check(params)?;
        let proven = self.authenticate(arrival, params).await?;
        check_stopped::at_token(&proven.status)?;
        let grant_type = GrantType::named(params.require("grant_type")?);
        let proof = self.proof(arrival)?;
        let bound = check_binding::at_token(&proven.client, proof.as_ref(), proven.certificate)?;
        let caller = &Caller { proven, proof, bound };
        match grant_type {
            Some(GrantType::AuthorizationCode) => self.redeem(caller, params).await,
            Some(GrantType::RefreshToken) => self.refresh(caller, params).await,
            Some(GrantType::Ciba) => self.poll(caller, params).await,
            Some(GrantType::DeviceCode) => self.poll_device(caller, params).await,
            Some(GrantType::ClientCredentials) => self.own_token(caller, params).await,
            Some(GrantType::TokenExchange) => self.exchange(caller, params).await,
            _ => Err(Refusal::new(Code::UnsupportedGrantType, "This grant_type is not supported.")),
        }
    }

    /// The tokens of a grant.
    pub(crate) async fn issue(&self, grant: &Grant, what: Issue<'_>) -> Result<Answer> {
        let access_token = self.access_token(grant, what.scope, what.bound, what.resources)?;
        let id_token = if what.scope.has(Scope::Openid) {
            Some(self.id_token(what.client, grant, what.nonce, &access_token).await?)
        } else {
            None
        };
        Ok(Answer {
            access_token,
            token_type: what.bound.token_type(),
            expires_in: self.config.access_token_seconds,
            scope: what.scope.to_string(),
            id_token,
            refresh_token: what.refresh,
            authorization_details: exchanges(grant)?,
            grant_id: grant.terms.managed.then(|| grant.family.to_string()),
            issued_token_type: None,
        })
    }
}

/// RFC 9396 section 7.1: the details as granted, each exchange with the consent under which it may be read.
pub(crate) fn exchanges(grant: &Grant) -> Result<Vec<serde_json::Value>> {
    let only = grant.details.iter().filter(|granted| matches!(granted.detail, Detail::Exchange { .. }));
    only.map(|Granted { detail, consent }| {
        let mut value = serde_json::to_value(detail).map_err(Error::internal)?;
        if let Some(members) = value.as_object_mut() {
            members.insert("consent".to_owned(), consent.to_string().into());
        }
        Ok(value)
    })
    .collect()
}
