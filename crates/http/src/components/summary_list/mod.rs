//! What is known, line by line.

use super::{Attributes, Classes, Content};

/// One line.
#[derive(Clone, Debug, Default)]
pub struct SummaryRow {
    /// What it is.
    pub key: Content,
    /// What it says.
    pub value: Content,
    /// What can be done about it.
    pub actions: Vec<SummaryAction>,
    /// More classes.
    pub classes: Classes,
}

impl SummaryRow {
    /// A line.
    pub fn new(key: impl Into<Content>, value: impl Into<Content>) -> Self {
        Self { key: key.into(), value: value.into(), ..Self::default() }
    }

    /// With one more thing that can be done.
    #[must_use]
    pub fn action(mut self, action: SummaryAction) -> Self {
        self.actions.push(action);
        self
    }
}

/// What can be done about a line.
#[derive(Clone, Debug, Default)]
pub struct SummaryAction {
    /// The words, such as "Change".
    pub content: Content,
    /// Where it leads.
    pub href: String,
    /// What only screen readers hear after the words, such as "your name".
    pub hidden: String,
    /// More classes.
    pub classes: Classes,
    /// More attributes.
    pub attributes: Attributes,
}

impl SummaryAction {
    /// An action.
    pub fn new(content: impl Into<Content>, href: impl Into<String>) -> Self {
        Self { content: content.into(), href: href.into(), ..Self::default() }
    }

    /// Sets what only screen readers hear after the words.
    #[must_use]
    pub fn hidden(mut self, hidden: impl Into<String>) -> Self {
        self.hidden = hidden.into();
        self
    }
}

/// A frame around the list, with a title.
#[derive(Clone, Debug, Default)]
pub struct SummaryCard {
    /// The title.
    pub title: Content,
    /// The level of its heading, 1 to 6. 0: 2.
    pub heading_level: u8,
    /// What can be done about the whole.
    pub actions: Vec<SummaryAction>,
    /// More classes.
    pub classes: Classes,
    /// More attributes.
    pub attributes: Attributes,
}

component! {
    /// What is known, line by line.
    #[template(path = "components/summary_list/summary_list.html")]
    pub struct SummaryList {
        /// The lines.
        rows: Vec<SummaryRow>,
        /// A frame around it.
        frame: Option<SummaryCard>,
        /// More classes, such as `govuk-summary-list--no-border`.
        classes: Classes,
        /// More attributes.
        attributes: Attributes,
    }
}

impl SummaryList {
    /// A list of these lines.
    pub fn new(rows: impl Into<Vec<SummaryRow>>) -> Self {
        Self { rows: rows.into(), ..Self::default() }
    }

    /// In a frame with this title.
    #[must_use]
    pub fn card(self, title: impl Into<Content>) -> Self {
        self.frame(SummaryCard { title: title.into(), ..SummaryCard::default() })
    }

    /// In a frame with this title and things that can be done about the whole.
    #[must_use]
    pub fn card_with(self, title: impl Into<Content>, actions: Vec<SummaryAction>) -> Self {
        self.frame(SummaryCard { title: title.into(), actions, ..SummaryCard::default() })
    }

    /// Without lines between.
    #[must_use]
    pub fn no_border(self) -> Self {
        self.classes("govuk-summary-list--no-border")
    }

    fn any_actions(&self) -> bool {
        self.rows.iter().any(|row| !row.actions.is_empty())
    }

    /// An action's link; in a frame the screen reader hears the frame's title after it.
    fn link<'a>(&'a self, action: &'a SummaryAction) -> ActionLink<'a> {
        ActionLink { action, card: self.frame.as_ref().map(|frame| &frame.title).filter(|title| !title.is_empty()) }
    }
}

impl SummaryCard {
    fn level(&self) -> u8 {
        if self.heading_level == 0 { 2 } else { self.heading_level }
    }
}

#[derive(askama::Template)]
#[template(path = "components/summary_list/action.html")]
struct ActionLink<'a> {
    action: &'a SummaryAction,
    card: Option<&'a Content>,
}

impl askama::filters::HtmlSafe for ActionLink<'_> {}
