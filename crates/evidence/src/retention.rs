//! How long evidence is kept.

use causeway_core::retention::{Keep, Rule};

const LOG: Keep = Keep::Always("a log that forgets proves nothing; it holds salted commitments alone");

/// The rules of this crate's tables.
pub const RETENTION: &[Rule] = &[
    Rule::new(
        "evidence_receipt",
        "receipts; a person's are sealed under their key",
        Keep::Always("evidence is not deleted; once a person's key is destroyed it says nothing any more"),
    )
    .told("receipts"),
    Rule::new("evidence_chain", "length and head of each chain", LOG).told("receipts"),
    Rule::new("evidence_commitment", "the state of each chain by day", LOG).told("receipts"),
    Rule::new("evidence_log", "the log's newest checkpoint", LOG),
    Rule::new("evidence_tile", "the log", LOG),
    Rule::new("evidence_former_log", "names that the log had before", LOG),
    Rule::new("evidence_lost", "entries whose receipts were lost with a database", LOG),
    Rule::new("evidence_suspension", "cases of which a person was not told for a while", Keep::Account)
        .told("receipts-withheld"),
];
