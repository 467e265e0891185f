//! What an access token is bound to (RFC 9449, RFC 8705 section 3), and a code before it (RFC 9449 section 10).

use causeway_crypto::b64;

use crate::client::Client;
use crate::endpoints::arrive::Source;
use crate::model::Bound;
use crate::params::Params;
use crate::profile::Profile;
use crate::refusal::{Code, Refusal};
use crate::rules::check_dpop::{self, Proof};
use crate::settings::Binding;

/// The key to which the code will be bound: `dpop_jkt`, or that of the proof with which the request was pushed; never two.
pub(crate) fn at_authorization(params: &Params, source: &Source) -> Result<Option<[u8; 32]>, Refusal> {
    let Some(named) = params.get("dpop_jkt") else { return Ok(source.jkt) };
    let jkt = b64::decode(named).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    let jkt = jkt.ok_or_else(|| {
        Refusal::new(Code::InvalidRequest, "The dpop_jkt is not the Base64url SHA-256 thumbprint of a key.")
    })?;
    match source.jkt {
        // Section 10.1.
        Some(proved) if proved != jkt => {
            Err(check_dpop::refuse("The dpop_jkt is not the thumbprint of the key of the DPoP proof."))
        }
        _ => Ok(Some(jkt)),
    }
}

/// What the tokens of a request are bound to.
pub(crate) fn at_token(
    client: &Client,
    proof: Option<&Proof>,
    certificate: Option<[u8; 32]>,
) -> Result<Bound, Refusal> {
    match (client.settings.binding, proof, certificate) {
        (Binding::Free | Binding::Dpop, Some(proof), _) => Ok(Bound::Key(proof.jkt)),
        (Binding::Free, None, _) => Ok(Bound::Bearer),
        (Binding::Dpop, None, _) => Err(check_dpop::refuse(
            "The tokens of this client are bound to a key: send a DPoP proof (RFC 9449).",
        )),
        (Binding::Certificate, _, Some(certificate)) => Ok(Bound::Certificate(certificate)),
        (Binding::Certificate, _, None) => Err(Refusal::new(
            Code::InvalidRequest,
            "The tokens of this client are bound to its certificate: use the endpoint under mtls_endpoint_aliases (RFC 8705).",
        )),
    }
}

/// FAPI-CIBA 5.2.2 clause 4 (FAPI 1.0 Advanced 5.2.2 clause 5): the tokens of such a client are bound to its certificate, whatever else it is
/// registered for.
pub(crate) fn is_met(client: &Client, bound: Bound) -> Result<(), Refusal> {
    match (client.settings.profile, bound) {
        (Profile::FapiCiba, Bound::Bearer | Bound::Key(_)) => Err(Refusal::new(
            Code::InvalidRequest,
            "The tokens of this client are bound to its certificate: use the endpoint under mtls_endpoint_aliases (RFC 8705).",
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::check_assertion::Spent;
    use crate::settings::Settings;
    use crate::tests::samples;

    fn proof() -> Proof {
        let spent = Spent { hash: [0; 32], expires_at: jiff::Timestamp::UNIX_EPOCH };
        Proof { jkt: [1; 32], spent, nonce: None }
    }

    fn bound(binding: Binding, proved: bool, certificate: bool) -> Result<Bound, Refusal> {
        let settings = Settings { binding, ..Settings::default() };
        let client = Client { settings, ..samples::client() };
        at_token(&client, proved.then(proof).as_ref(), certificate.then_some([2; 32]))
    }

    #[test]
    fn rfc9449_5_a_token_is_bound_where_a_proof_comes_and_where_one_must() {
        assert_eq!(bound(Binding::Free, false, true).unwrap(), Bound::Bearer);
        assert_eq!(bound(Binding::Free, true, false).unwrap(), Bound::Key([1; 32]));
        assert_eq!(bound(Binding::Dpop, true, false).unwrap(), Bound::Key([1; 32]));
        assert_eq!(bound(Binding::Dpop, false, true).unwrap_err().code(), Code::InvalidDpopProof);
    }

    #[test]
    fn rfc8705_3_a_token_is_bound_to_the_certificate_of_a_client_that_is_registered_so() {
        assert_eq!(bound(Binding::Certificate, true, true).unwrap(), Bound::Certificate([2; 32]));
        assert_eq!(bound(Binding::Certificate, true, false).unwrap_err().code(), Code::InvalidRequest);
    }

    #[test]
    fn rfc9449_10_1_the_thumbprint_named_is_that_of_the_key_proved() {
        let named = Params::of(&[("dpop_jkt", &b64::encode(&[1; 32]))]);
        let with = |jkt| Source { jkt, ..Source::default() };
        assert_eq!(at_authorization(&named, &with(None)).unwrap(), Some([1; 32]));
        assert_eq!(at_authorization(&named, &with(Some([1; 32]))).unwrap(), Some([1; 32]));
        assert_eq!(
            at_authorization(&named, &with(Some([2; 32]))).unwrap_err().code(),
            Code::InvalidDpopProof
        );
        assert_eq!(at_authorization(&Params::of(&[]), &with(Some([2; 32]))).unwrap(), Some([2; 32]));
        for bad in ["x", "AAAA"] {
            let named = Params::of(&[("dpop_jkt", bad)]);
            assert_eq!(at_authorization(&named, &with(None)).unwrap_err().code(), Code::InvalidRequest);
        }
    }
}
