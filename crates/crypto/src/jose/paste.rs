//! Public keys as somebody pastes them into a form: read strictly, each refusal saying what to mend.
//!
//! Where a [`JwkSet`] comes from a program, keys that we do not know are left out (RFC 7517 section 5). Here a person looks on: a key
//! that would not work is said so, now, and not when the first request fails.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, ParsedPublicKey};
use causeway_core::draft::Fault;
use serde_json::Value;

use super::rsa::Components;
use super::{Alg, Jwk, JwkSet, PRIVATE, PublicKey, point};
use crate::b64;

/// The longest text that is read, in bytes.
const LONGEST: usize = 32 * 1024;
/// More than anybody needs while keys are being changed.
const MOST: usize = 8;

/// The y coordinates of the points of small order on edwards25519, and the encodings that reduce to them, without the sign bit, in
/// Base64url: with such a key one signature fits every message. 0, 1, the two of order eight, p - 1, p, p + 1.
const SMALL_ORDER: [&str; 7] = [
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "JuiVj8KyJ7BFw_SJ8u-Y8NXfrAXTxjM5sTgCiG1T_AU",
    "xxdqcD1N2E-6PAt2DRBnDyogU_osOczGTsf9d5KsA3o",
    "7P_______________________________________38",
    "7f_______________________________________38",
    "7v_______________________________________38",
];

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyUse {
    /// It verifies signatures, by one of [`Alg::STRONG`].
    Signing,
    /// It is encrypted to by ECDH-ES.
    Encryption,
    /// It is encrypted to by ECDH-ES, or by RSA-OAEP-256.
    AnyEncryption,
}

/// Reads a JWK Set, or one JWK, from pasted text; an empty text is the empty set.
///
/// # Errors
/// A [`Fault`] at `field`: `keys_too_long`, `keys_not_json`, `keys_private`, `key_kind`.
pub fn read_keys(field: &str, text: &str) -> Result<JwkSet, Fault> {
    let fault = |code, mend| Fault::new(field, code, mend);
    if text.trim().is_empty() {
        return Ok(JwkSet::default());
    }
    if text.len() > LONGEST {
        return Err(fault("keys_too_long", "Paste at most 32 KiB: public keys alone, without certificates."));
    }
    let not_json =
        || fault("keys_not_json", "Paste a JWK Set, {\"keys\": [...]}, or one JWK, {\"kty\": ...}, as JSON.");
    let pasted: Value = serde_json::from_str(text).map_err(|_| not_json())?;
    let keys = match (&pasted, pasted.get("keys")) {
        (_, Some(Value::Array(keys))) => keys.clone(),
        (Value::Object(members), None) if members.contains_key("kty") => vec![pasted],
        _ => return Err(not_json()),
    };
    let keys = keys.into_iter().map(|key| read_key(field, key)).collect::<Result<_, _>>()?;
    Ok(JwkSet { keys })
}

fn read_key(field: &str, key: Value) -> Result<Jwk, Fault> {
    let name = key.get("kid").and_then(Value::as_str).unwrap_or_default().to_owned();
    if PRIVATE.iter().any(|member| key.get(member).is_some()) {
        let mend =
            "This is a private key, and is no longer secret. Make a new one and paste its public part.";
        return Err(Fault::new(field, "keys_private", mend).about(&name));
    }
    let kind = key.get("kty").and_then(Value::as_str).unwrap_or_default().to_owned();
    serde_json::from_value(key).map_err(|_| unknown_kind(field, if name.is_empty() { &kind } else { &name }))
}

fn unknown_kind(field: &str, about: &str) -> Fault {
    let mend = "Use an EC key on P-256 (ES256, ECDH-ES), an OKP key Ed25519 (EdDSA) or an RSA key (PS256, RSA-OAEP-256), whichever serves here.";
    Fault::new(field, "key_kind", mend).about(about)
}

fn kind(key: &Jwk) -> &'static str {
    match key.key {
        PublicKey::P256 { .. } => "P-256",
        PublicKey::Ed25519 { .. } => "Ed25519",
        PublicKey::Rsa { .. } => "RSA",
    }
}

/// Holds a set of keys against what they are for: how many, their names, and each key by itself.
pub fn check_keys(field: &str, keys: &JwkSet, usage: KeyUse) -> Vec<Fault> {
    let mut faults = Vec::new();
    if keys.keys.len() > MOST {
        faults.push(Fault::new(
            field,
            "keys_too_many",
            "Keep at most eight keys; remove those no longer in use.",
        ));
    }
    faults.extend(check_names(field, keys));
    faults.extend(keys.keys.iter().filter_map(|key| check_key(field, key, usage)));
    faults
}

/// RFC 7517 section 4.5: keys within a set have different names.
fn check_names(field: &str, keys: &JwkSet) -> Option<Fault> {
    let names: Vec<_> = keys.keys.iter().map(|key| key.kid.as_deref().unwrap_or_default()).collect();
    let odd = names.iter().enumerate().find(|(at, name)| {
        (names.len() > 1 && name.is_empty())
            || name.len() > 128
            || names.iter().skip(at + 1).any(|other| other == *name)
    });
    odd.map(|(_, name)| {
        Fault::new(field, "key_name", "Give each key a `kid` of its own, of at most 128 characters.")
            .about(name)
    })
}

/// One key: of a kind that we know, for its usage, and strong.
pub fn check_key(field: &str, key: &Jwk, usage: KeyUse) -> Option<Fault> {
    let about = key.kid.as_deref().unwrap_or(kind(key));
    let fault = |code, mend| Some(Fault::new(field, code, mend).about(about));
    let known = match usage {
        KeyUse::Signing => true,
        KeyUse::Encryption => matches!(key.key, PublicKey::P256 { .. }),
        KeyUse::AnyEncryption => !matches!(key.key, PublicKey::Ed25519 { .. }),
    };
    if !known {
        return Some(unknown_kind(field, about));
    }
    let fits = match usage {
        KeyUse::Signing => key.signature_alg().is_ok_and(|alg| Alg::STRONG.contains(&alg)),
        KeyUse::Encryption | KeyUse::AnyEncryption => key.check_encryption().is_ok(),
    };
    if !fits {
        return fault("key_use", "Its `use` or `alg` says that it is for something else.");
    }
    (!is_strong(key)).then(|| {
        Fault::new(
            field,
            "key_weak",
            "This is no sound public key: a coordinate is malformed, the point is not on the curve, or an RSA key has fewer than 2048 or \
             more than 4096 bits or an unusual exponent.",
        )
        .about(about)
    })
}

/// Whether the public key is one at all, on its curve and long enough, and none for which a signature fits every message.
pub(super) fn is_strong(key: &Jwk) -> bool {
    match &key.key {
        PublicKey::P256 { .. } => point::uncompressed(key)
            .is_ok_and(|point| ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).is_ok()),
        PublicKey::Ed25519 { x } => point::coordinate(x).is_ok() && !is_of_small_order(key),
        PublicKey::Rsa { n, e } => Components::read(n, e).is_ok(),
    }
}

/// Whether it is a key for which one signature fits every message.
pub(super) fn is_of_small_order(key: &Jwk) -> bool {
    let PublicKey::Ed25519 { x } = &key.key else { return false };
    point::coordinate(x).is_ok_and(|mut y| {
        if let Some(last) = y.last_mut() {
            *last &= 0x7f;
        }
        SMALL_ORDER.contains(&b64::encode(&y).as_str())
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::jose::{Alg, DecryptionKey, SigningKey};

    fn code(text: &str) -> &'static str {
        read_keys("keys", text).map_or_else(|fault| fault.code, |_| "")
    }

    fn faults(keys: Vec<Jwk>, usage: KeyUse) -> Vec<&'static str> {
        check_keys("keys", &JwkSet { keys }, usage).into_iter().map(|fault| fault.code).collect()
    }

    fn key(alg: Alg) -> Jwk {
        SigningKey::generate(alg).unwrap().jwk().clone()
    }

    #[test]
    fn a_set_one_key_and_nothing_are_read() {
        let one = serde_json::to_string(&key(Alg::Es256)).unwrap();
        assert_eq!(read_keys("keys", &one).unwrap().keys.len(), 1);
        let set = format!("{{\"keys\": [{one}]}}");
        assert_eq!(read_keys("keys", &set).unwrap(), read_keys("keys", &one).unwrap());
        assert_eq!(read_keys("keys", " \n").unwrap(), JwkSet::default());
        for bad in ["hello", "[]", "{}", "{\"keys\": 1}", "-----BEGIN PUBLIC KEY-----"] {
            assert_eq!(code(bad), "keys_not_json", "{bad}");
        }
        assert_eq!(code(&"x".repeat(LONGEST + 1)), "keys_too_long");
    }

    #[test]
    fn rfc7518_6_a_private_member_of_any_kind_of_key_is_refused_and_named_compromised() {
        for member in PRIVATE {
            for kty in ["EC", "OKP", "RSA", "oct"] {
                let mut private = json!({"kty": kty, "crv": "P-256", "x": "AA", "kid": "mine"});
                private[member] = json!("AA");
                let fault = read_keys("keys", &json!({"keys": [private]}).to_string()).unwrap_err();
                assert_eq!((fault.code, fault.value.as_str()), ("keys_private", "mine"), "{member} {kty}");
            }
        }
    }

    #[test]
    fn a_key_of_another_kind_is_named_and_not_silently_left_out() {
        for (odd, name) in [
            (json!({"kty": "AKP", "pub": "AQAB"}), "AKP"),
            (json!({"kty": "EC", "crv": "P-521", "x": "AA", "y": "AA", "kid": "mine"}), "mine"),
            (json!({"kty": "RSA", "e": "AQAB"}), "RSA"),
        ] {
            let fault = read_keys("keys", &json!({"keys": [odd]}).to_string()).unwrap_err();
            assert_eq!((fault.code, fault.value.as_str()), ("key_kind", name));
        }
        for usage in [KeyUse::Encryption, KeyUse::AnyEncryption] {
            assert_eq!(faults(vec![key(Alg::EdDsa)], usage), ["key_kind"]);
        }
        let rsa = Jwk { use_: None, ..key(Alg::Ps256) };
        assert_eq!(faults(vec![rsa.clone()], KeyUse::Encryption), ["key_kind"]);
        assert!(faults(vec![rsa], KeyUse::AnyEncryption).is_empty());
    }

    #[test]
    fn rfc7518_3_5_an_rsa_key_serves_for_pss_and_is_long_enough() {
        let good = Jwk { kid: None, ..key(Alg::Ps256) };
        assert!(faults(vec![good.clone()], KeyUse::Signing).is_empty());
        let for_pkcs1 = Jwk { alg: Some("RS256".to_owned()), ..good.clone() };
        assert_eq!(faults(vec![for_pkcs1], KeyUse::Signing), ["key_use"]);
        let short = PublicKey::Rsa { n: b64::encode(&[0xff; 128]), e: "AQAB".to_owned() };
        let trivial = match &good.key {
            PublicKey::Rsa { n, .. } => PublicKey::Rsa { n: n.clone(), e: "AQ".to_owned() },
            other => other.clone(),
        };
        for weak in [short, trivial] {
            let fault = check_key("keys", &Jwk { key: weak, ..good.clone() }, KeyUse::Signing).unwrap();
            assert_eq!((fault.code, fault.value.as_str()), ("key_weak", "RSA"));
        }
    }

    #[test]
    fn rfc7517_4_5_several_keys_have_names_of_their_own() {
        let (one, two) = (key(Alg::Es256), key(Alg::EdDsa));
        assert!(faults(vec![one.clone(), two.clone()], KeyUse::Signing).is_empty());
        assert_eq!(faults(vec![one.clone(), one.clone()], KeyUse::Signing), ["key_name"]);
        let nameless = |key: &Jwk| Jwk { kid: None, ..key.clone() };
        assert!(faults(vec![nameless(&one)], KeyUse::Signing).is_empty(), "one alone needs no name");
        assert_eq!(faults(vec![nameless(&one), two], KeyUse::Signing), ["key_name"]);
        assert_eq!(faults(vec![Jwk { kid: Some("k".repeat(129)), ..one }], KeyUse::Signing), ["key_name"]);
    }

    #[test]
    fn at_most_eight_keys() {
        let nine: Vec<_> = (0..9).map(|_| key(Alg::EdDsa)).collect();
        assert_eq!(faults(nine, KeyUse::Signing), ["keys_too_many"]);
    }

    #[test]
    fn rfc7517_4_2_a_key_serves_for_what_it_says() {
        let opening = DecryptionKey::generate().unwrap().jwk().clone();
        assert!(faults(vec![opening.clone()], KeyUse::Encryption).is_empty());
        assert_eq!(faults(vec![opening], KeyUse::Signing), ["key_use"]);
        assert_eq!(faults(vec![key(Alg::Es256)], KeyUse::Encryption), ["key_use"]);
    }

    #[test]
    fn a_point_off_the_curve_is_no_key() {
        let good = key(Alg::Es256);
        let (far, short) = (b64::encode(&[7; 32]), "AA".to_owned());
        for point in [
            PublicKey::P256 { x: far.clone(), y: far.clone() },
            PublicKey::P256 { x: short.clone(), y: far },
            PublicKey::Ed25519 { x: short },
        ] {
            let off = Jwk { key: point, alg: None, ..good.clone() };
            assert_eq!(faults(vec![off], KeyUse::Signing), ["key_weak"]);
        }
    }

    #[test]
    fn rfc8032_a_point_of_small_order_is_no_key_with_or_without_its_sign() {
        for y in SMALL_ORDER {
            let mut bytes = point::coordinate(y).unwrap();
            for sign in [0, 0x80] {
                bytes[31] |= sign;
                let weak = Jwk { key: PublicKey::Ed25519 { x: b64::encode(&bytes) }, ..key(Alg::EdDsa) };
                assert_eq!(faults(vec![weak], KeyUse::Signing), ["key_weak"], "{y}");
            }
        }
    }
}
