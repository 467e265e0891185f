//! The schema as the migration files add up to: which tables there are, and what their columns hold. What carries rows from one engine
//! to the other needs it, since SQLite does not tell a UUID from other bytes or a time from other numbers.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Value;
use super::migrate::files;
use crate::{Error, FromValue, Result};

/// What a column holds, in PostgreSQL's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Holds {
    /// `uuid`
    Uuid,
    /// `text`
    Text,
    /// `bigint`
    Bigint,
    /// `boolean`
    Boolean,
    /// `bytea`
    Bytea,
    /// `timestamptz`
    Timestamptz,
    /// `jsonb`
    Jsonb,
}

impl Holds {
    /// The same value, of the kind that the column has in PostgreSQL, whichever engine it came from.
    ///
    /// # Errors
    /// `internal` when it holds something else.
    pub fn normal(self, value: Value) -> Result<Value> {
        Ok(match (self, value) {
            (_, Value::Null) => Value::Null,
            (Self::Uuid, value) => Value::Uuid(FromValue::from_value(value)?),
            (Self::Text, value) => Value::Text(FromValue::from_value(value)?),
            (Self::Bigint, value) => Value::Int(FromValue::from_value(value)?),
            (Self::Boolean, value) => Value::Bool(FromValue::from_value(value)?),
            (Self::Bytea, value) => Value::Bytes(FromValue::from_value(value)?),
            (Self::Timestamptz, value) => Value::Time(FromValue::from_value(value)?),
            (Self::Jsonb, value) => Value::Json(FromValue::from_value(value)?),
        })
    }
}

impl FromStr for Holds {
    type Err = Error;

    fn from_str(word: &str) -> Result<Self> {
        Ok(match word {
            "uuid" => Self::Uuid,
            "text" => Self::Text,
            "bigint" => Self::Bigint,
            "boolean" => Self::Boolean,
            "bytea" => Self::Bytea,
            "timestamptz" => Self::Timestamptz,
            "jsonb" => Self::Jsonb,
            _ => return Err(Error::internal(format!("{word} is no type of ours (migrations/README.md)"))),
        })
    }
}

/// One column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub holds: Holds,
}

/// One table. A table comes after those that its foreign keys point at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns, in the order of the files.
    pub columns: Vec<Column>,
}

impl Table {
    /// `select` of all columns in their order.
    pub fn select(&self) -> String {
        format!("select {} from {}", self.names(), self.name)
    }

    /// `select` of how many rows there are.
    pub fn count(&self) -> String {
        format!("select count(*) from {}", self.name)
    }

    pub(super) fn names(&self) -> String {
        self.columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join(", ")
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// The tables after those migrations that `applied` names. The ledgers of migrations themselves are not among them.
///
/// # Errors
/// `internal` when a file says something that this does not understand: a test reads them all.
pub fn tables(applied: &[String]) -> Result<Vec<Table>> {
    let mut tables = Vec::new();
    for (name, sql) in files() {
        if applied.iter().any(|known| known == name) {
            for statement in statements(sql) {
                read(&mut tables, &statement)
                    .map_err(|what| Error::internal(format!("{name}: {what}: {statement}")))?;
            }
        }
    }
    Ok(tables)
}

/// A file's statements without remarks, each on one line. Our files hold no semicolon in a text.
fn statements(sql: &str) -> Vec<String> {
    let plain: Vec<&str> =
        sql.lines().map(|line| line.split_once("--").map_or(line, |(before, _)| before)).collect();
    let whole = plain.join(" ");
    whole
        .split(';')
        .map(|statement| statement.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|statement| !statement.is_empty())
        .collect()
}

fn read(tables: &mut Vec<Table>, statement: &str) -> Result<(), &'static str> {
    if let Some(rest) = statement.strip_prefix("create table ") {
        let (name, columns) = rest.split_once('(').ok_or("no columns")?;
        let columns = columns.strip_suffix(')').ok_or("no end")?;
        let columns = parts(columns).into_iter().filter(|part| !is_constraint(part)).map(column);
        tables.push(Table { name: name.trim().to_owned(), columns: columns.collect::<Result<_, _>>()? });
        return Ok(());
    }
    if let Some(rest) = statement.strip_prefix("alter table ") {
        return alter(tables, rest);
    }
    if let Some(name) = statement.strip_prefix("drop table ") {
        tables.retain(|table| table.name != name.trim_start_matches("if exists "));
        return Ok(());
    }
    let harmless =
        ["create index ", "create unique index ", "drop index ", "insert into ", "update ", "delete from "];
    if harmless.iter().any(|begin| statement.starts_with(begin)) { Ok(()) } else { Err("not understood") }
}

fn alter(tables: &mut [Table], rest: &str) -> Result<(), &'static str> {
    let (name, change) = rest.split_once(' ').ok_or("no change")?;
    let table = tables.iter_mut().find(|table| table.name == name).ok_or("no such table")?;
    if let Some(added) = change.strip_prefix("add column ") {
        table.columns.push(column(added)?);
        return Ok(());
    }
    if let Some(dropped) = change.strip_prefix("drop column ") {
        table.columns.retain(|column| column.name != dropped);
        return Ok(());
    }
    // Constraints and defaults change no name and no type.
    let harmless = ["alter column ", "add constraint ", "drop constraint "];
    if harmless.iter().any(|begin| change.starts_with(begin)) { Ok(()) } else { Err("not understood") }
}

fn column(definition: impl AsRef<str>) -> Result<Column, &'static str> {
    let mut words = definition.as_ref().split_whitespace();
    let (name, holds) = (words.next().ok_or("no name")?, words.next().ok_or("no type")?);
    Ok(Column { name: name.to_owned(), holds: holds.parse().map_err(|_| "no type of ours")? })
}

fn is_constraint(part: &str) -> bool {
    let first = part.split([' ', '(']).find(|word| !word.is_empty());
    matches!(first, Some("primary" | "unique" | "foreign" | "constraint" | "check"))
}

/// What stands between commas that are in no brackets.
fn parts(text: &str) -> Vec<String> {
    let (mut parts, mut depth) = (vec![String::new()], 0u32);
    for c in text.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(last) = parts.last_mut() {
            last.push(c);
        }
    }
    parts
}

#[cfg(test)]
#[path = "schema_tests.rs"]
mod tests;
