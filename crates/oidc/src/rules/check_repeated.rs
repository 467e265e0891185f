//! RFC 6749 section 3.1: request parameters must not be included more than once.

use crate::params::Params;
use crate::refusal::{Code, Refusal};

pub(crate) fn check(params: &Params) -> Result<(), Refusal> {
    match params.repeated() {
        None => Ok(()),
        // The name is a stranger's text: it is not repeated to anyone.
        Some(_) => Err(Refusal::new(Code::InvalidRequest, "A parameter was sent more than once.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc6749_3_1_a_parameter_sent_twice_is_refused_even_with_the_same_value() {
        assert!(check(&Params::of(&[("state", "a"), ("state", "a")])).is_err());
        assert!(check(&Params::of(&[("state", "a")])).is_ok());
    }
}
