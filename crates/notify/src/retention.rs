//! How long messages are kept.

use causeway_core::retention::{Class, Keep, Rule};

/// Messages, read or not.
pub const MESSAGES: Class = Class { key: "retention.messages_days", days: 365, least: 30, most: 1095 };

/// The rules of this crate's tables.
pub const RETENTION: &[Rule] =
    &[Rule::new("notify_message", "messages to people, sealed", Keep::Days(MESSAGES))
        .by("notify.purge")
        .told("messages")];
