//! The end of a journey.

use super::{Attributes, Classes, Content};

component! {
    /// The end of a journey: what has been achieved.
    #[template(path = "components/panel/panel.html")]
    pub struct Panel {
        /// What has been achieved: the heading of the page.
        title: Content,
        /// A reference or the like. Empty: none.
        content: Content,
        /// The level of its heading, 1 to 6. 0: 1.
        heading_level: u8,
        /// More classes.
        classes: Classes,
        /// More attributes.
        attributes: Attributes,
    }
}

impl Panel {
    /// What has been achieved.
    pub fn new(title: impl Into<Content>, content: impl Into<Content>) -> Self {
        Self { title: title.into(), content: content.into(), ..Self::default() }
    }

    fn level(&self) -> u8 {
        if self.heading_level == 0 { 1 } else { self.heading_level }
    }
}
