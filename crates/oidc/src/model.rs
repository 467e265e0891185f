//! What is remembered between the steps of a flow, and what the tokens say.

use std::collections::BTreeMap;

use causeway_consent::Detail;
use causeway_core::{AccountId, Acr, ClientId, ConsentId, Lang, RequestId, SessionId};
use causeway_crypto::b64;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::scope::{Scope, Scopes};

/// What a checked authorization request wants.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Wanted {
    pub(crate) reply: ReplyTo,
    pub(crate) nonce: Option<String>,
    /// None where the client may leave PKCE out, and did.
    pub(crate) code_challenge: Option<String>,
    /// The key to which the code is bound (RFC 9449 section 10).
    pub(crate) jkt: Option<[u8; 32]>,
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
    pub(crate) more: More,
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

    /// What the grant will be made of.
    pub(crate) fn terms(&self, client: ClientId, sector: String, now: Timestamp) -> Terms {
        Terms {
            client,
            sector,
            scope: self.scope.clone(),
            fields: self.fields.clone(),
            essential_acr: self.essential_acr.clone(),
            authenticated_after: self.authenticated_after(now),
            more: self.more.clone(),
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

/// What a client asks of a person, by whichever way it came: what the grant will be made of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Terms {
    pub(crate) client: ClientId,
    pub(crate) sector: String,
    pub(crate) scope: Scopes,
    /// The profile fields asked for: what stands may be more, and is not passed on.
    pub(crate) fields: Vec<String>,
    pub(crate) essential_acr: Vec<Acr>,
    pub(crate) authenticated_after: Option<Timestamp>,
    #[serde(default)]
    pub(crate) more: More,
}

/// The terms that most requests do without: kept as one document, empty for most.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct More {
    /// For which resources access tokens are wanted (RFC 8707 section 2).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) resources: Vec<String>,
    /// What is to be done with an earlier grant (Grant Management for OAuth 2.0 section 5).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) grant: Option<GrantAction>,
    /// What is asked of how the person was proofed (OpenID Connect for Identity Assurance section 6).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) verified: Option<Verified>,
    /// The client's pseudonym for the one person that may be answered for (OpenID Connect Core section 3.1.2.2).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) subject: Option<String>,
}

/// What is asked of how the person was proofed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Verified {
    /// The `verified_claims` of the request's `userinfo`.
    pub(crate) request: serde_json::Value,
    /// The profile fields that were asked for there alone, and so are given there alone.
    pub(crate) only: Vec<String>,
}

/// What is to be done with an earlier grant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum GrantAction {
    /// A grant of its own, whose id the client is told.
    Create,
    /// What is allowed now comes to what was allowed before.
    Merge(Uuid),
    /// What is allowed now takes the place of what was allowed before.
    Replace(Uuid),
}

/// Where an authorization is answered, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReplyTo {
    pub(crate) redirect_uri: String,
    pub(crate) state: Option<String>,
    pub(crate) mode: ResponseMode,
}

/// How an answer is put (OAuth 2.0 Multiple Response Type Encoding Practices, Form Post Response Mode, JARM section 4.3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ResponseMode {
    /// In the query of the redirect URI.
    #[default]
    #[serde(rename = "query")]
    Query,
    /// By a form that the browser posts there.
    #[serde(rename = "form_post")]
    FormPost,
    /// As `query`, in one signed token.
    #[serde(rename = "query.jwt")]
    QueryJwt,
    /// As `form_post`, in one signed token.
    #[serde(rename = "form_post.jwt")]
    FormPostJwt,
}

impl ResponseMode {
    /// Whether the answer is one signed token.
    pub(crate) fn is_signed(self) -> bool {
        matches!(self, Self::QueryJwt | Self::FormPostJwt)
    }

    /// Whether it is posted.
    pub(crate) fn is_form(self) -> bool {
        matches!(self, Self::FormPost | Self::FormPostJwt)
    }
}

/// An authorization request whose person has not answered yet.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Authorization {
    pub(crate) request: RequestId,
    /// The browser that brought it.
    pub(crate) browser: [u8; 32],
    pub(crate) terms: Terms,
    pub(crate) reply: ReplyTo,
    pub(crate) nonce: Option<String>,
    pub(crate) code_challenge: Option<String>,
    pub(crate) jkt: Option<[u8; 32]>,
    /// The pushed request that it came by: SHA-256 of its URI.
    pub(crate) pushed: Option<[u8; 32]>,
}

/// An authorization request that a client pushed (RFC 9126).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pushed {
    /// SHA-256 of its `request_uri`.
    pub(crate) hash: [u8; 32],
    pub(crate) client: ClientId,
    /// The parameters that count, by name.
    pub(crate) params: BTreeMap<String, Vec<String>>,
    /// The key of the DPoP proof that came with it.
    pub(crate) jkt: Option<[u8; 32]>,
    pub(crate) signed: bool,
    pub(crate) expires_at: Timestamp,
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
    /// The grants that the client knows under one id (Grant Management); its own id where there was never another.
    pub(crate) family: Uuid,
    /// The session it was made in.
    pub(crate) session: Option<SessionId>,
    pub(crate) terms: GrantTerms,
}

/// What else was agreed: kept as one document, empty for most.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct GrantTerms {
    /// The resources that access tokens may be for; the provider's own endpoints when empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) resources: Vec<String>,
    /// The client manages the grant, and is told its id.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) managed: bool,
    /// What the client knows the session by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sid: Option<String>,
    /// What was asked of how the person was proofed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) verified: Option<Verified>,
}

/// A service at which a session is in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct InUse {
    /// What the client knows the session by.
    pub(crate) sid: String,
    pub(crate) client: ClientId,
    /// The pseudonym of the account for the client's sector.
    pub(crate) subject: String,
}

/// A logout that a service asked for, and that the person has not answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Logout {
    pub(crate) id: Uuid,
    /// The browser that brought it.
    pub(crate) browser: [u8; 32],
    pub(crate) client: Option<ClientId>,
    /// Where the person goes afterwards: registered.
    pub(crate) uri: Option<String>,
    pub(crate) state: Option<String>,
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
    pub(crate) code_challenge: Option<String>,
    pub(crate) jkt: Option<[u8; 32]>,
    pub(crate) valid_until: Timestamp,
    pub(crate) used_at: Option<Timestamp>,
}

/// The claims of an access token (RFC 9068 section 2.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AccessClaims {
    pub(crate) iss: String,
    pub(crate) sub: String,
    pub(crate) aud: Audience,
    pub(crate) exp: i64,
    pub(crate) iat: i64,
    pub(crate) jti: String,
    pub(crate) client_id: String,
    pub(crate) scope: String,
    /// The grant that it descends from; a client's own token has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) grant: Option<Uuid>,
    /// The key it is bound to (RFC 7800 section 3.1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) cnf: Option<Confirmation>,
    /// How and when the person logged in (RFC 9470 section 6.2); a client's own token has neither.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) acr: Option<Acr>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) auth_time: Option<i64>,
    /// Who acts for the person, and for whom they act in turn (RFC 8693 section 4.1): of a token that was had for another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) act: Option<Actor>,
}

impl AccessClaims {
    /// Whether a client has it for itself.
    pub(crate) fn is_own(&self) -> bool {
        self.grant.is_none() && self.sub == self.client_id
    }
}

/// Who acts for somebody (RFC 8693 section 4.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Actor {
    /// The client.
    pub(crate) sub: String,
    /// Whoever acted before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) act: Option<Box<Self>>,
}

impl Actor {
    /// How many act one for another.
    pub(crate) fn depth(&self) -> usize {
        1 + self.act.as_ref().map_or(0, |before| before.depth())
    }
}

/// RFC 7519 section 4.1.3: one or several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Audience {
    /// One recipient.
    One(String),
    /// Several recipients.
    Many(Vec<String>),
}

impl Audience {
    /// Whether `name` is among the recipients.
    pub(crate) fn names(&self, name: &str) -> bool {
        match self {
            Self::One(one) => one == name,
            Self::Many(many) => many.iter().any(|one| one == name),
        }
    }

    /// Every recipient.
    pub(crate) fn all(&self) -> &[String] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        }
    }

    /// Of a token for these resources; for the provider's own endpoints where there is none.
    pub(crate) fn of(resources: &[String], issuer: &str) -> Self {
        match resources {
            [] => Self::One(issuer.to_owned()),
            [one] => Self::One(one.clone()),
            many => Self::Many(many.to_vec()),
        }
    }
}

/// The key that whoever presents a token has to hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Confirmation {
    /// The thumbprint of a DPoP key, as Base64url (RFC 9449 section 6.1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) jkt: Option<String>,
    /// SHA-256 of a certificate, as Base64url (RFC 8705 section 3.1).
    #[serde(default, rename = "x5t#S256", skip_serializing_if = "Option::is_none")]
    pub(crate) x5t: Option<String>,
}

/// What an access token is bound to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bound {
    /// Nothing: whoever bears it.
    Bearer,
    /// A DPoP key, by its thumbprint.
    Key([u8; 32]),
    /// A certificate, by its SHA-256.
    Certificate([u8; 32]),
}

impl Bound {
    /// The `token_type` of an answer (RFC 6750, RFC 9449 section 5).
    pub(crate) fn token_type(self) -> &'static str {
        match self {
            Self::Key(_) => "DPoP",
            Self::Bearer | Self::Certificate(_) => "Bearer",
        }
    }

    /// The `cnf` claim.
    pub(crate) fn confirmation(self) -> Option<Confirmation> {
        match self {
            Self::Bearer => None,
            Self::Key(jkt) => Some(Confirmation { jkt: Some(b64::encode(&jkt)), x5t: None }),
            Self::Certificate(hash) => Some(Confirmation { jkt: None, x5t: Some(b64::encode(&hash)) }),
        }
    }
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
    /// What the client knows the session by (OpenID Connect Back-Channel Logout section 2.1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) sid: Option<String>,
}
