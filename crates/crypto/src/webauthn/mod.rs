//! Passkeys: W3C Web Authentication Level 3, the relying party's side, verified on `aws-lc-rs`.
//!
//! Each ceremony is an ordered list of small named checks, one for each step of section 7.1 (registration) and 7.2 (assertion), with
//! a test named after the step. What this relying party always wants:
//! - user presence **and** user verification;
//! - the challenge that the caller gives, which binds the ceremony to what it is for and is used once: that is the caller's to see to;
//! - no embedding: `crossOrigin` and `topOrigin` are refused;
//! - no attestation: `none` is asked for, and a statement that comes anyway is parsed and not believed.
//!
//! What steps of section 7 the caller does: that a credential id is new (7.1 step 26), that a credential belongs to the account (7.2
//! steps 5 and 6), storing the new sign count and backup state (the end of 7.2).
//!
//! Errors, all `passkey_…` but the last: `malformed`, `wrong_type`, `wrong_challenge`, `wrong_origin`, `cross_origin`,
//! `wrong_relying_party`, `user_not_present`, `user_not_verified`, `backup_inconsistent`, `wrong_algorithm`, `wrong_credential`,
//! `bad_signature`; `authenticator_cloned`.

mod assertion;
mod authenticator_data;
mod cbor;
mod client_data;
mod cose;
mod options;
mod refusal;
mod registration;
mod response;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

use causeway_core::Result;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// Who asks for passkeys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelyingParty {
    /// The relying party id: a host name such as `id.example.gov` or `localhost`, without scheme or port.
    pub id: String,
    /// The name that authenticators show.
    pub name: String,
    /// The origins from which a ceremony may come, exactly as browsers write them: `https://id.example.gov`, `http://localhost:8080`.
    pub origins: Vec<String>,
}

/// A passkey as the relying party remembers it (section 4, "credential record").
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credential {
    /// The credential id, 1 to 1023 bytes.
    pub id: Vec<u8>,
    /// The public key as `COSE_Key` (RFC 9052 section 7), CBOR.
    pub public_key: Vec<u8>,
    /// The authenticator's signature counter; 0 when it has none.
    pub sign_count: u32,
    /// The authenticator's model; nil when it does not tell.
    pub aaguid: Uuid,
    /// Whether it is backed up now (a synced passkey).
    pub backed_up: bool,
    /// Whether it can ever be backed up. Never changes.
    pub backup_eligible: bool,
    /// How the authenticator can be reached, such as `internal` or `hybrid`; as the browser said, unverified.
    pub transports: Vec<String>,
}

/// What an assertion established, for the credential it was checked against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asserted {
    /// The counter to store.
    pub sign_count: u32,
    /// The backup state to store.
    pub backed_up: bool,
    /// The user id that the authenticator keeps beside the credential. The caller compares it with the account's.
    pub user_handle: Option<Vec<u8>>,
}

impl RelyingParty {
    /// `PublicKeyCredentialCreationOptionsJSON` (section 5.1.9) for `parseCreationOptionsFromJSON`.
    ///
    /// A discoverable credential with user verification, by ES256 rather than Ed25519 rather than RS256. `user_id` has 1 to 64 bytes and tells nothing
    /// about the person; `exclude` are the ids of passkeys that the person has already.
    pub fn creation_options(
        &self,
        challenge: &[u8; 32],
        user_id: &[u8],
        user_name: &str,
        exclude: &[Vec<u8>],
    ) -> Value {
        options::creation(self, challenge, user_id, user_name, exclude)
    }

    /// `PublicKeyCredentialRequestOptionsJSON` (section 5.1.10). With an empty `allow` the authenticator offers what it has.
    pub fn request_options(&self, challenge: &[u8; 32], allow: &[Vec<u8>]) -> Value {
        options::request(self, challenge, allow)
    }

    /// Verifies a `RegistrationResponseJSON` (section 7.1) and returns what to remember.
    ///
    /// # Errors
    /// One of the module's.
    pub fn verify_registration(&self, challenge: &[u8; 32], response: &Value) -> Result<Credential> {
        Ok(registration::verify(self, challenge, response)?)
    }

    /// Verifies an `AuthenticationResponseJSON` (section 7.2) against the credential that [`credential_id`] led to.
    ///
    /// # Errors
    /// One of the module's.
    pub fn verify_assertion(
        &self,
        challenge: &[u8; 32],
        credential: &Credential,
        response: &Value,
    ) -> Result<Asserted> {
        Ok(assertion::verify(self, challenge, credential, response)?)
    }
}

/// The credential id in a response of either kind, to look the credential up.
///
/// # Errors
/// `passkey_malformed`.
pub fn credential_id(response: &Value) -> Result<Vec<u8>> {
    Ok(response::credential_id(response)?)
}
