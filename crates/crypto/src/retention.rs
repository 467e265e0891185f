//! How long the keys of people's data are kept.

use causeway_core::retention::{Keep, Rule};

/// The rules of this crate's tables.
pub const RETENTION: &[Rule] = &[
    Rule::new(
        "crypto_person_key",
        "the key of a person's data, wrapped; of a registration that failed or was left it goes with it",
        Keep::Account,
    )
    .told("keys"),
    Rule::new(
        "crypto_key",
        "which of the platform's own keys there were: names and times",
        Keep::Always("an old key store is known by it"),
    ),
    Rule::new("crypto_node", "which of them each running node holds: names", Keep::Expiry("3 minutes"))
        .by("crypto.forget_nodes"),
];
