//! One choice of radios or checkboxes.

use super::{Attributes, Content, Hint, Label};

/// One choice.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// What is sent. Empty together with `divider`.
    pub value: String,
    /// The words.
    pub content: Content,
    /// Help with this choice.
    pub hint: Content,
    /// Whether it is chosen.
    pub checked: bool,
    /// Whether it cannot be chosen.
    pub disabled: bool,
    /// What appears when it is chosen; without scripts it is always there.
    pub conditional: Content,
    /// Its id. Empty: made from the group's.
    pub id: String,
    /// More attributes.
    pub attributes: Attributes,
    pub(super) divider: bool,
}

impl Choice {
    /// A choice.
    pub fn new(value: impl Into<String>, content: impl Into<Content>) -> Self {
        Self { value: value.into(), content: content.into(), ..Self::default() }
    }

    /// Not a choice but a word between choices, such as "or".
    pub fn divider(content: impl Into<Content>) -> Self {
        Self { content: content.into(), divider: true, ..Self::default() }
    }

    /// Sets the help.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Content>) -> Self {
        self.hint = hint.into();
        self
    }

    /// Sets whether it is chosen.
    #[must_use]
    pub fn checked(mut self, checked: bool) -> Self {
        self.checked = checked;
        self
    }

    /// Sets what appears when it is chosen.
    #[must_use]
    pub fn conditional(mut self, content: impl Into<Content>) -> Self {
        self.conditional = content.into();
        self
    }

    pub(super) fn is_divider(&self) -> bool {
        self.divider
    }

    pub(super) fn label_part(&self, classes: &str, id: &str) -> Label {
        Label { content: self.content.clone(), for_id: id.to_owned(), classes: classes.into(), ..Label::default() }
    }

    pub(super) fn hint_part(&self, classes: &str, id: &str) -> Option<Hint> {
        let hint = Hint {
            content: self.hint.clone(),
            id: format!("{id}-item-hint"),
            classes: classes.into(),
            ..Hint::default()
        };
        (!self.hint.is_empty()).then_some(hint)
    }
}

/// Gives each choice its id: the first the bare prefix, the others a number.
pub(super) fn numbered<'a>(prefix: &str, items: &'a [Choice]) -> Vec<(String, &'a Choice)> {
    let id = |(index, choice): (usize, &'a Choice)| {
        let id = match index {
            _ if !choice.id.is_empty() => choice.id.clone(),
            0 => prefix.to_owned(),
            _ => format!("{prefix}-{}", index + 1),
        };
        (id, choice)
    };
    items.iter().enumerate().map(id).collect()
}
