//! What stands in events and is chosen from a closed list: levels, kinds, grounds, reasons.

use causeway_core::{Error, Result};
use serde::{Deserialize, Serialize};

/// An account's assurance level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Checked against the register.
    Basic,
    /// Proofed so that the person may sign.
    Plus,
}

/// Why a registration was refused, told to the holder of the card alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The register says that the card was reported lost.
    LostCard,
    /// The card has an account already.
    AlreadyRegistered,
}

/// What kind of request or consent it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Logging in to a service, with the profile fields that go along.
    Login,
    /// Having data exchanged between a provider and a consumer.
    Exchange,
}

/// On what ground data was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The person allowed it.
    Consent,
    /// A law allows it, without the person's consent.
    Law,
    /// The person is registering, and the platform asks the register.
    Registration,
}

/// How an account came to be deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Removal {
    /// The person asked for it, with their passkey.
    Asked,
    /// Two officers decided it.
    Officers,
    /// An integrator removed a synthetic person of theirs.
    Sandbox,
}

/// Why two officers deleted an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErasureReason {
    /// The person asked for it and cannot do it by themself.
    PersonAsked,
    /// The person has died.
    Deceased,
    /// The person has another account.
    Duplicate,
    /// Somebody else registered in the person's name.
    WronglyRegistered,
    /// A court ordered it.
    CourtOrder,
}

impl ErasureReason {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::PersonAsked, Self::Deceased, Self::Duplicate, Self::WronglyRegistered, Self::CourtOrder];

    /// As recorded.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PersonAsked => "person_asked",
            Self::Deceased => "deceased",
            Self::Duplicate => "duplicate",
            Self::WronglyRegistered => "wrongly_registered",
            Self::CourtOrder => "court_order",
        }
    }
}

/// Why a member of staff looked at a person's record. The person sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LookReason {
    /// The person asked for help.
    PersonAsked,
    /// The person lost a device.
    LostDevice,
    /// Somebody may be misusing the account.
    SuspectedFraud,
    /// The person complained.
    Complaint,
}

impl LookReason {
    /// All of them.
    pub const ALL: &[Self] = &[Self::PersonAsked, Self::LostDevice, Self::SuspectedFraud, Self::Complaint];

    /// Its stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PersonAsked => "person_asked",
            Self::LostDevice => "lost_device",
            Self::SuspectedFraud => "suspected_fraud",
            Self::Complaint => "complaint",
        }
    }
}

impl std::str::FromStr for LookReason {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        Self::ALL.iter().copied().find(|reason| reason.as_str() == text).ok_or_else(Error::not_found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_known_by_its_stable_name() {
        for reason in LookReason::ALL {
            assert_eq!(reason.as_str().parse::<LookReason>().unwrap(), *reason);
            assert_eq!(serde_json::to_value(reason).unwrap(), reason.as_str());
        }
        assert!("curious".parse::<LookReason>().is_err());
    }
}
