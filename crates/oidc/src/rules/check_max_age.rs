//! OpenID Connect Core section 3.1.2.1, `max_age`: whole seconds, not negative.

use jiff::SignedDuration;

use crate::params::Params;
use crate::refusal::{Code, Refusal};

/// A century: beyond it the parameter means nothing, and arithmetic with it is safe.
const MOST: i64 = 100 * 366 * 24 * 60 * 60;

pub(crate) fn check(params: &Params) -> Result<Option<SignedDuration>, Refusal> {
    let Some(text) = params.get("max_age") else { return Ok(None) };
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    match text.parse::<i64>() {
        Ok(seconds) if digits => Ok(Some(SignedDuration::from_secs(seconds.min(MOST)))),
        _ => Err(Refusal::new(Code::InvalidRequest, "max_age is a whole number of seconds.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn oidc_core_3_1_2_1_max_age_is_a_number_of_seconds() {
        let of = |text: &str| check(&Params::of(&[("max_age", text)]));
        assert_eq!(of("0").unwrap(), Some(SignedDuration::ZERO));
        assert_eq!(of("60").unwrap(), Some(SignedDuration::from_secs(60)));
        assert_eq!(of("9223372036854775807").unwrap(), Some(SignedDuration::from_secs(MOST)));
        assert_eq!(of("").unwrap(), None);
        for bad in ["-1", "+1", "1.5", "soon", "99999999999999999999"] {
            assert!(of(bad).is_err(), "{bad}");
        }
    }
}
