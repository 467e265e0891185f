//! One choice of many.

use super::{Attributes, Classes, Content, ErrorMessage, Hint, Label};

/// What can be chosen.
#[derive(Clone, Debug, Default)]
pub struct SelectItem {
    /// What is sent.
    pub value: String,
    /// The words.
    pub text: String,
    /// Whether it is chosen, whatever the field's value is; `Some(false)`: never.
    pub selected: Option<bool>,
    /// Whether it cannot be chosen.
    pub disabled: bool,
    /// More attributes.
    pub attributes: Attributes,
}

impl SelectItem {
    /// A choice.
    pub fn new(value: impl Into<String>, text: impl Into<String>) -> Self {
        Self { value: value.into(), text: text.into(), ..Self::default() }
    }
}

component! {
    /// One choice of many, with label, hint and error.
    #[template(path = "components/select/select.html")]
    pub struct Select {
        /// Its id. Empty: its name.
        id: String,
        /// The name under which the choice is sent.
        name: String,
        /// The words of its label.
        label: Content,
        /// More classes of the label.
        label_classes: Classes,
        /// Whether the label is the heading of the page.
        page_heading: bool,
        /// Help.
        hint: Content,
        /// What is wrong.
        error: Option<ErrorMessage>,
        /// The choices.
        items: Vec<SelectItem>,
        /// What is chosen. Empty: nothing in particular.
        value: String,
        /// Ids of more descriptions.
        described_by: String,
        /// More classes.
        classes: Classes,
        /// More attributes.
        attributes: Attributes,
    }
}

impl Select {
    /// A field of this name and id.
    pub fn new(name: impl Into<String>, label: impl Into<Content>) -> Self {
        Self { name: name.into(), label: label.into(), ..Self::default() }
    }

    /// Its id: where an error summary leads.
    pub fn own_id(&self) -> &str {
        if self.id.is_empty() { &self.name } else { &self.id }
    }

    fn is_chosen(&self, item: &SelectItem) -> bool {
        item.selected.unwrap_or(!self.value.is_empty() && item.value == self.value)
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
