//! Private keys that sign.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair};
use causeway_core::{Error, Result};
use serde::Serialize;
use zeroize::Zeroizing;

use super::{Jwk, bad_key, point};
use crate::b64;

/// How a key signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Alg {
    /// ECDSA on P-256 with SHA-256 (RFC 7518 section 3.4).
    Es256,
    /// Ed25519 (RFC 8037 section 3.1).
    EdDsa,
}

impl Alg {
    /// The value of the `alg` header.
    pub fn name(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::EdDsa => "EdDSA",
        }
    }
}

/// A private key that signs. Cheap to clone; its content never shows.
#[derive(Clone)]
pub struct SigningKey(Arc<Inner>);

struct Inner {
    pair: Pair,
    alg: Alg,
    /// What the key was read from, kept because writing it again can fail and reading cannot. Empty for a key that is elsewhere.
    pkcs8: Zeroizing<Vec<u8>>,
    jwk: Jwk,
    kid: String,
}

enum Pair {
    Es256(EcdsaKeyPair),
    EdDsa(Ed25519KeyPair),
    Remote(Arc<dyn RemoteSigner>),
}

/// Signs with a private key that is somewhere else and stays there, such as in a hardware module.
pub trait RemoteSigner: Send + Sync {
    /// A bare signature of 64 bytes over `data`, as [`SigningKey::sign_raw`] makes one. May block for as long as the other side takes.
    ///
    /// # Errors
    /// `keystore_unavailable` while the other side cannot be reached.
    fn sign(&self, data: &[u8]) -> Result<Vec<u8>>;
}

#[derive(Serialize)]
struct Header<'a> {
    alg: &'static str,
    kid: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    typ: &'a str,
}

impl SigningKey {
    /// A fresh key.
    pub fn generate(alg: Alg) -> Result<Self> {
        let document = match alg {
            Alg::Es256 => {
                EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).and_then(|k| k.to_pkcs8v1())
            }
            Alg::EdDsa => Ed25519KeyPair::generate().and_then(|k| k.to_pkcs8v1()),
        };
        Self::from_pkcs8(document.map_err(Error::internal)?.as_ref())
    }

    /// A key from its unencrypted PKCS#8 form (RFC 5958, DER): P-256 or Ed25519.
    ///
    /// # Errors
    /// `internal` for anything else: such bytes come from our own key store.
    pub fn from_pkcs8(pkcs8: &[u8]) -> Result<Self> {
        let (pair, jwk) = if let Ok(pair) = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8)
        {
            let jwk = {
                let (x, y) = point::coordinates(pair.public_key().as_ref())?;
                Jwk::p256(x, y, "sig", "ES256")?
            };
            (Pair::Es256(pair), jwk)
        } else {
            let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(pkcs8).map_err(Error::internal)?;
            let jwk = Jwk::ed25519(pair.public_key().as_ref())?;
            (Pair::EdDsa(pair), jwk)
        };
        let alg = jwk.signature_alg()?;
        let kid = jwk.thumbprint()?;
        Ok(Self(Arc::new(Inner { pair, alg, pkcs8: Zeroizing::new(pkcs8.to_vec()), jwk, kid })))
    }

    /// A key whose private part is elsewhere: `public` is its uncompressed point (65 bytes, ES256) or the key itself (32 bytes, Ed25519).
    ///
    /// # Errors
    /// `bad_key` when `public` is no such key.
    pub fn remote(alg: Alg, public: &[u8], signer: Arc<dyn RemoteSigner>) -> Result<Self> {
        let jwk = match alg {
            Alg::Es256 => {
                let (x, y) = point::coordinates(public)?;
                Jwk::p256(x, y, "sig", "ES256")?
            }
            Alg::EdDsa if public.len() == 32 => Jwk::ed25519(public)?,
            Alg::EdDsa => return Err(bad_key("an Ed25519 key has 32 bytes")),
        };
        let kid = jwk.thumbprint()?;
        Ok(Self(Arc::new(Inner { pair: Pair::Remote(signer), alg, pkcs8: Zeroizing::default(), jwk, kid })))
    }

    /// The key as unencrypted PKCS#8 (DER), for a key store alone.
    ///
    /// # Errors
    /// `internal` for a key that is elsewhere: it cannot leave.
    pub fn to_pkcs8(&self) -> Result<Zeroizing<Vec<u8>>> {
        match &self.0.pair {
            Pair::Remote(_) => Err(Error::internal("the private key is in another place and stays there")),
            Pair::Es256(_) | Pair::EdDsa(_) => Ok(self.0.pkcs8.clone()),
        }
    }

    /// The key's name: its thumbprint.
    pub fn kid(&self) -> &str {
        &self.0.kid
    }

    /// How it signs.
    pub fn alg(&self) -> Alg {
        self.0.alg
    }

    /// The public part, with `kid`, `use` and `alg`.
    pub fn jwk(&self) -> &Jwk {
        &self.0.jwk
    }

    /// `claims` as a compact JWS (RFC 7515 section 7.1) with the header `{alg, kid, typ}`; an empty `typ` is left out.
    pub fn sign<C: Serialize>(&self, typ: &str, claims: &C) -> Result<String> {
        let header = Header { alg: self.0.alg.name(), kid: &self.0.kid, typ };
        let header = serde_json::to_vec(&header).map_err(Error::internal)?;
        let claims = serde_json::to_vec(claims).map_err(Error::internal)?;
        let mut token = format!("{}.{}", b64::encode(&header), b64::encode(&claims));
        let signature = self.sign_raw(token.as_bytes())?;
        token.push('.');
        token.push_str(&b64::encode(&signature));
        Ok(token)
    }

    /// A bare signature of 64 bytes: Ed25519's own form, or `r || s` (RFC 7518 section 3.4).
    pub fn sign_raw(&self, data: &[u8]) -> Result<Vec<u8>> {
        let signature = match &self.0.pair {
            Pair::Es256(pair) => pair.sign(&SystemRandom::new(), data),
            Pair::EdDsa(pair) => pair.try_sign(data),
            Pair::Remote(signer) => return signer.sign(data),
        };
        Ok(signature.map_err(Error::internal)?.as_ref().to_vec())
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey")
            .field("alg", &self.0.alg)
            .field("kid", &self.0.kid)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::verify_raw;
    use crate::testing::hex;

    /// PKCS#8 version 1 around a bare Ed25519 seed (RFC 8410 section 7).
    pub(super) fn ed25519_from_seed(seed: &str) -> SigningKey {
        SigningKey::from_pkcs8(&hex(&format!("302e020100300506032b657004220420{seed}"))).unwrap()
    }

    #[test]
    fn rfc_8032_section_7_1_test_2() {
        let key = ed25519_from_seed("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
        let signature = concat!(
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da",
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        );
        assert_eq!(key.sign_raw(&[0x72]).unwrap(), hex(signature));
        assert_eq!(
            key.jwk().x,
            b64::encode(&hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"))
        );
    }

    #[test]
    fn rfc_8037_appendix_a_4_signature() {
        let key = ed25519_from_seed("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
        assert_eq!(key.kid(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
        let input = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
        let wanted = "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
        assert_eq!(b64::encode(&key.sign_raw(input.as_bytes()).unwrap()), wanted);
    }

    #[test]
    fn a_key_survives_its_stored_form() {
        for alg in [Alg::Es256, Alg::EdDsa] {
            let key = SigningKey::generate(alg).unwrap();
            let again = SigningKey::from_pkcs8(&key.to_pkcs8().unwrap()).unwrap();
            assert_eq!((again.alg(), again.jwk()), (alg, key.jwk()));
            assert_eq!(key.kid(), key.jwk().thumbprint().unwrap());
            verify_raw(key.jwk(), b"data", &again.sign_raw(b"data").unwrap()).unwrap();
        }
    }

    #[test]
    fn other_bytes_are_no_key() {
        for bad in [&b""[..], b"nonsense", &[0x30; 100]] {
            assert!(SigningKey::from_pkcs8(bad).is_err());
        }
    }

    #[test]
    fn raw_signatures_have_64_bytes() {
        for alg in [Alg::Es256, Alg::EdDsa] {
            assert_eq!(SigningKey::generate(alg).unwrap().sign_raw(b"").unwrap().len(), 64);
        }
    }

    struct Elsewhere(SigningKey);

    impl RemoteSigner for Elsewhere {
        fn sign(&self, data: &[u8]) -> Result<Vec<u8>> {
            self.0.sign_raw(data)
        }
    }

    #[test]
    fn a_key_that_is_elsewhere_signs_like_one_that_is_here_and_cannot_be_taken_out() {
        for alg in [Alg::Es256, Alg::EdDsa] {
            let here = SigningKey::generate(alg).unwrap();
            let public = match alg {
                Alg::Es256 => point::uncompressed(here.jwk()).unwrap().to_vec(),
                Alg::EdDsa => b64::decode(&here.jwk().x).unwrap(),
            };
            let there = SigningKey::remote(alg, &public, Arc::new(Elsewhere(here.clone()))).unwrap();
            assert_eq!((there.jwk(), there.kid(), there.alg()), (here.jwk(), here.kid(), alg));
            verify_raw(here.jwk(), b"data", &there.sign_raw(b"data").unwrap()).unwrap();
            assert!(there.to_pkcs8().is_err());
            assert!(SigningKey::remote(alg, &public[1..], Arc::new(Elsewhere(here))).is_err());
        }
    }

    #[test]
    fn debug_shows_the_name_and_not_the_key() {
        let key = SigningKey::generate(Alg::EdDsa).unwrap();
        let shown = format!("{key:?}");
        assert!(shown.contains(key.kid()));
        assert!(!shown.contains("pkcs8") && !shown.contains("pair"));
    }
}
