//! CBOR (RFC 8949) from outside, within limits of size and depth, every item to the last byte.

use ciborium::Value;

use super::refusal::Refusal;

/// More than any attestation object that we look at, in bytes.
const LONGEST: usize = 64 * 1024;
/// Attestation statements nest two or three deep (section 6: at most 4 levels in CTAP2 canonical form).
const DEEPEST: usize = 8;

/// Reads the first item of `bytes`; returns it, the bytes it took, and the rest.
pub(super) fn first(bytes: &[u8]) -> Result<(Map, &[u8], &[u8]), Refusal> {
    if bytes.len() > LONGEST {
        return Err(Refusal::Malformed("CBOR too long"));
    }
    let mut rest = bytes;
    let value = ciborium::de::from_reader_with_recursion_limit(&mut rest, DEEPEST)
        .map_err(|_| Refusal::Malformed("not CBOR, or nested too deep"))?;
    let taken = bytes.len() - rest.len();
    let (item, rest) = bytes.split_at_checked(taken).ok_or(Refusal::Malformed("CBOR cut short"))?;
    Ok((Map::new(value)?, item, rest))
}

/// Reads `bytes` as exactly one item.
pub(super) fn only(bytes: &[u8]) -> Result<Map, Refusal> {
    match first(bytes)? {
        (map, _, []) => Ok(map),
        _ => Err(Refusal::Malformed("bytes after the CBOR item")),
    }
}

/// A map: the only kind of item that stands at the top of anything in WebAuthn. No key twice.
#[derive(Debug)]
pub(super) struct Map(Vec<(Value, Value)>);

impl Map {
    fn new(value: Value) -> Result<Self, Refusal> {
        let Value::Map(entries) = value else { return Err(Refusal::Malformed("CBOR that is no map")) };
        let twice =
            entries.iter().enumerate().any(|(n, (key, _))| entries.iter().skip(n + 1).any(|(k, _)| k == key));
        if twice { Err(Refusal::Malformed("a CBOR map with a key twice")) } else { Ok(Self(entries)) }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn int(&self, label: i64) -> Option<i64> {
        self.at(label)?.as_integer().and_then(|i| i64::try_from(i).ok())
    }

    pub(super) fn bytes(&self, label: i64) -> Option<&[u8]> {
        self.at(label)?.as_bytes().map(Vec::as_slice)
    }

    pub(super) fn named(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(key, _)| key.as_text() == Some(name)).map(|(_, value)| value)
    }

    pub(super) fn map_named(&self, name: &str) -> Result<Self, Refusal> {
        self.named(name).cloned().ok_or(Refusal::Malformed("a member is missing")).and_then(Self::new)
    }

    fn at(&self, label: i64) -> Option<&Value> {
        let label = ciborium::value::Integer::from(label);
        self.0.iter().find(|(key, _)| key.as_integer() == Some(label)).map(|(_, value)| value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::hex;
    use proptest::prelude::*;

    #[test]
    fn one_item_and_what_follows() {
        let bytes = hex("a2 01 02 20 41ff 00");
        let (map, item, rest) = first(&bytes).unwrap();
        assert_eq!((map.int(1), map.bytes(-1)), (Some(2), Some(&[0xff][..])));
        assert_eq!((item.len(), rest), (6, &[0][..]));
    }

    #[test]
    fn trailing_bytes_are_refused() {
        assert!(only(&hex("a0")).unwrap().is_empty());
        assert!(only(&hex("a0 00")).is_err());
    }

    #[test]
    fn rfc_8949_section_5_6_a_key_twice_is_refused() {
        assert!(only(&hex("a2 01 02 01 03")).is_err());
        assert!(only(&hex("a2 6161 02 6161 03")).is_err());
    }

    #[test]
    fn nesting_has_a_limit() {
        let nested = |depth: usize| [&hex("a1 01")[..], &vec![0x81; depth], &[0]].concat();
        assert!(only(&nested(4)).is_ok());
        assert!(only(&nested(20)).is_err());
        assert!(only(&nested(60_000)).is_err());
    }

    #[test]
    fn a_length_that_lies_takes_no_memory() {
        assert!(only(&hex("bb ffffffffffffffff")).is_err());
        assert!(only(&hex("a1 01 5b 7fffffffffffffff")).is_err());
        assert!(only(&hex("a1 01 9b 7fffffffffffffff")).is_err());
        assert!(only(&vec![0xa0; LONGEST + 1]).is_err());
    }

    #[test]
    fn what_is_no_map_is_refused() {
        for bad in ["", "00", "80", "f6", "ff", "a1", "a1 01"] {
            assert!(only(&hex(bad)).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn nonsense_never_panics(bytes: Vec<u8>) {
            if let Ok((_, item, rest)) = first(&bytes) {
                prop_assert_eq!([item, rest].concat(), bytes);
            }
        }
    }
}
