//! OpenID Connect Core sections 3.1.2.1 and 5.5.1.1: before a code is given, the login that took place is held against what was asked.

use causeway_core::Acr;
use jiff::Timestamp;

use crate::model::{Terms, Wanted};
use crate::refusal::{Code, Refusal};

/// Whether the person of a session has to log in again for this request.
pub(crate) fn needs_login(wanted: &Wanted, authenticated_at: Timestamp, acr: Acr, now: Timestamp) -> bool {
    wanted.authenticated_after(now).is_some_and(|after| authenticated_at < after)
        || !accepts(&wanted.essential_acr, acr)
}

/// Whether the login that the approval rests on is what the request demanded.
pub(crate) fn check(asked: &Terms, authenticated_at: Timestamp, acr: Acr) -> Result<(), Refusal> {
    if asked.authenticated_after.is_some_and(|after| authenticated_at < after) {
        return Err(Refusal::new(Code::LoginRequired, "The person did not log in again, as was asked."));
    }
    if accepts(&asked.essential_acr, acr) {
        return Ok(());
    }
    Err(Refusal::new(
        Code::UnmetAuthenticationRequirements,
        "The person logged in by another means than was required.",
    ))
}

fn accepts(essential: &[Acr], acr: Acr) -> bool {
    essential.is_empty() || essential.contains(&acr) || essential.contains(&acr.recorded())
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::model::Prompt;
    use crate::tests::samples;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn oidc_core_3_1_2_1_max_age_wants_a_login_that_is_young_enough() {
        let wanted = Wanted { max_age: Some(SignedDuration::from_secs(60)), ..samples::wanted() };
        assert!(needs_login(&wanted, at(39), Acr::Passkey, at(100)));
        assert!(!needs_login(&wanted, at(40), Acr::Passkey, at(100)));
    }

    #[test]
    fn oidc_core_3_1_2_1_max_age_zero_and_prompt_login_want_a_new_login() {
        let zero = Wanted { max_age: Some(SignedDuration::ZERO), ..samples::wanted() };
        let login = Wanted { prompt: Prompt { login: true, ..Prompt::default() }, ..samples::wanted() };
        for wanted in [zero, login] {
            assert!(needs_login(&wanted, at(99), Acr::Passkey, at(100)));
        }
    }

    #[test]
    fn oidc_core_3_1_2_1_an_old_login_gives_no_code_when_a_new_one_was_asked() {
        let asked = Terms { authenticated_after: Some(at(100)), ..samples::terms() };
        assert_eq!(check(&asked, at(99), Acr::Passkey).unwrap_err().code(), Code::LoginRequired);
        assert!(check(&asked, at(100), Acr::Passkey).is_ok());
    }

    #[test]
    fn oidc_core_5_5_1_1_an_essential_acr_that_was_not_met_gives_no_code() {
        let asked = Terms { essential_acr: vec![Acr::Passkey], ..samples::terms() };
        let refused = check(&asked, at(100), Acr::CrossDevice).unwrap_err();
        assert_eq!(refused.code(), Code::UnmetAuthenticationRequirements);
        assert!(check(&asked, at(100), Acr::Passkey).is_ok());
    }

    #[test]
    fn a_session_of_the_wrong_acr_logs_in_again() {
        let wanted = Wanted { essential_acr: vec![Acr::Passkey], ..samples::wanted() };
        assert!(needs_login(&wanted, at(100), Acr::CrossDevice, at(100)));
    }
}
