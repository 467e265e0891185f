//! The little of DER (ITU-T X.690) that is read by hand: one-byte tags, lengths of up to four bytes. `None` for whatever does not fit.

pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const BITS: u8 = 0x03;
pub(crate) const OCTETS: u8 = 0x04;
pub(crate) const OBJECT: u8 = 0x06;
pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const SET: u8 = 0x31;

/// The content of the value with `tag` at the start, and what follows it.
pub(crate) fn read(input: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (found, content, rest) = value(input)?;
    (found == tag).then_some((content, rest))
}

/// What follows the value at the start.
pub(crate) fn skip(input: &[u8]) -> Option<&[u8]> {
    value(input).map(|(_, _, rest)| rest)
}

/// The whole value at the start, its tag and length included, and what follows it.
pub(crate) fn whole(input: &[u8]) -> Option<(&[u8], &[u8])> {
    let rest = skip(input)?;
    input.split_at_checked(input.len() - rest.len())
}

/// Tag, content and what follows.
pub(crate) fn value(input: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, rest) = input.split_first()?;
    let (first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(*first), rest),
        0x81..=0x84 => {
            let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x0f))?;
            (bytes.iter().fold(0, |length, byte| (length << 8) | usize::from(*byte)), rest)
        }
        _ => return None,
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((*tag, content, rest))
}

/// The modulus and the exponent of an `RSAPublicKey` (RFC 8017 appendix A.1.1), without leading zeros.
pub(crate) fn rsa_public_key(input: &[u8]) -> Option<(&[u8], &[u8])> {
    let (numbers, rest) = read(input, SEQUENCE)?;
    let (n, after) = read(numbers, INTEGER)?;
    let (e, end) = read(after, INTEGER)?;
    (rest.is_empty() && end.is_empty()).then(|| (positive(n), positive(e)))
}

/// A positive number has a zero in front where its first bit is one.
fn positive(number: &[u8]) -> &[u8] {
    number.strip_prefix(&[0]).unwrap_or(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_one_after_another() {
        let input = [INTEGER, 1, 7, OCTETS, 0x81, 2, 1, 2, SEQUENCE, 0];
        let (content, rest) = read(&input, INTEGER).unwrap();
        assert_eq!(content, [7]);
        assert_eq!(whole(rest).unwrap(), (&input[3..8], &input[8..]));
        assert!(read(rest, INTEGER).is_none());
        assert_eq!(value(skip(rest).unwrap()), Some((SEQUENCE, &[][..], &[][..])));
    }

    #[test]
    fn lengths_that_go_beyond_the_end_are_none() {
        for bad in [
            &[][..],
            &[OCTETS],
            &[OCTETS, 1],
            &[OCTETS, 0x80],
            &[OCTETS, 0x85, 0, 0, 0, 0, 0],
            &[OCTETS, 0x84, 0xff, 0xff, 0xff, 0xff],
        ] {
            assert!(value(bad).is_none(), "{bad:?}");
        }
    }

    #[test]
    fn rfc8017_a_1_1_the_numbers_of_a_key_lose_their_leading_zero() {
        let key = [SEQUENCE, 8, INTEGER, 2, 0, 0xff, INTEGER, 2, 1, 0];
        assert_eq!(rsa_public_key(&key), Some((&[0xff][..], &[1, 0][..])));
        assert!(rsa_public_key(&key[..9]).is_none());
        assert!(rsa_public_key(&[&key[..], &[0]].concat()).is_none());
    }
}
