//! A hand-held authenticator for tests: it says whatever a test wants it to, truly signed.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair as RsaPair, KeySize};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256,
};
use ciborium::Value;
use serde_json::json;

use super::RelyingParty;
use crate::b64;
use crate::digest::sha256;

pub(super) const UP: u8 = 0x01;
pub(super) const UV: u8 = 0x04;
pub(super) const BE: u8 = 0x08;
pub(super) const AT: u8 = 0x40;

pub(super) fn relying_party() -> RelyingParty {
    RelyingParty {
        id: "id.example.gov".to_owned(),
        name: "Example".to_owned(),
        origins: vec!["https://id.example.gov".to_owned(), "http://localhost:8080".to_owned()],
    }
}

/// A private key of each kind that is accepted.
pub(super) enum Key {
    Es256(EcdsaKeyPair),
    EdDsa(Ed25519KeyPair),
    Rs256(RsaPair),
}

impl Key {
    pub(super) fn es256() -> Self {
        Self::Es256(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap())
    }

    pub(super) fn eddsa() -> Self {
        Self::EdDsa(Ed25519KeyPair::generate().unwrap())
    }

    pub(super) fn rs256() -> Self {
        Self::Rs256(RsaPair::generate(KeySize::Rsa2048).unwrap())
    }

    pub(super) fn all() -> [Self; 3] {
        [Self::es256(), Self::eddsa(), Self::rs256()]
    }

    pub(super) fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Es256(pair) => pair.sign(&SystemRandom::new(), message).unwrap().as_ref().to_vec(),
            Self::EdDsa(pair) => pair.sign(message).as_ref().to_vec(),
            Self::Rs256(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature).unwrap();
                signature
            }
        }
    }

    pub(super) fn cose_entries(&self) -> Vec<(i64, Value)> {
        match self {
            Self::Es256(pair) => {
                let point = pair.public_key().as_ref();
                let (x, y) = (point[1..33].to_vec(), point[33..].to_vec());
                vec![(1, 2.into()), (3, (-7).into()), (-1, 1.into()), (-2, x.into()), (-3, y.into())]
            }
            Self::EdDsa(pair) => {
                let x = pair.public_key().as_ref().to_vec();
                vec![(1, 1.into()), (3, (-8).into()), (-1, 6.into()), (-2, x.into())]
            }
            Self::Rs256(pair) => {
                let n = pair.public_key().modulus().big_endian_without_leading_zero().to_vec();
                let e = pair.public_key().exponent().big_endian_without_leading_zero().to_vec();
                vec![(1, 3.into()), (3, (-257).into()), (-1, n.into()), (-2, e.into())]
            }
        }
    }

    pub(super) fn cose(&self) -> Vec<u8> {
        cose_map(&self.cose_entries())
    }
}

pub(super) fn cose_map(entries: &[(i64, Value)]) -> Vec<u8> {
    cbor(&Value::Map(entries.iter().map(|(label, value)| ((*label).into(), value.clone())).collect()))
}

pub(super) fn cbor(value: &Value) -> Vec<u8> {
    let mut out = Vec::new();
    ciborium::into_writer(value, &mut out).unwrap();
    out
}

/// Authenticator data; with `attested` (an id and its key) the flag AT is set.
pub(super) fn authenticator_data(
    rp_id: &str,
    flags: u8,
    sign_count: u32,
    attested: Option<(&[u8], &Key)>,
) -> Vec<u8> {
    let flags = if attested.is_some() { flags | AT } else { flags };
    let mut out = [&sha256(rp_id.as_bytes())[..], &[flags], &sign_count.to_be_bytes()].concat();
    if let Some((id, key)) = attested {
        out.extend_from_slice(&[9; 16]);
        out.extend_from_slice(&u16::try_from(id.len()).unwrap().to_be_bytes());
        out.extend_from_slice(id);
        out.extend_from_slice(&key.cose());
    }
    out
}

pub(super) fn client_data(kind: &str, challenge: &[u8], origin: &str) -> Vec<u8> {
    json!({"type": kind, "challenge": b64::encode(challenge), "origin": origin, "crossOrigin": false})
        .to_string()
        .into_bytes()
}

pub(super) fn attestation_object(format: &str, statement: Value, authenticator_data: Vec<u8>) -> Vec<u8> {
    cbor(&Value::Map(vec![
        ("fmt".into(), format.into()),
        ("attStmt".into(), statement),
        ("authData".into(), authenticator_data.into()),
    ]))
}

/// `RegistrationResponseJSON`.
pub(super) fn registration_json(
    id: &[u8],
    client_data: &[u8],
    attestation_object: &[u8],
) -> serde_json::Value {
    json!({
        "id": b64::encode(id), "rawId": b64::encode(id), "type": "public-key", "clientExtensionResults": {},
        "response": {
            "clientDataJSON": b64::encode(client_data),
            "attestationObject": b64::encode(attestation_object),
            "transports": ["internal"]
        }
    })
}

/// `AuthenticationResponseJSON`.
pub(super) fn assertion_json(
    id: &[u8],
    client_data: &[u8],
    authenticator_data: &[u8],
    signature: &[u8],
) -> serde_json::Value {
    json!({
        "id": b64::encode(id), "rawId": b64::encode(id), "type": "public-key", "clientExtensionResults": {},
        "response": {
            "clientDataJSON": b64::encode(client_data),
            "authenticatorData": b64::encode(authenticator_data),
            "signature": b64::encode(signature),
            "userHandle": b64::encode(b"user")
        }
    })
}
