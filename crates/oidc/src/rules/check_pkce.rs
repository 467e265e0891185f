//! RFC 7636, with S256 alone (RFC 9700 section 2.1.1): required of every client but a confidential one of profile `basic` that is
//! registered to leave it out, and then has a nonce.

use causeway_crypto::{b64, digest};

use crate::client::Client;
use crate::params::Params;
use crate::refusal::{Code, Refusal};
use crate::settings::Pkce;

/// The challenge of an authorization request: 43 base64url characters, the form of a SHA-256.
pub(crate) fn challenge(params: &Params, client: &Client) -> Result<Option<String>, Refusal> {
    let refuse = |why: &'static str| Refusal::new(Code::InvalidRequest, why);
    let without = params.get("code_challenge").is_none() && params.get("code_challenge_method").is_none();
    if client.settings.pkce == Pkce::Optional && without {
        // RFC 9700 section 2.1.1: then the nonce is what keeps a code from being injected.
        return match params.get("nonce") {
            Some(_) => Ok(None),
            None => {
                Err(refuse("Send a nonce, or code_challenge with code_challenge_method=S256 (RFC 7636)."))
            }
        };
    }
    let challenge = params.get("code_challenge").ok_or_else(|| {
        refuse("PKCE is required: send code_challenge and code_challenge_method=S256 (RFC 7636).")
    })?;
    // Section 4.3: an absent method means plain.
    if params.get("code_challenge_method") != Some("S256") {
        return Err(refuse("The only code_challenge_method here is S256."));
    }
    match b64::decode(challenge) {
        Ok(hash) if hash.len() == 32 => Ok(Some(challenge.to_owned())),
        _ => Err(refuse("The code_challenge is not a base64url SHA-256.")),
    }
}

/// Section 4.6: the verifier of a token request hashes to the challenge. Where there was no challenge there is no verifier (RFC 9700
/// section 4.8.2: else an attacker who strips the challenge goes unseen).
pub(crate) fn verifier(params: &Params, challenge: Option<&str>) -> Result<(), Refusal> {
    let refuse = |why: &'static str| Refusal::new(Code::InvalidGrant, why);
    let Some(challenge) = challenge else {
        return match params.get("code_verifier") {
            None => Ok(()),
            Some(_) => Err(refuse("There is a code_verifier, and there was no code_challenge.")),
        };
    };
    let verifier = params
        .get("code_verifier")
        .ok_or_else(|| Refusal::new(Code::InvalidRequest, "The parameter code_verifier is missing."))?;
    if !is_verifier(verifier) {
        return Err(refuse("The code_verifier is not 43 to 128 characters of A-Z a-z 0-9 - . _ ~."));
    }
    let hashed = b64::encode(&digest::sha256(verifier.as_bytes()));
    if digest::equal(hashed.as_bytes(), challenge.as_bytes()) {
        Ok(())
    } else {
        Err(refuse("The code_verifier does not match the code_challenge."))
    }
}

/// Section 4.1.
fn is_verifier(text: &str) -> bool {
    (43..=128).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;
    use crate::tests::samples;

    // RFC 7636 appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    fn at_authorization(pairs: &[(&str, &str)]) -> Result<Option<String>, Refusal> {
        challenge(&Params::of(pairs), &samples::client())
    }

    fn at_token(text: &str) -> Result<(), Refusal> {
        verifier(&Params::of(&[("code_verifier", text)]), Some(CHALLENGE))
    }

    #[test]
    fn rfc7636_appendix_b_the_example_passes() {
        let sent = [("code_challenge", CHALLENGE), ("code_challenge_method", "S256")];
        assert_eq!(at_authorization(&sent).unwrap().as_deref(), Some(CHALLENGE));
        assert!(at_token(VERIFIER).is_ok());
    }

    #[test]
    fn rfc7636_4_4_1_a_request_without_a_challenge_is_refused() {
        assert_eq!(at_authorization(&[]).unwrap_err().code(), Code::InvalidRequest);
    }

    #[test]
    fn rfc7636_4_3_plain_is_refused_whether_named_or_implied() {
        assert!(
            at_authorization(&[("code_challenge", VERIFIER), ("code_challenge_method", "plain")]).is_err()
        );
        assert!(at_authorization(&[("code_challenge", CHALLENGE)]).is_err());
    }

    #[test]
    fn rfc7636_4_2_a_challenge_that_is_no_sha256_is_refused() {
        for bad in ["abc", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c=", &"A".repeat(200)] {
            assert!(
                at_authorization(&[("code_challenge", bad), ("code_challenge_method", "S256")]).is_err(),
                "{bad}"
            );
        }
    }

    #[test]
    fn rfc7636_4_6_a_wrong_verifier_is_refused() {
        let refused = at_token(&VERIFIER.replace('d', "e")).unwrap_err();
        assert_eq!(refused.code(), Code::InvalidGrant);
    }

    #[test]
    fn rfc7636_4_6_the_challenge_itself_is_no_verifier() {
        assert_eq!(at_token(CHALLENGE).unwrap_err().code(), Code::InvalidGrant);
    }

    #[test]
    fn rfc7636_4_5_a_missing_verifier_is_refused() {
        assert_eq!(verifier(&Params::of(&[]), Some(CHALLENGE)).unwrap_err().code(), Code::InvalidRequest);
    }

    #[test]
    fn rfc7636_4_1_a_verifier_of_the_wrong_length_or_alphabet_is_refused() {
        for bad in ["short", &"a".repeat(129), &"水".repeat(20), &format!("{VERIFIER} ")] {
            assert_eq!(at_token(bad).unwrap_err().code(), Code::InvalidGrant, "{bad}");
        }
    }

    #[test]
    fn rfc9700_2_1_1_without_pkce_there_is_a_nonce_and_then_no_verifier() {
        let settings = Settings { pkce: Pkce::Optional, ..Settings::default() };
        let client = &Client { settings, ..samples::client() };
        assert_eq!(challenge(&Params::of(&[("nonce", "n")]), client).unwrap(), None);
        assert!(challenge(&Params::of(&[]), client).is_err());
        // Half of it is a mistake, and not the wish to leave it out.
        assert!(challenge(&Params::of(&[("nonce", "n"), ("code_challenge", CHALLENGE)]), client).is_err());
        assert!(verifier(&Params::of(&[]), None).is_ok());
        let downgraded = verifier(&Params::of(&[("code_verifier", "x")]), None);
        assert_eq!(downgraded.unwrap_err().code(), Code::InvalidGrant);
    }
}
