//! The name of one field.

use super::{Attributes, Classes, Content};

component! {
    /// The name of one field.
    #[template(path = "components/label/label.html")]
    pub struct Label {
        /// The name.
        content: Content,
        /// The id of the field. Empty: none.
        for_id: String,
        /// Whether it is the heading of the page.
        page_heading: bool,
        /// More classes, such as `govuk-label--l`.
        classes: Classes,
        /// More attributes.
        attributes: Attributes,
    }
}

impl Label {
    /// A label with these words.
    pub fn new(content: impl Into<Content>) -> Self {
        Self { content: content.into(), ..Self::default() }
    }
}
