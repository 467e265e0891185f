//! The parameters of a request, from a query, a form or a request object: each at most once, an empty one counts as absent.

use std::collections::BTreeMap;

use axum::http::{HeaderMap, header};
use url::form_urlencoded;

use crate::refusal::{Code, Refusal};

/// More than any honest request holds.
const LONGEST: usize = 48 * 1024;
/// What may be said several times (RFC 8707 section 2, RFC 8693 section 2.1).
const SEVERAL: [&str; 2] = ["resource", "audience"];

/// The parameters by name. Its `Debug` names them and keeps their values to itself: a code or a secret may be among them.
#[derive(Clone, Default)]
pub(crate) struct Params {
    values: BTreeMap<String, Vec<String>>,
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
            if !value.is_empty() {
                params.add(name.into_owned(), value.into_owned());
            }
        }
        Ok(params)
    }

    /// One more value of a parameter.
    pub(crate) fn add(&mut self, name: String, value: String) {
        self.values.entry(name).or_default().push(value);
    }

    /// The same with another value of a parameter, or without it.
    pub(crate) fn with(mut self, name: &str, value: Option<String>) -> Self {
        self.values.remove(name);
        if let Some(value) = value {
            self.add(name.to_owned(), value);
        }
        self
    }

    /// The parameters of those names, as they are kept.
    pub(crate) fn only(&self, names: &[&str]) -> BTreeMap<String, Vec<String>> {
        let kept = self.values.iter().filter(|(name, _)| names.contains(&name.as_str()));
        kept.map(|(name, values)| (name.clone(), values.clone())).collect()
    }

    /// The parameters that were kept.
    pub(crate) fn kept(values: BTreeMap<String, Vec<String>>) -> Self {
        Self { values }
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
        match self.values.get(name)?.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    /// Every value of a parameter that may be said several times.
    pub(crate) fn all(&self, name: &'static str) -> &[String] {
        self.values.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// The value of a parameter that has to be there.
    pub(crate) fn require(&self, name: &'static str) -> Result<&str, Refusal> {
        self.get(name)
            .ok_or_else(|| Refusal::new(Code::InvalidRequest, format!("The parameter {name} is missing.")))
    }

    /// A parameter that was sent more than once, if there is one.
    pub(crate) fn repeated(&self) -> Option<&str> {
        let several = |name: &str, values: &[String]| values.len() > 1 && !SEVERAL.contains(&name);
        self.values.iter().find(|(name, values)| several(name, values)).map(|(name, _)| name.as_str())
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
    fn rfc8707_2_several_resources_are_no_repetition() {
        let params = Params::of(&[("resource", "https://a.example"), ("resource", "https://b.example")]);
        assert_eq!(params.repeated(), None);
        assert_eq!(params.all("resource").len(), 2);
        assert_eq!(params.get("resource"), None);
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
