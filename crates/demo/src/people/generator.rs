//! The sample-data generator: an invented resident from nothing but the digits of a synthetic card number.
//!
//! Deterministic and not cryptographic: whoever knows the number can compute the person, who does not exist.

use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::{CardStatus, Resident, WaterAccount};
use crate::card::CardNumber;

const FAMILY_NAMES: &[(&str, &str)] = &[
    ("CHAN", "陳"),
    ("LEUNG", "梁"),
    ("CHEUNG", "張"),
    ("WONG", "黃"),
    ("LEE", "李"),
    ("HO", "何"),
    ("LAM", "林"),
    ("NG", "吳"),
];
const GIVEN_NAMES: &[(&str, &str)] = &[
    ("Yat", "一"),
    ("Yi", "二"),
    ("Sam", "三"),
    ("Sei", "四"),
    ("Ng", "五"),
    ("Luk", "六"),
    ("Tsat", "七"),
    ("Pat", "八"),
    ("Kau", "九"),
    ("Sap", "十"),
];
const BUILDINGS: &[&str] = &[
    "Sample Garden",
    "Specimen House",
    "Example Court",
    "Placeholder Mansion",
    "Template Tower",
    "Mock Lodge",
];
const STREETS: &[&str] =
    &["Example Road", "Nowhere Street", "Fictional Avenue", "Trial Lane", "Imaginary Path"];
const DISTRICTS: &[&str] = &[
    "Central and Western",
    "Eastern",
    "Kowloon City",
    "Kwun Tong",
    "Sai Kung",
    "Sha Tin",
    "Tai Po",
    "Tsuen Wan",
    "Wan Chai",
    "Yuen Long",
];

/// A stream of numbers from one seed (`SplitMix64`): the same seed gives the same stream for ever.
pub(crate) struct Stream(u64);

impl Stream {
    /// The stream of a card number, for one use of it: different uses get independent streams.
    pub(crate) fn of(card: &CardNumber, purpose: u64) -> Self {
        Self(card.digits().wrapping_mul(0x9E37_79B9).wrapping_add(purpose << 40))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to but not including `bound`; 0 if `bound` is 0.
    pub(crate) fn below(&mut self, bound: u32) -> u32 {
        let bound = u64::from(bound.max(1));
        u32::try_from(self.next() % bound).unwrap_or(0)
    }

    /// One of `choices`; the type's default if there are none.
    pub(crate) fn pick<T: Copy + Default>(&mut self, choices: &[T]) -> T {
        let index = self.below(u32::try_from(choices.len()).unwrap_or(u32::MAX));
        choices.get(index as usize).copied().unwrap_or_default()
    }

    /// A day up to `days` after `start`.
    pub(crate) fn day(&mut self, start: Date, days: u32) -> Date {
        start.saturating_add(i64::from(self.below(days)).days())
    }
}

/// The resident of a synthetic number: a valid card and a water account, both always.
pub(super) fn resident(card: &CardNumber) -> Resident {
    let mut stream = Stream::of(card, 1);
    let (family, family_chinese) = stream.pick(FAMILY_NAMES);
    let (first, first_chinese) = stream.pick(GIVEN_NAMES);
    let (second, second_chinese) = stream.pick(GIVEN_NAMES);
    Resident {
        card: card.clone(),
        name: format!("{family} {first} {second}"),
        chinese_name: format!("{family_chinese}{first_chinese}{second_chinese}"),
        date_of_birth: stream.day(date(1950, 1, 1), 55 * 365),
        date_of_issue: stream.day(date(2018, 11, 1), 6 * 365),
        status: CardStatus::Valid,
        water: Some(account(card, &mut stream)),
    }
}

fn account(card: &CardNumber, stream: &mut Stream) -> WaterAccount {
    let digits = card.digits();
    let flat = format!("Flat {}, {}/F", stream.pick(&["A", "B", "C", "D", "E"]), stream.below(38) + 1);
    let building = format!("{}, {} {}", stream.pick(BUILDINGS), stream.below(199) + 1, stream.pick(STREETS));
    WaterAccount {
        account_number: format!(
            "7{:03}-{:04}-{:02}",
            digits / 10_000 % 1000,
            digits % 10_000,
            stream.below(100)
        ),
        lines: vec![flat, building],
        district: stream.pick(DISTRICTS).to_owned(),
    }
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
    fn the_generator_still_makes_the_people_it_made_before() {
        let resident = resident(&card(424_242));
        let told = format!("{} {} {}", resident.name, resident.chinese_name, resident.date_of_birth);
        assert_eq!(told, "CHEUNG Luk Sap 張六十 1991-08-26");
    }

    #[test]
    fn generated_people_differ_and_are_plausible() {
        let people: Vec<_> = (0..200).map(|n| resident(&card(n))).collect();
        let births: std::collections::BTreeSet<_> = people.iter().map(|p| p.date_of_birth).collect();
        assert!(births.len() > 150, "only {} different dates of birth", births.len());
        for person in people {
            assert!(person.date_of_birth < person.date_of_issue);
            assert_eq!(person.name.split(' ').count(), 3);
            assert!(person.water.is_some_and(|w| !w.lines.is_empty() && !w.district.is_empty()));
        }
    }

    #[test]
    fn different_uses_of_a_number_are_independent() {
        assert_ne!(Stream::of(&card(1), 1).next(), Stream::of(&card(1), 2).next());
    }
}
