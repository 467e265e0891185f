//! The link to the page before.

use super::{Attributes, Classes, Content};

component! {
    /// A link back: in the block `before_content`.
    #[template(path = "components/back_link/back_link.html")]
    pub struct BackLink {
        /// The words. Empty: `Back`.
        content: Content,
        /// Where it leads. Empty: `#`.
        href: String,
        /// More classes.
        classes: Classes,
        /// More attributes.
        attributes: Attributes,
    }
}

impl BackLink {
    /// A link with these words to `href`.
    pub fn new(content: impl Into<Content>, href: impl Into<String>) -> Self {
        Self { content: content.into(), href: href.into(), ..Self::default() }
    }
}
