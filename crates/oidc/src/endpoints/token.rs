//! `/token` (RFC 6749 section 3.2): codes, refresh tokens and client credentials become access tokens.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use causeway_consent::Detail;
use causeway_core::{Error, Result, Tx, crash};
use causeway_crypto::token::hash_of;
use serde::Serialize;

use crate::endpoints::authenticate::Proven;
use crate::measure;
use crate::model::{Grant, Granted};
use crate::params::Params;
use crate::refusal::{Code, NO_STORE, Refusal};
use crate::rules::{check_code, check_refresh, check_repeated, check_scope, check_stopped};
use crate::scope::{Scope, Scopes};
use crate::{Oidc, store, tokens};

/// A successful answer (RFC 6749 section 5.1, OpenID Connect Core section 3.1.3.3, RFC 9396 section 7).
#[derive(Serialize)]
struct Answer {
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
}

pub(crate) async fn post(
    State(oidc): State<Oidc>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    let params = Params::of_form(&headers, &body)?;
    let answered = oidc.grant_for(&headers, &params).await;
    measure::token(measure::grant_type(params.get("grant_type")), measure::outcome(&answered));
    Ok((NO_STORE, Json(answered?)).into_response())
}

/// What a transaction decided: it commits either way, since a refusal may have revoked something.
type Decided<T> = Result<T, Refusal>;

impl Oidc {
    async fn grant_for(&self, headers: &HeaderMap, params: &Params) -> Result<Answer, Refusal> {
        check_repeated::check(params)?;
        let proven = self.authenticate(headers, params).await?;
        check_stopped::at_token(&proven.status)?;
        match params.require("grant_type")? {
            "authorization_code" => self.redeem(&proven, params).await,
            "refresh_token" => self.refresh(&proven, params).await,
            "client_credentials" => self.own_token(&proven, params).await,
            _ => Err(Refusal::new(Code::UnsupportedGrantType, "This grant_type is not supported.")),
        }
    }

    /// RFC 6749 section 4.1.3.
    async fn redeem(&self, proven: &Proven, params: &Params) -> Result<Answer, Refusal> {
        let hash = &hash_of(params.require("code")?);
        crash::point("oidc.before_code_redeemed");
        let decided = self
            .env
            .db
            .tx(|tx| Box::pin(async move { self.redeem_in(tx, proven, params, hash).await }))
            .await?;
        crash::point("oidc.after_code_redeemed");
        let (grant, nonce) = decided?;
        let refresh = grant.scope.has(Scope::OfflineAccess).then(|| self.refresh_token(&grant, 0));
        Ok(self.answer(&grant, &grant.scope, nonce, refresh)?)
    }

    async fn redeem_in(
        &self,
        tx: &mut Tx<'_>,
        proven: &Proven,
        params: &Params,
        hash: &[u8; 32],
    ) -> Result<Decided<(Grant, Option<String>)>> {
        if let Err(replayed) = proven.spend(tx).await? {
            return Ok(Err(replayed));
        }
        let now = self.env.now();
        let Some(code) = store::code(tx, hash).await? else { return Ok(Err(check_code::unknown())) };
        let good = match check_code::check(&code, &proven.client.id, params, now) {
            check_code::Verdict::Refused(refusal) => return Ok(Err(refusal)),
            check_code::Verdict::Replayed => false,
            check_code::Verdict::Good => self.use_code(tx, hash, now).await?,
        };
        if !good {
            // RFC 6749 section 4.1.2: what came of the first use is revoked.
            self.revoke_grant(tx, code.grant, now).await?;
            return Ok(Err(check_code::unknown()));
        }
        let grant = store::grant_in(tx, code.grant).await?.filter(|grant| proven.status.honours(grant, now));
        Ok(grant.map(|grant| (grant, code.nonce)).ok_or_else(check_code::unknown))
    }

    /// RFC 6749 section 6, with rotation (RFC 9700 section 4.14.2).
    async fn refresh(&self, proven: &Proven, params: &Params) -> Result<Answer, Refusal> {
        let presented = params.require("refresh_token")?;
        let (id, generation) = tokens::named_by_refresh(presented).ok_or_else(unknown)?;
        let grant = store::grant(&self.env.db, id).await?.ok_or_else(unknown)?;
        if !self.is_authentic(presented, &grant, generation) {
            return Err(unknown());
        }
        let scope = &check_scope::at_refresh(params, &grant.scope)?;
        let stands = self.login_stands(&grant).await?;
        let grant = self
            .env
            .db
            .tx(|tx| Box::pin(async move { self.refresh_in(tx, proven, id, generation, stands).await }))
            .await??;
        let successor = self.refresh_token(&grant, generation + 1);
        Ok(self.answer(&grant, scope, None, Some(successor))?)
    }

    async fn refresh_in(
        &self,
        tx: &mut Tx<'_>,
        proven: &Proven,
        id: uuid::Uuid,
        generation: i64,
        stands: bool,
    ) -> Result<Decided<Grant>> {
        if let Err(replayed) = proven.spend(tx).await? {
            return Ok(Err(replayed));
        }
        let now = self.env.now();
        let Some(grant) = store::grant_in(tx, id).await? else { return Ok(Err(unknown())) };
        if grant.client == proven.client.id && !proven.status.honours(&grant, now) {
            return Ok(Err(unknown()));
        }
        match check_refresh::check(&grant, &proven.client.id, generation, now) {
            check_refresh::Verdict::Refused => Ok(Err(unknown())),
            check_refresh::Verdict::Stolen => {
                self.revoke_grant(tx, id, now).await?;
                Ok(Err(unknown()))
            }
            _ if !stands => {
                self.revoke_grant(tx, id, now).await?;
                let gone =
                    Refusal::new(Code::InvalidGrant, "The person has withdrawn the consent to log in here.");
                Ok(Err(gone.because("consent_withdrawn")))
            }
            check_refresh::Verdict::Repeat => Ok(Ok(grant)),
            check_refresh::Verdict::Rotate => {
                let longest = grant.created_at + self.config.refresh_longest();
                let until = longest.min(now + self.config.refresh_idle());
                // Whoever lost the race by a hair is within the grace window, and gets the same successor.
                self.rotate_grant(tx, &grant, now, until).await?;
                Ok(Ok(grant))
            }
        }
    }

    /// RFC 6749 section 4.4.
    async fn own_token(&self, proven: &Proven, params: &Params) -> Result<Answer, Refusal> {
        let scope = check_scope::at_client_credentials(params, &proven.client)?;
        if proven.has_assertion() {
            self.env.db.tx(|tx| Box::pin(async move { proven.spend(tx).await })).await??;
        }
        Ok(Answer {
            access_token: self.client_token(&proven.client.id, &scope)?,
            token_type: "Bearer",
            expires_in: self.config.access_token_seconds,
            scope: scope.to_string(),
            id_token: None,
            refresh_token: None,
            authorization_details: Vec::new(),
        })
    }

    fn answer(
        &self,
        grant: &Grant,
        scope: &Scopes,
        nonce: Option<String>,
        refresh: Option<String>,
    ) -> Result<Answer> {
        let access_token = self.access_token(grant, scope)?;
        let id_token =
            if scope.has(Scope::Openid) { Some(self.id_token(grant, nonce, &access_token)?) } else { None };
        Ok(Answer {
            access_token,
            token_type: "Bearer",
            expires_in: self.config.access_token_seconds,
            scope: scope.to_string(),
            id_token,
            refresh_token: refresh,
            authorization_details: exchanges(grant)?,
        })
    }
}

/// RFC 9396 section 7.1: the details as granted, each exchange with the consent under which it may be read.
fn exchanges(grant: &Grant) -> Result<Vec<serde_json::Value>> {
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

/// The one answer to a refresh token that is not there, is spent, or is somebody else's.
fn unknown() -> Refusal {
    Refusal::new(Code::InvalidGrant, "The refresh token is unknown, is over, or belongs to another client.")
}
