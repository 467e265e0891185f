//! Requests that were answered: none serves twice while its signature would hold.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use causeway_core::{Error, Result};
use causeway_exchange::wire::{LEEWAY_SECONDS, LIFETIME_SECONDS};
use jiff::{SignedDuration, Timestamp};

/// How long a name is remembered: a request signed as far in the future as our clocks may differ is void by then.
pub(super) const MEMORY: SignedDuration =
    SignedDuration::from_secs(LIFETIME_SECONDS + 2 * LEEWAY_SECONDS + 1);
/// At most so many names: some 6,000 reads a second.
const MOST: usize = 1 << 20;

/// Names that were seen, and until when they are remembered.
pub(super) struct Seen(Mutex<Names>);

struct Names {
    until: HashMap<String, Timestamp>,
    swept: Option<Timestamp>,
}

impl Seen {
    /// With what an earlier run has seen.
    pub(super) fn new(remembered: Vec<(String, Timestamp)>) -> Self {
        Self(Mutex::new(Names { until: remembered.into_iter().collect(), swept: None }))
    }

    /// Takes names that must all be new.
    ///
    /// # Errors
    /// `replayed`; `busy` when no more can be remembered: then nothing is answered rather than something twice.
    pub(super) fn take(&self, names: &[String], now: Timestamp) -> Result<()> {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.sweep(now);
        if names.iter().any(|name| seen.until.get(name).is_some_and(|until| *until > now)) {
            return Err(Error::conflict("replayed", "This request was answered already. Make a new one."));
        }
        if seen.until.len() + names.len() > MOST {
            return Err(Error::unavailable(
                "busy",
                "Too many requests within a minute. Try again in a moment.",
                10,
            ));
        }
        seen.until.extend(names.iter().map(|name| (name.clone(), now + MEMORY)));
        Ok(())
    }
}

impl Names {
    /// Forgets what is void, every few seconds.
    fn sweep(&mut self, now: Timestamp) {
        if self.swept.is_none_or(|at| at + SignedDuration::from_secs(5) < now) {
            self.until.retain(|_, until| *until > now);
            self.swept = Some(now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn a_name_serves_once_within_its_time_and_either_of_two_counts() {
        let seen = Seen::new(Vec::new());
        seen.take(&names(&["a", "b"]), at(100)).unwrap();
        for again in [["a", "c"], ["c", "b"]] {
            assert_eq!(seen.take(&names(&again), at(101)).unwrap_err().code(), "replayed");
        }
        seen.take(&names(&["c"]), at(101)).unwrap();
        seen.take(&names(&["a"]), at(100) + MEMORY).unwrap();
    }

    #[test]
    fn what_an_earlier_run_saw_is_remembered() {
        let seen = Seen::new(vec![("a".to_owned(), at(200))]);
        assert!(seen.take(&names(&["a"]), at(199)).is_err());
        assert!(seen.take(&names(&["a"]), at(200)).is_ok());
    }

    #[test]
    fn the_void_is_forgotten() {
        let seen = Seen::new(Vec::new());
        for second in 0..200 {
            seen.take(&names(&[&second.to_string()]), at(second)).unwrap();
        }
        assert!(seen.0.lock().unwrap().until.len() < 90);
    }
}
