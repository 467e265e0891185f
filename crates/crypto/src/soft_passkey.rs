//! A software passkey: what stands in for the hardware of a simulated phone, and nothing more.
//!
//! Client and authenticator are those of the `passkey` crate, an implementation of W3C WebAuthn Level 3 and CTAP 2 that is not ours;
//! what they make is verified like anything that comes from a browser.

use std::future::Future;
use std::pin::Pin;

use crate::b64;
use causeway_core::{Error, Result};
use passkey::authenticator::{Authenticator, UiHint, UserCheck, UserValidationMethod};
use passkey::client::{Client, DefaultClientData, WebauthnError};
use passkey::crypto::aws_lc_rs::AwsLcRsBackend;
use passkey::crypto::coset::{CborSerializable, CoseKey};
use passkey::types::ctap2::{Aaguid, Ctap2Error};
use passkey::types::webauthn::{
    CredentialCreationOptions, CredentialRequestOptions, PublicKeyCredentialCreationOptions,
    PublicKeyCredentialRequestOptions,
};
use passkey::types::{CredentialExtensions, Passkey};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use url::Url;
use zeroize::Zeroizing;

/// The private half of one passkey, with what a device stores beside it.
pub struct SoftKey(Passkey);

impl std::fmt::Debug for SoftKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SoftKey(..)")
    }
}

/// How it is kept: sealed, under its person's key.
#[derive(Serialize, Deserialize)]
pub struct Kept {
    /// `COSE_Key` with the private scalar, CBOR in base64url.
    key: Zeroizing<String>,
    id: String,
    rp: String,
    user: String,
}

impl SoftKey {
    /// Creates a passkey for `options` (`PublicKeyCredentialCreationOptionsJSON`) as a browser at `origin` would. Returns it and the
    /// `RegistrationResponseJSON`.
    pub async fn create(origin: &Url, options: &Value) -> Result<(Self, Value)> {
        let public_key: PublicKeyCredentialCreationOptions =
            serde_json::from_value(options.clone()).map_err(bad_options)?;
        let user = public_key.user.id.clone();
        let mut client = Client::new(authenticator(None)).allows_insecure_localhost(is_localhost(origin));
        let request = CredentialCreationOptions { public_key };
        let made = client.register(origin, request, DefaultClientData).await.map_err(|e| failed(&e))?;
        let mut passkey = client
            .authenticator_mut()
            .store_mut()
            .take()
            .ok_or_else(|| Error::internal("no passkey was made"))?;
        passkey.user_handle = Some(user);
        let id = b64::encode(&made.raw_id);
        let response = json!({
            "id": id,
            "rawId": id,
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": b64::encode(&made.response.client_data_json),
                "attestationObject": b64::encode(&made.response.attestation_object),
                "authenticatorData": b64::encode(&made.response.authenticator_data),
                "publicKeyAlgorithm": made.response.public_key_algorithm,
                "transports": ["internal"],
            },
        });
        Ok((Self(passkey), response))
    }

    /// Signs `options` (`PublicKeyCredentialRequestOptionsJSON`) as a browser at `origin` would. Returns the
    /// `AuthenticationResponseJSON`.
    pub async fn sign(self, origin: &Url, options: &Value) -> Result<Value> {
        let public_key: PublicKeyCredentialRequestOptions =
            serde_json::from_value(options.clone()).map_err(bad_options)?;
        let request = CredentialRequestOptions { public_key };
        let mut client =
            Client::new(authenticator(Some(self.0))).allows_insecure_localhost(is_localhost(origin));
        let made = client.authenticate(origin, request, DefaultClientData).await.map_err(|e| failed(&e))?;
        let id = b64::encode(&made.raw_id);
        Ok(json!({
            "id": id,
            "rawId": id,
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": b64::encode(&made.response.client_data_json),
                "authenticatorData": b64::encode(&made.response.authenticator_data),
                "signature": b64::encode(&made.response.signature),
                "userHandle": made.response.user_handle.map(|handle| b64::encode(&handle)),
            },
        }))
    }

    /// In the form to be sealed.
    pub fn keep(&self) -> Result<Kept> {
        let SoftKey(passkey) = self;
        let key = Zeroizing::new(passkey.key.clone().to_vec().map_err(|e| Error::internal(e.to_string()))?);
        Ok(Kept {
            key: Zeroizing::new(b64::encode(&key)),
            id: b64::encode(&passkey.credential_id),
            rp: passkey.rp_id.clone(),
            user: passkey.user_handle.as_ref().map(|user| b64::encode(user)).unwrap_or_default(),
        })
    }

    /// From what was unsealed.
    pub fn restore(kept: &Kept) -> Result<Self> {
        let key = Zeroizing::new(b64::decode(&kept.key)?);
        Ok(Self(Passkey {
            key: CoseKey::from_slice(&key).map_err(|e| Error::internal(e.to_string()))?,
            credential_id: b64::decode(&kept.id)?.into(),
            rp_id: kept.rp.clone(),
            user_handle: Some(b64::decode(&kept.user)?.into()),
            username: None,
            user_display_name: None,
            counter: None,
            extensions: CredentialExtensions::default(),
        }))
    }
}

fn authenticator(passkey: Option<Passkey>) -> Authenticator<Option<Passkey>, Willing, AwsLcRsBackend> {
    Authenticator::new(Aaguid::new_empty(), passkey, Willing, AwsLcRsBackend)
}

/// Browsers take `http://localhost` for a secure context; nowhere else does a passkey work without https.
fn is_localhost(origin: &Url) -> bool {
    origin.domain() == Some("localhost")
}

/// The simulated person, whose finger is always at hand: they were asked by the page or the call that led here.
struct Willing;

impl UserValidationMethod for Willing {
    type PasskeyItem = Passkey;

    fn check_user<'a, 'life0, 'async_trait>(
        &'life0 self,
        _hint: UiHint<'a, Passkey>,
        presence: bool,
        verification: bool,
    ) -> Pin<Box<dyn Future<Output = Result<UserCheck, Ctap2Error>> + Send + 'async_trait>>
    where
        'a: 'async_trait,
        'life0: 'async_trait,
    {
        Box::pin(async move { Ok(UserCheck { presence, verification }) })
    }

    fn is_presence_enabled(&self) -> bool {
        true
    }

    fn is_verification_enabled(&self) -> Option<bool> {
        Some(true)
    }
}

fn bad_options(error: serde_json::Error) -> Error {
    Error::invalid("bad_passkey_options", "These are not WebAuthn options. Pass on what the ceremony gave.")
        .with_cause(error)
}

fn failed(error: &WebauthnError) -> Error {
    Error::invalid(
        "simulated_phone_refused",
        "The simulated phone cannot use a passkey at this address. Open the platform at http://localhost or at an https address.",
    )
    .with_cause(format!("{error:?}"))
}

#[cfg(test)]
mod tests {
    use crate::webauthn::RelyingParty;

    use super::*;

    fn party(id: &str, origin: &str) -> (RelyingParty, Url) {
        let party =
            RelyingParty { id: id.to_owned(), name: "Causeway".to_owned(), origins: vec![origin.to_owned()] };
        (party, Url::parse(origin).unwrap())
    }

    #[tokio::test]
    async fn what_it_makes_passes_the_verification_of_real_passkeys() {
        for (id, origin) in
            [("localhost", "http://localhost:8080"), ("id.example.gov.hk", "https://id.example.gov.hk")]
        {
            let (party, url) = party(id, origin);
            let options = party.creation_options(&[1; 32], b"0123456789abcdef", "CHAN Tai Man", &[]);
            let (key, response) = SoftKey::create(&url, &options).await.unwrap();
            let credential = party.verify_registration(&[1; 32], &response).unwrap();
            assert!(party.verify_registration(&[2; 32], &response).is_err(), "bound to its challenge");

            let kept = serde_json::to_string(&key.keep().unwrap()).unwrap();
            for allow in [vec![], vec![credential.id.clone()]] {
                let key = SoftKey::restore(&serde_json::from_str(&kept).unwrap()).unwrap();
                let options = party.request_options(&[3; 32], &allow);
                let response = key.sign(&url, &options).await.unwrap();
                let asserted = party.verify_assertion(&[3; 32], &credential, &response).unwrap();
                assert_eq!(asserted.user_handle.as_deref(), Some(b"0123456789abcdef".as_slice()));
                assert!(party.verify_assertion(&[4; 32], &credential, &response).is_err());
            }
        }
    }

    #[tokio::test]
    async fn a_passkey_of_another_site_signs_nothing() {
        let (party, url) = party("localhost", "http://localhost:8080");
        let options = party.creation_options(&[1; 32], b"0123456789abcdef", "CHAN Tai Man", &[]);
        let (key, _) = SoftKey::create(&url, &options).await.unwrap();
        let elsewhere = Url::parse("https://evil.example.com").unwrap();
        let refused = key.sign(&elsewhere, &party.request_options(&[2; 32], &[])).await.unwrap_err();
        assert_eq!(refused.code(), "simulated_phone_refused");
    }

    #[tokio::test]
    async fn a_passkey_that_is_not_among_the_allowed_signs_nothing() {
        let (party, url) = party("localhost", "http://localhost:8080");
        let options = party.creation_options(&[1; 32], b"0123456789abcdef", "CHAN Tai Man", &[]);
        let (key, _) = SoftKey::create(&url, &options).await.unwrap();
        let others = party.request_options(&[2; 32], &[vec![9; 16]]);
        assert!(key.sign(&url, &others).await.is_err());
    }

    #[tokio::test]
    async fn options_that_are_none_are_refused() {
        let url = Url::parse("http://localhost:8080").unwrap();
        let refused = SoftKey::create(&url, &json!({"rp": 1})).await.err().unwrap();
        assert_eq!(refused.code(), "bad_passkey_options");
    }
}
