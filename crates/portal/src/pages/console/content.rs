//! The content of a proposal, readable: a line for each thing it says, and what it said before.
//!
//! The words of a line are looked up under `content-<kind>-<path>`, then under `content-<last part of the path>`; a value that is a
//! stable name under `content-value-<key>-<value>`. What has no words shows as it is: better raw than hidden, for what is approved is
//! the whole content.

use causeway_core::Lang;
use causeway_http::Words;
use causeway_http::components::{Content, SummaryRow};
use causeway_identity::ProposalKind;
use serde_json::{Map, Value};

use super::sheet::lines;

/// One line: what it is about, what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    path: String,
    values: Vec<String>,
}

/// The rows of a content. `subject` is what it is about, in words. Where there is a `before`, what differs from it says so.
pub(crate) fn rows(
    words: Words,
    kind: ProposalKind,
    subject: &str,
    content: &Value,
    before: Option<&Value>,
) -> Vec<SummaryRow> {
    let drawing = Drawing { words, kind, subject };
    let now = drawing.lines(content);
    let Some(before) = before else { return now.iter().map(|line| drawing.row(line)).collect() };
    let old = drawing.lines(before);
    let changed = now.iter().map(|line| drawing.compared(line, in_lines(&old, &line.path)));
    let gone = old.iter().filter(|line| in_lines(&now, &line.path).is_none());
    changed.chain(gone.map(|line| drawing.gone(line))).collect()
}

fn in_lines<'a>(lines: &'a [Line], path: &str) -> Option<&'a Line> {
    lines.iter().find(|line| line.path == path)
}

struct Drawing<'a> {
    words: Words,
    kind: ProposalKind,
    subject: &'a str,
}

impl Drawing<'_> {
    fn lines(&self, content: &Value) -> Vec<Line> {
        let mut found = Vec::new();
        self.walk("", content, &mut found);
        found
    }

    fn walk(&self, path: &str, value: &Value, found: &mut Vec<Line>) {
        match value {
            Value::Object(fields) if three_languages(fields).is_none() => {
                for (name, value) in fields {
                    let path = if path.is_empty() { name.clone() } else { format!("{path}-{name}") };
                    self.walk(&path, value, found);
                }
            }
            Value::Null => {}
            Value::Array(items) if items.is_empty() => {}
            other => found.push(Line { path: path.to_owned(), values: self.values(path, other) }),
        }
    }

    /// A value as lines of text.
    fn values(&self, path: &str, value: &Value) -> Vec<String> {
        match value {
            Value::Object(fields) => match three_languages(fields) {
                Some(texts) => {
                    let each = Lang::ALL.iter().zip(texts);
                    each.map(|(lang, text)| self.pair(lang.own_name(), text)).collect()
                }
                None => vec![self.together(fields)],
            },
            Value::Array(items) => items.iter().map(|item| self.text(path, item)).collect(),
            other => vec![self.text(path, other)],
        }
    }

    /// A value as one line.
    fn text(&self, path: &str, value: &Value) -> String {
        match value {
            Value::Null => self.words.t("content-none"),
            Value::Bool(yes) => self.words.t(if *yes { "yes" } else { "no" }),
            Value::Number(number) => number.to_string(),
            Value::String(text) => self.named(path, text),
            Value::Array(items) => {
                let items: Vec<String> = items.iter().map(|item| self.text(path, item)).collect();
                match items.as_slice() {
                    [name, value] => self.pair(name, value),
                    _ => items.join(&self.words.t("portal-list-separator")),
                }
            }
            Value::Object(fields) => match three_languages(fields) {
                Some(texts) => texts.join(" / "),
                None => self.together(fields),
            },
        }
    }

    /// The fields of an object within a list, on one line.
    fn together(&self, fields: &Map<String, Value>) -> String {
        let known = fields.iter().filter(|(_, value)| !value.is_null() && value.as_str() != Some(""));
        let parts: Vec<String> =
            known.map(|(name, value)| self.pair(&self.label(name), &self.text(name, value))).collect();
        parts.join(&self.words.t("content-separator"))
    }

    fn pair(&self, name: &str, value: &str) -> String {
        format!("{name}{}{value}", self.words.t("portal-colon"))
    }

    fn named(&self, path: &str, text: &str) -> String {
        if text.is_empty() {
            return self.words.t("content-none");
        }
        let stable = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        let last = path.rsplit('-').next().unwrap_or(path);
        if self.kind == ProposalKind::Role && last == "member" {
            return self.subject.to_owned();
        }
        // A role has its words already.
        let start = if last == "role" { "role".to_owned() } else { format!("content-value-{last}") };
        let known = stable.then(|| self.words.find(&dashed(&format!("{start}-{text}")))).flatten();
        known.unwrap_or_else(|| text.to_owned())
    }

    fn label(&self, path: &str) -> String {
        let last = path.rsplit('-').next().unwrap_or(path);
        let own = format!("content-{}-{path}", self.kind.as_str());
        let known =
            self.words.find(&dashed(&own)).or_else(|| self.words.find(&dashed(&format!("content-{last}"))));
        known.unwrap_or_else(|| path.replace(['-', '_'], " "))
    }

    fn row(&self, line: &Line) -> SummaryRow {
        SummaryRow::new(self.label(&line.path), lines(&line.values))
    }

    /// A line beside what it was: nothing more if it is the same.
    fn compared(&self, line: &Line, before: Option<&Line>) -> SummaryRow {
        let said = match before {
            Some(old) if old.values == line.values => return self.row(line),
            Some(old) => self.words.with("content-before", &[("value", &self.joined(old))]),
            None => self.words.t("content-added"),
        };
        let told: Vec<String> = line.values.iter().cloned().chain([said]).collect();
        SummaryRow::new(self.label(&line.path), lines(&told))
    }

    fn gone(&self, line: &Line) -> SummaryRow {
        let text = self.words.with("content-removed", &[("value", &self.joined(line))]);
        SummaryRow::new(self.label(&line.path), Content::from(text))
    }

    fn joined(&self, line: &Line) -> String {
        line.values.join(&self.words.t("content-separator"))
    }
}

fn dashed(key: &str) -> String {
    key.replace('_', "-").to_ascii_lowercase()
}

/// The texts of an object that says one thing in the three languages and nothing else.
fn three_languages(fields: &Map<String, Value>) -> Option<[&str; 3]> {
    let [en, hant, hans] = Lang::ALL.map(|lang| fields.get(lang.tag()).and_then(Value::as_str));
    (fields.len() == Lang::ALL.len()).then_some([en?, hant?, hans?])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(kind: ProposalKind, content: &Value, before: Option<&Value>) -> Vec<(String, String)> {
        let text = |content: &Content| content.to_string().replace("<br>", " | ");
        let rows = rows(Words::of(Lang::En), kind, "Ann, Registry", content, before);
        rows.iter().map(|row| (text(&row.key), text(&row.value))).collect()
    }

    fn organisation(name: &str) -> Value {
        json!({
            "organisation": {"id": "fire", "kind": "department", "name": {"en": name, "zh-Hant": "消防處", "zh-Hans": "消防处"}},
            "status": "active",
            "identifiers": [["br", "12345678"]],
            "units": [{"id": "it", "name": {"en": "IT", "zh-Hant": "資訊科技", "zh-Hans": "信息技术"}}],
            "contacts": [{"purpose": "security", "email": "soc@fire.example", "phone": ""}],
        })
    }

    #[test]
    fn an_organisation_is_read_line_by_line_and_no_json_shows() {
        let rows = told(ProposalKind::Organisation, &organisation("Fire <Services>"), None);
        let all = format!("{rows:?}");
        assert!(all.contains("Fire &#60;Services&#62;") && all.contains("消防處"), "{all}");
        assert!(all.contains("br: 12345678") && all.contains("soc@fire.example"), "{all}");
        assert!(!all.contains('{') && !all.contains("[\"") && !all.contains('⟦'), "{all}");
        assert!(
            rows.iter().any(|(key, value)| key == "Kind" && value == "Government department"),
            "{rows:?}"
        );
    }

    #[test]
    fn what_differs_says_what_it_was() {
        let (old, mut new) = (organisation("Fire"), organisation("Fire Services"));
        new["contacts"] = json!([]);
        new["organisation"]["nickname"] = json!("FSD");
        let rows = told(ProposalKind::Organisation, &new, Some(&old));
        let with = |needle: &str| rows.iter().filter(|(_, value)| value.contains(needle)).count();
        assert_eq!((with("Before: "), with("Removed: "), with("(new)")), (1, 1, 1), "{rows:?}");
    }

    #[test]
    fn a_role_is_read_with_the_name_of_its_holder_to_be() {
        let content = json!({"member": "01a200d1-7889-7c24-9a98-01e1009af745", "role": "security_officer"});
        let rows = told(ProposalKind::Role, &content, None);
        let expected = [("Member of staff", "Ann, Registry"), ("Role", "Security officer")];
        assert_eq!(rows, expected.map(|(key, value)| (key.to_owned(), value.to_owned())));
    }

    #[test]
    fn what_nobody_gave_words_shows_as_it_is() {
        let rows = told(ProposalKind::JobRetry, &json!({"odd_thing": {"deep": [1, true, null]}}), None);
        assert_eq!(rows, [("odd thing deep".to_owned(), "1 | Yes | none".to_owned())]);
    }
}
