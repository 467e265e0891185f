//! RFC 9449 section 4.3: a proof that whoever sends a request holds a private key, for this very request.

use axum::http::HeaderMap;
use causeway_crypto::{b64, digest, jose};
use jiff::Timestamp;
use serde::Deserialize;
use url::Url;

use crate::refusal::{Code, Refusal};
use crate::rules::check_assertion::Spent;

const TYP: &str = "dpop+jwt";
/// How old a proof may be, in seconds, and how far in the future.
const OLDEST: i64 = 60;
const AHEAD: i64 = 10;

/// A proof that is good; it has still to be spent, in the transaction of what it came for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Proof {
    /// The thumbprint of the key (RFC 7638, SHA-256).
    pub(crate) jkt: [u8; 32],
    pub(crate) spent: Spent,
    /// The nonce within it; whether it is one of ours is for the caller to see.
    pub(crate) nonce: Option<String>,
}

/// The request that the proof has to be for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sent<'a> {
    pub(crate) method: &'a str,
    /// The names of the endpoint: its URL, and its other one where certificates are asked for.
    pub(crate) urls: &'a [String],
    /// The access token that comes with it, at a protected resource.
    pub(crate) token: Option<&'a str>,
}

#[derive(Deserialize)]
struct Claims {
    jti: String,
    htm: String,
    htu: String,
    iat: i64,
    exp: Option<i64>,
    nbf: Option<i64>,
    ath: Option<String>,
    nonce: Option<String>,
}

/// The proof of a request; `None` when it has none.
pub(crate) fn check(headers: &HeaderMap, sent: Sent<'_>, now: Timestamp) -> Result<Option<Proof>, Refusal> {
    let mut all = headers.get_all("dpop").iter();
    let Some(first) = all.next() else { return Ok(None) };
    // Check 1.
    if all.next().is_some() {
        return Err(refuse("Send one DPoP header."));
    }
    let text = first.to_str().map_err(|_| refuse("The DPoP header is not a JWT."))?;
    // Checks 2 to 7: well-formed, typed, by an asymmetric algorithm, signed by the public key within.
    let (key, claims): (_, Claims) = jose::verify_embedded(text, TYP).map_err(|_| {
        refuse(
            "The DPoP proof is not a dpop+jwt signed by the key in its header, with jti, htm, htu and iat.",
        )
    })?;
    about(&claims, sent)?;
    within(&claims, now)?;
    let jkt = key
        .thumbprint()
        .ok()
        .and_then(|text| b64::decode(&text).ok())
        .and_then(|bytes| <[u8; 32]>::try_from(bytes).ok())
        .ok_or_else(|| refuse("The key of the DPoP proof cannot be used."))?;
    if !(1..=256).contains(&claims.jti.len()) {
        return Err(refuse("A DPoP proof needs a jti of 1 to 256 bytes."));
    }
    let hash = digest::sha256(&[b"dpop\n", jkt.as_slice(), claims.jti.as_bytes()].concat());
    let forget = Timestamp::from_second(claims.iat + OLDEST + AHEAD + 1).unwrap_or(Timestamp::MAX);
    Ok(Some(Proof { jkt, spent: Spent { hash, expires_at: forget }, nonce: claims.nonce }))
}

/// Checks 8, 9 and 12: the method, the URL without query and fragment, the token.
fn about(claims: &Claims, sent: Sent<'_>) -> Result<(), Refusal> {
    if claims.htm != sent.method {
        return Err(refuse("The DPoP proof is for another method: htm is that of the request."));
    }
    let place = |text: &str| {
        let mut url = Url::parse(text).ok()?;
        url.set_query(None);
        url.set_fragment(None);
        Some(url)
    };
    let named = place(&claims.htu);
    if named.is_none() || !sent.urls.iter().any(|url| place(url) == named) {
        return Err(refuse("The DPoP proof is for another URL: htu is that of the endpoint."));
    }
    let hash = sent.token.map(|token| b64::encode(&digest::sha256(token.as_bytes())));
    if hash.is_some() && hash != claims.ath {
        return Err(refuse(
            "The DPoP proof is for another access token: ath is the SHA-256 of the one sent.",
        ));
    }
    Ok(())
}

/// Check 11; `exp` and `nbf` are not needed, and kept where they are said.
fn within(claims: &Claims, now: Timestamp) -> Result<(), Refusal> {
    let now = now.as_second();
    let old = claims.iat < now - OLDEST || claims.exp.is_some_and(|exp| exp <= now - AHEAD);
    let early = claims.iat > now + AHEAD || claims.nbf.is_some_and(|nbf| nbf > now + AHEAD);
    if old || early {
        return Err(refuse(
            "The DPoP proof is not of this moment. Make one for each request, and set your clock by a time server.",
        ));
    }
    Ok(())
}

pub(crate) fn refuse(why: &'static str) -> Refusal {
    Refusal::new(Code::InvalidDpopProof, why)
}

#[cfg(test)]
mod tests {
    use causeway_crypto::jose::{Alg, SigningKey};
    use serde_json::{Value, json};

    use super::*;
    use crate::tests::samples;

    const URL: &str = "https://id.example/token";
    const NOW: i64 = 1_000_000;

    fn proof(key: &SigningKey, changes: &Value) -> String {
        let mut claims = json!({"jti": "1", "htm": "POST", "htu": URL, "iat": NOW});
        for (name, value) in changes.as_object().unwrap() {
            claims[name] = value.clone();
        }
        samples::dpop(key, &claims)
    }

    fn checked(text: &str, token: Option<&str>) -> Result<Option<Proof>, Refusal> {
        let mut headers = HeaderMap::new();
        headers.insert("dpop", text.parse().unwrap());
        let now = Timestamp::from_second(NOW).unwrap();
        check(&headers, Sent { method: "POST", urls: &[URL.to_owned()], token }, now)
    }

    fn good(changes: &Value) -> bool {
        let key = SigningKey::generate(Alg::Es256).unwrap();
        checked(&proof(&key, changes), None).is_ok()
    }

    #[test]
    fn rfc9449_4_3_1_there_is_one_proof_or_none() {
        let key = SigningKey::generate(Alg::Es256).unwrap();
        let mut headers = HeaderMap::new();
        let now = Timestamp::from_second(NOW).unwrap();
        let urls = [URL.to_owned()];
        let sent = Sent { method: "POST", urls: &urls, token: None };
        assert_eq!(check(&headers, sent, now).unwrap(), None);
        for _ in 0..2 {
            headers.append("dpop", proof(&key, &json!({})).parse().unwrap());
        }
        assert_eq!(check(&headers, sent, now).unwrap_err().code(), Code::InvalidDpopProof);
    }

    #[test]
    fn rfc9449_4_3_8_and_9_method_and_url_are_those_of_the_request() {
        assert!(good(&json!({})));
        assert!(!good(&json!({"htm": "GET"})));
        assert!(!good(&json!({"htm": "post"})));
        for same in [
            "https://id.example:443/token",
            "https://ID.example/token?a=b#c",
            "https://id.example/x/../token",
        ] {
            assert!(good(&json!({"htu": same})), "{same}");
        }
        for other in [
            "http://id.example/token",
            "https://id.example/token/",
            "https://evil.example/token",
            "/token",
            "",
        ] {
            assert!(!good(&json!({"htu": other})), "{other}");
        }
    }

    #[test]
    fn rfc9449_4_3_11_a_proof_is_of_this_moment() {
        for (iat, fits) in [(NOW - 60, true), (NOW - 61, false), (NOW + 10, true), (NOW + 11, false)] {
            assert_eq!(good(&json!({"iat": iat})), fits, "{iat}");
        }
        assert!(!good(&json!({"exp": NOW - 20})));
        assert!(!good(&json!({"nbf": NOW + 20})));
        assert!(good(&json!({"exp": NOW + 20, "nbf": NOW - 20})));
        assert!(!good(&json!({"iat": "now"})));
    }

    #[test]
    fn rfc9449_4_3_12_at_a_resource_it_names_the_token() {
        let key = SigningKey::generate(Alg::Es256).unwrap();
        let ath = b64::encode(&digest::sha256(b"the token"));
        assert!(checked(&proof(&key, &json!({"ath": ath})), Some("the token")).is_ok());
        assert!(checked(&proof(&key, &json!({"ath": ath})), Some("another")).is_err());
        assert!(checked(&proof(&key, &json!({})), Some("the token")).is_err());
    }

    #[test]
    fn the_same_jti_of_two_keys_are_two_proofs() {
        let [one, two] = [(); 2].map(|()| SigningKey::generate(Alg::EdDsa).unwrap());
        let of = |key: &SigningKey| checked(&proof(key, &json!({})), None).unwrap().unwrap();
        assert_ne!(of(&one).spent.hash, of(&two).spent.hash);
        assert_eq!(of(&one).spent, of(&one).spent);
        assert_eq!(b64::encode(&of(&one).jkt), one.jwk().thumbprint().unwrap());
    }

    #[test]
    fn a_jti_is_bounded() {
        assert!(!good(&json!({"jti": ""})));
        assert!(!good(&json!({"jti": "x".repeat(257)})));
    }
}
