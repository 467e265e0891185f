//! A residential address: as a form brings it, as Water Supplies' dataset holds it, as the application keeps it.

use serde::Deserialize;
use serde_json::Value;

/// The longest line that is accepted, in characters.
const LONGEST: usize = 100;

/// An address. Personal data: no `Debug` of its content.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Address {
    /// Flat, floor, block.
    pub(crate) line1: String,
    /// Building, estate.
    pub(crate) line2: String,
    /// Number and street.
    pub(crate) line3: String,
    pub(crate) district: String,
}

/// The fields of the address form.
#[derive(Deserialize)]
pub(crate) struct AddressForm {
    #[serde(default)]
    line1: String,
    #[serde(default)]
    line2: String,
    #[serde(default)]
    line3: String,
    #[serde(default)]
    district: String,
}

/// A field that has to be mended, and the key of the words that say how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) field: &'static str,
    pub(crate) key: &'static str,
}

impl Address {
    /// From the value of the dataset's field: `{"lines": [...], "district": ...}`, or the same as one text with line breaks.
    ///
    /// `None` if it is neither, so that a provider's odd answer is noticed and not shown.
    pub(crate) fn from_dataset(value: &Value) -> Option<Self> {
        #[derive(Deserialize)]
        struct Structured {
            lines: Vec<String>,
            #[serde(default)]
            district: String,
        }
        let structured = match value {
            Value::String(text) => match serde_json::from_str(text) {
                Ok(structured) => structured,
                Err(_) => Structured { lines: split(text), district: String::new() },
            },
            other => Structured::deserialize(other).ok()?,
        };
        let mut lines = structured.lines.into_iter().filter(|line| !line.trim().is_empty());
        let (line1, line2) = (lines.next()?, lines.next().unwrap_or_default());
        let mut address =
            Self { line1, line2, line3: lines.collect::<Vec<_>>().join(", "), district: structured.district };
        if address.district.is_empty() {
            address.district = std::mem::take(address.last_line());
        }
        address.check().is_empty().then_some(address)
    }

    fn last_line(&mut self) -> &mut String {
        [&mut self.line3, &mut self.line2]
            .into_iter()
            .find(|line| !line.is_empty())
            .unwrap_or(&mut self.line1)
    }

    /// What has to be mended; empty if nothing.
    pub(crate) fn check(&self) -> Vec<Fault> {
        let required = [
            ("line1", &self.line1, "demo-address-line1-missing"),
            ("district", &self.district, "demo-address-district-missing"),
        ];
        let missing = required
            .into_iter()
            .filter(|(_, text, _)| text.is_empty())
            .map(|(field, _, key)| Fault { field, key });
        let all = [
            ("line1", &self.line1),
            ("line2", &self.line2),
            ("line3", &self.line3),
            ("district", &self.district),
        ];
        let bad = all.into_iter().filter(|(_, text)| !is_line(text));
        missing.chain(bad.map(|(field, _)| Fault { field, key: "demo-address-line-bad" })).collect()
    }

    /// The lines that hold something, in order, the district last.
    pub(crate) fn lines(&self) -> Vec<&str> {
        [&self.line1, &self.line2, &self.line3, &self.district]
            .into_iter()
            .map(String::as_str)
            .filter(|line| !line.is_empty())
            .collect()
    }
}

impl From<AddressForm> for Address {
    fn from(form: AddressForm) -> Self {
        let tidy = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
        Self {
            line1: tidy(form.line1),
            line2: tidy(form.line2),
            line3: tidy(form.line3),
            district: tidy(form.district),
        }
    }
}

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Address(..)")
    }
}

fn split(text: &str) -> Vec<String> {
    let separator = if text.contains('\n') { '\n' } else { ',' };
    text.split(separator).map(|line| line.trim().to_owned()).collect()
}

fn is_line(text: &str) -> bool {
    text.chars().count() <= LONGEST && !text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn lines(value: &Value) -> Option<Vec<String>> {
        Address::from_dataset(value).map(|a| a.lines().into_iter().map(str::to_owned).collect())
    }

    #[test]
    fn a_structured_address_is_read() {
        let value =
            json!({"lines": ["Flat 1", "Sample House", "1 Example Road", "Village"], "district": "Tai Po"});
        assert_eq!(lines(&value).unwrap(), ["Flat 1", "Sample House", "1 Example Road, Village", "Tai Po"]);
        assert_eq!(lines(&json!(value.to_string())).unwrap(), lines(&value).unwrap(), "as JSON in a text");
    }

    #[test]
    fn a_text_is_split_into_lines_and_its_last_is_the_district() {
        assert_eq!(
            lines(&json!("Flat 1\nSample House\nTai Po")).unwrap(),
            ["Flat 1", "Sample House", "Tai Po"]
        );
        assert_eq!(
            lines(&json!("Flat 1, Sample House, Tai Po")).unwrap(),
            ["Flat 1", "Sample House", "Tai Po"]
        );
    }

    #[test]
    fn what_is_not_an_address_is_not_taken_for_one() {
        for odd in [
            json!(null),
            json!(7),
            json!({}),
            json!(""),
            json!({"lines": []}),
            json!({"lines": ["x".repeat(101)], "district": "d"}),
        ] {
            assert!(lines(&odd).is_none(), "{odd}");
        }
    }

    fn form(line1: &str, district: &str) -> Address {
        let text = |t: &str| t.to_owned();
        AddressForm { line1: text(line1), line2: text(""), line3: text(""), district: text(district) }.into()
    }

    #[test]
    fn the_first_line_and_the_district_are_required() {
        let faults: Vec<_> = form("  ", "").check().into_iter().map(|fault| fault.field).collect();
        assert_eq!(faults, ["line1", "district"]);
        assert!(form("室 1", "大埔").check().is_empty());
    }

    #[test]
    fn a_line_that_is_too_long_is_named() {
        let fault = form(&"長".repeat(101), "d").check();
        assert_eq!(fault, [Fault { field: "line1", key: "demo-address-line-bad" }]);
    }

    #[test]
    fn white_space_is_tidied() {
        assert_eq!(form("  Flat \t 1 ", "d").line1, "Flat 1");
    }
}
