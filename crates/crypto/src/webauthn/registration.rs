//! Section 7.1: registering a new credential.

use serde_json::Value;

use super::authenticator_data::{Attested, AuthenticatorData};
use super::cbor::{self, Map};
use super::client_data::{self, Ceremony};
use super::refusal::Refusal;
use super::{Credential, RelyingParty, response};

/// All steps, in the order of the specification.
pub(super) fn verify(
    rp: &RelyingParty,
    challenge: &[u8; 32],
    response: &Value,
) -> Result<Credential, Refusal> {
    let response = response::registration(response)?;
    client_data::check(&response.client_data, Ceremony::Create, challenge, rp)?;
    let object = cbor::only(&response.attestation_object)?;
    let data = authenticator_data(&object)?;
    let data = AuthenticatorData::parse(&data)?;
    data.check(rp)?;
    check_attestation(&object)?;
    let attested = data.attested.as_ref().ok_or(Refusal::Malformed("no attested credential data"))?;
    check_same_id(&response.id, attested)?;
    Ok(Credential {
        id: response.id,
        public_key: attested.public_key.to_vec(),
        sign_count: data.sign_count,
        aaguid: attested.aaguid,
        backed_up: data.backed_up(),
        backup_eligible: data.backup_eligible(),
        transports: response.transports,
    })
}

/// Step 13: the member `authData`.
fn authenticator_data(object: &Map) -> Result<Vec<u8>, Refusal> {
    let data = object.named("authData").and_then(ciborium::Value::as_bytes).cloned();
    data.ok_or(Refusal::Malformed("no authenticator data"))
}

/// Steps 21 to 24, for a relying party that asks for no attestation: `fmt` is there and `attStmt` is a map, which for `none` is empty
/// (section 8.7). A statement of another format is neither verified nor believed.
fn check_attestation(object: &Map) -> Result<(), Refusal> {
    let format = object.named("fmt").and_then(ciborium::Value::as_text);
    let statement = object.map_named("attStmt")?;
    match format {
        None => Err(Refusal::Malformed("no attestation format")),
        Some("none") if !statement.is_empty() => Err(Refusal::Malformed("a statement under the format none")),
        Some(_) => Ok(()),
    }
}

/// The id beside the object is the browser's word, the one within it the authenticator's; what is stored must be both.
fn check_same_id(outer: &[u8], attested: &Attested<'_>) -> Result<(), Refusal> {
    if outer == attested.id { Ok(()) } else { Err(Refusal::Credential) }
}
