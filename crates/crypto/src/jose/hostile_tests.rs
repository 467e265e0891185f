//! Tokens that somebody forged: the families of attacks that Project Wycheproof and RFC 8725 collect, one by one.

use std::process::Command;

use serde_json::{Value, json};

use super::*;
use crate::digest::{hmac_sha256, sha256};
use crate::jose::SigningKey;

const ALL: [Alg; 4] = [Alg::Es256, Alg::EdDsa, Alg::Ps256, Alg::Rs256];

fn set(key: &Jwk) -> JwkSet {
    JwkSet { keys: vec![key.clone()] }
}

/// Whatever the caller takes.
fn refused(token: &str, key: &Jwk) -> bool {
    let is_bad = |said: Result<Value>| said.is_err_and(|error| error.code() == "bad_signature");
    is_bad(verify(token, &set(key), "")) && is_bad(verify_with(token, &set(key), "", &ALL))
}

/// A token of any text, with a signature that is made over it.
fn token(header: &str, claims: &str, sign: impl Fn(&[u8]) -> Vec<u8>) -> String {
    let input = format!("{}.{}", b64::encode(header.as_bytes()), b64::encode(claims.as_bytes()));
    let signature = sign(input.as_bytes());
    format!("{input}.{}", b64::encode(&signature))
}

fn by(key: &SigningKey) -> impl Fn(&[u8]) -> Vec<u8> {
    move |data| key.sign_raw(data).unwrap()
}

fn openssl(folder: &std::path::Path, arguments: &[&str]) -> Vec<u8> {
    let said = Command::new("openssl").args(arguments).current_dir(folder).output().unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    said.stdout
}

#[test]
fn rfc8725_2_1_a_public_key_is_no_secret_for_a_mac() {
    for alg in Alg::STRONG {
        let key = SigningKey::generate(alg).unwrap();
        let jwk = serde_json::to_value(key.jwk()).unwrap();
        let raw: Vec<u8> = ["x", "y", "n", "e"]
            .iter()
            .filter_map(|member| b64::decode(jwk[*member].as_str()?).ok())
            .flatten()
            .collect();
        let secrets = [
            raw.clone(),
            [&[4], raw.as_slice()].concat(),
            serde_json::to_vec(key.jwk()).unwrap(),
            jwk.to_string().into_bytes(),
            b64::encode(&raw).into_bytes(),
            key.kid().as_bytes().to_vec(),
            Vec::new(),
        ];
        for secret in secrets {
            for said in ["HS256", "HS512", "hs256", alg.name()] {
                let header = json!({"alg": said, "kid": key.kid()}).to_string();
                let mac = |data: &[u8]| hmac_sha256(&secret, data).to_vec();
                assert!(refused(&token(&header, "{}", mac), key.jwk()), "{said} for {}", alg.name());
                let padded = |data: &[u8]| [&[0; 32], hmac_sha256(&secret, data).as_slice()].concat();
                assert!(refused(&token(&header, "{}", padded), key.jwk()));
            }
        }
    }
}

#[test]
fn rfc7518_3_4_a_signature_in_der_is_refused_in_a_token() {
    let key = SigningKey::generate(Alg::Es256).unwrap();
    let number = |half: &[u8]| {
        let bare: Vec<u8> = half.iter().copied().skip_while(|byte| *byte == 0).collect();
        let signed = if bare.first().is_some_and(|first| *first > 0x7f) {
            [&[0], bare.as_slice()].concat()
        } else {
            bare
        };
        [&[2, u8::try_from(signed.len()).unwrap()], signed.as_slice()].concat()
    };
    let der = |data: &[u8]| {
        let raw = key.sign_raw(data).unwrap();
        let numbers = [number(&raw[..32]), number(&raw[32..])].concat();
        [&[0x30, u8::try_from(numbers.len()).unwrap()], numbers.as_slice()].concat()
    };
    assert!(refused(&token(r#"{"alg":"ES256"}"#, "{}", der), key.jwk()));
    let longer = |data: &[u8]| [key.sign_raw(data).unwrap().as_slice(), &[0]].concat();
    assert!(refused(&token(r#"{"alg":"ES256"}"#, "{}", longer), key.jwk()));
}

#[test]
fn a_signature_of_special_numbers_fits_nothing() {
    const ORDER: &str = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
    let key = SigningKey::generate(Alg::Es256).unwrap();
    let order = crate::testing::hex(ORDER);
    let one = [&[0; 31][..], &[1]].concat();
    let numbers = [vec![0; 32], one, order.clone(), vec![0xff; 32]];
    for r in &numbers {
        for s in &numbers {
            let special = |_: &[u8]| [r.as_slice(), s].concat();
            assert!(refused(&token(r#"{"alg":"ES256"}"#, "{}", special), key.jwk()));
        }
    }
    let edwards = SigningKey::generate(Alg::EdDsa).unwrap();
    for special in [vec![0; 64], [&[1], &[0; 63][..]].concat(), vec![0xff; 64], Vec::new()] {
        assert!(refused(&token(r#"{"alg":"EdDSA"}"#, "{}", |_| special.clone()), edwards.jwk()));
    }
}

#[test]
fn rfc8032_5_1_7_the_second_half_of_a_signature_is_below_the_order() {
    let key = SigningKey::generate(Alg::EdDsa).unwrap();
    let order = crate::testing::hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    let good = token(r#"{"alg":"EdDSA"}"#, "{}", by(&key));
    assert!(verify::<Value>(&good, &set(key.jwk()), "").is_ok());
    let moved = |data: &[u8]| {
        let mut signature = key.sign_raw(data).unwrap();
        let mut carry = 0;
        for (byte, add) in signature[32..].iter_mut().zip(&order) {
            let sum = u16::from(*byte) + u16::from(*add) + carry;
            (*byte, carry) = (u8::try_from(sum & 0xff).unwrap(), sum >> 8);
        }
        signature
    };
    assert!(refused(&token(r#"{"alg":"EdDSA"}"#, "{}", moved), key.jwk()));
}

/// With an exponent of one the padded message is its own signature, for everybody.
#[test]
fn an_rsa_key_whose_exponent_is_one_is_refused_with_the_signature_that_fits_it() {
    let key = SigningKey::generate(Alg::Rs256).unwrap();
    let PublicKey::Rsa { n, .. } = key.jwk().key.clone() else { panic!("an RSA key") };
    let info = crate::testing::hex("3031300d060960864801650304020105000420");
    let message = |data: &[u8]| [&[0, 1][..], &[0xff; 202], &[0], &info, &sha256(data)].concat();
    assert_eq!(message(b"").len(), 256);
    let forged = token(r#"{"alg":"RS256"}"#, r#"{"sub":"admin"}"#, message);
    for e in ["AQ", "AAAAAQ", "Aw", "Ag", "AA", ""] {
        let weak = Jwk { key: PublicKey::Rsa { n: n.clone(), e: e.to_owned() }, ..key.jwk().clone() };
        assert!(refused(&forged, &weak), "{e:?}");
    }
    let slow = PublicKey::Rsa { n: b64::encode(&[0xff; 512]), e: b64::encode(&[0xff; 512]) };
    assert!(refused(&forged, &Jwk { key: slow, ..key.jwk().clone() }), "an exponent that takes long");
    let long = PublicKey::Rsa { n: b64::encode(&[0xff; 2048]), e: "AQAB".to_owned() };
    assert!(refused(&forged, &Jwk { key: long, ..key.jwk().clone() }), "a modulus that takes long");
}

#[test]
fn rfc7518_3_3_what_a_key_of_1024_bits_signed_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    openssl(at, &["genrsa", "-out", "key.pem", "1024"]);
    let modulus = openssl(at, &["rsa", "-in", "key.pem", "-noout", "-modulus"]);
    let modulus = String::from_utf8(modulus).unwrap();
    let n = crate::testing::hex(modulus.trim_end().strip_prefix("Modulus=").unwrap());
    let jwk = Jwk::rsa(&n, &[1, 0, 1]);
    let sign = |data: &[u8]| {
        std::fs::write(at.join("data"), data).unwrap();
        openssl(at, &["dgst", "-sha256", "-sign", "key.pem", "data"])
    };
    assert!(refused(&token(r#"{"alg":"RS256"}"#, "{}", sign), &jwk));
}

#[test]
fn rfc7518_3_5_the_salt_of_pss_is_as_long_as_the_hash() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let key = SigningKey::generate(Alg::Ps256).unwrap();
    std::fs::write(at.join("key.der"), key.to_pkcs8().unwrap().as_slice()).unwrap();
    let salted = |length: &str, hash: &str| {
        let (length, hash) = (format!("rsa_pss_saltlen:{length}"), format!("rsa_mgf1_md:{hash}"));
        token(r#"{"alg":"PS256"}"#, "{}", |data| {
            std::fs::write(at.join("data"), data).unwrap();
            let padding = ["-sigopt", "rsa_padding_mode:pss", "-sigopt", &length, "-sigopt", &hash];
            let sign = ["dgst", "-sha256", "-keyform", "DER", "-sign", "key.der"];
            openssl(at, &[&sign[..], &padding, &["data"]].concat())
        })
    };
    assert!(
        verify::<Value>(&salted("32", "sha256"), &set(key.jwk()), "").is_ok(),
        "another implementation's"
    );
    for (length, hash) in
        [("0", "sha256"), ("20", "sha256"), ("max", "sha256"), ("32", "sha1"), ("32", "sha512")]
    {
        assert!(refused(&salted(length, hash), key.jwk()), "{length} {hash}");
    }
}

#[test]
fn rfc7515_4_a_name_twice_is_refused_however_it_is_spelt() {
    for alg in Alg::STRONG {
        let key = SigningKey::generate(alg).unwrap();
        let (name, kid) = (alg.name(), key.kid());
        for header in [
            format!(r#"{{"alg":"{name}","alg":"none"}}"#),
            format!(r#"{{"alg":"none","alg":"{name}"}}"#),
            format!(r#"{{"alg":"{name}","alg":"{name}"}}"#),
            format!(r#"{{"alg":"{name}","al\u0067":"none"}}"#),
            format!(r#"{{"alg":"{name}","kid":"{kid}","kid":"other"}}"#),
            format!(r#"{{"alg":"{name}","typ":"JWT","typ":"at+jwt"}}"#),
            format!(r#"{{"alg":"{name}","crit":[],"b64":true}}"#),
        ] {
            assert!(refused(&token(&header, "{}", by(&key)), key.jwk()), "{header}");
        }
    }
}

#[test]
fn a_header_of_another_form_is_refused() {
    let key = SigningKey::generate(Alg::EdDsa).unwrap();
    for header in [
        "",
        "null",
        "[]",
        r#""alg""#,
        "{",
        "{}",
        r#"{"alg":null}"#,
        r#"{"alg":["EdDSA"]}"#,
        r#"{"alg":{"alg":"EdDSA"}}"#,
        r#"{"alg":"EdDSA"} {}"#,
        r#"{"alg":"EdDSA",}"#,
        "{'alg':'EdDSA'}",
        r#"{"alg":"EdDSA","kid":7}"#,
        r#"{"alg":"EdDSA","typ":["JWT"]}"#,
        r#"{"alg":"EdDSA ","kid":null}"#,
        "\u{feff}{\"alg\":\"EdDSA\"}",
        r#"{"ALG":"EdDSA"}"#,
        r#"{"alg":"\u0000EdDSA"}"#,
        r#"{"alg":"\ud800"}"#,
    ] {
        assert!(refused(&token(header, "{}", by(&key)), key.jwk()), "{header}");
    }
}

#[test]
fn deep_json_is_refused_or_skipped_and_never_overflows() {
    let key = SigningKey::generate(Alg::EdDsa).unwrap();
    let deep = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let good = r#"{"alg":"EdDSA"}"#;
    for depth in [200, 10_000] {
        let deep = deep(depth);
        assert!(refused(&token(good, &deep, by(&key)), key.jwk()), "claims");
        assert!(refused(&token(&deep, "{}", by(&key)), key.jwk()), "a header");
        assert!(refused(&token(&format!(r#"{{"alg":{deep}}}"#), "{}", by(&key)), key.jwk()));
        let aside = token(&format!(r#"{{"alg":"EdDSA","x":{deep}}}"#), "{}", by(&key));
        assert!(verify::<Value>(&aside, &set(key.jwk()), "").is_ok(), "what is not looked at");
        assert!(peek::<Value>(&token(good, &deep, by(&key))).is_err());
    }
    let open = "{\"a\":".repeat(8_000);
    assert!(refused(&token(&open, "{}", by(&key)), key.jwk()));
}

#[test]
fn rfc7515_2_base64url_has_one_form() {
    let key = SigningKey::generate(Alg::Es256).unwrap();
    // Both letters of the alphabet in which the two forms differ are sure to occur.
    let good = token(r#"{"alg":"ES256","x":"????>>>>"}"#, r#"{"a":"????>>>>~~~"}"#, by(&key));
    assert!(verify::<Value>(&good, &set(key.jwk()), "").is_ok());
    assert!(good.contains('_') || good.contains('-'));
    let (rest, last) = good.split_at(good.len() - 1);
    let next = char::from(last.as_bytes()[0] + 1);
    for other in [
        good.replace('-', "+").replace('_', "/"),
        format!("{good}="),
        format!("{good}=="),
        format!("{good}\n"),
        format!(" {good}"),
        good.replacen('.', "\n.", 1),
        good.replacen('.', "=.", 1),
        good.replacen('.', "..", 1),
        format!("{rest}{next}"),
    ] {
        assert!(other == good || refused(&other, key.jwk()), "{other}");
    }
}
