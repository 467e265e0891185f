//! Private keys that sign.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RSA_PSS_SHA256,
    RsaKeyPair,
};
use causeway_core::{Error, Result};
use serde::Serialize;
use zeroize::Zeroizing;

use super::paste::is_strong;
use super::{Alg, Jwk, bad_key};
use crate::{b64, der};

/// The size of RSA keys that are made: what they sign is good for minutes, and each signature costs many times one on P-256 as it is.
pub(crate) const RSA_SIZE: KeySize = KeySize::Rsa2048;

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
    Rsa(RsaKeyPair),
    Remote(Arc<dyn RemoteSigner>),
}

/// Signs with a private key that is somewhere else and stays there, such as in a hardware module.
pub trait RemoteSigner: Send + Sync {
    /// A bare signature over `data`, as [`SigningKey::sign_raw_as`] makes one: `alg` is one that the key has. May block for as long as
    /// the other side takes.
    ///
    /// # Errors
    /// `keystore_unavailable` while the other side cannot be reached.
    fn sign(&self, alg: Alg, data: &[u8]) -> Result<Vec<u8>>;
}

#[derive(Serialize)]
struct Header<'a> {
    alg: &'static str,
    kid: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    typ: &'a str,
}

impl SigningKey {
    /// A fresh key; for PS256 and RS256 it is the same kind, which does both.
    pub fn generate(alg: Alg) -> Result<Self> {
        let document = match alg {
            Alg::Es256 => EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING)
                .and_then(|k| k.to_pkcs8v1())
                .map(|document| Zeroizing::new(document.as_ref().to_vec())),
            Alg::EdDsa => Ed25519KeyPair::generate()
                .and_then(|k| k.to_pkcs8v1())
                .map(|document| Zeroizing::new(document.as_ref().to_vec())),
            Alg::Ps256 | Alg::Rs256 => RsaKeyPair::generate(RSA_SIZE)
                .and_then(|k| AsDer::<Pkcs8V1Der<'static>>::as_der(&k))
                .map(|document| Zeroizing::new(document.as_ref().to_vec())),
        };
        Self::from_pkcs8(&document.map_err(Error::internal)?)
    }

    /// A key from its unencrypted PKCS#8 form (RFC 5958, DER): P-256, Ed25519, or RSA of 2048 to 4096 bits.
    ///
    /// # Errors
    /// `internal` for anything else: such bytes come from our own key store.
    pub fn from_pkcs8(pkcs8: &[u8]) -> Result<Self> {
        let (pair, public) =
            if let Ok(pair) = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8) {
                let public = Jwk::p256(pair.public_key().as_ref())?;
                (Pair::Es256(pair), public)
            } else if let Ok(pair) = RsaKeyPair::from_pkcs8(pkcs8) {
                let (n, e) = der::rsa_public_key(pair.public_key().as_ref())
                    .ok_or_else(|| Error::internal("an RSA key without its numbers"))?;
                let public = Jwk::rsa(n, e);
                (Pair::Rsa(pair), public)
            } else {
                let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(pkcs8).map_err(Error::internal)?;
                let public = Jwk::ed25519(pair.public_key().as_ref())?;
                (Pair::EdDsa(pair), public)
            };
        Self::with(pair, public, Zeroizing::new(pkcs8.to_vec()))
    }

    /// A key whose private part is elsewhere; its public part is `public`.
    ///
    /// # Errors
    /// `bad_key` when `public` is no sound key.
    pub fn remote(public: Jwk, signer: Arc<dyn RemoteSigner>) -> Result<Self> {
        Self::with(Pair::Remote(signer), public, Zeroizing::default())
    }

    fn with(pair: Pair, public: Jwk, pkcs8: Zeroizing<Vec<u8>>) -> Result<Self> {
        if !is_strong(&public) {
            return Err(bad_key("a key that is not on its curve, or too short"));
        }
        let algs = public.signature_algs()?;
        let alg = public.signature_alg()?;
        // A key that can do two is published for both.
        let only = if algs.len() == 1 { Some(alg.name()) } else { None };
        let jwk = public.published("sig", only)?;
        let kid = jwk.thumbprint()?;
        Ok(Self(Arc::new(Inner { pair, alg, pkcs8, jwk, kid })))
    }

    /// The key as unencrypted PKCS#8 (DER), for a key store alone.
    ///
    /// # Errors
    /// `internal` for a key that is elsewhere: it cannot leave.
    pub fn to_pkcs8(&self) -> Result<Zeroizing<Vec<u8>>> {
        match &self.0.pair {
            Pair::Remote(_) => Err(Error::internal("the private key is in another place and stays there")),
            Pair::Es256(_) | Pair::EdDsa(_) | Pair::Rsa(_) => Ok(self.0.pkcs8.clone()),
        }
    }

    /// The key's name: its thumbprint.
    pub fn kid(&self) -> &str {
        &self.0.kid
    }

    /// How it signs: an RSA key by PS256, unless [`Self::sign_as`] is told otherwise.
    pub fn alg(&self) -> Alg {
        self.0.alg
    }

    /// Whether it can sign by `alg`.
    pub fn can(&self, alg: Alg) -> bool {
        self.0.jwk.signature_algs().is_ok_and(|algs| algs.contains(&alg))
    }

    /// The public part, with `kid` and `use`; with `alg` unless it is an RSA key, which has two.
    pub fn jwk(&self) -> &Jwk {
        &self.0.jwk
    }

    /// `claims` as a compact JWS (RFC 7515 section 7.1) with the header `{alg, kid, typ}`; an empty `typ` is left out.
    pub fn sign<C: Serialize>(&self, typ: &str, claims: &C) -> Result<String> {
        self.sign_as(self.0.alg, typ, claims)
    }

    /// As [`Self::sign`], by one of the algorithms that the key has.
    ///
    /// # Errors
    /// `internal` when it [cannot](Self::can).
    pub fn sign_as<C: Serialize>(&self, alg: Alg, typ: &str, claims: &C) -> Result<String> {
        let header = Header { alg: alg.name(), kid: &self.0.kid, typ };
        let header = serde_json::to_vec(&header).map_err(Error::internal)?;
        let claims = serde_json::to_vec(claims).map_err(Error::internal)?;
        let mut token = format!("{}.{}", b64::encode(&header), b64::encode(&claims));
        let signature = self.sign_raw_as(alg, token.as_bytes())?;
        token.push('.');
        token.push_str(&b64::encode(&signature));
        Ok(token)
    }

    /// A bare signature by [`Self::alg`]: Ed25519's own form or `r || s` (RFC 7518 section 3.4), 64 bytes; of an RSA key as many bytes as
    /// its modulus has.
    pub fn sign_raw(&self, data: &[u8]) -> Result<Vec<u8>> {
        self.sign_raw_as(self.0.alg, data)
    }

    /// As [`Self::sign_raw`], by one of the algorithms that the key has.
    ///
    /// # Errors
    /// `internal` when it [cannot](Self::can).
    pub fn sign_raw_as(&self, alg: Alg, data: &[u8]) -> Result<Vec<u8>> {
        if !self.can(alg) {
            return Err(Error::internal(format!("the key {} does not sign by {}", self.0.kid, alg.name())));
        }
        let signature = match &self.0.pair {
            Pair::Es256(pair) => pair.sign(&SystemRandom::new(), data),
            Pair::EdDsa(pair) => pair.try_sign(data),
            Pair::Rsa(pair) => return sign_rsa(pair, alg, data),
            Pair::Remote(signer) => return signer.sign(alg, data),
        };
        Ok(signature.map_err(Error::internal)?.as_ref().to_vec())
    }
}

fn sign_rsa(pair: &RsaKeyPair, alg: Alg, data: &[u8]) -> Result<Vec<u8>> {
    let encoding = if alg == Alg::Rs256 { &RSA_PKCS1_SHA256 } else { &RSA_PSS_SHA256 };
    let mut signature = vec![0; pair.public_modulus_len()];
    pair.sign(encoding, &SystemRandom::new(), data, &mut signature).map_err(Error::internal)?;
    Ok(signature)
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
    use crate::jose::{JwkSet, PublicKey, verify, verify_raw, verify_with};
    use crate::testing::hex;

    /// One for each kind of key.
    const KINDS: [Alg; 3] = Alg::STRONG;

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
        let x = b64::encode(&hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"));
        assert_eq!(key.jwk().key, PublicKey::Ed25519 { x });
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
        for alg in KINDS {
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
        fn sign(&self, alg: Alg, data: &[u8]) -> Result<Vec<u8>> {
            self.0.sign_raw_as(alg, data)
        }
    }

    #[test]
    fn a_key_that_is_elsewhere_signs_like_one_that_is_here_and_cannot_be_taken_out() {
        for alg in KINDS {
            let here = SigningKey::generate(alg).unwrap();
            let bare = Jwk { kid: None, use_: None, alg: None, ..here.jwk().clone() };
            let there = SigningKey::remote(bare, Arc::new(Elsewhere(here.clone()))).unwrap();
            assert_eq!((there.jwk(), there.kid(), there.alg()), (here.jwk(), here.kid(), alg));
            verify_raw(here.jwk(), b"data", &there.sign_raw(b"data").unwrap()).unwrap();
            assert!(there.to_pkcs8().is_err());
            let weak = match &here.jwk().key {
                PublicKey::P256 { x, .. } => PublicKey::P256 { x: x.clone(), y: x.clone() },
                PublicKey::Ed25519 { .. } => PublicKey::Ed25519 { x: b64::encode(&[0; 32]) },
                PublicKey::Rsa { n, .. } => PublicKey::Rsa { n: n.clone(), e: "Aw".to_owned() },
            };
            let weak = Jwk { key: weak, ..here.jwk().clone() };
            assert!(SigningKey::remote(weak, Arc::new(Elsewhere(here))).is_err());
        }
    }

    #[test]
    fn rfc7518_3_3_and_3_5_an_rsa_key_signs_by_both_and_is_published_for_both() {
        let key = SigningKey::generate(Alg::Rs256).unwrap();
        assert_eq!((key.alg(), key.jwk().alg.as_deref()), (Alg::Ps256, None));
        let keys = JwkSet { keys: vec![key.jwk().clone()] };
        let by = |alg| key.sign_as(alg, "", &serde_json::json!({"a": 1})).unwrap();
        for alg in [Alg::Ps256, Alg::Rs256] {
            assert_eq!(key.sign_raw_as(alg, b"").unwrap().len(), 256);
            assert!(verify_with::<serde_json::Value>(&by(alg), &keys, "", &[alg]).is_ok());
            assert!(verify_with::<serde_json::Value>(&by(alg), &keys, "", &[Alg::Es256]).is_err());
        }
        assert!(verify::<serde_json::Value>(&by(Alg::Ps256), &keys, "").is_ok());
        assert!(
            verify::<serde_json::Value>(&by(Alg::Rs256), &keys, "").is_err(),
            "only where it is asked for"
        );
    }

    #[test]
    fn a_key_signs_by_its_own_algorithms_alone() {
        let all = [Alg::Es256, Alg::EdDsa, Alg::Ps256, Alg::Rs256];
        for alg in KINDS {
            let key = SigningKey::generate(alg).unwrap();
            let can: Vec<_> = all.into_iter().filter(|other| key.can(*other)).collect();
            let wanted = if alg == Alg::Ps256 { vec![Alg::Ps256, Alg::Rs256] } else { vec![alg] };
            assert_eq!(can, wanted);
            for other in all.into_iter().filter(|other| !can.contains(other)) {
                assert!(key.sign_raw_as(other, b"").is_err() && key.sign_as(other, "", &()).is_err());
            }
        }
    }

    /// A key of 1024 bits, made by another implementation.
    #[test]
    fn rfc7518_3_3_a_private_key_that_is_too_short_is_none() {
        let made = std::process::Command::new("openssl")
            .args(["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024", "-outform", "DER"])
            .output()
            .unwrap();
        assert!(made.status.success());
        assert!(SigningKey::from_pkcs8(&made.stdout).is_err());
    }

    #[test]
    fn debug_shows_the_name_and_not_the_key() {
        let key = SigningKey::generate(Alg::EdDsa).unwrap();
        let shown = format!("{key:?}");
        assert!(shown.contains(key.kid()));
        assert!(!shown.contains("pkcs8") && !shown.contains("pair"));
    }
}
