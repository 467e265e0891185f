//! What can be exchanged, why, and by whom.

use causeway_core::{
    AccountId, ClientId, ConsentId, DatasetId, Error, FromValue, Localised, OrganisationId, PurposeId,
    ReadId, Result, Value,
};
use causeway_crypto::jose::{Jwk, JwkSet};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::wire::Basis;

/// A set of facts about people that an organisation holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dataset {
    /// Its name on the wire, such as `water.address`.
    pub id: DatasetId,
    /// Who holds it.
    pub provider: OrganisationId,
    /// What people call it.
    pub name: Localised,
    /// What it is, in a sentence.
    pub description: Localised,
    /// Its fields, in the order in which people see them.
    pub fields: Vec<Field>,
    /// By what the provider finds a person: the name of a vault item, such as `card_number`.
    pub identifier: String,
    /// Whether it can be asked for.
    pub life_cycle: LifeCycle,
}

impl Dataset {
    /// The field of that name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// One fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its name on the wire: 1 to 64 characters of `a-z`, `0-9` and `_`.
    pub name: String,
    /// What people call it.
    pub label: Localised,
    /// How closely it is to be held.
    pub classification: Classification,
}

/// How closely a field is to be held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Classification {
    /// About a person, of everyday use.
    Personal,
    /// About a person, and harmful in the wrong hands: health, finance, belief.
    Sensitive,
}

/// The life of a dataset in the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LifeCycle {
    /// Being prepared: nobody sees it, nobody may ask for it.
    Draft,
    /// May be asked for.
    Published,
    /// What people have allowed is honoured; nothing new may be asked.
    Deprecated,
    /// Over.
    Withdrawn,
}

impl LifeCycle {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Draft, Self::Published, Self::Deprecated, Self::Withdrawn];

    /// As stored and as told.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
            Self::Deprecated => "deprecated",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl From<LifeCycle> for Value {
    fn from(life_cycle: LifeCycle) -> Self {
        life_cycle.as_str().into()
    }
}

impl FromValue for LifeCycle {
    fn from_value(value: Value) -> Result<Self> {
        match String::from_value(value)?.as_str() {
            "draft" => Ok(Self::Draft),
            "published" => Ok(Self::Published),
            "deprecated" => Ok(Self::Deprecated),
            "withdrawn" => Ok(Self::Withdrawn),
            other => Err(Error::internal(format!("unknown life cycle {other}"))),
        }
    }
}

/// A registered reason for asking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Purpose {
    /// Its name on the wire, such as `licence-renewal`.
    pub id: PurposeId,
    /// What people see.
    pub text: Localised,
    /// Who may ask for what with it.
    pub uses: Vec<PurposeUse>,
}

/// That a consumer may ask for fields of a dataset with the purpose in which this stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PurposeUse {
    /// The consumer.
    pub client: ClientId,
    /// The dataset.
    pub dataset: DatasetId,
    /// At most these fields of it.
    pub fields: Vec<String>,
}

/// An organisation's connector: where it is, and its keys.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// The organisation.
    pub organisation: OrganisationId,
    /// Base URL of its connector; [`crate::wire::PROVIDER_PATH`] is appended.
    pub base_url: String,
    /// Keys with which it signs answers; more than one while they are being changed.
    pub signing_keys: JwkSet,
    /// Key to which identifiers are sealed.
    pub encryption_key: Jwk,
}

/// What the wiring knows of a client that asks.
#[derive(Clone, Debug, PartialEq)]
pub struct Consumer {
    /// Whose client it is.
    pub organisation: OrganisationId,
    /// Its registered signing keys.
    pub keys: JwkSet,
}

/// How far a read has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Allowed and written down; the provider may have been asked.
    Intended,
    /// The sealed answer was released to the consumer.
    Delivered,
    /// Nothing was released.
    Failed,
    /// The process that had it in hand is gone. Nothing was released; whether the provider was asked is not known.
    Unknown,
}

impl State {
    fn as_str(self) -> &'static str {
        match self {
            Self::Intended => "intended",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
        }
    }
}

impl From<State> for Value {
    fn from(state: State) -> Self {
        state.as_str().into()
    }
}

impl FromValue for State {
    fn from_value(value: Value) -> Result<Self> {
        match String::from_value(value)?.as_str() {
            "intended" => Ok(Self::Intended),
            "delivered" => Ok(Self::Delivered),
            "failed" => Ok(Self::Failed),
            "unknown" => Ok(Self::Unknown),
            other => Err(Error::internal(format!("unknown state of a read {other}"))),
        }
    }
}

impl FromValue for Basis {
    fn from_value(value: Value) -> Result<Self> {
        match String::from_value(value)?.as_str() {
            "consent" => Ok(Self::Consent),
            "law" => Ok(Self::Law),
            "registration" => Ok(Self::Registration),
            other => Err(Error::internal(format!("unknown basis {other}"))),
        }
    }
}

/// One read of a person's data, by names alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// The read.
    pub id: ReadId,
    /// Whose data.
    pub account: AccountId,
    /// What allows it.
    pub basis: Basis,
    /// The consent, on that basis.
    pub consent: Option<ConsentId>,
    /// Who asks.
    pub consumer: ClientId,
    /// Whose client that is.
    pub consumer_organisation: OrganisationId,
    /// Who is asked.
    pub provider: OrganisationId,
    /// For what.
    pub dataset: DatasetId,
    /// For which of its fields.
    pub fields: Vec<String>,
    /// Why.
    pub purpose: PurposeId,
    /// Digest of the gateway's request, [`crate::wire::digest_of`].
    pub request_sha256: String,
    /// Permitted at.
    pub at: Timestamp,
}
