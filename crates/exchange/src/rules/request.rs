//! What must hold of a consumer's request before anything is done with it: an ordered list of named checks.

use causeway_core::{ClientId, Error, Result};
use causeway_crypto::jose::{JwkSet, PublicKey, Window, verify};
use jiff::{SignedDuration, Timestamp};

use crate::wire::{ConsumerRequest, LEEWAY_SECONDS, LIFETIME_SECONDS, TYP_READ};

/// Who is asking us, and when.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Door<'a> {
    /// The client that was authenticated.
    pub(crate) caller: &'a ClientId,
    /// Its registered keys.
    pub(crate) keys: &'a JwkSet,
    /// Our issuer URL.
    pub(crate) issuer: &'a str,
    /// The present moment.
    pub(crate) now: Timestamp,
}

/// Runs the checks that need no storage.
///
/// # Errors
/// `request_signature`, `wrong_issuer`, `wrong_audience`, `token_expired`, `token_not_yet_valid`, `token_too_long`, `bad_jti`,
/// `bad_encryption_key`, `bad_case`.
pub(crate) fn check(jws: &str, door: &Door<'_>) -> Result<ConsumerRequest> {
    let request = check_signature(jws, door)?;
    check_issuer(&request, door)?;
    check_audience(&request, door)?;
    check_window(&request, door)?;
    check_jti(&request)?;
    check_encryption_key(&request)?;
    check_case(&request)?;
    Ok(request)
}

fn check_signature(jws: &str, door: &Door<'_>) -> Result<ConsumerRequest> {
    verify(jws, door.keys, TYP_READ).map_err(|error| {
        Error::invalid(
            "request_signature",
            "The request is not signed, with typ causeway-read+jwt, by a key that is registered for this client.",
        )
        .with_cause(error)
    })
}

/// RFC 7519 section 4.1.1: whoever signed is whoever called.
fn check_issuer(request: &ConsumerRequest, door: &Door<'_>) -> Result<()> {
    ensure(
        request.iss == *door.caller,
        "wrong_issuer",
        "`iss` must be the client whose access token was sent.",
    )
}

/// RFC 7519 section 4.1.3.
fn check_audience(request: &ConsumerRequest, door: &Door<'_>) -> Result<()> {
    ensure(request.aud == door.issuer, "wrong_audience", "`aud` must be the gateway's issuer URL.")
}

/// RFC 7519 sections 4.1.4 and 4.1.6: signed just now, and void within 60 seconds.
fn check_window(request: &ConsumerRequest, door: &Door<'_>) -> Result<()> {
    let window = Window {
        now: door.now,
        leeway: SignedDuration::from_secs(LEEWAY_SECONDS),
        longest: SignedDuration::from_secs(LIFETIME_SECONDS),
    };
    window.check(request.iat, request.exp)
}

/// RFC 7519 section 4.1.7. That it was not used before is for the intent's transaction to see.
fn check_jti(request: &ConsumerRequest) -> Result<()> {
    let graphic = request.jti.bytes().all(|b| b.is_ascii_graphic());
    ensure(
        graphic && (8..=128).contains(&request.jti.len()),
        "bad_jti",
        "`jti` must have 8 to 128 visible ASCII characters, and be new for each request.",
    )
}

fn check_encryption_key(request: &ConsumerRequest) -> Result<()> {
    let usable = matches!(request.enc.key, PublicKey::P256 { .. });
    let named =
        request.enc.thumbprint().is_ok_and(|name| request.enc.kid.as_ref().is_none_or(|kid| *kid == name));
    ensure(
        usable && named,
        "bad_encryption_key",
        "`enc` must be a public key on P-256, as a JWK; its `kid`, if any, is its thumbprint (RFC 7638).",
    )
}

fn check_case(request: &ConsumerRequest) -> Result<()> {
    let fits = request.case.as_ref().is_none_or(|case| (1..=128).contains(&case.len()));
    ensure(fits, "bad_case", "`case` must have 1 to 128 bytes; leave it out if there is none.")
}

fn ensure(holds: bool, code: &'static str, words: &'static str) -> Result<()> {
    if holds { Ok(()) } else { Err(Error::invalid(code, words)) }
}

#[cfg(test)]
mod tests {
    use causeway_crypto::jose::peek;

    use super::*;
    use crate::wire::TYP_EXCHANGE;
    use crate::wire::testing::{ISSUER, Parties, key, set};

    fn decide(parties: &Parties, jws: &str, now: Timestamp) -> Result<ConsumerRequest> {
        let caller = "driving-licence".parse().unwrap();
        check(jws, &Door { caller: &caller, keys: &set(&parties.consumer), issuer: ISSUER, now })
    }

    fn with(change: impl FnOnce(&mut ConsumerRequest)) -> &'static str {
        let parties = Parties::new();
        let mut request: ConsumerRequest = peek(&parties.consumer_jws).unwrap();
        change(&mut request);
        let jws = parties.consumer.sign(TYP_READ, &request).unwrap();
        decide(&parties, &jws, parties.now).map_or_else(|error| error.code(), |_| "")
    }

    #[test]
    fn an_honest_request_passes() {
        assert_eq!(with(|_| ()), "");
    }

    #[test]
    fn a_signature_by_another_key_or_of_another_type_is_refused() {
        let parties = Parties::new();
        let request: ConsumerRequest = peek(&parties.consumer_jws).unwrap();
        for jws in [
            key().sign(TYP_READ, &request).unwrap(),
            parties.consumer.sign(TYP_EXCHANGE, &request).unwrap(),
            String::new(),
            "a.b.c".to_owned(),
            parties.consumer_jws[..parties.consumer_jws.len() - 4].to_owned(),
        ] {
            assert_eq!(decide(&parties, &jws, parties.now).unwrap_err().code(), "request_signature");
        }
    }

    #[test]
    fn iss_is_the_authenticated_client() {
        assert_eq!(with(|r| r.iss = "another".parse().unwrap()), "wrong_issuer");
    }

    #[test]
    fn aud_is_the_gateway() {
        assert_eq!(with(|r| r.aud = "https://another.example".to_owned()), "wrong_audience");
    }

    #[test]
    fn the_window_is_60_seconds() {
        assert_eq!(with(|r| r.exp += 1), "token_too_long");
        assert_eq!(with(|r| (r.iat, r.exp) = (r.iat - 120, r.exp - 120)), "token_expired");
        assert_eq!(with(|r| (r.iat, r.exp) = (r.iat + 30, r.exp + 30)), "token_not_yet_valid");
        let parties = Parties::new();
        let later = parties.now + SignedDuration::from_secs(LIFETIME_SECONDS + LEEWAY_SECONDS + 1);
        assert_eq!(decide(&parties, &parties.consumer_jws, later).unwrap_err().code(), "token_expired");
    }

    #[test]
    fn jti_is_8_to_128_visible_characters() {
        for bad in ["short", "with space", "newline\nnewline", &"x".repeat(129)] {
            assert_eq!(with(|r| bad.clone_into(&mut r.jti)), "bad_jti", "{bad:?}");
        }
    }

    #[test]
    fn enc_is_a_key_on_p256() {
        let others = [
            PublicKey::Ed25519 { x: "AA".to_owned() },
            PublicKey::Rsa { n: "AA".to_owned(), e: "AQAB".to_owned() },
        ];
        for other in others {
            assert_eq!(with(|r| r.enc.key = other), "bad_encryption_key");
        }
        assert_eq!(with(|r| r.enc.kid = Some("mine".to_owned())), "bad_encryption_key");
        assert_eq!(with(|r| r.enc.kid = None), "");
    }

    #[test]
    fn case_is_short() {
        assert_eq!(with(|r| r.case = Some("A/2026/1".to_owned())), "");
        assert_eq!(with(|r| r.case = Some(String::new())), "bad_case");
        assert_eq!(with(|r| r.case = Some("x".repeat(129))), "bad_case");
    }
}
