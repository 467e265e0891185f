//! What OAuth and OpenID Connect may answer when they refuse: a closed set of codes, and their form on the wire.

use std::borrow::Cow;

use axum::Json;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use causeway_core::{Error, Kind};
use serde_json::json;

/// The error codes in use, each with the clause that defines it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Code {
    /// The person said no, or let the request expire (RFC 6749 section 4.1.2.1).
    AccessDenied,
    /// The person has not answered yet (RFC 8628 section 3.5, CIBA section 11).
    AuthorizationPending,
    /// `prompt=none`, and the person would have to approve something (OpenID Connect Core section 3.1.2.6).
    ConsentRequired,
    /// The person did not answer in time (RFC 8628 section 3.5, CIBA section 11).
    ExpiredToken,
    /// The token does not reach that far, or what it stood on was withdrawn (RFC 6750 section 3.1).
    InsufficientScope,
    /// The login behind the token is too weak or too old for this (RFC 9470 section 3).
    InsufficientUserAuthentication,
    /// A detail is unknown, malformed or not for this client (RFC 9396 section 5).
    InvalidAuthorizationDetails,
    /// The code to be shown on both sides is none (CIBA section 13).
    InvalidBindingMessage,
    /// The client did not prove who it is (RFC 6749 section 5.2).
    InvalidClient,
    /// What a client would be registered as cannot be (RFC 7591 section 3.2.2).
    InvalidClientMetadata,
    /// The proof of possession is missing or not good (RFC 9449 section 5).
    InvalidDpopProof,
    /// The code or refresh token is not good, or not for this client (RFC 6749 section 5.2).
    InvalidGrant,
    /// There is no such grant of this client's (Grant Management section 5.3).
    InvalidGrantId,
    /// A redirect URI cannot be registered (RFC 7591 section 3.2.2).
    InvalidRedirectUri,
    /// A parameter is missing, repeated or malformed (RFC 6749 sections 4.1.2.1 and 5.2).
    InvalidRequest,
    /// The signed request is not good (RFC 9101 section 7).
    InvalidRequestObject,
    /// The pushed request is unknown, over, or another client's (RFC 9101 section 7).
    InvalidRequestUri,
    /// A scope is missing or not for this client (RFC 6749 sections 4.1.2.1 and 5.2).
    InvalidScope,
    /// The software statement is not good (RFC 7591 section 3.2.2).
    InvalidSoftwareStatement,
    /// A resource is unknown, or not for this client (RFC 8707 section 2).
    InvalidTarget,
    /// The access token is not good (RFC 6750 section 3.1).
    InvalidToken,
    /// The person set another code against prompts (CIBA section 13).
    InvalidUserCode,
    /// `prompt=none`, and the person would have to log in (OpenID Connect Core section 3.1.2.6).
    LoginRequired,
    /// The person set a code against prompts, and none was sent (CIBA section 13).
    MissingUserCode,
    /// Registration within a request is not on (OpenID Connect Core section 7).
    RegistrationNotSupported,
    /// Request objects by value are not on (OpenID Connect Core section 6.1).
    RequestNotSupported,
    /// Request objects by reference are not on (OpenID Connect Core section 6.2).
    RequestUriNotSupported,
    /// Our own fault (RFC 6749 section 4.1.2.1).
    ServerError,
    /// Asked again too soon (RFC 8628 section 3.5, CIBA section 11).
    SlowDown,
    /// Too busy (RFC 6749 section 4.1.2.1).
    TemporarilyUnavailable,
    /// The software statement is of somebody who is not believed here (RFC 7591 section 3.2.2).
    UnapprovedSoftwareStatement,
    /// The client may not use this grant, or not touch this token (RFC 6749 section 5.2).
    UnauthorizedClient,
    /// The hint names nobody (CIBA section 13).
    UnknownUserId,
    /// The person could not log in as the client demanded (OpenID Connect Core Unmet Authentication Requirements 1.0).
    UnmetAuthenticationRequirements,
    /// Not a grant type of ours (RFC 6749 section 5.2).
    UnsupportedGrantType,
    /// Not a response type of ours (RFC 6749 section 4.1.2.1).
    UnsupportedResponseType,
    /// A token of this kind cannot be revoked (RFC 7009 section 2.2.1).
    UnsupportedTokenType,
    /// The proof needs the nonce that comes with this answer (RFC 9449 section 8).
    UseDpopNonce,
}

impl Code {
    /// The code on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AccessDenied => "access_denied",
            Self::AuthorizationPending => "authorization_pending",
            Self::ConsentRequired => "consent_required",
            Self::ExpiredToken => "expired_token",
            Self::InsufficientScope => "insufficient_scope",
            Self::InsufficientUserAuthentication => "insufficient_user_authentication",
            Self::InvalidAuthorizationDetails => "invalid_authorization_details",
            Self::InvalidBindingMessage => "invalid_binding_message",
            Self::InvalidClient => "invalid_client",
            Self::InvalidClientMetadata => "invalid_client_metadata",
            Self::InvalidDpopProof => "invalid_dpop_proof",
            Self::InvalidGrant => "invalid_grant",
            Self::InvalidGrantId => "invalid_grant_id",
            Self::InvalidRedirectUri => "invalid_redirect_uri",
            Self::InvalidRequest => "invalid_request",
            Self::InvalidRequestObject => "invalid_request_object",
            Self::InvalidRequestUri => "invalid_request_uri",
            Self::InvalidScope => "invalid_scope",
            Self::InvalidSoftwareStatement => "invalid_software_statement",
            Self::InvalidTarget => "invalid_target",
            Self::InvalidToken => "invalid_token",
            Self::InvalidUserCode => "invalid_user_code",
            Self::LoginRequired => "login_required",
            Self::MissingUserCode => "missing_user_code",
            Self::RegistrationNotSupported => "registration_not_supported",
            Self::RequestNotSupported => "request_not_supported",
            Self::RequestUriNotSupported => "request_uri_not_supported",
            Self::ServerError => "server_error",
            Self::SlowDown => "slow_down",
            Self::TemporarilyUnavailable => "temporarily_unavailable",
            Self::UnapprovedSoftwareStatement => "unapproved_software_statement",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnknownUserId => "unknown_user_id",
            Self::UnmetAuthenticationRequirements => "unmet_authentication_requirements",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::UnsupportedResponseType => "unsupported_response_type",
            Self::UnsupportedTokenType => "unsupported_token_type",
            Self::UseDpopNonce => "use_dpop_nonce",
        }
    }

    fn status(self) -> StatusCode {
        match self {
            Self::InvalidClient | Self::InvalidToken | Self::InsufficientUserAuthentication => {
                StatusCode::UNAUTHORIZED
            }
            Self::InsufficientScope => StatusCode::FORBIDDEN,
            Self::ServerError => StatusCode::INTERNAL_SERVER_ERROR,
            Self::TemporarilyUnavailable => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::BAD_REQUEST,
        }
    }
}

/// A refusal: a code of the closed set, a sentence, and (at the resource endpoints) our own stable code for the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    code: Code,
    description: Cow<'static, str>,
    reason: Option<&'static str>,
    bare: bool,
    /// At a protected resource: the schemes by which to come again.
    resource: Option<Scheme>,
}

/// How an access token is presented (RFC 6750 section 2.1, RFC 9449 section 7.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scheme {
    Bearer,
    Dpop,
}

/// The algorithms of DPoP proofs, as a challenge names them.
const PROOFS: &str = "ES256 EdDSA PS256";

impl Refusal {
    /// Refuses with a sentence that says what to mend.
    pub fn new(code: Code, description: impl Into<Cow<'static, str>>) -> Self {
        Self { code, description: printable(description.into()), reason: None, bare: false, resource: None }
    }

    /// No credentials at all at a protected resource: 401 with a challenge that names no error (RFC 6750 section 3.1).
    pub fn no_token() -> Self {
        let mut refusal = Self::new(
            Code::InvalidToken,
            "Send the access token in an Authorization header: Bearer TOKEN, or DPoP TOKEN.",
        );
        refusal.bare = true;
        refusal
    }

    /// Says that this is the answer of a protected resource to a token presented by `scheme`: 401 where another authorization
    /// server's endpoint would say 400 (RFC 9449 section 7.1).
    pub(crate) fn at_resource(mut self, scheme: Scheme) -> Self {
        self.resource = Some(scheme);
        self
    }

    /// Adds our own stable code for the reason, such as `consent_withdrawn`.
    #[must_use]
    pub fn because(mut self, reason: &'static str) -> Self {
        self.reason = Some(reason);
        self
    }

    /// The code.
    pub fn code(&self) -> Code {
        self.code
    }

    /// The sentence, of the characters that RFC 6749 section 4.1.2.1 allows.
    pub fn description(&self) -> &str {
        &self.description
    }

    fn challenge(&self) -> Option<String> {
        let (code, why) = (self.code.as_str(), &self.description);
        let scheme = match (self.resource, self.code) {
            (_, Code::InvalidClient) => {
                return Some("Basic realm=\"causeway\", charset=\"UTF-8\"".to_owned());
            }
            (Some(scheme), _) => scheme,
            (None, Code::InvalidToken | Code::InsufficientScope | Code::InsufficientUserAuthentication) => {
                Scheme::Bearer
            }
            (None, _) => return None,
        };
        Some(match scheme {
            _ if self.bare => format!("Bearer realm=\"causeway\", DPoP algs=\"{PROOFS}\""),
            Scheme::Bearer => {
                format!("Bearer realm=\"causeway\", error=\"{code}\", error_description=\"{why}\"")
            }
            Scheme::Dpop => format!("DPoP error=\"{code}\", error_description=\"{why}\", algs=\"{PROOFS}\""),
        })
    }

    fn status(&self) -> StatusCode {
        match self.code {
            Code::InvalidDpopProof | Code::UseDpopNonce if self.resource.is_some() => {
                StatusCode::UNAUTHORIZED
            }
            code => code.status(),
        }
    }
}

/// RFC 6749 allows `%x20-21 / %x23-5B / %x5D-7E` in a description; the rest becomes an apostrophe.
fn printable(text: Cow<'static, str>) -> Cow<'static, str> {
    let fits = |c: char| matches!(c, ' '..='~') && c != '"' && c != '\\';
    if text.chars().all(fits) {
        return text;
    }
    Cow::Owned(text.chars().map(|c| if fits(c) { c } else { '\'' }).collect())
}

/// What a storage or wiring failure becomes: the client learns whose fault it is and nothing more.
impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        match error.kind() {
            Kind::Unavailable | Kind::TooMany => {
                Self::new(Code::TemporarilyUnavailable, error.public().to_owned())
            }
            Kind::Internal | Kind::Upstream => {
                tracing::error!(?error, "a protocol request failed");
                Self::new(Code::ServerError, "Something went wrong on our side. Try again in a moment.")
            }
            _ => Self::new(Code::InvalidRequest, error.public().to_owned()).because(error.code()),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let challenge = self.challenge().and_then(|text| HeaderValue::from_str(&text).ok());
        let mut body = json!({"error": self.code.as_str(), "error_description": self.description});
        if let (Some(reason), Some(members)) = (self.reason, body.as_object_mut()) {
            members.insert("code".to_owned(), reason.into());
        }
        let mut response = (self.status(), NO_STORE, Json(body)).into_response();
        if let Some(challenge) = challenge {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        response
    }
}

/// What every answer with a token, or about one, bears (RFC 6749 section 5.1).
pub(crate) const NO_STORE: [(HeaderName, HeaderValue); 2] = [
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (header::PRAGMA, HeaderValue::from_static("no-cache")),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc6749_5_2_a_client_that_failed_to_authenticate_gets_401_and_a_challenge() {
        let response = Refusal::new(Code::InvalidClient, "No.").into_response();
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
        assert!(response.headers()[header::WWW_AUTHENTICATE].to_str().unwrap().starts_with("Basic"));
        assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
    }

    #[test]
    fn rfc6750_3_1_a_request_without_credentials_is_told_no_error_code() {
        let response = Refusal::no_token().into_response();
        let challenge = response.headers()[header::WWW_AUTHENTICATE].to_str().unwrap().to_owned();
        assert!(challenge.starts_with("Bearer") && !challenge.contains("error"), "{challenge}");
    }

    #[test]
    fn rfc6750_3_1_insufficient_scope_is_403() {
        let response =
            Refusal::new(Code::InsufficientScope, "Withdrawn.").because("consent_withdrawn").into_response();
        assert_eq!(response.status(), StatusCode::FORBIDDEN);
        let challenge = response.headers()[header::WWW_AUTHENTICATE].to_str().unwrap();
        assert!(challenge.contains("error=\"insufficient_scope\""), "{challenge}");
    }

    #[test]
    fn rfc6749_4_1_2_1_a_description_holds_only_the_allowed_characters() {
        let refusal = Refusal::new(Code::InvalidRequest, "say \"水\"\r\nX: y\\".to_owned());
        assert_eq!(refusal.description(), "say '''''X: y'");
    }

    #[test]
    fn a_private_cause_never_reaches_a_client() {
        let refusal = Refusal::from(Error::internal("secret path"));
        assert_eq!(refusal.code(), Code::ServerError);
        assert!(!refusal.description().contains("secret"));
    }
}
