//! OpenID Connect Core section 5.5.1.1: an essential `acr` is met or the request fails; `acr_values` is a wish, and binds nobody.

use causeway_core::Acr;

use crate::refusal::{Code, Refusal};
use crate::rules::check_claims::Claims;

/// Every way of logging in.
pub(crate) const ALL: [Acr; 2] = [Acr::Passkey, Acr::CrossDevice];

/// The ways of logging in that are acceptable; empty when any will do.
pub(crate) fn essential(claims: &Claims) -> Result<Vec<Acr>, Refusal> {
    let Some(values) = &claims.essential_acr else { return Ok(Vec::new()) };
    let known: Vec<_> = ALL.into_iter().filter(|acr| values.iter().any(|value| value == acr.urn())).collect();
    if known.is_empty() {
        return Err(Refusal::new(
            Code::UnmetAuthenticationRequirements,
            "None of the essential acr values is supported here.",
        ));
    }
    Ok(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[&str]) -> Result<Vec<Acr>, Refusal> {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        essential(&Claims { fields: Vec::new(), essential_acr: Some(values) })
    }

    #[test]
    fn oidc_core_5_5_1_1_an_essential_acr_that_cannot_be_met_fails_at_once() {
        assert_eq!(of(&["urn:other:gold"]).unwrap_err().code(), Code::UnmetAuthenticationRequirements);
    }

    #[test]
    fn oidc_core_5_5_1_1_of_several_essential_values_those_we_know_count() {
        assert_eq!(of(&["urn:other:gold", "urn:causeway:acr:passkey"]).unwrap(), [Acr::Passkey]);
        assert_eq!(essential(&Claims::default()).unwrap(), []);
    }
}
