//! An access token as it is presented at a protected resource, ours or (at the exchange) another domain's: RFC 6750 section 2.1, RFC 9449
//! section 7.1, RFC 8705 section 3.

use axum::http::{HeaderMap, header};
use causeway_core::Result;
use causeway_crypto::{b64, digest};
use causeway_http::ClientCertificate;

use crate::Oidc;
use crate::model::{AccessClaims, Confirmation};
use crate::refusal::{Code, Refusal, Scheme};
use crate::rules::check_access_token;
use crate::rules::check_assertion::Spent;
use crate::rules::check_dpop::Sent;

/// What stands in an `Authorization` header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Presented<'a> {
    pub(crate) scheme: Scheme,
    pub(crate) token: &'a str,
}

/// A request to a protected resource, as far as it concerns its token.
#[derive(Clone, Copy, Debug)]
pub struct Visit<'a> {
    /// With the token, and its proof.
    pub headers: &'a HeaderMap,
    /// The certificate that the connection was made with, if any.
    pub certificate: Option<&'a ClientCertificate>,
    /// As in the request line.
    pub method: &'a str,
    /// Without the query.
    pub path: &'a str,
}

/// The token of a request; the other two ways of sending one (RFC 6750 section 2) do not exist here. Schemes are compared without case
/// (RFC 9110 section 11.1).
pub(crate) fn presented(headers: &HeaderMap) -> Option<Presented<'_>> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let scheme = match scheme {
        bearer if bearer.eq_ignore_ascii_case("bearer") => Scheme::Bearer,
        dpop if dpop.eq_ignore_ascii_case("dpop") => Scheme::Dpop,
        _ => return None,
    };
    Some(Presented { scheme, token: token.trim() })
}

impl Oidc {
    /// Whether whoever presents a token holds the key it is bound to. Gives back what has still to be spent.
    pub(crate) fn holds_key(
        &self,
        claims: &AccessClaims,
        presented: Presented<'_>,
        visit: Visit<'_>,
    ) -> Result<Option<Spent>, Refusal> {
        let Confirmation { jkt, x5t } = match (&claims.cnf, presented.scheme) {
            (None, Scheme::Bearer) => return Ok(None),
            // RFC 9449 section 7.1: what is bound to no key is no DPoP token.
            (None, Scheme::Dpop) => {
                return Err(check_access_token::refuse(
                    "This access token is bound to no key: present it as Bearer.",
                ));
            }
            (Some(confirmation), _) => confirmation.clone(),
        };
        if let Some(wanted) = x5t {
            let at_hand = visit.certificate.map(|certificate| b64::encode(&digest::sha256(&certificate.der)));
            if at_hand.as_ref() != Some(&wanted) {
                let why = "The access token is bound to another certificate than that of this connection.";
                return Err(check_access_token::refuse(why));
            }
        }
        match (jkt, presented.scheme) {
            (None, Scheme::Bearer) => Ok(None),
            (None, Scheme::Dpop) => {
                Err(check_access_token::refuse("This access token is bound to a certificate."))
            }
            // RFC 9449 section 7.2: a stolen token is not to be had as a mere Bearer.
            (Some(_), Scheme::Bearer) => Err(check_access_token::refuse(
                "This access token is bound to a key: present it as DPoP, with a proof.",
            )),
            (Some(wanted), Scheme::Dpop) => {
                let urls = self.urls(visit.path);
                let sent = Sent { method: visit.method, urls: &urls, token: Some(presented.token) };
                let proof = self.proof_for(visit.headers, sent)?;
                let missing =
                    || Refusal::new(Code::InvalidDpopProof, "Send a DPoP proof with the access token.");
                let proof = proof.ok_or_else(missing)?;
                if b64::encode(&proof.jkt) != wanted {
                    return Err(check_access_token::refuse(
                        "The DPoP proof is by another key than the token's.",
                    ));
                }
                Ok(Some(proof.spent))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc6750_2_1_and_rfc9449_7_1_only_these_two_schemes_are_read_in_any_case() {
        let of = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::AUTHORIZATION, value.parse().unwrap());
            presented(&headers).map(|found| (found.scheme, found.token.to_owned()))
        };
        assert_eq!(of("Bearer abc"), Some((Scheme::Bearer, "abc".to_owned())));
        assert_eq!(of("bearer abc"), Some((Scheme::Bearer, "abc".to_owned())));
        assert_eq!(of("DPOP abc"), Some((Scheme::Dpop, "abc".to_owned())));
        assert_eq!(of("dpop abc"), Some((Scheme::Dpop, "abc".to_owned())));
        assert_eq!(of("Basic abc"), None);
        assert_eq!(of("Bearer"), None);
    }
}
