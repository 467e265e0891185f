//! How long values about a person are kept.

use causeway_core::retention::{Keep, Rule};

/// The rules of this crate's tables.
pub const RETENTION: &[Rule] =
    &[Rule::new("vault_item", "values about a person, sealed", Keep::Account).told("profile")];
