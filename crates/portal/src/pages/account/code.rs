//! The code that a service has to know before it may ask the person without a browser (CIBA `user_code`): set, changed and removed here.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use causeway_http::components::{BackLink, Button, ErrorSummary, Input, Tag};
use causeway_http::{Access, Citizen, Form, Page, Reply, Routes, Shell};
use serde::Deserialize;

use crate::Portal;
use crate::pages::parts::PostForm;

const PATH: &str = "/account/code";
const DIGITS: usize = 8;

pub(super) fn routes() -> Routes<Portal> {
    Routes::new().get(PATH, Access::Citizen, show).post(PATH, Access::Citizen, set).post(
        "/account/code/remove",
        Access::Citizen,
        remove,
    )
}

#[derive(Clone, Template)]
#[template(path = "account/code.html")]
pub(crate) struct CodePage {
    shell: Shell,
    errors: ErrorSummary,
    state: Tag,
    code: Input,
    submit: Button,
    remove: Option<PostForm>,
}

impl CodePage {
    /// `error` is the key of the words for what was wrong with the code given before. What was typed is not shown again.
    pub(crate) fn new(shell: Shell, is_set: bool, error: Option<&str>) -> Self {
        let shell = shell.titled("user-code-title").with_errors(error.is_some());
        let code = Input::new("code", shell.t("user-code-label"))
            .hint(shell.t("user-code-hint"))
            .autocomplete("off")
            .inputmode("numeric")
            .spellcheck(Some(false))
            .error(error.map(|key| shell.error(shell.t(key))));
        let (state, submit) = if is_set {
            (Tag::new(shell.t("user-code-is-set")).classes("govuk-tag--green"), "user-code-change")
        } else {
            (Tag::new(shell.t("user-code-is-not-set")).classes("govuk-tag--grey"), "user-code-set")
        };
        let remove = || PostForm::new("/account/code/remove", Button::secondary(shell.t("user-code-remove")));
        Self {
            errors: shell.error_summary().of(&code),
            state,
            submit: Button::new(shell.t(submit)),
            remove: is_set.then(remove),
            code,
            shell,
        }
    }
}

/// The digits of a code as typed, if it is one that others would not try first.
///
/// # Errors
/// The key of the words for what is wrong with it.
fn checked(typed: &str) -> Result<String, &'static str> {
    let code: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    if code.len() != DIGITS || !code.bytes().all(|b| b.is_ascii_digit()) {
        return Err("user-code-malformed");
    }
    let steps = code.bytes().zip(code.bytes().skip(1)).map(|(one, next)| i16::from(next) - i16::from(one));
    let is_run = (-1..=1).any(|step| steps.clone().all(|each| each == step));
    if is_run { Err("user-code-guessable") } else { Ok(code) }
}

async fn show(
    State(portal): State<Portal>,
    Citizen(session): Citizen,
    shell: Shell,
) -> Reply<Page<CodePage>> {
    let is_set = (portal.parts().ports.has_user_code)(session.account).await?;
    let shell = portal.shell_for(shell, Some(&session)).await?;
    Ok(Page(CodePage::new(shell, is_set, None)))
}

/// What was typed. It does not print itself.
#[derive(Deserialize)]
struct Typed {
    #[serde(default)]
    code: String,
}

async fn set(
    State(portal): State<Portal>,
    Citizen(session): Citizen,
    shell: Shell,
    Form(typed): Form<Typed>,
) -> Reply<Response> {
    let ports = &portal.parts().ports;
    match checked(&typed.code) {
        Ok(code) => {
            (ports.set_user_code)(session.account, Some(code)).await?;
            Ok(Redirect::to(PATH).into_response())
        }
        Err(wrong) => {
            let is_set = (ports.has_user_code)(session.account).await?;
            let page = CodePage::new(shell, is_set, Some(wrong));
            Ok((StatusCode::BAD_REQUEST, Page(page)).into_response())
        }
    }
}

async fn remove(State(portal): State<Portal>, Citizen(session): Citizen) -> Reply<Redirect> {
    (portal.parts().ports.set_user_code)(session.account, None).await?;
    Ok(Redirect::to(PATH))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_eight_digits_that_are_no_run() {
        assert_eq!(checked(" 1975-2046 ").as_deref(), Ok("19752046"));
        for bad in ["", "1234567", "123456789", "1234567a", "１２３４５６７８", "12345 67"] {
            assert_eq!(checked(bad), Err("user-code-malformed"), "{bad}");
        }
        for easy in ["00000000", "12345678", "98765432", "11111111"] {
            assert_eq!(checked(easy), Err("user-code-guessable"), "{easy}");
        }
    }
}
