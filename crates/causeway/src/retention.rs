//! How long everything is kept: the rules of all crates in one table, the days that are configured, and the upkeep that no one crate
//! does by itself. docs/RETENTION.md is written from here.

use std::fmt::Write as _;
use std::time::Duration;

use causeway_core::config::Fault;
use causeway_core::jobs::{self, Worker};
use causeway_core::retention::{self, Class, Keep, Rule, Told};
use causeway_core::{Env, Result};
use causeway_crypto::keystore::Nodes;
use causeway_identity::Identity;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use causeway_consent::retention::ENDED_CONSENTS;
use causeway_core::retention::{JOURNAL, SET_ASIDE_JOBS};
use causeway_exchange::retention::READS;
use causeway_identity::retention::STAFF_RECORDS;
use causeway_notify::retention::MESSAGES;
use causeway_oidc::retention::LOGINS;

const HOURLY: Duration = Duration::from_hours(1);

/// For how many days things are kept. docs/RETENTION.md has the whole table, with what is not configured here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(clippy::struct_field_names, reason = "a setting says its unit")]
pub(crate) struct Config {
    /// Messages to people, read or not. Default 365, at least 30, at most 1095.
    pub(crate) messages_days: u32,
    /// Consents that have ended, from when they did. Default 2557 (seven years), at least 365, at most 3653.
    pub(crate) ended_consents_days: u32,
    /// What staff proposed, and their roles, places and mandates, from when they were decided or ended. Default 2557 (seven years), at
    /// least 365, at most 3653.
    pub(crate) staff_records_days: u32,
    /// Jobs that were set aside and that nobody put back to work. Default 90, at least 7, at most 365.
    pub(crate) set_aside_jobs_days: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            messages_days: MESSAGES.days,
            ended_consents_days: ENDED_CONSENTS.days,
            staff_records_days: STAFF_RECORDS.days,
            set_aside_jobs_days: SET_ASIDE_JOBS.days,
        }
    }
}

impl Config {
    /// What is wrong with it, for `causeway check`.
    pub(crate) fn faults(&self) -> Vec<Fault> {
        let own = [
            (MESSAGES, self.messages_days),
            (ENDED_CONSENTS, self.ended_consents_days),
            (STAFF_RECORDS, self.staff_records_days),
            (SET_ASIDE_JOBS, self.set_aside_jobs_days),
        ];
        own.iter().filter_map(|(class, days)| class.fault(*days)).collect()
    }
}

/// Every class with the days that are configured for it, wherever that is.
#[derive(Clone, Debug)]
pub(crate) struct Days(Vec<(Class, u32)>);

impl Days {
    pub(crate) fn new(
        own: Config,
        exchange: &causeway_exchange::Config,
        oidc: &causeway_oidc::Config,
        backup: &causeway_backup::Config,
    ) -> Self {
        let journal_days = u32::try_from(backup.keep_days).unwrap_or(JOURNAL.most);
        let logins = u32::try_from(oidc.refresh_longest_days).unwrap_or(LOGINS.most);
        Self(vec![
            (MESSAGES, own.messages_days),
            (ENDED_CONSENTS, own.ended_consents_days),
            (READS, exchange.keep_reads_days),
            (LOGINS, logins),
            (STAFF_RECORDS, own.staff_records_days),
            (SET_ASIDE_JOBS, own.set_aside_jobs_days),
            (JOURNAL, journal_days),
        ])
    }

    fn of(&self, class: &Class) -> u32 {
        self.0.iter().find(|(known, _)| known.key == class.key).map_or(class.days, |(_, days)| *days)
    }

    /// What people are told.
    ///
    /// # Errors
    /// When the rules contradict each other.
    pub(crate) fn told(&self) -> Result<Vec<Told>> {
        retention::told(&rules(), |class| self.of(class))
    }

    /// What is kept for a number of days, and for how many here.
    pub(crate) fn classes(&self) -> Vec<(Class, u32)> {
        self.0.clone()
    }
}

/// The rules of all crates: what is closest to a person comes first.
pub(crate) fn rules() -> Vec<Rule> {
    [
        causeway_vault::retention::RETENTION,
        causeway_crypto::retention::RETENTION,
        causeway_identity::retention::RETENTION,
        causeway_consent::retention::RETENTION,
        causeway_evidence::retention::RETENTION,
        causeway_oidc::retention::RETENTION,
        causeway_exchange::retention::RETENTION,
        causeway_notify::retention::RETENTION,
        causeway_registration::retention::RETENTION,
        retention::RETENTION,
    ]
    .concat()
}

/// The upkeep that the crates leave to the binary, since they know no configuration of ours.
pub(crate) fn work(worker: Worker, env: &Env, identity: &Identity, days: &Days) -> Worker {
    let (env, identity) = (env.clone(), identity.clone());
    let (aside, staff) = (ago(&env, days.of(&SET_ASIDE_JOBS)), ago(&env, days.of(&STAFF_RECORDS)));
    let nodes = env.clone();
    worker
        .every("crypto.forget_nodes", HOURLY, move || {
            let env = nodes.clone();
            async move { Nodes::forget(&env).await }
        })
        .every("core.purge", HOURLY, move || {
            let (env, before) = (env.clone(), aside());
            async move { jobs::purge(&env, before).await.map(drop) }
        })
        .every("identity.retention", HOURLY, move || {
            let (identity, before) = (identity.clone(), staff());
            async move { identity.purge_staff_records(before).await.map(drop) }
        })
}

/// The moment so many days ago, at each call.
fn ago(env: &Env, days: u32) -> impl Fn() -> Timestamp + Send + Sync + use<> {
    let clock = env.clock.clone();
    move || clock.now() - SignedDuration::from_hours(24 * i64::from(days))
}

const HEAD: &str = "# Retention

Generated from the rules that stand beside each crate's tables (`crates/<crate>/src/retention.rs`): change it there.

Every table has a rule; a test compares this list with the schema.
Days are configured under the key that is named, within the bounds that are named, and people read them in words on `/about/retention`.
What is kept *with the account* goes at once when a person deletes their account, or when two officers erase it, and the key of it goes in the same transaction.
Backups hold the sealed data longer; without the key, whose backups are kept for 30 days at most, they say nothing.
";

/// `docs/RETENTION.md`.
pub(crate) fn document() -> String {
    let mut out = HEAD.to_owned();
    out.push_str("\n| table | holds | kept | deleted by | told to people |\n|---|---|---|---|---|\n");
    for rule in rules() {
        let kept = match rule.keep {
            Keep::Days(class) => {
                let Class { key, days, least, most } = class;
                format!("{days} days (`{key}`, {least} to {most})")
            }
            Keep::Expiry(longest) => format!("until it expires: {longest}"),
            Keep::Account => "with the account".to_owned(),
            Keep::Always(why) => format!("for good: {why}"),
        };
        let by = rule.job.map_or_else(|| "–".to_owned(), |job| format!("`{job}`"));
        let told = if rule.told.is_some() { "yes" } else { "–" };
        let _ = writeln!(out, "| `{}` | {} | {kept} | {by} | {told} |", rule.table, rule.holds);
    }
    out
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use causeway_core::Lang;
    use causeway_http::Words;

    use super::*;

    /// Every table of the schema, as the migrations make it, and the two ledgers that they are noted in.
    fn tables() -> BTreeSet<String> {
        let schema = causeway_core::db::dump_schema();
        let made = schema.lines().filter_map(|line| line.trim().strip_prefix("create table "));
        let made = made.map(|rest| rest.split([' ', '(']).next().unwrap().to_owned());
        made.chain(["core_migration".to_owned(), "core_expansion".to_owned()]).collect()
    }

    fn days() -> Days {
        Days::new(
            Config::default(),
            &causeway_exchange::Config::default(),
            &causeway_oidc::Config::default(),
            &causeway_backup::Config::default(),
        )
    }

    #[test]
    fn every_table_has_exactly_one_rule() {
        let ruled: Vec<String> = rules().iter().map(|rule| rule.table.to_owned()).collect();
        let once: BTreeSet<String> = ruled.iter().cloned().collect();
        assert_eq!(ruled.len(), once.len(), "a table has two rules");
        let schema = tables();
        let without: Vec<_> = schema.difference(&once).collect();
        let gone: Vec<_> = once.difference(&schema).collect();
        assert!(without.is_empty() && gone.is_empty(), "without a rule: {without:?}; no table: {gone:?}");
    }

    #[test]
    fn what_expires_or_is_kept_for_days_is_deleted_by_a_job_that_there_is() {
        for rule in rules() {
            let in_time = matches!(rule.keep, Keep::Days(_) | Keep::Expiry(_));
            assert_eq!(in_time, rule.job.is_some(), "{}", rule.table);
        }
        let sources = |folder: &str| {
            let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder);
            let mut text = String::new();
            let mut folders = vec![path];
            while let Some(folder) = folders.pop() {
                for entry in std::fs::read_dir(folder).unwrap() {
                    let path = entry.unwrap().path();
                    if path.is_dir() {
                        folders.push(path);
                    } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("retention.rs") {
                        text.push_str(&std::fs::read_to_string(&path).unwrap());
                    }
                }
            }
            text
        };
        let own = include_str!("retention.rs").split("#[cfg(test)]").next().unwrap();
        for job in rules().iter().filter_map(|rule| rule.job) {
            let crate_of = job.split('.').next().unwrap();
            let there = format!(".every(\"{job}\"");
            assert!(own.contains(&there) || sources(crate_of).contains(&there), "{job} is no periodic task");
        }
    }

    #[test]
    fn the_documented_days_are_the_defaults_and_have_no_fault() {
        assert_eq!(Config::default().faults(), []);
        for (class, days) in days().classes() {
            assert_eq!(days, class.days, "{}", class.key);
        }
        let nothing = Config {
            messages_days: 0,
            ended_consents_days: 0,
            staff_records_days: 0,
            set_aside_jobs_days: 0,
        };
        assert_eq!(nothing.faults().len(), 4);
        assert!(toml::from_str::<Config>("message_days = 3").is_err(), "unknown keys are fatal");
        assert_eq!(toml::from_str::<Config>("messages_days = 31").unwrap().messages_days, 31);
    }

    #[test]
    fn people_are_told_of_every_rule_about_them_in_three_languages() {
        let told = days().told().unwrap();
        assert!(told.len() > 15, "{told:?}");
        for lang in Lang::ALL {
            let words = Words::of(lang);
            for one in &told {
                let (what, how_long) =
                    (format!("retention-{}-what", one.words), format!("retention-{}-how-long", one.words));
                let number = one.days.map(|days| days.to_string());
                let args: Vec<(&str, &str)> = number.iter().map(|days| ("days", days.as_str())).collect();
                let said = [words.t(&what), words.with(&how_long, &args)];
                assert!(said.iter().all(|text| !text.contains('⟦')), "{} {said:?}", lang.tag());
                let digits: String = said[1].chars().filter(char::is_ascii_digit).collect();
                assert!(
                    number.is_none_or(|days| digits.contains(&days)),
                    "{said:?} does not say how many days"
                );
            }
        }
    }

    #[test]
    fn the_document_names_every_table() {
        let text = document();
        for table in tables() {
            assert!(text.contains(&format!("\n| `{table}` |")), "{table}");
        }
    }
}
