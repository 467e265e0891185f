//! Private keys in PEM (RFC 7468 section 10), so that an operator can look at one with the usual tools.

use zeroize::Zeroizing;

use crate::b64;

const BEGIN: &str = "-----BEGIN PRIVATE KEY-----";
const END: &str = "-----END PRIVATE KEY-----";

/// PKCS#8 (DER) as PEM, 64 characters a line.
pub(crate) fn encode(pkcs8: &[u8]) -> Zeroizing<Vec<u8>> {
    let body = Zeroizing::new(b64::encode_standard(pkcs8));
    let mut out = Zeroizing::new(Vec::with_capacity(body.len() * 2 + BEGIN.len() + END.len()));
    out.extend_from_slice(BEGIN.as_bytes());
    out.push(b'\n');
    for line in body.as_bytes().chunks(64) {
        out.extend_from_slice(line);
        out.push(b'\n');
    }
    out.extend_from_slice(END.as_bytes());
    out.push(b'\n');
    out
}

/// The one private key in a PEM text, or nothing.
pub(crate) fn decode(text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let text = std::str::from_utf8(text).ok()?.trim();
    let body = text.strip_prefix(BEGIN)?.strip_suffix(END)?;
    let mut joined = Zeroizing::new(String::with_capacity(body.len()));
    joined.extend(body.split_ascii_whitespace());
    b64::decode_standard(&joined).ok().map(Zeroizing::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        for size in [1, 48, 49, 200] {
            let der = vec![7; size];
            assert_eq!(decode(&encode(&der)).unwrap().to_vec(), der);
        }
    }

    #[test]
    fn rfc_7468_section_2_lines_have_64_characters() {
        let text = String::from_utf8(encode(&[1; 100]).to_vec()).unwrap();
        let lengths: Vec<_> = text.lines().map(str::len).collect();
        assert_eq!(lengths, [27, 64, 64, 8, 25]);
    }

    #[test]
    fn other_texts_hold_no_key() {
        let good = String::from_utf8(encode(&[1; 9]).to_vec()).unwrap();
        for bad in ["", "x", &good.replace("PRIVATE", "PUBLIC"), &good.replace("AQ", "??"), &good[..30]] {
            assert!(decode(bad.as_bytes()).is_none(), "{bad}");
        }
        assert!(decode(&[0xff, 0xfe]).is_none());
    }
}
