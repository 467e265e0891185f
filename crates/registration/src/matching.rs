//! The comparison of an application with the register's record.
//!
//! Every field is compared, whatever the others gave, and without telling by time how far two values agree.

use std::collections::BTreeMap;

use causeway_crypto::digest;
use jiff::civil::Date;

use crate::application::{Checked, comparable_name, parse_day};

/// The register's fields, in the order they are asked for.
pub const FIELDS: [&str; 4] = ["name", "date_of_birth", "date_of_issue", "status"];
/// The `status` of a card that may be used.
pub const STATUS_VALID: &str = "valid";
/// The `status` of a card that its holder reported lost or stolen.
pub const STATUS_LOST: &str = "lost";

/// What the comparison gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// All fields match and the card is valid.
    Verified,
    /// All fields match and the card is reported lost.
    Lost,
    /// Anything else: no such card, a field that differs, a status we do not know. Not told apart.
    No,
}

/// Compares; `record` is what the register answered, `None` when it has no such card.
pub(crate) fn compare(applicant: &Checked, record: Option<&BTreeMap<String, String>>) -> Verdict {
    let nothing = BTreeMap::new();
    let record = record.unwrap_or(&nothing);
    let field = |name: &str| record.get(name).map_or("", String::as_str);
    let agree = [
        same_name(&applicant.name, field("name")),
        same_day(applicant.date_of_birth, field("date_of_birth")),
        same_day(applicant.date_of_issue, field("date_of_issue")),
    ];
    let agree = agree.into_iter().fold(true, |all, one| all & one);
    match (agree, field("status")) {
        (true, STATUS_VALID) => Verdict::Verified,
        (true, STATUS_LOST) => Verdict::Lost,
        _ => Verdict::No,
    }
}

fn same_name(ours: &str, theirs: &str) -> bool {
    let (ours, theirs) = (comparable_name(ours), comparable_name(theirs));
    // Over hashes, so that not even the length decides how long it takes.
    digest::equal(&digest::sha256(ours.as_bytes()), &digest::sha256(theirs.as_bytes()))
}

fn same_day(ours: Date, theirs: &str) -> bool {
    let theirs = parse_day(theirs).map(|day| day.to_string()).unwrap_or_default();
    digest::equal(&digest::sha256(ours.to_string().as_bytes()), &digest::sha256(theirs.as_bytes()))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::application::{check, tests::good};

    fn applicant() -> Checked {
        check(&good(), date(2026, 11, 21)).unwrap_or_else(|_| unreachable!())
    }

    fn record() -> BTreeMap<String, String> {
        [
            ("name", "CHAN, Tai Man"),
            ("date_of_birth", "1990-01-31"),
            ("date_of_issue", "2019-03-07"),
            ("status", "valid"),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
    }

    fn with(name: &str, value: &str) -> BTreeMap<String, String> {
        let mut record = record();
        record.insert(name.to_owned(), value.to_owned());
        record
    }

    #[test]
    fn all_fields_and_a_valid_card_verify() {
        assert_eq!(compare(&applicant(), Some(&record())), Verdict::Verified);
    }

    #[test]
    fn any_one_field_that_differs_is_a_no() {
        for (name, value) in [
            ("name", "CHAN Tai Ming"),
            ("name", ""),
            ("date_of_birth", "1990-01-30"),
            ("date_of_issue", "2019-03-08"),
            ("date_of_issue", "not a day"),
            ("status", "cancelled"),
            ("status", ""),
        ] {
            assert_eq!(compare(&applicant(), Some(&with(name, value))), Verdict::No, "{name} {value}");
        }
        for name in FIELDS {
            let mut short = record();
            short.remove(name);
            assert_eq!(compare(&applicant(), Some(&short)), Verdict::No, "{name} missing");
        }
    }

    #[test]
    fn no_record_is_a_no() {
        assert_eq!(compare(&applicant(), None), Verdict::No);
    }

    #[test]
    fn a_lost_card_is_told_only_when_all_fields_match() {
        let mut lost = with("status", STATUS_LOST);
        assert_eq!(compare(&applicant(), Some(&lost)), Verdict::Lost);
        lost.insert("date_of_issue".to_owned(), "2019-03-08".to_owned());
        assert_eq!(compare(&applicant(), Some(&lost)), Verdict::No);
    }
}
