//! What a client is registered for beyond the plain code flow. Everything here has a default, which is what a client had that was
//! registered before there was a choice.

use causeway_crypto::jose::Alg;
use serde::{Deserialize, Serialize};

use crate::grant_type::GrantType;
use crate::profile::Profile;

/// A client's settings. Names follow those of OAuth's registry of client metadata, where there is one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// How strict the provider is with it.
    pub profile: Profile,
    /// Whether PKCE may be left out.
    pub pkce: Pkce,
    /// What its access tokens are bound to.
    pub binding: Binding,
    /// Where its keys are published, in place of keys that are registered by value (RFC 7591 section 2).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jwks_uri: Option<String>,
    /// The name its certificate has to bear (RFC 8705 section 2.1.2): of one that authenticates by `tls_client_auth`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<CertificateName>,
    /// The grants it may use beyond those that follow from its scopes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub grants: Vec<GrantType>,
    /// How its ID tokens are signed (OpenID Connect Registration section 2, `id_token_signed_response_alg`).
    pub id_token: TokenAlg,
    /// How they are encrypted, if they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token_encryption: Option<Encryption>,
    /// How userinfo is signed (`userinfo_signed_response_alg`); JSON when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub userinfo: Option<TokenAlg>,
    /// How it is encrypted, if it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub userinfo_encryption: Option<Encryption>,
    /// How signed authorization responses are signed (JARM section 5, `authorization_signed_response_alg`).
    pub response: TokenAlg,
    /// How they are encrypted, if they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response_encryption: Option<Encryption>,
    /// Whether an authorization request that is not signed is refused (RFC 9101 section 10.5, `require_signed_request_object`).
    pub signed_requests_only: bool,
    /// Whether an authorization request that is not pushed is refused (RFC 9126 section 6, `require_pushed_authorization_requests`).
    pub pushed_requests_only: bool,
    /// How it asks people who are not in a browser, if it may.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ciba: Option<Ciba>,
    /// Where people may be sent after logging out, compared character by character (OpenID Connect RP-Initiated Logout section 3.1).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub post_logout_redirect_uris: Vec<String>,
    /// Where it is told that a session has ended (OpenID Connect Back-Channel Logout section 2.2).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backchannel_logout_uri: Option<String>,
    /// Registered resources for which it may have tokens (RFC 8707).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<String>,
    /// The redirect URIs of the sector, at one URL (OpenID Connect Registration section 5).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sector_identifier_uri: Option<String>,
    /// Its logo, its rules on data, its terms (RFC 7591 section 2): kept, and said again to whoever manages the client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo_uri: Option<String>,
    /// As above.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_uri: Option<String>,
    /// As above.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tos_uri: Option<String>,
    /// Whether it may learn how people were proofed (OpenID Connect for Identity Assurance).
    pub verified_claims: bool,
}

/// Whether PKCE may be left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pkce {
    /// Every request has a challenge (RFC 9700 section 2.1.1).
    #[default]
    Required,
    /// A request of this confidential client of profile `basic` may leave it out, and then has a nonce (RFC 9700 section 2.1.1).
    Optional,
}

/// What access tokens are bound to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Binding {
    /// The key of a DPoP proof where one is sent; nothing where none is.
    #[default]
    Free,
    /// The key of a DPoP proof, always (RFC 9449 section 5.2, `dpop_bound_access_tokens`).
    Dpop,
    /// The client's certificate, always (RFC 8705 section 3.4, `tls_client_certificate_bound_access_tokens`).
    Certificate,
}

/// The name in a certificate that a CA has issued (RFC 8705 section 2.1.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CertificateName {
    /// `tls_client_auth_subject_dn`, as RFC 4514 writes it.
    SubjectDn(String),
    /// `tls_client_auth_san_dns`.
    SanDns(String),
    /// `tls_client_auth_san_uri`.
    SanUri(String),
}

/// How a token for a client is signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TokenAlg {
    /// ECDSA on P-256.
    #[default]
    #[serde(rename = "ES256")]
    Es256,
    /// Ed25519.
    #[serde(rename = "EdDSA")]
    EdDsa,
    /// RSASSA-PSS.
    #[serde(rename = "PS256")]
    Ps256,
    /// RSASSA-PKCS1-v1_5: for clients of profile `basic` alone, since OpenID Connect Core section 15.1 wants it implemented.
    #[serde(rename = "RS256")]
    Rs256,
}

/// How what a client receives is encrypted to its registered key: always with `A256GCM`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Encryption {
    /// To an EC key on P-256.
    #[serde(rename = "ECDH-ES")]
    EcdhEs,
    /// To an RSA key.
    #[serde(rename = "RSA-OAEP-256")]
    RsaOaep256,
}

/// How a client learns of an answer that was given away from its browser (CIBA section 4).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ciba {
    /// Where it is told that there is one (`backchannel_client_notification_endpoint`); without it the client polls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notification_endpoint: Option<String>,
    /// Whether it can ask its user for the code they set against prompts (`backchannel_user_code_parameter`).
    #[serde(default)]
    pub user_code: bool,
}

impl TokenAlg {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Es256, Self::EdDsa, Self::Ps256, Self::Rs256];

    /// Its registered name (RFC 7518 section 3.1, RFC 8037).
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::EdDsa => "EdDSA",
            Self::Ps256 => "PS256",
            Self::Rs256 => "RS256",
        }
    }
}

impl Encryption {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::EcdhEs, Self::RsaOaep256];

    /// Its registered name (RFC 7518 section 4.1).
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EcdhEs => "ECDH-ES",
            Self::RsaOaep256 => "RSA-OAEP-256",
        }
    }
}

impl Settings {
    /// Whether the client may use a grant that has to be registered by name.
    pub fn has_grant(&self, grant: GrantType) -> bool {
        self.grants.contains(&grant)
    }

    /// The algorithms that the client may sign by.
    pub(crate) fn algs(&self) -> &'static [Alg] {
        self.profile.demands().algs
    }

    /// Whether authorization requests have to be pushed.
    pub(crate) fn pushes(&self) -> bool {
        self.pushed_requests_only || self.profile.demands().par
    }

    /// Whether authorization requests have to be signed.
    pub(crate) fn signs(&self) -> bool {
        self.signed_requests_only || self.profile.demands().signed_request
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_without_settings_is_what_it_was_before_there_were_any() {
        let empty: Settings = serde_json::from_str("{}").unwrap();
        assert_eq!(empty, Settings::default());
        assert_eq!(
            (empty.profile, empty.pkce, empty.binding),
            (Profile::Standard, Pkce::Required, Binding::Free)
        );
        assert!(!empty.pushes() && !empty.signs() && empty.grants.is_empty());
    }

    #[test]
    fn settings_survive_being_kept_and_unknown_ones_are_not_overlooked() {
        let settings = Settings {
            profile: Profile::Fapi2Signed,
            binding: Binding::Dpop,
            certificate: Some(CertificateName::SanDns("client.example".to_owned())),
            grants: vec![GrantType::Ciba],
            ciba: Some(Ciba { notification_endpoint: None, user_code: true }),
            ..Settings::default()
        };
        let kept = serde_json::to_value(&settings).unwrap();
        assert_eq!(serde_json::from_value::<Settings>(kept).unwrap(), settings);
        assert!(serde_json::from_str::<Settings>(r#"{"stricter": true}"#).is_err());
    }
}
