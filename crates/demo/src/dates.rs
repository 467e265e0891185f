//! Days and moments in words, as people in Hong Kong write them.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use causeway_http::Words;

/// The time zone of the sample departments.
const ZONE: &str = "Asia/Hong_Kong";

/// "3 June 2019", "2019年6月3日".
pub(crate) fn day(words: Words, date: Date) -> String {
    let (day, month, year) = (date.day().to_string(), date.month().to_string(), date.year().to_string());
    words.with("demo-date", &[("day", &day), ("month", &month), ("year", &year)])
}

/// The same for a narrow column: Chinese may break a line anywhere, so word joiners (U+2060) hold the day together.
pub(crate) fn day_in_one_piece(words: Words, date: Date) -> String {
    let text = day(words, date);
    if text.contains(' ') {
        return text;
    }
    text.chars().map(String::from).collect::<Vec<_>>().join("\u{2060}")
}

/// The day of a moment in Hong Kong.
pub(crate) fn day_of(words: Words, at: Timestamp) -> String {
    day(words, at.to_zoned(zone()).date())
}

/// "3 June 2019, 14:05".
pub(crate) fn moment(words: Words, at: Timestamp) -> String {
    let local = at.to_zoned(zone());
    let time = format!("{:02}:{:02}", local.hour(), local.minute());
    words.with("demo-moment", &[("day", &day(words, local.date())), ("time", &time)])
}

fn zone() -> TimeZone {
    TimeZone::get(ZONE).unwrap_or(TimeZone::UTC)
}

#[cfg(test)]
mod tests {
    use causeway_core::Lang;

    use super::*;

    #[test]
    fn a_day_is_written_as_people_write_it() {
        let date = jiff::civil::date(2019, 6, 3);
        let written = Lang::ALL.map(|lang| day(Words::of(lang), date));
        assert_eq!(written, ["3 June 2019", "2019年6月3日", "2019年6月3日"]);
    }

    #[test]
    fn a_chinese_day_does_not_break() {
        let date = jiff::civil::date(2019, 6, 3);
        assert_eq!(day_in_one_piece(Words::of(Lang::En), date), "3 June 2019");
        let chinese = day_in_one_piece(Words::of(Lang::ZhHant), date);
        assert_eq!(chinese.replace('\u{2060}', ""), "2019年6月3日");
        assert_eq!(chinese.chars().filter(|c| *c == '\u{2060}').count(), 8);
    }

    #[test]
    fn a_moment_is_told_in_hong_kong_time() {
        let at: Timestamp = "2026-11-21T18:05:00Z".parse().unwrap();
        assert_eq!(moment(Words::of(Lang::En), at), "22 November 2026, 02:05");
        assert_eq!(day_of(Words::of(Lang::ZhHant), at), "2026年11月22日");
    }
}
