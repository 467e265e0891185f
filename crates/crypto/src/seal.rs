//! Sealing: AES-256-GCM (NIST SP 800-38D) under a context that binds a value to its place.
//!
//! A sealed value is `version (1 byte, = 1) || nonce (12 bytes, random) || ciphertext || tag (16 bytes)`; the additional data are the
//! version and the context. Moved to another place, or changed by a bit, it does not open. A key seals far fewer than the 2^32 values
//! that random nonces allow it: a person's key seals one person's data, and a master key only keys.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use causeway_core::{Error, Result, Rng};
use zeroize::Zeroizing;

const VERSION: u8 = 1;

/// A key of 32 bytes that seals. Zeroised when dropped.
#[derive(Clone)]
pub struct SealingKey(Zeroizing<[u8; 32]>);

impl SealingKey {
    /// A fresh one.
    pub fn generate(rng: &Rng) -> Result<Self> {
        Ok(Self(Zeroizing::new(rng.bytes()?)))
    }

    /// A key from storage; it must be exactly 32 bytes.
    pub(crate) fn from_slice(bytes: &[u8]) -> Result<Self> {
        let mut key = Zeroizing::new([0; 32]);
        if bytes.len() != key.len() {
            return Err(Error::internal("a sealing key has 32 bytes"));
        }
        key.copy_from_slice(bytes);
        Ok(Self(key))
    }

    /// For wrapping and for the key store's files alone.
    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Seals `plain` for the place that `context` names.
    pub fn seal(&self, rng: &Rng, context: &str, plain: &[u8]) -> Result<Vec<u8>> {
        let nonce = rng.bytes::<NONCE_LEN>()?;
        let mut body = Zeroizing::new(plain.to_vec());
        let tag = self
            .cipher()?
            .seal_in_place_separate_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(additional(context)),
                &mut body,
            )
            .map_err(Error::internal)?;
        Ok(form(&nonce, &[body.as_slice(), tag.as_ref()].concat()))
    }

    /// Opens what [`SealingKey::seal`] made for the same `context`.
    ///
    /// # Errors
    /// `internal`: sealed values come from our own storage, so one that does not open was damaged, moved or forged there.
    pub fn open(&self, context: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        let (nonce, body) = split(sealed).ok_or_else(|| damaged(context))?;
        let mut body = Zeroizing::new(body.to_vec());
        let length = self
            .cipher()?
            .open_in_place(Nonce::assume_unique_for_key(nonce), Aad::from(additional(context)), &mut body)
            .map_err(|_| damaged(context))?
            .len();
        body.truncate(length);
        Ok(body)
    }

    fn cipher(&self) -> Result<LessSafeKey> {
        UnboundKey::new(&AES_256_GCM, self.0.as_slice()).map(LessSafeKey::new).map_err(Error::internal)
    }
}

impl std::fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealingKey(..)")
    }
}

/// Bytes of a nonce.
#[cfg(feature = "pkcs11")]
pub(crate) const NONCE: usize = NONCE_LEN;

/// The additional data under which a value is sealed.
pub(crate) fn additional(context: &str) -> Vec<u8> {
    [&[VERSION], context.as_bytes()].concat()
}

/// A sealed value from its nonce, and its ciphertext with the tag.
pub(crate) fn form(nonce: &[u8; NONCE_LEN], body: &[u8]) -> Vec<u8> {
    [&[VERSION], nonce.as_slice(), body].concat()
}

/// Nonce, and ciphertext with the tag, of a sealed value.
pub(crate) fn split(sealed: &[u8]) -> Option<([u8; NONCE_LEN], &[u8])> {
    let (&version, rest) = sealed.split_first()?;
    let (nonce, body) = rest.split_first_chunk::<NONCE_LEN>()?;
    (version == VERSION).then_some((*nonce, body))
}

/// The context names a place, never a value, so it may be logged: it says which row to look at.
pub(crate) fn damaged(context: &str) -> Error {
    Error::internal(format!(
        "the sealed value at {context} does not open: wrong key, wrong place, or damaged"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::hex;
    use causeway_core::Rng;
    use proptest::prelude::*;

    fn key() -> SealingKey {
        SealingKey::from_slice(&[7; 32]).unwrap()
    }

    /// Test case 16 of the GCM specification (`McGrew` and Viega), which NIST SP 800-38D takes over.
    #[test]
    fn aes_256_gcm_test_case_16() {
        let key = hex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
        let plain = hex(concat!(
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72",
            "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
        ));
        let aad = hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
        let nonce: [u8; 12] = hex("cafebabefacedbaddecaf888").try_into().unwrap();
        let mut body = plain.clone();
        let tag = SealingKey::from_slice(&key)
            .unwrap()
            .cipher()
            .unwrap()
            .seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), Aad::from(aad), &mut body)
            .unwrap();
        let wanted = concat!(
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa",
            "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
        );
        assert_eq!(body, hex(wanted));
        assert_eq!(tag.as_ref(), hex("76fc6ece0f4e1768cddf8853bb2d551b"));
    }

    /// Made by another implementation from the form's description: what is stored today must open for ever.
    #[test]
    fn a_value_sealed_under_version_1_opens() {
        let sealed = hex("01000102030405060708090a0b68ed881973c51b4f1087ed57a2b6094b46a0657850");
        assert_eq!(key().open("vault.item:name", &sealed).unwrap().as_slice(), b"plain");
    }

    #[test]
    fn the_form_is_version_nonce_ciphertext_tag() {
        let sealed = key().seal(&Rng::seeded(1), "here", b"four").unwrap();
        assert_eq!(sealed.len(), 1 + 12 + 4 + 16);
        assert_eq!(sealed[0], VERSION);
        assert_eq!(key().open("here", &sealed).unwrap().as_slice(), b"four");
    }

    #[test]
    fn the_same_value_never_looks_the_same_twice() {
        let rng = Rng::seeded(1);
        assert_ne!(key().seal(&rng, "here", b"x").unwrap(), key().seal(&rng, "here", b"x").unwrap());
    }

    #[test]
    fn a_value_opens_only_in_its_place_and_by_its_key() {
        let rng = Rng::seeded(1);
        let sealed = key().seal(&rng, "vault.item:name", b"x").unwrap();
        assert!(key().open("vault.item:address", &sealed).is_err());
        assert!(SealingKey::generate(&rng).unwrap().open("vault.item:name", &sealed).is_err());
    }

    #[test]
    fn debug_does_not_show_the_key() {
        assert_eq!(format!("{:?}", key()), "SealingKey(..)");
    }

    proptest! {
        #[test]
        fn whatever_was_sealed_opens(plain: Vec<u8>, context: String, seed: u64) {
            let sealed = key().seal(&Rng::seeded(seed), &context, &plain).unwrap();
            prop_assert_eq!(key().open(&context, &sealed).unwrap().to_vec(), plain);
        }

        #[test]
        fn any_change_is_noticed(at: prop::sample::Index, bit in 0u8..8) {
            let mut sealed = key().seal(&Rng::seeded(3), "here", b"plain text").unwrap();
            let at = at.index(sealed.len());
            sealed[at] ^= 1 << bit;
            prop_assert!(key().open("here", &sealed).is_err());
        }

        #[test]
        fn nonsense_does_not_open(sealed: Vec<u8>) {
            prop_assert!(key().open("here", &sealed).is_err());
        }
    }
}
