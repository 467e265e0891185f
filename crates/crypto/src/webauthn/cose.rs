//! Public keys as `COSE_Key` (RFC 9052 section 7, RFC 9053 sections 7.1 and 7.2, RFC 8230 section 4) and signatures by them.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ED25519, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents,
};

use super::cbor::{self, Map};
use super::refusal::Refusal;

/// What is asked of authenticators and accepted from them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Alg {
    Es256,
    EdDsa,
    Rs256,
}

impl Alg {
    /// In the order of preference.
    pub(super) const ASKED: [Self; 3] = [Self::Es256, Self::EdDsa, Self::Rs256];

    /// The number in the COSE registry.
    pub(super) fn number(self) -> i64 {
        match self {
            Self::Es256 => -7,
            Self::EdDsa => -8,
            Self::Rs256 => -257,
        }
    }
}

// Labels and values of RFC 9052 table 4, RFC 9053 tables 17 to 20, RFC 8230 table 4.
const KTY: i64 = 1;
const ALG: i64 = 3;
const CRV_OR_N: i64 = -1;
const X_OR_E: i64 = -2;
const Y: i64 = -3;
const OKP: i64 = 1;
const EC2: i64 = 2;
const RSA: i64 = 3;
const P256: i64 = 1;
const ED25519_CURVE: i64 = 6;

/// A key that can verify.
pub(super) struct PublicKey {
    alg: Alg,
    key: ParsedPublicKey,
}

impl PublicKey {
    /// Reads a `COSE_Key` and nothing after it.
    pub(super) fn parse(cose: &[u8]) -> Result<Self, Refusal> {
        Self::from_map(&cbor::only(cose)?)
    }

    /// 7.1 step 20: the algorithm is one that was asked for, and the key is a key for it: a point on its curve, a modulus of 2048 to
    /// 8192 bits.
    pub(super) fn from_map(map: &Map) -> Result<Self, Refusal> {
        let alg = map.int(ALG).and_then(|n| Alg::ASKED.into_iter().find(|alg| alg.number() == n));
        let alg = alg.ok_or(Refusal::Algorithm)?;
        let key = match (alg, map.int(KTY)) {
            (Alg::Es256, Some(EC2)) => p256(map),
            (Alg::EdDsa, Some(OKP)) => ed25519(map),
            (Alg::Rs256, Some(RSA)) => rsa(map),
            _ => None,
        };
        Ok(Self { alg, key: key.ok_or(Refusal::Algorithm)? })
    }

    /// 7.2 step 21.
    pub(super) fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), Refusal> {
        self.key.verify_sig(message, signature).map_err(|_| Refusal::Signature)
    }
}

impl std::fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PublicKey").field("alg", &self.alg).finish_non_exhaustive()
    }
}

/// Section 5.8.5: ES256 here means P-256, and the point is not compressed.
fn p256(map: &Map) -> Option<ParsedPublicKey> {
    let (x, y) = (map.bytes(X_OR_E)?, map.bytes(Y)?);
    let sound = map.int(CRV_OR_N) == Some(P256) && x.len() == 32 && y.len() == 32;
    let point = [&[4], x, y].concat();
    sound.then(|| ParsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).ok()).flatten()
}

fn ed25519(map: &Map) -> Option<ParsedPublicKey> {
    let x = map.bytes(X_OR_E)?;
    let sound = map.int(CRV_OR_N) == Some(ED25519_CURVE) && x.len() == 32;
    sound.then(|| ParsedPublicKey::new(&ED25519, x).ok()).flatten()
}

fn rsa(map: &Map) -> Option<ParsedPublicKey> {
    let (n, e) = (map.bytes(CRV_OR_N)?, map.bytes(X_OR_E)?);
    let bits = n.len() * 8 - usize::try_from(n.first()?.leading_zeros()).ok()?;
    let sound = (2048..=8192).contains(&bits);
    let components = RsaPublicKeyComponents { n, e };
    sound.then(|| components.to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Key, cose_map};
    use super::*;
    use ciborium::Value;

    fn parse(map: &[(i64, Value)]) -> Result<PublicKey, Refusal> {
        PublicKey::parse(&cose_map(map))
    }

    fn with(key: &Key, label: i64, value: impl Into<Value>) -> Result<PublicKey, Refusal> {
        let value = value.into();
        let mut map = key.cose_entries();
        for entry in &mut map {
            if entry.0 == label {
                entry.1 = value.clone();
            }
        }
        parse(&map)
    }

    #[test]
    fn keys_of_all_three_algorithms_verify_what_they_signed() {
        for key in Key::all() {
            let public = parse(&key.cose_entries()).unwrap();
            public.verify(b"message", &key.sign(b"message")).unwrap();
            assert_eq!(public.verify(b"other", &key.sign(b"message")), Err(Refusal::Signature));
            assert_eq!(public.verify(b"message", &[]), Err(Refusal::Signature));
        }
    }

    #[test]
    fn step_7_1_20_an_algorithm_that_was_not_asked_for_is_refused() {
        for other in [-35, -36, -37, -47, -65535, 0] {
            assert_eq!(with(&Key::es256(), ALG, other).unwrap_err(), Refusal::Algorithm, "{other}");
        }
    }

    #[test]
    fn an_algorithm_must_fit_its_key_type_and_curve() {
        assert!(with(&Key::es256(), ALG, -8).is_err());
        assert!(with(&Key::es256(), KTY, OKP).is_err());
        assert!(with(&Key::es256(), CRV_OR_N, 2).is_err());
        assert!(with(&Key::eddsa(), CRV_OR_N, 4).is_err());
        assert!(with(&Key::eddsa(), ALG, -7).is_err());
    }

    #[test]
    fn a_point_off_the_curve_is_refused() {
        assert!(with(&Key::es256(), Y, Value::Bytes(vec![1; 32])).is_err());
        assert!(with(&Key::es256(), Y, Value::Bytes(vec![1; 31])).is_err());
        assert!(with(&Key::eddsa(), X_OR_E, Value::Bytes(vec![1; 33])).is_err());
    }

    #[test]
    fn section_5_8_5_a_compressed_point_is_refused() {
        assert!(with(&Key::es256(), Y, Value::Bool(true)).is_err());
    }

    #[test]
    fn rsa_keys_have_2048_to_8192_bits() {
        for n in [vec![], vec![0xff; 128], vec![0x7f; 256], vec![0xff; 1025]] {
            assert!(with(&Key::rs256(), CRV_OR_N, Value::Bytes(n)).is_err());
        }
    }

    #[test]
    fn an_empty_key_is_refused() {
        assert_eq!(parse(&[]).unwrap_err(), Refusal::Algorithm);
    }
}
