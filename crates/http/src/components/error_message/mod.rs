//! What is wrong with one field.

use super::{Attributes, Classes, Content};

component! {
    /// What is wrong with one field. `Shell::error` makes one with the hidden word in the page's language.
    #[template(path = "components/error_message/error_message.html")]
    pub struct ErrorMessage {
        /// What is wrong and what to do.
        content: Content,
        /// The word that only screen readers hear before it. Empty: `Error`.
        hidden: String,
        /// Whether that word is left out.
        without_hidden: bool,
        /// Its id. Empty: none.
        id: String,
        /// More classes.
        classes: Classes,
        /// More attributes.
        attributes: Attributes,
    }
}
