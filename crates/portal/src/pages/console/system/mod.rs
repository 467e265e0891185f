//! The state of the system: what does not work and since when, what waits, which keys there are, when it was backed up, how long
//! things are kept; and putting a job that was set aside back to work.

mod jobs;

use causeway_core::jobs as queue;
use causeway_core::setting::Mode;
use causeway_core::{Permission, Result, backup, db};
use causeway_crypto::keystore::{KeyFact, KeyState};
use causeway_http::components::{Button, Content, SummaryRow, Tag};
use causeway_http::{Access, Page, Reply, Routes};
use jiff::Timestamp;

use super::sheet::Sheet;
use super::{Console, Row, Rows};
use crate::Portal;
use crate::office::{Office, Trouble};

const PATH: &str = "/console/system";
const READ: Access = Access::Staff(Permission::SystemRead);

#[cfg(test)]
pub(super) use self::jobs::{job_page, list_page};

pub(super) fn routes() -> Routes<Portal> {
    Routes::new().get(PATH, READ, show).merge(jobs::routes())
}

/// What is known of the system at one moment.
pub(in super::super) struct State {
    pub(in super::super) troubles: Vec<Trouble>,
    pub(in super::super) migration: String,
    pub(in super::super) queues: Vec<queue::Queue>,
    /// Nothing when the key store cannot be asked.
    pub(in super::super) keys: Option<Vec<KeyFact>>,
    pub(in super::super) backed_up: Option<Timestamp>,
}

impl State {
    async fn now(console: &Console) -> Result<Self> {
        let parts = console.portal.parts();
        Ok(Self {
            troubles: (parts.office.troubles)().await,
            migration: db::applied(&parts.env.db).await?.pop().unwrap_or_default(),
            queues: queue::queues(&parts.env).await?,
            keys: parts.office.keys.inventory().ok(),
            backed_up: backup::last(&parts.env.db).await?.map(|made| made.made_at),
        })
    }
}

async fn show(console: Console) -> Reply<Page<Sheet>> {
    let state = State::now(&console).await?;
    Ok(Page(system_page(&console, &state)))
}

/// The page.
pub(in super::super) fn system_page(console: &Console, state: &State) -> Sheet {
    let shell = console.shell.clone().titled("system-title");
    let office = &console.portal.parts().office;
    let sheet = Sheet::new(shell.clone()).tag(overall(console, state)).wide();
    let sheet = troubles(console, state, sheet);
    let sheet = sheet.section("system-release").facts(release(console, office, state));
    let sheet = sheet.section("system-queue").put(queues(console, &state.queues));
    let aside = Button::link(shell.t("system-jobs-link"), jobs::PATH).classes("govuk-button--secondary");
    let sheet = sheet.put(aside).section("system-keys");
    let sheet = match &state.keys {
        Some(keys) => sheet.put(Content::html(&key_rows(console, keys))),
        None => sheet.say("system-keys-unknown"),
    };
    sheet
        .section("system-retention")
        .say("system-retention-text")
        .put(Content::html(&classes(console, office)))
}

fn overall(console: &Console, state: &State) -> Tag {
    let words = console.words();
    if state.troubles.is_empty() {
        Tag::new(words.t("system-well")).classes("govuk-tag--green")
    } else {
        Tag::new(words.t("system-degraded")).classes("govuk-tag--red")
    }
}

fn troubles(console: &Console, state: &State, sheet: Sheet) -> Sheet {
    if state.troubles.is_empty() {
        return sheet.say("system-well-text");
    }
    let (words, when) = (console.words(), console.when());
    let told = |trouble: &Trouble| {
        let known = words.find(&format!("system-trouble-{}", trouble.what.replace('_', "-")));
        let what = known.unwrap_or_else(|| trouble.what.clone());
        match trouble.since {
            Some(since) => {
                words.with("system-trouble-since", &[("what", &what), ("since", &when.moment(since))])
            }
            None => what,
        }
    };
    let told: Vec<String> = state.troubles.iter().map(told).collect();
    sheet.say("system-degraded-text").bullets(&told)
}

fn release(console: &Console, office: &Office, state: &State) -> Vec<SummaryRow> {
    let (words, when) = (console.words(), console.when());
    let mode = words.t(match office.mode {
        Mode::Production => "system-mode-production",
        Mode::Sandbox => "system-mode-sandbox",
    });
    let backed_up = state.backed_up.map_or_else(|| words.t("system-backup-never"), |at| when.moment(at));
    vec![
        SummaryRow::new(words.t("system-version"), office.version),
        SummaryRow::new(words.t("system-mode"), mode),
        SummaryRow::new(words.t("system-schema"), &state.migration),
        SummaryRow::new(words.t("system-backup"), backed_up),
    ]
}

fn queues(console: &Console, queues: &[queue::Queue]) -> Content {
    if queues.is_empty() {
        return Content::html(&Sentence { text: &console.shell.t("system-queue-empty") });
    }
    let when = console.when();
    let mut rows = Rows::new(&console.shell, "system-queue")
        .column("system-queue-kind")
        .number("system-queue-waiting")
        .number("system-queue-aside")
        .column("system-queue-due");
    for queue in queues {
        let row = Row::named(&queue.kind).number(queue.waiting).number(queue.set_aside);
        rows = rows.row(row.moment_or(&when, queue.due_at, console.shell.t("system-queue-none")));
    }
    Content::html(&rows)
}

#[derive(askama::Template)]
#[template(source = r#"<p class="govuk-body">{{ text }}</p>"#, ext = "html")]
struct Sentence<'a> {
    text: &'a str,
}

impl askama::filters::HtmlSafe for Sentence<'_> {}

/// The keys by name and time; never a key.
fn key_rows(console: &Console, keys: &[KeyFact]) -> Rows {
    let (words, when, now) = (console.words(), console.when(), console.portal.parts().env.now());
    let mut rows = Rows::new(&console.shell, "system-keys")
        .column("system-key-use")
        .column("system-key-id")
        .column("system-key-state")
        .number("system-key-age")
        .column("system-key-next");
    for key in keys {
        let (word, colour) = match key.state {
            KeyState::Next => ("system-key-state-next", "govuk-tag--blue"),
            KeyState::Active => ("system-key-state-active", "govuk-tag--green"),
            KeyState::Retiring => ("system-key-state-retiring", "govuk-tag--grey"),
        };
        let due = match key.next_rotation_due {
            Some(due) if key.is_overdue(now) => words.with("system-key-overdue", &[("at", &when.day(due))]),
            Some(due) => when.day(due),
            None => words.t("system-key-not-due"),
        };
        let row = Row::named(format!("{} ({})", key.of, key.alg))
            .text(&key.kid)
            .tag(words.t(word), colour)
            .number(key.age(now).as_hours() / 24)
            .text(due);
        rows = rows.row(row);
    }
    rows
}

/// What is kept for a number of days.
fn classes(console: &Console, office: &Office) -> Rows {
    let mut rows = Rows::new(&console.shell, "system-retention")
        .column("system-retention-key")
        .number("system-retention-days")
        .number("system-retention-least")
        .number("system-retention-most");
    for (class, days) in &office.classes {
        let row = Row::named(class.key).number(i64::from(*days));
        rows = rows.row(row.number(i64::from(class.least)).number(i64::from(class.most)));
    }
    rows
}
