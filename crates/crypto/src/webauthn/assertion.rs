//! Section 7.2: verifying an authentication assertion.

use serde_json::Value;

use super::authenticator_data::AuthenticatorData;
use super::client_data::{self, Ceremony};
use super::cose::PublicKey;
use super::refusal::Refusal;
use super::{Asserted, Credential, RelyingParty, response};

/// All steps, in the order of the specification.
pub(super) fn verify(
    rp: &RelyingParty,
    challenge: &[u8; 32],
    credential: &Credential,
    response: &Value,
) -> Result<Asserted, Refusal> {
    let response = response::assertion(response)?;
    check_credential(&response.id, credential)?;
    let hash = client_data::check(&response.client_data, Ceremony::Get, challenge, rp)?;
    let data = AuthenticatorData::parse(&response.authenticator_data)?;
    data.check(rp)?;
    check_nothing_attested(&data)?;
    check_backup_eligibility(&data, credential)?;
    check_signature(&response.authenticator_data, &hash, &response.signature, &credential.public_key)?;
    check_sign_count(&data, credential)?;
    Ok(Asserted {
        sign_count: data.sign_count,
        backed_up: data.backed_up(),
        user_handle: response.user_handle,
    })
}

/// Steps 5 and 6: the credential looked up is the one that the response names.
fn check_credential(named: &[u8], credential: &Credential) -> Result<(), Refusal> {
    if named == credential.id { Ok(()) } else { Err(Refusal::Credential) }
}

/// Section 6.1: an assertion carries no attested credential data.
fn check_nothing_attested(data: &AuthenticatorData<'_>) -> Result<(), Refusal> {
    if data.attested.is_some() {
        Err(Refusal::Malformed("attested credential data in an assertion"))
    } else {
        Ok(())
    }
}

/// Step 19: eligibility for backup never changes.
fn check_backup_eligibility(data: &AuthenticatorData<'_>, credential: &Credential) -> Result<(), Refusal> {
    if data.backup_eligible() == credential.backup_eligible { Ok(()) } else { Err(Refusal::Backup) }
}

/// Steps 20 and 21: the signature is over the authenticator data and the hash of the client data.
pub(super) fn check_signature(
    authenticator_data: &[u8],
    client_data_hash: &[u8; 32],
    signature: &[u8],
    public_key: &[u8],
) -> Result<(), Refusal> {
    let message = [authenticator_data, client_data_hash].concat();
    PublicKey::parse(public_key)?.verify(&message, signature)
}

/// Step 22: a counter that does not grow tells of a copy, unless there is no counter at all.
fn check_sign_count(data: &AuthenticatorData<'_>, credential: &Credential) -> Result<(), Refusal> {
    let (new, old) = (data.sign_count, credential.sign_count);
    if (new == 0 && old == 0) || new > old { Ok(()) } else { Err(Refusal::Cloned) }
}
