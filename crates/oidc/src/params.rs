//! The parameters of a request, from a query or a form: each at most once, an empty one counts as absent.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::{HeaderMap, header};
use url::form_urlencoded;

use crate::refusal::{Code, Refusal};

/// More than any honest request holds.
const LONGEST: usize = 48 * 1024;

/// The parameters by name. Its `Debug` names them and keeps their values to itself: a code or a secret may be among them.
#[derive(Default)]
pub(crate) struct Params {
    values: BTreeMap<String, String>,
    repeated: BTreeSet<String>,
}

impl std::fmt::Debug for Params {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.values.keys()).finish()
    }
}

impl Params {
    /// Reads `application/x-www-form-urlencoded` text, as a query has it too.
    pub(crate) fn parse(text: &[u8]) -> Result<Self, Refusal> {
        if text.len() > LONGEST {
            return Err(Refusal::new(Code::InvalidRequest, "The request is too long."));
        }
        let mut params = Self::default();
        for (name, value) in form_urlencoded::parse(text) {
            // RFC 6749 section 3.1: parameters sent without a value are treated as if they were omitted.
            if value.is_empty() {
                continue;
            }
            if params.values.insert(name.clone().into_owned(), value.into_owned()).is_some() {
                params.repeated.insert(name.into_owned());
            }
        }
        Ok(params)
    }

    /// Reads the body of a POST, which has to be a form.
    pub(crate) fn of_form(headers: &HeaderMap, body: &[u8]) -> Result<Self, Refusal> {
        let is_form = headers
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split(';').next())
            .is_some_and(|value| value.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded"));
        if is_form {
            return Self::parse(body);
        }
        Err(Refusal::new(Code::InvalidRequest, "Send the parameters as application/x-www-form-urlencoded."))
    }

    /// The value of a parameter that was sent once.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        if self.repeated.contains(name) {
            return None;
        }
        self.values.get(name).map(String::as_str)
    }

    /// The value of a parameter that has to be there.
    pub(crate) fn require(&self, name: &'static str) -> Result<&str, Refusal> {
        self.get(name)
            .ok_or_else(|| Refusal::new(Code::InvalidRequest, format!("The parameter {name} is missing.")))
    }

    /// A parameter that was sent more than once, if there is one.
    pub(crate) fn repeated(&self) -> Option<&str> {
        self.repeated.first().map(String::as_str)
    }

    #[cfg(test)]
    pub(crate) fn of(pairs: &[(&str, &str)]) -> Self {
        let text = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        Self::parse(text.as_bytes()).unwrap()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc6749_3_1_an_empty_parameter_is_treated_as_omitted() {
        assert_eq!(Params::of(&[("state", "")]).get("state"), None);
    }

    #[test]
    fn rfc6749_3_1_a_repeated_parameter_has_no_value() {
        let params = Params::of(&[("state", "a"), ("state", "b"), ("nonce", "n")]);
        assert_eq!(
            (params.get("state"), params.get("nonce"), params.repeated()),
            (None, Some("n"), Some("state"))
        );
    }

    #[test]
    fn an_oversized_request_is_refused_before_it_is_read() {
        assert!(Params::parse(&vec![b'a'; LONGEST + 1]).is_err());
    }

    #[test]
    fn rfc6749_4_1_3_a_body_that_is_no_form_is_refused() {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, "application/json".parse().unwrap());
        assert!(Params::of_form(&headers, b"{}").is_err());
        headers.insert(
            header::CONTENT_TYPE,
            "application/x-www-form-urlencoded; charset=utf-8".parse().unwrap(),
        );
        assert_eq!(Params::of_form(&headers, b"a=b").unwrap().get("a"), Some("b"));
    }

    #[test]
    fn the_debug_form_keeps_values_to_itself() {
        assert_eq!(format!("{:?}", Params::of(&[("code", "secret")])), "{\"code\"}");
    }
}
