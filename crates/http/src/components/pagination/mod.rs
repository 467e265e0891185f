//! The pages of a long list.

use super::{Attributes, Classes, Content};

/// A link to the page before or after.
#[derive(Clone, Debug, Default)]
pub struct PageLink {
    /// The words. Empty: `Previous page` or `Next page`.
    pub content: Content,
    /// Where it leads.
    pub href: String,
    /// What is there, under the words. Empty: none.
    pub label: String,
    /// More attributes.
    pub attributes: Attributes,
}

impl PageLink {
    /// A link with these words.
    pub fn new(content: impl Into<Content>, href: impl Into<String>) -> Self {
        Self { content: content.into(), href: href.into(), ..Self::default() }
    }
}

component! {
    /// Links to the pages before and after. Renders nothing when there are none.
    #[template(path = "components/pagination/pagination.html")]
    pub struct Pagination {
        /// The page before.
        previous: Option<PageLink>,
        /// The page after.
        next: Option<PageLink>,
        /// What the region is called. Empty: `Pagination`.
        landmark_label: String,
        /// More classes.
        classes: Classes,
        /// More attributes.
        attributes: Attributes,
    }
}

impl Pagination {
    /// Links to the pages before and after, as far as there are any.
    pub fn new(previous: Option<PageLink>, next: Option<PageLink>) -> Self {
        Self { previous, next, ..Self::default() }
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.previous.is_none() && self.next.is_none()
    }
}
