//! Fields that belong together.

use super::{Attributes, Classes, Content};

component! {
    /// Fields that belong together, under one legend.
    #[template(path = "components/fieldset/fieldset.html")]
    pub struct Fieldset {
        /// The legend. Empty: none.
        legend: Content,
        /// More classes of the legend, such as `govuk-fieldset__legend--l`.
        legend_classes: Classes,
        /// Whether the legend is the heading of the page.
        page_heading: bool,
        /// The fields.
        content: Content,
        /// Its role. Empty: that of a fieldset.
        role: String,
        /// Ids of its descriptions.
        described_by: String,
        /// More classes.
        classes: Classes,
        /// More attributes.
        attributes: Attributes,
    }
}

impl Fieldset {
    /// Fields under this legend.
    pub fn new(legend: impl Into<Content>, content: impl Into<Content>) -> Self {
        Self { legend: legend.into(), content: content.into(), ..Self::default() }
    }
}
