//! Mandates: what a person may do for an organisation.

use causeway_core::{AccountId, Error, FromValue, MemberId, OrganisationId, Result, Value};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a mandate lets its representative do in the organisation's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActFor {
    /// Sign documents.
    Sign,
    /// Consent to reads of the organisation's data.
    Consent,
    /// Hand in forms.
    File,
    /// Pay, up to the mandate's limit.
    Pay,
}

impl ActFor {
    /// All of them.
    pub const ALL: &[Self] = &[Self::Sign, Self::Consent, Self::File, Self::Pay];

    /// Its stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sign => "sign",
            Self::Consent => "consent",
            Self::File => "file",
            Self::Pay => "pay",
        }
    }
}

impl std::str::FromStr for ActFor {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        Self::ALL.iter().copied().find(|act| act.as_str() == text).ok_or_else(Error::not_found)
    }
}

/// On what ground a mandate stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "by")]
pub enum MandateBasis {
    /// The register names the giver, or the representative, for this organisation.
    Register {
        /// The entry's reference in the register.
        entry: String,
    },
    /// The organisation's own decision, which its registrar acts on.
    Decision {
        /// How the organisation files it: 1 to 40 of `A-Z a-z 0-9 - /`.
        reference: String,
    },
}

/// A mandate to be given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewMandate {
    /// For which organisation.
    pub organisation: OrganisationId,
    /// Who is to act for it.
    pub representative: AccountId,
    /// What they may do, one thing at least.
    pub scope: Vec<ActFor>,
    /// The most that one payment may come to, in minor units of the currency (cents). Without it there is no limit.
    pub limit: Option<i64>,
    /// Until when, two years at most.
    pub until: Timestamp,
    /// On what ground.
    pub basis: MandateBasis,
}

/// Why a mandate ended before its date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MandateEnd {
    /// The organisation ended it.
    Organisation,
    /// The register names the giver, the representative or the organisation no longer.
    Register,
    /// The organisation was suspended or closed.
    Closed,
    /// The representative's place in the organisation's staff ended.
    Place,
    /// The representative's account is gone.
    Account,
}

impl MandateEnd {
    const ALL: &[Self] = &[Self::Organisation, Self::Register, Self::Closed, Self::Place, Self::Account];

    /// Its stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Organisation => "organisation",
            Self::Register => "register",
            Self::Closed => "closed",
            Self::Place => "place",
            Self::Account => "account",
        }
    }
}

impl FromValue for MandateEnd {
    fn from_value(value: Value) -> Result<Self> {
        let name = String::from_value(value)?;
        let known = Self::ALL.iter().copied().find(|why| why.as_str() == name);
        known.ok_or_else(|| Error::internal(format!("unknown end of a mandate {name}")))
    }
}

/// A mandate as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mandate {
    /// The mandate.
    pub id: Uuid,
    /// For which organisation.
    pub organisation: OrganisationId,
    /// Who acts for it.
    pub representative: AccountId,
    /// What they may do.
    pub scope: Vec<ActFor>,
    /// The most that one payment may come to, in minor units of the currency.
    pub limit: Option<i64>,
    /// Until when.
    pub until: Timestamp,
    /// On what ground.
    pub basis: MandateBasis,
    /// Who gave it, as a member of staff.
    pub given_by: MemberId,
    /// When.
    pub given_at: Timestamp,
    /// When it ended before its date.
    pub ended_at: Option<Timestamp>,
    /// Why it did.
    pub ended_why: Option<MandateEnd>,
}
