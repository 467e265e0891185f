//! The transparency log's formats and mathematics, as pure functions: nothing here knows of storage or of receipts.
//!
//! Hashing is that of RFC 6962; files are those of C2SP: tlog-tiles, signed-note, tlog-checkpoint, tlog-proof.

pub mod checkpoint;
pub mod note;
pub mod proof;
pub mod tile;
pub mod tree;

/// A SHA-256 hash.
pub type Hash = [u8; 32];

/// Standard base64 in its one canonical form, or nothing.
///
/// Several texts could mean the same bytes (stray bits in the last character, missing padding); a signed thing must have one.
pub(crate) fn strict_base64(text: &str) -> Option<Vec<u8>> {
    let bytes = causeway_crypto::b64::decode_standard(text).ok()?;
    (causeway_crypto::b64::encode_standard(&bytes) == text).then_some(bytes)
}

/// A decimal without sign or leading zeroes.
pub(crate) fn strict_decimal(text: &str) -> Option<u64> {
    let number: u64 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_mean_the_same_are_refused_but_one() {
        assert_eq!(strict_base64("AA==").unwrap(), [0]);
        for bad in ["AB==", "AA", "AA=", "AA==\n", " AA==", "AA==AA=="] {
            assert!(strict_base64(bad).is_none(), "{bad:?}");
        }
        assert_eq!(strict_decimal("0"), Some(0));
        for bad in ["", "00", "01", "+1", "-1", " 1", "1 ", "18446744073709551616"] {
            assert!(strict_decimal(bad).is_none(), "{bad:?}");
        }
    }
}
