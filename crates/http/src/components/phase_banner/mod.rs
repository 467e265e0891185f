//! A banner that says what kind of site this is: the sandbox's.

use super::{Attributes, Classes, Content, Tag};

component! {
    /// A banner under the header.
    #[template(path = "components/phase_banner/phase_banner.html")]
    pub struct PhaseBanner {
        /// The word in the tag.
        tag: Content,
        /// More classes of the tag.
        tag_classes: Classes,
        /// The sentence.
        content: Content,
        /// More classes.
        classes: Classes,
        /// More attributes.
        attributes: Attributes,
    }
}

impl PhaseBanner {
    /// A banner with this tag and sentence.
    pub fn new(tag: impl Into<Content>, content: impl Into<Content>) -> Self {
        Self { tag: tag.into(), content: content.into(), ..Self::default() }
    }

    fn tag_part(&self) -> Tag {
        Tag::new(self.tag.clone()).classes(format!("govuk-phase-banner__content__tag{}", self.tag_classes))
    }
}
