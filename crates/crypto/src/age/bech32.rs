//! Bech32 (BIP 173), for 32-byte keys, in lower case and without its limit on length.

use zeroize::Zeroizing;

const ALPHABET: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const CHECKSUM: usize = 6;

/// Key in 5-bit groups, and checksum.
const GROUPS: usize = 52;

fn polymod(values: impl Iterator<Item = u8>) -> u32 {
    const GENERATOR: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    values.fold(1, |sum, value| {
        let top = sum >> 25;
        let sum = (sum & 0x01ff_ffff) << 5 ^ u32::from(value);
        GENERATOR.iter().enumerate().fold(
            sum,
            |sum, (bit, mask)| {
                if top >> bit & 1 == 1 { sum ^ mask } else { sum }
            },
        )
    })
}

fn expanded(prefix: &str) -> impl Iterator<Item = u8> {
    prefix.bytes().map(|b| b >> 5).chain([0]).chain(prefix.bytes().map(|b| b & 31))
}

/// From groups of `from` bits to groups of `to` bits, the rest filled with zeroes.
fn regroup(data: &[u8], from: u32, to: u32) -> Zeroizing<Vec<u8>> {
    let mut out = Zeroizing::new(Vec::with_capacity(GROUPS + CHECKSUM));
    let (mut held, mut bits) = (0u32, 0);
    for byte in data {
        held = held << from | u32::from(*byte);
        bits += from;
        while bits >= to {
            bits -= to;
            out.push(low_bits(held >> bits, to));
        }
        held &= (1 << bits) - 1;
    }
    if bits > 0 {
        out.push(low_bits(held << (to - bits), to));
    }
    out
}

fn low_bits(value: u32, bits: u32) -> u8 {
    u8::try_from(value & ((1 << bits) - 1)).unwrap_or(0)
}

/// `prefix1…`
pub(super) fn encode(prefix: &str, key: &[u8]) -> String {
    let groups = regroup(key, 8, 5);
    let sum = polymod(expanded(prefix).chain(groups.iter().copied()).chain([0; CHECKSUM])) ^ 1;
    let checksum = (0..CHECKSUM).map(|n| low_bits(sum >> (5 * (5 - n)), 5));
    let letters = groups.iter().copied().chain(checksum);
    let letters = letters.filter_map(|group| ALPHABET.get(usize::from(group))).map(|b| char::from(*b));
    prefix.chars().chain(['1']).chain(letters).collect()
}

/// Reads what [`encode`] writes for 32 bytes under the same prefix, and nothing else.
pub(super) fn decode(prefix: &str, text: &str) -> Option<Zeroizing<[u8; 32]>> {
    let letters = text.strip_prefix(prefix)?.strip_prefix('1')?;
    let groups: Option<Vec<u8>> = letters
        .bytes()
        .map(|b| ALPHABET.iter().position(|a| *a == b).and_then(|at| u8::try_from(at).ok()))
        .collect();
    let groups = Zeroizing::new(groups?);
    if groups.len() != GROUPS + CHECKSUM || polymod(expanded(prefix).chain(groups.iter().copied())) != 1 {
        return None;
    }
    // 52 groups are 260 bits: what is left over after 32 bytes has to be zero.
    let bytes = regroup(groups.get(..GROUPS)?, 5, 8);
    let (key, rest) = bytes.split_first_chunk::<32>()?;
    rest.iter().all(|b| *b == 0).then(|| Zeroizing::new(*key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn bip_173_checksums() {
        // Valid strings of BIP 173, taken apart by hand: prefix, then groups with checksum.
        for valid in ["a12uel5l", "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw"] {
            let (prefix, letters) = valid.rsplit_once('1').unwrap();
            let groups = letters
                .bytes()
                .map(|b| u8::try_from(ALPHABET.iter().position(|a| *a == b).unwrap()).unwrap());
            assert_eq!(polymod(expanded(prefix).chain(groups)), 1, "{valid}");
        }
    }

    #[test]
    fn stray_bits_at_the_end_are_refused() {
        // 260 bits hold 256: the same key with a bit set behind it, under a checksum that fits.
        let mut groups = regroup(&[7; 32], 8, 5);
        *groups.last_mut().unwrap() |= 1;
        let sum = polymod(expanded("age").chain(groups.iter().copied()).chain([0; CHECKSUM])) ^ 1;
        let all = groups.iter().copied().chain((0..CHECKSUM).map(|n| low_bits(sum >> (5 * (5 - n)), 5)));
        let text: String = all.map(|g| char::from(ALPHABET[usize::from(g)])).collect();
        assert!(decode("age", &format!("age1{text}")).is_none());
    }

    proptest! {
        #[test]
        fn what_was_written_reads_the_same(key: [u8; 32]) {
            prop_assert_eq!(*decode("age", &encode("age", &key)).unwrap(), key);
        }

        #[test]
        fn a_changed_letter_is_noticed(key: [u8; 32], at in 4usize..62, letter in 0usize..32) {
            let mut text = encode("age", &key).into_bytes();
            prop_assume!(text[at] != ALPHABET[letter]);
            text[at] = ALPHABET[letter];
            prop_assert!(decode("age", &String::from_utf8(text).unwrap()).is_none());
        }
    }
}
