//! How this works: deciding, exchanging, evidence, privacy, accessibility; short and true. And how long everything is kept.

use askama::Template;
use axum::extract::State;
use causeway_core::retention::Told;
use causeway_http::components::{BackLink, SummaryList, SummaryRow};
use causeway_http::{Access, Caller, Page, Priority, Reply, Routes, Shell};

use crate::Portal;

pub(super) fn routes() -> Routes<Portal> {
    Routes::new().get("/about", Access::Public, about).priority(Priority::Begin).get(
        "/about/retention",
        Access::Public,
        retention,
    )
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

/// How long everything is kept: from the same table that the jobs which delete go by.
#[derive(Clone, Template)]
#[template(path = "about/retention.html")]
pub(crate) struct RetentionPage {
    shell: Shell,
    kept: SummaryList,
}

impl RetentionPage {
    pub(crate) fn new(shell: Shell, kept: &[Told]) -> Self {
        let shell = shell.titled("retention-title");
        let row = |told: &Told| {
            let (what, how_long) =
                (format!("retention-{}-what", told.words), format!("retention-{}-how-long", told.words));
            let how_long = match told.days {
                Some(days) => shell.words().with(&how_long, &[("days", &days.to_string())]),
                None => shell.t(&how_long),
            };
            SummaryRow::new(shell.t(&what), how_long)
        };
        Self { kept: SummaryList::new(kept.iter().map(row).collect::<Vec<_>>()), shell }
    }
}

async fn retention(State(portal): State<Portal>, caller: Caller, shell: Shell) -> Reply<Page<RetentionPage>> {
    let shell = portal.shell_for(shell, caller.session()).await?;
    Ok(Page(RetentionPage::new(shell, &portal.parts().office.kept)))
}
