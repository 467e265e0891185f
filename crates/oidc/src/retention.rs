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
    Rule::new("oidc_code", "codes of logins, hashed", Keep::Expiry("an hour")).by("oidc.purge").told("codes"),
    Rule::new("oidc_assertion", "assertions of clients that were used, hashed", Keep::Expiry("an hour"))
        .by("oidc.purge"),
    Rule::new("oidc_pushed", "authorization requests that services pushed", Keep::Expiry("10 minutes"))
        .by("oidc.purge"),
    Rule::new("oidc_backchannel", "what services asked of a person without a browser", Keep::Expiry("a day"))
        .by("oidc.purge")
        .told("asked"),
    Rule::new("oidc_device", "logins begun on a device without a keyboard", Keep::Expiry("20 minutes"))
        .by("oidc.purge")
        .told("requests"),
    Rule::new("oidc_user_code", "codes that people set against prompts, keyed", Keep::Account)
        .told("account"),
    Rule::new("oidc_jwks", "public keys of services, as last fetched", Keep::Expiry("a day"))
        .by("oidc.purge"),
    Rule::new(
        "oidc_registration",
        "how clients that registered by the protocol are managed",
        Keep::Always("it goes with its client"),
    ),
    Rule::new("oidc_initial_token", "tokens by which clients register", Keep::Expiry("90 days"))
        .by("oidc.purge"),
    Rule::new(
        "oidc_statement_issuer",
        "whose software statements are believed",
        Keep::Always("it is the policy in force"),
    ),
    Rule::new("oidc_session", "the services at which a session is in use", Keep::Expiry("12 hours"))
        .by("oidc.purge")
        .told("sessions"),
    Rule::new("oidc_logout", "logouts that services asked for", Keep::Expiry("20 minutes")).by("oidc.purge"),
    Rule::new(
        "oidc_resource",
        "registered resource servers",
        Keep::Always("a resource that was registered stays known by name"),
    ),
];
