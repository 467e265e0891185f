//! The interface for programs, for the people who write them: the document of `/openapi.json`, drawn by us, since no foreign script may
//! run here. The frame is in three languages, the contents are English, as code is.

mod reading;

use askama::Template;
use axum::extract::State;
use causeway_core::Error;
use causeway_http::openapi::PATH;
use causeway_http::{Access, Caller, Page, Reply, Routes, Shell};

use crate::Portal;

pub(crate) use self::reading::Interface;

pub(super) fn routes() -> Routes<Portal> {
    Routes::new().get("/developers/api", Access::Public, show)
}

#[derive(Template)]
#[template(path = "developers/api.html")]
pub(crate) struct InterfacePage<'a> {
    shell: Shell,
    document: &'static str,
    interface: &'a Interface,
}

impl<'a> InterfacePage<'a> {
    pub(crate) fn new(shell: Shell, interface: &'a Interface) -> Self {
        Self { shell: shell.titled("developers-title"), document: PATH, interface }
    }
}

async fn show(State(portal): State<Portal>, caller: Caller, shell: Shell) -> Reply<axum::response::Response> {
    use axum::response::IntoResponse as _;
    let interface = portal.interface().ok_or_else(Error::not_found)?;
    let shell = portal.shell_for(shell, caller.session()).await?;
    Ok(Page(InterfacePage::new(shell, interface)).into_response())
}
