//! How long things are kept: a rule for every table, next to the crate that owns it; and classes, whose days are configured.
//!
//! The same rules are read by the jobs that delete, by the page that tells people (`/about/retention`), by the document for operators
//! (docs/RETENTION.md) and by the test that no table is without one.

use crate::Error;
use crate::config::Fault;

/// What is kept for a number of days that the operator decides, within bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Class {
    /// The key of the configuration, such as `retention.messages_days`.
    pub key: &'static str,
    /// Days, unless configured otherwise.
    pub days: u32,
    /// The fewest days: less would take away what people or the law rely on.
    pub least: u32,
    /// The most days: more would keep what nobody needs.
    pub most: u32,
}

impl Class {
    /// What is wrong with a configured number of days.
    pub fn fault(&self, days: u32) -> Option<Fault> {
        let Self { key, least, most, .. } = *self;
        let outside = !(least..=most).contains(&days);
        outside.then(|| Fault::new(key, format!("Write {least} to {most} days.")))
    }
}

/// Until when the rows of a table are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// So many days after they were written or ended.
    Days(Class),
    /// Until their own time is over; the longest that can be.
    Expiry(&'static str),
    /// As long as the person's account, and deleted with it.
    Account,
    /// For good: why.
    Always(&'static str),
}

/// The rule of one table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The table.
    pub table: &'static str,
    /// What it holds, in a few words.
    pub holds: &'static str,
    /// Until when.
    pub keep: Keep,
    /// The job that deletes; nothing where an act of somebody's does.
    pub job: Option<&'static str>,
    /// What people are told: the words `retention-<told>-what` and `retention-<told>-how-long`. Nothing where it is not about people.
    pub told: Option<&'static str>,
}

impl Rule {
    /// A rule that is not about people, with no job of its own.
    pub const fn new(table: &'static str, holds: &'static str, keep: Keep) -> Self {
        Self { table, holds, keep, job: None, told: None }
    }

    /// Deleted by this job.
    #[must_use]
    pub const fn by(mut self, job: &'static str) -> Self {
        self.job = Some(job);
        self
    }

    /// Told to people under these words.
    #[must_use]
    pub const fn told(mut self, words: &'static str) -> Self {
        self.told = Some(words);
        self
    }
}

/// The rules of this crate's own tables.
pub const RETENTION: &[Rule] = &[
    Rule::new(
        "core_setting",
        "what was fixed when the database was created",
        Keep::Always("the database is told by it"),
    ),
    Rule::new("core_migration", "which migrations were applied", Keep::Always("the schema is told by it")),
    Rule::new(
        "core_expansion",
        "which migrations that only add were applied",
        Keep::Always("the schema is told by it"),
    ),
    Rule::new(
        "core_job",
        "jobs that failed too often, with ids only; those that succeed go at once",
        Keep::Days(SET_ASIDE_JOBS),
    )
    .by("core.purge"),
    Rule::new(
        "core_journal",
        "what must survive the restore of an older backup, ids only",
        Keep::Days(JOURNAL),
    )
    .by("backup.purge_journal"),
    Rule::new(
        "core_life",
        "how far each life of the database is contained in it",
        Keep::Always("a restore goes by it"),
    ),
    Rule::new("core_order", "the last place in the journal's order", Keep::Always("the journal goes by it")),
    Rule::new("core_backup", "which backups were made", Keep::Always("a restore and the console go by it")),
];

/// The journal in the database; its key stands in the `[backup]` section.
pub const JOURNAL: Class = Class { key: "backup.keep_days", days: 35, least: 1, most: 365 };

/// Jobs that were set aside and that nobody put back to work.
pub const SET_ASIDE_JOBS: Class =
    Class { key: "retention.set_aside_jobs_days", days: 90, least: 7, most: 365 };

/// One thing that people are told, with the days that are configured, where it has some.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// Which words.
    pub words: &'static str,
    /// How many days.
    pub days: Option<u32>,
}

/// What people are told of these rules, each words once, in the order of the rules. `days` gives the configured days of a class.
///
/// # Errors
/// `internal` when two rules under the same words differ in their days: the words could not tell both.
pub fn told(rules: &[Rule], days: impl Fn(&Class) -> u32) -> crate::Result<Vec<Told>> {
    let mut all: Vec<Told> = Vec::new();
    for rule in rules {
        let Some(words) = rule.told else { continue };
        let days = if let Keep::Days(class) = &rule.keep { Some(days(class)) } else { None };
        match all.iter().find(|told| told.words == words) {
            None => all.push(Told { words, days }),
            Some(told) if told.days == days => {}
            Some(_) => return Err(Error::internal(format!("retention: {words} is told of two times"))),
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEEKS: Class = Class { key: "retention.x_days", days: 14, least: 7, most: 30 };

    #[test]
    fn days_are_bounded_on_both_sides() {
        for good in [7, 14, 30] {
            assert_eq!(WEEKS.fault(good), None);
        }
        for bad in [0, 6, 31] {
            let fault = WEEKS.fault(bad).unwrap();
            assert_eq!(
                (fault.key.as_str(), fault.mend.as_str()),
                ("retention.x_days", "Write 7 to 30 days.")
            );
        }
    }

    #[test]
    fn people_are_told_each_thing_once_with_the_configured_days() {
        let rules = [
            Rule::new("a", "", Keep::Days(WEEKS)).told("letters"),
            Rule::new("b", "", Keep::Account).told("profile"),
            Rule::new("c", "", Keep::Account).told("profile"),
            Rule::new("d", "", Keep::Always("")),
        ];
        let all = told(&rules, |_| 21).unwrap();
        let expected = [Told { words: "letters", days: Some(21) }, Told { words: "profile", days: None }];
        assert_eq!(all, expected);
        let both = [rules[0], Rule::new("b", "", Keep::Account).told("letters")];
        assert!(told(&both, |_| 21).is_err());
    }
}
