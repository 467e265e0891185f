//! Key pairs in the token: how each kind is made, what the module shows of it, and how it signs.

use causeway_core::{Error, Result};
use cryptoki::mechanism::rsa::{PkcsMgfType, PkcsPssParams};
use cryptoki::mechanism::{Mechanism, MechanismType};
use cryptoki::object::{Attribute, AttributeType, ObjectHandle};
use cryptoki::session::Session;

use super::token::Trouble;
use crate::digest::sha256;
use crate::jose::{Alg, Jwk, RSA_SIZE};
use crate::keystore::{KeyUse, Use};

/// The object identifiers of P-256 (RFC 5480) and Ed25519 (RFC 8410) in DER.
const P256: &[u8] = &[0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
pub(super) const ED25519: &[u8] = &[0x06, 0x03, 0x2b, 0x65, 0x70];
/// The public exponent of every RSA key that is made here.
const F4: [u8; 3] = [1, 0, 1];
/// What stands before a hash of SHA-256 where PKCS#1 signs it (RFC 8017 section 9.2, note 1): `CKM_RSA_PKCS` does not add it.
const SHA256_INFO: [u8; 19] = [
    0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00,
    0x04, 0x20,
];

/// The kinds of pairs.
#[derive(Clone, Copy)]
pub(super) enum Pair {
    P256,
    Ed25519,
    Rsa,
}

impl Pair {
    /// What keys for a use are.
    pub(super) fn of(of: KeyUse) -> Self {
        match of.signing().map(Use::alg) {
            Some(Alg::EdDsa) => Self::Ed25519,
            Some(Alg::Ps256 | Alg::Rs256) => Self::Rsa,
            Some(Alg::Es256) | None => Self::P256,
        }
    }

    /// How one is made: by which mechanism, and what its public half must say.
    pub(super) fn making(self) -> (Mechanism<'static>, Vec<Attribute>) {
        let on = |curve: &[u8]| vec![Attribute::EcParams(curve.to_vec())];
        match self {
            Self::P256 => (Mechanism::EccKeyPairGen, on(P256)),
            Self::Ed25519 => (Mechanism::EccEdwardsKeyPairGen, on(ED25519)),
            Self::Rsa => {
                let bits = u32::try_from(RSA_SIZE.len() * 8).unwrap_or(u32::MAX);
                let size = Attribute::ModulusBits(u64::from(bits).into());
                (Mechanism::RsaPkcsKeyPairGen, vec![size, Attribute::PublicExponent(F4.to_vec())])
            }
        }
    }

    /// The public part of the pair whose public half is `handle`.
    pub(super) fn public(self, session: &Session, handle: ObjectHandle) -> Result<Jwk, Trouble> {
        let wanted = match self {
            Self::Rsa => vec![AttributeType::Modulus, AttributeType::PublicExponent],
            Self::P256 | Self::Ed25519 => vec![AttributeType::EcPoint],
        };
        let (mut point, mut n, mut e) = (None, None, None);
        for attribute in session.get_attributes(handle, &wanted)? {
            match attribute {
                Attribute::EcPoint(value) => point = Some(value),
                Attribute::Modulus(value) => n = Some(value),
                Attribute::PublicExponent(value) => e = Some(value),
                _ => {}
            }
        }
        let jwk = match (self, point, n.zip(e)) {
            (Self::P256, Some(point), _) => Jwk::p256(raw_point(&point)),
            (Self::Ed25519, Some(point), _) => Jwk::ed25519(raw_point(&point)),
            (Self::Rsa, _, Some((n, e))) => Ok(Jwk::rsa(bare(&n), bare(&e))),
            _ => Err(Error::internal("the module does not show the public part of a key")),
        };
        Ok(jwk?)
    }
}

/// `CKA_EC_POINT` is an OCTET STRING in DER, and in some modules the bare point.
fn raw_point(point: &[u8]) -> &[u8] {
    match point {
        [0x04, length, rest @ ..] if usize::from(*length) == rest.len() => rest,
        bare => bare,
    }
}

/// A number without the zeros that some modules put in front.
fn bare(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    number.get(zeros..).unwrap_or_default()
}

/// What the module is asked to do for a signature over `data`, with what it is given: of all but Ed25519 it signs a hash.
pub(super) fn signing(alg: Alg, data: &[u8]) -> (Mechanism<'static>, Vec<u8>) {
    use cryptoki::mechanism::eddsa::{EddsaParams, EddsaSignatureScheme};
    match alg {
        // The module answers `r || s`, as RFC 7518 section 3.4 wants it.
        Alg::Es256 => (Mechanism::Ecdsa, sha256(data).to_vec()),
        Alg::EdDsa => (Mechanism::Eddsa(EddsaParams::new(EddsaSignatureScheme::Ed25519)), data.to_vec()),
        Alg::Ps256 => {
            let salted = PkcsPssParams {
                hash_alg: MechanismType::SHA256,
                mgf: PkcsMgfType::MGF1_SHA256,
                s_len: 32.into(),
            };
            (Mechanism::RsaPkcsPss(salted), sha256(data).to_vec())
        }
        Alg::Rs256 => (Mechanism::RsaPkcs, [&SHA256_INFO[..], &sha256(data)].concat()),
    }
}

/// How many bytes a signature by `alg` has.
pub(super) fn signature_length(alg: Alg) -> usize {
    match alg {
        Alg::Es256 | Alg::EdDsa => 64,
        Alg::Ps256 | Alg::Rs256 => RSA_SIZE.len(),
    }
}
