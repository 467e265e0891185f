//! What pages of the console are made of, where they are neither a list nor the act page: one thing under another.

use askama::Template;
use askama::filters::HtmlSafe;
use causeway_http::Shell;
use causeway_http::components::{
    BackLink, Button, Content, ErrorSummary, NotificationBanner, SummaryList, SummaryRow, Tag,
};

/// A page of parts under one another: facts, tables, forms, sentences.
///
/// ```ignore
/// Sheet::new(console.shell.with_title(name)).back("console-clients-title", "/console/clients").tag(tag)
///     .put(SummaryList::new(rows)).section("console-client-secret-heading").say("console-client-secret-text").put(form)
/// ```
#[derive(Clone, Template)]
#[template(path = "console/sheet.html")]
pub(crate) struct Sheet {
    pub(crate) shell: Shell,
    back: Option<BackLink>,
    errors: ErrorSummary,
    notice: Content,
    caption: String,
    tag: Option<Tag>,
    body: Vec<Content>,
    wide: bool,
}

impl Sheet {
    /// An empty page; the shell has its title already.
    pub(crate) fn new(shell: Shell) -> Self {
        Self {
            errors: shell.error_summary(),
            shell,
            back: None,
            notice: Content::default(),
            caption: String::new(),
            tag: None,
            body: Vec::new(),
            wide: false,
        }
    }

    /// With a link back to where one came from, under the words `key`.
    pub(crate) fn back(mut self, key: &str, href: impl Into<String>) -> Self {
        self.back = Some(BackLink::new(self.shell.t(key), href));
        self
    }

    /// With what is wrong with its form; the title then says so.
    pub(crate) fn errors(mut self, errors: ErrorSummary) -> Self {
        self.shell = self.shell.with_errors(!errors.is_empty());
        self.errors = errors;
        self
    }

    /// With the news that something has just succeeded, in the words under `key`.
    pub(crate) fn succeeded(mut self, key: &str) -> Self {
        let banner = NotificationBanner::success(self.shell.t("success"), self.shell.t(key));
        self.notice = banner.into();
        self
    }

    /// With a line over the title that says what kind of thing it is.
    pub(crate) fn caption(mut self, text: impl Into<String>) -> Self {
        self.caption = text.into();
        self
    }

    /// With a state under the title.
    pub(crate) fn tag(mut self, tag: Tag) -> Self {
        self.tag = Some(tag);
        self
    }

    /// As wide as the screen: for tables.
    pub(crate) fn wide(mut self) -> Self {
        self.wide = true;
        self
    }

    /// With one more part: any component.
    pub(crate) fn put(mut self, part: impl Into<Content>) -> Self {
        self.body.push(part.into());
        self
    }

    /// With a heading over what follows.
    pub(crate) fn section(self, key: &str) -> Self {
        let words = self.shell.t(key);
        self.put(Content::html(&Heading { words: &words }))
    }

    /// With a sentence.
    pub(crate) fn say(self, key: &str) -> Self {
        let text = self.shell.t(key);
        self.saying(&text)
    }

    /// With a sentence that is put together already.
    pub(crate) fn saying(self, text: &str) -> Self {
        self.put(Content::html(&Paragraph { text }))
    }

    /// With sentences, each behind a dot.
    pub(crate) fn bullets(self, items: &[String]) -> Self {
        self.put(bullets(items))
    }

    /// With known facts, line by line.
    pub(crate) fn facts(self, rows: Vec<SummaryRow>) -> Self {
        self.put(SummaryList::new(rows))
    }
}

/// Sentences, each behind a dot.
pub(crate) fn bullets(items: &[String]) -> Content {
    Content::html(&Bullets { items })
}

/// Lines under one another: a fact of several parts.
pub(crate) fn lines(lines: &[String]) -> Content {
    Content::html(&Lines { lines })
}

#[derive(Template)]
#[template(source = r#"<h2 class="govuk-heading-m">{{ words }}</h2>"#, ext = "html")]
struct Heading<'a> {
    words: &'a str,
}

impl HtmlSafe for Heading<'_> {}

#[derive(Template)]
#[template(source = r#"<p class="govuk-body">{{ text }}</p>"#, ext = "html")]
struct Paragraph<'a> {
    text: &'a str,
}

impl HtmlSafe for Paragraph<'_> {}

#[derive(Template)]
#[template(
    source = r#"<ul class="govuk-list govuk-list--bullet">{% for item in items %}<li>{{ item }}</li>{% endfor %}</ul>"#,
    ext = "html"
)]
struct Bullets<'a> {
    items: &'a [String],
}

impl HtmlSafe for Bullets<'_> {}

#[derive(Template)]
#[template(
    source = "{% for line in lines %}{% if !loop.first %}<br>{% endif %}{{ line }}{% endfor %}",
    ext = "html"
)]
struct Lines<'a> {
    lines: &'a [String],
}

impl HtmlSafe for Lines<'_> {}

/// A form: fields under one another, then its buttons.
#[derive(Clone, Template)]
#[template(path = "console/form.html")]
pub(crate) struct Sending {
    action: String,
    hidden: Vec<(String, String)>,
    fields: Vec<Content>,
    buttons: Vec<Content>,
}

impl HtmlSafe for Sending {}

impl From<Sending> for Content {
    fn from(form: Sending) -> Self {
        Self::html(&form)
    }
}

impl Sending {
    /// A form that is sent to `action`.
    pub(crate) fn to(action: impl Into<String>) -> Self {
        Self { action: action.into(), hidden: Vec::new(), fields: Vec::new(), buttons: Vec::new() }
    }

    /// With one more field that the person does not see.
    pub(crate) fn hidden(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.hidden.push((name.into(), value.into()));
        self
    }

    /// With one more field, or anything else that stands in a form.
    pub(crate) fn field(mut self, field: impl Into<Content>) -> Self {
        self.fields.push(field.into());
        self
    }

    /// With a button; the first is what the key Enter presses.
    pub(crate) fn button(mut self, button: Button) -> Self {
        self.buttons.push(button.into());
        self
    }

    /// With a link beside the buttons that leads away without sending anything.
    pub(crate) fn cancel(mut self, words: &str, href: &str) -> Self {
        self.buttons.push(Content::html(&Away { words, href }));
        self
    }
}

#[derive(Template)]
#[template(source = r#"<a class="govuk-link" href="{{ href }}">{{ words }}</a>"#, ext = "html")]
struct Away<'a> {
    words: &'a str,
    href: &'a str,
}

impl HtmlSafe for Away<'_> {}

/// Buttons side by side, each a form or a link of its own.
pub(crate) fn side_by_side(parts: &[Content]) -> Content {
    Content::html(&Group { parts })
}

#[derive(Template)]
#[template(
    source = r#"<div class="govuk-button-group">{% for part in parts %}{{ part }}{% endfor %}</div>"#,
    ext = "html"
)]
struct Group<'a> {
    parts: &'a [Content],
}

impl HtmlSafe for Group<'_> {}

/// Two answers of equal weight, the harmless one first.
pub(crate) fn answers(first: impl Into<Content>, second: impl Into<Content>) -> Content {
    Content::html(&Answers { first: first.into(), second: second.into() })
}

#[derive(Template)]
#[template(
    source = r#"<div class="govuk-grid-row"><div class="govuk-grid-column-one-half">{{ first }}</div><div class="govuk-grid-column-one-half">{{ second }}</div></div>"#,
    ext = "html"
)]
struct Answers {
    first: Content,
    second: Content,
}

impl HtmlSafe for Answers {}

/// Components one after another, as one.
pub(crate) fn together(parts: &[Content]) -> Content {
    Content::html(&Together { parts })
}

#[derive(Template)]
#[template(source = "{% for part in parts %}{{ part }}\n{% endfor %}", ext = "html")]
struct Together<'a> {
    parts: &'a [Content],
}

impl HtmlSafe for Together<'_> {}
