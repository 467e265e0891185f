//! Tests of JWE, named after the clauses.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::jose;

/// RFC 7518 appendix C: Bob's key.
fn bob() -> DecryptionKey {
    private("VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw")
}

/// RFC 7518 appendix C: Alice's ephemeral key.
fn alice() -> PrivateKey {
    scalar("0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo")
}

fn scalar(d: &str) -> PrivateKey {
    PrivateKey::from_private_key(&ECDH_P256, &b64::decode(d).unwrap()).unwrap()
}

fn private(d: &str) -> DecryptionKey {
    DecryptionKey::new(scalar(d)).unwrap()
}

fn header(compact: &str) -> Value {
    serde_json::from_slice(&b64::decode(compact.split('.').next().unwrap()).unwrap()).unwrap()
}

/// A JWE to `key` whose header was changed before it was encrypted, so that only the header's own fault can refuse it.
fn with_header(key: &DecryptionKey, change: impl FnOnce(&mut Value)) -> String {
    let ephemeral = PrivateKey::generate(&ECDH_P256).unwrap();
    let mut header = json!({"alg": "ECDH-ES", "enc": "A256GCM", "epk": ephemeral_key(&ephemeral).unwrap()});
    change(&mut header);
    let header = b64::encode(header.to_string().as_bytes());
    let cek = agreed_key(&ephemeral, key.jwk(), &[], &[]).unwrap();
    let mut body = b"content".to_vec();
    let nonce = Nonce::assume_unique_for_key([9; 12]);
    let tag = cipher(&cek)
        .unwrap()
        .seal_in_place_separate_tag(nonce, Aad::from(header.as_bytes()), &mut body)
        .unwrap();
    format!("{header}..{}.{}.{}", b64::encode(&[9; 12]), b64::encode(&body), b64::encode(tag.as_ref()))
}

fn refused(key: &DecryptionKey, compact: &str) -> bool {
    matches!(key.decrypt(compact), Err(e) if e.code() == "cannot_decrypt")
}

#[test]
fn rfc_7518_appendix_c_the_agreed_secret() {
    let public = alice().compute_public_key().unwrap();
    let peer = UnparsedPublicKey::new(&ECDH_P256, public.as_ref());
    let z =
        agree(&scalar("VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw"), peer, (), |z| Ok(z.to_vec())).unwrap();
    let wanted = [
        158, 86, 217, 29, 129, 113, 53, 211, 114, 131, 66, 131, 191, 132, 38, 156, 251, 49, 110, 163, 218,
        128, 106, 72, 246, 218, 167, 121, 140, 254, 144, 196,
    ];
    assert_eq!(z, wanted);
}

#[test]
fn rfc_7518_appendix_c_the_ephemeral_key_in_the_header() {
    let compact = encrypt_with(&alice(), [1; 12], bob().jwk(), (None, None), b"x").unwrap();
    assert_eq!(
        header(&compact)["epk"],
        json!({"kty": "EC", "crv": "P-256",
            "x": "gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0",
            "y": "SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps"})
    );
    let x = serde_json::to_value(bob().jwk()).unwrap()["x"].clone();
    assert_eq!(x, "weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ");
    assert_eq!(bob().decrypt(&compact).unwrap().plaintext.as_slice(), b"x");
}

/// Encrypted to Bob's key by jwcrypto 1.6.1 (Python), with `apu` and `apv`; it opens what we encrypt, too.
#[test]
fn what_another_implementation_encrypted_opens() {
    let compact = concat!(
        "eyJhbGciOiJFQ0RILUVTIiwiYXB1IjoiUVd4cFkyVSIsImFwdiI6IlFtOWkiLCJjdHkiOiJqc29uIiwiZW5jIjoiQT",
        "I1NkdDTSIsImVwayI6eyJjcnYiOiJQLTI1NiIsImt0eSI6IkVDIiwieCI6IlROc0F6SXVhY25VS3BfNE9OUDZmYVJl",
        "T0dERHNtM2xndWhDSnQzanpRZGciLCJ5IjoiX3ZMWEVWNmJLemdxclBneEZzeEowVTdIUmNOa19RZ2ZvZW1pcTY2Uk",
        "ZOUSJ9LCJ0eXAiOiJjYXVzZXdheS1zdWJqZWN0K2pzb24ifQ..yvrWhMffL4TzcD67.CLvNTOFdRe_udQxrxNotCj4",
        "YGaKDusjW6wk6S0NN.Ko-hxwZKaKHgwPsOE2SDGw"
    );
    let opened = bob().decrypt(compact).unwrap();
    assert_eq!(opened.plaintext.as_slice(), b"made by another implementation");
    assert_eq!((opened.typ.as_deref(), opened.cty.as_deref()), (Some("causeway-subject+json"), Some("json")));
}

#[test]
fn what_was_encrypted_opens_with_its_types() {
    let key = DecryptionKey::generate().unwrap();
    let compact = encrypt(key.jwk(), Some("causeway-subject+json"), Some("JWT"), b"secret").unwrap();
    let opened = key.decrypt(&compact).unwrap();
    assert_eq!(opened.plaintext.as_slice(), b"secret");
    assert_eq!((opened.typ.as_deref(), opened.cty.as_deref()), (Some("causeway-subject+json"), Some("JWT")));
    assert_eq!(header(&compact)["kid"], key.kid());
    assert!(!format!("{opened:?}").contains("115, 101"));
}

#[test]
fn an_empty_and_a_large_content_open() {
    let key = DecryptionKey::generate().unwrap();
    for size in [0, 1, 100_000] {
        let compact = encrypt(key.jwk(), None, None, &vec![7; size]).unwrap();
        assert_eq!(key.decrypt(&compact).unwrap().plaintext.len(), size);
    }
}

#[test]
fn the_same_content_never_looks_the_same_twice() {
    let key = DecryptionKey::generate().unwrap();
    let (one, two) =
        (encrypt(key.jwk(), None, None, b"x").unwrap(), encrypt(key.jwk(), None, None, b"x").unwrap());
    assert_ne!(header(&one)["epk"], header(&two)["epk"]);
}

#[test]
fn a_key_survives_its_stored_form() {
    let key = DecryptionKey::generate().unwrap();
    let again = DecryptionKey::from_pkcs8(&key.to_pkcs8().unwrap()).unwrap();
    assert_eq!(again.jwk(), key.jwk());
    assert_eq!(key.kid(), key.jwk().thumbprint().unwrap());
    assert!(DecryptionKey::from_pkcs8(b"nonsense").is_err());
    assert!(!format!("{key:?}").contains("pkcs8"));
}

#[test]
fn a_signing_key_is_not_encrypted_to() {
    let key = jose::SigningKey::generate(jose::Alg::Es256).unwrap();
    assert_eq!(encrypt(key.jwk(), None, None, b"x").unwrap_err().code(), "bad_key");
    let okp = jose::SigningKey::generate(jose::Alg::EdDsa).unwrap();
    assert!(encrypt(okp.jwk(), None, None, b"x").is_err());
}

#[test]
fn rfc_7518_section_4_6_2_apu_and_apv_enter_the_key() {
    let key = DecryptionKey::generate().unwrap();
    assert!(refused(&key, &with_header(&key, |h| h["apu"] = json!("QWxpY2U"))));
    assert!(refused(&key, &with_header(&key, |h| h["apv"] = json!("Qm9i"))));
    assert!(key.decrypt(&with_header(&key, |h| h["apv"] = json!(""))).is_ok());
}

#[test]
fn other_algorithms_are_refused() {
    let key = DecryptionKey::generate().unwrap();
    assert!(key.decrypt(&with_header(&key, |_| ())).is_ok());
    for (name, value) in [
        ("alg", "ECDH-ES+A256KW"),
        ("alg", "dir"),
        ("alg", "RSA-OAEP"),
        ("alg", "RSA-OAEP-256"),
        ("alg", "RSA1_5"),
        ("alg", "PBES2-HS256+A128KW"),
        ("alg", "none"),
        ("enc", "A128GCM"),
        ("enc", "A256CBC-HS512"),
    ] {
        assert!(refused(&key, &with_header(&key, |h| h[name] = json!(value))), "{name} {value}");
    }
}

#[test]
fn rfc_8725_section_3_6_compressed_content_is_refused() {
    let key = DecryptionKey::generate().unwrap();
    for zip in [json!("DEF"), json!(""), json!(null)] {
        assert!(refused(&key, &with_header(&key, |h| h["zip"] = zip)));
    }
}

#[test]
fn rfc_7516_section_4_1_13_crit_is_refused() {
    let key = DecryptionKey::generate().unwrap();
    assert!(refused(&key, &with_header(&key, |h| h["crit"] = json!(["exp"]))));
}

#[test]
fn a_jwe_for_another_key_is_refused() {
    let (key, other) = (DecryptionKey::generate().unwrap(), DecryptionKey::generate().unwrap());
    assert!(refused(&other, &encrypt(key.jwk(), None, None, b"x").unwrap()));
    assert!(refused(&key, &with_header(&key, |h| h["kid"] = json!(other.kid()))));
}

/// The attack that took static ECDH keys out of several JOSE libraries in 2017.
#[test]
fn an_ephemeral_key_off_the_curve_is_refused() {
    let key = DecryptionKey::generate().unwrap();
    let invalid = json!({"kty": "EC", "crv": "P-256",
        "x": "gTi_0sSo0LsKMTaE9Tq5VpIM1mMCEoqEfSxTxV-e0Ik", "y": "gTi_0sSo0LsKMTaE9Tq5VpIM1mMCEoqEfSxTxV-e0Ik"});
    assert!(refused(&key, &with_header(&key, |h| h["epk"] = invalid)));
    let zero = json!({"kty": "EC", "crv": "P-256", "x": b64::encode(&[0; 32]), "y": b64::encode(&[0; 32])});
    assert!(refused(&key, &with_header(&key, |h| h["epk"] = zero)));
    assert!(refused(&key, &with_header(&key, |h| h["epk"]["crv"] = json!("P-384"))));
}

#[test]
fn an_ephemeral_key_with_its_private_part_is_refused() {
    let key = DecryptionKey::generate().unwrap();
    assert!(refused(&key, &with_header(&key, |h| h["epk"]["d"] = json!("AA"))));
}

#[test]
fn rfc_7518_section_5_3_a_shortened_tag_is_refused() {
    let key = DecryptionKey::generate().unwrap();
    let compact = encrypt(key.jwk(), None, None, b"content").unwrap();
    let (rest, tag) = compact.rsplit_once('.').unwrap();
    let short = b64::encode(&b64::decode(tag).unwrap()[..12]);
    assert!(refused(&key, &format!("{rest}.{short}")));
}

#[test]
fn rfc_7516_section_5_2_five_parts_and_no_encrypted_key() {
    let key = DecryptionKey::generate().unwrap();
    let compact = encrypt(key.jwk(), None, None, b"content").unwrap();
    assert!(refused(&key, &compact.replacen("..", ".AA.", 1)));
    assert!(refused(&key, &format!("{compact}.")));
    assert!(refused(&key, ""));
    assert!(refused(&key, &"x".repeat(LONGEST + 1)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_changed_character_refuses_it(at: prop::sample::Index, to in "[A-Za-z0-9_.-]") {
        let key = bob();
        let compact = encrypt_with(&alice(), [1; 12], key.jwk(), (Some("t"), None), b"content").unwrap();
        let at = at.index(compact.len());
        let mut changed = compact.clone();
        changed.replace_range(at..=at, &to);
        prop_assume!(changed != compact);
        prop_assert!(refused(&key, &changed));
    }

    #[test]
    fn nonsense_is_refused_without_panic(compact in ".{0,200}") {
        prop_assert!(refused(&bob(), &compact));
    }
}

/// A private key in another place, which would agree on anything at all.
struct Elsewhere(PrivateKey);

impl RemoteAgreement for Elsewhere {
    fn agree(&self, peer: &[u8; 65]) -> Result<Zeroizing<Vec<u8>>> {
        let peer = UnparsedPublicKey::new(&ECDH_P256, peer);
        agree(&self.0, peer, Error::internal("the module was asked with a point off its curve"), |z| {
            Ok(Zeroizing::new(z.to_vec()))
        })
    }
}

#[test]
fn a_key_that_is_elsewhere_opens_what_was_encrypted_to_it_and_cannot_be_taken_out() {
    let here = bob();
    let public = Jwk { kid: None, use_: None, alg: None, ..here.jwk().clone() };
    let d = "VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw";
    let there = DecryptionKey::remote(public, Arc::new(Elsewhere(scalar(d)))).unwrap();
    assert_eq!((there.kid(), there.jwk()), (here.kid(), here.jwk()));
    let compact = encrypt(there.jwk(), Some("t"), None, b"plain").unwrap();
    assert_eq!(there.decrypt(&compact).unwrap().plaintext.as_slice(), b"plain");
    assert!(there.to_pkcs8().is_err());
    let far = b64::encode(&[7; 32]);
    for key in [PublicKey::P256 { x: far.clone(), y: far.clone() }, PublicKey::Ed25519 { x: far }] {
        let off = Jwk { key, ..here.jwk().clone() };
        assert!(DecryptionKey::remote(off, Arc::new(Elsewhere(scalar(d)))).is_err());
    }
}

#[test]
fn a_point_off_the_curve_never_reaches_a_key_that_is_elsewhere() {
    let d = "VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw";
    let there = DecryptionKey::remote(bob().jwk().clone(), Arc::new(Elsewhere(scalar(d)))).unwrap();
    let off = with_header(&there, |header| header["epk"]["y"] = header["epk"]["x"].clone());
    assert!(refused(&there, &off));
}

/// The content of RFC 7516 appendix A.1: its key was encrypted by RSA-OAEP with SHA-1, which does not exist here.
#[test]
fn rfc_7516_appendix_a_1_the_content_opens() {
    let compact = concat!(
        "eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ..48V1_ALb6US04U3b.",
        "5eym8TW_c8SuK0ltJ3rpYIzOeDQz7TALvtu6UG9oMo4vpzs9tX_EFShS8iB7j6jiSdiwkIr3ajwQzaBtQD_A.XFBoMYUZodetZdvTiFvSkQ"
    );
    let cek = [
        177, 161, 244, 128, 84, 143, 225, 115, 63, 180, 3, 255, 107, 154, 212, 246, 138, 7, 110, 91, 112, 46,
        34, 105, 47, 130, 203, 46, 122, 234, 64, 252,
    ];
    let opened = open(&cek, &split(compact).unwrap()).unwrap();
    assert_eq!(opened.as_slice(), b"The true sign of intelligence is not knowledge but imagination.");
}

/// A client's RSA key, private part and public.
fn rsa() -> (aws_lc_rs::rsa::OaepPrivateDecryptingKey, Jwk) {
    let signing = jose::SigningKey::generate(jose::Alg::Ps256).unwrap();
    let key = aws_lc_rs::rsa::PrivateDecryptingKey::from_pkcs8(&signing.to_pkcs8().unwrap()).unwrap();
    let public = Jwk { use_: Some("enc".to_owned()), ..signing.jwk().clone() };
    (aws_lc_rs::rsa::OaepPrivateDecryptingKey::new(key).unwrap(), public)
}

#[test]
fn rfc7518_4_3_what_is_encrypted_to_an_rsa_key_opens_by_its_private_part() {
    let (private, public) = rsa();
    let compact = encrypt(&public, Some("t"), Some("JWT"), b"secret").unwrap();
    assert_eq!(
        header(&compact),
        json!({"alg": "RSA-OAEP-256", "enc": "A256GCM", "kid": public.kid, "typ": "t", "cty": "JWT"})
    );
    let encrypted = b64::decode(compact.split('.').nth(1).unwrap()).unwrap();
    let mut cek = vec![0; private.min_output_size()];
    let cek = private.decrypt(&aws_lc_rs::rsa::OAEP_SHA256_MGF1SHA256, &encrypted, &mut cek, None).unwrap();
    let direct = compact.replacen(&b64::encode(&encrypted), "", 1);
    let opened = open(cek.as_array().unwrap(), &split(&direct).unwrap()).unwrap();
    assert_eq!(opened.as_slice(), b"secret");
    let again = encrypt(&public, Some("t"), Some("JWT"), b"secret").unwrap();
    assert!(again.split('.').zip(compact.split('.')).skip(1).all(|(one, two)| one != two));
}

#[test]
fn rfc7518_4_3_a_weak_rsa_key_or_one_for_something_else_is_not_encrypted_to() {
    let (_, public) = rsa();
    let with = |change: fn(&mut Jwk)| {
        let mut key = public.clone();
        change(&mut key);
        encrypt(&key, None, None, b"x").unwrap_err().code()
    };
    assert_eq!(with(|key| key.use_ = Some("sig".to_owned())), "bad_key");
    assert_eq!(with(|key| key.alg = Some("RSA-OAEP".to_owned())), "bad_key");
    assert_eq!(with(|key| key.alg = Some("RSA1_5".to_owned())), "bad_key");
    let short = b64::encode(&[0xff; 128]);
    let weak = Jwk { key: PublicKey::Rsa { n: short, e: "AQAB".to_owned() }, ..public };
    assert_eq!(encrypt(&weak, None, None, b"x").unwrap_err().code(), "bad_key");
}

#[test]
fn rfc7519_5_2_a_nested_token_says_that_it_is_one() {
    let (old, new) = (DecryptionKey::generate().unwrap(), DecryptionKey::generate().unwrap());
    let keys = [new, old.clone()];
    let compact = encrypt_token(old.jwk(), "a.b.c").unwrap();
    assert_eq!(header(&compact)["cty"], "JWT");
    assert_eq!(decrypt_token(&keys, &compact).unwrap().as_str(), "a.b.c");
    for cty in ["jwt", "application/JWT"] {
        let compact = encrypt(old.jwk(), None, Some(cty), b"a.b.c").unwrap();
        assert!(decrypt_token(&keys, &compact).is_ok(), "{cty}");
    }
    let refused = |keys: &[DecryptionKey], compact: &str| matches!(decrypt_token(keys, compact), Err(error) if error.code() == "cannot_decrypt");
    for cty in [None, Some("json"), Some("JWE"), Some("text/jwt")] {
        assert!(refused(&keys, &encrypt(old.jwk(), None, cty, b"a.b.c").unwrap()), "{cty:?}");
    }
    assert!(refused(&keys, &encrypt(old.jwk(), None, Some("JWT"), &[0xff, 0xfe]).unwrap()), "no text");
    assert!(refused(&keys[..1], &compact) && refused(&[], &compact), "no key");
    let nameless = Jwk { kid: None, ..old.jwk().clone() };
    assert!(decrypt_token(&keys, &encrypt_token(&nameless, "a.b.c").unwrap()).is_ok());
}

#[test]
fn deep_json_in_a_header_is_refused_or_skipped_and_never_overflows() {
    let key = DecryptionKey::generate().unwrap();
    let compact = encrypt(key.jwk(), None, None, b"x").unwrap();
    let (_, rest) = compact.split_once('.').unwrap();
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for header in [deep.clone(), format!(r#"{{"alg":{deep}}}"#), format!(r#"{{"alg":"ECDH-ES","x":{deep}}}"#)]
    {
        assert!(refused(&key, &format!("{}.{rest}", b64::encode(header.as_bytes()))));
    }
    let twice = r#"{"alg":"dir","alg":"ECDH-ES","enc":"A256GCM","epk":{}}"#;
    assert!(refused(&key, &format!("{}.{rest}", b64::encode(twice.as_bytes()))));
}
