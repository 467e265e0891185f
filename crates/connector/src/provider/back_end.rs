//! Where a provider's answers come from.

use std::sync::Arc;
use std::time::Duration;

use causeway_core::{Error, Result};
use causeway_exchange::wire::{Findings, Values};
use causeway_http::outbound::Outbound;
use serde_json::{Value, json};

use super::csv::Table;
use crate::config::{Dataset, HttpBackEnd};

/// The largest value that is passed on, in bytes of JSON.
const LARGEST_VALUE: usize = 64 * 1024;

/// One dataset's source.
pub(crate) enum BackEnd {
    /// A system that speaks HTTP and JSON.
    Http { config: HttpBackEnd, body: Value, http: Outbound },
    /// A file.
    Csv { table: Arc<Table>, fields: Vec<String> },
}

impl BackEnd {
    /// # Errors
    /// `connector_config` unless there is exactly one back end with at least one field; `connector_csv`.
    pub(crate) fn open(dataset: &Dataset, http: &Outbound) -> Result<Self> {
        if dataset.fields().is_empty() {
            return Err(Error::invalid("connector_config", "A dataset needs at least one field."));
        }
        match (&dataset.http, &dataset.csv) {
            (Some(config), None) => Self::open_http(dataset, config, http),
            (None, Some(config)) => {
                let fields = config.fields.keys().cloned().collect();
                Ok(Self::Csv { table: Arc::new(Table::open(config)?), fields })
            }
            _ => Err(Error::invalid(
                "connector_config",
                "A dataset needs exactly one back end: `http` or `csv`.",
            )),
        }
    }

    fn open_http(dataset: &Dataset, config: &HttpBackEnd, http: &Outbound) -> Result<Self> {
        let placeholder = format!("{{{}}}", dataset.identifier);
        let body = match &config.body {
            Some(table) => serde_json::to_value(table).map_err(Error::internal)?,
            None => json!({ dataset.identifier.clone(): placeholder.clone() }),
        };
        if !body.to_string().contains(&placeholder) {
            return Err(Error::invalid(
                "connector_config",
                format!("`body` must hold {placeholder} somewhere."),
            ));
        }
        if config.url.contains(['{', '}']) {
            return Err(Error::invalid(
                "connector_config",
                "No placeholder may stand in a back end's `url`: addresses are logged.",
            ));
        }
        if let Some(pointer) = config.fields.values().find(|pointer| !pointer.starts_with('/')) {
            return Err(Error::invalid(
                "connector_config",
                format!("{pointer:?} is no JSON pointer: it begins with '/'."),
            ));
        }
        Ok(Self::Http { config: config.clone(), body, http: http.clone() })
    }

    /// Whether it has a value for this field.
    pub(crate) fn answers(&self, field: &str) -> bool {
        match self {
            Self::Http { config, .. } => config.fields.contains_key(field),
            Self::Csv { fields, .. } => fields.iter().any(|known| known == field),
        }
    }

    /// What there is about the person with this identifier: these fields and no others.
    ///
    /// # Errors
    /// `back_end_unavailable`, `back_end_malformed`, `ambiguous_record`.
    pub(crate) async fn find(&self, name: &str, identifier: &str, fields: &[String]) -> Result<Findings> {
        let findings = match self {
            Self::Http { config, body, http } => {
                let body = filled(body, &format!("{{{name}}}"), identifier);
                ask(config, http, &body, fields).await?
            }
            Self::Csv { table, .. } => {
                let (table, identifier, fields) = (Arc::clone(table), identifier.to_owned(), fields.to_vec());
                let found = tokio::task::spawn_blocking(move || table.find(&identifier, &fields)).await;
                found.map_err(Error::internal)??
            }
        };
        let fits = findings.values.0.values().all(|value| value.to_string().len() <= LARGEST_VALUE);
        if fits { Ok(findings) } else { Err(malformed("a value is too large")) }
    }
}

async fn ask(config: &HttpBackEnd, http: &Outbound, body: &Value, fields: &[String]) -> Result<Findings> {
    let request =
        http.client().post(&config.url).timeout(Duration::from_millis(config.deadline_ms)).json(body);
    let answer = http.send(request).await.map_err(unavailable)?;
    if answer.status.as_u16() == 404 {
        return Ok(Findings::no_record());
    }
    if !answer.status.is_success() {
        return Err(unavailable(format!("status {}", answer.status.as_u16())));
    }
    let record: Value = serde_json::from_slice(&answer.body).map_err(|_| malformed("no JSON"))?;
    let values = fields.iter().filter_map(|field| {
        let value = record.pointer(config.fields.get(field)?)?;
        (!value.is_null()).then(|| (field.clone(), value.clone()))
    });
    Ok(Findings { found: true, values: Values(values.collect()) })
}

/// The body with the identifier in its place, inside strings: JSON takes care of what it may hold.
fn filled(body: &Value, placeholder: &str, identifier: &str) -> Value {
    match body {
        Value::String(text) => Value::String(text.replace(placeholder, identifier)),
        Value::Array(items) => items.iter().map(|item| filled(item, placeholder, identifier)).collect(),
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| (name.clone(), filled(value, placeholder, identifier)))
            .collect(),
        other => other.clone(),
    }
}

fn unavailable(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::unavailable(
        "back_end_unavailable",
        "The provider's own system does not answer. Try again later.",
        30,
    )
    .with_cause(cause)
}

fn malformed(why: &'static str) -> Error {
    Error::upstream(
        "back_end_malformed",
        "The provider's own system answered in a form that is not expected.",
    )
    .with_cause(why)
}

#[cfg(test)]
mod tests {
    use super::*;
    use causeway_http::outbound;

    fn open(toml: &str) -> Result<BackEnd> {
        let dataset: Dataset = toml::from_str(toml).unwrap();
        BackEnd::open(&dataset, &outbound::client(&outbound::Config::default()).unwrap())
    }

    #[test]
    fn a_dataset_has_exactly_one_back_end_with_fields() {
        let http = "http = { url = \"http://x\", fields = { a = \"/a\" } }\n";
        open(http).unwrap();
        for (bad, why) in [
            ("", "at least one field"),
            ("http = { url = \"http://x\", fields = {} }", "at least one field"),
            (
                &format!("{http}csv = {{ file = \"f\", key = \"k\", fields = {{ a = \"A\" }} }}"),
                "exactly one",
            ),
            ("http = { url = \"http://x/{card_number}\", fields = { a = \"/a\" } }", "placeholder"),
            ("http = { url = \"http://x\", fields = { a = \"a\" } }", "JSON pointer"),
            ("http = { url = \"http://x\", body = { a = 1 }, fields = { a = \"/a\" } }", "{card_number}"),
        ] {
            let error = open(bad).err().unwrap();
            assert!(error.public().contains(why), "{bad}: {error}");
        }
    }

    #[test]
    fn the_identifier_goes_into_the_body_and_cannot_break_out_of_its_string() {
        let body = json!({"query": {"id": "HK-{card_number}", "kind": 1}, "list": ["{card_number}"]});
        let hostile = "A\",\"admin\":true,\"x\":\"{card_number}";
        let out = filled(&body, "{card_number}", hostile);
        assert_eq!(out["query"]["id"], format!("HK-{hostile}"));
        assert_eq!(out["list"][0], hostile);
        let text = out.to_string();
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), out);
        assert!(out.get("admin").is_none());
    }
}
