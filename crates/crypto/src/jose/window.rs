//! How long a token counts.

use causeway_core::{Error, Result};
use jiff::{SignedDuration, Timestamp};

/// The checks of a token's `iat` and `exp` (RFC 7519 sections 4.1.4 and 4.1.6) against the present.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The present moment.
    pub now: Timestamp,
    /// How far the other party's clock may be off, either way.
    pub leeway: SignedDuration,
    /// How long a token may live at most, from `iat` to `exp`.
    pub longest: SignedDuration,
}

impl Window {
    /// Checks a token that says it was made at `iat` and ends at `exp`, both in seconds since 1970.
    ///
    /// # Errors
    /// `token_expired` (also when it ends before it begins), `token_not_yet_valid`, `token_too_long`.
    pub fn check(&self, iat: i64, exp: i64) -> Result<()> {
        let now = self.now.as_second();
        let leeway = self.leeway.as_secs().max(0);
        if exp <= iat || exp.saturating_add(leeway) <= now {
            return Err(Error::invalid(
                "token_expired",
                "This token has expired. Make a fresh one for each call.",
            ));
        }
        if iat > now.saturating_add(leeway) {
            return Err(Error::invalid(
                "token_not_yet_valid",
                "This token says it was made in the future. Set your clock by a time server, then try again.",
            ));
        }
        if exp.saturating_sub(iat) > self.longest.as_secs() {
            return Err(Error::invalid(
                "token_too_long",
                format!(
                    "This token lives too long. Set 'exp' at most {} seconds after 'iat'.",
                    self.longest.as_secs()
                ),
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(iat: i64, exp: i64) -> &'static str {
        let window = Window {
            now: Timestamp::from_second(1000).unwrap(),
            leeway: SignedDuration::from_secs(5),
            longest: SignedDuration::from_secs(60),
        };
        window.check(iat, exp).map_or_else(|e| e.code(), |()| "ok")
    }

    #[test]
    fn rfc_7519_section_4_1_4_on_or_after_exp_it_is_over_but_for_the_leeway() {
        assert_eq!(check(990, 1001), "ok");
        assert_eq!(check(990, 996), "ok");
        assert_eq!(check(990, 995), "token_expired");
    }

    #[test]
    fn rfc_7519_section_4_1_6_a_token_from_the_future_is_refused_but_for_the_leeway() {
        assert_eq!(check(1005, 1030), "ok");
        assert_eq!(check(1006, 1030), "token_not_yet_valid");
    }

    #[test]
    fn a_token_may_not_live_longer_than_the_longest() {
        assert_eq!(check(1000, 1060), "ok");
        assert_eq!(check(1000, 1061), "token_too_long");
    }

    #[test]
    fn hostile_numbers_do_not_overflow() {
        assert_eq!(check(i64::MIN, i64::MAX), "token_too_long");
        assert_eq!(check(i64::MAX, i64::MIN), "token_expired");
        assert_eq!(check(i64::MAX, i64::MAX), "token_expired");
        assert_eq!(check(i64::MIN, i64::MIN + 1), "token_expired");
        assert_eq!(check(1000, 1000), "token_expired");
    }
}
