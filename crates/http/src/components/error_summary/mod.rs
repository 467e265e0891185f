//! Everything that is wrong with a form, at the top of the page.

use super::{Attributes, Checkboxes, Classes, Content, DateInput, ErrorMessage, Input, Radios};

/// One thing that is wrong, with the field it is about.
#[derive(Clone, Debug, Default)]
pub struct ErrorItem {
    /// What is wrong: the same words as at the field.
    pub content: Content,
    /// The field, such as `#name`. Empty: none.
    pub href: String,
}

component! {
    /// Everything that is wrong with a form. Renders nothing while there is nothing.
    #[template(path = "components/error_summary/error_summary.html")]
    pub struct ErrorSummary {
        /// The heading.
        title: Content,
        /// A sentence under the heading. Empty: none.
        description: Content,
        /// What is wrong.
        items: Vec<ErrorItem>,
        /// Whether the page's script leaves the focus where it is.
        disable_auto_focus: Option<bool>,
        /// More classes.
        classes: Classes,
        /// More attributes.
        attributes: Attributes,
    }
}

/// A field that may be wrong.
pub trait Field {
    /// What is wrong with it, and the id to lead to.
    fn wrong(&self) -> Option<(&ErrorMessage, String)>;
}

impl Field for Input {
    fn wrong(&self) -> Option<(&ErrorMessage, String)> {
        self.error.as_ref().map(|error| (error, self.own_id().to_owned()))
    }
}

impl Field for DateInput {
    fn wrong(&self) -> Option<(&ErrorMessage, String)> {
        self.error.as_ref().map(|error| (error, self.first_wrong()))
    }
}

impl Field for Radios {
    fn wrong(&self) -> Option<(&ErrorMessage, String)> {
        self.error.as_ref().map(|error| (error, self.prefix().to_owned()))
    }
}

impl Field for Checkboxes {
    fn wrong(&self) -> Option<(&ErrorMessage, String)> {
        self.error.as_ref().map(|error| (error, self.prefix().to_owned()))
    }
}

impl ErrorSummary {
    /// A summary under this heading, empty so far.
    pub fn new(title: impl Into<Content>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }

    /// With what is wrong with a field, if anything is.
    #[must_use]
    pub fn of(self, field: &impl Field) -> Self {
        match field.wrong() {
            Some((error, id)) => self.add(error.content.clone(), format!("#{id}")),
            None => self,
        }
    }

    /// With one more thing that is wrong.
    #[must_use]
    pub fn add(mut self, content: impl Into<Content>, href: impl Into<String>) -> Self {
        self.items.push(ErrorItem { content: content.into(), href: href.into() });
        self
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty() && self.description.is_empty()
    }
}
