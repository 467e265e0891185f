//! Values and rows: what both engines can hold, and nothing else.

use jiff::Timestamp;
use uuid::Uuid;

use crate::{Error, Result};

/// A parameter or a column. SQLite keeps booleans and times (microseconds since 1970) as integers, UUIDs as 16 bytes, JSON as text.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// SQL null.
    Null,
    /// `text`.
    Text(String),
    /// `bigint`.
    Int(i64),
    /// `boolean`.
    Bool(bool),
    /// `bytea`.
    Bytes(Vec<u8>),
    /// `uuid`.
    Uuid(Uuid),
    /// `timestamptz`, to the microsecond.
    Time(Timestamp),
    /// `jsonb`.
    Json(serde_json::Value),
}

/// What can be read from a column.
pub trait FromValue: Sized {
    /// Converts; fails when the column holds something else.
    fn from_value(value: Value) -> Result<Self>;
}

fn mismatch<T>(wanted: &str, found: &Value) -> Result<T> {
    let found = match found {
        Value::Null => "null",
        Value::Text(_) => "text",
        Value::Int(_) => "bigint",
        Value::Bool(_) => "boolean",
        Value::Bytes(_) => "bytea",
        Value::Uuid(_) => "uuid",
        Value::Time(_) => "timestamptz",
        Value::Json(_) => "jsonb",
    };
    Err(Error::internal(format!("column is {found}, wanted {wanted}")))
}

macro_rules! from_into {
    ($($type:ty => $into:expr;)*) => {$(
        impl From<$type> for Value { fn from(v: $type) -> Self { $into(v) } }
    )*};
}
from_into! {
    String => Value::Text;
    &str => |v: &str| Value::Text(v.to_owned());
    &String => |v: &String| Value::Text(v.clone());
    i64 => Value::Int;
    i32 => |v| Value::Int(i64::from(v));
    u32 => |v| Value::Int(i64::from(v));
    bool => Value::Bool;
    Vec<u8> => Value::Bytes;
    &[u8] => |v: &[u8]| Value::Bytes(v.to_vec());
    &Vec<u8> => |v: &Vec<u8>| Value::Bytes(v.clone());
    [u8; 32] => |v: [u8; 32]| Value::Bytes(v.to_vec());
    &[u8; 32] => |v: &[u8; 32]| Value::Bytes(v.to_vec());
    Uuid => Value::Uuid;
    Timestamp => Value::Time;
    serde_json::Value => Value::Json;
}
impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(v: Option<T>) -> Self {
        v.map_or(Value::Null, Into::into)
    }
}

impl FromValue for String {
    fn from_value(value: Value) -> Result<Self> {
        match value {
            Value::Text(v) => Ok(v),
            other => mismatch("text", &other),
        }
    }
}
impl FromValue for i64 {
    fn from_value(value: Value) -> Result<Self> {
        match value {
            Value::Int(v) => Ok(v),
            other => mismatch("bigint", &other),
        }
    }
}
impl FromValue for bool {
    fn from_value(value: Value) -> Result<Self> {
        match value {
            Value::Bool(v) => Ok(v),
            Value::Int(v) => Ok(v != 0),
            other => mismatch("boolean", &other),
        }
    }
}
impl FromValue for Vec<u8> {
    fn from_value(value: Value) -> Result<Self> {
        match value {
            Value::Bytes(v) => Ok(v),
            other => mismatch("bytea", &other),
        }
    }
}
impl<const N: usize> FromValue for [u8; N] {
    fn from_value(value: Value) -> Result<Self> {
        let bytes = Vec::<u8>::from_value(value)?;
        bytes
            .try_into()
            .map_err(|b: Vec<u8>| Error::internal(format!("column has {} bytes, wanted {N}", b.len())))
    }
}
impl FromValue for Uuid {
    fn from_value(value: Value) -> Result<Self> {
        match value {
            Value::Uuid(v) => Ok(v),
            Value::Bytes(v) => Self::from_slice(&v).map_err(Error::internal),
            other => mismatch("uuid", &other),
        }
    }
}
impl FromValue for Timestamp {
    fn from_value(value: Value) -> Result<Self> {
        match value {
            Value::Time(v) => Ok(v),
            Value::Int(v) => Self::from_microsecond(v).map_err(Error::internal),
            other => mismatch("timestamptz", &other),
        }
    }
}
impl FromValue for serde_json::Value {
    fn from_value(value: Value) -> Result<Self> {
        match value {
            Value::Json(v) => Ok(v),
            Value::Text(v) => serde_json::from_str(&v).map_err(Error::internal),
            other => mismatch("jsonb", &other),
        }
    }
}
impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: Value) -> Result<Self> {
        match value {
            Value::Null => Ok(None),
            other => T::from_value(other).map(Some),
        }
    }
}

/// One row, its columns in the order in which the statement names them.
#[derive(Clone, Debug, PartialEq)]
pub struct Row(pub(super) Vec<Value>);

impl Row {
    /// Reads the whole row as one value or as a tuple, a place for each column.
    pub fn read<T: FromRow>(self) -> Result<T> {
        T::from_row(self)
    }

    /// Its columns as they are: for what carries rows without knowing what they mean.
    pub fn values(self) -> Vec<Value> {
        self.0
    }
}

/// What a whole row can be read as.
pub trait FromRow: Sized {
    /// Converts; fails when the number of columns or a type differs.
    fn from_row(row: Row) -> Result<Self>;
}

impl<T: FromValue> FromRow for T {
    fn from_row(row: Row) -> Result<Self> {
        let mut columns = row.0.into_iter();
        match (columns.next(), columns.next()) {
            (Some(only), None) => T::from_value(only),
            _ => Err(Error::internal("wanted a row of one column")),
        }
    }
}

macro_rules! tuples {
    ($($($name:ident)+;)*) => {$(
        impl<$($name: FromValue),+> FromRow for ($($name,)+) {
            fn from_row(row: Row) -> Result<Self> {
                let mut columns = row.0.into_iter();
                let out = ($($name::from_value(columns.next().ok_or_else(|| Error::internal("too few columns"))?)?,)+);
                if columns.next().is_some() { return Err(Error::internal("too many columns")); }
                Ok(out)
            }
        }
    )*};
}
tuples! {
    A B;
    A B C;
    A B C D;
    A B C D E;
    A B C D E F;
    A B C D E F G;
    A B C D E F G H;
    A B C D E F G H I;
    A B C D E F G H I J;
    A B C D E F G H I J K;
    A B C D E F G H I J K L;
    A B C D E F G H I J K L M;
    A B C D E F G H I J K L M N;
    A B C D E F G H I J K L M N O;
    A B C D E F G H I J K L M N O P;
    A B C D E F G H I J K L M N O P Q;
    A B C D E F G H I J K L M N O P Q R;
    A B C D E F G H I J K L M N O P Q R S;
    A B C D E F G H I J K L M N O P Q R S T;
    A B C D E F G H I J K L M N O P Q R S T U;
}
