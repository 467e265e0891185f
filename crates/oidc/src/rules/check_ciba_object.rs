//! CIBA section 7.1.1 and FAPI-CIBA 5.2.2: a signed request, held against the rules that do not need the signature. That was verified
//! before this, with the client's registered keys alone.

use causeway_crypto::digest;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

use crate::config::LEEWAY;
use crate::params::Params;
use crate::refusal::{Code, Refusal};
use crate::rules::check_assertion::Spent;

/// FAPI-CIBA 5.2.2: from `nbf` to `exp`, and from `nbf` to now.
const LONGEST: SignedDuration = SignedDuration::from_mins(60);
/// Claims that say something about the object and nothing about what is asked.
const ABOUT: [&str; 7] = ["iss", "aud", "exp", "nbf", "iat", "jti", "sub"];

/// Checks the claims: all of `iss`, `aud`, `exp`, `nbf`, `iat` and `jti` are there.
pub(crate) fn check(
    claims: &Map<String, Value>,
    client: &str,
    issuer: &str,
    now: Timestamp,
) -> Result<Spent, Refusal> {
    if claims.get("iss").and_then(Value::as_str) != Some(client) {
        return Err(refuse("The iss of the request is not the client_id."));
    }
    let for_us = match claims.get("aud") {
        Some(Value::String(one)) => one == issuer,
        Some(Value::Array(many)) => many.iter().any(|one| one.as_str() == Some(issuer)),
        _ => false,
    };
    if !for_us {
        return Err(refuse("The aud of the request is not the issuer."));
    }
    // RFC 9101 section 10.8: what has a subject could be taken for a client assertion.
    if ["sub", "request", "request_uri"].iter().any(|name| claims.contains_key(*name)) {
        return Err(refuse("A signed request has no sub, and no other request within."));
    }
    let [exp, nbf, iat] = ["exp", "nbf", "iat"].map(|name| claims.get(name).and_then(Value::as_i64));
    let (Some(exp), Some(nbf), Some(iat)) = (exp, nbf, iat) else {
        return Err(refuse("A signed request has exp, nbf and iat, each a number of seconds."));
    };
    let (at, leeway, longest) = (now.as_second(), LEEWAY.as_secs(), LONGEST.as_secs());
    if exp.saturating_add(leeway) <= at {
        return Err(refuse("The request has expired."));
    }
    if nbf > at + leeway || iat > at + leeway {
        return Err(refuse("The request is not valid yet. Set your clock by a time server."));
    }
    if nbf < at - longest || exp > nbf + longest {
        return Err(refuse("The request is older than an hour, or lives longer than one from its nbf."));
    }
    let jti = claims.get("jti").and_then(Value::as_str).filter(|jti| (1..=256).contains(&jti.len()));
    let jti = jti.ok_or_else(|| refuse("A signed request needs a jti of 1 to 256 bytes."))?;
    let forget = Timestamp::from_second(exp + leeway + 1).unwrap_or(Timestamp::MAX);
    Ok(Spent { hash: digest::sha256(format!("ciba\n{client}\n{jti}").as_bytes()), expires_at: forget })
}

/// What is asked: whatever stands inside, and nothing outside. Numbers and documents become the text that a form would hold.
pub(crate) fn params(claims: Map<String, Value>) -> Params {
    let mut params = Params::default();
    for (name, value) in claims {
        if ABOUT.contains(&name.as_str()) {
            continue;
        }
        match value {
            Value::Null => {}
            Value::String(text) if text.is_empty() => {}
            Value::String(text) => params.add(name, text),
            other => params.add(name, other.to_string()),
        }
    }
    params
}

/// One error for whatever is wrong with it: CIBA section 13 knows no other.
pub(crate) fn refuse(why: &'static str) -> Refusal {
    Refusal::new(Code::InvalidRequest, why)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ISSUER: &str = "https://id.example";

    fn with(changes: &Value) -> Result<Spent, Refusal> {
        let mut claims =
            json!({"iss": "app", "aud": ISSUER, "exp": 10_060, "nbf": 10_000, "iat": 10_000, "jti": "1"});
        for (name, value) in changes.as_object().unwrap() {
            if value.is_null() {
                claims.as_object_mut().unwrap().remove(name);
            } else {
                claims[name] = value.clone();
            }
        }
        check(claims.as_object().unwrap(), "app", ISSUER, Timestamp::from_second(10_000).unwrap())
    }

    #[test]
    fn ciba_7_1_1_each_claim_has_to_be_there() {
        assert!(with(&json!({})).is_ok());
        for name in ["iss", "aud", "exp", "nbf", "iat", "jti"] {
            assert_eq!(with(&json!({name: null})).unwrap_err().code(), Code::InvalidRequest, "{name}");
        }
    }

    #[test]
    fn ciba_7_1_1_it_is_from_the_client_and_for_us() {
        assert!(with(&json!({"iss": "bank"})).is_err());
        assert!(with(&json!({"aud": "https://other.example"})).is_err());
        assert!(with(&json!({"aud": [ISSUER, "https://other.example"]})).is_ok());
        assert!(with(&json!({"aud": {"0": ISSUER}})).is_err());
        assert!(with(&json!({"sub": "app"})).is_err());
        assert!(with(&json!({"request": "e30.e30."})).is_err());
    }

    #[test]
    fn fapi_ciba_5_2_2_it_lives_an_hour_at_most() {
        for bad in [
            json!({"exp": 9_990}),
            json!({"exp": 13_601}),
            json!({"exp": i64::MAX}),
            json!({"nbf": 10_011}),
            json!({"nbf": 6_399}),
            json!({"nbf": i64::MIN, "exp": 10_060}),
            json!({"iat": 10_011}),
            json!({"exp": "10060"}),
            json!({"jti": ""}),
            json!({"jti": "a".repeat(257)}),
        ] {
            assert!(with(&bad).is_err(), "{bad}");
        }
        assert!(with(&json!({"nbf": 10_008, "exp": 13_600})).is_ok());
    }

    #[test]
    fn ciba_7_1_1_numbers_and_documents_are_taken_as_a_form_would_hold_them() {
        let claims = json!({"iss": "app", "scope": "openid", "requested_expiry": 30, "authorization_details": [{"type": "t"}], "x": null});
        let params = params(claims.as_object().unwrap().clone());
        assert_eq!(params.get("requested_expiry"), Some("30"));
        assert_eq!(params.get("authorization_details"), Some(r#"[{"type":"t"}]"#));
        assert_eq!((params.get("iss"), params.get("scope"), params.get("x")), (None, Some("openid"), None));
    }
}
