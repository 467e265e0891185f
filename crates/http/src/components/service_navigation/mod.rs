//! The navigation bar.

use super::{Attributes, Classes, Content};

/// One link of the bar.
#[derive(Clone, Debug, Default)]
pub struct NavigationItem {
    /// The words.
    pub content: Content,
    /// Where it leads. Empty: plain text.
    pub href: String,
    /// Whether it is this very page.
    pub current: bool,
    /// Whether this page is somewhere under it.
    pub active: bool,
}

component! {
    /// The navigation bar; on a narrow screen with scripts it folds under a button.
    #[template(path = "components/service_navigation/service_navigation.html")]
    pub struct ServiceNavigation {
        /// The name of the service, if the header does not name it.
        service_name: String,
        /// Where that name leads. Empty: plain text.
        service_url: String,
        /// The links.
        navigation: Vec<NavigationItem>,
        /// The words of the button. Empty: `Menu`.
        menu_button_text: String,
        /// What the list is called to assistive technology. Empty: the button's words.
        navigation_label: String,
        /// The id of the list. Empty: `navigation`.
        navigation_id: String,
        /// What the section is called, where there is a service name. Empty: `Service information`.
        aria_label: String,
        /// More classes.
        classes: Classes,
        /// More attributes.
        attributes: Attributes,
    }
}

impl ServiceNavigation {
    fn menu(&self) -> &str {
        if self.menu_button_text.is_empty() { "Menu" } else { &self.menu_button_text }
    }

    fn label(&self) -> &str {
        if self.navigation_label.is_empty() { self.menu() } else { &self.navigation_label }
    }

    fn id(&self) -> &str {
        if self.navigation_id.is_empty() { "navigation" } else { &self.navigation_id }
    }
}
