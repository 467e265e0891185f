//! What waits for a member of staff: to decide, their own, roles to confirm, links that nobody has taken.

use causeway_core::{Permission, Result};
use causeway_http::components::{Button, Content};
use causeway_http::{Access, Page, Query, Reply, Routes, Shell};
use causeway_identity::{Desk, Proposal};
use serde::Deserialize;

use super::sheet::Sheet;
use super::{Console, Row, Rows, effects, invitations, reviews};
use crate::Portal;
use crate::names::Names;

/// So many of each kind stand on the desk; the rest is a click away.
const FEW: usize = 10;

pub(super) fn routes() -> Routes<Portal> {
    Routes::new().get("/console", Access::Staff(Permission::Desk), show)
}

#[derive(Deserialize)]
struct Arrived {
    #[serde(default)]
    joined: String,
}

async fn show(console: Console, Query(Arrived { joined }): Query<Arrived>) -> Reply<Page<Sheet>> {
    let desk = console.portal.parts().identity.desk(&console.staff).await?;
    let sheet = page(&console, &desk).await?;
    Ok(Page(if joined.is_empty() { sheet } else { sheet.succeeded("console-joined") }))
}

pub(super) async fn page(console: &Console, desk: &Desk) -> Result<Sheet> {
    let shell = console.shell.clone().titled("console-desk-title");
    let mut sheet = Sheet::new(shell.clone()).wide();
    sheet = sheet.section("console-desk-decide");
    sheet = if desk.to_decide.is_empty() {
        sheet.say("console-desk-decide-none")
    } else {
        sheet
            .put(Content::html(&proposals(console, "console-desk-decide", few(&desk.to_decide)).await?))
            .put(more(&shell, desk.to_decide.len(), "/console/proposals?state=waiting"))
    };
    if !desk.mine.is_empty() {
        sheet = sheet
            .section("console-desk-mine")
            .put(Content::html(&proposals(console, "console-desk-mine", few(&desk.mine)).await?))
            .put(more(&shell, desk.mine.len(), "/console/proposals"));
    }
    if !desk.to_review.is_empty() {
        let count = desk.to_review.len().to_string();
        let text = shell.words().with("console-desk-review-text", &[("count", &count)]);
        sheet = sheet
            .section("console-desk-review")
            .saying(&text)
            .put(Content::html(&reviews::table(console, few(&desk.to_review)).await?))
            .put(more(&shell, desk.to_review.len(), "/console/reviews"));
    }
    if !desk.invitations.is_empty() {
        sheet = sheet
            .section("console-desk-invitations")
            .put(Content::html(&invitations::table(console, few(&desk.invitations)).await?))
            .put(more(&shell, desk.invitations.len(), "/console/invitations"));
    }
    Ok(sheet.put(
        Button::link(shell.t("console-desk-proposals"), "/console/proposals")
            .classes("govuk-button--secondary"),
    ))
}

fn few<T>(all: &[T]) -> &[T] {
    all.get(..FEW).unwrap_or(all)
}

/// The way to what does not stand on the desk; nothing when all of it does.
fn more(shell: &Shell, count: usize, href: &str) -> Content {
    if count <= FEW {
        return Content::default();
    }
    let words = shell.words().with("console-desk-all", &[("count", &count.to_string())]);
    Content::html(&super::rows::Anchor { href, text: &words })
}

/// Proposals as rows.
pub(super) async fn proposals(console: &Console, caption: &str, all: &[Proposal]) -> Result<Rows> {
    let mut rows = Rows::new(&console.shell, caption)
        .column("console-proposal-kind")
        .column("console-proposal-subject")
        .column("console-organisation")
        .column("console-proposal-maker")
        .column("console-proposal-made")
        .column("console-proposal-state");
    let mut names = console.names();
    for proposal in all {
        rows = rows.row(row(console, &mut names, proposal).await?);
    }
    Ok(rows)
}

/// One proposal as a row: what, whose, by whom, since when, how far.
pub(super) async fn row(console: &Console, names: &mut Names<'_>, proposal: &Proposal) -> Result<Row> {
    let words = console.words();
    let href = format!("/console/proposals/{}", proposal.id);
    let organisation = names.known_organisation(&proposal.organisation).await?;
    let organisation = organisation.unwrap_or_else(|| proposal.organisation.to_string());
    Ok(Row::link(effects::kind(words, proposal.kind), href)
        .text(console.subject(proposal.kind, &proposal.subject, &proposal.content).await?)
        .text(organisation)
        .text(effects::who(words, &proposal.maker_name))
        .moment(&console.when(), proposal.made_at)
        .tag(effects::state_word(words, proposal.state), effects::state_colour(proposal.state)))
}
