//! RFC 6749 sections 4.1.2 and 4.1.3: a code is good once, for a minute, for the client and the redirect URI it was issued to, and
//! (RFC 7636 section 4.6) for whoever holds the verifier, and (RFC 9449 section 10) the key it is bound to.

use causeway_core::ClientId;
use jiff::Timestamp;

use crate::model::CodeRow;
use crate::params::Params;
use crate::refusal::{Code, Refusal};
use crate::rules::check_pkce;

/// What a code turns out to be.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Verdict {
    /// It may be redeemed.
    Good,
    /// It was redeemed before, by this very client: everything that came of it is revoked.
    Replayed,
    /// It may not; nothing is changed by the attempt.
    Refused(Refusal),
}

pub(crate) fn check(
    code: &CodeRow,
    client: &ClientId,
    params: &Params,
    jkt: Option<[u8; 32]>,
    now: Timestamp,
) -> Verdict {
    // Asked first, so that a client that holds somebody else's code can neither use it nor have it revoked.
    if code.client != *client {
        return Verdict::Refused(unknown());
    }
    if code.used_at.is_some() {
        return Verdict::Replayed;
    }
    if now >= code.valid_until {
        return Verdict::Refused(Refusal::new(Code::InvalidGrant, "The code has expired."));
    }
    if params.get("redirect_uri") != Some(code.redirect_uri.as_str()) {
        let why = "The redirect_uri is missing, or not that of the authorization request.";
        return Verdict::Refused(Refusal::new(Code::InvalidGrant, why));
    }
    // RFC 9449 section 10.
    if code.jkt.is_some() && code.jkt != jkt {
        let why = "The code is bound to another key than that of the DPoP proof.";
        return Verdict::Refused(Refusal::new(Code::InvalidGrant, why));
    }
    match check_pkce::verifier(params, code.code_challenge.as_deref()) {
        Ok(()) => Verdict::Good,
        Err(refusal) => Verdict::Refused(refusal),
    }
}

/// The one answer to a code that is not there, is somebody else's, or was used.
pub(crate) fn unknown() -> Refusal {
    Refusal::new(Code::InvalidGrant, "The code is unknown, was used already, or belongs to another client.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::samples;

    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    fn verdict(code: &CodeRow, pairs: &[(&str, &str)], now: i64) -> Verdict {
        check(code, &samples::client().id, &Params::of(pairs), None, Timestamp::from_second(now).unwrap())
    }

    fn code() -> CodeRow {
        CodeRow { valid_until: Timestamp::from_second(60).unwrap(), ..samples::code() }
    }

    const GOOD: [(&str, &str); 2] = [("redirect_uri", "https://app.example/cb"), ("code_verifier", VERIFIER)];

    #[test]
    fn rfc6749_4_1_2_a_code_lives_a_minute() {
        assert_eq!(verdict(&code(), &GOOD, 59), Verdict::Good);
        assert!(matches!(verdict(&code(), &GOOD, 60), Verdict::Refused(_)));
    }

    #[test]
    fn rfc6749_4_1_2_a_second_use_is_seen_even_when_the_code_has_expired() {
        let used = CodeRow { used_at: Some(Timestamp::UNIX_EPOCH), ..code() };
        assert_eq!(verdict(&used, &GOOD, 30), Verdict::Replayed);
        assert_eq!(verdict(&used, &[], 3000), Verdict::Replayed);
    }

    #[test]
    fn rfc6749_4_1_3_a_code_of_another_client_is_refused_and_left_alone() {
        let used =
            CodeRow { client: "other".parse().unwrap(), used_at: Some(Timestamp::UNIX_EPOCH), ..code() };
        assert_eq!(verdict(&used, &GOOD, 30), Verdict::Refused(unknown()));
    }

    #[test]
    fn rfc6749_4_1_3_the_redirect_uri_must_be_the_same_again() {
        for other in ["https://app.example/cb/", "https://evil.example/cb", ""] {
            let pairs = [("redirect_uri", other), ("code_verifier", VERIFIER)];
            assert!(matches!(verdict(&code(), &pairs, 30), Verdict::Refused(_)), "{other}");
        }
    }

    #[test]
    fn rfc7636_4_6_a_wrong_verifier_refuses_the_code() {
        let pairs = [GOOD[0], ("code_verifier", "ABjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")];
        assert!(matches!(verdict(&code(), &pairs, 30), Verdict::Refused(_)));
        assert!(matches!(verdict(&code(), &GOOD[..1], 30), Verdict::Refused(_)));
    }
}
