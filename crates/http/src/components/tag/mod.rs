//! A tag: the state of something in one or two words.

use super::{Attributes, Classes, Content};

component! {
    /// A tag. The colour comes by a class, such as `govuk-tag--green`.
    #[template(path = "components/tag/tag.html")]
    pub struct Tag {
        /// The word.
        content: Content,
        /// More classes.
        classes: Classes,
        /// More attributes.
        attributes: Attributes,
    }
}

impl Tag {
    /// A tag with this word.
    pub fn new(content: impl Into<Content>) -> Self {
        Self { content: content.into(), ..Self::default() }
    }
}
