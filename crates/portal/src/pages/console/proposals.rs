//! Proposals: what staff want to change, who made it, who agreed, and deciding.

use axum::response::{IntoResponse as _, Response};
use causeway_core::{Permission, Result};
use causeway_http::components::{Button, Content, SummaryList, SummaryRow};
use causeway_http::{Access, Page, Path, Query, Reply, Routes};
use causeway_identity::{Act, Proposal, ProposalState};
use uuid::Uuid;

use super::sheet::{Sheet, lines, side_by_side};
use super::{Asked, Console, List, content, desk, effects};
use crate::Portal;
use crate::pages::parts::PostForm;

const PATH: &str = "/console/proposals";
/// The filter's values and the keys of their words.
const STATES: [(&str, &str); 5] = [
    ("waiting", "proposal-state-waiting"),
    ("applied", "proposal-state-applied"),
    ("declined", "proposal-state-declined"),
    ("withdrawn", "proposal-state-withdrawn"),
    ("expired", "proposal-state-expired"),
];

pub(super) fn routes() -> Routes<Portal> {
    let desk = Access::Staff(Permission::Desk);
    Routes::new()
        .get(PATH, desk, list)
        .get("/console/proposals/{id}", desk, one)
        .post("/console/proposals/{id}/approve", desk, approve)
        .post("/console/proposals/{id}/decline", desk, decline)
        .post("/console/proposals/{id}/withdraw", desk, withdraw)
}

async fn list(console: Console, Query(asked): Query<Asked>) -> Reply<Response> {
    let state: Option<ProposalState> = asked.filter("state").parse().ok();
    let identity = &console.portal.parts().identity;
    let found = identity.proposals(&console.staff, &asked.search(&console.staff), state).await?;
    let mut names = console.names();
    let mut drawn = Vec::with_capacity(found.rows.len());
    for proposal in &found.rows {
        drawn.push(desk::row(&console, &mut names, proposal).await?);
    }
    let list = List::new(console.shell.clone(), "console-proposals-title", PATH, &asked)
        .lead("console-proposals-lead")
        .hint("console-proposals-hint")
        .column("console-proposal-kind")
        .column("console-proposal-subject")
        .column("console-organisation")
        .column("console-proposal-maker")
        .column("console-proposal-made")
        .column("console-proposal-state")
        .filter("state", "console-proposal-state", &STATES)
        .empty("console-proposals-none")
        .drawn(drawn, found.total);
    Ok(list.answer()?)
}

async fn one(console: Console, Path(id): Path<Uuid>) -> Reply<Page<Sheet>> {
    let proposal = console.portal.parts().identity.proposal(&console.staff, id).await?;
    let part = part_in(&console, &proposal).await?;
    Ok(Page(page(&console, &proposal, part).await?))
}

/// What the caller has to do with a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// They made it, and may take it back.
    Maker,
    /// They may approve or decline it.
    Decider,
    /// They may look at it.
    Onlooker,
}

/// The desk knows what is for the caller to decide, and what is theirs.
async fn part_in(console: &Console, proposal: &Proposal) -> Result<Part> {
    if proposal.state != ProposalState::Waiting {
        return Ok(Part::Onlooker);
    }
    let desk = console.portal.parts().identity.desk(&console.staff).await?;
    let has = |all: &[Proposal]| all.iter().any(|one| one.id == proposal.id);
    Ok(match (has(&desk.mine), has(&desk.to_decide)) {
        (true, _) => Part::Maker,
        (_, true) => Part::Decider,
        _ => Part::Onlooker,
    })
}

pub(super) async fn page(console: &Console, proposal: &Proposal, part: Part) -> Result<Sheet> {
    let words = console.words();
    let subject = console.subject(proposal.kind, &proposal.subject, &proposal.content).await?;
    let title = words.with(
        "console-proposal-title",
        &[("kind", &effects::kind(words, proposal.kind)), ("subject", &subject)],
    );
    let before = match proposal.state {
        ProposalState::Waiting => {
            console.current(proposal.kind, &proposal.subject, &proposal.content).await?
        }
        _ => None,
    };
    let mut sheet = Sheet::new(console.shell.clone().with_title(title))
        .back("console-proposals-title", PATH)
        .tag(effects::state(words, proposal.state))
        .facts(facts(console, proposal).await?)
        .section("console-act-content")
        .put(SummaryList::new(content::rows(
            words,
            proposal.kind,
            &subject,
            &proposal.content,
            before.as_ref(),
        )));
    if proposal.state == ProposalState::Waiting {
        let (text, buttons) = deciding(console, proposal.id, part);
        sheet = sheet.section("console-proposal-decide").say(text).put(buttons);
    }
    Ok(sheet)
}

/// What is to be done about a proposal that waits, and its buttons. Approving and declining are each confirmed on a page of its own.
fn deciding(console: &Console, id: Uuid, part: Part) -> (&'static str, Content) {
    let words = console.words();
    let form = |act: &str, key: &str| {
        Content::html(&PostForm::new(format!("{PATH}/{id}/{act}"), Button::secondary(words.t(key))))
    };
    match part {
        Part::Maker => ("console-proposal-mine", form("withdraw", "console-proposal-withdraw")),
        Part::Decider => (
            "console-proposal-yours",
            side_by_side(&[
                form("decline", "console-proposal-decline"),
                form("approve", "console-proposal-approve"),
            ]),
        ),
        Part::Onlooker => ("console-proposal-others", Content::default()),
    }
}

async fn facts(console: &Console, proposal: &Proposal) -> Result<Vec<SummaryRow>> {
    let (words, when) = (console.words(), console.when());
    let mut rows = vec![
        SummaryRow::new(words.t("console-organisation"), console.organisation(&proposal.organisation).await?),
        SummaryRow::new(words.t("console-proposal-maker"), effects::who(words, &proposal.maker_name)),
        SummaryRow::new(words.t("console-proposal-made"), when.moment(proposal.made_at)),
    ];
    let agreed: Vec<String> = proposal
        .approvals
        .iter()
        .map(|(_, name, at)| {
            format!("{}{}{}", effects::who(words, name), words.t("portal-list-separator"), when.moment(*at))
        })
        .collect();
    let needed = [("given", agreed.len().to_string()), ("needed", proposal.needed.to_string())];
    let needed: Vec<(&str, &str)> = needed.iter().map(|(name, value)| (*name, value.as_str())).collect();
    rows.push(SummaryRow::new(
        words.t("console-proposal-needed"),
        words.with("console-proposal-needed-of", &needed),
    ));
    if !agreed.is_empty() {
        rows.push(SummaryRow::new(words.t("console-proposal-approved"), lines(&agreed)));
    }
    rows.push(match proposal.decided_at {
        Some(at) => SummaryRow::new(words.t("console-proposal-decided"), when.moment(at)),
        None => SummaryRow::new(words.t("console-proposal-until"), when.moment(proposal.expires_at)),
    });
    rows.push(SummaryRow::new(words.t("console-proposal-digest"), &proposal.digest));
    Ok(rows)
}

async fn approve(console: Console, Path(proposal): Path<Uuid>) -> Reply<Response> {
    Ok(console.begin(Act::Approve { proposal }).await?.into_response())
}

async fn decline(console: Console, Path(proposal): Path<Uuid>) -> Reply<Response> {
    Ok(console.begin(Act::Decline { proposal }).await?.into_response())
}

async fn withdraw(console: Console, Path(proposal): Path<Uuid>) -> Reply<Response> {
    Ok(console.begin(Act::Withdraw { proposal }).await?.into_response())
}
