//! Ceremonies by a foreign implementation: the client and authenticator of the `passkey` crate, driven by our own options.

use std::future::Future;
use std::pin::Pin;

use passkey::authenticator::{Authenticator, UiHint, UserCheck, UserValidationMethod};
use passkey::client::{Client, DefaultClientData};
use passkey::crypto::aws_lc_rs::AwsLcRsBackend;
use passkey::types::ctap2::{Aaguid, Ctap2Error};
use passkey::types::{Passkey, webauthn};
use url::Url;

use super::*;

/// A person who is there and has been verified, or not.
struct Person {
    verified: bool,
}

impl UserValidationMethod for Person {
    type PasskeyItem = Passkey;

    fn check_user<'a, 'this, 'all>(
        &'this self,
        _hint: UiHint<'a, Passkey>,
        _presence: bool,
        _verification: bool,
    ) -> Pin<Box<dyn Future<Output = Result<UserCheck, Ctap2Error>> + Send + 'all>>
    where
        'a: 'all,
        'this: 'all,
        Self: 'all,
    {
        Box::pin(async { Ok(UserCheck { presence: true, verification: self.verified }) })
    }

    fn is_presence_enabled(&self) -> bool {
        true
    }

    fn is_verification_enabled(&self) -> Option<bool> {
        Some(true)
    }
}

/// `localhost` stands for the relying party: the client insists on public suffixes otherwise.
fn rp() -> RelyingParty {
    RelyingParty {
        id: "localhost".to_owned(),
        name: "Example".to_owned(),
        origins: vec!["http://localhost:8080".to_owned()],
    }
}

/// A browser and its authenticator.
macro_rules! phone {
    ($verified:expr, $counter:expr) => {{
        let person = Person { verified: $verified };
        let mut authenticator =
            Authenticator::new(Aaguid::new_empty(), None::<Passkey>, person, AwsLcRsBackend);
        authenticator.set_make_credentials_with_signature_counter($counter);
        Client::new(authenticator).allows_insecure_localhost(true)
    }};
}

fn origin() -> Url {
    Url::parse("http://localhost:8080").unwrap()
}

fn creation(challenge: &[u8; 32]) -> webauthn::CredentialCreationOptions {
    let options = rp().creation_options(challenge, b"user id", "Chan Tai Man", &[]);
    webauthn::CredentialCreationOptions { public_key: serde_json::from_value(options).unwrap() }
}

fn request(challenge: &[u8; 32], allow: &[Vec<u8>]) -> webauthn::CredentialRequestOptions {
    let options = rp().request_options(challenge, allow);
    webauthn::CredentialRequestOptions { public_key: serde_json::from_value(options).unwrap() }
}

/// The crate writes bytes as arrays of numbers; browsers write Base64url.
fn as_browsers_write<T: Serialize>(response: &T) -> Value {
    fn walk(value: Value) -> Value {
        match value {
            Value::Array(items) if !items.is_empty() && items.iter().all(Value::is_u64) => {
                let bytes: Vec<u8> =
                    items.iter().map(|n| u8::try_from(n.as_u64().unwrap()).unwrap()).collect();
                Value::String(b64::encode(&bytes))
            }
            Value::Array(items) => items.into_iter().map(walk).collect(),
            Value::Object(members) => members.into_iter().map(|(name, value)| (name, walk(value))).collect(),
            other => other,
        }
    }
    walk(serde_json::to_value(response).unwrap())
}

#[tokio::test]
async fn a_foreign_authenticator_registers_and_asserts() {
    let mut phone = phone!(true, true);
    let registered = phone.register(&origin(), creation(&[1; 32]), DefaultClientData).await.unwrap();
    let response = as_browsers_write(&registered);
    let mut credential = rp().verify_registration(&[1; 32], &response).unwrap();
    assert_eq!(credential_id(&response).unwrap(), credential.id);

    for round in 2..5u8 {
        let options = request(&[round; 32], &[credential.id.clone()]);
        let asserted = phone.authenticate(&origin(), options, DefaultClientData).await.unwrap();
        let response = as_browsers_write(&asserted);
        let found = rp().verify_assertion(&[round; 32], &credential, &response).unwrap();
        assert!(found.sign_count > credential.sign_count);
        assert_eq!(found.user_handle.as_deref(), Some(&b"user id"[..]));
        // The same answer again, once its counter is stored, is refused even if the challenge were accepted twice.
        credential.sign_count = found.sign_count;
        let again = rp().verify_assertion(&[round; 32], &credential, &response).unwrap_err();
        assert_eq!(again.code(), "authenticator_cloned");
    }
}

#[tokio::test]
async fn a_passkey_is_found_without_naming_it() {
    let mut phone = phone!(true, false);
    let registered = phone.register(&origin(), creation(&[1; 32]), DefaultClientData).await.unwrap();
    let credential = rp().verify_registration(&[1; 32], &as_browsers_write(&registered)).unwrap();
    let asserted = phone.authenticate(&origin(), request(&[2; 32], &[]), DefaultClientData).await.unwrap();
    let response = as_browsers_write(&asserted);
    assert_eq!(credential_id(&response).unwrap(), credential.id);
    assert_eq!(rp().verify_assertion(&[2; 32], &credential, &response).unwrap().sign_count, 0);
}

#[tokio::test]
async fn a_foreign_authenticator_on_another_port_is_refused() {
    let mut phone = phone!(true, false);
    let elsewhere = Url::parse("http://localhost:9090").unwrap();
    let registered = phone.register(&elsewhere, creation(&[1; 32]), DefaultClientData).await.unwrap();
    let refused = rp().verify_registration(&[1; 32], &as_browsers_write(&registered)).unwrap_err();
    assert_eq!(refused.code(), "passkey_wrong_origin");
}

#[tokio::test]
async fn a_client_that_asks_for_less_than_user_verification_is_refused() {
    let mut phone = phone!(false, false);
    let mut options = creation(&[1; 32]);
    let selection = options.public_key.authenticator_selection.as_mut().unwrap();
    selection.user_verification = webauthn::UserVerificationRequirement::Discouraged;
    let registered = phone.register(&origin(), options, DefaultClientData).await.unwrap();
    let refused = rp().verify_registration(&[1; 32], &as_browsers_write(&registered)).unwrap_err();
    assert_eq!(refused.code(), "passkey_user_not_verified");
}
