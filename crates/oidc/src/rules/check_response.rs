//! The code flow alone: `response_type` (RFC 6749 section 3.1.1) and `response_mode` (OAuth 2.0 Multiple Response Type Encoding
//! Practices section 2.1).

use crate::client::Client;
use crate::model::ResponseMode;
use crate::params::Params;
use crate::refusal::{Code, Refusal};

pub(crate) fn check(params: &Params, _client: &Client) -> Result<ResponseMode, Refusal> {
    if params.require("response_type")? != "code" {
        return Err(Refusal::new(Code::UnsupportedResponseType, "The only response_type here is code."));
    }
    match params.get("response_mode") {
        None | Some("query") => Ok(ResponseMode::Query),
        Some(_) => Err(Refusal::new(Code::InvalidRequest, "The only response_mode here is query.")),
    }
}

/// How a refusal is answered, whatever else is wrong with the request.
pub(crate) fn mode_of_refusal(params: &Params, client: &Client) -> ResponseMode {
    check(params, client).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::samples;

    #[test]
    fn rfc6749_3_1_1_a_missing_response_type_is_refused() {
        assert_eq!(check(&Params::of(&[]), &samples::client()).unwrap_err().code(), Code::InvalidRequest);
    }

    #[test]
    fn rfc9700_2_1_2_implicit_and_hybrid_flows_are_not_there() {
        for kind in ["token", "id_token", "id_token token", "code token", "code id_token", "none", "CODE"] {
            let refused = check(&Params::of(&[("response_type", kind)]), &samples::client()).unwrap_err();
            assert_eq!(refused.code(), Code::UnsupportedResponseType, "{kind}");
        }
    }

    #[test]
    fn multiple_response_types_2_1_only_the_query_mode_is_there() {
        assert!(
            check(&Params::of(&[("response_type", "code"), ("response_mode", "query")]), &samples::client())
                .is_ok()
        );
        for mode in ["fragment", "form_post", "jwt"] {
            assert!(
                check(&Params::of(&[("response_type", "code"), ("response_mode", mode)]), &samples::client())
                    .is_err(),
                "{mode}"
            );
        }
    }
}
