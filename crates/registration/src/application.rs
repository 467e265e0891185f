//! What an applicant enters, and what can be said of it at once, without asking anybody.

use std::fmt;

use causeway_core::Lang;
use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::card::CardNumber;

/// The longest name, in characters.
const LONGEST_NAME: usize = 120;
/// Nobody alive was born before.
const EARLIEST: i16 = 1880;

/// What an applicant typed, as it came. Its `Debug` shows nothing of it.
#[derive(Clone)]
pub struct Application {
    /// The number on the card, however typed: see [`CardNumber::parse`].
    pub card_number: String,
    /// The day the card was issued: year, month and day with hyphens, `2019-3-7` or `2019-03-07`.
    pub date_of_issue: String,
    /// The name on the card.
    pub name: String,
    /// The day of birth, written like the day of issue.
    pub date_of_birth: String,
    /// The language the account will have.
    pub lang: Lang,
}

impl fmt::Debug for Application {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Application").field("lang", &self.lang).finish_non_exhaustive()
    }
}

/// A field of the application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// [`Application::card_number`].
    CardNumber,
    /// [`Application::date_of_issue`].
    DateOfIssue,
    /// [`Application::name`].
    Name,
    /// [`Application::date_of_birth`].
    DateOfBirth,
}

impl Field {
    /// Its name in forms and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::CardNumber => "card_number",
            Self::DateOfIssue => "date_of_issue",
            Self::Name => "name",
            Self::DateOfBirth => "date_of_birth",
        }
    }
}

/// Something wrong with one field that needs no register to see.
///
/// Codes: `card_missing`, `card_malformed`, `card_check_digit`; `date_missing`, `date_malformed`, `date_in_future`,
/// `issued_before_birth`; `name_missing`, `name_too_long`, `name_characters`. Pages say it by `registration-field-<code>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldFault {
    /// Which field.
    pub field: Field,
    /// What is wrong: a stable code.
    pub code: &'static str,
}

/// A well-formed application: what is compared with the register.
pub(crate) struct Checked {
    pub(crate) card: CardNumber,
    pub(crate) date_of_issue: Date,
    pub(crate) name: Zeroizing<String>,
    pub(crate) date_of_birth: Date,
}

/// Checks the shape of every field; all faults at once, in the order of the form.
pub(crate) fn check(application: &Application, today: Date) -> Result<Checked, Vec<FieldFault>> {
    let mut faults = Vec::new();
    let mut note = |field, code| faults.push(FieldFault { field, code });
    let card = CardNumber::parse(&application.card_number)
        .map_err(|fault| note(Field::CardNumber, fault.code()))
        .ok();
    let issue =
        past_day(&application.date_of_issue, today).map_err(|code| note(Field::DateOfIssue, code)).ok();
    let name = check_name(&application.name).map_err(|code| note(Field::Name, code)).ok();
    let birth =
        past_day(&application.date_of_birth, today).map_err(|code| note(Field::DateOfBirth, code)).ok();
    if issue.zip(birth).is_some_and(|(issue, birth)| issue < birth) {
        note(Field::DateOfIssue, "issued_before_birth");
    }
    match (card, issue, name, birth) {
        (Some(card), Some(date_of_issue), Some(name), Some(date_of_birth)) if faults.is_empty() => {
            Ok(Checked { card, date_of_issue, name, date_of_birth })
        }
        _ => Err(faults),
    }
}

fn check_name(text: &str) -> Result<Zeroizing<String>, &'static str> {
    let name = text.trim();
    if name.is_empty() {
        return Err("name_missing");
    }
    if name.chars().count() > LONGEST_NAME {
        return Err("name_too_long");
    }
    if name.chars().any(char::is_control) || comparable_name(name).is_empty() {
        return Err("name_characters");
    }
    Ok(Zeroizing::new(name.to_owned()))
}

/// A day that has come, as [`parse_day`] reads it.
fn past_day(text: &str, today: Date) -> Result<Date, &'static str> {
    if text.chars().all(|c| c.is_whitespace() || c == '-') {
        return Err("date_missing");
    }
    match parse_day(text) {
        None => Err("date_malformed"),
        Some(day) if day > today => Err("date_in_future"),
        Some(day) => Ok(day),
    }
}

/// `YYYY-MM-DD`, leading zeros optional, full-width digits accepted; a day that exists, from 1880 on.
pub(crate) fn parse_day(text: &str) -> Option<Date> {
    if text.len() > 40 {
        return None;
    }
    let folded: String = text.nfkc().filter(|c| !c.is_whitespace()).collect();
    let mut parts = folded.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if parts.next().is_some() || ![year, month, day].into_iter().all(digits) || year.len() != 4 {
        return None;
    }
    let date = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    (date.year() >= EARLIEST).then_some(date)
}

/// A name in the form in which two are compared: compatibility forms folded, lower case, words parted by one space. Commas and
/// full stops part words too: registers write `CHAN, Tai Man`.
pub(crate) fn comparable_name(name: &str) -> Zeroizing<String> {
    let folded: String = name.nfkc().flat_map(char::to_lowercase).collect();
    let folded = Zeroizing::new(folded.nfkc().collect::<String>());
    let words: Vec<_> = folded
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '.' | '、' | '，'))
        .filter(|word| !word.is_empty())
        .collect();
    Zeroizing::new(words.join(" "))
}

#[cfg(test)]
pub(crate) mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    pub(crate) fn good() -> Application {
        Application {
            card_number: "ZZ000001(8)".to_owned(),
            date_of_issue: "2019-03-07".to_owned(),
            name: "CHAN Tai Man".to_owned(),
            date_of_birth: "1990-01-31".to_owned(),
            lang: Lang::En,
        }
    }

    const TODAY: Date = date(2026, 11, 21);

    fn codes(application: &Application) -> Vec<(&'static str, &'static str)> {
        match check(application, TODAY) {
            Ok(_) => Vec::new(),
            Err(faults) => faults.into_iter().map(|f| (f.field.name(), f.code)).collect(),
        }
    }

    #[test]
    fn a_well_formed_application_passes() {
        let checked = check(&good(), TODAY).unwrap_or_else(|_| unreachable!());
        assert_eq!(checked.card.as_str(), "ZZ0000018");
        assert_eq!(checked.date_of_issue, date(2019, 3, 7));
        assert_eq!(checked.date_of_birth, date(1990, 1, 31));
        assert_eq!(checked.name.as_str(), "CHAN Tai Man");
    }

    #[test]
    fn all_faults_are_told_at_once_each_by_its_field() {
        let empty = Application {
            card_number: String::new(),
            date_of_issue: "--".to_owned(),
            name: "  ".to_owned(),
            date_of_birth: String::new(),
            lang: Lang::En,
        };
        assert_eq!(
            codes(&empty),
            [
                ("card_number", "card_missing"),
                ("date_of_issue", "date_missing"),
                ("name", "name_missing"),
                ("date_of_birth", "date_missing"),
            ]
        );
    }

    #[test]
    fn each_fault_has_its_code() {
        let with = |change: fn(&mut Application)| {
            let mut application = good();
            change(&mut application);
            codes(&application)
        };
        assert_eq!(with(|a| a.card_number = "ZZ000001(7)".to_owned()), [("card_number", "card_check_digit")]);
        assert_eq!(with(|a| a.card_number = "12".to_owned()), [("card_number", "card_malformed")]);
        assert_eq!(
            with(|a| a.date_of_birth = "2026-11-22".to_owned()),
            [("date_of_birth", "date_in_future")]
        );
        assert_eq!(
            with(|a| a.date_of_birth = "1990-02-30".to_owned()),
            [("date_of_birth", "date_malformed")]
        );
        assert_eq!(
            with(|a| a.date_of_issue = "1980-01-01".to_owned()),
            [("date_of_issue", "issued_before_birth")]
        );
        assert_eq!(with(|a| a.name = "x".repeat(121)), [("name", "name_too_long")]);
        assert_eq!(with(|a| a.name = "CHAN\u{0}Tai".to_owned()), [("name", "name_characters")]);
        assert_eq!(with(|a| a.name = ",,".to_owned()), [("name", "name_characters")]);
    }

    #[test]
    fn days_are_read_as_people_write_them() {
        for text in ["2019-03-07", "2019-3-7", " 2019 - 3 - 7 ", "２０１９-０３-０７"] {
            assert_eq!(parse_day(text), Some(date(2019, 3, 7)), "{text:?}");
        }
        for text in [
            "",
            "19-03-07",
            "2019-13-01",
            "2019-03",
            "2019-03-07-01",
            "07/03/2019",
            "+2019-03-07",
            "1879-12-31",
            "2019--7",
        ] {
            assert_eq!(parse_day(text), None, "{text:?}");
        }
    }

    #[test]
    fn names_are_compared_without_regard_to_case_width_commas_and_spaces() {
        for text in [
            "CHAN Tai Man",
            "chan, tai man",
            "  CHAN   TAI  MAN ",
            "ＣＨＡＮ，Ｔａｉ　Ｍａｎ",
            "Chan Tai Man.",
        ] {
            assert_eq!(comparable_name(text).as_str(), "chan tai man", "{text:?}");
        }
        assert_eq!(comparable_name("陳大文").as_str(), "陳大文");
        assert_ne!(comparable_name("CHAN Tai Man"), comparable_name("CHAN Tai Ming"));
        assert_ne!(comparable_name("CHAN Tai Man"), comparable_name("CHAN TaiMan"));
    }

    #[test]
    fn printing_an_application_shows_none_of_it() {
        let printed = format!("{:?}", good());
        for secret in ["ZZ", "CHAN", "1990", "2019"] {
            assert!(!printed.contains(secret), "{printed}");
        }
    }

    proptest! {
        #[test]
        fn folding_a_name_twice_is_folding_it_once(name in any::<String>()) {
            let once = comparable_name(&name);
            prop_assert_eq!(comparable_name(&once), once);
        }

        #[test]
        fn no_text_makes_a_day_fail_otherwise_than_by_saying_no(text in any::<String>()) {
            let _ = parse_day(&text);
        }
    }
}
