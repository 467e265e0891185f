//! The person is back: a list of small checks, one clause each, from the redirect to what was granted.

use jiff::Timestamp;
use openidconnect::core::{CoreErrorResponseType, CoreGenderClaim};
use openidconnect::{
    AccessToken, AdditionalClaims, AuthorizationCode, ClaimsVerificationError, Nonce, OAuth2TokenResponse,
    PkceCodeVerifier, RequestTokenError, SignatureVerificationError, StandardErrorResponse,
    SubjectIdentifier, TokenResponse, UserInfoClaims,
};
use serde::{Deserialize, Serialize};

use causeway_core::Error;

use super::provider::{OidcClient, Tokens};
use super::{Failure, GrantedDetail, LONGEST, Pending, RelyingParty};

/// The query of the redirect back to us (RFC 6749 section 4.1.2, RFC 9207).
#[derive(Clone, Default, Deserialize)]
pub(crate) struct Callback {
    /// Belongs to one [`Pending`].
    #[serde(default)]
    pub(crate) state: String,
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    error: Option<String>,
    #[serde(default)]
    iss: Option<String>,
}

/// What the person has granted.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Granted {
    /// The pseudonym by which the platform names the person to this service alone.
    pub(crate) sub: String,
    /// The identity card number, if it was asked for.
    pub(crate) card_number: Option<String>,
    /// What came of the authorization details.
    pub(crate) details: Vec<GrantedDetail>,
}

/// The claims that this platform's userinfo endpoint has beyond the standard ones.
#[derive(Clone, Serialize, Deserialize)]
struct CausewayClaims {
    #[serde(default)]
    card_number: Option<String>,
}

/// Without the values: `openidconnect` demands `Debug`, and a card number must not get into a log by it.
impl std::fmt::Debug for CausewayClaims {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CausewayClaims(..)")
    }
}

impl AdditionalClaims for CausewayClaims {}

impl RelyingParty {
    /// Checks the answer to what was begun and redeems its code.
    pub(crate) async fn finish(&self, pending: Pending, callback: Callback) -> Result<Granted, Failure> {
        self.check_age(pending.began)?;
        self.check_issuer(&callback)?;
        check_error(&callback)?;
        let code = callback
            .code
            .ok_or_else(|| Failure::Untrusted("the answer has neither code nor error".into()))?;
        let client = self.client().await?;
        let tokens = self.redeem(&client, code, pending.verifier).await?;
        let sub = self.verified_subject(&client, &tokens, &pending.nonce).await?;
        let card_number = if pending.wants_claims {
            self.card_number(&client, tokens.access_token().clone(), sub.clone()).await?
        } else {
            None
        };
        let details = tokens.extra_fields().extra_fields().authorization_details.clone();
        Ok(Granted { sub: sub.to_string(), card_number, details })
    }

    fn check_age(&self, began: Timestamp) -> Result<(), Failure> {
        let age = self.0.clock.now().duration_since(began);
        if age > LONGEST { Err(Failure::Expired) } else { Ok(()) }
    }

    /// RFC 9207 section 2.4: an answer that names another issuer is a mix-up.
    fn check_issuer(&self, callback: &Callback) -> Result<(), Failure> {
        match &callback.iss {
            Some(iss) if iss != self.0.provider.issuer().as_str() => {
                Err(Failure::Untrusted("the answer names another issuer".into()))
            }
            _ => Ok(()),
        }
    }

    /// RFC 6749 section 4.1.3, with the PKCE verifier of RFC 7636 section 4.5.
    async fn redeem(
        &self,
        client: &OidcClient,
        code: String,
        verifier: PkceCodeVerifier,
    ) -> Result<Tokens, Failure> {
        client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|e| Failure::Unreachable(format!("no token endpoint: {e}")))?
            .set_pkce_verifier(verifier)
            .request_async(&self.0.fetch)
            .await
            .map_err(|e| token_failure(&e))
    }

    /// OpenID Connect Core section 3.1.3.7. Keys may have changed since discovery: an unknown one is looked up anew, once.
    async fn verified_subject(
        &self,
        client: &OidcClient,
        tokens: &Tokens,
        nonce: &Nonce,
    ) -> Result<SubjectIdentifier, Failure> {
        match subject(client, tokens, nonce) {
            Err(error) if is_unknown_key(&error) => {
                self.0.provider.forget();
                subject(&self.client().await?, tokens, nonce)
            }
            other => other,
        }
        .map_err(|e| Failure::Untrusted(e.to_string()))
    }

    /// OpenID Connect Core section 5.3: userinfo, whose `sub` must be that of the ID token.
    async fn card_number(
        &self,
        client: &OidcClient,
        token: AccessToken,
        sub: SubjectIdentifier,
    ) -> Result<Option<String>, Failure> {
        let claims: UserInfoClaims<CausewayClaims, CoreGenderClaim> = client
            .user_info(token, Some(sub))
            .map_err(|e| Failure::Unreachable(format!("no userinfo endpoint: {e}")))?
            .request_async(&self.0.fetch)
            .await
            .map_err(|e| userinfo_failure(&e))?;
        Ok(claims.additional_claims().card_number.clone())
    }
}

/// RFC 6749 section 4.1.2.1.
fn check_error(callback: &Callback) -> Result<(), Failure> {
    match callback.error.as_deref() {
        None => Ok(()),
        Some("access_denied") => Err(Failure::Declined),
        Some(code) => Err(Failure::Refused(safe_code(code))),
    }
}

/// What stands in the URL is anybody's text: only the shape of an error code gets into a log.
fn safe_code(code: &str) -> String {
    code.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').take(64).collect()
}

fn subject(
    client: &OidcClient,
    tokens: &Tokens,
    nonce: &Nonce,
) -> Result<SubjectIdentifier, ClaimsVerificationError> {
    let id_token =
        tokens.id_token().ok_or_else(|| ClaimsVerificationError::Other("there is no ID token".to_owned()))?;
    id_token.claims(&client.id_token_verifier(), nonce).map(|claims| claims.subject().clone())
}

fn is_unknown_key(error: &ClaimsVerificationError) -> bool {
    matches!(error, ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey))
}

type TokenError = RequestTokenError<Error, StandardErrorResponse<CoreErrorResponseType>>;

fn token_failure(error: &TokenError) -> Failure {
    match error {
        // The code is used up or too old: starting again mends it.
        RequestTokenError::ServerResponse(e) if *e.error() == CoreErrorResponseType::InvalidGrant => {
            Failure::Expired
        }
        RequestTokenError::ServerResponse(e) => Failure::Refused(safe_code(e.error().as_ref())),
        RequestTokenError::Request(e) => Failure::Unreachable(format!("token: {e}")),
        // The path alone: what stands there may be a secret.
        RequestTokenError::Parse(e, _) => Failure::Untrusted(format!("token: {}", e.path())),
        RequestTokenError::Other(e) => Failure::Untrusted(format!("token: {e}")),
    }
}

fn userinfo_failure(error: &openidconnect::UserInfoError<Error>) -> Failure {
    use openidconnect::UserInfoError as E;
    match error {
        E::ClaimsVerification(_) => Failure::Untrusted("userinfo is about somebody else".into()),
        E::Request(e) => Failure::Unreachable(format!("userinfo: {e}")),
        E::Response(status, _, _) => Failure::Refused(format!("userinfo_{}", status.as_u16())),
        _ => Failure::Untrusted("userinfo cannot be read".into()),
    }
}
