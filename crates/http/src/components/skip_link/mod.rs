//! The skip link: the first thing a keyboard reaches.

use super::{Attributes, Classes, Content};

component! {
    /// A link past everything that repeats on each page.
    #[template(path = "components/skip_link/skip_link.html")]
    pub struct SkipLink {
        /// The words.
        content: Content,
        /// Where it leads: the id of the main part, with `#`. Empty: `#content`.
        href: String,
        /// More classes.
        classes: Classes,
        /// More attributes.
        attributes: Attributes,
    }
}
