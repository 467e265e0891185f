//! The bar at the top with the name of the site.

use super::{Attributes, Classes, Content};

component! {
    /// The bar at the top. Not a government's: no crown, no crest.
    #[template(path = "components/generic_header/generic_header.html")]
    pub struct GenericHeader {
        /// The name of the site, as text or as an image with a text alternative.
        content: Content,
        /// Where the name leads. Empty: `/`.
        url: String,
        /// The classes of the container. Empty: `govuk-width-container`.
        container_classes: String,
        /// More classes.
        classes: Classes,
        /// More attributes.
        attributes: Attributes,
    }
}

impl GenericHeader {
    /// A bar with this name.
    pub fn new(content: impl Into<Content>) -> Self {
        Self { content: content.into(), ..Self::default() }
    }
}
