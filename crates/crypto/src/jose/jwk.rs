//! Public keys as JWK (RFC 7517, RFC 7518 section 6, RFC 8037) and their thumbprints (RFC 7638).

use causeway_core::Result;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::json;

use super::{Alg, PRIVATE, bad_key, point, present};
use crate::certificate::Certificate;
use crate::{b64, canonical, digest};

/// A public key.
///
/// A JWK with a private member (such as `d`, or `k` of a symmetric key) does not deserialise: whoever sends one has made a mistake that
/// must not be kept. Nor does one of another kind. Members that we do not know are ignored. Whether the key is sound (the point on its
/// curve, the modulus long enough) shows when it is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jwk {
    /// The key itself.
    pub key: PublicKey,
    /// The key's name; ours are thumbprints.
    pub kid: Option<String>,
    /// `sig` or `enc`.
    pub use_: Option<String>,
    /// `ES256`, `EdDSA`, `PS256`, `RS256`, `ECDH-ES` or `RSA-OAEP-256`.
    pub alg: Option<String>,
    /// The SHA-256 hash of its certificate in Base64url (RFC 7517 section 4.9): as it was given, or of the first certificate in `x5c`,
    /// which is not kept.
    pub x5t_s256: Option<String>,
}

/// The kinds of keys there are here, with their members as they stand in a JWK: Base64url of big-endian bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicKey {
    /// `EC` on P-256: both coordinates, 32 bytes each.
    P256 {
        /// The x coordinate.
        x: String,
        /// The y coordinate.
        y: String,
    },
    /// `OKP` on Ed25519: 32 bytes.
    Ed25519 {
        /// The key.
        x: String,
    },
    /// `RSA`.
    Rsa {
        /// The modulus.
        n: String,
        /// The exponent.
        e: String,
    },
}

/// The members of a JWK, flat.
#[derive(Serialize)]
struct Outgoing<'a> {
    kty: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    crv: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    x: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    y: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    n: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    e: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kid: Option<&'a str>,
    #[serde(rename = "use", skip_serializing_if = "Option::is_none")]
    use_: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    alg: Option<&'a str>,
    #[serde(rename = "x5t#S256", skip_serializing_if = "Option::is_none")]
    x5t_s256: Option<&'a str>,
}

impl Serialize for Jwk {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (kty, crv, [x, y, n, e]) = match &self.key {
            PublicKey::P256 { x, y } => ("EC", Some("P-256"), [Some(x), Some(y), None, None]),
            PublicKey::Ed25519 { x } => ("OKP", Some("Ed25519"), [Some(x), None, None, None]),
            PublicKey::Rsa { n, e } => ("RSA", None, [None, None, Some(n), Some(e)]),
        };
        let [x, y, n, e] = [x, y, n, e].map(|member| member.map(String::as_str));
        let (kid, use_, alg) = (self.kid.as_deref(), self.use_.as_deref(), self.alg.as_deref());
        let x5t_s256 = self.x5t_s256.as_deref();
        Outgoing { kty, crv, x, y, n, e, kid, use_, alg, x5t_s256 }.serialize(serializer)
    }
}

/// The same members as they come from outside, before private ones are refused.
#[derive(Deserialize)]
struct Incoming {
    kty: String,
    crv: Option<String>,
    x: Option<String>,
    y: Option<String>,
    n: Option<String>,
    e: Option<String>,
    kid: Option<String>,
    #[serde(rename = "use")]
    use_: Option<String>,
    alg: Option<String>,
    x5c: Option<Vec<String>>,
    #[serde(rename = "x5t#S256")]
    x5t_s256: Option<String>,
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
        let Incoming { kty, crv, x, y, n, e, kid, use_, alg, x5c, x5t_s256, private } =
            Incoming::deserialize(deserializer)?;
        if private {
            return Err(de::Error::custom(
                "a public key was wanted and a private one came: replace it, it is compromised",
            ));
        }
        let key = match (kty.as_str(), crv.as_deref(), (x, y), (n, e)) {
            ("EC", Some("P-256"), (Some(x), Some(y)), _) => PublicKey::P256 { x, y },
            ("OKP", Some("Ed25519"), (Some(x), None), _) => PublicKey::Ed25519 { x },
            ("RSA", _, _, (Some(n), Some(e))) => PublicKey::Rsa { n, e },
            _ => return Err(de::Error::custom("neither EC on P-256, nor OKP on Ed25519, nor RSA")),
        };
        let x5t_s256 = certificate(&key, x5c, x5t_s256)
            .ok_or_else(|| de::Error::custom("a certificate that is not this key's, or is none"))?;
        Ok(Self { key, kid, use_, alg, x5t_s256 })
    }
}

/// The hash of a key's certificate, if one was given. RFC 7517 section 4.7: the key in the first certificate is the one beside it.
#[expect(clippy::option_option, reason = "none was given, and one that does not belong to the key")]
fn certificate(key: &PublicKey, x5c: Option<Vec<String>>, hash: Option<String>) -> Option<Option<String>> {
    if hash.as_ref().is_some_and(|hash| !b64::decode(hash).is_ok_and(|bytes| bytes.len() == 32)) {
        return None;
    }
    let Some(chain) = x5c else { return Some(hash) };
    let der = b64::decode_standard(chain.first()?).ok()?;
    let certificate = Certificate::from_der(&der)?;
    let own = certificate.key.as_ref().is_some_and(|own| own.key == *key);
    let thumbprint = certificate.thumbprint();
    (own && hash.is_none_or(|hash| hash == thumbprint)).then_some(Some(thumbprint))
}

impl Jwk {
    /// An `EC` key on P-256 from its uncompressed point.
    pub(crate) fn p256(point: &[u8]) -> Result<Self> {
        let (x, y) = point::coordinates(point)?;
        Ok(Self::bare(PublicKey::P256 { x: b64::encode(x), y: b64::encode(y) }))
    }

    /// An Ed25519 key from its 32 bytes.
    pub(crate) fn ed25519(x: &[u8]) -> Result<Self> {
        if x.len() != 32 {
            return Err(bad_key("an Ed25519 key has 32 bytes"));
        }
        Ok(Self::bare(PublicKey::Ed25519 { x: b64::encode(x) }))
    }

    /// An RSA key from its modulus and exponent, without leading zeros.
    pub(crate) fn rsa(n: &[u8], e: &[u8]) -> Self {
        Self::bare(PublicKey::Rsa { n: b64::encode(n), e: b64::encode(e) })
    }

    fn bare(key: PublicKey) -> Self {
        Self { key, kid: None, use_: None, alg: None, x5t_s256: None }
    }

    /// The same as we publish it: named by its thumbprint, for one use, and for one algorithm if it has no choice.
    pub(super) fn published(self, use_: &str, alg: Option<&str>) -> Result<Self> {
        let (kid, use_, alg) = (Some(self.thumbprint()?), Some(use_.to_owned()), alg.map(str::to_owned));
        Ok(Self { kid, use_, alg, ..self })
    }

    /// The thumbprint (RFC 7638 section 3, RFC 8037 section 2): Base64url of SHA-256 over the required members.
    ///
    /// # Errors
    /// `internal`, which does not happen.
    pub fn thumbprint(&self) -> Result<String> {
        let members = match &self.key {
            PublicKey::P256 { x, y } => json!({"crv": "P-256", "kty": "EC", "x": x, "y": y}),
            PublicKey::Ed25519 { x } => json!({"crv": "Ed25519", "kty": "OKP", "x": x}),
            PublicKey::Rsa { n, e } => json!({"e": e, "kty": "RSA", "n": n}),
        };
        Ok(b64::encode(&digest::sha256(&canonical::to_vec(&members)?)))
    }

    /// What this key verifies, if its `use` and `alg` allow that it does: the first of [`Self::signature_algs`].
    pub(super) fn signature_alg(&self) -> Result<Alg> {
        self.signature_algs()?.first().copied().ok_or_else(|| bad_key("no algorithm"))
    }

    /// Every algorithm by which this key may verify. `Ed25519` is the fully specified name of RFC 9864. An RSA key that names none is for
    /// PSS, and for PKCS#1 where a caller asks for that.
    pub(super) fn signature_algs(&self) -> Result<&'static [Alg]> {
        if self.use_.as_deref().is_some_and(|u| u != "sig") {
            return Err(bad_key("the key is not for signatures"));
        }
        match (&self.key, self.alg.as_deref()) {
            (PublicKey::P256 { .. }, None | Some("ES256")) => Ok(&[Alg::Es256]),
            (PublicKey::Ed25519 { .. }, None | Some("EdDSA" | "Ed25519")) => Ok(&[Alg::EdDsa]),
            (PublicKey::Rsa { .. }, None) => Ok(&[Alg::Ps256, Alg::Rs256]),
            (PublicKey::Rsa { .. }, Some("PS256")) => Ok(&[Alg::Ps256]),
            (PublicKey::Rsa { .. }, Some("RS256")) => Ok(&[Alg::Rs256]),
            _ => Err(bad_key("no signature algorithm of ours fits the key")),
        }
    }

    /// Whether this key's kind, `use` and `alg` allow that it be encrypted to.
    pub(super) fn check_encryption(&self) -> Result<()> {
        let for_encryption = self.use_.as_deref().is_none_or(|u| u == "enc");
        let fits = match &self.key {
            PublicKey::P256 { .. } => self.alg.as_deref().is_none_or(|alg| alg == "ECDH-ES"),
            PublicKey::Rsa { .. } => self.alg.as_deref().is_none_or(|alg| alg == "RSA-OAEP-256"),
            PublicKey::Ed25519 { .. } => false,
        };
        if for_encryption && fits {
            Ok(())
        } else {
            Err(bad_key("the key is not for ECDH-ES or RSA-OAEP-256"))
        }
    }
}

/// A set of public keys (RFC 7517 section 5).
///
/// Keys of kinds that we do not know are left out, as section 5 recommends, so that another party's P-521 key beside its P-256 key does
/// no harm; a private key refuses the whole set.
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
    fn rfc_7638_section_3_1_thumbprint_of_an_rsa_key() {
        let n = concat!(
            "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknj",
            "hMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQ",
            "vRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzK",
            "nqDKgw"
        );
        let key = key(json!({"kty": "RSA", "n": n, "e": "AQAB", "alg": "RS256", "kid": "2011-04-29"}));
        assert_eq!(key.thumbprint().unwrap(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
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
        for member in PRIVATE {
            let mut private = json!({"kty": "RSA", "n": "AA", "e": "AQAB"});
            private[member] = json!(null);
            assert!(serde_json::from_value::<Jwk>(private.clone()).is_err(), "{member}");
            assert!(serde_json::from_value::<JwkSet>(json!({"keys": [private]})).is_err(), "{member}");
        }
        let symmetric = json!({"kty": "oct", "k": "AA"});
        assert!(serde_json::from_value::<JwkSet>(json!({"keys": [symmetric]})).is_err());
    }

    #[test]
    fn rfc_7517_section_5_unknown_keys_in_a_set_are_ignored() {
        let set: JwkSet = serde_json::from_value(json!({"keys": [
            {"kty": "EC", "crv": "P-521", "x": "AA", "y": "AA", "kid": "p521"},
            {"kty": "RSA", "kid": "half", "n": "AQAB"}, {"kty": 7}, 7,
            {"kty": "OKP", "crv": "Ed25519", "x": "AA", "kid": "ours"}]}))
        .unwrap();
        assert_eq!(set.keys.len(), 1);
        assert!(set.find("ours").is_some());
        assert!(set.find("p521").is_none());
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
    fn rfc7518_6_3_the_alg_of_an_rsa_key_decides_and_without_one_it_is_pss() {
        let with = |alg: Option<&str>| {
            let mut key = json!({"kty": "RSA", "n": "AA", "e": "AQAB"});
            key["alg"] = json!(alg);
            serde_json::from_value::<Jwk>(key).unwrap()
        };
        for (alg, wanted) in
            [(None, Some(Alg::Ps256)), (Some("PS256"), Some(Alg::Ps256)), (Some("RS256"), Some(Alg::Rs256))]
        {
            assert_eq!(with(alg).signature_alg().ok(), wanted);
        }
        for alg in ["ES256", "EdDSA", "PS384", "RS512", "HS256", "none", ""] {
            assert!(with(Some(alg)).signature_alg().is_err(), "{alg}");
        }
        assert!(
            with(None).check_encryption().is_ok() && with(Some("RSA-OAEP-256")).check_encryption().is_ok()
        );
        for alg in ["RSA-OAEP", "RSA1_5", "ECDH-ES", "PS256"] {
            assert!(with(Some(alg)).check_encryption().is_err(), "{alg}");
        }
    }

    #[test]
    fn a_key_of_each_kind_is_written_as_it_was_read() {
        for value in [
            json!({"kty": "EC", "crv": "P-256", "x": "AA", "y": "AQ", "kid": "k", "use": "sig", "alg": "ES256"}),
            json!({"kty": "OKP", "crv": "Ed25519", "x": "AA"}),
            json!({"kty": "RSA", "n": "AA", "e": "AQAB", "use": "enc"}),
        ] {
            assert_eq!(serde_json::to_value(key(value.clone())).unwrap(), value);
        }
        for half in [
            json!({"kty": "EC", "crv": "P-256", "x": "AA"}),
            json!({"kty": "EC", "crv": "Ed25519", "x": "AA"}),
            json!({"kty": "EC", "crv": "secp256k1", "x": "AA", "y": "AA"}),
            json!({"kty": "OKP", "crv": "X25519", "x": "AA"}),
            json!({"kty": "RSA", "e": "AQAB"}),
        ] {
            assert!(serde_json::from_value::<Jwk>(half.clone()).is_err(), "{half}");
        }
    }

    #[test]
    fn absent_members_are_not_written() {
        let key = key(json!({"kty": "OKP", "crv": "Ed25519", "x": "AA"}));
        assert_eq!(serde_json::to_value(&key).unwrap(), json!({"kty": "OKP", "crv": "Ed25519", "x": "AA"}));
    }
}
