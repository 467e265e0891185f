//! Any number of choices.

use super::{Attributes, Choice, Classes, Content, ErrorMessage, Fieldset, Hint};

component! {
    /// Any number of choices.
    #[template(path = "components/checkboxes/checkboxes.html")]
    pub struct Checkboxes {
        /// The name under which the choice is sent, and the id of the first one.
        name: String,
        /// Another beginning of the choices' ids. Empty: the name.
        id_prefix: String,
        /// The legend. Empty: no fieldset.
        legend: Content,
        /// More classes of the legend.
        legend_classes: Classes,
        /// Whether the legend is the heading of the page.
        page_heading: bool,
        /// Help.
        hint: Content,
        /// What is wrong.
        error: Option<ErrorMessage>,
        /// The choices.
        items: Vec<Choice>,
        /// More classes, such as `govuk-checkboxes--small`.
        classes: Classes,
        /// More attributes.
        attributes: Attributes,
    }
}

impl Checkboxes {
    /// Choices under this legend.
    pub fn new(name: impl Into<String>, legend: impl Into<Content>) -> Self {
        Self { name: name.into(), legend: legend.into(), ..Self::default() }
    }

    /// Where an error summary leads: the first choice.
    pub fn prefix(&self) -> &str {
        if self.id_prefix.is_empty() { &self.name } else { &self.id_prefix }
    }

    fn hint_part(&self) -> Option<Hint> {
        super::hint_of(&self.hint, self.prefix())
    }

    fn error_part(&self) -> Option<ErrorMessage> {
        super::error_of(self.error.as_ref(), self.prefix())
    }

    /// The choices with their ids: the first has no number, so that an error summary finds it.
    fn numbered(&self) -> Vec<(String, &Choice)> {
        super::choice::numbered(self.prefix(), &self.items)
    }

    fn described_by(&self) -> String {
        super::described_by("", self.prefix(), &self.hint, self.error.is_some())
    }

    /// Without a fieldset to carry them, each choice carries the group's descriptions.
    fn item_described_by(&self, id: &str, choice: &Choice) -> String {
        let mut all = if self.legend.is_empty() { self.described_by() } else { String::new() };
        if !choice.hint.is_empty() {
            if !all.is_empty() {
                all.push(' ');
            }
            all.push_str(id);
            all.push_str("-item-hint");
        }
        all
    }

    fn inner(&self) -> Inner<'_> {
        Inner { group: self }
    }

    fn fieldset(&self) -> Fieldset {
        Fieldset {
            legend: self.legend.clone(),
            legend_classes: self.legend_classes.clone(),
            page_heading: self.page_heading,
            content: Content::html(&self.inner()),
            described_by: self.described_by(),
            ..Fieldset::default()
        }
    }
}

/// What stands inside the fieldset.
#[derive(askama::Template)]
#[template(path = "components/checkboxes/inner.html")]
struct Inner<'a> {
    group: &'a Checkboxes,
}

impl askama::filters::HtmlSafe for Inner<'_> {}
