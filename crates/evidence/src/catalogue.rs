//! The generated document of all audit events: `docs/generated/audit-events.md`.

use std::fmt::Write as _;

use crate::event::CATALOGUE;

const HEAD: &str = "# Audit events

Generated from `crates/evidence/src/event.rs`: change it there.

Each event becomes a receipt in the same transaction as the act itself.
The body of a person's receipt is sealed under that person's key; the log holds salted commitments only.
No event holds personal data: only ids, names of fields, and names of services, organisations, datasets and purposes.

Besides receipts, the log holds a daily commitment to the length and head of each chain that moved.
It is no event and has no body.
";

/// All events with their fields, as Markdown.
pub fn catalogue() -> String {
    let mut out = HEAD.to_owned();
    for event in CATALOGUE {
        let _ = write!(out, "\n## {}\n\n{}\nSeen by {}.\n", event.name, event.meaning.trim(), event.seen_by);
        if event.fields.is_empty() {
            continue;
        }
        out.push_str("\n| field | type | meaning |\n|---|---|---|\n");
        for (name, kind, meaning) in event.fields {
            let _ = writeln!(out, "| `{name}` | `{kind}` | {} |", meaning.trim());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_names_each_event_once_with_its_fields() {
        let text = catalogue();
        for name in ["consent.given", "read.refused", "sandbox.person_created"] {
            assert_eq!(text.matches(&format!("\n## {name}\n")).count(), 1, "{name}");
        }
        assert!(text.contains(
            "| `until` | `Option<Timestamp>` | Until when it holds; without it, until withdrawn. |"
        ));
        assert!(text.ends_with(".\n") && !text.contains("|  |"));
    }

    #[test]
    fn no_event_has_a_field_that_could_hold_a_value_about_a_person() {
        let allowed = [
            "level",
            "reason",
            "authenticator",
            "acr",
            "client",
            "consent",
            "request",
            "kinds",
            "organisation",
            "kind",
            "dataset",
            "provider",
            "fields",
            "purpose",
            "once",
            "until",
            "shown_sha256",
            "read",
            "basis",
            "consumer",
            "consumer_organisation",
            "code",
            "receipt",
            "case",
            "cause",
            "member",
            "act",
            "found",
            "invitation",
            "roles",
            "role",
            "by",
            "proposal",
            "subject",
            "mandate",
            "backup",
            "files_sha256",
            "rows",
            "replayed",
            "origin",
            "lost",
            "former",
            // Of the platform's own keys.
            // Of a login that is passed on: names of registered resources, of scopes, of the client it comes from.
            "from",
            "resources",
            "scopes",
            "kid",
            "key_use",
            "activates_at",
        ];
        for event in CATALOGUE {
            for (name, _, _) in event.fields {
                assert!(allowed.contains(name), "{}.{name}: think before you add it here", event.name);
            }
        }
    }
}
