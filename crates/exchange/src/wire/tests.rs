//! An answer travels, and every way in which it may be wrong is told.

use causeway_core::{Kind, ReadId};
use causeway_crypto::jose::{DecryptionKey, encrypt, peek};
use jiff::SignedDuration;
use serde_json::json;
use uuid::Uuid;

use super::testing::{Parties, key};
use super::*;

fn address() -> Findings {
    let values = [("address".to_owned(), json!("1 Harbour Road"))].into();
    Findings { found: true, values: Values(values) }
}

fn sealed(parties: &Parties, findings: Findings) -> Answer {
    seal_answer(&parties.provider, &parties.request, &parties.jws, findings, parties.now).unwrap()
}

fn code_of(parties: &Parties, answer: &Answer) -> &'static str {
    let error = open_answer(answer, &parties.opening, &parties.asked()).unwrap_err();
    assert_eq!(error.kind(), Kind::Upstream);
    error.code()
}

/// The honest manifest with one change, signed by the provider again.
fn with_manifest(parties: &Parties, change: impl FnOnce(&mut Manifest)) -> Answer {
    let mut answer = sealed(parties, address());
    let mut manifest: Manifest = peek(&answer.manifest).unwrap();
    change(&mut manifest);
    answer.manifest = parties.provider.sign(TYP_MANIFEST, &manifest).unwrap();
    answer
}

/// The honest inner answer with one change, sealed and declared by the provider again.
fn with_inner(parties: &Parties, change: impl FnOnce(&mut InnerAnswer)) -> Answer {
    let answer = sealed(parties, address());
    let opened = parties.opening.decrypt(&answer.answer).unwrap();
    let mut inner: InnerAnswer = peek(std::str::from_utf8(&opened.plaintext).unwrap()).unwrap();
    change(&mut inner);
    let signed = parties.provider.sign(TYP_ANSWER, &inner).unwrap();
    let jwe = encrypt(&parties.request.enc, None, Some(CTY_ANSWER), signed.as_bytes()).unwrap();
    let mut manifest: Manifest = peek(&answer.manifest).unwrap();
    manifest.ciphertext_sha256 = digest_of(&jwe);
    Answer { manifest: parties.provider.sign(TYP_MANIFEST, &manifest).unwrap(), answer: jwe }
}

#[test]
fn an_honest_answer_is_opened() {
    let parties = Parties::new();
    let opened = open_answer(&sealed(&parties, address()), &parties.opening, &parties.asked()).unwrap();
    assert!(opened.found);
    assert_eq!(opened.values.text("address"), Some("1 Harbour Road"));
    assert!(!format!("{opened:?}").contains("Harbour"));
}

#[test]
fn no_record_looks_like_a_record_from_outside() {
    let parties = Parties::new();
    let (some, none) = (sealed(&parties, address()), sealed(&parties, Findings::no_record()));
    assert_eq!(some.answer.len(), none.answer.len());
    let fields = |a: &Answer| peek::<Manifest>(&a.manifest).unwrap().fields;
    assert_eq!(fields(&some), fields(&none));
    let opened = open_answer(&none, &parties.opening, &parties.asked()).unwrap();
    assert!(!opened.found);
    assert_eq!(opened.values.names(), Vec::<String>::new());
}

#[test]
fn the_payload_is_a_multiple_of_1024_bytes() {
    let parties = Parties::new();
    for length in [0, 1, 300, 1500] {
        let values = [("address".to_owned(), json!("水".repeat(length)))].into();
        let answer = sealed(&parties, Findings { found: true, values: Values(values) });
        let plain = parties.opening.decrypt(&answer.answer).unwrap().plaintext;
        let payload = std::str::from_utf8(&plain).unwrap().split('.').nth(1).unwrap().to_owned();
        assert_eq!(b64::decode(&payload).unwrap().len() % PAD_BYTES, 0, "{length}");
    }
}

#[test]
fn manifest_signature_of_another_key_is_refused() {
    let mut parties = Parties::new();
    parties.provider = key();
    assert_eq!(code_of(&parties, &sealed(&parties, address())), "manifest_signature");
}

#[test]
fn a_manifest_of_another_type_is_refused() {
    let parties = Parties::new();
    let mut answer = sealed(&parties, address());
    let manifest: Manifest = peek(&answer.manifest).unwrap();
    answer.manifest = parties.provider.sign(TYP_ANSWER, &manifest).unwrap();
    assert_eq!(code_of(&parties, &answer), "manifest_signature");
}

#[test]
fn each_clause_of_the_manifest_is_checked() {
    type Change = fn(&mut Manifest);
    let parties = Parties::new();
    let cases: [(&str, Change); 9] = [
        ("manifest_issuer", |m| m.iss = "transport".parse().unwrap()),
        ("manifest_audience", |m| m.aud = "another".parse().unwrap()),
        ("manifest_read", |m| m.read = ReadId::from(Uuid::from_u128(10))),
        ("manifest_stale", |m| m.iat -= LIFETIME_SECONDS + LEEWAY_SECONDS + 1),
        ("manifest_stale", |m| m.iat += LEEWAY_SECONDS + 1),
        ("manifest_request", |m| m.consumer_request_sha256 = digest_of("another")),
        ("manifest_fields", |m| m.fields.push("phone".to_owned())),
        ("manifest_ciphertext", |m| m.ciphertext_sha256 = digest_of("another")),
        ("manifest_recipient", |m| m.recipient = "another".to_owned()),
    ];
    for (code, change) in cases {
        assert_eq!(code_of(&parties, &with_manifest(&parties, change)), code);
    }
}

#[test]
fn the_gateway_tells_an_answer_to_another_request_of_its_own() {
    let parties = Parties::new();
    let answer = sealed(&parties, address());
    let digest = digest_of(&parties.jws);
    let asked = Asked { request_sha256: Some(&digest), ..parties.asked() };
    check_manifest(&answer, &asked).unwrap();
    let other = digest_of("another");
    let asked = Asked { request_sha256: Some(&other), ..parties.asked() };
    assert_eq!(check_manifest(&answer, &asked).unwrap_err().code(), "manifest_request");
}

#[test]
fn what_is_not_sealed_does_not_pass() {
    let parties = Parties::new();
    for plain in ["{\"address\":\"1 Harbour Road\"}", "", "a.b.c.d.e", "eyJhbGciOiJub25lIn0.e30.."] {
        let mut answer = with_manifest(&parties, |m| m.ciphertext_sha256 = digest_of(plain));
        plain.clone_into(&mut answer.answer);
        assert_eq!(code_of(&parties, &answer), "answer_not_sealed", "{plain:?}");
    }
}

#[test]
fn what_is_sealed_to_another_key_does_not_pass() {
    let parties = Parties::new();
    let jwe = encrypt(DecryptionKey::generate().unwrap().jwk(), None, Some(CTY_ANSWER), b"x").unwrap();
    let mut answer = with_manifest(&parties, |m| m.ciphertext_sha256 = digest_of(&jwe));
    answer.answer = jwe;
    assert_eq!(code_of(&parties, &answer), "answer_not_sealed");
}

#[test]
fn an_undeclared_field_behind_an_honest_manifest_is_caught_by_the_consumer() {
    let parties = Parties::new();
    let answer = with_inner(&parties, |inner| {
        inner.values.0.insert("phone".to_owned(), json!("2345"));
    });
    check_manifest(&answer, &parties.asked()).unwrap();
    assert_eq!(code_of(&parties, &answer), "undeclared_field");
}

#[test]
fn values_without_a_record_are_refused() {
    let parties = Parties::new();
    assert_eq!(code_of(&parties, &with_inner(&parties, |inner| inner.found = false)), "undeclared_field");
}

#[test]
fn what_is_inside_belongs_to_its_manifest() {
    type Change = fn(&mut InnerAnswer);
    let parties = Parties::new();
    let cases: [Change; 5] = [
        |i| i.iss = "transport".parse().unwrap(),
        |i| i.aud = "another".parse().unwrap(),
        |i| i.read = ReadId::from(Uuid::from_u128(10)),
        |i| i.request_sha256 = digest_of("another"),
        |i| i.consumer_request_sha256 = digest_of("another"),
    ];
    for change in cases {
        assert_eq!(code_of(&parties, &with_inner(&parties, change)), "answer_mismatch");
    }
}

#[test]
fn what_is_inside_is_as_fresh_as_its_manifest() {
    let parties = Parties::new();
    assert_eq!(code_of(&parties, &with_inner(&parties, |i| i.iat -= 3600)), "manifest_stale");
}

#[test]
fn an_answer_signed_by_the_gateway_is_not_the_providers() {
    let parties = Parties::new();
    let mut forger = Parties::new();
    forger.request.enc = parties.request.enc.clone();
    let forged = sealed(&forger, address());
    let mut answer = with_manifest(&parties, |m| m.ciphertext_sha256 = digest_of(&forged.answer));
    answer.answer = forged.answer;
    assert_eq!(code_of(&parties, &answer), "answer_signature");
}

#[test]
fn yesterdays_answer_is_stale() {
    let parties = Parties::new();
    let answer = sealed(&parties, address());
    let asked = Asked { now: parties.now + SignedDuration::from_hours(24), ..parties.asked() };
    assert_eq!(open_answer(&answer, &parties.opening, &asked).unwrap_err().code(), "manifest_stale");
}

#[test]
fn a_cut_answer_does_not_open() {
    let parties = Parties::new();
    let mut answer = sealed(&parties, address());
    let cut = answer.answer[..answer.answer.len() - 8].to_owned();
    answer = with_manifest(&parties, |m| m.ciphertext_sha256 = digest_of(&cut));
    answer.answer = cut;
    assert_eq!(code_of(&parties, &answer), "bad_seal");
}
