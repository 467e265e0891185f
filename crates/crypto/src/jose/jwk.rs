//! Public keys as JWK (RFC 7517, RFC 8037) and their thumbprints (RFC 7638).

use causeway_core::Result;
use serde::{Deserialize, Deserializer, Serialize, de};
use serde_json::json;

use super::{Alg, PRIVATE, bad_key, present};
use crate::{b64, canonical, digest};

/// A public key: `EC` on P-256 (`x`, `y`) or `OKP` on Ed25519 (`x` alone), coordinates in Base64url.
///
/// A JWK with a private member (such as `d`, or `k` of a symmetric key) does not deserialise: whoever sends one has made a mistake that must not
/// be kept. Members that we do not know are ignored. Whether the point is on its curve shows when the key is used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Jwk {
    /// `EC` or `OKP`.
    pub kty: String,
    /// `P-256` or `Ed25519`.
    pub crv: String,
    /// The x coordinate, or the whole Ed25519 key; Base64url of 32 bytes.
    pub x: String,
    /// The y coordinate of an `EC` key; Base64url of 32 bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub y: Option<String>,
    /// The key's name; ours are thumbprints.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kid: Option<String>,
    /// `sig` or `enc`.
    #[serde(rename = "use", skip_serializing_if = "Option::is_none")]
    pub use_: Option<String>,
    /// `ES256`, `EdDSA` or `ECDH-ES`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alg: Option<String>,
}

/// The same members as they come from outside, before private ones are refused.
#[derive(Deserialize)]
struct Incoming {
    kty: String,
    crv: String,
    x: String,
    y: Option<String>,
    kid: Option<String>,
    #[serde(rename = "use")]
    use_: Option<String>,
    alg: Option<String>,
    /// Any of [`PRIVATE`]; two of them are a duplicate, and refused as well.
    #[serde(
        default,
        rename = "d",
        alias = "p",
        alias = "q",
        alias = "dp",
        alias = "dq",
        alias = "qi",
        alias = "oth",
        alias = "k",
        deserialize_with = "present"
    )]
    private: bool,
}

impl<'de> Deserialize<'de> for Jwk {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let key = Incoming::deserialize(deserializer)?;
        if key.private {
            return Err(de::Error::custom(
                "a public key was wanted and a private one came: replace it, it is compromised",
            ));
        }
        let Incoming { kty, crv, x, y, kid, use_, alg, .. } = key;
        Ok(Self { kty, crv, x, y, kid, use_, alg })
    }
}

impl Jwk {
    /// An `EC` key on P-256 from its coordinates, named by its thumbprint.
    pub(super) fn p256(x: &[u8], y: &[u8], use_: &str, alg: &str) -> Result<Self> {
        Self { y: Some(b64::encode(y)), ..Self::bare("EC", "P-256", x, use_, alg) }.named()
    }

    /// An Ed25519 key, named by its thumbprint.
    pub(super) fn ed25519(x: &[u8]) -> Result<Self> {
        Self::bare("OKP", "Ed25519", x, "sig", "EdDSA").named()
    }

    fn bare(kty: &str, crv: &str, x: &[u8], use_: &str, alg: &str) -> Self {
        Self {
            kty: kty.to_owned(),
            crv: crv.to_owned(),
            x: b64::encode(x),
            y: None,
            kid: None,
            use_: Some(use_.to_owned()),
            alg: Some(alg.to_owned()),
        }
    }

    fn named(mut self) -> Result<Self> {
        self.kid = Some(self.thumbprint()?);
        Ok(self)
    }

    /// The thumbprint (RFC 7638 section 3, RFC 8037 section 2): Base64url of SHA-256 over the required members.
    ///
    /// # Errors
    /// `bad_key` for any key but P-256 and Ed25519.
    pub fn thumbprint(&self) -> Result<String> {
        let members = match (self.kty.as_str(), self.crv.as_str(), &self.y) {
            ("EC", "P-256", Some(y)) => json!({"crv": self.crv, "kty": self.kty, "x": self.x, "y": y}),
            ("OKP", "Ed25519", None) => json!({"crv": self.crv, "kty": self.kty, "x": self.x}),
            _ => return Err(bad_key("neither EC P-256 nor OKP Ed25519")),
        };
        Ok(b64::encode(&digest::sha256(&canonical::to_vec(&members)?)))
    }

    /// What this key verifies, if its `use` and `alg` allow that it does. `Ed25519` is the fully specified name of RFC 9864.
    pub(super) fn signature_alg(&self) -> Result<Alg> {
        if self.use_.as_deref().is_some_and(|u| u != "sig") {
            return Err(bad_key("the key is not for signatures"));
        }
        match (self.kty.as_str(), self.crv.as_str(), self.alg.as_deref()) {
            ("EC", "P-256", None | Some("ES256")) => Ok(Alg::Es256),
            ("OKP", "Ed25519", None | Some("EdDSA" | "Ed25519")) => Ok(Alg::EdDsa),
            _ => Err(bad_key("no signature algorithm of ours fits the key")),
        }
    }

    /// Whether this key's `use` and `alg` allow that it be encrypted to.
    pub(super) fn check_encryption(&self) -> Result<()> {
        let for_encryption = self.use_.as_deref().is_none_or(|u| u == "enc")
            && self.alg.as_deref().is_none_or(|a| a == "ECDH-ES");
        if for_encryption { Ok(()) } else { Err(bad_key("the key is not for ECDH-ES")) }
    }
}

/// A set of public keys (RFC 7517 section 5).
///
/// Keys of kinds that we do not know are left out, as section 5 recommends, so that another party's RSA key beside its P-256 key does no
/// harm; a private key refuses the whole set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct JwkSet {
    /// The keys.
    pub keys: Vec<Jwk>,
}

#[derive(Deserialize)]
struct IncomingSet {
    keys: Vec<serde_json::Value>,
}

impl<'de> Deserialize<'de> for JwkSet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let set = IncomingSet::deserialize(deserializer)?;
        let mut keys = Vec::new();
        for key in set.keys {
            if PRIVATE.iter().any(|member| key.get(member).is_some()) {
                return Err(de::Error::custom(
                    "a set of public keys has a private one: replace it, it is compromised",
                ));
            }
            keys.extend(Jwk::deserialize(key).ok());
        }
        Ok(Self { keys })
    }
}

impl JwkSet {
    /// The key of that name.
    pub fn find(&self, kid: &str) -> Option<&Jwk> {
        self.keys.iter().find(|key| key.kid.as_deref() == Some(kid))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(value: serde_json::Value) -> Jwk {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn rfc_8037_appendix_a_3_thumbprint() {
        let key =
            key(json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}));
        assert_eq!(key.thumbprint().unwrap(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }

    #[test]
    fn rfc_9449_section_6_1_thumbprint_of_a_p256_key() {
        let key = key(json!({"kty": "EC", "crv": "P-256",
            "x": "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs",
            "y": "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA"}));
        assert_eq!(key.thumbprint().unwrap(), "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
    }

    #[test]
    fn rfc_7638_section_3_2_only_required_members_count() {
        let bare =
            json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"});
        let mut dressed = bare.clone();
        dressed["kid"] = json!("other");
        dressed["use"] = json!("sig");
        dressed["x5t"] = json!("ignored");
        assert_eq!(key(bare).thumbprint().unwrap(), key(dressed).thumbprint().unwrap());
    }

    #[test]
    fn a_private_key_is_refused_alone_and_in_a_set() {
        let private = json!({"kty": "OKP", "crv": "Ed25519", "x": "AA", "d": "AA"});
        assert!(serde_json::from_value::<Jwk>(private.clone()).is_err());
        assert!(serde_json::from_value::<JwkSet>(json!({"keys": [private]})).is_err());
        let symmetric = json!({"kty": "oct", "k": "AA"});
        assert!(serde_json::from_value::<JwkSet>(json!({"keys": [symmetric]})).is_err());
    }

    #[test]
    fn rfc_7517_section_5_unknown_keys_in_a_set_are_ignored() {
        let set: JwkSet = serde_json::from_value(json!({"keys": [
            {"kty": "RSA", "n": "AQAB", "e": "AQAB", "kid": "rsa"},
            {"kty": "OKP", "crv": "Ed25519", "x": "AA", "kid": "ours"}]}))
        .unwrap();
        assert_eq!(set.keys.len(), 1);
        assert!(set.find("ours").is_some());
        assert!(set.find("rsa").is_none());
    }

    #[test]
    fn use_and_alg_narrow_what_a_key_does() {
        let base = json!({"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"});
        let with = |name: &str, value: &str| {
            let mut key = base.clone();
            key[name] = json!(value);
            serde_json::from_value::<Jwk>(key).unwrap()
        };
        assert!(with("use", "sig").signature_alg().is_ok());
        assert!(with("alg", "ES256").signature_alg().is_ok());
        assert!(with("use", "enc").signature_alg().is_err());
        assert!(with("alg", "EdDSA").signature_alg().is_err());
        assert!(with("use", "enc").check_encryption().is_ok());
        assert!(with("use", "sig").check_encryption().is_err());
        assert!(with("alg", "ECDH-ES+A256KW").check_encryption().is_err());
    }

    #[test]
    fn absent_members_are_not_written() {
        let key = key(json!({"kty": "OKP", "crv": "Ed25519", "x": "AA"}));
        assert_eq!(serde_json::to_value(&key).unwrap(), json!({"kty": "OKP", "crv": "Ed25519", "x": "AA"}));
    }
}
