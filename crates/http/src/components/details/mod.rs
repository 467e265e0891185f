//! More for those who want it.

use super::{Attributes, Classes, Content};

component! {
    /// More for those who want it, under a line that opens it.
    #[template(path = "components/details/details.html")]
    pub struct Details {
        /// The line that is always there.
        summary: Content,
        /// What it opens.
        content: Content,
        /// Whether it is open at first.
        open: bool,
        /// Its id. Empty: none.
        id: String,
        /// More classes.
        classes: Classes,
        /// More attributes.
        attributes: Attributes,
    }
}

impl Details {
    /// A line that opens this.
    pub fn new(summary: impl Into<Content>, content: impl Into<Content>) -> Self {
        Self { summary: summary.into(), content: content.into(), ..Self::default() }
    }
}
