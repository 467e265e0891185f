//! The `[identity]` section.

use causeway_core::config::Fault;
use jiff::SignedDuration;
use serde::Deserialize;

/// How long sessions live.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Minutes without any request after which a session ends. Default 30.
    pub session_idle_minutes: u32,
    /// Hours after which a session ends whatever the activity. Default 12.
    pub session_longest_hours: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self { session_idle_minutes: 30, session_longest_hours: 12 }
    }
}

impl Config {
    /// What is wrong with it, for `causeway check`.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        if !(1..=240).contains(&self.session_idle_minutes) {
            faults.push(Fault::new("identity.session_idle_minutes", "Write 1 to 240 minutes."));
        }
        if !(1..=12).contains(&self.session_longest_hours) {
            faults.push(Fault::new("identity.session_longest_hours", "Write 1 to 12 hours."));
        }
        faults
    }

    pub(crate) fn idle(&self) -> SignedDuration {
        SignedDuration::from_mins(i64::from(self.session_idle_minutes))
    }

    pub(crate) fn longest(&self) -> SignedDuration {
        SignedDuration::from_hours(i64::from(self.session_longest_hours))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_the_documented_ones_and_have_no_fault() {
        let config = Config::default();
        assert_eq!((config.idle().as_mins(), config.longest().as_hours()), (30, 12));
        assert_eq!(config.faults(), []);
    }

    #[test]
    fn a_session_without_end_is_a_fault() {
        let config = Config { session_idle_minutes: 0, session_longest_hours: 1000 };
        assert_eq!(config.faults().len(), 2);
    }
}
