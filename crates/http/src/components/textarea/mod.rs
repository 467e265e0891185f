//! A field for several lines of text.

use super::{Attributes, Classes, Content, ErrorMessage, Hint, Label};

component! {
    /// A field for several lines of text, with its label, hint and error.
    #[template(path = "components/textarea/textarea.html")]
    pub struct Textarea {
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
        /// How many lines it shows. 0: five.
        rows: u8,
        /// What the browser may fill in (HTML autofill tokens, WCAG 1.3.5).
        autocomplete: String,
        /// Whether the browser checks spelling; off for addresses and keys.
        spellcheck: Option<bool>,
        /// Whether it cannot be used.
        disabled: bool,
        /// Ids of more descriptions.
        described_by: String,
        /// More classes.
        classes: Classes,
        /// More attributes.
        attributes: Attributes,
    }
}

impl Textarea {
    /// A field of this name and id.
    pub fn new(name: impl Into<String>, label: impl Into<Content>) -> Self {
        Self { name: name.into(), label: label.into(), ..Self::default() }
    }

    /// Its id: where an error summary leads.
    pub fn own_id(&self) -> &str {
        if self.id.is_empty() { &self.name } else { &self.id }
    }

    fn height(&self) -> u8 {
        if self.rows == 0 { 5 } else { self.rows }
    }

    /// HTML leaves out a line break right behind the tag, so one that belongs to the text needs another before it.
    fn shown(&self) -> String {
        if self.value.starts_with('\n') { format!("\n{}", self.value) } else { self.value.clone() }
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
