//! Tests of signed notes: the example of the specification, and everything that is not one.

use super::*;

/// The text and signature of c2sp.org/signed-note's example; its key is not published there, so only its form is checked.
const EXAMPLE: &str = "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n\
    — quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n";

/// A key and a note made by foreign code: the example of Go's `golang.org/x/mod/sumdb/note`.
const FOREIGN_KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const FOREIGN_TEXT: &str =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const FOREIGN_LINE: &str = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

fn signer(name: &str) -> (SigningKey, Verifier) {
    let key = SigningKey::generate(Alg::EdDsa).unwrap();
    let verifier = Verifier::of(name, &key).unwrap();
    (key, verifier)
}

#[test]
fn a_key_and_a_note_made_by_foreign_code_are_understood() {
    let verifier: Verifier = FOREIGN_KEY.parse().unwrap();
    assert_eq!((verifier.name(), verifier.to_string().as_str()), ("PeterNeumann", FOREIGN_KEY));
    let note = format!("{FOREIGN_TEXT}\n{FOREIGN_LINE}");
    assert_eq!(open(&note, std::slice::from_ref(&verifier)).unwrap(), (FOREIGN_TEXT, &verifier));
    let bent = note.replace("problem is", "problem was");
    assert_eq!(open(&bent, &[verifier]).unwrap_err(), NoteError::Signature);
}

#[test]
fn a_verifier_key_has_one_form() {
    let (_, verifier) = signer("localhost:8080/log");
    let line = verifier.to_string();
    assert_eq!(line.parse::<Verifier>().unwrap(), verifier);
    let (head, key) = line.rsplit_once('+').unwrap();
    for bad in [
        String::new(),
        head.to_owned(),
        format!("{line}\n"),
        format!("{}+00000000+{key}", verifier.name()),
        line.replace("localhost", "elsewhere"),
        format!("{head}+{}", encode_standard(&[vec![2], verifier.public.to_vec()].concat())),
        format!("{head}+{}", encode_standard(&[1; 32])),
    ] {
        assert_eq!(bad.parse::<Verifier>(), Err(NoteError::Malformed), "{bad:?}");
    }
}

#[test]
fn format_key_names_are_not_empty_and_have_no_spaces_or_plus_signs() {
    let (key, _) = signer("x");
    for bad in ["", "a b", "a+b", "a\u{3000}b", "a\nb"] {
        assert!(Verifier::of(bad, &key).is_err(), "{bad:?}");
    }
    assert!(Verifier::of("x", &SigningKey::generate(Alg::Es256).unwrap()).is_err());
}

#[test]
fn format_the_text_ends_at_the_last_empty_line() {
    let (key, verifier) = signer("a.example/log");
    let note = sign("one\n\nthree\n", &verifier, &key).unwrap();
    assert_eq!(open(&note, std::slice::from_ref(&verifier)).unwrap(), ("one\n\nthree\n", &verifier));
    assert_eq!(open(EXAMPLE, &[verifier]).unwrap_err(), NoteError::Unknown);
}

#[test]
fn signatures_by_unknown_keys_are_passed_over_and_known_ones_must_fit() {
    let (key, verifier) = signer("a.example/log");
    let (other_key, other) = signer("a.example/log");
    let text = "text\n";
    let ours = sign(text, &verifier, &key).unwrap();
    let theirs = sign(text, &other, &other_key).unwrap();
    let both = format!("{theirs}{}", ours.strip_prefix("text\n\n").unwrap());
    assert_eq!(open(&both, std::slice::from_ref(&verifier)).unwrap(), (text, &verifier));
    assert_eq!(open(&theirs, std::slice::from_ref(&verifier)).unwrap_err(), NoteError::Unknown);
    // One that fits does not save a note with one that does not.
    let bent = both.replace("text", "next");
    let ours_of_bent = sign("next\n", &verifier, &key).unwrap();
    let mixed = format!("{bent}{}", ours_of_bent.strip_prefix("next\n\n").unwrap());
    assert_eq!(open(&mixed, &[verifier]).unwrap_err(), NoteError::Signature);
}

#[test]
fn every_bent_bit_of_a_note_is_noticed() {
    let (key, verifier) = signer("a.example/log");
    let note = sign("a.example/log\n1\nabc\n", &verifier, &key).unwrap();
    for at in 0..note.len() * 8 {
        let mut bytes = note.clone().into_bytes();
        bytes[at / 8] ^= 1 << (at % 8);
        if let Ok(bent) = String::from_utf8(bytes) {
            assert!(open(&bent, std::slice::from_ref(&verifier)).is_err(), "bit {at}: {bent:?}");
        }
    }
}

#[test]
fn what_is_no_note_is_malformed() {
    let (key, verifier) = signer("a");
    let note = sign("text\n", &verifier, &key).unwrap();
    let line = note.strip_prefix("text\n\n").unwrap();
    for bad in [
        String::new(),
        "text\n".to_owned(),
        "text\n\n".to_owned(),
        note.trim_end().to_owned(),
        note.replace("text\n", "text\r\n"),
        note.replace("text\n", "te\0xt\n"),
        note.replace("— ", "- "),
        note.replace("— a ", "—  "),
        format!("text\n\n{}", line.repeat(65)),
        format!("text\n\n{line}— a AAAA"),
        "x".repeat(300_000),
    ] {
        assert_eq!(
            open(&bad, std::slice::from_ref(&verifier)).unwrap_err(),
            NoteError::Malformed,
            "{bad:.80}"
        );
    }
}
