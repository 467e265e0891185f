//! My activity: everything done with the account and the data, newest first; each entry with its receipt.

mod tell;

use askama::Template;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use causeway_core::{AccountId, ReceiptId, Result, Session};
use causeway_evidence::{Entry, Event, Receipt};
use causeway_http::components::{
    BackLink, Button, Content, PageLink, Pagination, SummaryList, SummaryRow, Tag,
};
use causeway_http::{Access, Citizen, Page, Path, Priority, Query, Reply, Routes, Shell, Words};
use serde::Deserialize;

pub(crate) use self::tell::{Fact, Mark, Teller, Told};
use crate::Portal;
use crate::names::Names;

/// Entries on one page.
const PAGE: usize = 20;

/// What the open list asks every few seconds.
pub(super) const LIVE: &str = "/activity/live";

pub(super) fn routes() -> Routes<Portal> {
    Routes::new()
        .get("/activity", Access::Citizen, list)
        .get(LIVE, Access::Citizen, live)
        // A page that looks again by itself: the next look is as good.
        .priority(Priority::Begin)
        .get("/activity/{receipt}", Access::Citizen, details)
        .get("/activity/{receipt}/receipt.json", Access::Citizen, download)
}

/// A line of the list.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    id: ReceiptId,
    time: String,
    title: String,
    tag: Option<Tag>,
    facts: Vec<Fact>,
}

/// The lines of one day.
#[derive(Clone, Debug)]
pub(crate) struct Day {
    date: String,
    lines: Vec<Line>,
}

/// The list by itself: what the live region fetches.
#[derive(Clone, Template)]
#[template(path = "activity/entries.html")]
pub(crate) struct Entries {
    shell: Shell,
    days: Vec<Day>,
}

impl askama::filters::HtmlSafe for Entries {}

/// The page around it.
#[derive(Clone, Template)]
#[template(path = "activity/list.html")]
pub(crate) struct ListPage {
    shell: Shell,
    entries: Entries,
    /// Whether this is the newest page, which renews itself.
    newest: bool,
    pages: Pagination,
}

impl Entries {
    pub(crate) fn new(shell: Shell, days: Vec<Day>) -> Self {
        Self { shell, days }
    }
}

impl ListPage {
    /// `older` is the last entry of a full page, after which the next page begins.
    pub(crate) fn new(shell: Shell, days: Vec<Day>, newest: bool, older: Option<ReceiptId>) -> Self {
        let shell = shell.titled("activity-title");
        let back = (!newest).then(|| PageLink::new(shell.t("activity-newest"), "/activity"));
        let on = older.map(|id| PageLink::new(shell.t("activity-older"), format!("/activity?before={id}")));
        let pages = Pagination::new(back, on).landmark_label(shell.t("portal-pages"));
        Self { entries: Entries::new(shell.clone(), days), newest, pages, shell }
    }
}

#[derive(Deserialize)]
struct Before {
    before: Option<ReceiptId>,
}

async fn list(
    State(portal): State<Portal>,
    Citizen(session): Citizen,
    shell: Shell,
    Query(Before { before }): Query<Before>,
) -> Reply<Page<ListPage>> {
    let shell = portal.shell_for(shell, Some(&session)).await?;
    let entries = portal.parts().evidence.activity(session.account, before, PAGE).await?;
    let older = (entries.len() == PAGE).then(|| entries.last().map(|entry| entry.id)).flatten();
    let days = portal.days(session.account, &entries, shell.words()).await?;
    Ok(Page(ListPage::new(shell, days, before.is_none(), older)))
}

async fn live(State(portal): State<Portal>, Citizen(session): Citizen, shell: Shell) -> Reply<Page<Entries>> {
    let entries = portal.parts().evidence.activity(session.account, None, PAGE).await?;
    let days = portal.days(session.account, &entries, shell.words()).await?;
    Ok(Page(Entries::new(shell, days)))
}

impl Portal {
    fn teller(&self, words: Words, viewer: AccountId) -> Teller<'_> {
        Teller { names: Names::new(self, words), words, when: self.when(words), viewer }
    }

    /// One event in words, for whoever has it in their own list.
    pub(crate) async fn tell_to(&self, viewer: AccountId, event: &Event, words: Words) -> Result<Told> {
        self.teller(words, viewer).tell(event).await
    }

    /// Entries in words, grouped by the day they happened on.
    pub(crate) async fn days(&self, viewer: AccountId, entries: &[Entry], words: Words) -> Result<Vec<Day>> {
        let (mut teller, when) = (self.teller(words, viewer), self.when(words));
        let mut days: Vec<Day> = Vec::new();
        for entry in entries {
            let told = teller.tell(&entry.event).await?.withheld(words, &when, entry.withheld_until);
            let line = line(words, entry.id, when.time(entry.at), told);
            let date = when.day(entry.at);
            match days.last_mut().filter(|day| day.date == date) {
                Some(day) => day.lines.push(line),
                None => days.push(Day { date, lines: vec![line] }),
            }
        }
        Ok(days)
    }
}

fn line(words: Words, id: ReceiptId, time: String, told: Told) -> Line {
    let facts = told.facts.into_iter().filter(|fact| fact.brief).collect();
    Line { id, time, tag: tag(words, told.mark), title: told.title, facts }
}

/// The mark by its word; the colour repeats it.
fn tag(words: Words, mark: Option<Mark>) -> Option<Tag> {
    let (key, colour) = match mark? {
        Mark::Refused => ("tag-refused", "govuk-tag--red"),
        Mark::Failed => ("tag-failed", "govuk-tag--orange"),
        Mark::Unknown => ("tag-unknown", "govuk-tag--yellow"),
        Mark::Warning => ("tag-warning", "govuk-tag--red"),
    };
    Some(Tag::new(words.t(key)).classes(colour))
}

/// One entry with all its facts, its receipt and how to check it.
#[derive(Clone, Template)]
#[template(path = "activity/details.html")]
pub(crate) struct DetailsPage {
    shell: Shell,
    id: ReceiptId,
    tag: Option<Tag>,
    facts: SummaryList,
    logged: bool,
}

impl DetailsPage {
    pub(crate) fn new(shell: Shell, id: ReceiptId, moment: String, told: Told, logged: bool) -> Self {
        let words = shell.words();
        let mut rows = vec![SummaryRow::new(words.t("fact-when"), moment)];
        rows.extend(told.facts.iter().map(|fact| SummaryRow::new(words.t(fact.label), value_of(fact))));
        rows.push(SummaryRow::new(words.t("fact-receipt"), id.to_string()));
        Self {
            id,
            tag: tag(words, told.mark),
            facts: SummaryList::new(rows),
            logged,
            shell: shell.with_title(told.title),
        }
    }

    fn download(&self) -> String {
        format!("/activity/{}/receipt.json", self.id)
    }
}

#[derive(Template)]
#[template(source = r#"<a class="govuk-link" href="{{ href }}">{{ value }}</a>"#, ext = "html")]
struct FactLink<'a> {
    href: &'a str,
    value: &'a str,
}

impl askama::filters::HtmlSafe for FactLink<'_> {}

fn value_of(fact: &Fact) -> Content {
    if fact.href.is_empty() {
        fact.value.clone().into()
    } else {
        Content::html(&FactLink { href: &fact.href, value: &fact.value })
    }
}

async fn details(
    State(portal): State<Portal>,
    Citizen(session): Citizen,
    shell: Shell,
    Path(id): Path<ReceiptId>,
) -> Reply<Page<DetailsPage>> {
    let (receipt, withheld) = portal.parts().evidence.told_receipt(session.account, id).await?;
    let shell = portal.shell_for(shell, Some(&session)).await?;
    let when = portal.when(shell.words());
    let told = portal.tell_to(session.account, &receipt.body.event(), shell.words()).await?;
    let told = told.withheld(shell.words(), &when, withheld);
    let moment = when.moment(receipt.at);
    Ok(Page(DetailsPage::new(shell, id, moment, told, receipt.log.is_some())))
}

impl Portal {
    async fn own_receipt(&self, session: &Session, id: ReceiptId) -> Result<Receipt> {
        self.parts().evidence.receipt(session.account, id).await
    }
}

async fn download(
    State(portal): State<Portal>,
    Citizen(session): Citizen,
    Path(id): Path<ReceiptId>,
) -> Reply<Response> {
    let receipt = portal.own_receipt(&session, id).await?;
    let json = serde_json::to_string_pretty(&receipt).map_err(causeway_core::Error::internal)?;
    let name = format!("attachment; filename=\"receipt-{id}.json\"");
    let headers =
        [(header::CONTENT_TYPE, "application/json".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, json).into_response())
}
