//! Deleting one's own account: what goes and what stays, in words, and a passkey over it.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use causeway_core::{Acr, Error, Result, Session};
use causeway_http::components::{BackLink, Button, Content, ErrorSummary, WarningText};
use causeway_http::{
    Access, Browser, Citizen, ClientAddress, Cookies, Form, Page, Query, Reply, Routes, Shell,
};
use causeway_identity::Ceremony;
use serde::Deserialize;
use uuid::Uuid;

use crate::next::Next;
use crate::pages::parts::{PasskeyForm, PostForm, Statement};
use crate::{Portal, SESSION_COOKIE};

const PATH: &str = "/account/delete";

pub(super) fn routes() -> Routes<Portal> {
    Routes::new().get(PATH, Access::Citizen, show).post(PATH, Access::Citizen, delete).get(
        "/account/deleted",
        Access::Public,
        deleted,
    )
}

/// What goes, what stays, and the passkey.
#[derive(Clone, Template)]
#[template(path = "account/delete.html")]
pub(crate) struct DeletePage {
    shell: Shell,
    errors: ErrorSummary,
    warning: WarningText,
    keep: Button,
    /// A passkey's form, the simulated phone's in a sandbox, or nothing where another login is needed first.
    confirm: Option<Content>,
    expires: String,
}

/// How the person may confirm it here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    /// A passkey of this device.
    Passkey,
    /// One that the simulated phone holds, in a sandbox.
    SimulatedPhone,
    /// Not at all: who logged in by a code has to log in on the device that has the passkey.
    Nothing,
}

impl DeletePage {
    pub(crate) fn new(shell: Shell, ceremony: &Ceremony, by: By, failed: bool) -> Self {
        let shell = shell.titled("account-delete-title").with_errors(failed);
        let errors = if failed {
            shell.error_summary().add(shell.t("account-delete-failed"), "#main-content")
        } else {
            shell.error_summary()
        };
        let button = Button::new(shell.t("account-delete-confirm")).classes("govuk-button--warning");
        let confirm = match by {
            By::Passkey => {
                Some(Content::html(&PasskeyForm::log_in(&shell, PATH.to_owned(), ceremony, button)))
            }
            By::SimulatedPhone => Some(Content::html(
                &PostForm::new(PATH, button)
                    .with_hidden("ceremony", ceremony.id.to_string())
                    .with_hidden("options", ceremony.options.to_string()),
            )),
            By::Nothing => None,
        };
        Self {
            errors,
            warning: shell.warning(shell.t("account-delete-warning")),
            keep: Button::link(shell.t("account-delete-keep"), "/account").classes("govuk-button--secondary"),
            confirm,
            expires: shell.t("account-delete-expires"),
            shell,
        }
    }
}

async fn show(
    State(portal): State<Portal>,
    Citizen(session): Citizen,
    browser: Browser,
    address: ClientAddress,
    shell: Shell,
    Query(next): Query<Next>,
) -> Reply<Page<DeletePage>> {
    portal.doors().opening(address)?;
    let ceremony = portal.parts().registration.begin_removal(&browser, &session).await?;
    let by = portal.confirmed_by(&browser, &session).await?;
    let shell = portal.shell_for(shell, Some(&session)).await?;
    Ok(Page(DeletePage::new(shell, &ceremony, by, next.has_failed())))
}

#[derive(Deserialize)]
struct Confirmed {
    ceremony: Uuid,
    /// The passkey's answer, as JSON.
    #[serde(default)]
    response: String,
    /// The options to be signed by the simulated phone, if that is how the person confirms.
    #[serde(default)]
    options: String,
}

async fn delete(
    State(portal): State<Portal>,
    Citizen(session): Citizen,
    browser: Browser,
    cookies: Cookies,
    Form(confirmed): Form<Confirmed>,
) -> Reply<Response> {
    if session.acr == Acr::CrossDevice {
        return Ok(Redirect::to(PATH).into_response());
    }
    let answer = if confirmed.options.is_empty() {
        serde_json::from_str(&confirmed.response).unwrap_or_default()
    } else {
        let phone = portal.parts().phone.as_ref().ok_or_else(Error::not_found)?;
        let options = serde_json::from_str(&confirmed.options).unwrap_or_default();
        phone.sign(&browser, session.account, &options).await?
    };
    let removed = portal.parts().registration.remove_self(&browser, &session, confirmed.ceremony, &answer);
    match removed.await {
        Ok(()) => Ok((cookies.clear(SESSION_COOKIE), Redirect::to("/account/deleted")).into_response()),
        Err(error) if error.code() == "passkey_refused" => {
            tracing::debug!(%error, "deletion refused");
            Ok(Redirect::to(&format!("{PATH}?failed=1")).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

impl Portal {
    async fn confirmed_by(&self, browser: &Browser, session: &Session) -> Result<By> {
        if session.acr == Acr::CrossDevice {
            return Ok(By::Nothing);
        }
        let simulated = self.phone_holds(browser, session.account).await?;
        Ok(if simulated { By::SimulatedPhone } else { By::Passkey })
    }
}

async fn deleted(shell: Shell) -> Page<Statement> {
    Page(deleted_page(shell))
}

pub(crate) fn deleted_page(shell: Shell) -> Statement {
    Statement::new(shell, "account-deleted-title", &["account-deleted-text", "account-deleted-passkey"])
        .link("account-deleted-home", "/")
}
