//! Base64 (RFC 4648), strict: one text for each byte string.
//!
//! [`encode`]/[`decode`] are the URL-safe alphabet without padding, as in JOSE and WebAuthn; the `_standard` pair is the ordinary
//! alphabet with padding, as in signed notes and PEM.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use causeway_core::{Error, Result};

/// Base64url without padding (RFC 4648 section 5).
pub fn encode(data: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(data)
}

/// Reads what [`encode`] writes and nothing else: no padding, no line ends, no stray bits.
///
/// # Errors
/// `bad_base64`.
pub fn decode(text: &str) -> Result<Vec<u8>> {
    URL_SAFE_NO_PAD
        .decode(text)
        .map_err(|e| bad("This is not Base64url without padding. Encode it by RFC 4648 section 5.", &e))
}

/// Base64 with padding (RFC 4648 section 4).
pub fn encode_standard(data: &[u8]) -> String {
    STANDARD.encode(data)
}

/// Reads what [`encode_standard`] writes and nothing else.
///
/// # Errors
/// `bad_base64`.
pub fn decode_standard(text: &str) -> Result<Vec<u8>> {
    STANDARD
        .decode(text)
        .map_err(|e| bad("This is not Base64 with padding. Encode it by RFC 4648 section 4.", &e))
}

fn bad(public: &'static str, cause: &base64::DecodeError) -> Error {
    // The cause names a position and a character of what may be a secret, so only its kind is kept.
    let kind = match cause {
        base64::DecodeError::InvalidByte(..) => "a character outside the alphabet",
        base64::DecodeError::InvalidLength(_) => "an impossible length",
        base64::DecodeError::InvalidLastSymbol(..) => "stray bits at the end",
        base64::DecodeError::InvalidPadding => "wrong padding",
    };
    Error::invalid("bad_base64", public).with_cause(kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc_4648_section_10_vectors() {
        for (plain, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(encode_standard(plain.as_bytes()), text);
            assert_eq!(decode_standard(text).unwrap(), plain.as_bytes());
            assert_eq!(encode(plain.as_bytes()), text.trim_end_matches('='));
            assert_eq!(decode(text.trim_end_matches('=')).unwrap(), plain.as_bytes());
        }
        assert_eq!(encode(&[0xfb, 0xff]), "-_8");
        assert_eq!(encode_standard(&[0xfb, 0xff]), "+/8=");
    }

    #[test]
    fn one_text_for_each_byte_string() {
        for bad in ["Zg==", "Zh", "Z", "Zm9v\n", " Zm9v", "Zm+v", "Zm/v", "水"] {
            assert_eq!(decode(bad).unwrap_err().code(), "bad_base64", "{bad:?}");
        }
        for bad in ["Zg", "Zh==", "Zm9v\n", "-_8="] {
            assert_eq!(decode_standard(bad).unwrap_err().code(), "bad_base64", "{bad:?}");
        }
    }

    #[test]
    fn an_error_does_not_quote_what_it_refused() {
        let error = format!("{:?}", decode("s3cret-Ω").unwrap_err());
        assert!(!error.contains('Ω') && !error.contains("937"), "{error}");
    }
}
