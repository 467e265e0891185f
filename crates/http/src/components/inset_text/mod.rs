//! Text set apart.

use super::{Attributes, Classes, Content};

component! {
    /// Text set apart from what is around it.
    #[template(path = "components/inset_text/inset_text.html")]
    pub struct InsetText {
        /// The text.
        content: Content,
        /// Its id. Empty: none.
        id: String,
        /// More classes.
        classes: Classes,
        /// More attributes.
        attributes: Attributes,
    }
}

impl InsetText {
    /// This text, set apart.
    pub fn new(content: impl Into<Content>) -> Self {
        Self { content: content.into(), ..Self::default() }
    }
}
