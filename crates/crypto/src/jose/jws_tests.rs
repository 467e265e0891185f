//! Tests of JWS verification, named after the clauses.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::jose::SigningKey;

fn set(keys: &[&SigningKey]) -> JwkSet {
    JwkSet { keys: keys.iter().map(|key| key.jwk().clone()).collect() }
}

fn key() -> SigningKey {
    SigningKey::generate(Alg::Es256).unwrap()
}

/// A token with any header, signed by `key`.
fn forge(key: &SigningKey, header: &Value, claims: &Value) -> String {
    let input = format!(
        "{}.{}",
        b64::encode(header.to_string().as_bytes()),
        b64::encode(claims.to_string().as_bytes())
    );
    let signature = key.sign_raw(input.as_bytes()).unwrap();
    format!("{input}.{}", b64::encode(&signature))
}

fn refused(token: &str, keys: &JwkSet, typ: &str) -> bool {
    matches!(verify::<Value>(token, keys, typ), Err(e) if e.code() == "bad_signature")
}

#[test]
fn rfc_7515_appendix_a_3_es256_example() {
    let key: Jwk = serde_json::from_value(json!({"kty": "EC", "crv": "P-256",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}))
    .unwrap();
    let token = concat!(
        "eyJhbGciOiJFUzI1NiJ9.",
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.",
        "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
    );
    let claims: Value = verify(token, &JwkSet { keys: vec![key] }, "").unwrap();
    assert_eq!(claims["iss"], "joe");
}

#[test]
fn what_was_signed_verifies_for_every_algorithm() {
    for alg in Alg::STRONG {
        let key = SigningKey::generate(alg).unwrap();
        let token = key.sign("causeway-read+jwt", &json!({"iss": "x"})).unwrap();
        let claims: Value = verify(&token, &set(&[&key]), "causeway-read+jwt").unwrap();
        assert_eq!(claims, json!({"iss": "x"}));
        let header: Value = json(token.split('.').next().unwrap(), "").unwrap();
        assert_eq!(header, json!({"alg": alg.name(), "kid": key.kid(), "typ": "causeway-read+jwt"}));
    }
}

#[test]
fn rfc_7515_section_4_1_4_kid_chooses_the_key() {
    let (one, two) = (key(), key());
    let token = two.sign("", &json!({})).unwrap();
    assert!(verify::<Value>(&token, &set(&[&one, &two]), "").is_ok());
    assert!(refused(&token, &set(&[&one]), ""));
    assert!(refused(&token, &JwkSet::default(), ""));
}

#[test]
fn without_kid_there_must_be_exactly_one_key() {
    let (one, two) = (key(), key());
    let token = forge(&one, &json!({"alg": "ES256"}), &json!({}));
    assert!(verify::<Value>(&token, &set(&[&one]), "").is_ok());
    assert!(refused(&token, &set(&[&one, &two]), ""));
}

#[test]
fn rfc_7515_section_4_1_9_typ_is_compared_as_a_media_type() {
    let key = key();
    let token = key.sign("application/at+JWT", &json!({})).unwrap();
    assert!(verify::<Value>(&token, &set(&[&key]), "at+jwt").is_ok());
    assert!(verify::<Value>(&token, &set(&[&key]), "").is_ok());
    for other in ["jwt", "at+jwt/x", "text/at+jwt"] {
        assert!(refused(&token, &set(&[&key]), other), "{other}");
    }
}

#[test]
fn rfc_8725_section_3_11_a_token_without_typ_is_none_of_ours() {
    let key = key();
    assert!(refused(&key.sign("", &json!({})).unwrap(), &set(&[&key]), "at+jwt"));
}

#[test]
fn rfc_7515_section_4_1_11_crit_is_refused() {
    let key = key();
    let header = json!({"alg": "ES256", "kid": key.kid(), "crit": ["b64"], "b64": false});
    assert!(refused(&forge(&key, &header, &json!({})), &set(&[&key]), ""));
}

#[test]
fn rfc_8725_section_3_1_the_header_cannot_choose_the_algorithm() {
    let key = key();
    for alg in ["none", "None", "HS256", "RS256", "PS256", "ES384", "EdDSA", "es256", ""] {
        let token = forge(&key, &json!({"alg": alg, "kid": key.kid()}), &json!({}));
        assert!(refused(&token, &set(&[&key]), ""), "{alg}");
    }
}

#[test]
fn rfc_8725_section_2_1_an_unsigned_token_is_refused() {
    let key = key();
    let token = key.sign("", &json!({})).unwrap();
    let unsigned = &token[..=token.rfind('.').unwrap()];
    assert!(refused(unsigned, &set(&[&key]), ""));
    let none = format!("{}.{}.", b64::encode(br#"{"alg":"none"}"#), b64::encode(b"{}"));
    assert!(refused(&none, &set(&[&key]), ""));
}

#[test]
fn a_key_within_the_header_is_never_trusted() {
    let (ours, theirs) = (key(), key());
    let header = json!({"alg": "ES256", "jwk": theirs.jwk()});
    assert!(refused(&forge(&theirs, &header, &json!({})), &set(&[&ours]), ""));
}

#[test]
fn rfc_7515_section_4_a_header_with_a_name_twice_is_refused() {
    let key = key();
    let input = format!("{}.{}", b64::encode(br#"{"alg":"ES256","alg":"none"}"#), b64::encode(b"{}"));
    let token = format!("{input}.{}", b64::encode(&key.sign_raw(input.as_bytes()).unwrap()));
    assert!(refused(&token, &set(&[&key]), ""));
}

#[test]
fn rfc_7515_section_5_2_exactly_three_parts_of_strict_base64url() {
    let key = key();
    let token = key.sign("", &json!({})).unwrap();
    for bad in
        [format!("{token}."), format!(".{token}"), format!("{token}="), token.replace('.', ""), String::new()]
    {
        assert!(refused(&bad, &set(&[&key]), ""), "{bad}");
    }
}

#[test]
fn a_token_beyond_64_kib_is_not_looked_at() {
    let key = key();
    let token = key.sign("", &json!({"pad": "x".repeat(LONGEST)})).unwrap();
    assert!(refused(&token, &set(&[&key]), ""));
}

#[test]
fn cve_2022_21449_a_signature_of_zeros_is_refused() {
    let key = key();
    assert!(verify_raw(key.jwk(), b"data", &[0; 64]).is_err());
}

#[test]
fn rfc_7518_section_3_4_a_der_signature_is_refused() {
    let key = key();
    let raw = key.sign_raw(b"data").unwrap();
    assert!(verify_raw(key.jwk(), b"data", &raw).is_ok());
    assert!(verify_raw(key.jwk(), b"data", &raw[..63]).is_err());
    assert!(verify_raw(key.jwk(), b"other", &raw).is_err());
}

#[test]
fn a_key_off_its_curve_verifies_nothing() {
    let key = key();
    let far = b64::encode(&[1; 32]);
    let off = Jwk { key: PublicKey::P256 { x: far.clone(), y: far }, ..key.jwk().clone() };
    assert!(verify_raw(&off, b"data", &key.sign_raw(b"data").unwrap()).is_err());
}

#[test]
fn an_encryption_key_verifies_nothing() {
    let key = key();
    let mut wrong = key.jwk().clone();
    wrong.use_ = Some("enc".to_owned());
    assert!(refused(&key.sign("", &json!({})).unwrap(), &JwkSet { keys: vec![wrong] }, ""));
}

#[test]
fn peek_reads_without_verifying() {
    let token = key().sign("", &json!({"iss": "who"})).unwrap();
    assert_eq!(peek::<Value>(&token).unwrap()["iss"], "who");
    assert!(peek::<Value>("x").is_err());
}

#[test]
fn an_error_quotes_no_claim() {
    #[derive(Debug, Deserialize)]
    struct Wanted {
        #[expect(dead_code, reason = "only its absence matters")]
        number: i64,
    }
    let key = key();
    let token = key.sign("", &json!({"number": "CANARY"})).unwrap();
    let error = verify::<Wanted>(&token, &set(&[&key]), "").unwrap_err();
    assert!(!format!("{error:?}").contains("CANARY"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_changed_character_refuses_the_token(at: prop::sample::Index, to in "[A-Za-z0-9_.-]") {
        let key = SigningKey::generate(Alg::EdDsa).unwrap();
        let token = key.sign("t", &json!({"iss": "x"})).unwrap();
        let at = at.index(token.len());
        let mut changed = token.clone();
        changed.replace_range(at..=at, &to);
        prop_assume!(changed != token);
        prop_assert!(refused(&changed, &set(&[&key]), "t"));
    }

    #[test]
    fn nonsense_is_refused_without_panic(token in ".{0,200}") {
        prop_assert!(refused(&token, &set(&[&key()]), ""));
    }
}

#[test]
fn rfc_7515_section_4_1_2_keys_by_address_or_within_are_never_looked_at() {
    let (ours, theirs) = (key(), key());
    for (name, value) in [
        ("jku", json!("https://evil.example/jwks")),
        ("x5u", json!("https://evil.example/chain.pem")),
        ("x5c", json!(["AAAA"])),
        ("jwk", json!(theirs.jwk())),
        ("jwk", json!({"kty": "oct", "k": "AAAA"})),
    ] {
        let mut header = json!({"alg": "ES256"});
        header[name] = value;
        assert!(refused(&forge(&theirs, &header, &json!({})), &set(&[&ours]), ""), "{name}");
        let signed_by_ours = forge(&ours, &header, &json!({}));
        assert!(verify::<Value>(&signed_by_ours, &set(&[&ours]), "").is_ok(), "{name} changes nothing");
    }
}

#[test]
fn rfc_7797_section_6_an_extension_is_refused_however_it_is_written() {
    let key = key();
    for (name, value) in
        [("crit", json!([])), ("crit", json!(null)), ("crit", json!("b64")), ("b64", json!(false))]
    {
        let mut header = json!({"alg": "ES256", "kid": key.kid()});
        header[name] = value;
        assert!(refused(&forge(&key, &header, &json!({})), &set(&[&key]), ""), "{name}");
    }
}

#[test]
fn peek_header_says_what_a_token_claims_without_verifying() {
    let key = key();
    let header = peek_header(&key.sign("at+jwt", &json!({})).unwrap()).unwrap();
    assert_eq!((header.alg.as_str(), header.kid.as_deref()), ("ES256", Some(key.kid())));
    assert_eq!(header.typ.as_deref(), Some("at+jwt"));
    assert!(peek_header("x.y.z").is_err());
}

/// RFC 7515 appendix A.2.
fn rs256_example() -> (Jwk, String) {
    let n = concat!(
        "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMs",
        "D1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdV",
        "MTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"
    );
    let key = serde_json::from_value(json!({"kty": "RSA", "n": n, "e": "AQAB"})).unwrap();
    let token = concat!(
        "eyJhbGciOiJSUzI1NiJ9.",
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.",
        "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZ",
        "cAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-e",
        "OkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
    );
    (key, token.to_owned())
}

#[test]
fn rfc_7515_appendix_a_2_rs256_example_verifies_where_it_is_asked_for_and_nowhere_else() {
    let (key, token) = rs256_example();
    let keys = JwkSet { keys: vec![key.clone()] };
    let claims: Value = verify_with(&token, &keys, "", &[Alg::Rs256]).unwrap();
    assert_eq!(claims["iss"], "joe");
    assert!(refused(&token, &keys, ""), "not by default");
    for algs in [&[][..], &[Alg::Ps256], &Alg::STRONG] {
        assert!(verify_with::<Value>(&token, &keys, "", algs).is_err());
    }
    let for_pss = Jwk { alg: Some("PS256".to_owned()), ..key.clone() };
    assert!(verify_with::<Value>(&token, &JwkSet { keys: vec![for_pss] }, "", &[Alg::Rs256]).is_err());
    let for_it = Jwk { alg: Some("RS256".to_owned()), ..key };
    assert!(verify_with::<Value>(&token, &JwkSet { keys: vec![for_it] }, "", &[Alg::Rs256]).is_ok());
}

#[test]
fn rfc_8725_section_3_1_one_padding_of_rsa_does_not_pass_for_the_other() {
    let key = SigningKey::generate(Alg::Ps256).unwrap();
    for (said, signed) in [("PS256", Alg::Rs256), ("RS256", Alg::Ps256)] {
        let input =
            format!("{}.{}", b64::encode(json!({"alg": said}).to_string().as_bytes()), b64::encode(b"{}"));
        let token = format!("{input}.{}", b64::encode(&key.sign_raw_as(signed, input.as_bytes()).unwrap()));
        for algs in [&[Alg::Ps256][..], &[Alg::Rs256], &[Alg::Ps256, Alg::Rs256]] {
            assert!(verify_with::<Value>(&token, &set(&[&key]), "", algs).is_err(), "{said}");
        }
    }
}

#[test]
fn rfc_7518_section_3_3_a_weak_rsa_key_verifies_nothing() {
    let key = SigningKey::generate(Alg::Ps256).unwrap();
    let signature = key.sign_raw(b"data").unwrap();
    verify_raw(key.jwk(), b"data", &signature).unwrap();
    let PublicKey::Rsa { n, .. } = key.jwk().key.clone() else { panic!("an RSA key") };
    let huge = b64::encode(&[0xff; 256]);
    for (n, e) in [
        (n.as_str(), "AQ"),
        (n.as_str(), "Aw"),
        (n.as_str(), "AQAA"),
        (n.as_str(), ""),
        (n.as_str(), huge.as_str()),
        (&n[..170], "AQAB"),
        ("AQAB", "AQAB"),
        ("", "AQAB"),
    ] {
        let weak = Jwk { key: PublicKey::Rsa { n: n.to_owned(), e: e.to_owned() }, ..key.jwk().clone() };
        assert!(verify_raw(&weak, b"data", &signature).is_err(), "{e}");
    }
}
