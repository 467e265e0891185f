//! The log's keys: one that is given for good, or those of the key store, which rotate.
//!
//! While a new key takes over, checkpoints bear two signatures, by the new key and by the old (c2sp.org/signed-note allows any number):
//! whoever has the one line in the trust file or the other verifies the same note. The new line is published at `/log/key` before that key
//! signs anything, and the old one stays there for receipts that were taken away before.

use std::sync::Arc;

use causeway_core::{Error, Result};
use causeway_crypto::jose::{Jwk, SigningKey};
use causeway_crypto::keystore::{KeyStore, Use};

use crate::log::note::Verifier;

/// Where the log's keys come from.
#[derive(Clone, Debug)]
pub(crate) enum Signers {
    /// One key, for good.
    One(Arc<SigningKey>),
    /// Those of the key store, as they are at each moment.
    Store(Arc<dyn KeyStore>),
}

impl Signers {
    /// The keys that sign the next checkpoint, the one in use first.
    pub(crate) fn signing(&self) -> Result<Vec<SigningKey>> {
        let keys = match self {
            Self::One(key) => vec![SigningKey::clone(key)],
            Self::Store(store) => store.signers(Use::Log)?,
        };
        if keys.is_empty() { Err(Error::internal("the log has no key")) } else { Ok(keys) }
    }

    /// The verifiers of all that was signed under a name and is still believed, the one in use first.
    pub(crate) fn verifiers(&self, origin: &str) -> Result<Vec<Verifier>> {
        let of_jwk = |key: &Jwk| Verifier::of_public(origin, key);
        match self {
            Self::One(key) => Ok(vec![Verifier::of(origin, key)?]),
            Self::Store(store) => store.verifying_keys(Use::Log)?.iter().map(of_jwk).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use causeway_core::Clock;
    use causeway_crypto::keystore::{KeyUse, MemoryKeyStore, Policy};
    use jiff::{SignedDuration, Timestamp};

    use super::*;
    use crate::log::note;

    const NAME: &str = "localhost:8080/log";

    #[test]
    fn while_a_key_takes_over_whoever_knows_either_line_verifies_the_note() {
        let clock = Clock::manual(Timestamp::UNIX_EPOCH);
        let store = Arc::new(MemoryKeyStore::with_clock(&clock).unwrap());
        let signers = Signers::Store(store.clone());
        let note = || note::sign_by("text\n", NAME, &signers.signing().unwrap()).unwrap();
        let (first, old) = (note(), signers.verifiers(NAME).unwrap());
        store.make(KeyUse::Log, clock.now() + SignedDuration::from_hours(1)).unwrap();
        let both = signers.verifiers(NAME).unwrap();
        assert_eq!((both.len(), &both[0]), (2, &old[0]), "published before it signs");
        let new = both[1].clone();
        assert_eq!(note(), first, "only the old key signs yet");

        clock.advance(SignedDuration::from_hours(1));
        let during = note();
        assert_eq!(during.matches("\u{2014} ").count(), 2);
        for known in [&old[0], &new] {
            assert_eq!(note::open(&during, std::slice::from_ref(known)).unwrap().0, "text\n");
        }
        clock.advance(Policy::overlap(KeyUse::Log));
        let after = note();
        assert!(note::open(&after, &old).is_err());
        assert!(note::open(&after, std::slice::from_ref(&new)).is_ok());
        assert!(
            note::open(&first, &signers.verifiers(NAME).unwrap()).is_ok(),
            "old notes are still verified"
        );
    }

    #[test]
    fn a_second_signature_that_does_not_fit_condemns_the_note() {
        let [one, two] = [(); 2].map(|()| SigningKey::generate(causeway_crypto::jose::Alg::EdDsa).unwrap());
        let both = note::sign_by("text\n", NAME, &[one.clone(), two.clone()]).unwrap();
        let foreign = note::sign_by("other\n", NAME, std::slice::from_ref(&two)).unwrap();
        let (head, _) = both.trim_end().rsplit_once('\n').unwrap();
        let forged = format!("{head}\n{}\n", foreign.trim_end().rsplit_once('\n').unwrap().1);
        let known = [Verifier::of(NAME, &one).unwrap(), Verifier::of(NAME, &two).unwrap()];
        assert!(note::open(&both, &known).is_ok());
        assert!(note::open(&forged, &known).is_err());
        assert!(note::open(&forged, &known[..1]).is_ok(), "who does not know the key passes its line over");
    }
}
