//! Scanning a code on the phone; and what an ordinary camera's link leads to.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use causeway_http::components::{Button, ErrorSummary, Input, InsetText};
use causeway_http::{Access, Citizen, Form, Page, Reply, Routes, Shell};
use serde::Deserialize;

use super::parts::Statement;
use crate::Portal;

pub(super) fn routes() -> Routes<Portal> {
    Routes::new().get("/scan", Access::Citizen, show).post("/scan", Access::Citizen, claim).get(
        "/x/{frame}",
        Access::Public,
        from_camera,
    )
}

/// Camera, picture or text.
#[derive(Clone, Template)]
#[template(path = "scan/scan.html")]
pub(crate) struct ScanPage {
    shell: Shell,
    errors: ErrorSummary,
    /// Whether this is the simulated phone's.
    simulated: bool,
    action: String,
    frame: Input,
}

impl ScanPage {
    /// `error` is the key of the words for what was wrong with the code given before.
    pub(crate) fn new(shell: Shell, action: &str, error: Option<&str>) -> Self {
        let shell = shell.titled("scan-title").with_errors(error.is_some());
        let frame = Input::new("frame", shell.t("scan-text"))
            .hint(shell.t("scan-text-hint"))
            .autocomplete("off")
            .autocapitalize("none")
            .spellcheck(Some(false))
            .error(error.map(|key| shell.error(shell.t(key))));
        let simulated = action != "/scan";
        let shell = if simulated { shell.focused() } else { shell };
        Self { errors: shell.error_summary().of(&frame), simulated, action: action.to_owned(), frame, shell }
    }
}

async fn show(
    State(portal): State<Portal>,
    Citizen(session): Citizen,
    shell: Shell,
) -> Reply<Page<ScanPage>> {
    let shell = portal.shell_for(shell, Some(&session)).await?;
    Ok(Page(ScanPage::new(shell, "/scan", None)))
}

/// What was scanned or pasted.
#[derive(Deserialize)]
pub(super) struct Scanned {
    #[serde(default)]
    pub(super) frame: String,
}

async fn claim(
    State(portal): State<Portal>,
    Citizen(session): Citizen,
    shell: Shell,
    Form(scanned): Form<Scanned>,
) -> Reply<Response> {
    if scanned.frame.trim().is_empty() {
        return Ok(again(shell, "/scan", "scan-text-missing"));
    }
    portal.doors().scan(session.account)?;
    match portal.parts().consents.claim(&session, &scanned.frame).await {
        Ok(request) => Ok(Redirect::to(&format!("/requests/{request}")).into_response()),
        Err(error) if error.code() == "frame_refused" || error.code() == "request_over" => {
            Ok(again(shell, "/scan", "scan-refused"))
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) fn again(shell: Shell, action: &str, error: &'static str) -> Response {
    (StatusCode::BAD_REQUEST, Page(ScanPage::new(shell, action, Some(error)))).into_response()
}

/// An ordinary camera opens this. It neither claims nor approves: a picture sent by a stranger must do nothing.
async fn from_camera(shell: Shell) -> Page<Statement> {
    Page(camera_page(shell))
}

pub(crate) fn camera_page(shell: Shell) -> Statement {
    Statement::new(shell, "frame-title", &["frame-text", "frame-own", "frame-stranger"])
        .link("frame-scan", "/scan")
}
