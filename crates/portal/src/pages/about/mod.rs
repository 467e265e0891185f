//! How this works: deciding, exchanging, evidence, privacy, accessibility; short and true.

use askama::Template;
use axum::extract::State;
use causeway_http::{Access, Caller, Page, Reply, Routes, Shell};

use crate::Portal;

pub(super) fn routes() -> Routes<Portal> {
    Routes::new().get("/about", Access::Public, about)
}

#[derive(Clone, Template)]
#[template(path = "about/about.html")]
pub(crate) struct AboutPage {
    shell: Shell,
}

impl AboutPage {
    pub(crate) fn new(shell: Shell) -> Self {
        Self { shell: shell.titled("about-title") }
    }
}

async fn about(State(portal): State<Portal>, caller: Caller, shell: Shell) -> Reply<Page<AboutPage>> {
    let shell = portal.shell_for(shell, caller.session()).await?;
    Ok(Page(AboutPage::new(shell)))
}
