//! The records as the legacy systems tell them. They hold more than anybody asks for: trimming is the connector's task.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::people::{CardStatus, Resident};

/// An identity card, from Immigration's register.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImmigrationRecord {
    /// With the check character in brackets.
    pub card_number: String,
    /// In Latin letters, family name first.
    pub name: String,
    /// In Chinese characters.
    pub chinese_name: String,
    /// `YYYY-MM-DD`.
    pub date_of_birth: Date,
    /// `YYYY-MM-DD`.
    pub date_of_issue: Date,
    /// `valid` or `lost`.
    pub status: CardStatus,
}

/// A customer's account, from Water Supplies.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaterRecord {
    /// The customer's identity card number.
    pub card_number: String,
    /// The account's own number.
    pub account_number: String,
    /// Where the water is used.
    pub residential_address: ResidentialAddress,
}

/// An address as Water Supplies keeps it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResidentialAddress {
    /// One to three lines, largest unit last.
    pub lines: Vec<String>,
    /// The district.
    pub district: String,
}

impl From<Resident> for ImmigrationRecord {
    fn from(resident: Resident) -> Self {
        Self {
            card_number: resident.card.written(),
            name: resident.name,
            chinese_name: resident.chinese_name,
            date_of_birth: resident.date_of_birth,
            date_of_issue: resident.date_of_issue,
            status: resident.status,
        }
    }
}

impl WaterRecord {
    /// The account in a resident's name, if there is one.
    pub(super) fn of(resident: Resident) -> Option<Self> {
        let account = resident.water?;
        Some(Self {
            card_number: resident.card.written(),
            account_number: account.account_number,
            residential_address: ResidentialAddress { lines: account.lines, district: account.district },
        })
    }
}
