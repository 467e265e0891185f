//! How long requests and consents are kept.

use causeway_core::retention::{Class, Keep, Rule};

/// Consents that have ended: as long as somebody may ask on what ground their data was read.
pub const ENDED_CONSENTS: Class =
    Class { key: "retention.ended_consents_days", days: 2557, least: 365, most: 3653 };

const MINUTES: Keep = Keep::Expiry("20 minutes");

/// The rules of this crate's tables.
pub const RETENTION: &[Rule] = &[
    Rule::new(
        "consent_consent",
        "what people have allowed, from when it has ended",
        Keep::Days(ENDED_CONSENTS),
    )
    .by("consent.purge")
    .told("consents"),
    Rule::new("consent_request", "what a service asks of a person", MINUTES)
        .by("consent.purge")
        .told("requests"),
    Rule::new("consent_grant", "which consents a request led to", MINUTES)
        .by("consent.purge")
        .told("requests"),
    Rule::new("consent_mute", "services that a person does not want to be asked by", Keep::Account)
        .told("mutes"),
    Rule::new("consent_order", "QR codes between two devices", MINUTES).by("consent.purge").told("requests"),
];
