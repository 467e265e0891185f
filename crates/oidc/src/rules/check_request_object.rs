//! OpenID Connect Core sections 6 and 7: what this provider does not do is said with the error that exists for it.

use crate::params::Params;
use crate::refusal::{Code, Refusal};

pub(crate) fn check(params: &Params) -> Result<(), Refusal> {
    for (name, code) in [
        ("request", Code::RequestNotSupported),
        ("request_uri", Code::RequestUriNotSupported),
        ("registration", Code::RegistrationNotSupported),
    ] {
        if params.get(name).is_some() {
            return Err(Refusal::new(code, format!("The parameter {name} is not supported.")));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn oidc_core_6_1_a_request_object_is_refused_and_not_ignored() {
        let refused = check(&Params::of(&[("request", "e30.e30.")])).unwrap_err();
        assert_eq!(refused.code(), Code::RequestNotSupported);
    }

    #[test]
    fn oidc_core_6_2_a_request_uri_is_never_fetched() {
        let refused = check(&Params::of(&[("request_uri", "https://evil.example/r")])).unwrap_err();
        assert_eq!(refused.code(), Code::RequestUriNotSupported);
    }

    #[test]
    fn oidc_core_7_2_1_registration_in_a_request_is_refused() {
        let refused = check(&Params::of(&[("registration", "{}")])).unwrap_err();
        assert_eq!(refused.code(), Code::RegistrationNotSupported);
    }
}
