//! The choice of language.

use super::{Attributes, Classes, Content};

/// One language to choose.
#[derive(Clone, Debug, Default)]
pub struct LanguageItem {
    /// What speakers call it.
    pub content: Content,
    /// The same page in that language.
    pub href: String,
    /// Its BCP 47 tag.
    pub lang: String,
    /// Whether the page is in it now.
    pub current: bool,
}

component! {
    /// Links to the same page in each language.
    #[template(path = "components/language_navigation/language_navigation.html")]
    pub struct LanguageNavigation {
        /// The languages.
        items: Vec<LanguageItem>,
        /// What the region is called. Empty: `Language`.
        aria_label: String,
        /// More classes.
        classes: Classes,
        /// More attributes.
        attributes: Attributes,
    }
}
