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
    /// `prompt=none`, and the person would have to approve something (OpenID Connect Core section 3.1.2.6).
    ConsentRequired,
    /// The token does not reach that far, or what it stood on was withdrawn (RFC 6750 section 3.1).
    InsufficientScope,
    /// A detail is unknown, malformed or not for this client (RFC 9396 section 5).
    InvalidAuthorizationDetails,
    /// The client did not prove who it is (RFC 6749 section 5.2).
    InvalidClient,
    /// The code or refresh token is not good, or not for this client (RFC 6749 section 5.2).
    InvalidGrant,
    /// A parameter is missing, repeated or malformed (RFC 6749 sections 4.1.2.1 and 5.2).
    InvalidRequest,
    /// A scope is missing or not for this client (RFC 6749 sections 4.1.2.1 and 5.2).
    InvalidScope,
    /// The access token is not good (RFC 6750 section 3.1).
    InvalidToken,
    /// `prompt=none`, and the person would have to log in (OpenID Connect Core section 3.1.2.6).
    LoginRequired,
    /// Registration within a request is not on (OpenID Connect Core section 7).
    RegistrationNotSupported,
    /// Request objects by value are not on (OpenID Connect Core section 6.1).
    RequestNotSupported,
    /// Request objects by reference are not on (OpenID Connect Core section 6.2).
    RequestUriNotSupported,
    /// Our own fault (RFC 6749 section 4.1.2.1).
    ServerError,
    /// Too busy (RFC 6749 section 4.1.2.1).
    TemporarilyUnavailable,
    /// The client may not use this grant, or not touch this token (RFC 6749 section 5.2).
    UnauthorizedClient,
    /// The person could not log in as the client demanded (OpenID Connect Core Unmet Authentication Requirements 1.0).
    UnmetAuthenticationRequirements,
    /// Not a grant type of ours (RFC 6749 section 5.2).
    UnsupportedGrantType,
    /// Not a response type of ours (RFC 6749 section 4.1.2.1).
    UnsupportedResponseType,
    /// A token of this kind cannot be revoked (RFC 7009 section 2.2.1).
    UnsupportedTokenType,
}

impl Code {
    /// The code on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AccessDenied => "access_denied",
            Self::ConsentRequired => "consent_required",
            Self::InsufficientScope => "insufficient_scope",
            Self::InvalidAuthorizationDetails => "invalid_authorization_details",
            Self::InvalidClient => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::InvalidRequest => "invalid_request",
            Self::InvalidScope => "invalid_scope",
            Self::InvalidToken => "invalid_token",
            Self::LoginRequired => "login_required",
            Self::RegistrationNotSupported => "registration_not_supported",
            Self::RequestNotSupported => "request_not_supported",
            Self::RequestUriNotSupported => "request_uri_not_supported",
            Self::ServerError => "server_error",
            Self::TemporarilyUnavailable => "temporarily_unavailable",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnmetAuthenticationRequirements => "unmet_authentication_requirements",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::UnsupportedResponseType => "unsupported_response_type",
            Self::UnsupportedTokenType => "unsupported_token_type",
        }
    }

    fn status(self) -> StatusCode {
        match self {
            Self::InvalidClient | Self::InvalidToken => StatusCode::UNAUTHORIZED,
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
}

impl Refusal {
    /// Refuses with a sentence that says what to mend.
    pub fn new(code: Code, description: impl Into<Cow<'static, str>>) -> Self {
        Self { code, description: printable(description.into()), reason: None, bare: false }
    }

    /// No credentials at all at a protected resource: 401 with a challenge that names no error (RFC 6750 section 3.1).
    pub fn no_token() -> Self {
        let mut refusal =
            Self::new(Code::InvalidToken, "Send the access token in an Authorization header: Bearer TOKEN.");
        refusal.bare = true;
        refusal
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
        match self.code {
            Code::InvalidClient => Some("Basic realm=\"causeway\", charset=\"UTF-8\"".to_owned()),
            Code::InvalidToken if self.bare => Some("Bearer realm=\"causeway\"".to_owned()),
            Code::InvalidToken | Code::InsufficientScope => Some(format!(
                "Bearer realm=\"causeway\", error=\"{}\", error_description=\"{}\"",
                self.code.as_str(),
                self.description
            )),
            _ => None,
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
        let mut response = (self.code.status(), NO_STORE, Json(body)).into_response();
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
