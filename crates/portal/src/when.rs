//! Times in words.

use causeway_http::Words;
use jiff::civil::Date;
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

    /// The end of a day as it is typed: the midnight after it. Nothing for what is no day.
    pub(crate) fn end_of_day(&self, year: &str, month: &str, day: &str) -> Option<Timestamp> {
        let typed = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
        Some(typed.tomorrow().ok()?.to_zoned(self.zone.clone()).ok()?.timestamp())
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
    fn a_day_ends_at_the_midnight_after_it_in_local_time() {
        let when = When::new(Words::of(Lang::En), &TimeZone::get("Asia/Hong_Kong").unwrap());
        let end = when.end_of_day("2026", "2", "28").unwrap();
        assert_eq!(end.to_string(), "2026-02-28T16:00:00Z");
        for (year, month, day) in [("2026", "2", "29"), ("26x", "1", "1"), ("2026", "13", "1"), ("", "", "")]
        {
            assert_eq!(when.end_of_day(year, month, day), None, "{year}-{month}-{day}");
        }
    }

    #[test]
    fn a_moment_is_told_in_each_language_and_in_local_time() {
        let at: Timestamp = "2026-11-21T16:05:59Z".parse().unwrap();
        let zone = TimeZone::get("Asia/Hong_Kong").unwrap();
        let told = Lang::ALL.map(|lang| When::new(Words::of(lang), &zone).moment(at));
        assert_eq!(told, ["22 November 2026, 00:05", "2026年11月22日 00:05", "2026年11月22日 00:05"]);
    }
}
