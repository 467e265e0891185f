//! What a backup file says once it is decrypted: lines of JSON, so that anybody can read it with `age -d`.
//!
//! | line | says |
//! |---|---|
//! | the first | [`Header`]: what this is, of which moment of which database, and how many rows each table has |
//! | `{"table":"…"}` | the rows that follow are of this table |
//! | `[…]` | a row: a value for each column of the header's list |
//! | the last | [`Footer`]: how many rows there were, and the SHA-256 of every byte before this line |
//!
//! Values: `text` is text, `bigint` a number, `boolean` true or false, `uuid` text, `timestamptz` text (RFC 3339, UTC), `bytea`
//! Base64url, `jsonb` the value in an array of one; nothing is null.

use causeway_core::db::schema::{Holds, Table};
use causeway_core::journal::Life;
use causeway_core::{Error, Result, Value};
use causeway_crypto::b64;
use causeway_evidence::LogMark;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use uuid::Uuid;

/// The version of the format.
pub(crate) const VERSION: u32 = 1;

/// Which of the two files of a backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Everything but the keys of people's data.
    Data,
    /// The keys of people's data alone.
    Keys,
}

impl Part {
    /// As it stands in file names.
    pub fn name(self) -> &'static str {
        match self {
            Self::Data => "data",
            Self::Keys => "keys",
        }
    }

    /// Whether a table belongs to this part.
    pub(crate) fn has(self, table: &str) -> bool {
        (table == causeway_crypto::person::TABLE) == (self == Self::Keys)
    }
}

/// The first line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// The version of the format: 1.
    pub causeway_backup: u32,
    /// Which of the two files.
    pub part: Part,
    /// The backup's id: the same in both files.
    pub backup: Uuid,
    /// The moment it holds.
    pub at: Timestamp,
    /// The release that made it.
    pub release: String,
    /// The migrations that the database had seen.
    pub migrations: Vec<String>,
    /// `sandbox` or `production`.
    pub mode: String,
    /// The database's id.
    pub database: Uuid,
    /// Where the evidence log stood; none before its first checkpoint.
    pub log: Option<LogMark>,
    /// How far the journal of each of the database's lives is contained, oldest first.
    pub lives: Vec<Life>,
    /// The tables of this file.
    pub tables: Vec<TableHead>,
}

/// A table and how many rows of it follow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableHead {
    /// The table with its columns, in the order of the values in a row.
    pub table: Table,
    /// How many rows.
    pub rows: u64,
}

impl Header {
    /// Rows of all tables of this file.
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|head| head.rows).sum()
    }
}

/// The line before the rows of a table.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TableLine {
    pub(crate) table: String,
}

/// The last line.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Footer {
    pub(crate) end: End,
}

/// What the last line says.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct End {
    pub(crate) rows: u64,
    pub(crate) sha256: String,
}

/// A row as a line says it. The values are in the order of the table's columns.
pub(crate) fn row_out(table: &Table, values: Vec<Value>) -> Result<Vec<Json>> {
    table.columns.iter().zip(values).map(|(column, value)| Ok(out(column.holds.normal(value)?))).collect()
}

fn out(value: Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Text(text) => text.into(),
        Value::Int(number) => number.into(),
        Value::Bool(truth) => truth.into(),
        Value::Bytes(bytes) => b64::encode(&bytes).into(),
        Value::Uuid(id) => id.to_string().into(),
        Value::Time(at) => at.to_string().into(),
        Value::Json(json) => Json::Array(vec![json]),
    }
}

/// Reads what [`row_out`] wrote.
pub(crate) fn row_in(table: &Table, row: Vec<Json>) -> Result<Vec<Value>> {
    if row.len() != table.columns.len() {
        return Err(malformed(&format!("a row of {table} has {} values", row.len())));
    }
    let read = |(holds, value)| {
        read(holds, value).ok_or_else(|| malformed(&format!("a value in {table} is of the wrong kind")))
    };
    table.columns.iter().map(|column| column.holds).zip(row).map(read).collect()
}

fn read(holds: Holds, value: Json) -> Option<Value> {
    Some(match (holds, value) {
        (_, Json::Null) => Value::Null,
        (Holds::Text, Json::String(text)) => Value::Text(text),
        (Holds::Bigint, Json::Number(number)) => Value::Int(number.as_i64()?),
        (Holds::Boolean, Json::Bool(truth)) => Value::Bool(truth),
        (Holds::Bytea, Json::String(text)) => Value::Bytes(b64::decode(&text).ok()?),
        (Holds::Uuid, Json::String(text)) => Value::Uuid(text.parse().ok()?),
        (Holds::Timestamptz, Json::String(text)) => Value::Time(text.parse().ok()?),
        (Holds::Jsonb, Json::Array(mut one)) if one.len() == 1 => Value::Json(one.pop()?),
        _ => return None,
    })
}

/// The file does not say what a backup says.
pub(crate) fn malformed(what: &str) -> Error {
    Error::invalid("backup_malformed", format!("This is not a backup that this release can read: {what}."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use causeway_core::db::schema::Column;
    use proptest::prelude::*;
    use serde_json::json;

    fn table(holds: &[Holds]) -> Table {
        let column = |(n, holds): (usize, &Holds)| Column { name: format!("c{n}"), holds: *holds };
        Table { name: "t".to_owned(), columns: holds.iter().enumerate().map(column).collect() }
    }

    const ALL: [Holds; 7] = [
        Holds::Text,
        Holds::Bigint,
        Holds::Boolean,
        Holds::Bytea,
        Holds::Uuid,
        Holds::Timestamptz,
        Holds::Jsonb,
    ];

    #[test]
    fn a_row_reads_as_it_was_written() {
        let values = vec![
            Value::Text("水\n\"x\"".to_owned()),
            Value::Int(i64::MIN),
            Value::Bool(true),
            Value::Bytes(vec![0, 255]),
            Value::Uuid(Uuid::from_u128(7)),
            Value::Time(Timestamp::from_microsecond(1_795_248_000_123_456).unwrap()),
            Value::Json(json!({"a": [1, null, "x"]})),
        ];
        let written = row_out(&table(&ALL), values.clone()).unwrap();
        assert_eq!(written[3], json!("AP8"));
        assert_eq!(written[5], json!("2026-11-21T08:00:00.123456Z"));
        assert_eq!(row_in(&table(&ALL), written).unwrap(), values);
    }

    #[test]
    fn no_value_and_the_json_value_null_are_two_things() {
        let jsonb = table(&[Holds::Jsonb]);
        for value in [Value::Null, Value::Json(Json::Null)] {
            let written = row_out(&jsonb, vec![value.clone()]).unwrap();
            assert_eq!(row_in(&jsonb, written).unwrap(), [value]);
        }
    }

    #[test]
    fn what_sqlite_gives_is_written_as_what_postgresql_gives() {
        let id = Uuid::from_u128(9);
        let at = Timestamp::from_microsecond(5).unwrap();
        let kinds = table(&[Holds::Uuid, Holds::Boolean, Holds::Timestamptz, Holds::Jsonb]);
        let sqlite = vec![
            Value::Bytes(id.as_bytes().to_vec()),
            Value::Int(0),
            Value::Int(5),
            Value::Text("{\"b\":1,\"a\":2}".to_owned()),
        ];
        let postgres =
            vec![Value::Uuid(id), Value::Bool(false), Value::Time(at), Value::Json(json!({"a": 2, "b": 1}))];
        assert_eq!(row_out(&kinds, sqlite).unwrap(), row_out(&kinds, postgres).unwrap());
    }

    #[test]
    fn a_row_of_another_shape_is_refused() {
        let text = table(&[Holds::Text]);
        for bad in [json!([]), json!(["a", "b"]), json!([1]), json!([["a"]]), json!([true])] {
            let Json::Array(row) = bad else { panic!() };
            assert_eq!(row_in(&text, row).unwrap_err().code(), "backup_malformed");
        }
        let number = table(&[Holds::Bigint]);
        for bad in [json!([1.5]), json!([9_223_372_036_854_775_808_u64]), json!(["1"])] {
            let Json::Array(row) = bad else { panic!() };
            assert!(row_in(&number, row).is_err());
        }
    }

    #[test]
    fn the_keys_of_people_are_a_part_of_their_own() {
        let keys = causeway_crypto::person::TABLE;
        assert!(Part::Keys.has(keys) && !Part::Data.has(keys));
        assert!(Part::Data.has("any_other") && !Part::Keys.has("any_other"));
    }

    proptest! {
        #[test]
        fn texts_bytes_and_numbers_survive(text: String, bytes: Vec<u8>, number: i64) {
            let kinds = table(&[Holds::Text, Holds::Bytea, Holds::Bigint]);
            let values = vec![Value::Text(text), Value::Bytes(bytes), Value::Int(number)];
            let line = serde_json::to_string(&row_out(&kinds, values.clone()).unwrap()).unwrap();
            prop_assert!(!line.contains('\n'));
            prop_assert_eq!(row_in(&kinds, serde_json::from_str(&line).unwrap()).unwrap(), values);
        }
    }
}
