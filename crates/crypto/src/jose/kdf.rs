//! Concat KDF (NIST SP 800-56A section 5.8.1) as RFC 7518 section 4.6.2 uses it for ECDH-ES.

use zeroize::Zeroizing;

use crate::digest::Sha256;

/// The content encryption key of 256 bits for `enc` from the agreed secret `z`.
///
/// One round of SHA-256 gives all 256 bits. `enc` is the value of the `enc` header (direct agreement), `apu` and `apv` what the
/// headers of that name decode to, or empty.
pub(super) fn concat_kdf(z: &[u8], enc: &[u8], apu: &[u8], apv: &[u8]) -> Zeroizing<[u8; 32]> {
    round(z, enc, apu, apv, 256)
}

fn round(z: &[u8], algorithm: &[u8], apu: &[u8], apv: &[u8], bits: u32) -> Zeroizing<[u8; 32]> {
    let mut hash = Sha256::new();
    hash.update(&1u32.to_be_bytes());
    hash.update(z);
    for field in [algorithm, apu, apv] {
        // Lengths are of header values within a size limit, far below 2^32.
        hash.update(&u32::try_from(field.len()).unwrap_or(u32::MAX).to_be_bytes());
        hash.update(field);
    }
    hash.update(&bits.to_be_bytes());
    Zeroizing::new(hash.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::b64;

    /// The inputs of the example are for A128GCM, hence 128 bits: the first half of the round.
    #[test]
    fn rfc_7518_appendix_c_derived_key() {
        let z = [
            158, 86, 217, 29, 129, 113, 53, 211, 114, 131, 66, 131, 191, 132, 38, 156, 251, 49, 110, 163,
            218, 128, 106, 72, 246, 218, 167, 121, 140, 254, 144, 196,
        ];
        let derived = round(&z, b"A128GCM", b"Alice", b"Bob", 128);
        assert_eq!(b64::encode(&derived[..16]), "VqqN6vgjbSBcIijNcacQGg");
    }

    #[test]
    fn every_input_matters() {
        let base = concat_kdf(b"z", b"A256GCM", b"", b"");
        for other in [
            concat_kdf(b"y", b"A256GCM", b"", b""),
            concat_kdf(b"z", b"A128GCM", b"", b""),
            concat_kdf(b"z", b"A256GCM", b"a", b""),
            concat_kdf(b"z", b"A256GCM", b"", b"a"),
        ] {
            assert_ne!(base, other);
        }
    }
}
