//! The public key of a certificate (RFC 5280 section 4.1.2.7).

use crate::der::{BITS, SEQUENCE, read, rsa_public_key, whole};
use crate::jose::Jwk;

/// `id-ecPublicKey` on `prime256v1` (RFC 5480), `id-Ed25519` (RFC 8410) and `rsaEncryption` (RFC 3279), as their algorithm stands in DER.
const P256: &[u8] = &[
    0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03,
    0x01, 0x07,
];
const ED25519: &[u8] = &[0x06, 0x03, 0x2b, 0x65, 0x70];
const RSA: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];

/// The key of a `SubjectPublicKeyInfo`; `None` of one of another kind.
pub(super) fn read_spki(spki: &[u8]) -> Option<Jwk> {
    let (fields, _) = read(spki, SEQUENCE)?;
    let (algorithm, rest) = read(fields, SEQUENCE)?;
    let (bits, _) = read(rest, BITS)?;
    // How many bits of the last byte are none of it: of a key, none.
    let key = bits.strip_prefix(&[0])?;
    if algorithm == P256 {
        return Jwk::p256(key).ok();
    }
    if algorithm == ED25519 {
        return Jwk::ed25519(key).ok();
    }
    let (id, _) = whole(algorithm)?;
    let (n, e) = rsa_public_key(key).filter(|_| id == RSA)?;
    Some(Jwk::rsa(n, e))
}
