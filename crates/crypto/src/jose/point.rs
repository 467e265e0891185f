//! P-256 points between JWK coordinates and the uncompressed form of SEC 1 section 2.3.3 (`04 || x || y`).

use causeway_core::Result;

use super::{Jwk, PublicKey, bad_key};
use crate::b64;

/// A coordinate of exactly 32 bytes (RFC 7518 section 6.2.1.2: the full size, leading zeros kept).
pub(super) fn coordinate(text: &str) -> Result<[u8; 32]> {
    let bytes = b64::decode(text).map_err(|_| bad_key("a coordinate is not Base64url"))?;
    bytes.try_into().map_err(|_| bad_key("a coordinate has not 32 bytes"))
}

/// The uncompressed point of a P-256 key. Whether it lies on the curve is checked by the library at use.
pub(super) fn uncompressed(key: &Jwk) -> Result<[u8; 65]> {
    let PublicKey::P256 { x, y } = &key.key else {
        return Err(bad_key("not an EC key on P-256"));
    };
    let mut point = [4; 65];
    let (_, xy) = point.split_at_mut(1);
    let (to_x, to_y) = xy.split_at_mut(32);
    to_x.copy_from_slice(&coordinate(x)?);
    to_y.copy_from_slice(&coordinate(y)?);
    Ok(point)
}

/// The two coordinates of an uncompressed point.
pub(super) fn coordinates(point: &[u8]) -> Result<(&[u8], &[u8])> {
    match point.split_first() {
        Some((4, xy)) if xy.len() == 64 => Ok(xy.split_at(32)),
        _ => Err(bad_key("not an uncompressed P-256 point")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        let point: Vec<u8> = std::iter::once(4).chain(0..64).collect();
        let key = Jwk::p256(&point).unwrap();
        assert_eq!(uncompressed(&key).unwrap().to_vec(), point);
    }

    #[test]
    fn rfc_7518_section_6_2_1_2_coordinates_have_full_length() {
        assert!(coordinate(&b64::encode(&[0; 32])).is_ok());
        assert!(coordinate(&b64::encode(&[1; 31])).is_err());
        assert!(coordinate(&b64::encode(&[1; 33])).is_err());
        assert!(coordinate("?").is_err());
    }

    #[test]
    fn compressed_points_are_refused() {
        assert!(coordinates(&[2; 33]).is_err());
        assert!(coordinates(&[5; 65]).is_err());
        assert!(coordinates(&[]).is_err());
    }
}
