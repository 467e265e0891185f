//! OpenID Connect Core section 3.1.2.1, `prompt`: `none` stands alone.

use crate::model::Prompt;
use crate::params::Params;
use crate::refusal::{Code, Refusal};

pub(crate) fn check(params: &Params) -> Result<Prompt, Refusal> {
    let refuse = |why: &'static str| Refusal::new(Code::InvalidRequest, why);
    let mut prompt = Prompt::default();
    for word in params.get("prompt").unwrap_or_default().split(' ').filter(|word| !word.is_empty()) {
        match word {
            "none" => prompt.none = true,
            "login" => prompt.login = true,
            "consent" => prompt.consent = true,
            _ => return Err(refuse("The prompt values here are none, login and consent.")),
        }
    }
    if prompt.none && (prompt.login || prompt.consent) {
        return Err(refuse("prompt=none cannot be combined with another value."));
    }
    Ok(prompt)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<Prompt, Refusal> {
        check(&Params::of(&[("prompt", text)]))
    }

    #[test]
    fn oidc_core_3_1_2_1_none_with_another_value_is_an_error() {
        assert!(of("none login").is_err());
        assert!(of("consent none").is_err());
        assert_eq!(of("none").unwrap(), Prompt { none: true, ..Prompt::default() });
    }

    #[test]
    fn oidc_core_3_1_2_1_login_and_consent_combine() {
        assert_eq!(of("login consent").unwrap(), Prompt { none: false, login: true, consent: true });
        assert_eq!(of("").unwrap(), Prompt::default());
    }

    #[test]
    fn a_prompt_that_we_cannot_honour_is_not_ignored() {
        assert!(of("select_account").is_err());
    }
}
