//! Ids. What the platform makes is a UUIDv7 with a type of its own; what people register has a short readable name.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Error, FromValue, Result, Value};

macro_rules! uuid_ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// The UUID inside.
            pub fn uuid(self) -> Uuid { self.0 }
        }
        impl From<Uuid> for $name { fn from(id: Uuid) -> Self { Self(id) } }
        impl From<$name> for Value { fn from(id: $name) -> Self { Value::Uuid(id.0) } }
        impl FromValue for $name {
            fn from_value(value: Value) -> Result<Self> { Uuid::from_value(value).map(Self) }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.fmt(f) }
        }
        impl FromStr for $name {
            type Err = Error;
            fn from_str(text: &str) -> Result<Self> {
                Uuid::parse_str(text).map(Self).map_err(|_| Error::not_found())
            }
        }
    )*};
}

uuid_ids! {
    /// A person's account.
    AccountId;
    /// One browser's session of a person.
    SessionId;
    /// Something a party asks of a person.
    RequestId;
    /// Something a person has allowed.
    ConsentId;
    /// A piece of evidence.
    ReceiptId;
    /// One read of a person's data.
    ReadId;
    /// A person's place in an organisation's staff.
    MemberId;
}

macro_rules! name_ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        ///
        /// 1 to 64 characters of `a-z`, `0-9`, `-` and `.`.
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The name as text.
            pub fn as_str(&self) -> &str { &self.0 }
        }
        impl From<$name> for String { fn from(id: $name) -> Self { id.0 } }
        impl From<$name> for Value { fn from(id: $name) -> Self { Value::Text(id.0) } }
        impl From<&$name> for Value { fn from(id: &$name) -> Self { Value::Text(id.0.clone()) } }
        impl FromValue for $name {
            fn from_value(value: Value) -> Result<Self> { Self::try_from(String::from_value(value)?) }
        }
        impl TryFrom<String> for $name {
            type Error = Error;
            fn try_from(text: String) -> Result<Self> {
                if is_name(&text) { Ok(Self(text)) } else { Err(bad_name()) }
            }
        }
        impl FromStr for $name {
            type Err = Error;
            fn from_str(text: &str) -> Result<Self> { Self::try_from(text.to_owned()) }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.fmt(f) }
        }
    )*};
}

name_ids! {
    /// A department or company, such as `transport`.
    OrganisationId;
    /// An OAuth client, such as `driving-licence`.
    ClientId;
    /// A dataset, such as `water.address`.
    DatasetId;
    /// A registered purpose, such as `licence-renewal`.
    PurposeId;
}

fn is_name(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.')
}

fn bad_name() -> Error {
    Error::invalid("bad_name", "A name has 1 to 64 characters of a-z, 0-9, '-' and '.'.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_lower_case_and_safe_in_urls() {
        for good in ["water", "water.address", "a-1"] {
            assert_eq!(good.parse::<DatasetId>().unwrap().as_str(), good);
        }
        for bad in ["", "Water", "a b", "a/b", "水", &"a".repeat(65)] {
            assert!(bad.parse::<DatasetId>().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_malformed_uuid_is_simply_not_there() {
        assert_eq!("xyz".parse::<ConsentId>().unwrap_err().kind(), crate::Kind::NotFound);
    }
}
