//! 32 bytes that are base64url in JSON: a digest, a salt, a chain's head.

use std::fmt;

use causeway_crypto::b64;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A SHA-256 digest or a salt. In JSON: 43 characters of base64url without padding, in its one canonical form.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Digest(pub [u8; 32]);

impl From<[u8; 32]> for Digest {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&b64::encode(&self.0))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes: [u8; 32] = b64::decode(&text)
            .ok()
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or_else(|| de::Error::custom("wanted 32 bytes in base64url"))?;
        let digest = Self(bytes);
        // The last character carries four bits: two texts must not mean the same bytes.
        if digest.to_string() == text {
            Ok(digest)
        } else {
            Err(de::Error::custom("base64url is not canonical"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_has_one_text() {
        let digest = Digest([255; 32]);
        let text = serde_json::to_string(&digest).unwrap();
        assert_eq!(text.len(), 45);
        assert_eq!(serde_json::from_str::<Digest>(&text).unwrap(), digest);
        for bad in [text.replace("8\"", "9\""), text.replace("8\"", "8=\""), "\"AA\"".to_owned()] {
            assert!(serde_json::from_str::<Digest>(&bad).is_err(), "{bad}");
        }
    }
}
