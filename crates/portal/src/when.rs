//! Times in words.

use causeway_http::Words;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// Tells times in one language and one zone.
#[derive(Clone, Debug)]
pub(crate) struct When {
    words: Words,
    zone: TimeZone,
}

impl When {
    pub(crate) fn new(words: Words, zone: &TimeZone) -> Self {
        Self { words, zone: zone.clone() }
    }

    /// `21 November 2026`, `2026年11月21日`.
    pub(crate) fn day(&self, at: Timestamp) -> String {
        let local = self.local(at);
        let month = self.words.t(&format!("month-{}", local.month()));
        let (day, year) = (local.day().to_string(), local.year().to_string());
        self.words.with("portal-date", &[("day", &day), ("month", &month), ("year", &year)])
    }

    /// `16:05`.
    pub(crate) fn time(&self, at: Timestamp) -> String {
        let local = self.local(at);
        format!("{:02}:{:02}", local.hour(), local.minute())
    }

    /// Day and time.
    pub(crate) fn moment(&self, at: Timestamp) -> String {
        self.words.with("portal-date-time", &[("date", &self.day(at)), ("time", &self.time(at))])
    }

    fn local(&self, at: Timestamp) -> Zoned {
        at.to_zoned(self.zone.clone())
    }
}

#[cfg(test)]
mod tests {
    use causeway_core::Lang;

    use super::*;

    #[test]
    fn a_moment_is_told_in_each_language_and_in_local_time() {
        let at: Timestamp = "2026-11-21T16:05:59Z".parse().unwrap();
        let zone = TimeZone::get("Asia/Hong_Kong").unwrap();
        let told = Lang::ALL.map(|lang| When::new(Words::of(lang), &zone).moment(at));
        assert_eq!(told, ["22 November 2026, 00:05", "2026年11月22日 00:05", "2026年11月22日 00:05"]);
    }
}
