//! The client's public keys: each one sound for what it is for ([`causeway_crypto::jose::check_keys`]). Whether those that it needs are
//! there, [`crate::rules::check_settings`] says.

use causeway_core::draft::Fault;
use causeway_crypto::jose::{self, Jwk, JwkSet, KeyUse};

use crate::draft::ClientDraft;
use crate::jwks::is_for_encryption;

pub(super) fn check(draft: &ClientDraft) -> Vec<Fault> {
    let (enc, sig): (Vec<Jwk>, Vec<Jwk>) = draft.keys.keys.iter().cloned().partition(is_for_encryption);
    let mut faults = jose::check_keys("keys", &JwkSet { keys: sig }, KeyUse::Signing);
    faults.extend(jose::check_keys("keys", &JwkSet { keys: enc }, KeyUse::AnyEncryption));
    faults
}

#[cfg(test)]
mod tests {
    use causeway_crypto::jose::DecryptionKey;

    use super::*;
    use crate::tests::samples;

    fn codes(change: impl FnOnce(&mut ClientDraft)) -> Vec<&'static str> {
        let mut draft = samples::draft();
        change(&mut draft);
        check(&draft).into_iter().map(|fault| fault.code).collect()
    }

    #[test]
    fn rfc7517_4_2_each_key_is_sound_for_what_it_says_it_is_for() {
        let opening = DecryptionKey::generate().unwrap().jwk().clone();
        assert!(codes(|d| d.keys.keys.push(opening.clone())).is_empty());
        let odd = Jwk { alg: Some("ES256".to_owned()), ..opening };
        assert_eq!(codes(|d| d.keys.keys.push(odd.clone())), ["key_use"]);
    }
}
