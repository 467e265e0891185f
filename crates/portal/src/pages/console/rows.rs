//! Rows under headings, for lists and for pages that are more than a list.

use askama::Template;
use askama::filters::HtmlSafe;
use causeway_http::Shell;
use causeway_http::components::{Content, Tag};
use jiff::Timestamp;

use crate::when::When;

/// One cell: what a person sees, and what stands in an export.
#[derive(Clone, Default)]
pub(super) struct Cell {
    pub(super) content: Content,
    pub(super) text: String,
}

/// One row, cell by cell in the order of the columns.
#[derive(Clone, Default)]
pub(crate) struct Row(pub(super) Vec<Cell>);

impl Row {
    /// A row that its first cell, a link to more, names.
    pub(crate) fn link(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self::default().and_link(text, href)
    }

    /// A row that its first cell names, about which there is no more.
    pub(crate) fn named(text: impl Into<String>) -> Self {
        Self::default().text(text)
    }

    /// With a text.
    pub(crate) fn text(self, text: impl Into<String>) -> Self {
        let text = text.into();
        let content =
            if is_long(&text) { Content::html(&Long { text: &text }) } else { Content::from(&text) };
        self.cell(content, text)
    }

    /// With one more link.
    pub(crate) fn and_link(self, text: impl Into<String>, href: impl Into<String>) -> Self {
        let text = text.into();
        self.cell(Content::html(&Anchor { href: &href.into(), text: &text }), text)
    }

    /// With a state in one or two words; the colour, such as `govuk-tag--green`, only repeats it.
    pub(crate) fn tag(self, word: impl Into<String>, colour: &str) -> Self {
        let word = word.into();
        self.cell(Content::html(&Tag::new(&word).classes(colour)), word)
    }

    /// With a text, or a word for "none"; an export has nothing there then.
    pub(crate) fn text_or(self, text: Option<String>, none: impl Into<String>) -> Self {
        match text {
            Some(text) => self.text(text),
            None => self.cell(none.into().into(), String::new()),
        }
    }

    /// With a component, and what stands for it in an export.
    pub(crate) fn put(self, content: impl Into<Content>, text: impl Into<String>) -> Self {
        self.cell(content.into(), text.into())
    }

    /// With a number.
    pub(crate) fn number(self, number: i64) -> Self {
        self.text(number.to_string())
    }

    /// With day and time in words; an export has them as RFC 3339 writes them, in UTC.
    pub(crate) fn moment(self, when: &When, at: Timestamp) -> Self {
        self.cell(when.moment(at).into(), at.to_string())
    }

    /// With day and time, or with a word for "never".
    pub(crate) fn moment_or(self, when: &When, at: Option<Timestamp>, never: impl Into<String>) -> Self {
        match at {
            Some(at) => self.moment(when, at),
            None => self.cell(never.into().into(), String::new()),
        }
    }

    fn cell(mut self, content: Content, text: String) -> Self {
        self.0.push(Cell { content, text });
        self
    }
}

/// Whether there is something in it that is longer than words are, such as a fingerprint or an address.
fn is_long(text: &str) -> bool {
    text.split_whitespace().any(|word| word.is_ascii() && word.len() > 20)
}

#[derive(Template)]
#[template(source = r#"<span class="cw-long">{{ text }}</span>"#, ext = "html")]
struct Long<'a> {
    text: &'a str,
}

impl HtmlSafe for Long<'_> {}

#[derive(Template)]
#[template(
    source = r#"<a class="govuk-link{% if self.is_long() %} cw-long{% endif %}" href="{{ href }}">{{ text }}</a>"#,
    ext = "html"
)]
pub(super) struct Anchor<'a> {
    pub(super) href: &'a str,
    pub(super) text: &'a str,
}

impl HtmlSafe for Anchor<'_> {}

impl Anchor<'_> {
    fn is_long(&self) -> bool {
        is_long(self.text)
    }
}

/// The heading of a column.
#[derive(Clone)]
pub(super) struct Column {
    pub(super) words: String,
    pub(super) numeric: bool,
}

/// Rows under headings by themselves, for a page that is more than a list. On a phone each row is a card, its cells under one
/// another with their headings.
#[derive(Clone, Template)]
#[template(path = "console/rows.html")]
pub(crate) struct Rows {
    shell: Shell,
    caption: String,
    pub(super) columns: Vec<Column>,
    pub(super) all: Vec<Row>,
}

impl HtmlSafe for Rows {}

impl Rows {
    /// No rows yet. The caption, by its key, says what they are.
    pub(crate) fn new(shell: &Shell, caption: &str) -> Self {
        Self { shell: shell.clone(), caption: shell.t(caption), columns: Vec::new(), all: Vec::new() }
    }

    /// With one more column, by the key of its heading.
    pub(crate) fn column(mut self, heading: &str) -> Self {
        self.columns.push(Column { words: self.shell.t(heading), numeric: false });
        self
    }

    /// With one more column, of numbers.
    pub(crate) fn number(mut self, heading: &str) -> Self {
        self.columns.push(Column { words: self.shell.t(heading), numeric: true });
        self
    }

    /// With one more row.
    pub(crate) fn row(mut self, row: Row) -> Self {
        self.all.push(row);
        self
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The cells of a row, each with its column.
    fn cells<'a>(&'a self, row: &'a Row) -> impl Iterator<Item = (&'a Column, &'a Cell)> + 'a {
        self.columns.iter().zip(&row.0)
    }
}
