//! Evidence as staff see it: what organisations and the platform did, searched; the state of the log; each receipt with what proves it.
//!
//! Of people's chains nothing is here, not even how many receipts there are. The platform's staff see every organisation's chain, others
//! see their own.

use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use causeway_core::{Error, Permission, ReceiptId, Result, Search};
use causeway_evidence::{Chain, Days, Listed, LogState, Receipt};
use causeway_http::components::{Button, Content, SummaryRow, Tag};
use causeway_http::{Access, Page, Path, Query, Reply, Routes};
use jiff::SignedDuration;
use serde_json::Value;

use super::sheet::{Sheet, together};
use super::{Asked, Console, List, Row};
use crate::Portal;
use crate::names::Names;

const PATH: &str = "/console/evidence";
const READ: Access = Access::Staff(Permission::EvidenceRead);

/// How far back one looks: the filter's values, in days, and the keys of their words.
const DAYS: [(&str, &str); 4] = [
    ("1", "evidence-days-1"),
    ("7", "evidence-days-7"),
    ("30", "evidence-days-30"),
    ("365", "evidence-days-365"),
];

pub(super) fn routes() -> Routes<Portal> {
    Routes::new().get(PATH, READ, list).get("/console/evidence/{receipt}", READ, one).get(
        "/console/evidence/{receipt}/receipt.json",
        READ,
        download,
    )
}

async fn list(console: Console, Query(asked): Query<Asked>) -> Reply<Response> {
    let evidence = &console.portal.parts().evidence;
    let search: Search = asked.search(&console.staff);
    let days = days(&console, asked.filter("days"));
    let found = evidence.search_receipts(console.staff.horizon(), &search, days).await?;
    let state = evidence.log_state().await?;
    let rows = rows(&console, &found.rows).await?;
    Ok(list_page(&console, &asked, rows, found.total, state.as_ref()).answer()?)
}

fn days(console: &Console, wanted: &str) -> Days {
    let known = DAYS.iter().any(|(value, _)| *value == wanted);
    let hours =
        wanted.parse::<i64>().ok().filter(|_| known).map(|days| SignedDuration::from_hours(24 * days));
    Days { from: hours.map(|back| console.portal.parts().env.now() - back), to: None }
}

/// Receipts as rows.
pub(in super::super) async fn rows(console: &Console, listed: &[Listed]) -> Result<Vec<Row>> {
    let (mut names, words, when) = (console.names(), console.words(), console.when());
    let mut rows = Vec::with_capacity(listed.len());
    for receipt in listed {
        let whose = whose(&mut names, &receipt.chain).await?;
        let (word, colour) = if receipt.logged {
            ("evidence-logged", "govuk-tag--green")
        } else {
            ("evidence-waiting", "govuk-tag--yellow")
        };
        let row = Row::link(&receipt.event, format!("{PATH}/{}", receipt.id))
            .moment(&when, receipt.at)
            .text(whose)
            .tag(words.t(word), colour);
        rows.push(row);
    }
    Ok(rows)
}

/// Whose chain it is.
async fn whose(names: &mut Names<'_>, chain: &Chain) -> Result<String> {
    match chain {
        Chain::Organisation(organisation) => names.organisation(organisation).await,
        Chain::Platform | Chain::Person(_) => Ok(names.platform()),
    }
}

pub(in super::super) fn list_page(
    console: &Console,
    asked: &Asked,
    rows: Vec<Row>,
    total: i64,
    state: Option<&LogState>,
) -> List {
    List::new(console.shell.clone(), "evidence-title", PATH, asked)
        .lead("evidence-lead")
        .hint("evidence-search-hint")
        .above(state_of_the_log(console, state))
        .filter("days", "evidence-days", &DAYS)
        .column("evidence-event")
        .column("fact-when")
        .column("evidence-chain")
        .column("evidence-in-log")
        .empty("evidence-none")
        .drawn(rows, total)
}

/// How the log stands, where it is and how anybody checks it.
fn state_of_the_log(console: &Console, state: Option<&LogState>) -> Content {
    let words = console.words();
    let Some(state) = state else { return words.t("evidence-log-none").into() };
    let when = console.when();
    let waiting = match state.oldest_waiting {
        None => words.t("evidence-log-nothing-waits"),
        Some(oldest) => {
            let seconds = console.portal.parts().env.now().duration_since(oldest).as_secs().max(0);
            let (count, seconds) = (state.waiting.to_string(), seconds.to_string());
            words.with("evidence-log-waits", &[("count", &count), ("seconds", &seconds)])
        }
    };
    let facts = vec![
        SummaryRow::new(words.t("evidence-log-origin"), &state.origin),
        SummaryRow::new(words.t("evidence-log-size"), state.size.to_string()),
        SummaryRow::new(words.t("evidence-log-signed"), when.moment(state.signed_at)),
        SummaryRow::new(words.t("evidence-log-waiting"), waiting),
    ];
    let links = Content::html(&Links { shell: &console.shell });
    together(&[causeway_http::components::SummaryList::new(facts).into(), links])
}

#[derive(askama::Template)]
#[template(path = "console/evidence_links.html")]
struct Links<'a> {
    shell: &'a causeway_http::Shell,
}

impl askama::filters::HtmlSafe for Links<'_> {}

async fn one(console: Console, Path(id): Path<ReceiptId>) -> Reply<Page<Sheet>> {
    let (chain, receipt) = console.portal.parts().evidence.found_receipt(console.staff.horizon(), id).await?;
    let whose = whose(&mut console.names(), &chain).await?;
    Ok(Page(receipt_page(&console, whose, &receipt)))
}

/// One receipt: what it says, field by field, and what proves it.
pub(in super::super) fn receipt_page(console: &Console, whose: String, receipt: &Receipt) -> Sheet {
    let (words, shell) = (console.words(), console.shell.clone());
    let shell = shell.with_title(receipt.body.name());
    let mut facts = vec![
        SummaryRow::new(words.t("fact-when"), console.when().moment(receipt.at)),
        SummaryRow::new(words.t("evidence-chain"), whose),
        SummaryRow::new(words.t("evidence-number"), receipt.chain.seq.to_string()),
        SummaryRow::new(words.t("fact-receipt"), receipt.id.to_string()),
    ];
    if let Some(place) = &receipt.log {
        facts.push(SummaryRow::new(words.t("evidence-place"), format!("{} {}", place.origin, place.index)));
    }
    let recorded = receipt.body.fields().map(|(name, value)| SummaryRow::new(name, plain(value))).collect();
    let (word, colour) = match receipt.log {
        Some(_) => ("evidence-logged", "govuk-tag--green"),
        None => ("evidence-waiting", "govuk-tag--yellow"),
    };
    let download = Button::link(words.t("receipt-download"), format!("{PATH}/{}/receipt.json", receipt.id))
        .classes("govuk-button--secondary");
    Sheet::new(shell.clone())
        .back("evidence-title", PATH)
        .tag(Tag::new(words.t(word)).classes(colour))
        .facts(facts)
        .section("evidence-recorded")
        .say("evidence-recorded-text")
        .facts(recorded)
        .section("receipt-verify-heading")
        .put(download)
        .put(Content::html(&Links { shell: &shell }))
}

/// A field's value as it was recorded: receipts are flat.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => "–".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

async fn download(console: Console, Path(id): Path<ReceiptId>) -> Reply<Response> {
    let (_, receipt) = console.portal.parts().evidence.found_receipt(console.staff.horizon(), id).await?;
    let json = serde_json::to_string_pretty(&receipt).map_err(Error::internal)?;
    let name = format!("attachment; filename=\"receipt-{id}.json\"");
    let headers =
        [(header::CONTENT_TYPE, "application/json".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, json).into_response())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_was_recorded_is_shown_as_it_was() {
        let values = [json!(null), json!("a"), json!(["a", "b"]), json!(true)];
        assert_eq!(values.map(|value| plain(&value)), ["–", "a", "a, b", "true"]);
    }
}
