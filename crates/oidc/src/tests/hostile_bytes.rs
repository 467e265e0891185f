//! Properties of what meets a stranger's bytes first.

use axum::http::{HeaderMap, HeaderValue, header};
use proptest::prelude::*;

use super::samples;
use crate::endpoints::arrive::Source;
use crate::endpoints::present::presented;
use crate::params::Params;
use crate::refusal::{Code, Refusal};
use crate::rules::{
    self, check_assertion, check_authorization_details, check_claims, check_client_credentials,
    check_redirect_uri,
};
use crate::{Client, tokens};

proptest! {
    #[test]
    fn no_query_makes_the_checks_panic(text in ".{0,300}") {
        if let Ok(params) = Params::parse(text.as_bytes()) {
            let _ = rules::authorization(&params, &samples::client(), samples::REDIRECT, &Source::default());
        }
    }

    #[test]
    fn no_json_makes_the_checks_panic(text in r#"[\[\]{}":,a-z0-9]{0,200}"#) {
        let params = Params::of(&[("authorization_details", &text), ("claims", &text)]);
        let _ = check_authorization_details::check(&params, &samples::client());
        let _ = check_claims::check(&params, &samples::client());
    }

    #[test]
    fn no_credentials_make_the_checks_panic(value: Vec<u8>, text in ".{0,100}") {
        let mut headers = HeaderMap::new();
        if let Ok(value) = HeaderValue::from_bytes(&value) {
            headers.insert(header::AUTHORIZATION, value);
        }
        let _ = check_client_credentials::presented(&headers, &Params::default());
        let _ = presented(&headers);
        let _ = tokens::named_by_refresh(&text);
        let _ = check_assertion::typ(&text);
    }

    // RFC 8252 section 7.3: whatever is accepted is the registered loopback host, a port, and the registered rest.
    #[test]
    fn a_native_redirect_uri_that_is_accepted_differs_in_its_port_alone(tail in r"[:/@#?.0-9a-z\[\]\\%]{0,12}") {
        let client = Client {
            redirect_uris: vec!["http://127.0.0.1/cb".to_owned()],
            native: true,
            ..samples::client()
        };
        let sent = format!("http://127.0.0.1{tail}/cb");
        if check_redirect_uri::is_registered(&client, &sent) {
            let port = tail.strip_prefix(':').unwrap_or_default();
            prop_assert!(tail.is_empty() || (1..=5).contains(&port.len()));
            prop_assert!(port.bytes().all(|b| b.is_ascii_digit()));
        }
    }

    #[test]
    fn rfc6749_4_1_2_1_every_description_is_printable(text in ".{0,100}") {
        let refusal = Refusal::new(Code::InvalidRequest, text);
        prop_assert!(refusal.description().bytes().all(|b| matches!(b, 0x20..=0x21 | 0x23..=0x5b | 0x5d..=0x7e)));
    }
}
