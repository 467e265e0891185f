//! `state` (RFC 6749 section 4.1.1) and `nonce` (OpenID Connect Core section 3.1.2.1): kept and given back as they came, within bounds.

use crate::params::Params;
use crate::refusal::{Code, Refusal};

/// Characters; what anybody needs fits, and what a table can bear.
const LONGEST: usize = 2048;

pub(crate) fn state(params: &Params) -> Result<Option<String>, Refusal> {
    bounded(params, "state")
}

pub(crate) fn nonce(params: &Params) -> Result<Option<String>, Refusal> {
    bounded(params, "nonce")
}

fn bounded(params: &Params, name: &'static str) -> Result<Option<String>, Refusal> {
    match params.get(name) {
        // A zero byte is the one character that PostgreSQL's text cannot hold.
        Some(text) if text.len() > LONGEST || text.contains('\0') => Err(Refusal::new(
            Code::InvalidRequest,
            format!("The {name} is longer than {LONGEST} bytes, or holds a zero byte."),
        )),
        other => Ok(other.map(ToOwned::to_owned)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc6749_4_1_2_the_state_is_kept_exactly() {
        let odd = "a b+c%20&=水";
        assert_eq!(state(&Params::of(&[("state", odd)])).unwrap().as_deref(), Some(odd));
        assert_eq!(nonce(&Params::of(&[])).unwrap(), None);
    }

    #[test]
    fn an_oversized_state_or_nonce_is_refused() {
        let long = "a".repeat(LONGEST + 1);
        assert!(state(&Params::of(&[("state", &long)])).is_err());
        assert!(nonce(&Params::of(&[("nonce", &long)])).is_err());
        assert!(nonce(&Params::of(&[("nonce", "a\0")])).is_err());
    }
}
