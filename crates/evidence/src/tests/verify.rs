//! Offline verification: what is genuine passes, and nothing else does.

use super::*;
use crate::{VerifyError, verify};

/// A logged receipt among others.
async fn logged(bench: &Bench) -> Receipt {
    let account = bench.active_person(5).await;
    bench.evidence.sequence().await.unwrap();
    bench.receipts(account).await.remove(2)
}

#[tokio::test]
async fn a_genuine_receipt_proves_what_happened_and_where_it_stands() {
    for bench in benches().await {
        let receipt = logged(&bench).await;
        let file = serde_json::to_vec_pretty(&receipt).unwrap();
        let report = verify(&Receipt::parse(&file).unwrap(), &bench.trust()).unwrap();
        assert_eq!((report.event, report.size, report.origin.as_str()), (event(2), 5, ORIGIN));
        assert_eq!((report.id, report.at), (receipt.id, bench.env().now()));
    }
}

#[tokio::test]
async fn every_flipped_bit_of_the_file_is_noticed() {
    for bench in benches().await {
        let receipt = logged(&bench).await;
        let file = serde_json::to_vec_pretty(&receipt).unwrap();
        let trust = bench.trust();
        let (mut refused, mut unreadable) = (0, 0);
        for bit in 0..file.len() * 8 {
            let mut bent = file.clone();
            bent[bit / 8] ^= 1 << (bit % 8);
            let Ok(parsed) = Receipt::parse(&bent) else {
                unreadable += 1;
                continue;
            };
            assert!(verify(&parsed, &trust).is_err(), "bit {bit}: {}", String::from_utf8_lossy(&bent));
            refused += 1;
        }
        assert_eq!(refused + unreadable, file.len() * 8);
        assert!(refused > 3000, "{refused} refused, {unreadable} unreadable");
    }
}

#[tokio::test]
async fn each_thing_that_is_wrong_has_its_own_error() {
    for bench in benches().await {
        let receipt = logged(&bench).await;
        let other = logged(&bench).await;
        let other_body = crate::Body::of(&event(3)).unwrap();
        let trust = bench.trust();
        let tried = |change: &dyn Fn(&mut Receipt)| {
            let mut changed = receipt.clone();
            change(&mut changed);
            verify(&changed, &trust).unwrap_err()
        };
        assert_eq!(tried(&|r| r.version = 2), VerifyError::Version(2));
        assert_eq!(tried(&|r| r.proof = None), VerifyError::NotLogged);
        assert_eq!(tried(&|r| r.log = None), VerifyError::NotLogged);
        assert_eq!(tried(&|r| r.proof = Some(String::new())), VerifyError::Proof);
        assert_eq!(tried(&|r| r.id = other.id), VerifyError::Inclusion);
        assert_eq!(tried(&|r| r.at += jiff::SignedDuration::from_micros(1)), VerifyError::Inclusion);
        assert_eq!(tried(&|r| r.chain.seq += 1), VerifyError::Inclusion);
        assert_eq!(tried(&|r| r.chain.previous.0[0] ^= 1), VerifyError::Inclusion);
        assert_eq!(tried(&|r| r.body = other_body.clone()), VerifyError::Inclusion);
        assert_eq!(tried(&|r| r.log.as_mut().unwrap().index += 1), VerifyError::Place);
        assert_eq!(tried(&|r| r.log.as_mut().unwrap().origin.push('x')), VerifyError::Place);
        // Genuine, and of another entry.
        let theirs = |r: &mut Receipt| (r.proof, r.log) = (other.proof.clone(), other.log.clone());
        assert_eq!(tried(&theirs), VerifyError::Inclusion);
    }
}

#[tokio::test]
async fn the_key_comes_from_the_trust_file_alone() {
    for bench in benches().await {
        let receipt = logged(&bench).await;
        let stranger = SigningKey::generate(Alg::EdDsa).unwrap();
        // The stranger runs a log of the same name and makes a receipt of his own liking.
        let forger = Evidence::new(bench.env().clone(), bench.keys.clone(), stranger, ORIGIN.to_owned());
        let theirs = Trust::parse(&forger.trust_line()).unwrap();
        let error = verify(&receipt, &theirs).unwrap_err();
        assert_eq!(error, VerifyError::Checkpoint(crate::log::note::NoteError::Unknown));

        // After a change of key the operator publishes both; a trust file may hold several logs.
        let both = format!("# ours\n\n{}\n{}\n", forger.trust_line(), bench.evidence.trust_line());
        verify(&receipt, &Trust::parse(&both).unwrap()).unwrap();
    }
}

#[tokio::test]
async fn a_trusted_log_does_not_speak_for_another() {
    for bench in benches().await {
        let receipt = logged(&bench).await;
        // A key of the trust file signs a checkpoint in the name of somebody else's log.
        let (own, rest) = (crate::log::note::Verifier::of("evil.example/log", &bench.log_key).unwrap(), "\n");
        let proof = crate::log::proof::Proof::parse(receipt.proof.as_ref().unwrap()).unwrap();
        let (text, _) = proof.checkpoint.rsplit_once("\n\n").unwrap();
        let checkpoint = crate::log::note::sign(&format!("{text}{rest}"), &own, &bench.log_key).unwrap();
        let mut forged = receipt.clone();
        forged.proof = Some(crate::log::proof::Proof { checkpoint, ..proof }.to_string());
        let trust = Trust::parse(&own.to_string()).unwrap();
        assert_eq!(verify(&forged, &trust), Err(VerifyError::Origin));
    }
}

#[test]
fn a_trust_file_that_is_none_is_refused() {
    for bad in ["", "\n", "# nothing\n", "localhost:8080/log", "localhost:8080/log+00000000+AAAA"] {
        assert_eq!(Trust::parse(bad).unwrap_err().code(), "bad_trust_file", "{bad:?}");
    }
}

#[tokio::test]
async fn a_file_that_says_more_or_says_it_twice_is_not_a_receipt() {
    for bench in benches().await {
        let receipt = logged(&bench).await;
        let file = serde_json::to_string(&receipt).unwrap();
        for (from, to) in [
            (r#"{"version":1"#, r#"{"version":1,"remark":"x""#),
            (r#"{"version":1"#, r#"{"version":1,"version":1"#),
            (r#""body":{"#, r#""body":{"client":"bank","#),
            (r#""body":{"#, r#""body":{"nested":{"a":"b"},"#),
            (r#""body":{"#, r#""body":{"number":1,"#),
            (r#""chain":{"#, r#""chain":{"next":1,"#),
            (r#""version":1"#, r#""version":1.0"#),
            (r#""salt":""#, r#""salt":"="#),
        ] {
            let changed = file.replacen(from, to, 1);
            assert_ne!(changed, file, "{from}");
            assert_eq!(Receipt::parse(changed.as_bytes()).unwrap_err().code(), "bad_receipt", "{to}");
        }
        assert!(Receipt::parse(format!("{file}{file}").as_bytes()).is_err());
    }
}
