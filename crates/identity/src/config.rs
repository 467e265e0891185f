//! The `[identity]` section.

use causeway_core::config::Fault;
use jiff::SignedDuration;
use serde::Deserialize;

/// How long sessions live, and how staff work.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Minutes without any request after which a session ends. Default 30.
    pub session_idle_minutes: u32,
    /// Hours after which a session ends whatever the activity. Default 12.
    pub session_longest_hours: u32,
    /// Minutes without any request after which a session of the staff's console ends: 1 to 15. Default 15.
    pub staff_idle_minutes: u32,
    /// Hours after which a session of the staff's console ends whatever the activity: 1 to 8. Default 8.
    pub staff_longest_hours: u32,
    /// Days after which somebody has to confirm that a member of staff still needs a role, or it is dropped: 15 to 366. Default 90.
    pub review_days: u32,
    /// Whether every invitation to an organisation's staff may be taken by somebody whose identity nobody has checked. Meant for the
    /// time before the identity register is connected, and for sandboxes. Default false.
    pub staff_without_proofing: bool,
    /// How many people's records one member of staff may look at in an hour: 1 to 1000. Default 20.
    pub looks_per_hour: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            session_idle_minutes: 30,
            session_longest_hours: 12,
            staff_idle_minutes: 15,
            staff_longest_hours: 8,
            review_days: 90,
            staff_without_proofing: false,
            looks_per_hour: 20,
        }
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
        if !(1..=15).contains(&self.staff_idle_minutes) {
            faults.push(Fault::new("identity.staff_idle_minutes", "Write 1 to 15 minutes."));
        }
        if !(1..=8).contains(&self.staff_longest_hours) {
            faults.push(Fault::new("identity.staff_longest_hours", "Write 1 to 8 hours."));
        }
        if !(15..=366).contains(&self.review_days) {
            faults.push(Fault::new(
                "identity.review_days",
                "Write 15 to 366 days: reviews show up 14 days ahead.",
            ));
        }
        if !(1..=1000).contains(&self.looks_per_hour) {
            faults.push(Fault::new("identity.looks_per_hour", "Write 1 to 1000 looks an hour."));
        }
        faults
    }

    pub(crate) fn staff_idle(&self) -> SignedDuration {
        SignedDuration::from_mins(i64::from(self.staff_idle_minutes))
    }

    pub(crate) fn staff_longest(&self) -> SignedDuration {
        SignedDuration::from_hours(i64::from(self.staff_longest_hours))
    }

    pub(crate) fn review(&self) -> SignedDuration {
        SignedDuration::from_hours(i64::from(self.review_days) * 24)
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
        let config = Config { session_idle_minutes: 0, session_longest_hours: 1000, ..Config::default() };
        assert_eq!(config.faults().len(), 2);
    }

    #[test]
    fn the_console_s_limits_can_only_be_made_stricter() {
        let good =
            Config { staff_idle_minutes: 5, staff_longest_hours: 1, review_days: 30, ..Config::default() };
        assert_eq!(good.faults(), []);
        let bad = Config {
            staff_idle_minutes: 16,
            staff_longest_hours: 9,
            review_days: 14,
            looks_per_hour: 0,
            ..Config::default()
        };
        let keys: Vec<_> = bad.faults().into_iter().map(|fault| fault.key).collect();
        assert_eq!(
            keys,
            [
                "identity.staff_idle_minutes",
                "identity.staff_longest_hours",
                "identity.review_days",
                "identity.looks_per_hour",
            ]
        );
    }
}
