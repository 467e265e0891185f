//! A button, or a link that looks like one.

use super::{Attributes, Classes, Content};

component! {
    /// A button.
    #[template(path = "components/button/button.html")]
    pub struct Button {
        /// The words.
        content: Content,
        /// With an address it is a link. Empty: a button.
        href: String,
        /// `submit`, `button` or `reset`. Empty: `submit`.
        kind: String,
        /// The name under which its value is sent. Empty: none.
        name: String,
        /// The value sent. Empty: none.
        value: String,
        /// Its id. Empty: none.
        id: String,
        /// Whether it cannot be pressed.
        disabled: bool,
        /// Whether a second press within a second is dropped (needs scripts).
        prevent_double_click: Option<bool>,
        /// Whether it starts a journey: with an arrow.
        start: bool,
        /// More classes: `govuk-button--secondary`, `govuk-button--warning`.
        classes: Classes,
        /// More attributes.
        attributes: Attributes,
    }
}

impl Button {
    /// A button that submits its form.
    pub fn new(content: impl Into<Content>) -> Self {
        Self { content: content.into(), ..Self::default() }
    }

    /// A link that looks like a button.
    pub fn link(content: impl Into<Content>, href: impl Into<String>) -> Self {
        Self { content: content.into(), href: href.into(), ..Self::default() }
    }

    /// A quieter button that submits its form.
    pub fn secondary(content: impl Into<Content>) -> Self {
        Self::new(content).classes("govuk-button--secondary")
    }
}
