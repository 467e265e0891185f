//! RSA (RFC 7518 sections 3.3, 3.5 and 4.3): public keys held against what is sound, signatures by them, and encryption to them.

use aws_lc_rs::rsa::{OAEP_SHA256_MGF1SHA256, OaepPublicEncryptingKey, PublicEncryptingKey};
use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256, RsaPublicKeyComponents};
use causeway_core::{Error, Result};

use super::bad_key;
use crate::b64;

/// The shortest modulus, in bits (RFC 7518 section 3.3).
const SHORTEST: usize = 2048;
/// The longest: the time to verify grows with it, and whoever sends a key chooses it.
const LONGEST: usize = 4096;
/// No exponent is longer, in bytes, for the same reason.
const EXPONENT: usize = 4;

/// A public key that is sound.
pub(super) struct Components {
    n: Vec<u8>,
    e: Vec<u8>,
}

impl Components {
    /// From the members of a JWK (RFC 7518 section 6.3.1), without leading zeros: 2048 to 4096 bits, and an exponent that is odd, more
    /// than 2^16 (FIPS 186-5 section 5.4) and less than 2^32.
    pub(super) fn read(n: &str, e: &str) -> Result<Self> {
        let number = |text: &str| b64::decode(text).map_err(|_| bad_key("a number is not Base64url"));
        let (n, e) = (number(n)?, number(e)?);
        if !(SHORTEST..=LONGEST).contains(&bits(&n)) || !is_odd(&n) {
            return Err(bad_key("the modulus is even, or has fewer than 2048 or more than 4096 bits"));
        }
        if !(17..=EXPONENT * 8).contains(&bits(&e)) || !is_odd(&e) {
            return Err(bad_key("the exponent is even, or not between 2^16 and 2^32"));
        }
        Ok(Self { n, e })
    }

    /// Whether `signature` is one over `data` by RSASSA-PSS with a salt of 32 bytes (`pss`), or by RSASSA-PKCS1-v1_5; both with SHA-256.
    pub(super) fn verify(&self, pss: bool, data: &[u8], signature: &[u8]) -> bool {
        let parameters = if pss { &RSA_PSS_2048_8192_SHA256 } else { &RSA_PKCS1_2048_8192_SHA256 };
        self.numbers().verify(parameters, data, signature).is_ok()
    }

    /// `secret` encrypted by RSAES-OAEP with SHA-256 (RFC 7518 section 4.3), different each time.
    pub(super) fn encrypt(&self, secret: &[u8]) -> Result<Vec<u8>> {
        let key: PublicEncryptingKey = self.numbers().try_into().map_err(|_| bad_key("no RSA key"))?;
        let key = OaepPublicEncryptingKey::new(key).map_err(Error::internal)?;
        let mut encrypted = vec![0; key.ciphertext_size()];
        key.encrypt(&OAEP_SHA256_MGF1SHA256, secret, &mut encrypted, None).map_err(Error::internal)?;
        Ok(encrypted)
    }

    fn numbers(&self) -> RsaPublicKeyComponents<&[u8]> {
        RsaPublicKeyComponents { n: &self.n, e: &self.e }
    }
}

/// The length of a number in bits; none of one that begins with a zero byte, of which there would be many forms.
fn bits(number: &[u8]) -> usize {
    match number.first() {
        None | Some(0) => 0,
        Some(first) => number.len() * 8 - usize::try_from(first.leading_zeros()).unwrap_or(0),
    }
}

fn is_odd(number: &[u8]) -> bool {
    number.last().is_some_and(|last| last & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reads(n: &[u8], e: &[u8]) -> bool {
        Components::read(&b64::encode(n), &b64::encode(e)).is_ok()
    }

    const F4: [u8; 3] = [1, 0, 1];

    #[test]
    fn rfc7518_3_3_a_modulus_has_2048_bits_and_no_more_than_is_quick() {
        for (length, taken) in
            [(128, false), (255, false), (256, true), (384, true), (512, true), (513, false), (2048, false)]
        {
            assert_eq!(reads(&vec![0xff; length], &F4), taken, "{length}");
        }
        let mut n = vec![0xff; 256];
        n[0] = 0x7f;
        assert!(!reads(&n, &F4), "2047 bits");
        n[0] = 0x80;
        assert!(reads(&n, &F4));
        n[255] = 0xfe;
        assert!(!reads(&n, &F4), "an even modulus");
    }

    #[test]
    fn rfc7518_6_3_1_1_a_number_has_one_form() {
        assert!(!reads(&[&[0][..], &[0xff; 256]].concat(), &F4));
        assert!(!reads(&[0xff; 256], &[0, 1, 0, 1]));
        assert!(!reads(&[], &F4) && !reads(&[0xff; 256], &[]));
        let n = b64::encode(&[0xff; 256]);
        for bad in ["AQAB=", "AQA", " AQAB", "?"] {
            assert!(Components::read(&n, bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn fips186_5_5_4_an_exponent_is_neither_trivial_nor_huge() {
        for e in [
            &[1][..],
            &[3],
            &[17],
            &[0xff, 0xff],
            &[1, 0, 0],
            &[1, 0, 2],
            &[0],
            &[1, 0, 0, 0, 1],
            &[0xff; 256],
        ] {
            assert!(!reads(&[0xff; 256], e), "{e:?}");
        }
        assert!(reads(&[0xff; 256], &[1, 0, 1]) && reads(&[0xff; 256], &[0xff, 0xff, 0xff, 0xff]));
    }
}
