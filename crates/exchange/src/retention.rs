//! How long reads are kept.

use causeway_core::retention::{Class, Keep, Rule};

/// Records of reads: names only. Its key stands in the `[exchange]` section.
pub const READS: Class = Class { key: "exchange.keep_reads_days", days: 30, least: 1, most: 3650 };

const CATALOGUE: Keep = Keep::Always("receipts name it, and what they name stays known");

/// The rules of this crate's tables.
pub const RETENTION: &[Rule] = &[
    Rule::new("exchange_dataset", "what can be exchanged", CATALOGUE),
    Rule::new("exchange_purpose", "registered purposes", CATALOGUE),
    Rule::new("exchange_provider", "who holds data, and their keys", CATALOGUE),
    Rule::new("exchange_read", "that data was read: names of fields, never a value", Keep::Days(READS))
        .by("exchange.purge")
        .told("reads"),
    Rule::new("exchange_seen", "signed requests that were taken, hashed", Keep::Expiry("a few minutes"))
        .by("exchange.purge"),
    Rule::new("exchange_refused", "refusals that were told already", Keep::Expiry("an hour"))
        .by("exchange.purge"),
];
