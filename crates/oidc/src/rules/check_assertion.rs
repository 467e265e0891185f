//! RFC 7523 section 3: a client's signed assertion, held against the rules that do not need the signature.
//!
//! The signature itself is verified before this by [`causeway_crypto::jose::verify`], with the client's registered keys alone.

use causeway_crypto::{b64, digest};
use jiff::Timestamp;
use serde::Deserialize;

use crate::config::{ASSERTION, LEEWAY};
use crate::model::Audience;
use crate::refusal::{Code, Refusal};

/// The `client_assertion_type` of RFC 7523 section 2.2.
pub(crate) const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// The claims that count.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Assertion {
    pub(crate) iss: String,
    pub(crate) sub: String,
    pub(crate) aud: Audience,
    pub(crate) exp: i64,
    pub(crate) iat: Option<i64>,
    pub(crate) nbf: Option<i64>,
    pub(crate) jti: Option<String>,
}

/// What an assertion leaves behind, so that it serves once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Spent {
    /// SHA-256 over client and jti.
    pub(crate) hash: [u8; 32],
    pub(crate) expires_at: Timestamp,
}

/// Whom an assertion may be for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Names<'a> {
    /// The issuer, as a string (FAPI 2.0 Security Profile 5.3.2.1 clause 8): what is also for somebody else could be replayed by them.
    Issuer(&'a str),
    /// Any of our own names, as a string or in a list of nothing else (OpenID Connect Core section 9).
    Any(&'a [String]),
}

/// Checks the claims.
pub(crate) fn check(
    assertion: &Assertion,
    client: &str,
    names: Names<'_>,
    now: Timestamp,
) -> Result<Spent, Refusal> {
    // Rules 1 and 2.
    if assertion.iss != client || assertion.sub != client {
        return Err(refuse("In a client assertion iss and sub are the client_id."));
    }
    // Rule 3; an assertion that is also for somebody else could be replayed by them.
    let for_us = match (names, &assertion.aud) {
        (Names::Issuer(issuer), Audience::One(one)) => one == issuer,
        (Names::Issuer(_), Audience::Many(_)) => false,
        (Names::Any(names), Audience::One(one)) => names.contains(one),
        (Names::Any(names), Audience::Many(many)) => {
            !many.is_empty() && many.iter().all(|one| names.contains(one))
        }
    };
    if !for_us {
        return Err(refuse("The client assertion is for another audience. Set aud to the issuer."));
    }
    let (at, leeway) = (now.as_second(), LEEWAY.as_secs());
    // Rule 4.
    if assertion.exp.saturating_add(leeway) <= at {
        return Err(refuse("The client assertion has expired."));
    }
    if assertion.exp > at + ASSERTION.as_secs() + leeway {
        return Err(refuse("The client assertion lives longer than five minutes."));
    }
    // Rules 5 and 6.
    if [assertion.nbf, assertion.iat].into_iter().flatten().any(|begins| begins > at + leeway) {
        return Err(refuse("The client assertion is not valid yet. Set your clock by a time server."));
    }
    // Rule 7.
    let jti = assertion.jti.as_deref().filter(|jti| (1..=256).contains(&jti.len()));
    let jti = jti.ok_or_else(|| refuse("A client assertion needs a jti of 1 to 256 bytes."))?;
    let forget = Timestamp::from_second(assertion.exp + leeway + 1).unwrap_or(Timestamp::MAX);
    Ok(Spent { hash: digest::sha256(format!("{client}\n{jti}").as_bytes()), expires_at: forget })
}

/// RFC 8725 section 3.11: a token of another kind, signed with the same key, is no client assertion.
pub(crate) fn typ(token: &str) -> Result<(), Refusal> {
    #[derive(Deserialize)]
    struct Header {
        typ: Option<String>,
    }
    let header = token.split('.').next().and_then(|part| b64::decode(part).ok());
    let header = header.and_then(|bytes| serde_json::from_slice::<Header>(&bytes).ok());
    let typ = header.ok_or_else(|| refuse("The client assertion is not a JWT."))?.typ;
    match typ.map(|typ| typ.to_ascii_lowercase()).as_deref() {
        None | Some("jwt" | "client-authentication+jwt") => Ok(()),
        Some(_) => Err(refuse("This JWT is of another type than a client assertion.")),
    }
}

fn refuse(why: &'static str) -> Refusal {
    Refusal::new(Code::InvalidClient, why)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ISSUER: &str = "https://id.example";

    fn ours() -> [String; 2] {
        [ISSUER.to_owned(), format!("{ISSUER}/token")]
    }

    fn good() -> Assertion {
        Assertion {
            iss: "app".to_owned(),
            sub: "app".to_owned(),
            aud: Audience::One("https://id.example".to_owned()),
            exp: 1060,
            iat: Some(1000),
            nbf: None,
            jti: Some("1".to_owned()),
        }
    }

    fn at_1000(assertion: &Assertion) -> Result<Spent, Refusal> {
        check(assertion, "app", Names::Any(&ours()), Timestamp::from_second(1000).unwrap())
    }

    #[test]
    fn rfc7523_3_a_good_assertion_passes_and_is_remembered_until_it_expires() {
        assert_eq!(at_1000(&good()).unwrap().expires_at.as_second(), 1071);
    }

    #[test]
    fn rfc7523_3_1_and_3_2_iss_and_sub_are_the_client() {
        assert!(at_1000(&Assertion { iss: "other".to_owned(), ..good() }).is_err());
        assert!(at_1000(&Assertion { sub: "other".to_owned(), ..good() }).is_err());
    }

    #[test]
    fn rfc7523_3_3_an_assertion_for_another_audience_is_refused() {
        let with = |aud| at_1000(&Assertion { aud, ..good() });
        assert!(with(Audience::One("https://id.example/token".to_owned())).is_ok());
        assert!(with(Audience::Many(vec!["https://id.example".to_owned()])).is_ok());
        assert!(with(Audience::One("https://id.example/".to_owned())).is_err());
        assert!(with(Audience::One("https://evil.example".to_owned())).is_err());
        assert!(with(Audience::Many(vec![])).is_err());
        let mixed = vec!["https://id.example".to_owned(), "https://evil.example".to_owned()];
        assert!(with(Audience::Many(mixed)).is_err());
    }

    #[test]
    fn rfc7523_3_4_an_expired_or_long_lived_assertion_is_refused() {
        for (exp, good_enough) in
            [(990, false), (991, true), (1310, true), (1311, false), (i64::MAX, false), (i64::MIN, false)]
        {
            assert_eq!(at_1000(&Assertion { exp, ..good() }).is_ok(), good_enough, "{exp}");
        }
    }

    #[test]
    fn rfc7523_3_5_and_3_6_an_assertion_from_the_future_is_refused() {
        assert!(at_1000(&Assertion { nbf: Some(1011), ..good() }).is_err());
        assert!(at_1000(&Assertion { iat: Some(1011), ..good() }).is_err());
        assert!(at_1000(&Assertion { iat: None, ..good() }).is_ok());
    }

    #[test]
    fn rfc7523_3_7_a_jti_is_required_and_bounded_and_counts_per_client() {
        assert!(at_1000(&Assertion { jti: None, ..good() }).is_err());
        assert!(at_1000(&Assertion { jti: Some(String::new()), ..good() }).is_err());
        assert!(at_1000(&Assertion { jti: Some("a".repeat(257)), ..good() }).is_err());
        let other = Assertion { iss: "other".to_owned(), sub: "other".to_owned(), ..good() };
        let theirs =
            check(&other, "other", Names::Any(&ours()), Timestamp::from_second(1000).unwrap()).unwrap();
        assert_ne!(theirs.hash, at_1000(&good()).unwrap().hash);
    }

    #[test]
    fn rfc8725_3_11_a_token_of_another_type_is_no_client_assertion() {
        let token = |header: &str| format!("{}.e30.AA", b64::encode(header.as_bytes()));
        assert!(typ(&token(r#"{"alg":"ES256"}"#)).is_ok());
        assert!(typ(&token(r#"{"alg":"ES256","typ":"JWT"}"#)).is_ok());
        assert!(typ(&token(r#"{"alg":"ES256","typ":"causeway-read+jwt"}"#)).is_err());
        assert!(typ("nonsense").is_err());
    }

    #[test]
    fn fapi2_5_3_2_1_8_only_the_issuer_as_a_string_is_the_audience() {
        let strict = |aud: Audience| {
            let assertion = Assertion { aud, ..good() };
            check(&assertion, "app", Names::Issuer(ISSUER), Timestamp::from_second(1000).unwrap()).is_ok()
        };
        assert!(strict(Audience::One(ISSUER.to_owned())));
        assert!(!strict(Audience::One(format!("{ISSUER}/token"))));
        assert!(!strict(Audience::Many(vec![ISSUER.to_owned()])));
    }
}
