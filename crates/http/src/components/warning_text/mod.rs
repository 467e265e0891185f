//! A warning.

use super::{Attributes, Classes, Content};

component! {
    /// A warning: something bad follows if it is not heeded.
    #[template(path = "components/warning_text/warning_text.html")]
    pub struct WarningText {
        /// The warning.
        content: Content,
        /// The word that only screen readers hear before it. Empty: `Warning`.
        hidden: String,
        /// More classes.
        classes: Classes,
        /// More attributes.
        attributes: Attributes,
    }
}

impl WarningText {
    /// A warning, and the word "Warning" in the page's language.
    pub fn new(content: impl Into<Content>, hidden: impl Into<String>) -> Self {
        Self { content: content.into(), hidden: hidden.into(), ..Self::default() }
    }
}
