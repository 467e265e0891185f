//! The sample world's population: the listed sample people, and a synthetic resident for any other synthetic number.
//!
//! The list is `data/people.toml`. Beyond it there is a sample-data generator: from the digits of a number it always makes
//! the same invented resident, so that people whom an integrator creates in the sandbox are known to the registers too.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use causeway_core::{Error, Result};

use crate::card::CardNumber;

pub(crate) mod generator;

/// The embedded list.
const LIST: &str = include_str!("../data/people.toml");

/// Whether a card may still be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CardStatus {
    /// In use.
    Valid,
    /// Reported lost.
    Lost,
}

/// An invented person, as all registers together know them.
#[derive(Clone)]
pub struct Resident {
    /// The identity card number.
    pub card: CardNumber,
    /// The name in Latin letters, family name first in capitals, as the card shows it.
    pub name: String,
    /// The name in Chinese characters.
    pub chinese_name: String,
    /// Date of birth.
    pub date_of_birth: Date,
    /// Date on which the card was issued.
    pub date_of_issue: Date,
    /// Whether the card is in use.
    pub status: CardStatus,
    /// The water account, if there is one in their name.
    pub water: Option<WaterAccount>,
}

/// A customer's account with Water Supplies.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WaterAccount {
    /// Such as `7001-0001-01`.
    pub account_number: String,
    /// One to three lines of the address, largest unit last.
    pub lines: Vec<String>,
    /// The district, such as `Sha Tin`.
    pub district: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    person: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    card_number: String,
    name: String,
    chinese_name: String,
    date_of_birth: Date,
    date_of_issue: Date,
    status: CardStatus,
    water: Option<WaterAccount>,
}

/// Everybody whom the sample registers know.
pub struct Population(BTreeMap<CardNumber, Resident>);

impl Population {
    /// Reads the embedded list.
    ///
    /// # Errors
    /// `internal` if the list is malformed or names a number whose check character is wrong.
    pub fn load() -> Result<Self> {
        let list: List = toml::from_str(LIST).map_err(Error::internal)?;
        list.person.into_iter().map(Entry::into_resident).collect::<Result<_>>().map(Self)
    }

    /// The listed sample people, in the order of their numbers.
    pub fn listed(&self) -> impl Iterator<Item = &Resident> {
        self.0.values()
    }

    /// The person with this number: listed, or invented if the number is synthetic. `None` for any other number.
    pub fn find(&self, card: &CardNumber) -> Option<Resident> {
        match self.0.get(card) {
            Some(listed) => Some(listed.clone()),
            None => card.is_synthetic().then(|| generator::resident(card)),
        }
    }

    /// Somebody else than the holder of `card`: what a register tells that mixes up its records.
    pub(crate) fn somebody_else(&self, card: &CardNumber) -> Option<Resident> {
        self.listed().find(|resident| resident.card != *card && resident.water.is_some()).cloned()
    }
}

impl Entry {
    fn into_resident(self) -> Result<(CardNumber, Resident)> {
        let card = CardNumber::parse(&self.card_number)
            .ok_or_else(|| Error::internal(format!("sample person {} has a malformed number", self.name)))?;
        let resident = Resident {
            card: card.clone(),
            name: self.name,
            chinese_name: self.chinese_name,
            date_of_birth: self.date_of_birth,
            date_of_issue: self.date_of_issue,
            status: self.status,
            water: self.water,
        };
        Ok((card, resident))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(body: &str) -> CardNumber {
        let check = crate::card::check_character(body).unwrap();
        CardNumber::parse(&format!("{body}{check}")).unwrap()
    }

    #[test]
    fn twelve_synthetic_people_are_listed_one_with_a_lost_card_and_one_without_water() {
        let population = Population::load().unwrap();
        let people: Vec<_> = population.listed().collect();
        assert_eq!(people.len(), 12);
        assert!(people.iter().all(|p| p.card.is_synthetic()));
        assert_eq!(people.iter().filter(|p| p.status == CardStatus::Lost).count(), 1);
        assert_eq!(people.iter().filter(|p| p.water.is_none()).count(), 1);
    }

    #[test]
    fn a_listed_persons_dates_are_in_order() {
        for person in Population::load().unwrap().listed() {
            assert!(person.date_of_birth < person.date_of_issue, "{}", person.name);
        }
    }

    #[test]
    fn an_unlisted_synthetic_number_is_always_the_same_resident() {
        let (first, second) = (Population::load().unwrap(), Population::load().unwrap());
        let (a, b) = (first.find(&card("ZZ424242")).unwrap(), second.find(&card("ZZ424242")).unwrap());
        assert_eq!((&a.name, a.date_of_birth, a.date_of_issue), (&b.name, b.date_of_birth, b.date_of_issue));
        assert_eq!(a.water.unwrap().lines, b.water.unwrap().lines);
    }

    #[test]
    fn a_number_that_is_not_synthetic_is_unknown() {
        assert!(Population::load().unwrap().find(&card("A123456")).is_none());
    }

    #[test]
    fn a_mixed_up_register_tells_of_somebody_else() {
        let population = Population::load().unwrap();
        for person in population.listed() {
            assert_ne!(population.somebody_else(&person.card).unwrap().card, person.card);
        }
    }
}
