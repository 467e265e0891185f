//! `/par` (RFC 9126): a client pushes its authorization request before it sends the person here.
//!
//! Every check of `/authorize` is made at once, so that the client, and not the person, hears of what is wrong.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use causeway_core::{Result, Tx};
use causeway_crypto::token::{Token, hash_of};
use causeway_http::{Access, ClientAddress, ClientCertificate, Priority, Routes};
use jiff::SignedDuration;
use serde::Serialize;

use crate::Oidc;
use crate::endpoints::arrive::{PARAMETERS, Source, URN};
use crate::endpoints::authenticate::{Arrival, Endpoint, Proven};
use crate::model::Pushed;
use crate::params::Params;
use crate::refusal::{Code, NO_STORE, Refusal};
use crate::rules::{self, check_dpop, check_redirect_uri, check_repeated, check_stopped};
use crate::{openapi, store};

pub(crate) fn routes() -> Routes<Oidc> {
    Routes::new().post("/par", Access::Public, post).priority(Priority::Begin).documented(openapi::par())
}

/// RFC 9126 section 2.2.
#[derive(Serialize)]
struct Answer {
    request_uri: String,
    /// Seconds.
    expires_in: i64,
}

async fn post(
    State(oidc): State<Oidc>,
    address: ClientAddress,
    headers: HeaderMap,
    certificate: Option<ClientCertificate>,
    body: Bytes,
) -> Response {
    if let Err(busy) = oidc.door.check(&address.key()) {
        return Refusal::from(busy).into_response();
    }
    let arrival = Arrival { headers: &headers, certificate: certificate.as_ref(), endpoint: Endpoint::Par };
    let answered = oidc.push(&arrival, &body).await;
    let response = match answered {
        Ok(answer) => (StatusCode::CREATED, NO_STORE, Json(answer)).into_response(),
        Err(refusal) => refusal.into_response(),
    };
    oidc.with_nonce(response)
}

impl Oidc {
    async fn push(&self, arrival: &Arrival<'_>, body: &[u8]) -> Result<Answer, Refusal> {
        let outer = Params::of_form(arrival.headers, body)?;
        check_repeated::check(&outer)?;
        let proven = self.authenticate(arrival, &outer).await?;
        check_stopped::at_token(&proven.status)?;
        // Section 2.1: a push names no other push.
        if outer.get("request_uri").is_some() {
            return Err(Refusal::new(Code::InvalidRequest, "A pushed request has no request_uri."));
        }
        let proof = self.proof(arrival)?;
        let (params, signed) = self.unwrap_request(&proven.client, &outer).await?;
        let jkt = proof.as_ref().map(|proof| proof.jkt);
        let source = Source { signed, pushed: Some([0; 32]), jkt };
        let redirect_uri = params.require("redirect_uri")?;
        if !check_redirect_uri::is_registered(&proven.client, redirect_uri) {
            return Err(Refusal::new(
                Code::InvalidRequest,
                "The redirect_uri is not registered for this client.",
            ));
        }
        let mut wanted = rules::authorization(&params, &proven.client, redirect_uri, &source)?;
        self.manage(&proven.client.id, None, &mut wanted).await?;
        let params = self.resolved(params, &proven.client).await?;
        let uri = format!("{URN}{}", Token::new(&self.env.rng)?.reveal());
        let life = self.config.pushed_seconds;
        let new = &Pushed {
            hash: hash_of(&uri),
            client: proven.client.id.clone(),
            params: params.only(PARAMETERS),
            jkt,
            signed,
            expires_at: self.env.now() + SignedDuration::from_secs(life),
        };
        let (proven, proof) = (&proven, proof.as_ref());
        self.env.db.tx(|tx| Box::pin(async move { push_in(tx, proven, proof, new).await })).await??;
        Ok(Answer { request_uri: uri, expires_in: life })
    }
}

async fn push_in(
    tx: &mut Tx<'_>,
    proven: &Proven,
    proof: Option<&check_dpop::Proof>,
    new: &Pushed,
) -> Result<Result<(), Refusal>> {
    if let Err(replayed) = proven.spend(tx).await? {
        return Ok(Err(replayed));
    }
    if let Some(proof) = proof
        && !store::spend(tx, &proof.spent).await?
    {
        return Ok(Err(check_dpop::refuse("This DPoP proof was used before.")));
    }
    store::insert_pushed(tx, new).await.map(Ok)
}
