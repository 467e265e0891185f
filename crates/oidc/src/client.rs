//! Clients: the programs of organisations that people log in to, and that exchange data.

use causeway_core::{ClientId, Localised, OrganisationId, PurposeId};
use causeway_crypto::jose::{Jwk, JwkSet};

use crate::profile::Demands;
use crate::scope::{Scope, Scopes};
use crate::settings::Settings;

/// An OAuth client of an organisation.
#[derive(Clone, Debug, PartialEq)]
pub struct Client {
    /// Its id, as it stands in `client_id`.
    pub id: ClientId,
    /// Who runs it.
    pub organisation: OrganisationId,
    /// What people see.
    pub name: Localised,
    /// Where the service begins: an absolute URL.
    pub home_url: String,
    /// Where an answer may be sent, compared character by character.
    pub redirect_uris: Vec<String>,
    /// An app on a person's device: a registered loopback address may be used with any port (RFC 8252 section 7.3).
    pub native: bool,
    /// The sector within which a person has one pseudonym (OpenID Connect Core section 8.1), such as a host name.
    pub sector: String,
    /// How it proves who it is.
    pub auth: ClientAuth,
    /// Its public keys: for client assertions, and for the exchange requests it signs.
    pub keys: JwkSet,
    /// What it may ask for.
    pub scopes: Scopes,
    /// The registered purpose for which it learns who logs in.
    pub login_purpose: PurposeId,
    /// What it is registered for beyond the plain code flow.
    pub settings: Settings,
}

impl Client {
    /// The key of that id which signs the client's exchange requests.
    pub fn consumer_key(&self, kid: &str) -> Option<&Jwk> {
        if self.scopes.has(Scope::Exchange) { self.keys.find(kid) } else { None }
    }

    /// What its profile demands.
    pub(crate) fn demands(&self) -> Demands {
        self.settings.profile.demands()
    }
}

/// How a client proves who it is.
#[derive(Clone, PartialEq, Eq)]
pub enum ClientAuth {
    /// A signed assertion (RFC 7523), by one of the client's keys.
    PrivateKeyJwt,
    /// A secret of 256 random bits, of which SHA-256 is kept (RFC 6749 section 2.3.1).
    SecretBasic {
        /// SHA-256 of the secret.
        hash: [u8; 32],
    },
    /// A certificate that a CA has issued, with the name that is registered (RFC 8705 section 2.1).
    TlsClientAuth,
    /// A certificate it made itself, by one of the keys that are registered (RFC 8705 section 2.2).
    SelfSignedTlsClientAuth,
}

impl ClientAuth {
    /// The hash of the secret, of a client that proves itself by one.
    pub fn secret(&self) -> Option<&[u8; 32]> {
        match self {
            Self::SecretBasic { hash } => Some(hash),
            Self::PrivateKeyJwt | Self::TlsClientAuth | Self::SelfSignedTlsClientAuth => None,
        }
    }

    /// Whether it is by the certificate of the connection.
    pub fn is_certificate(&self) -> bool {
        matches!(self, Self::TlsClientAuth | Self::SelfSignedTlsClientAuth)
    }

    /// The name in OAuth's registry of token endpoint authentication methods.
    pub fn method(&self) -> &'static str {
        match self {
            Self::PrivateKeyJwt => "private_key_jwt",
            Self::SecretBasic { .. } => "client_secret_basic",
            Self::TlsClientAuth => "tls_client_auth",
            Self::SelfSignedTlsClientAuth => "self_signed_tls_client_auth",
        }
    }
}

/// Without the hash.
impl std::fmt::Debug for ClientAuth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.method())
    }
}
