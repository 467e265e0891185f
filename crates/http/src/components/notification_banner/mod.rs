//! News at the top of a page.

use super::{Attributes, Classes, Content};

component! {
    /// News at the top of a page: what has just happened, or what needs attention.
    #[template(path = "components/notification_banner/notification_banner.html")]
    pub struct NotificationBanner {
        /// The word in its bar. Empty: `Important` or `Success`.
        title: Content,
        /// The news.
        content: Content,
        /// Whether something has succeeded: it then takes the focus and is read at once.
        is_success: bool,
        /// Its role. Empty: `alert` for success, else `region`.
        role: String,
        /// The id of its title. Empty: `govuk-notification-banner-title`.
        title_id: String,
        /// Whether the page's script leaves the focus where it is.
        disable_auto_focus: Option<bool>,
        /// More classes.
        classes: Classes,
        /// More attributes.
        attributes: Attributes,
    }
}

impl NotificationBanner {
    /// News under this title.
    pub fn new(title: impl Into<Content>, content: impl Into<Content>) -> Self {
        Self { title: title.into(), content: content.into(), ..Self::default() }
    }

    /// What has just succeeded.
    pub fn success(title: impl Into<Content>, content: impl Into<Content>) -> Self {
        Self { is_success: true, ..Self::new(title, content) }
    }

    fn own_role(&self) -> &str {
        match (self.role.as_str(), self.is_success) {
            ("", true) => "alert",
            ("", false) => "region",
            (other, _) => other,
        }
    }

    fn own_title_id(&self) -> &str {
        if self.title_id.is_empty() { "govuk-notification-banner-title" } else { &self.title_id }
    }
}
