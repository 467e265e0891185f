//! Client metadata on the wire (RFC 7591 section 2, OpenID Connect Dynamic Client Registration 1.0 section 2), to and from what is
//! registered here. Members that mean nothing to us are ignored, as the specifications want it; what comes back is what holds.

mod to_draft;
mod to_wire;

use causeway_crypto::jose::JwkSet;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::profile::Profile;
use crate::refusal::{Code, Refusal};
use crate::settings::TokenAlg;

pub(crate) use to_draft::{Given, draft, refusal_of, sector_host};
pub(crate) use to_wire::wire;

/// The longest text of a member that we keep, in bytes.
const LONGEST: usize = 2000;
/// The most values in a list.
const MOST: usize = 50;

/// What a client says of itself.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "the members of the registry")]
pub(crate) struct Metadata {
    redirect_uris: Vec<String>,
    token_endpoint_auth_method: Option<String>,
    token_endpoint_auth_signing_alg: Option<String>,
    grant_types: Option<Vec<String>>,
    response_types: Option<Vec<String>>,
    application_type: Option<String>,
    client_name: Option<String>,
    #[serde(rename = "client_name#zh-Hant")]
    client_name_hant: Option<String>,
    #[serde(rename = "client_name#zh-Hans")]
    client_name_hans: Option<String>,
    client_uri: Option<String>,
    logo_uri: Option<String>,
    policy_uri: Option<String>,
    tos_uri: Option<String>,
    scope: Option<String>,
    jwks: Option<Value>,
    jwks_uri: Option<String>,
    pub(crate) software_id: Option<String>,
    subject_type: Option<String>,
    pub(crate) sector_identifier_uri: Option<String>,
    id_token_signed_response_alg: Option<TokenAlg>,
    id_token_encrypted_response_alg: Option<String>,
    id_token_encrypted_response_enc: Option<String>,
    userinfo_signed_response_alg: Option<TokenAlg>,
    userinfo_encrypted_response_alg: Option<String>,
    userinfo_encrypted_response_enc: Option<String>,
    authorization_signed_response_alg: Option<TokenAlg>,
    authorization_encrypted_response_alg: Option<String>,
    authorization_encrypted_response_enc: Option<String>,
    request_object_signing_alg: Option<String>,
    require_signed_request_object: bool,
    require_pushed_authorization_requests: bool,
    dpop_bound_access_tokens: bool,
    tls_client_certificate_bound_access_tokens: bool,
    tls_client_auth_subject_dn: Option<String>,
    tls_client_auth_san_dns: Option<String>,
    tls_client_auth_san_uri: Option<String>,
    tls_client_auth_san_ip: Option<String>,
    tls_client_auth_san_email: Option<String>,
    post_logout_redirect_uris: Vec<String>,
    backchannel_logout_uri: Option<String>,
    backchannel_token_delivery_mode: Option<String>,
    backchannel_client_notification_endpoint: Option<String>,
    backchannel_user_code_parameter: bool,
    /// Ours: how strict the provider is to be.
    profile: Option<Profile>,
    /// Ours: false where PKCE may be left out.
    require_pkce: Option<bool>,
    /// Ours: the registered purpose for which the client learns who logs in.
    login_purpose: Option<String>,
    /// Of a change (RFC 7592 section 2.2).
    pub(crate) client_id: Option<String>,
    pub(crate) client_secret: Option<String>,
}

/// What a client may not send, neither for the first time nor with a change: these are ours to say (RFC 7592 section 2.2).
const OURS: [&str; 4] = [
    "registration_access_token",
    "registration_client_uri",
    "client_secret_expires_at",
    "client_id_issued_at",
];

/// Reads metadata; what a statement says goes before what the client says itself (RFC 7591 section 2.3).
pub(crate) fn read(mut said: Map<String, Value>, statement: Map<String, Value>) -> Result<Metadata, Refusal> {
    if let Some(ours) = OURS.into_iter().find(|name| said.contains_key(*name)) {
        return Err(Refusal::new(Code::InvalidRequest, format!("{ours} is not the client's to say.")));
    }
    said.extend(statement);
    // RFC 7592 section 2.2: null stands for what is left out.
    said.retain(|_, value| !value.is_null());
    let too_much = |value: &Value| match value {
        Value::String(text) => text.len() > LONGEST,
        Value::Array(values) => {
            values.len() > MOST
                || values.iter().any(|value| value.as_str().is_some_and(|v| v.len() > LONGEST))
        }
        _ => false,
    };
    if let Some((name, _)) = said.iter().find(|(_, value)| too_much(value)) {
        return Err(bad(format!("{name} is too long.")));
    }
    serde_json::from_value(Value::Object(said))
        .map_err(|error| bad(format!("The metadata cannot be read: {error}.")))
}

impl Metadata {
    /// The keys by value. A private one is refused: whoever sends it has to make another.
    fn keys(&self) -> Result<JwkSet, Refusal> {
        let Some(set) = &self.jwks else { return Ok(JwkSet::default()) };
        if self.jwks_uri.is_some() {
            return Err(bad("Send jwks or jwks_uri, not both."));
        }
        serde_json::from_value(set.clone()).map_err(|error| bad(format!("The jwks cannot be read: {error}.")))
    }
}

fn bad(why: impl Into<std::borrow::Cow<'static, str>>) -> Refusal {
    Refusal::new(Code::InvalidClientMetadata, why)
}
