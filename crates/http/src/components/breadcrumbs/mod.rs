//! Where this page is among the others.

use super::{Attributes, Classes, Content};

/// One crumb.
#[derive(Clone, Debug, Default)]
pub struct Crumb {
    /// The words.
    pub content: Content,
    /// Where it leads. Empty: this very page.
    pub href: String,
}

impl Crumb {
    /// A crumb that leads to `href`.
    pub fn new(content: impl Into<Content>, href: impl Into<String>) -> Self {
        Self { content: content.into(), href: href.into() }
    }
}

component! {
    /// The way from the first page to this one: in the block `before_content`.
    #[template(path = "components/breadcrumbs/breadcrumbs.html")]
    pub struct Breadcrumbs {
        /// The crumbs, from the top.
        items: Vec<Crumb>,
        /// What the region is called. Empty: `Breadcrumb`.
        label: String,
        /// Whether a narrow screen shows only the first and the last.
        collapse_on_mobile: bool,
        /// More classes.
        classes: Classes,
        /// More attributes.
        attributes: Attributes,
    }
}
