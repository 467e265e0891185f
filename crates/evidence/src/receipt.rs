//! What a person can take away: entries of a list, receipts, statements about a chain; and what exactly is committed to.

use std::fmt;

use causeway_core::{Error, ReceiptId, Result};
use causeway_crypto::canonical;
use causeway_crypto::digest::sha256;
use jiff::Timestamp;
use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use crate::Event;
use crate::digest::Digest;
use crate::log::Hash;

/// The version of receipts and statements.
pub(crate) const VERSION: u32 = 1;
const RECEIPT_PREFIX: &[u8] = b"causeway-receipt-v1\n";
const CHAIN_PREFIX: &[u8] = b"causeway-chain-v1\n";

/// One line of an activity list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The receipt.
    pub id: ReceiptId,
    /// When it happened.
    pub at: Timestamp,
    /// What happened.
    pub event: Event,
    /// Whether the receipt is in the log already, so that it can be proved.
    pub logged: bool,
    /// Until when it was withheld from the person, if it was ([`crate::Suspension`]).
    pub withheld_until: Option<Timestamp>,
}

/// A receipt as a portable JSON document, to be checked offline by [`crate::verify`](crate::verify()).
///
/// The commitment is SHA-256("causeway-receipt-v1\n" || salt || RFC 8785 form of {at, body, chain, id, version}).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// 1.
    pub version: u32,
    /// The receipt's id.
    pub id: ReceiptId,
    /// When it happened.
    pub at: Timestamp,
    /// What happened, as it was recorded.
    pub body: Body,
    /// 32 random bytes, without which the commitment in the log says nothing.
    pub salt: Digest,
    /// Its place in its chain.
    pub chain: Link,
    /// Where in which log it stands; null while it waits to be logged, a few seconds.
    pub log: Option<Place>,
    /// The proof that it stands there, in the form of c2sp.org/tlog-proof@v1; null while it waits.
    pub proof: Option<String>,
}

/// A receipt's place in the chain of its subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// From 1, without gaps.
    pub seq: u64,
    /// The chain's head before it: 32 zero bytes at first, then SHA-256(head before || commitment).
    pub previous: Digest,
}

/// A place in a log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The log's name.
    pub origin: String,
    /// The entry's number, from 0.
    pub index: u64,
}

/// What the log says of a whole chain on one day: how many receipts it had, and its head over all of them.
///
/// Its entry in the log is SHA-256("causeway-chain-v1\n" || salt || length in 8 bytes, big-endian || head).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// 1.
    pub version: u32,
    /// When it was made. Not part of the commitment; the checkpoint has no time either.
    pub at: Timestamp,
    /// How many receipts the chain had.
    pub length: u64,
    /// Its head.
    pub head: Digest,
    /// The chain's own random bytes.
    pub salt: Digest,
    /// Where it stands in the log.
    pub log: Place,
    /// The proof that it stands there.
    pub proof: String,
}

/// The part of a receipt that is committed to.
#[derive(Serialize)]
pub(crate) struct Committed<'a> {
    pub(crate) at: Timestamp,
    pub(crate) body: &'a Body,
    pub(crate) chain: Link,
    pub(crate) id: ReceiptId,
    pub(crate) version: u32,
}

impl Committed<'_> {
    pub(crate) fn commitment(&self, salt: &Digest) -> Result<Hash> {
        let text = canonical::to_vec(self)?;
        Ok(sha256(&[RECEIPT_PREFIX, &salt.0, &text].concat()))
    }
}

impl Receipt {
    /// Reads the JSON document, strictly: unknown and repeated names are errors.
    ///
    /// # Errors
    /// `bad_receipt`.
    pub fn parse(json: &[u8]) -> Result<Self> {
        let wrong =
            |why: String| Error::invalid("bad_receipt", format!("This is not a receipt of ours: {why}."));
        let receipt: Self = serde_json::from_slice(json).map_err(|e| wrong(e.to_string()))?;
        // An id in capitals or a time with a small "t" reads the same. It was changed all the same, and so is refused.
        let read: Value = serde_json::from_slice(json).map_err(|e| wrong(e.to_string()))?;
        let written = serde_json::to_value(&receipt).map_err(Error::internal)?;
        if read == written {
            Ok(receipt)
        } else {
            Err(wrong("something in it is written otherwise".to_owned()))
        }
    }

    /// The 32 bytes that stand in the log.
    pub fn commitment(&self) -> Result<Hash> {
        let Self { version, id, at, body, salt, chain, .. } = self;
        Committed { at: *at, body, chain: *chain, id: *id, version: *version }.commitment(salt)
    }
}

impl Statement {
    /// Reads the JSON document, strictly.
    ///
    /// # Errors
    /// `bad_statement`.
    pub fn parse(json: &[u8]) -> Result<Self> {
        serde_json::from_slice(json).map_err(|e| {
            Error::invalid("bad_statement", format!("This is not a chain statement of ours: {e}."))
        })
    }

    /// The 32 bytes that stand in the log.
    pub fn commitment(&self) -> Hash {
        chain_commitment(&self.salt.0, self.length, &self.head.0)
    }
}

pub(crate) fn chain_commitment(salt: &Hash, length: u64, head: &Hash) -> Hash {
    sha256(&[CHAIN_PREFIX, salt, &length.to_be_bytes(), head].concat())
}

/// A chain's head after one more receipt.
pub(crate) fn next_head(head: &Hash, commitment: &Hash) -> Hash {
    sha256(&[head.as_slice(), commitment].concat())
}

/// The body of a receipt: an event as it was recorded, perhaps by a newer version.
///
/// Kept as it was written, and not as an [`Event`], since the commitment is to what was written. Names do not repeat, and values are
/// flat: text, truth values, null and lists of text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Body(Map<String, Value>);

impl Body {
    pub(crate) fn of(event: &Event) -> Result<Self> {
        match serde_json::to_value(event) {
            Ok(Value::Object(map)) => Ok(Self(map)),
            Ok(_) => Err(Error::internal("an event is an object")),
            Err(error) => Err(Error::internal(error)),
        }
    }

    /// The event; [`Event::Unknown`] if this version does not know it.
    pub fn event(&self) -> Event {
        Event::deserialize(&Value::Object(self.0.clone())).unwrap_or(Event::Unknown)
    }

    /// The reference of the case that it belongs to, if it names one.
    pub(crate) fn case(&self) -> Option<&str> {
        self.0.get("case").and_then(Value::as_str)
    }

    /// Its fields as they were recorded, but for the event's name: what staff are shown of it.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().filter(|(name, _)| *name != "event").map(|(name, value)| (name.as_str(), value))
    }

    /// The event's name as recorded.
    pub fn name(&self) -> &str {
        self.0.get("event").and_then(Value::as_str).unwrap_or("unknown")
    }
}

impl<'de> Deserialize<'de> for Body {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(BodyVisitor)
    }
}

struct BodyVisitor;

impl<'de> Visitor<'de> for BodyVisitor {
    type Value = Body;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an event: an object of flat values, each name once")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Body, A::Error> {
        let mut map = Map::new();
        while let Some((name, value)) = entries.next_entry::<String, Value>()? {
            if !is_flat(&value) {
                return Err(de::Error::custom(format!("{name} is not flat")));
            }
            if map.insert(name, value).is_some() {
                return Err(de::Error::custom("a name is repeated"));
            }
        }
        Ok(Body(map))
    }
}

fn is_flat(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) | Value::String(_) => true,
        Value::Array(items) => items.iter().all(Value::is_string),
        Value::Number(_) | Value::Object(_) => false,
    }
}
