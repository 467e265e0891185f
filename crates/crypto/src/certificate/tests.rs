//! Tests of certificates, named after the clauses.

use std::process::Command;

use proptest::prelude::*;

use super::*;
use crate::jose::PublicKey;

/// Made by another implementation.
fn with(key: &[&str], subject: &str, more: &[&str]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let said = Command::new("openssl")
        .args(["req", "-x509", "-utf8", "-nodes", "-newkey"])
        .args(key)
        .args(["-subj", subject, "-outform", "DER"])
        .args(more)
        .args(["-keyout", "key.pem", "-out", "cert.der"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    std::fs::read(folder.path().join("cert.der")).unwrap()
}

const P256: [&str; 3] = ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"];

pub(super) fn made_for(subject: &str, more: &[&str]) -> Vec<u8> {
    with(&P256, subject, more)
}

fn made(subject_alt_name: &str, more: &[&str]) -> Vec<u8> {
    let more: Vec<_> = ["-addext", subject_alt_name].iter().chain(more).copied().collect();
    made_for("/CN=test", &more)
}

#[test]
fn times_and_names_are_read() {
    let der =
        made("subjectAltName=DNS:ID.example.gov,DNS:*.sandbox.example.gov,IP:10.0.0.1", &["-days", "30"]);
    let certificate = Certificate::from_der(&der).unwrap();
    assert_eq!(certificate.names.dns, ["id.example.gov", "*.sandbox.example.gov"]);
    let days = certificate.not_before.until(certificate.not_after).unwrap().total(jiff::Unit::Hour).unwrap();
    assert!((days - 720.0).abs() < 0.01, "{days}");
    // Beyond 2049 the time is written in the longer form.
    let der = made("subjectAltName=critical,DNS:a.example", &["-days", "20000"]);
    let later = Certificate::from_der(&der).unwrap();
    assert!(later.not_after > "2070-01-01T00:00:00Z".parse().unwrap());
    assert_eq!(later.names.dns, ["a.example"]);
}

#[test]
fn rfc9525_6_3_a_wildcard_stands_for_one_label() {
    let certificate =
        Certificate::from_der(&made("subjectAltName=DNS:id.example.gov,DNS:*.sandbox.example.gov", &[]))
            .unwrap();
    for covered in ["id.example.gov", "ID.EXAMPLE.GOV.", "a.sandbox.example.gov"] {
        assert!(certificate.covers(covered), "{covered}");
    }
    for other in [
        "example.gov",
        "x.id.example.gov",
        "sandbox.example.gov",
        "a.b.sandbox.example.gov",
        ".sandbox.example.gov",
        "",
    ] {
        assert!(!certificate.covers(other), "{other}");
    }
}

#[test]
fn a_certificate_cut_short_or_with_something_after_it_is_none() {
    let der = made("subjectAltName=DNS:a.example", &[]);
    assert!(Certificate::from_der(&der).is_some());
    assert!(Certificate::from_der(&[&der[..], &[0]].concat()).is_none());
    assert!((0..der.len()).all(|end| Certificate::from_der(&der[..end]).is_none()));
}

#[test]
fn rfc8705_3_1_the_thumbprint_is_the_hash_of_the_whole() {
    let der = made_for("/CN=test", &[]);
    let certificate = Certificate::from_der(&der).unwrap();
    assert_eq!(certificate.sha256, sha256(&der));
    assert_eq!(certificate.thumbprint().len(), 43);
    assert!(certificate.is_current(certificate.not_before) && certificate.is_current(certificate.not_after));
    assert!(!certificate.is_current(Timestamp::UNIX_EPOCH) && !certificate.is_current(Timestamp::MAX));
}

/// The certificate that RFC 8705 prints in appendix A, its thumbprint and its key.
#[test]
fn rfc8705_appendix_a_the_example() {
    let der = b64::decode_standard(concat!(
        "MIIBBjCBrAIBAjAKBggqhkjOPQQDAjAPMQ0wCwYDVQQDDARtdGxzMB4XDTE4MTAxODEyMzcwOVoXDTIyMDUwMjEyMzcwOVowDzENMAsGA1UEAwwEbXRs",
        "czBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNcnyxwqV6hY8QnhxxzFQ03C7HKW9OylMbnQZjjJ/Au08/coZwxS7LfA4vOLS9WuneIXhbGGWvsDSb0t",
        "H6IxLm8wCgYIKoZIzj0EAwIDSQAwRgIhAP0RC1E+vwJD/D1AGHGzuri+hlV/PpQEKTWUVeORWz83AiEA5x2eXZOVbUlJSGQgjwD5vaUaKlLR50Q2DmFf",
        "Qj1L+SY="
    ))
    .unwrap();
    let certificate = Certificate::from_der(&der).unwrap();
    assert_eq!(certificate.thumbprint(), "A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0");
    assert_eq!(certificate.subject.unwrap().to_string(), "CN=mtls");
    let key = PublicKey::P256 {
        x: "1yfLHCpXqFjxCeHHHMVDTcLscpb07KUxudBmOMn8C7Q".to_owned(),
        y: "8_coZwxS7LfA4vOLS9WuneIXhbGGWvsDSb0tH6IxLm8".to_owned(),
    };
    assert_eq!(certificate.key.unwrap().key, key);
}

#[test]
fn keys_of_every_kind_are_read_and_of_others_none() {
    for (made_as, known) in [
        (&P256[..], true),
        (&["ed25519"], true),
        (&["rsa:2048"], true),
        (&["ec", "-pkeyopt", "ec_paramgen_curve:P-384"], false),
        (&["ed448"], false),
    ] {
        let certificate = Certificate::from_der(&with(made_as, "/CN=test", &[])).unwrap();
        assert_eq!(certificate.key.is_some(), known, "{made_as:?}");
        let Some(key) = certificate.key else { continue };
        assert!(crate::jose::check_key("keys", &key, crate::jose::KeyUse::Signing).is_none(), "{made_as:?}");
    }
}

/// A JWK as a client registers it, with its certificate.
fn registered(certificate: &Certificate, member: &str, value: serde_json::Value) -> Option<JwkSet> {
    let mut key = serde_json::to_value(certificate.key.as_ref().unwrap()).unwrap();
    key[member] = value;
    serde_json::from_value(key).ok().map(|key| JwkSet { keys: vec![key] })
}

#[test]
fn rfc8705_2_2_a_self_signed_certificate_is_the_registered_one() {
    let ders: Vec<_> = (0..2).map(|_| made_for("/CN=test", &[])).collect();
    let [own, other] = [0, 1].map(|n| Certificate::from_der(&ders[n]).unwrap());
    let x5c = |n: usize| serde_json::json!([b64::encode_standard(&ders[n])]);
    let by_certificate = registered(&own, "x5c", x5c(0)).unwrap();
    assert_eq!(by_certificate.keys[0].x5t_s256.as_deref(), Some(own.thumbprint().as_str()));
    let stored = serde_json::to_value(&by_certificate).unwrap();
    assert!(stored["keys"][0].get("x5c").is_none(), "the hash is enough");
    assert_eq!(serde_json::from_value::<JwkSet>(stored).unwrap(), by_certificate);
    let by_hash = registered(&own, "x5t#S256", serde_json::json!(own.thumbprint())).unwrap();
    let by_key = registered(&own, "kid", serde_json::json!("k")).unwrap();
    for set in [by_certificate, by_hash, by_key.clone()] {
        assert!(own.is_registered(&set) && !other.is_registered(&set));
    }
    assert!(!own.is_registered(&JwkSet::default()));
    let sealing = registered(&own, "use", serde_json::json!("enc")).unwrap();
    assert!(!own.is_registered(&sealing), "a key for something else");
    // Renewed with the same key: the key that was registered alone knows it, the certificate does not.
    let renewed = Certificate { sha256: [7; 32], ..own.clone() };
    let by_certificate = registered(&own, "x5c", x5c(0)).unwrap();
    assert!(renewed.is_registered(&by_key) && !renewed.is_registered(&by_certificate));
}

#[test]
fn rfc7517_4_7_a_certificate_of_another_key_beside_a_key_is_refused() {
    let ders: Vec<_> = (0..2).map(|_| made_for("/CN=test", &[])).collect();
    let own = Certificate::from_der(&ders[0]).unwrap();
    let standard = b64::encode_standard(&ders[0]);
    for bad in [
        serde_json::json!([b64::encode_standard(&ders[1])]),
        serde_json::json!([]),
        serde_json::json!(["AAAA"]),
        serde_json::json!([b64::encode(&ders[0])]),
        serde_json::json!(standard),
    ] {
        assert!(registered(&own, "x5c", bad).is_none());
    }
    for bad in ["", "AAAA", "not base64 at all, though it has 43 letters"] {
        assert!(registered(&own, "x5t#S256", serde_json::json!(bad)).is_none(), "{bad}");
    }
    let mut both = serde_json::to_value(own.key.as_ref().unwrap()).unwrap();
    both["x5c"] = serde_json::json!([standard]);
    both["x5t#S256"] = serde_json::json!(b64::encode(&[1; 32]));
    assert!(serde_json::from_value::<Jwk>(both).is_err());
}

#[test]
fn rfc8705_2_1_2_alternative_names_of_every_kind_are_read_and_compared() {
    let names = "subjectAltName=DNS:API.example.gov,DNS:*.example.gov,URI:https://a.example/x,IP:10.0.0.1,IP:2001:db8::1,email:Ops@Example.gov";
    let Certificate { names, .. } = Certificate::from_der(&made(names, &[])).unwrap();
    assert!(names.has_dns("api.EXAMPLE.gov") && names.has_dns("*.example.gov"));
    for other in ["b.example.gov", "api.example.gov.", "api.example.gov\0", ""] {
        assert!(!names.has_dns(other), "{other}");
    }
    assert!(names.has_uri("https://a.example/x") && !names.has_uri("https://a.example/X"));
    assert!(names.has_ip("10.0.0.1") && names.has_ip("2001:0db8:0:0::0001"));
    assert!(!names.has_ip("10.0.0.2") && !names.has_ip("010.0.0.1") && !names.has_ip("::ffff:10.0.0.1"));
    assert!(
        names.has_email("Ops@EXAMPLE.GOV") && !names.has_email("ops@example.gov") && !names.has_email("Ops")
    );
    let none = Certificate::from_der(&made_for("/CN=api.example.gov", &[])).unwrap();
    assert_eq!(none.names, AlternativeNames::default());
    assert!(!none.names.has_dns("api.example.gov"), "the subject's name is none of them");
}

#[test]
fn rfc5280_4_2_a_list_of_names_twice_is_no_certificate() {
    let list = |name: &[u8]| {
        let general = [
            &[SEQUENCE, 2 + u8::try_from(name.len()).unwrap(), 0x82, u8::try_from(name.len()).unwrap()][..],
            name,
        ]
        .concat();
        let octets = [&[OCTETS, u8::try_from(general.len()).unwrap()][..], &general].concat();
        let id = [&[OBJECT, 3][..], &SUBJECT_ALT_NAME].concat();
        [&[SEQUENCE, u8::try_from(id.len() + octets.len()).unwrap()][..], &id, &octets].concat()
    };
    let (one, two) = (list(b"a.example"), list(b"b.example"));
    let all = |lists: &[u8]| [&[SEQUENCE, u8::try_from(lists.len()).unwrap()][..], lists].concat();
    assert_eq!(names_in(&all(&one)).unwrap().unwrap().dns, ["a.example"]);
    assert!(names_in(&all(&[one, two].concat())).is_none());
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes: Vec<u8>, at in 0usize..400, with: u8) {
        let _ = Certificate::from_der(&bytes);
        let mut bent = SAMPLE.with(Clone::clone);
        let at = at % bent.len();
        bent[at] = with;
        let _ = Certificate::from_der(&bent);
    }
}

thread_local! {
    static SAMPLE: Vec<u8> = made("subjectAltName=DNS:a.example", &[]);
}
