//! A file of comma-separated values (RFC 4180) as a back end, read again when it changes.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use causeway_core::{Error, Result};
use causeway_exchange::wire::{Findings, Values};
use serde_json::Value;

use crate::config::CsvBackEnd;

/// The file, as it was when it last changed.
pub(crate) struct Table {
    config: CsvBackEnd,
    loaded: Mutex<Loaded>,
}

#[derive(Clone)]
struct Loaded {
    stamp: Stamp,
    records: Arc<Records>,
}

/// Tells one state of the file from another.
type Stamp = (SystemTime, u64);

/// By identifier, the values in the order of the configured fields; none where two rows claim the identifier.
type Records = HashMap<String, Option<Vec<String>>>;

impl Table {
    /// Reads the file for the first time.
    ///
    /// # Errors
    /// `connector_csv` when it cannot be read, is malformed or lacks a column.
    pub(crate) fn open(config: &CsvBackEnd) -> Result<Self> {
        Ok(Self { loaded: Mutex::new(load(config)?), config: config.clone() })
    }

    /// The record of `identifier`, with `fields` of it. Blocks on the disk.
    ///
    /// # Errors
    /// `ambiguous_record` when two rows claim the identifier: nobody may be told another's data.
    pub(crate) fn find(&self, identifier: &str, fields: &[String]) -> Result<Findings> {
        let records = self.records();
        let Some(record) = records.get(&normal(identifier)) else { return Ok(Findings::no_record()) };
        let record = record.as_ref().ok_or_else(|| {
            Error::upstream(
                "ambiguous_record",
                "The provider has two records under one identifier and cannot answer.",
            )
        })?;
        let named = self.config.fields.keys().zip(record);
        let wanted = named.filter(|(field, value)| fields.contains(field) && !value.is_empty());
        let values = wanted.map(|(field, value)| (field.clone(), Value::String(value.clone()))).collect();
        Ok(Findings { found: true, values: Values(values) })
    }

    /// The present records. While the file cannot be read, half-written perhaps, those of before serve.
    fn records(&self) -> Arc<Records> {
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        if stamp(&self.config.file).ok() != Some(loaded.stamp) {
            match load(&self.config) {
                Ok(fresh) => *loaded = fresh,
                Err(error) => {
                    tracing::warn!(%error, "the changed file cannot be read; its former state serves");
                }
            }
        }
        Arc::clone(&loaded.records)
    }
}

fn stamp(file: &Path) -> std::io::Result<Stamp> {
    let metadata = std::fs::metadata(file)?;
    Ok((metadata.modified()?, metadata.len()))
}

fn load(config: &CsvBackEnd) -> Result<Loaded> {
    let named = |why: &str| bad(&config.file, why);
    let stamp = stamp(&config.file).map_err(|error| named(&error.to_string()))?;
    let text = std::fs::read_to_string(&config.file).map_err(|error| named(&error.to_string()))?;
    let rows = parse(text.strip_prefix('\u{feff}').unwrap_or(&text))
        .ok_or_else(|| named("a quotation mark is not closed"))?;
    let records = records(config, rows)?;
    Ok(Loaded { stamp, records: Arc::new(records) })
}

fn records(config: &CsvBackEnd, rows: Vec<Vec<String>>) -> Result<Records> {
    let mut rows = rows.into_iter();
    let header = rows.next().unwrap_or_default();
    let place = |column: &String| {
        let found = header.iter().position(|name| name.trim() == column);
        found.ok_or_else(|| bad(&config.file, &format!("there is no column {column:?}")))
    };
    let key = place(&config.key)?;
    let places = config.fields.values().map(place).collect::<Result<Vec<_>>>()?;
    let mut records = Records::new();
    for (number, row) in rows.enumerate() {
        if row.len() != header.len() {
            return Err(bad(
                &config.file,
                &format!("record {} has {} columns, not {}", number + 1, row.len(), header.len()),
            ));
        }
        let identifier = row.get(key).map(|cell| normal(cell)).unwrap_or_default();
        if identifier.is_empty() {
            continue;
        }
        let values = places.iter().filter_map(|place| row.get(*place).cloned()).collect();
        records.entry(identifier).and_modify(|record| *record = None).or_insert(Some(values));
    }
    Ok(records)
}

/// An identifier however it is written: case, spaces, brackets and hyphens do not matter.
fn normal(identifier: &str) -> String {
    identifier.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

/// RFC 4180: fields separated by commas, quoted where they hold commas, quotation marks (doubled) or line ends. `None` when a quotation
/// mark is not closed. Empty lines are passed over.
fn parse(text: &str) -> Option<Vec<Vec<String>>> {
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let (mut quoted, mut was_quoted) = (false, false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.next_if_eq(&'"').is_some() => cell.push('"'),
            '"' if quoted => quoted = false,
            '"' if cell.is_empty() && !was_quoted => (quoted, was_quoted) = (true, true),
            ',' if !quoted => {
                row.push(std::mem::take(&mut cell));
                was_quoted = false;
            }
            '\r' if !quoted && chars.peek() == Some(&'\n') => {}
            '\n' if !quoted => {
                end_row(&mut rows, &mut row, &mut cell, was_quoted);
                was_quoted = false;
            }
            c => cell.push(c),
        }
    }
    end_row(&mut rows, &mut row, &mut cell, was_quoted);
    (!quoted).then_some(rows)
}

fn end_row(rows: &mut Vec<Vec<String>>, row: &mut Vec<String>, cell: &mut String, was_quoted: bool) {
    if row.is_empty() && cell.is_empty() && !was_quoted {
        return;
    }
    row.push(std::mem::take(cell));
    rows.push(std::mem::take(row));
}

fn bad(file: &Path, why: &str) -> Error {
    Error::invalid("connector_csv", format!("The file {} cannot be used: {why}.", file.display()))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const FILE: &str = "\u{feff}Card number,Name,Address\r\nZZ123456(0),Chan,\"1 Harbour Road, Wan Chai\"\r\nzz 222222-2,Wong,\"The \"\"Peak\"\"\nHong Kong\"\r\n\r\nZZ3333333,Lee,\r\n";

    fn table(text: &str) -> (tempfile::TempDir, Result<Table>) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("people.csv");
        std::fs::write(&file, text).unwrap();
        let fields = [("address", "Address"), ("name", "Name")];
        let fields = fields.map(|(field, column)| (field.to_owned(), column.to_owned())).into();
        let opened = Table::open(&CsvBackEnd { file, key: "Card number".to_owned(), fields });
        (folder, opened)
    }

    fn address(table: &Table, identifier: &str) -> Option<String> {
        let found = table.find(identifier, &["address".to_owned()]).unwrap();
        assert!(found.values.0.keys().all(|field| field == "address"), "only what was asked");
        found.values.text("address").map(str::to_owned)
    }

    #[test]
    fn records_are_found_however_the_identifier_is_written() {
        let (_folder, table) = table(FILE);
        let table = table.unwrap();
        for written in ["ZZ1234560", "zz123456(0)", "ZZ 123456 (0)", "ZZ123456（0）"] {
            assert_eq!(address(&table, written).as_deref(), Some("1 Harbour Road, Wan Chai"));
        }
        assert_eq!(address(&table, "ZZ2222222").as_deref(), Some("The \"Peak\"\nHong Kong"));
        assert_eq!(address(&table, "ZZ3333333"), None, "an empty cell has no value");
        assert!(table.find("ZZ3333333", &["address".to_owned()]).unwrap().found);
        assert_eq!(table.find("ZZ9999999", &["address".to_owned()]).unwrap(), Findings::no_record());
    }

    #[test]
    fn two_records_under_one_identifier_are_not_told() {
        let (_folder, table) = table("Card number,Name,Address\nA1,x,y\na-1,z,w\n");
        assert_eq!(table.unwrap().find("A1", &["name".to_owned()]).unwrap_err().code(), "ambiguous_record");
    }

    #[test]
    fn a_malformed_file_is_told() {
        for (text, why) in [
            ("Card number,Name\nA,b\n", "\"Address\""),
            ("Card number,Name,Address\nA,b\n", "record 1 has 2 columns"),
            ("Card number,Name,Address\nA,b,\"c\n", "quotation mark"),
            ("", "\"Card number\""),
        ] {
            let (_folder, table) = table(text);
            let error = table.err().unwrap();
            assert_eq!(error.code(), "connector_csv");
            assert!(error.public().contains(why), "{error}");
        }
    }

    #[test]
    fn a_changed_file_is_read_again_and_a_broken_one_changes_nothing() {
        let (folder, table) = table("Card number,Name,Address\nA1,x,old\n");
        let (table, file) = (table.unwrap(), folder.path().join("people.csv"));
        let later = |seconds| {
            let file = std::fs::File::options().append(true).open(&file).unwrap();
            let then = file.metadata().unwrap().modified().unwrap() + Duration::from_secs(seconds);
            file.set_modified(then).unwrap();
        };
        std::fs::write(&file, "Card number,Name,Address\nA1,x,new\n").unwrap();
        later(5);
        assert_eq!(address(&table, "A1").as_deref(), Some("new"));
        std::fs::write(&file, "Card number\n").unwrap();
        later(10);
        assert_eq!(address(&table, "A1").as_deref(), Some("new"));
        std::fs::remove_file(&file).unwrap();
        assert_eq!(address(&table, "A1").as_deref(), Some("new"));
    }

    proptest::proptest! {
        #[test]
        fn rfc4180_what_is_written_is_read(rows in proptest::collection::vec(proptest::collection::vec("[a-z,\"\n\r水 ]{0,6}", 2..4), 0..5)) {
            let written: String = rows.iter().map(|row| {
                let cells: Vec<_> = row.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
                cells.join(",") + "\r\n"
            }).collect();
            proptest::prop_assert_eq!(parse(&written), Some(rows));
        }

        #[test]
        fn no_text_makes_the_parser_stumble(text in "[a,\"\r\n]{0,40}") {
            let closed = text.matches('"').count() % 2 == 0;
            if closed && !text.contains('"') {
                proptest::prop_assert!(parse(&text).is_some());
            }
            let _ = parse(&text);
        }
    }
}
