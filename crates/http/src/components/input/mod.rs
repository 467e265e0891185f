//! A field for one line of text.

use super::{Attributes, Classes, Content, ErrorMessage, Hint, Label};

component! {
    /// A field for one line of text, with its label, hint and error.
    #[template(path = "components/input/input.html")]
    pub struct Input {
        /// Its id. Empty: its name.
        id: String,
        /// The name under which its value is sent.
        name: String,
        /// The words of its label.
        label: Content,
        /// More classes of the label, such as `govuk-label--l`.
        label_classes: Classes,
        /// Whether the label is the heading of the page.
        page_heading: bool,
        /// Help.
        hint: Content,
        /// What is wrong.
        error: Option<ErrorMessage>,
        /// What stands in it.
        value: String,
        /// `text`, `email`, `password`, ... Empty: `text`.
        kind: String,
        /// What the browser may fill in (HTML autofill tokens, WCAG 1.3.5).
        autocomplete: String,
        /// Which keyboard a phone shows: `numeric`, `text`, ...
        inputmode: String,
        /// Whether a phone writes capitals: `characters`, `none`, ...
        autocapitalize: String,
        /// A pattern, for browsers only: the server checks for itself.
        pattern: String,
        /// Whether the browser checks spelling; off for names and numbers.
        spellcheck: Option<bool>,
        /// Whether it cannot be used.
        disabled: bool,
        /// Ids of more descriptions.
        described_by: String,
        /// More classes, such as `govuk-input--width-10`.
        classes: Classes,
        /// More attributes.
        attributes: Attributes,
    }
}

impl Input {
    /// A field of this name and id.
    pub fn new(name: impl Into<String>, label: impl Into<Content>) -> Self {
        Self { name: name.into(), label: label.into(), ..Self::default() }
    }

    /// As wide as so many characters: 2, 3, 4, 5, 10 or 20.
    #[must_use]
    pub fn width(self, characters: u8) -> Self {
        self.classes(format!("govuk-input--width-{characters}"))
    }

    /// Its id: where an error summary leads.
    pub fn own_id(&self) -> &str {
        if self.id.is_empty() { &self.name } else { &self.id }
    }

    fn label_part(&self) -> Label {
        Label {
            content: self.label.clone(),
            for_id: self.own_id().to_owned(),
            page_heading: self.page_heading,
            classes: self.label_classes.clone(),
            ..Label::default()
        }
    }

    fn hint_part(&self) -> Option<Hint> {
        super::hint_of(&self.hint, self.own_id())
    }

    fn error_part(&self) -> Option<ErrorMessage> {
        super::error_of(self.error.as_ref(), self.own_id())
    }

    fn descriptions(&self) -> String {
        super::described_by(&self.described_by, self.own_id(), &self.hint, self.error.is_some())
    }
}
