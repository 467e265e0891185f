//! Help with one field.

use super::{Attributes, Classes, Content};

component! {
    /// Help with one field, between its label and itself.
    #[template(path = "components/hint/hint.html")]
    pub struct Hint {
        /// The help.
        content: Content,
        /// Its id. Empty: none.
        id: String,
        /// More classes.
        classes: Classes,
        /// More attributes.
        attributes: Attributes,
    }
}
