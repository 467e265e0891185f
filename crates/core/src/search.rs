//! Lists that are searched and paged: what is looked for, and what was found.

use crate::{OrganisationId, Value};

/// Rows on one page of a list.
pub const PAGE: u32 = 25;
/// Rows in one export, at most.
pub const EXPORT: u32 = 10_000;

/// What is looked for in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    /// Words that must occur, without regard to case; empty finds all.
    pub text: String,
    /// Of this organisation alone.
    pub organisation: Option<OrganisationId>,
    /// Which page, from 1.
    pub page: u32,
    /// Rows on a page.
    pub size: u32,
}

impl Search {
    /// Everything, first page.
    pub fn all() -> Self {
        Self { text: String::new(), organisation: None, page: 1, size: PAGE }
    }

    /// `text` as a `like` pattern with `\` as its escape: `lower(name) like $1 escape '\'`.
    pub fn pattern(&self) -> Value {
        let mut pattern = String::from("%");
        for c in self.text.trim().to_lowercase().chars() {
            if matches!(c, '%' | '_' | '\\') {
                pattern.push('\\');
            }
            pattern.push(c);
        }
        pattern.push('%');
        Value::Text(pattern)
    }

    /// The organisation's name, or the empty text for any: `$2 = '' or organisation = $2`.
    pub fn only(&self) -> Value {
        Value::Text(self.organisation.as_ref().map_or(String::new(), |o| o.as_str().to_owned()))
    }

    /// For `limit`.
    pub fn limit(&self) -> i64 {
        i64::from(self.size.clamp(1, EXPORT))
    }

    /// For `offset`.
    pub fn offset(&self) -> i64 {
        i64::from(self.page.saturating_sub(1)) * self.limit()
    }
}

/// One page of what was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found<T> {
    /// The rows of this page.
    pub rows: Vec<T>,
    /// How many there are on all pages.
    pub total: i64,
}

impl<T> Found<T> {
    /// The same page of something else.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Found<U> {
        Found { rows: self.rows.into_iter().map(change).collect(), total: self.total }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_looked_for_as_it_is() {
        let search = Search { text: " 50%_A\\ ".to_owned(), ..Search::all() };
        assert_eq!(search.pattern(), Value::Text("%50\\%\\_a\\\\%".to_owned()));
    }

    #[test]
    fn pages_count_from_one_and_are_bounded() {
        let search = |page, size| Search { page, size, ..Search::all() };
        assert_eq!((search(1, 25).offset(), search(3, 25).offset(), search(0, 25).offset()), (0, 50, 0));
        assert_eq!((search(1, 0).limit(), search(1, u32::MAX).limit()), (1, 10_000));
    }
}
