//! Named values of a person, in a type that does not print them and wipes them when dropped.

use std::collections::BTreeMap;
use std::fmt;

use zeroize::Zeroize;

/// Values by name, such as `date_of_birth`. Its `Debug` shows names alone; the values are overwritten when it is dropped.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Items(BTreeMap<String, String>);

impl Items {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a value, in place of what had its name.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<String>) {
        if let Some(mut old) = self.0.insert(name.into(), value.into()) {
            old.zeroize();
        }
    }

    /// The same with a value more, for building in one expression.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.insert(name, value);
        self
    }

    /// The value of that name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Names and values, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The plain map, for serialising into an answer. From here on the caller answers for the values.
    pub fn into_map(mut self) -> BTreeMap<String, String> {
        std::mem::take(&mut self.0)
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Items {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        let mut items = Self::new();
        for (name, value) in pairs {
            items.insert(name, value);
        }
        items
    }
}

impl From<BTreeMap<String, String>> for Items {
    fn from(map: BTreeMap<String, String>) -> Self {
        Self(map)
    }
}

impl Drop for Items {
    fn drop(&mut self) {
        self.0.values_mut().for_each(Zeroize::zeroize);
    }
}

impl fmt::Debug for Items {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printing_shows_names_and_never_values() {
        let items = Items::new().with("name", "CHAN Tai Man").with("card_number", "ZZ0000010");
        assert_eq!(format!("{items:?}"), r#"["card_number", "name"]"#);
        assert!(!format!("{items:#?}").contains("CHAN"));
    }

    #[test]
    fn a_later_value_takes_the_place_of_an_earlier_one() {
        let items: Items = [("a", "1"), ("b", "2"), ("a", "3")].into_iter().collect();
        assert_eq!(items.len(), 2);
        assert_eq!(items.get("a"), Some("3"));
        assert_eq!(items.get("c"), None);
        assert_eq!(items.iter().map(|(name, _)| name).collect::<Vec<_>>(), ["a", "b"]);
    }

    #[test]
    fn the_map_comes_out_whole() {
        let items = Items::from(BTreeMap::from([("a".to_owned(), "1".to_owned())]));
        assert!(!items.is_empty());
        assert_eq!(items.into_map().get("a").map(String::as_str), Some("1"));
        assert!(Items::new().is_empty());
    }
}
