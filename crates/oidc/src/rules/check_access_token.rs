//! RFC 9068 section 4: the claims of an access token whose signature and type are verified.

use causeway_crypto::jose::Window;
use jiff::{SignedDuration, Timestamp};

use crate::model::AccessClaims;
use crate::refusal::{Code, Refusal};
use crate::scope::{Scope, Scopes};

/// The longest that configuration allows, and so the longest that we believe.
const LONGEST: SignedDuration = SignedDuration::from_mins(15);

/// Issuer, audience and time. We check our own tokens, so no clock is off.
pub(crate) fn check(claims: &AccessClaims, issuer: &str, now: Timestamp) -> Result<(), Refusal> {
    if claims.iss != issuer || !claims.aud.names(issuer) {
        return Err(refuse("The access token is from, or for, somebody else."));
    }
    let window = Window { now, leeway: SignedDuration::ZERO, longest: LONGEST };
    window.check(claims.iat, claims.exp).map_err(|_| refuse("The access token has expired. Get a new one."))
}

/// RFC 6750 section 3.1: the token was given for what is being done.
pub(crate) fn has_scope(claims: &AccessClaims, needed: Scope) -> Result<Scopes, Refusal> {
    let scopes = Scopes::parse(&claims.scope);
    if scopes.has(needed) {
        return Ok(scopes);
    }
    Err(Refusal::new(
        Code::InsufficientScope,
        format!("The access token lacks the scope {}.", needed.as_str()),
    ))
}

pub(crate) fn refuse(why: &'static str) -> Refusal {
    Refusal::new(Code::InvalidToken, why)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::samples;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn rfc9068_4_another_issuer_or_audience_is_refused() {
        let good = samples::access_claims();
        assert!(check(&good, "https://id.example", at(1000)).is_ok());
        for bad in [
            AccessClaims { iss: "https://evil.example".to_owned(), ..good.clone() },
            AccessClaims {
                aud: crate::model::Audience::One("https://evil.example".to_owned()),
                ..good.clone()
            },
        ] {
            assert_eq!(check(&bad, "https://id.example", at(1000)).unwrap_err().code(), Code::InvalidToken);
        }
    }

    #[test]
    fn rfc9068_4_an_expired_token_is_refused_to_the_second() {
        let claims = samples::access_claims();
        assert!(check(&claims, "https://id.example", at(1299)).is_ok());
        assert!(check(&claims, "https://id.example", at(1300)).is_err());
    }

    #[test]
    fn rfc6750_3_1_a_token_without_the_scope_is_insufficient() {
        let refused = has_scope(&samples::access_claims(), Scope::Exchange).unwrap_err();
        assert_eq!(refused.code(), Code::InsufficientScope);
    }
}
