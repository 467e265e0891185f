//! Whole ceremonies: by the hand-held authenticator, each step gone wrong in turn.

use proptest::prelude::*;
use serde_json::Value;

use super::testing::{
    AT, BE, Key, UP, UV, assertion_json, attestation_object, authenticator_data, client_data,
    registration_json, relying_party,
};
use super::*;
use crate::b64;
use crate::digest::sha256;

mod software;
mod vectors;

const CHALLENGE: [u8; 32] = [5; 32];
const ID: &[u8] = b"credential id";
const ORIGIN: &str = "https://id.example.gov";
const RP: &str = "id.example.gov";

fn empty() -> ciborium::Value {
    ciborium::Value::Map(vec![])
}

fn register(key: &Key) -> Value {
    let data = authenticator_data(RP, UP | UV, 0, Some((ID, key)));
    let client = client_data("webauthn.create", &CHALLENGE, ORIGIN);
    registration_json(ID, &client, &attestation_object("none", empty(), data))
}

fn register_with(
    format: &str,
    statement: ciborium::Value,
    data: Vec<u8>,
) -> Result<Credential, &'static str> {
    let client = client_data("webauthn.create", &CHALLENGE, ORIGIN);
    verify_registration(&registration_json(ID, &client, &attestation_object(format, statement, data)))
}

fn verify_registration(response: &Value) -> Result<Credential, &'static str> {
    relying_party().verify_registration(&CHALLENGE, response).map_err(|e| e.code())
}

fn credential(key: &Key, sign_count: u32) -> Credential {
    Credential {
        id: ID.to_vec(),
        public_key: key.cose(),
        sign_count,
        aaguid: Uuid::nil(),
        backed_up: false,
        backup_eligible: false,
        transports: vec![],
    }
}

fn assert_with(key: &Key, data: &[u8], client: &[u8]) -> Value {
    let signature = key.sign(&[data, &sha256(client)].concat());
    assertion_json(ID, client, data, &signature)
}

fn assertion(key: &Key, flags: u8, sign_count: u32) -> Value {
    let client = client_data("webauthn.get", &CHALLENGE, ORIGIN);
    assert_with(key, &authenticator_data(RP, flags, sign_count, None), &client)
}

fn verify_assertion(credential: &Credential, response: &Value) -> Result<Asserted, &'static str> {
    relying_party().verify_assertion(&CHALLENGE, credential, response).map_err(|e| e.code())
}

#[test]
fn a_registration_gives_what_to_remember() {
    for key in Key::all() {
        let found = verify_registration(&register(&key)).unwrap();
        assert_eq!(found.id, ID);
        assert_eq!(found.public_key, key.cose());
        assert_eq!(found.aaguid, Uuid::from_bytes([9; 16]));
        assert_eq!((found.sign_count, found.backed_up, found.backup_eligible), (0, false, false));
        assert_eq!(found.transports, ["internal"]);
    }
}

#[test]
fn step_7_1_7_an_assertion_is_no_registration() {
    let client = client_data("webauthn.get", &CHALLENGE, ORIGIN);
    let data = authenticator_data(RP, UP | UV, 0, Some((ID, &Key::es256())));
    let response = registration_json(ID, &client, &attestation_object("none", empty(), data));
    assert_eq!(verify_registration(&response).unwrap_err(), "passkey_wrong_type");
}

#[test]
fn step_7_1_8_a_registration_for_another_challenge_is_refused() {
    let response = register(&Key::es256());
    let refused = relying_party().verify_registration(&[6; 32], &response).unwrap_err();
    assert_eq!(refused.code(), "passkey_wrong_challenge");
}

#[test]
fn step_7_1_13_the_attestation_object_is_one_cbor_map() {
    let client = client_data("webauthn.create", &CHALLENGE, ORIGIN);
    let data = authenticator_data(RP, UP | UV, 0, Some((ID, &Key::es256())));
    let object = attestation_object("none", empty(), data);
    for bad in [&object[..object.len() - 1], &[&object[..], &[0]].concat(), b"", &[0x80]] {
        assert_eq!(
            verify_registration(&registration_json(ID, &client, bad)).unwrap_err(),
            "passkey_malformed"
        );
    }
}

#[test]
fn step_7_1_14_to_17_flags_and_relying_party() {
    let key = Key::es256();
    let with =
        |rp: &str, flags| register_with("none", empty(), authenticator_data(rp, flags, 0, Some((ID, &key))));
    assert_eq!(with("evil.example", UP | UV).unwrap_err(), "passkey_wrong_relying_party");
    assert_eq!(with(RP, UV).unwrap_err(), "passkey_user_not_present");
    assert_eq!(with(RP, UP).unwrap_err(), "passkey_user_not_verified");
    assert_eq!(with(RP, UP | UV | 0x10).unwrap_err(), "passkey_backup_inconsistent");
    let synced = with(RP, UP | UV | BE | 0x10).unwrap();
    assert!(synced.backup_eligible && synced.backed_up);
}

#[test]
fn step_7_1_21_to_24_other_formats_are_parsed_and_not_believed() {
    let data = || authenticator_data(RP, UP | UV, 0, Some((ID, &Key::es256())));
    let statement =
        ciborium::Value::Map(vec![("alg".into(), (-7).into()), ("sig".into(), vec![0u8; 8].into())]);
    assert!(register_with("packed", statement.clone(), data()).is_ok());
    assert!(register_with("invented", empty(), data()).is_ok());
    assert_eq!(register_with("packed", 7.into(), data()).unwrap_err(), "passkey_malformed");
    // Section 8.7: the statement of `none` is an empty map.
    assert_eq!(register_with("none", statement, data()).unwrap_err(), "passkey_malformed");
}

#[test]
fn a_registration_without_a_key_is_refused() {
    let data = authenticator_data(RP, UP | UV, 0, None);
    assert_eq!(register_with("none", empty(), data).unwrap_err(), "passkey_malformed");
}

#[test]
fn the_id_beside_the_object_must_be_the_one_within() {
    let mut response = register(&Key::es256());
    response["id"] = b64::encode(b"other").into();
    response["rawId"] = b64::encode(b"other").into();
    assert_eq!(verify_registration(&response).unwrap_err(), "passkey_wrong_credential");
}

#[test]
fn an_assertion_gives_what_to_store() {
    for key in Key::all() {
        let found = verify_assertion(&credential(&key, 0), &assertion(&key, UP | UV, 3)).unwrap();
        assert_eq!(found, Asserted { sign_count: 3, backed_up: false, user_handle: Some(b"user".to_vec()) });
    }
}

#[test]
fn step_7_2_6_an_assertion_by_another_credential_is_refused() {
    let key = Key::es256();
    let mut other = credential(&key, 0);
    other.id = b"other".to_vec();
    assert_eq!(
        verify_assertion(&other, &assertion(&key, UP | UV, 0)).unwrap_err(),
        "passkey_wrong_credential"
    );
}

#[test]
fn step_7_2_10_a_registration_is_no_assertion() {
    let key = Key::es256();
    let client = client_data("webauthn.create", &CHALLENGE, ORIGIN);
    let response = assert_with(&key, &authenticator_data(RP, UP | UV, 0, None), &client);
    assert_eq!(verify_assertion(&credential(&key, 0), &response).unwrap_err(), "passkey_wrong_type");
}

#[test]
fn step_7_2_11_an_assertion_for_another_challenge_is_refused() {
    let key = Key::es256();
    let response = assertion(&key, UP | UV, 0);
    let refused = relying_party().verify_assertion(&[6; 32], &credential(&key, 0), &response).unwrap_err();
    assert_eq!(refused.code(), "passkey_wrong_challenge");
}

#[test]
fn step_7_2_12_an_assertion_from_another_origin_is_refused() {
    let key = Key::es256();
    let client = client_data("webauthn.get", &CHALLENGE, "https://id.example.gov.evil.example");
    let response = assert_with(&key, &authenticator_data(RP, UP | UV, 0, None), &client);
    assert_eq!(verify_assertion(&credential(&key, 0), &response).unwrap_err(), "passkey_wrong_origin");
}

#[test]
fn step_7_2_15_to_18_flags_and_relying_party() {
    let key = Key::es256();
    let with = |flags| verify_assertion(&credential(&key, 0), &assertion(&key, flags, 0));
    assert_eq!(with(UV).unwrap_err(), "passkey_user_not_present");
    assert_eq!(with(UP).unwrap_err(), "passkey_user_not_verified");
    assert_eq!(with(UP | UV | 0x10).unwrap_err(), "passkey_backup_inconsistent");
    let client = client_data("webauthn.get", &CHALLENGE, ORIGIN);
    let elsewhere = assert_with(&key, &authenticator_data("evil.example", UP | UV, 0, None), &client);
    assert_eq!(
        verify_assertion(&credential(&key, 0), &elsewhere).unwrap_err(),
        "passkey_wrong_relying_party"
    );
}

#[test]
fn step_7_2_19_eligibility_for_backup_never_changes() {
    let key = Key::es256();
    let refused = verify_assertion(&credential(&key, 0), &assertion(&key, UP | UV | BE, 0));
    assert_eq!(refused.unwrap_err(), "passkey_backup_inconsistent");
    let eligible = Credential { backup_eligible: true, ..credential(&key, 0) };
    let moved = verify_assertion(&eligible, &assertion(&key, UP | UV | BE | 0x10, 0)).unwrap();
    assert!(moved.backed_up);
    assert_eq!(
        verify_assertion(&eligible, &assertion(&key, UP | UV, 0)).unwrap_err(),
        "passkey_backup_inconsistent"
    );
}

#[test]
fn step_7_2_21_a_signature_by_another_key_is_refused() {
    for (ours, theirs) in Key::all().into_iter().zip(Key::all()) {
        let refused = verify_assertion(&credential(&ours, 0), &assertion(&theirs, UP | UV, 0));
        assert_eq!(refused.unwrap_err(), "passkey_bad_signature");
    }
}

#[test]
fn step_7_2_22_a_counter_that_does_not_grow_tells_of_a_copy() {
    let key = Key::es256();
    let with = |old, new| {
        verify_assertion(&credential(&key, old), &assertion(&key, UP | UV, new)).map(|a| a.sign_count)
    };
    assert_eq!(with(0, 0), Ok(0));
    assert_eq!(with(0, 1), Ok(1));
    assert_eq!(with(7, 8), Ok(8));
    for (old, new) in [(7, 7), (7, 6), (7, 0), (1, 0), (u32::MAX, 1)] {
        assert_eq!(with(old, new), Err("authenticator_cloned"), "{old} then {new}");
    }
}

#[test]
fn a_forged_counter_is_a_bad_signature_and_no_alarm() {
    let key = Key::es256();
    let mut response = assertion(&key, UP | UV, 9);
    let forged = authenticator_data(RP, UP | UV, 1, None);
    response["response"]["authenticatorData"] = b64::encode(&forged).into();
    assert_eq!(verify_assertion(&credential(&key, 5), &response).unwrap_err(), "passkey_bad_signature");
}

#[test]
fn section_6_1_an_assertion_carries_no_new_key() {
    let key = Key::es256();
    let client = client_data("webauthn.get", &CHALLENGE, ORIGIN);
    let data = authenticator_data(RP, UP | UV | AT, 0, Some((ID, &Key::es256())));
    let refused = verify_assertion(&credential(&key, 0), &assert_with(&key, &data, &client));
    assert_eq!(refused.unwrap_err(), "passkey_malformed");
}

#[test]
fn errors_speak_to_people_and_hold_no_data() {
    let error = relying_party().verify_registration(&[6; 32], &register(&Key::es256())).unwrap_err();
    assert!(error.public().ends_with("try again."));
    assert!(!format!("{error:?}").contains(&b64::encode(ID)));
}

/// Flips one bit of one of the byte fields of a response.
fn flip(response: &Value, field: &str, at: prop::sample::Index, bit: u8) -> Value {
    let mut response = response.clone();
    let mut bytes = b64::decode(response["response"][field].as_str().unwrap()).unwrap();
    let at = at.index(bytes.len());
    bytes[at] ^= 1 << bit;
    response["response"][field] = b64::encode(&bytes).into();
    response
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_bit_flipped_in_an_assertion_refuses_it(
        field in prop::sample::select(vec!["clientDataJSON", "authenticatorData", "signature"]),
        at: prop::sample::Index, bit in 0u8..8, which in 0usize..2,
    ) {
        let key = [Key::es256, Key::eddsa][which]();
        let response = flip(&assertion(&key, UP | UV, 1), field, at, bit);
        prop_assert!(verify_assertion(&credential(&key, 0), &response).is_err());
    }

    /// With the format `none` nothing signs a registration, so a flipped bit may pass as another sound registration (another AAGUID,
    /// another counter). It may never panic, and never pass for the same key and id with other flags than the authenticator set.
    #[test]
    fn any_bit_flipped_in_a_registration_never_panics(
        field in prop::sample::select(vec!["clientDataJSON", "attestationObject"]), at: prop::sample::Index, bit in 0u8..8,
    ) {
        let response = flip(&register(&Key::es256()), field, at, bit);
        if let Ok(found) = verify_registration(&response) {
            prop_assert_eq!(found.id, ID);
        }
    }

    #[test]
    fn nonsense_in_any_field_never_panics(a: Vec<u8>, b: Vec<u8>, c: Vec<u8>) {
        let _ = verify_registration(&registration_json(&a, &b, &c));
        let _ = verify_assertion(&credential(&Key::eddsa(), 0), &assertion_json(ID, &a, &b, &c));
        let client = client_data("webauthn.create", &CHALLENGE, ORIGIN);
        prop_assert!(verify_registration(&registration_json(ID, &client, &c)).is_err());
    }
}
