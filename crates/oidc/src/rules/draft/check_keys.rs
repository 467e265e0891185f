//! The client's public keys: there where they are needed, and each one sound ([`causeway_crypto::jose::check_keys`]).

use causeway_core::draft::Fault;
use causeway_crypto::jose::{self, KeyUse};

use crate::draft::{AuthMethod, ClientDraft};
use crate::scope::Scope;

pub(super) fn check(draft: &ClientDraft) -> Vec<Fault> {
    let mut faults: Vec<Fault> = check_needed(draft).into_iter().collect();
    faults.extend(jose::check_keys("keys", &draft.keys, KeyUse::Signing));
    faults
}

/// RFC 7523 section 3 rule 9: whoever authenticates by a signature, or signs exchange requests, has a key to verify it by.
fn check_needed(draft: &ClientDraft) -> Option<Fault> {
    let signs = draft.auth == AuthMethod::PrivateKeyJwt || draft.scopes.has(Scope::Exchange);
    (signs && draft.keys.keys.is_empty()).then(|| {
        let mend =
            "Paste the client's public keys: private_key_jwt, and every exchange request, is a signature.";
        Fault::new("keys", "keys_missing", mend)
    })
}

#[cfg(test)]
mod tests {
    use causeway_crypto::jose::{DecryptionKey, JwkSet};

    use super::*;
    use crate::scope::Scopes;
    use crate::tests::samples;

    fn codes(change: impl FnOnce(&mut ClientDraft)) -> Vec<&'static str> {
        let mut draft = samples::draft();
        change(&mut draft);
        check(&draft).into_iter().map(|fault| fault.code).collect()
    }

    #[test]
    fn rfc7523_3_9_whoever_signs_has_a_key() {
        let none = JwkSet::default;
        assert_eq!(codes(|d| (d.auth, d.keys) = (AuthMethod::PrivateKeyJwt, none())), ["keys_missing"]);
        assert_eq!(
            codes(|d| (d.scopes, d.keys) = (Scopes::parse("openid exchange"), none())),
            ["keys_missing"]
        );
        assert!(codes(|d| (d.scopes, d.keys) = (Scopes::parse("openid"), none())).is_empty());
    }

    #[test]
    fn rfc7517_4_2_a_key_for_encryption_proves_nobody() {
        let opening = DecryptionKey::generate().unwrap().jwk().clone();
        assert_eq!(codes(|d| d.keys.keys = vec![opening]), ["key_use"]);
    }
}
