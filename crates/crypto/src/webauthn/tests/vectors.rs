//! The test vectors of W3C Web Authentication Level 3, section 16.
//!
//! They are made without user verification here and there, which this relying party demands; those are followed to exactly that step,
//! and what comes after it is checked by the steps' own functions.

use super::super::assertion::check_signature;
use super::super::authenticator_data::AuthenticatorData;
use super::super::cbor;
use super::super::client_data::{self, Ceremony};
use super::*;
use crate::testing::hex;
use crate::webauthn::testing::cose_map;

const AUTH_DATA: &str = "bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b5";
/// What the vectors add to the client data to see whether unknown members are ignored.
const EXTRA: &str = "clientDataJSON may be extended with additional fields in the future, such as this: ";

fn rp() -> RelyingParty {
    RelyingParty {
        id: "example.org".to_owned(),
        name: "Example".to_owned(),
        origins: vec!["https://example.org".to_owned()],
    }
}

fn challenge(text: &str) -> [u8; 32] {
    hex(text).try_into().unwrap()
}

/// The vectors' client data: with `extra`, they carry a member that nobody knows.
fn client(kind: &str, challenge: &[u8; 32], rest: &str, extra: Option<&str>) -> Vec<u8> {
    let extra = extra.map_or_else(String::new, |e| format!(r#","extraData":"{EXTRA}{e}""#));
    let challenge = b64::encode(challenge);
    format!(r#"{{"type":"{kind}","challenge":"{challenge}","origin":"https://example.org",{rest}{extra}}}"#)
        .into_bytes()
}

fn public_key(attestation_object: &[u8]) -> Vec<u8> {
    let object = cbor::only(attestation_object).unwrap();
    let data = object.named("authData").unwrap().as_bytes().unwrap().clone();
    AuthenticatorData::parse(&data).unwrap().attested.unwrap().public_key.to_vec()
}

fn p256_object(statement: &str, flags: &str, aaguid: &str, id: &str, x: &str, y: &str) -> Vec<u8> {
    hex(&format!(
        "a363666d74{statement}68617574684461746158a4{AUTH_DATA}{flags}00000000{aaguid}0020{id}\
         a5010203262001215820{x}225820{y}"
    ))
}

#[test]
fn section_16_es256_with_self_attestation() {
    let id = "455ef34e2043a87db3d4afeb39bbcb6cc32df9347c789a865ecdca129cbef58c";
    let aaguid = "df850e09db6afbdfab51697791506cfc";
    let object = p256_object(
        "667061636b65646761747453746d74a263616c672663736967584630440220067a20754ab925005dbf378097c92120031581c73228d1fb4f\
         5b881bcd7da98302207fc7b147558c7c0eba3af18bd9d121fa3d3a26d17fe3f220272178f473b6006d",
        "5d",
        aaguid,
        id,
        "eb151c8176b225cc651559fecf07af450fd85802046656b34c18f6cf193843c5",
        "927b8aa427a2be1b8834d233a2d34f61f13bfd44119c325d5896e183fee484f2",
    );
    let create = challenge("7869c2b772d4b58eba9378cf8f29e26cf935aa77df0da89fa99c0bdc0a76f7e5");
    let json = client("webauthn.create", &create, r#""crossOrigin":false"#, Some("U9hTXvKE2URkMnb_0xYHVg"));
    let found = rp().verify_registration(&create, &registration_json(&hex(id), &json, &object)).unwrap();
    assert_eq!(found.id, hex(id));
    assert_eq!(found.aaguid.as_bytes().to_vec(), hex(aaguid));
    assert!(found.backup_eligible && found.backed_up);

    let get = challenge("4478a10b1352348dd160c1353b0d469b5db19eb91c27f7dfa6fed39fe26af20b");
    let json = client("webauthn.get", &get, r#""crossOrigin":false"#, Some("gTb53rz6EhSWomXGzimC1Q"));
    let data = hex(&format!("{AUTH_DATA}0900000000"));
    let signature = hex(
        "304402203310b9431903c401f1be2bdc8d23a4007682dbbddcf846994947b7f465daf84002204e94dd00047b316061b3b99772b7efd95994\
         a83ef584b3b6b825ea3550251b66",
    );
    let refused = rp().verify_assertion(&get, &found, &assertion_json(&hex(id), &json, &data, &signature));
    assert_eq!(refused.unwrap_err().code(), "passkey_user_not_verified");
    let hash = client_data::check(&json, Ceremony::Get, &get, &rp()).unwrap();
    check_signature(&data, &hash, &signature, &found.public_key).unwrap();
}

#[test]
fn section_16_es256_with_no_attestation() {
    let id = "f91f391db4c9b2fde0ea70189cba3fb63f579ba6122b33ad94ff3ec330084be4";
    let object = p256_object(
        "646e6f6e656761747453746d74a0",
        "59",
        "8446ccb9ab1db374750b2367ff6f3a1f",
        id,
        "afefa16f97ca9b2d23eb86ccb64098d20db90856062eb249c33a9b672f26df61",
        "930a56b87a2fca66334b03458abf879717c12cc68ed73290af2e2664796b9220",
    );
    let create = challenge("00c30fb78531c464d2b6771dab8d7b603c01162f2fa486bea70f283ae556e130");
    let json = client("webauthn.create", &create, r#""crossOrigin":false"#, Some("BkQeDjdcTBrXBiAwJTLE5Q"));
    let refused = rp().verify_registration(&create, &registration_json(&hex(id), &json, &object));
    assert_eq!(refused.unwrap_err().code(), "passkey_user_not_verified");

    let get = challenge("39c0e7521417ba54d43e8dc95174f423dee9bf3cd804ff6d65c857c9abf4d408");
    let json = client("webauthn.get", &get, r#""crossOrigin":false"#, None);
    let data = hex(&format!("{AUTH_DATA}1900000000"));
    let signature = hex(
        "3046022100f50a4e2e4409249c4a853ba361282f09841df4dd4547a13a87780218deffcd380221008480ac0f0b93538174f575bf11a1dd5d\
         78c6e486013f937295ea13653e331e87",
    );
    let hash = client_data::check(&json, Ceremony::Get, &get, &rp()).unwrap();
    check_signature(&data, &hash, &signature, &public_key(&object)).unwrap();
}

#[test]
fn section_16_cross_origin_is_refused() {
    let create = challenge("3be5aacd03537142472340ab5969f240f1d87716e20b6807ac230655fa4b3b49");
    let json = client("webauthn.create", &create, r#""crossOrigin":true"#, Some("zZquEtDR9DWqpW5tBWTFug"));
    let refused = rp().verify_registration(&create, &registration_json(b"id", &json, b""));
    assert_eq!(refused.unwrap_err().code(), "passkey_cross_origin");
}

#[test]
fn section_16_ed25519_with_packed_attestation() {
    let key = hex("a401010327200621582044e06ddd331c36a8dc667bab52bcae63486c916aa5e339e6acebaa84934bf832");
    let get = challenge("895957e01c633a698348a2d8a31a54b7db27e8c1c43b2080d79ae2190267bfd2");
    let json = client("webauthn.get", &get, r#""crossOrigin":false"#, None);
    let data = hex(&format!("{AUTH_DATA}0100000000"));
    let signature = hex(
        "f5c59c7e46c34f6f8cc197101ddf9934fa2595f68eb1913a637e8419eb9ba4cfdfc48f85393bc0d40b011f0d6fecb097d6607525713223a0\
         dc0d453993dae00b",
    );
    let hash = client_data::check(&json, Ceremony::Get, &get, &rp()).unwrap();
    check_signature(&data, &hash, &signature, &key).unwrap();
    let mut other = data.clone();
    other[36] ^= 1;
    assert!(check_signature(&other, &hash, &signature, &key).is_err());
}

/// The modulus of the vectors: the product of the Mersenne primes 2^1279 - 1 and 2^2203 - 1, that is
/// 2^3482 - 2^2203 - 2^1279 + 1. In binary: 1279 ones but for the last, 923 ones … written here bit by bit.
fn mersenne_modulus() -> Vec<u8> {
    let mut bits = vec![false; 3488];
    // 2^3482 - 2^2203 sets bits 2203 to 3481; taking 2^1279 away turns bit 2203 off and bits 1279 to 2202 on; then 1 is added.
    for bit in (2204..3482).chain(1279..2203).chain([0]) {
        bits[bit] = true;
    }
    bits.chunks(8).rev().map(|byte| byte.iter().rev().fold(0, |all, &bit| all << 1 | u8::from(bit))).collect()
}

#[test]
fn section_16_rs256_with_packed_attestation() {
    let key = cose_map(&[
        (1, 3.into()),
        (3, (-257).into()),
        (-1, mersenne_modulus().into()),
        (-2, vec![1u8, 0, 1].into()),
    ]);
    let get = challenge("295f59f5fa8fe62c5aca9e27626c78c8da376ae6d8cd2dd29aebad601e1bc4c5");
    let json = client("webauthn.get", &get, r#""crossOrigin":false"#, None);
    let data = hex(&format!("{AUTH_DATA}1900000000"));
    let signature = hex(
        "01063d52d7c39b4d432fc7063c5d93e582bdcb16889cd71f888d67d880ea730a428498d3bc8e1ee11f2b1ecbe6c292b118c55ffaaddefa8c\
         ad0a54dd137c51f1eec673f1bb6c4d1789d6826a222b22d0f585fc901fdc933212e579d199b89d672aa44891333e6a1355536025e82b2559\
         0256c3538229b55737083b2f6b9377e49e2472f11952f79fdd0da180b5ffd901b4049a8f081bb40711bef76c62aed943571f2d0575304cb5\
         49d68d8892f95086a30f93716aee818f8dc06e96c0d5e0ed4cfa9fd8773d90464b68cf140f7986666ff9c9e3302acd0535d60d769f465e2a\
         b57ef8aabc89fccfef7ba32a64154a8b3d26be2298f470b8cc5377dbe3dfd4b0b45f8f01e63bde6cfc76b62771f9b70aa27cf40152cad93a\
         a5acd784fd4b90f676e2ea828d0bf2400aebbaae4153e5838f537f88b6228346782a93a899be66ec77de45b3efcf311da6321c92e6b0cd11\
         bfe653bf3e98cee8e341f02d67dbb6f9c98d9e8178090cfb5b70fbc6d541599ac794ae2f1d4de1286ec8de8c2daf7b1d15c8438e90d924df\
         5c19045220a4c8438c1b979bbe016cf3d0eeec23c3999d4882cc645b776de930756612cdc6dd398160ff02a6",
    );
    let hash = client_data::check(&json, Ceremony::Get, &get, &rp()).unwrap();
    check_signature(&data, &hash, &signature, &key).unwrap();
}
