//! Entering the code that a device without a keyboard shows (RFC 8628 section 3.3).

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use causeway_http::components::{Button, ErrorSummary, Input};
use causeway_http::{Access, Browser, Citizen, ClientAddress, Form, Page, Query, Reply, Routes, Shell};
use serde::Deserialize;

use crate::{EnteredCode, Portal};

const PATH: &str = "/device";
/// More than any code is long.
const LONGEST: usize = 64;

pub(super) fn routes() -> Routes<Portal> {
    Routes::new().get(PATH, Access::Citizen, show).post(PATH, Access::Citizen, enter)
}

#[derive(Clone, Template)]
#[template(path = "device/device.html")]
pub(crate) struct DevicePage {
    shell: Shell,
    errors: ErrorSummary,
    code: Input,
}

impl DevicePage {
    /// `typed` stands in the field; `error` is the key of the words for what was wrong with it.
    pub(crate) fn new(shell: Shell, typed: &str, error: Option<&str>) -> Self {
        let shell = shell.titled("device-title").with_errors(error.is_some());
        let code = Input::new("user_code", shell.t("device-code"))
            .hint(shell.t("device-code-hint"))
            .autocomplete("off")
            .autocapitalize("characters")
            .spellcheck(Some(false))
            .value(typed)
            .error(error.map(|key| shell.error(shell.t(key))));
        Self { errors: shell.error_summary().of(&code), code, shell }
    }
}

/// What was typed, or came along in the address that the device shows (RFC 8628 section 3.3.1).
#[derive(Deserialize)]
struct Typed {
    #[serde(default)]
    user_code: String,
}

impl Typed {
    /// As it may stand in the field again: what no code can be does not.
    fn shown(&self) -> &str {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == ' ';
        let fits = self.user_code.len() <= LONGEST && self.user_code.chars().all(plain);
        if fits { &self.user_code } else { "" }
    }
}

/// The code of an address is filled in, never sent: the person compares it with the device first (RFC 8628 section 5.4).
async fn show(
    State(portal): State<Portal>,
    Citizen(session): Citizen,
    shell: Shell,
    Query(typed): Query<Typed>,
) -> Reply<Page<DevicePage>> {
    let shell = portal.shell_for(shell, Some(&session)).await?;
    Ok(Page(DevicePage::new(shell, typed.shown(), None)))
}

async fn enter(
    State(portal): State<Portal>,
    Citizen(session): Citizen,
    browser: Browser,
    address: ClientAddress,
    shell: Shell,
    Form(typed): Form<Typed>,
) -> Reply<Response> {
    let again = |error: &str| {
        let page = DevicePage::new(shell.clone(), typed.shown(), Some(error));
        (StatusCode::BAD_REQUEST, Page(page)).into_response()
    };
    if typed.user_code.trim().is_empty() {
        return Ok(again("device-missing"));
    }
    if typed.shown().is_empty() {
        return Ok(again("device-refused"));
    }
    let entered = EnteredCode { code: typed.user_code.clone(), browser, session, address };
    match (portal.parts().ports.enter_code)(entered).await {
        Ok(request) => Ok(Redirect::to(&format!("/requests/{request}")).into_response()),
        Err(error) if error.code() == "code_refused" => Ok(again("device-refused")),
        Err(error) => Err(error.into()),
    }
}
