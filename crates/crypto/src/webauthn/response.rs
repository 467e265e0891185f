//! The JSON that browsers send: `RegistrationResponseJSON` and `AuthenticationResponseJSON` (sections 5.1.8 and 5.1.7).

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::refusal::Refusal;
use crate::b64;

/// The longest credential id, in bytes (section 7.1 step 25).
pub(super) const LONGEST_ID: usize = 1023;
/// More than any browser or authenticator sends, in bytes of Base64url.
const LONGEST_FIELD: usize = 128 * 1024;
/// A transport's name is short, and there are few.
const LONGEST_TRANSPORT: usize = 32;
const MOST_TRANSPORTS: usize = 16;

#[derive(Deserialize)]
struct Outer<R> {
    id: String,
    #[serde(rename = "rawId")]
    raw_id: Option<String>,
    #[serde(rename = "type")]
    kind: String,
    response: R,
}

#[derive(Deserialize)]
struct OuterAlone {
    id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RegistrationFields {
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    attestation_object: String,
    transports: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AssertionFields {
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    authenticator_data: String,
    signature: String,
    user_handle: Option<String>,
}

/// A registration, decoded.
pub(super) struct Registration {
    pub(super) id: Vec<u8>,
    pub(super) client_data: Vec<u8>,
    pub(super) attestation_object: Vec<u8>,
    pub(super) transports: Vec<String>,
}

/// An assertion, decoded.
pub(super) struct Assertion {
    pub(super) id: Vec<u8>,
    pub(super) client_data: Vec<u8>,
    pub(super) authenticator_data: Vec<u8>,
    pub(super) signature: Vec<u8>,
    pub(super) user_handle: Option<Vec<u8>>,
}

pub(super) fn registration(response: &Value) -> Result<Registration, Refusal> {
    let outer: Outer<RegistrationFields> = read(response)?;
    let id = outer_id(&outer)?;
    let fields = outer.response;
    Ok(Registration {
        id,
        client_data: bytes(&fields.client_data)?,
        attestation_object: bytes(&fields.attestation_object)?,
        transports: transports(fields.transports.unwrap_or_default()),
    })
}

pub(super) fn assertion(response: &Value) -> Result<Assertion, Refusal> {
    let outer: Outer<AssertionFields> = read(response)?;
    let id = outer_id(&outer)?;
    let fields = outer.response;
    Ok(Assertion {
        id,
        client_data: bytes(&fields.client_data)?,
        authenticator_data: bytes(&fields.authenticator_data)?,
        signature: bytes(&fields.signature)?,
        user_handle: fields.user_handle.as_deref().filter(|h| !h.is_empty()).map(bytes).transpose()?,
    })
}

pub(super) fn credential_id(response: &Value) -> Result<Vec<u8>, Refusal> {
    read::<OuterAlone>(response).and_then(|outer| id_bytes(&outer.id))
}

fn read<T: DeserializeOwned>(response: &Value) -> Result<T, Refusal> {
    T::deserialize(response).map_err(|_| Refusal::Malformed("not the JSON form of a public key credential"))
}

fn outer_id<R>(outer: &Outer<R>) -> Result<Vec<u8>, Refusal> {
    if outer.kind != "public-key" {
        return Err(Refusal::Malformed("the credential's type is not public-key"));
    }
    if outer.raw_id.as_ref().is_some_and(|raw| *raw != outer.id) {
        return Err(Refusal::Malformed("id and rawId differ"));
    }
    id_bytes(&outer.id)
}

fn id_bytes(id: &str) -> Result<Vec<u8>, Refusal> {
    let id = bytes(id)?;
    if (1..=LONGEST_ID).contains(&id.len()) {
        Ok(id)
    } else {
        Err(Refusal::Malformed("the credential id's length"))
    }
}

fn bytes(text: &str) -> Result<Vec<u8>, Refusal> {
    if text.len() > LONGEST_FIELD {
        return Err(Refusal::Malformed("a field is too long"));
    }
    b64::decode(text).map_err(|_| Refusal::Malformed("a field is not Base64url"))
}

/// Kept as hints for the browser only (section 5.8.4: unknown values are kept), so what is oversized is dropped and not an error.
fn transports(named: Vec<String>) -> Vec<String> {
    named.into_iter().filter(|t| t.len() <= LONGEST_TRANSPORT).take(MOST_TRANSPORTS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn sample() -> Value {
        json!({"id": "AQ", "rawId": "AQ", "type": "public-key", "clientExtensionResults": {},
            "response": {"clientDataJSON": "e30", "authenticatorData": "AA", "signature": "AA", "userHandle": null}})
    }

    fn with(pointer: &str, value: Value) -> Value {
        let mut sample = sample();
        *sample.pointer_mut(pointer).unwrap() = value;
        sample
    }

    #[test]
    fn the_credential_id_is_found_in_either_kind() {
        assert_eq!(credential_id(&sample()).unwrap(), [1]);
        assert!(credential_id(&json!({"rawId": "AQ"})).is_err());
        assert!(credential_id(&json!(null)).is_err());
    }

    #[test]
    fn a_user_handle_may_be_absent_null_or_empty() {
        assert!(assertion(&sample()).unwrap().user_handle.is_none());
        assert!(assertion(&with("/response/userHandle", json!(""))).unwrap().user_handle.is_none());
        assert_eq!(assertion(&with("/response/userHandle", json!("AQ"))).unwrap().user_handle, Some(vec![1]));
    }

    #[test]
    fn what_is_not_of_the_form_is_refused() {
        for (pointer, value) in [
            ("/type", json!("password")),
            ("/rawId", json!("Ag")),
            ("/id", json!("")),
            ("/id", json!("A=")),
            ("/response/signature", json!(7)),
            ("/response/signature", json!("????")),
            ("/response", json!(null)),
        ] {
            assert!(matches!(assertion(&with(pointer, value)), Err(Refusal::Malformed(_))), "{pointer}");
        }
    }

    #[test]
    fn section_7_1_step_25_an_id_has_at_most_1023_bytes() {
        let id = |length: usize| json!({"id": b64::encode(&vec![1; length])});
        assert!(credential_id(&id(LONGEST_ID)).is_ok());
        assert!(credential_id(&id(LONGEST_ID + 1)).is_err());
    }

    #[test]
    fn section_5_8_4_unknown_transports_are_kept_and_silly_ones_dropped() {
        let named = vec!["internal".to_owned(), "teleport".to_owned(), "x".repeat(33)];
        assert_eq!(transports(named), ["internal", "teleport"]);
        assert_eq!(transports(vec!["usb".to_owned(); 99]).len(), MOST_TRANSPORTS);
    }
}
