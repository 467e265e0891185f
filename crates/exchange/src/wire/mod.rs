//! What the parties of an exchange say to each other. The connector speaks the same forms, by the same code.
//!
//! ```text
//! consumer ──1 ConsumerRequest──► gateway ──2 GatewayRequest (with 1 inside)──► provider
//! consumer ◄──────── 3 Answer {manifest, answer} ──────── gateway ◄──────────── provider
//!                                        └─ JWE to the consumer of 4 InnerAnswer
//! ```
//!
//! 1, 2, the manifest and 4 are compact JWS (RFC 7515), each with a `typ` of its own (RFC 8725 section 3.11), so that none can be
//! taken for another. The provider sees the consumer's own signature over the key to which it seals: the gateway between them can
//! neither read the answer nor swap that key. Manifest and inner answer carry the digests of both requests, so that an old answer, or
//! the answer to somebody else's request, is told from the one that was asked for.

mod manifest;
mod open;
mod seal;

use std::collections::BTreeMap;
use std::fmt;

use causeway_core::{ClientId, ConsentId, DatasetId, OrganisationId, PurposeId, ReadId};
use causeway_crypto::b64;
use causeway_crypto::digest::sha256;
use causeway_crypto::jose::Jwk;
use serde::{Deserialize, Serialize};

pub use manifest::{Asked, check_manifest};
pub use open::{Opened, open_answer};
pub use seal::{Findings, seal_answer};

/// `typ` of a [`ConsumerRequest`].
pub const TYP_READ: &str = "causeway-read+jwt";
/// `typ` of a [`GatewayRequest`].
pub const TYP_EXCHANGE: &str = "causeway-exchange+jwt";
/// `typ` of a [`Manifest`].
pub const TYP_MANIFEST: &str = "causeway-manifest+jwt";
/// `typ` of an [`InnerAnswer`].
pub const TYP_ANSWER: &str = "causeway-answer+jwt";
/// `typ` of the JWE that holds the identifier of the person, such as `{"card_number": "…"}`.
pub const TYP_SUBJECT: &str = "causeway-subject+json";
/// `cty` of the JWE that holds an [`InnerAnswer`] (RFC 7519 section 5.2).
pub const CTY_ANSWER: &str = "JWT";
/// Where a connector takes a [`GatewayRequest`], below its base URL.
pub const PROVIDER_PATH: &str = "/causeway/v1/read";
/// Where the gateway takes a [`ConsumerRequest`], below its own.
pub const GATEWAY_PATH: &str = "/exchange/v1/reads";
/// How long a signed request lives, in seconds.
pub const LIFETIME_SECONDS: i64 = 60;
/// By how much two clocks may differ, in seconds.
pub const LEEWAY_SECONDS: i64 = 5;
/// The payload of an inner answer is padded to a multiple of so many bytes.
pub const PAD_BYTES: usize = 1024;
/// The client id under which the platform itself reads at registration.
pub const PLATFORM: &str = "causeway";

/// 1: what a consumer asks of the gateway, signed by the consumer's registered key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConsumerRequest {
    /// The consumer.
    pub iss: ClientId,
    /// The gateway's issuer URL.
    pub aud: String,
    /// Signed at, seconds since 1970.
    pub iat: i64,
    /// Void from, seconds since 1970; at most [`LIFETIME_SECONDS`] after `iat`.
    pub exp: i64,
    /// Names this request: 8 to 128 characters, never used twice.
    pub jti: String,
    /// The consent that allows it. Absent only where the platform reads for a registration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<ConsentId>,
    /// The dataset.
    pub dataset: DatasetId,
    /// Which of its fields.
    pub fields: Vec<String>,
    /// Why.
    pub purpose: PurposeId,
    /// The consumer's own case reference. It goes no further than the provider; the gateway does not store it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    /// The key to which the answer is to be sealed.
    pub enc: Jwk,
}

/// 2: what the gateway asks of a provider, signed by the gateway.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GatewayRequest {
    /// The gateway's issuer URL.
    pub iss: String,
    /// The provider.
    pub aud: OrganisationId,
    /// Signed at, seconds since 1970.
    pub iat: i64,
    /// Void from, seconds since 1970.
    pub exp: i64,
    /// The read.
    pub jti: ReadId,
    /// The dataset.
    pub dataset: DatasetId,
    /// What may leave: the fields asked for, all of them consented.
    pub fields: Vec<String>,
    /// Why.
    pub purpose: PurposeId,
    /// What allows it.
    pub basis: Basis,
    /// JWE to the provider of the person's identifier, `typ` [`TYP_SUBJECT`].
    pub subject: String,
    /// The consumer.
    pub consumer: ClientId,
    /// The consumer's own request, as it was signed.
    pub consumer_request: String,
    /// The key to which the answer is to be sealed: the one in `consumer_request`.
    pub enc: Jwk,
}

/// What allows a read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The person's consent.
    Consent,
    /// A law: a named officer, case and article.
    Law,
    /// Accepted terms of registration.
    Registration,
}

impl Basis {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::Law => "law",
            Self::Registration => "registration",
        }
    }
}

/// 3: what a provider answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// JWS of a [`Manifest`].
    pub manifest: String,
    /// JWE to the consumer of the JWS of an [`InnerAnswer`].
    pub answer: String,
}

/// What the provider declares about its answer, in the open: all that the gateway sees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The provider.
    pub iss: OrganisationId,
    /// The consumer.
    pub aud: ClientId,
    /// Signed at, seconds since 1970.
    pub iat: i64,
    /// The read.
    pub read: ReadId,
    /// [`digest_of`] the compact JWS of the [`GatewayRequest`].
    pub request_sha256: String,
    /// [`digest_of`] the compact JWS of the [`ConsumerRequest`].
    pub consumer_request_sha256: String,
    /// Names of the fields the answer may hold: those asked for, whether or not there is a record, so that the manifest does not tell.
    pub fields: Vec<String>,
    /// [`digest_of`] the JWE.
    pub ciphertext_sha256: String,
    /// Thumbprint (RFC 7638) of the key to which it is sealed.
    pub recipient: String,
}

/// 4: what the provider says to the consumer alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InnerAnswer {
    /// The provider.
    pub iss: OrganisationId,
    /// The consumer.
    pub aud: ClientId,
    /// Signed at, seconds since 1970.
    pub iat: i64,
    /// The read.
    pub read: ReadId,
    /// As in the manifest.
    pub request_sha256: String,
    /// As in the manifest.
    pub consumer_request_sha256: String,
    /// Whether there is a record of this person.
    pub found: bool,
    /// The values, by field; empty when there is no record.
    pub values: Values,
    /// Fills the payload up to a multiple of [`PAD_BYTES`].
    pub pad: String,
}

/// Values by field. Personal data: `Debug` shows the names alone.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Values(pub BTreeMap<String, serde_json::Value>);

impl Values {
    /// The names of the fields that have a value.
    pub fn names(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }

    /// A field's value, if it is text.
    pub fn text(&self, field: &str) -> Option<&str> {
        self.0.get(field).and_then(serde_json::Value::as_str)
    }
}

impl fmt::Debug for Values {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// What the gateway hands to the consumer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivered {
    /// The read.
    pub read: ReadId,
    /// JWS of a [`Manifest`].
    pub manifest: String,
    /// JWE to the consumer.
    pub answer: String,
}

/// What a request is sent in, to the gateway and to a connector: `{"request": JWS}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Envelope {
    /// The compact JWS.
    pub request: String,
}

/// SHA-256 of a compact JWS or JWE as it stands, in base64url.
pub fn digest_of(compact: &str) -> String {
    b64::encode(&sha256(compact.as_bytes()))
}

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
