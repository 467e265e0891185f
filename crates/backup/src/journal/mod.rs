//! The journal's files: append-only, outside the database, ids only.
//!
//! `journal-2026-11-21-<writer>.log`: one for each day and each process that shipped. Each line is a hash, a space and JSON; the hash
//! is SHA-256 over the hash of the line before it and this line's JSON, so that a line that was changed, left out or put in shows. The
//! first line names the database and the writer, and follows on the last line of the writer's file before it. The others are entries
//! ([`causeway_core::journal::Entry`]), numbered without a gap within a life of the database, whichever process wrote them.

mod held;
mod read;
mod ship;

use causeway_crypto::digest::Sha256;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub(crate) use held::Held;
pub(crate) use read::{Gap, Journal, as_shipped};
pub use ship::Shipper;

/// The version of the format.
const VERSION: u32 = 1;
/// How a file's name begins and ends.
const PREFIX: &str = "journal-";
const ENDING: &str = ".log";

/// The first line of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FirstLine {
    /// The version of the format: 1.
    causeway_journal: u32,
    /// The database that ships.
    database: Uuid,
    /// The process that writes.
    writer: Uuid,
    /// Which of its files, from 1.
    file: u32,
}

/// Hash of a line, which follows on the hash of the line before it.
fn chained(previous: &[u8; 32], json: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(previous);
    hash.update(json);
    hash.finish()
}
