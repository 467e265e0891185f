//! A submitted form whose fields may come any number of times.

use causeway_core::Lang;
use causeway_core::Localised;

/// Longer than any single field of a form of ours.
const LONGEST: usize = 2_000;

/// The fields of a form, in the order in which they came: `Form(pairs): Form<Vec<(String, String)>>`, then `Fields::new(pairs)`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    /// The fields, each trimmed and no longer than it may be.
    pub(crate) fn new(pairs: Vec<(String, String)>) -> Self {
        let trimmed = |(name, value): (String, String)| {
            let value = value.trim().chars().take(LONGEST).collect();
            (name, value)
        };
        Self(pairs.into_iter().map(trimmed).collect())
    }

    /// The value of a field, empty if it is not there.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value)
    }

    /// Every value of a field.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// The `index`-th value of a field, empty if there are not so many: rows of fields that belong together.
    pub(crate) fn nth<'a>(&'a self, name: &'a str, index: usize) -> &'a str {
        self.all(name).nth(index).unwrap_or_default()
    }

    /// How many rows of fields there are, by the field that stands in each of them.
    pub(crate) fn count(&self, name: &str) -> usize {
        self.all(name).count()
    }

    /// Whether a value of a field was chosen: boxes that are ticked, the button that was pressed.
    pub(crate) fn has(&self, name: &str, value: &str) -> bool {
        self.all(name).any(|own| own == value)
    }

    /// A text in three languages, from the fields `<name>-en`, `<name>-zh-Hant` and `<name>-zh-Hans`.
    pub(crate) fn localised(&self, name: &str, index: usize) -> Localised {
        let [en, hant, hans] =
            Lang::ALL.map(|lang| self.nth(&format!("{name}-{}", lang.tag()), index).to_owned());
        Localised::new(en, hant, hans)
    }

    /// The same without a field.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.0.retain(|(own, _)| own != name);
        self
    }

    /// The same with one more field, or one less row: for forms that grow by a button.
    pub(crate) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.0.push((name.to_owned(), value.into()));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        Fields::new(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn a_field_comes_once_several_times_or_not_at_all() {
        let sent = fields(&[("role", "auditor"), ("role", " approver "), ("unit", "")]);
        assert_eq!(sent.all("role").collect::<Vec<_>>(), ["auditor", "approver"]);
        assert_eq!((sent.text("unit"), sent.text("nothing"), sent.nth("role", 7)), ("", "", ""));
        assert!(sent.has("role", "approver") && !sent.has("role", "operator"));
        assert_eq!((sent.count("role"), sent.with("role", "x").count("role")), (2, 3));
    }

    #[test]
    fn a_text_in_three_languages_is_read_row_by_row() {
        let sent = fields(&[
            ("name-en", "One"),
            ("name-zh-Hant", "一"),
            ("name-zh-Hans", "一"),
            ("name-en", "Two"),
            ("name-zh-Hant", "二"),
        ]);
        assert_eq!(sent.localised("name", 1), Localised::new("Two", "二", ""));
        assert_eq!(sent.localised("name", 2), Localised::new("", "", ""));
    }

    #[test]
    fn nobody_sends_a_book() {
        assert_eq!(fields(&[("x", &"字".repeat(9_999))]).text("x").chars().count(), LONGEST);
    }
}
