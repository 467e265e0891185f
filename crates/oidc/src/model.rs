//! What is remembered between the steps of a flow, and what the tokens say.

use causeway_consent::Detail;
use causeway_core::{AccountId, Acr, ClientId, ConsentId, Lang, RequestId};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::scope::{Scope, Scopes};

/// What a checked authorization request wants.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Wanted {
    pub(crate) redirect_uri: String,
    pub(crate) state: Option<String>,
    pub(crate) nonce: Option<String>,
    pub(crate) code_challenge: String,
    pub(crate) scope: Scopes,
    /// Profile fields, by scope or by the `claims` parameter.
    pub(crate) fields: Vec<String>,
    pub(crate) prompt: Prompt,
    pub(crate) max_age: Option<SignedDuration>,
    /// Acceptable ways of logging in; empty when any will do.
    pub(crate) essential_acr: Vec<Acr>,
    pub(crate) lang: Option<Lang>,
    /// The elements of `authorization_details`, not yet checked by whoever knows their type.
    pub(crate) details: Vec<serde_json::Value>,
}

impl Wanted {
    /// The person must have logged in at this moment or later, if the request says anything about it.
    pub(crate) fn authenticated_after(&self, now: Timestamp) -> Option<Timestamp> {
        if self.prompt.login {
            Some(now)
        } else {
            self.max_age.map(|age| now.saturating_sub(age).unwrap_or(now))
        }
    }
}

/// The `prompt` parameter (OpenID Connect Core section 3.1.2.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Prompt {
    /// No page may be shown.
    pub(crate) none: bool,
    /// The person has to log in again.
    pub(crate) login: bool,
    /// The person has to approve again.
    pub(crate) consent: bool,
}

/// An authorization request whose person has not answered yet.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Authorization {
    pub(crate) request: RequestId,
    /// The browser that brought it.
    pub(crate) browser: [u8; 32],
    pub(crate) client: ClientId,
    pub(crate) sector: String,
    pub(crate) redirect_uri: String,
    pub(crate) state: Option<String>,
    pub(crate) nonce: Option<String>,
    pub(crate) code_challenge: String,
    pub(crate) scope: Scopes,
    /// The profile fields asked for: what stands may be more, and is not passed on.
    pub(crate) fields: Vec<String>,
    pub(crate) essential_acr: Vec<Acr>,
    pub(crate) authenticated_after: Option<Timestamp>,
}

/// One thing the person allowed, and the consent that stands for it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Granted {
    pub(crate) detail: Detail,
    pub(crate) consent: ConsentId,
}

/// What came of an authorization. Every token descends from one, and dies with it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Grant {
    pub(crate) id: Uuid,
    pub(crate) account: AccountId,
    pub(crate) client: ClientId,
    /// The pseudonym of the account for the client's sector.
    pub(crate) subject: String,
    pub(crate) scope: Scopes,
    pub(crate) details: Vec<Granted>,
    pub(crate) acr: Acr,
    pub(crate) authenticated_at: Timestamp,
    /// Goes into each refresh token, so that the key store alone cannot make one.
    pub(crate) salt: [u8; 32],
    /// The number of the refresh token that is good now.
    pub(crate) generation: i64,
    pub(crate) rotated_at: Option<Timestamp>,
    pub(crate) created_at: Timestamp,
    pub(crate) revoked_at: Option<Timestamp>,
    pub(crate) expires_at: Timestamp,
}

impl Grant {
    /// The consent by which the client learns who the person is, and the fields it may read.
    pub(crate) fn login(&self) -> Option<(ConsentId, &[String])> {
        self.details.iter().find_map(|granted| match &granted.detail {
            Detail::Login { fields } => Some((granted.consent, fields.as_slice())),
            Detail::Exchange { .. } => None,
        })
    }

    /// The fields that a token with `scope` reads: one that was asked for by scope needs the scope still.
    pub(crate) fn fields_under(&self, scope: &Scopes) -> Vec<String> {
        let dropped = |field: &str| {
            Scope::of_field(field).is_some_and(|asked| self.scope.has(asked) && !scope.has(asked))
        };
        let fields = self.login().map(|(_, fields)| fields).unwrap_or_default();
        fields.iter().filter(|field| !dropped(field)).cloned().collect()
    }

    /// Whether tokens of it are good.
    pub(crate) fn is_alive(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && now < self.expires_at
    }
}

/// An authorization code, as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CodeRow {
    pub(crate) hash: [u8; 32],
    pub(crate) grant: Uuid,
    pub(crate) client: ClientId,
    pub(crate) redirect_uri: String,
    pub(crate) nonce: Option<String>,
    pub(crate) code_challenge: String,
    pub(crate) valid_until: Timestamp,
    pub(crate) used_at: Option<Timestamp>,
}

/// The claims of an access token (RFC 9068 section 2.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AccessClaims {
    pub(crate) iss: String,
    pub(crate) sub: String,
    pub(crate) aud: String,
    pub(crate) exp: i64,
    pub(crate) iat: i64,
    pub(crate) jti: String,
    pub(crate) client_id: String,
    pub(crate) scope: String,
    /// The grant that it descends from; a client's own token has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) grant: Option<Uuid>,
}

/// The claims of an ID token (OpenID Connect Core section 2). Never a profile field: those are released at `/userinfo` alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct IdClaims {
    pub(crate) iss: String,
    pub(crate) sub: String,
    pub(crate) aud: String,
    pub(crate) exp: i64,
    pub(crate) iat: i64,
    pub(crate) auth_time: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) nonce: Option<String>,
    pub(crate) acr: Acr,
    pub(crate) amr: Vec<String>,
    pub(crate) at_hash: String,
}
