//! How long registrations under way are kept.

use causeway_core::retention::{Keep, Rule};

/// The rules of this crate's tables.
pub const RETENTION: &[Rule] = &[
    Rule::new(
        "registration_draft",
        "registrations under way",
        Keep::Expiry("15 minutes after the last step"),
    )
    .by("registration.purge")
    .told("registrations"),
    Rule::new(
        "registration_attempt_count",
        "how often a card and an address were tried, hashed",
        Keep::Expiry("an hour"),
    )
    .by("registration.purge")
    .told("attempts"),
    Rule::new(
        "registration_sandbox_key",
        "integrators' keys, in a sandbox",
        Keep::Always("an integrator uses it until it is replaced"),
    ),
    Rule::new("registration_sandbox_passkey", "simulated phones, in a sandbox", Keep::Account),
];
