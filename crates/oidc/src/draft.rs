//! What staff propose of a client: the typed content of a proposal, and how it differs from what is registered.

use causeway_core::{ClientId, Localised, OrganisationId, PurposeId};
use causeway_crypto::jose::JwkSet;
use serde::{Deserialize, Serialize};
use url::{Host, Url};

use crate::client::{Client, ClientAuth};
use crate::scope::Scopes;
use crate::settings::Settings;
use crate::status::{Listing, Registered, StopReason};

/// A client as it is proposed: everything but its secret, which is made, never proposed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientDraft {
    /// Its id.
    pub id: ClientId,
    /// Who runs it.
    pub organisation: OrganisationId,
    /// What people see: at most 60 characters in each language.
    pub name: Localised,
    /// What one does there, in a sentence: at most 200 characters in each language.
    pub description: Localised,
    /// Whether the home page lists it.
    pub listed: bool,
    /// Where the service begins: an absolute URL.
    pub home_url: String,
    /// Where an answer may be sent, compared character by character.
    pub redirect_uris: Vec<String>,
    /// An app on a person's device.
    pub native: bool,
    /// The sector within which a person has one pseudonym. Follows from the addresses when a client is new ([`ClientDraft::sector_of`]),
    /// and stays.
    pub sector: String,
    /// How it proves who it is.
    pub auth: AuthMethod,
    /// Its public keys.
    pub keys: JwkSet,
    /// What it may ask for, as a space-separated list.
    pub scopes: Scopes,
    /// The registered purpose for which it learns who logs in.
    pub login_purpose: PurposeId,
    /// What it is registered for beyond the plain code flow.
    #[serde(default)]
    pub settings: Settings,
}

/// How a client proves who it is, by the name in OAuth's registry of token endpoint authentication methods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthMethod {
    /// A signed assertion (RFC 7523).
    PrivateKeyJwt,
    /// A secret (RFC 6749 section 2.3.1).
    ClientSecretBasic,
    /// A certificate that a CA has issued (RFC 8705 section 2.1).
    TlsClientAuth,
    /// A certificate it made itself (RFC 8705 section 2.2).
    SelfSignedTlsClientAuth,
}

impl AuthMethod {
    /// The registered name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PrivateKeyJwt => "private_key_jwt",
            Self::ClientSecretBasic => "client_secret_basic",
            Self::TlsClientAuth => "tls_client_auth",
            Self::SelfSignedTlsClientAuth => "self_signed_tls_client_auth",
        }
    }
}

impl From<&ClientAuth> for AuthMethod {
    fn from(auth: &ClientAuth) -> Self {
        match auth {
            ClientAuth::PrivateKeyJwt => Self::PrivateKeyJwt,
            ClientAuth::SecretBasic { .. } => Self::ClientSecretBasic,
            ClientAuth::TlsClientAuth => Self::TlsClientAuth,
            ClientAuth::SelfSignedTlsClientAuth => Self::SelfSignedTlsClientAuth,
        }
    }
}

/// What is proposed when a client gets a new secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecretDraft {
    /// Whether the present secret goes on working for [`crate::OVERLAP`]; not for one that has leaked.
    pub keep_old: bool,
}

/// What is proposed when a client is stopped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StopDraft {
    /// Why.
    pub reason: StopReason,
}

impl ClientDraft {
    /// The sector that follows from the addresses (OpenID Connect Core section 8.1): the one host of the redirect URIs, or, where they
    /// have none (an app's own scheme, a loopback address, a client that logs nobody in), that of the home page. `None` when the
    /// redirect URIs have several hosts, or nothing has one.
    pub fn sector_of(home_url: &str, redirect_uris: &[String]) -> Option<String> {
        let mut hosts: Vec<String> = redirect_uris.iter().filter_map(|uri| public_host(uri)).collect();
        hosts.sort();
        hosts.dedup();
        match hosts.as_slice() {
            [] => Url::parse(home_url).ok()?.host_str().map(str::to_owned),
            [one] => Some(one.clone()),
            _ => None,
        }
    }

    /// What is registered, as a draft to change.
    pub fn of(registered: &Registered) -> Self {
        let Registered { client, listing, .. } = registered;
        Self {
            id: client.id.clone(),
            organisation: client.organisation.clone(),
            name: client.name.clone(),
            description: listing.description.clone().unwrap_or_else(|| Localised::new("", "", "")),
            listed: listing.listed,
            home_url: client.home_url.clone(),
            redirect_uris: client.redirect_uris.clone(),
            native: client.native,
            sector: client.sector.clone(),
            auth: (&client.auth).into(),
            keys: client.keys.clone(),
            scopes: client.scopes.clone(),
            login_purpose: client.login_purpose.clone(),
            settings: client.settings.clone(),
        }
    }

    /// The client it becomes.
    pub(crate) fn client(&self, auth: ClientAuth) -> Client {
        Client {
            id: self.id.clone(),
            organisation: self.organisation.clone(),
            name: self.name.clone(),
            home_url: self.home_url.clone(),
            redirect_uris: self.redirect_uris.clone(),
            native: self.native,
            sector: self.sector.clone(),
            auth,
            keys: self.keys.clone(),
            scopes: self.scopes.clone(),
            login_purpose: self.login_purpose.clone(),
            settings: self.settings.clone(),
        }
    }

    pub(crate) fn listing(&self) -> Listing {
        Listing { description: Some(self.description.clone()), listed: self.listed }
    }
}

/// The host of a web redirect URI; none for what never leaves a device's own loopback address.
fn public_host(uri: &str) -> Option<String> {
    let url = Url::parse(uri).ok()?;
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    match url.host()? {
        Host::Ipv4(address) if address.is_loopback() => None,
        Host::Ipv6(address) if address.is_loopback() => None,
        host => Some(host.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sector(home: &str, uris: &[&str]) -> Option<String> {
        let uris: Vec<_> = uris.iter().map(|uri| (*uri).to_owned()).collect();
        ClientDraft::sector_of(home, &uris)
    }

    #[test]
    fn oidc_core_8_1_the_sector_is_the_one_host_of_the_redirect_uris() {
        let home = "https://www.health.example/";
        assert_eq!(sector(home, &["https://a.example/cb", "https://a.example:8443/x"]).unwrap(), "a.example");
        assert_eq!(sector(home, &["https://a.example/cb", "https://b.example/cb"]), None);
        assert_eq!(sector(home, &["https://a.example/cb", "http://127.0.0.1/cb"]).unwrap(), "a.example");
        assert_eq!(
            sector("http://vaccination.localhost:8080/", &["http://vaccination.localhost:8080/cb"]).unwrap(),
            "vaccination.localhost"
        );
    }

    #[test]
    fn oidc_core_8_1_without_a_host_of_its_own_it_is_that_of_the_home_page() {
        let home = "https://www.health.example/";
        for uris in [&["com.example.app:/cb"][..], &["http://127.0.0.1/cb", "http://[::1]/cb"], &[]] {
            assert_eq!(sector(home, uris).unwrap(), "www.health.example");
        }
        assert_eq!(sector("nothing", &[]), None);
    }

    #[test]
    fn an_unknown_member_of_a_proposal_is_refused() {
        assert!(serde_json::from_str::<SecretDraft>(r#"{"keep_old": true, "x": 1}"#).is_err());
        assert!(serde_json::from_str::<StopDraft>(r#"{"reason": "boredom"}"#).is_err());
        let stop: StopDraft = serde_json::from_str(r#"{"reason": "leaked_key"}"#).unwrap();
        assert_eq!(stop.reason, StopReason::LeakedKey);
    }
}
