//! What the browser is asked: the JSON forms of sections 5.1.9 and 5.1.10.

use serde_json::{Value, json};

use super::RelyingParty;
use super::cose::Alg;
use crate::b64;

/// How long the browser waits, in milliseconds: the 5 minutes that section 15.1 recommends with user verification.
const TIMEOUT: u32 = 300_000;

pub(super) fn creation(
    rp: &RelyingParty,
    challenge: &[u8; 32],
    user_id: &[u8],
    user_name: &str,
    exclude: &[Vec<u8>],
) -> Value {
    let params: Vec<Value> =
        Alg::ASKED.iter().map(|alg| json!({"type": "public-key", "alg": alg.number()})).collect();
    json!({
        "rp": {"id": rp.id, "name": rp.name},
        "user": {"id": b64::encode(user_id), "name": user_name, "displayName": user_name},
        "challenge": b64::encode(challenge),
        "pubKeyCredParams": params,
        "timeout": TIMEOUT,
        "excludeCredentials": descriptors(exclude),
        "authenticatorSelection": {
            "residentKey": "required",
            "requireResidentKey": true,
            "userVerification": "required"
        },
        "attestation": "none"
    })
}

pub(super) fn request(rp: &RelyingParty, challenge: &[u8; 32], allow: &[Vec<u8>]) -> Value {
    json!({
        "challenge": b64::encode(challenge),
        "timeout": TIMEOUT,
        "rpId": rp.id,
        "allowCredentials": descriptors(allow),
        "userVerification": "required"
    })
}

fn descriptors(ids: &[Vec<u8>]) -> Vec<Value> {
    ids.iter().map(|id| json!({"type": "public-key", "id": b64::encode(id)})).collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::relying_party;
    use super::*;

    #[test]
    fn section_5_1_9_creation_options() {
        let options = creation(&relying_party(), &[0; 32], b"user", "Chan Tai Man", &[vec![1]]);
        assert_eq!(options["challenge"], b64::encode(&[0; 32]));
        assert_eq!(
            options["user"],
            json!({"id": "dXNlcg", "name": "Chan Tai Man", "displayName": "Chan Tai Man"})
        );
        assert_eq!(options["attestation"], "none");
        assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
        assert_eq!(options["authenticatorSelection"]["residentKey"], "required");
        assert_eq!(options["excludeCredentials"], json!([{"type": "public-key", "id": "AQ"}]));
        let algs: Vec<i64> = options["pubKeyCredParams"]
            .as_array()
            .unwrap()
            .iter()
            .map(|p| p["alg"].as_i64().unwrap())
            .collect();
        assert_eq!(algs, [-7, -8, -257]);
    }

    #[test]
    fn section_5_1_10_request_options() {
        let options = request(&relying_party(), &[0; 32], &[]);
        assert_eq!(options["rpId"], "id.example.gov");
        assert_eq!(options["userVerification"], "required");
        assert_eq!(options["allowCredentials"], json!([]));
    }
}
