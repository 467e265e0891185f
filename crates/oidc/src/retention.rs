//! How long logins to services are kept.

use causeway_core::retention::{Class, Keep, Rule};

/// What services hold of a login. Its key stands in the `[oidc]` section: it is the longest that a login can last.
pub const LOGINS: Class = Class { key: "oidc.refresh_longest_days", days: 365, least: 1, most: 730 };

/// The rules of this crate's tables.
pub const RETENTION: &[Rule] = &[
    Rule::new(
        "oidc_client",
        "registered clients",
        Keep::Always("a service that was registered stays known by name"),
    ),
    Rule::new("oidc_subject", "a person's pseudonyms, one for each sector", Keep::Account).told("pseudonyms"),
    Rule::new("oidc_authorization", "logins to services under way", Keep::Expiry("20 minutes"))
        .by("oidc.purge")
        .told("requests"),
    Rule::new("oidc_grant", "what services hold of a login", Keep::Days(LOGINS))
        .by("oidc.purge")
        .told("logins"),
    Rule::new("oidc_code", "codes of logins, hashed", Keep::Expiry("a day")).by("oidc.purge").told("codes"),
    Rule::new("oidc_assertion", "assertions of clients that were used, hashed", Keep::Expiry("an hour"))
        .by("oidc.purge"),
];
