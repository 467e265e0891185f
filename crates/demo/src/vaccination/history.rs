//! The sample vaccination history: invented from the digits of a synthetic card number, always the same for the same number.

use jiff::civil::{Date, date};

use crate::card::CardNumber;
use crate::people::generator::Stream;

/// Which stream of the generator: others make the person.
const PURPOSE: u64 = 2;
/// The places, by the key of their words.
const PLACES: &[&str] =
    &["demo-place-centre", "demo-place-clinic", "demo-place-hospital", "demo-place-outreach"];

/// One vaccination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Dose {
    pub(crate) on: Date,
    /// Key of the vaccine's name.
    pub(crate) vaccine: &'static str,
    /// Key of the place.
    pub(crate) place: &'static str,
    /// The first dose of this vaccine is 1.
    pub(crate) number: u32,
    /// The manufacturer's lot, such as `SAMPLE-0417`.
    pub(crate) lot: String,
}

/// Everything in the record of one person, newest first: two to four doses against COVID-19, then some seasons' influenza.
pub(crate) fn of(card: &CardNumber) -> Vec<Dose> {
    let mut stream = Stream::of(card, PURPOSE);
    let mut doses = Vec::new();
    let mut start = date(2021, 3, 1);
    for number in 1..=stream.below(3) + 2 {
        let on = stream.day(start, 60);
        start = on.saturating_add(jiff::Span::new().months(3));
        doses.push(dose(&mut stream, on, "demo-vaccine-covid", number));
    }
    for (season, number) in (2022..=2025).zip(1..=stream.below(4)) {
        let on = stream.day(date(season, 10, 5), 80);
        doses.push(dose(&mut stream, on, "demo-vaccine-influenza", number));
    }
    doses.sort_by_key(|dose| std::cmp::Reverse(dose.on));
    doses
}

fn dose(stream: &mut Stream, on: Date, vaccine: &'static str, number: u32) -> Dose {
    let lot = format!("SAMPLE-{:04}", stream.below(10_000));
    Dose { on, vaccine, place: stream.pick(PLACES), number, lot }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(digits: u32) -> CardNumber {
        let body = format!("ZZ{digits:06}");
        let check = crate::card::check_character(&body).unwrap();
        CardNumber::parse(&format!("{body}{check}")).unwrap()
    }

    #[test]
    fn a_number_has_always_the_same_history() {
        assert_eq!(of(&card(100_001)), of(&card(100_001)));
        assert_ne!(of(&card(100_001)), of(&card(100_002)));
    }

    #[test]
    fn doses_are_newest_first_numbered_in_order_and_in_the_past() {
        for digits in 100_000..100_100 {
            let doses = of(&card(digits));
            assert!((2..=8).contains(&doses.len()));
            assert!(doses.is_sorted_by(|a, b| a.on >= b.on));
            assert!(doses.iter().all(|dose| dose.on < date(2026, 1, 1)));
            for vaccine in ["demo-vaccine-covid", "demo-vaccine-influenza"] {
                let numbers: Vec<_> =
                    doses.iter().rev().filter(|d| d.vaccine == vaccine).map(|d| d.number).collect();
                assert!(numbers.iter().zip(1..).all(|(number, expected)| *number == expected), "{numbers:?}");
            }
        }
    }
}
