//! RFC 6749 section 2.3: how a client presents itself, by exactly one method.

use axum::http::{HeaderMap, header};
use causeway_crypto::{b64, digest, token};
use url::form_urlencoded;

use crate::params::Params;
use crate::refusal::{Code, Refusal};
use crate::rules::check_assertion;

/// What a client sent to prove who it is. No `Debug`: there is a secret in it.
pub(crate) enum Presented {
    /// A name and a secret (RFC 6749 section 2.3.1).
    Basic {
        client: String,
        /// SHA-256 of the secret.
        secret_hash: [u8; 32],
    },
    /// A signed assertion (RFC 7523 section 2.2).
    Assertion(String),
    /// A name alone: the certificate of the connection has to prove it (RFC 8705 section 2).
    Named(String),
}

/// Reads the credentials of a request to the token or revocation endpoint.
pub(crate) fn presented(headers: &HeaderMap, params: &Params) -> Result<Presented, Refusal> {
    if params.get("client_secret").is_some() {
        return Err(refuse(
            "client_secret_post is not supported. Use client_secret_basic or private_key_jwt.",
        ));
    }
    let basic = headers.get(header::AUTHORIZATION);
    match (basic, params.get("client_assertion")) {
        (Some(_), Some(_)) => {
            Err(Refusal::new(Code::InvalidRequest, "A client authenticates by one method, not by two."))
        }
        (None, None) => match params.get("client_id") {
            Some(client) => Ok(Presented::Named(client.to_owned())),
            None => Err(refuse("The client has to authenticate.")),
        },
        (Some(value), None) => from_basic(value.to_str().unwrap_or_default()),
        (None, Some(assertion)) if params.get("client_assertion_type") == Some(check_assertion::TYPE) => {
            Ok(Presented::Assertion(assertion.to_owned()))
        }
        (None, Some(_)) => Err(refuse("The client_assertion_type is not that of RFC 7523.")),
    }
}

fn from_basic(value: &str) -> Result<Presented, Refusal> {
    let malformed = || refuse("The Authorization header is not HTTP Basic with a client_id and a secret.");
    let (scheme, encoded) = value.split_once(' ').ok_or_else(malformed)?;
    if !scheme.eq_ignore_ascii_case("basic") || encoded.len() > 1024 {
        return Err(malformed());
    }
    let pair = b64::decode_standard(encoded.trim()).map_err(|_| malformed())?;
    let pair = String::from_utf8(pair).map_err(|_| malformed())?;
    let (client, secret) = pair.split_once(':').ok_or_else(malformed)?;
    Ok(Presented::Basic { client: form_decoded(client), secret_hash: token::hash_of(&form_decoded(secret)) })
}

/// Section 2.3.1 puts both through form encoding before Base64.
fn form_decoded(text: &str) -> String {
    form_urlencoded::parse(format!("v={text}").as_bytes())
        .next()
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}

/// Compares a presented secret with the stored hash, in constant time. A client without a secret is compared with nothing that fits, so
/// that the answer takes as long.
pub(crate) fn secret_fits(presented: &[u8; 32], stored: Option<&[u8; 32]>) -> bool {
    let nothing = [0; 32];
    let equal = digest::equal(presented, stored.unwrap_or(&nothing));
    equal && stored.is_some()
}

/// The one answer to a wrong secret, a bad assertion and an unknown client.
pub(crate) fn refuse(why: &'static str) -> Refusal {
    Refusal::new(Code::InvalidClient, why)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(basic: Option<&str>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        if let Some(basic) = basic {
            headers.insert(header::AUTHORIZATION, basic.parse().unwrap());
        }
        headers
    }

    fn code(basic: Option<&str>, pairs: &[(&str, &str)]) -> Option<Code> {
        presented(&headers(basic), &Params::of(pairs)).err().map(|refusal| refusal.code())
    }

    #[test]
    fn rfc6749_2_3_1_id_and_secret_are_form_encoded_within_basic() {
        let sent = format!("Basic {}", b64::encode_standard(b"my%2Dapp:a%2Bb+c"));
        let Ok(Presented::Basic { client, secret_hash }) = presented(&headers(Some(&sent)), &Params::of(&[]))
        else {
            panic!("not read");
        };
        assert_eq!((client.as_str(), secret_hash), ("my-app", token::hash_of("a+b c")));
    }

    #[test]
    fn rfc6749_2_3_two_methods_at_once_are_refused() {
        let pairs = [("client_assertion", "x"), ("client_assertion_type", check_assertion::TYPE)];
        assert_eq!(code(Some("Basic YTpi"), &pairs), Some(Code::InvalidRequest));
        assert_eq!(code(None, &pairs), None);
    }

    #[test]
    fn rfc6749_2_3_1_a_secret_in_the_body_is_refused() {
        assert_eq!(code(None, &[("client_id", "a"), ("client_secret", "b")]), Some(Code::InvalidClient));
    }

    #[test]
    fn rfc6749_5_2_no_or_malformed_authentication_is_invalid_client() {
        for basic in [None, Some("Bearer x"), Some("Basic"), Some("Basic ***"), Some("Basic YQ==")] {
            assert_eq!(code(basic, &[]), Some(Code::InvalidClient), "{basic:?}");
        }
        assert_eq!(code(None, &[("client_assertion", "x")]), Some(Code::InvalidClient));
    }

    #[test]
    fn a_client_without_a_secret_matches_no_secret_at_all() {
        let hash = token::hash_of("secret");
        assert!(secret_fits(&hash, Some(&hash)));
        assert!(!secret_fits(&hash, Some(&token::hash_of("Secret"))));
        assert!(!secret_fits(&[0; 32], None));
    }
}
