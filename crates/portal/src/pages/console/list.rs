//! Every list of the console: one box to search in, pages, column headings, what to do when nothing is there, and an export.
//!
//! ```ignore
//! async fn list(console: Console, Query(asked): Query<Asked>) -> Reply<Response> {
//!     console.needs(Permission::ClientsRead)?;              // the route's `Access` says it too
//!     let found = clients.search(&console.staff, &asked.search(&console.staff)).await?;
//!     Ok(List::new(console.shell, "console-clients-title", "/console/clients", &asked)
//!         .lead("console-clients-lead")
//!         .column("console-client-name")                    // the first column names the row
//!         .column("console-client-state")
//!         .number("console-client-logins")
//!         .filter("state", "console-client-state", &[("active", "client-state-active"), ("stopped", "client-state-stopped")])
//!         .action("console-clients-new", "/console/clients/new")
//!         .empty("console-clients-none")
//!         .rows(found, |client| Row::link(client.name, href).tag(state, "govuk-tag--green").number(client.logins))
//!         .answer()?)
//! }
//! ```
//! What `?format=csv` answers is exactly what the list shows, of all pages ([`Asked::search`] asks for them): nothing more leaves.

use std::collections::BTreeMap;

use askama::Template;
use axum::http::header;
use axum::response::{Html, IntoResponse as _, Response};
use causeway_core::search::{EXPORT, PAGE};
use causeway_core::{Error, Found, Result, Search, Staff};
use causeway_http::Shell;
use causeway_http::components::{Button, Choice, Content, Input, PageLink, Pagination, Radios};
use serde::Deserialize;

use super::csv;
use super::rows::{Row, Rows};
use super::sheet::side_by_side;
use crate::next::with_query;
use crate::pages::parts::PostForm;

/// The longest text that is looked for, in characters.
const LONGEST: usize = 100;

/// What was asked of a list, as the address brings it. What makes no sense is as good as not there.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// The words looked for.
    #[serde(default)]
    q: String,
    /// Which page, from 1.
    #[serde(default)]
    page: String,
    /// `csv` for an export.
    #[serde(default)]
    format: String,
    /// Of one organisation alone.
    #[serde(default)]
    organisation: String,
    /// The list's own filters.
    #[serde(flatten)]
    filters: BTreeMap<String, String>,
}

impl Asked {
    /// For the domain's search: never beyond what this member of staff may know of.
    pub(crate) fn search(&self, staff: &Staff) -> Search {
        let wanted = self.organisation.parse().ok();
        let (page, size) = if self.is_export() { (1, EXPORT) } else { (self.page(), PAGE) };
        Search { text: self.text(), organisation: staff.horizon().cloned().or(wanted), page, size }
    }

    /// The same without the words looked for: for a list whose words stand in no address.
    pub(crate) fn without_text(mut self) -> Self {
        self.q.clear();
        self
    }

    /// The value of one of the list's own filters, empty for any: `asked.filter("state")`.
    pub(crate) fn filter(&self, name: &str) -> &str {
        self.filters.get(name).map_or("", String::as_str)
    }

    /// Whether all rows are asked for, as a file.
    pub(crate) fn is_export(&self) -> bool {
        self.format == "csv"
    }

    fn text(&self) -> String {
        self.q.trim().chars().filter(|c| !c.is_control()).take(LONGEST).collect()
    }

    fn page(&self) -> u32 {
        self.page.parse().unwrap_or(1).clamp(1, 1_000_000)
    }
}

/// A list as a page.
#[derive(Clone, Template)]
#[template(path = "console/list.html")]
pub(crate) struct List {
    shell: Shell,
    path: &'static str,
    asked: Asked,
    lead: String,
    hint: String,
    kept: Vec<(&'static str, String)>,
    filters: Vec<Radios>,
    actions: Vec<Button>,
    above: Content,
    empty: String,
    rows: Rows,
    total: i64,
    private: bool,
}

impl List {
    /// A list under the title `title`, at `path`.
    pub(crate) fn new(shell: Shell, title: &str, path: &'static str, asked: &Asked) -> Self {
        let shell = shell.titled(title);
        Self {
            rows: Rows::new(&shell, title),
            path,
            asked: asked.clone(),
            lead: String::new(),
            hint: String::new(),
            kept: Vec::new(),
            filters: Vec::new(),
            actions: Vec::new(),
            above: Content::default(),
            empty: shell.t("list-empty"),
            total: 0,
            private: false,
            shell,
        }
    }

    /// With a sentence under the title.
    pub(crate) fn lead(mut self, key: &str) -> Self {
        self.lead = self.shell.t(key);
        self
    }

    /// With a word on what is looked for: names, numbers, whatever the domain's search goes by.
    pub(crate) fn hint(mut self, key: &str) -> Self {
        self.hint = self.shell.t(key);
        self
    }

    /// What is looked for may be a person's name: it is sent by POST and stands in no address. The route takes `Form(asked)` then, too.
    pub(crate) fn private(mut self) -> Self {
        self.private = true;
        self
    }

    /// With a choice among values; "all" goes before them.
    pub(crate) fn filter(mut self, name: &'static str, legend: &str, values: &[(&str, &str)]) -> Self {
        let chosen = self.asked.filter(name).to_owned();
        let known = values.iter().any(|(value, _)| *value == chosen);
        let all = Choice::new("", self.shell.t("list-filter-all")).checked(!known);
        let others = values
            .iter()
            .map(|(value, key)| Choice::new(*value, self.shell.t(key)).checked(*value == chosen));
        let items: Vec<Choice> = std::iter::once(all).chain(others).collect();
        let radios = Radios::new(name, self.shell.t(legend))
            .legend_classes("govuk-fieldset__legend--s")
            .items(items)
            .classes("govuk-radios--inline govuk-radios--small");
        self.filters.push(radios);
        if known {
            self.kept.push((name, chosen));
        }
        self
    }

    /// With a button above the list that leads to something new. Only for those who may.
    pub(crate) fn action(mut self, key: &str, href: impl Into<String>) -> Self {
        self.actions.push(Button::link(self.shell.t(key), href));
        self
    }

    /// With a quieter button above the list, that leads to something close by.
    pub(crate) fn quiet_action(mut self, key: &str, href: impl Into<String>) -> Self {
        self.actions.push(Button::link(self.shell.t(key), href).classes("govuk-button--secondary"));
        self
    }

    /// With a component between the title and the list.
    pub(crate) fn above(mut self, content: impl Into<Content>) -> Self {
        self.above = content.into();
        self
    }

    /// Says what to do when there is nothing at all.
    pub(crate) fn empty(mut self, key: &str) -> Self {
        self.empty = self.shell.t(key);
        self
    }

    /// With one more column, by the key of its heading. The first one names the row.
    pub(crate) fn column(mut self, heading: &str) -> Self {
        self.rows = self.rows.column(heading);
        self
    }

    /// With one more column, of numbers.
    pub(crate) fn number(mut self, heading: &str) -> Self {
        self.rows = self.rows.number(heading);
        self
    }

    /// With what was found, drawn row by row.
    pub(crate) fn rows<T>(mut self, found: Found<T>, draw: impl FnMut(T) -> Row) -> Self {
        self.total = found.total;
        self.rows.all.extend(found.rows.into_iter().map(draw));
        self
    }

    /// With what was found and is drawn already: where drawing a row has to look things up.
    pub(crate) fn drawn(mut self, rows: Vec<Row>, total: i64) -> Self {
        self.total = total;
        self.rows.all = rows;
        self
    }

    /// The page, or the file.
    ///
    /// # Errors
    /// When the page fails to draw.
    pub(crate) fn answer(self) -> Result<Response> {
        if !self.asked.is_export() {
            return Ok(Html(self.render().map_err(Error::internal)?).into_response());
        }
        let name = self.path.rsplit('/').next().unwrap_or("list");
        let disposition = format!("attachment; filename=\"causeway-{name}.csv\"");
        let headers = [
            (header::CONTENT_TYPE, "text/csv; charset=utf-8; header=present".to_owned()),
            (header::CONTENT_DISPOSITION, disposition),
        ];
        Ok((headers, self.csv()).into_response())
    }

    fn csv(&self) -> String {
        let heads: Vec<&str> = self.rows.columns.iter().map(|column| column.words.as_str()).collect();
        let rows = self.rows.all.iter().map(|row| row.0.iter().map(|cell| cell.text.as_str()).collect());
        csv::write(std::iter::once(heads).chain(rows))
    }

    fn box_to_search(&self) -> Input {
        Input::new("q", self.shell.t("list-search"))
            .hint(&self.hint)
            .value(self.asked.text())
            .kind("search")
            .spellcheck(Some(false))
            .width(20)
    }

    /// Whether the list shows but a part: what to do when that part is empty differs.
    fn is_narrowed(&self) -> bool {
        !self.asked.text().is_empty() || !self.kept.is_empty() || self.asked.page() > 1
    }

    fn found(&self) -> String {
        let (total, pages) = (self.total.to_string(), self.pages_in_all().to_string());
        let page = self.asked.page().to_string();
        let key = if self.pages_in_all() > 1 { "list-found-pages" } else { "list-found" };
        match key {
            "list-found" => self.shell.words().with(key, &[("count", &total)]),
            _ => self.shell.words().with(key, &[("count", &total), ("page", &page), ("pages", &pages)]),
        }
    }

    fn pages_in_all(&self) -> u32 {
        let pages = (self.total.max(0) + i64::from(PAGE) - 1) / i64::from(PAGE);
        u32::try_from(pages).unwrap_or(u32::MAX).max(1)
    }

    fn address(&self, more: &[(&str, &str)]) -> String {
        let text = if self.private { String::new() } else { self.asked.text() };
        let mut pairs = vec![("q", text.as_str()), ("organisation", self.asked.organisation.as_str())];
        pairs.extend(self.kept.iter().map(|(name, value)| (*name, value.as_str())));
        pairs.extend(more);
        with_query(self.path, &pairs)
    }

    fn export(&self) -> String {
        self.address(&[("format", "csv")])
    }

    /// Whether what was looked for may not stand in an address: then buttons lead on, not links.
    fn by_buttons(&self) -> bool {
        self.private && !self.asked.text().is_empty()
    }

    /// The ways to the pages before and after, and to the export, as buttons.
    fn buttons(&self) -> Content {
        let (page, pages) = (self.asked.page(), self.pages_in_all());
        let form = |key: &str, name: &'static str, value: String| {
            let form = PostForm::new(self.path, Button::secondary(self.shell.t(key)))
                .with_hidden("q", self.asked.text())
                .with_hidden("organisation", &self.asked.organisation);
            let form = self.kept.iter().fold(form, |form, (name, value)| form.with_hidden(name, value));
            Content::html(&form.with_hidden(name, value))
        };
        let before =
            (page > 1 && page <= pages).then(|| form("list-previous", "page", (page - 1).to_string()));
        let after = (page < pages).then(|| form("list-next", "page", (page + 1).to_string()));
        let export = form("list-export", "format", "csv".to_owned());
        let all: Vec<Content> = before.into_iter().chain(after).chain([export]).collect();
        side_by_side(&all)
    }

    fn pages(&self) -> Pagination {
        let (page, pages) = (self.asked.page(), self.pages_in_all());
        let link = |key: &str, to: u32| {
            let number = to.to_string();
            let label = [("page", number.as_str()), ("pages", &pages.to_string())];
            let mut link = PageLink::new(
                self.shell.t(key),
                self.address(&[("page", if to == 1 { "" } else { &number })]),
            );
            link.label = self.shell.words().with("list-page-of", &label);
            link
        };
        let before = (page > 1 && page <= pages).then(|| link("list-previous", page - 1));
        let after = (page < pages).then(|| link("list-next", page + 1));
        Pagination::new(before, after).landmark_label(self.shell.t("pages-label"))
    }
}

#[cfg(test)]
mod tests;
