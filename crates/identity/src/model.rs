//! Accounts, authenticators, organisations.

use causeway_core::{AccountId, Error, FromValue, Lang, Localised, OrganisationId, Result, Value};
use causeway_crypto::webauthn::Credential;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A keyed HMAC-SHA-256 of a normalised card number: finds an account without holding the number.
#[derive(Clone, PartialEq, Eq)]
pub struct CardHash(pub(crate) [u8; 32]);

impl CardHash {
    /// The 32 bytes, for tables that count attempts per card.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// Says nothing: with the key, a card hash can be searched back to its number.
impl std::fmt::Debug for CardHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CardHash(..)")
    }
}

/// How well a person's identity is established, and what they may do with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Nobody established who they are: they took a link. May enter the console and nothing else.
    Invited,
    /// May log in, share and allow.
    Basic,
    /// May also sign.
    Plus,
}

impl Level {
    /// As stored and as told.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Basic => "basic",
            Self::Plus => "plus",
        }
    }
}

impl FromValue for Level {
    fn from_value(value: Value) -> Result<Self> {
        match String::from_value(value)?.as_str() {
            "invited" => Ok(Self::Invited),
            "basic" => Ok(Self::Basic),
            "plus" => Ok(Self::Plus),
            other => Err(Error::internal(format!("unknown level {other}"))),
        }
    }
}

/// A person's account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The account.
    pub id: AccountId,
    /// How well the person is established.
    pub level: Level,
    /// The language they chose.
    pub lang: Lang,
    /// Since when.
    pub created_at: Timestamp,
}

/// What [`crate::Identity::create_account`] needs.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// Chosen before, so that the person's key and vault could exist first.
    pub id: AccountId,
    /// Whose card it is: one account for each card.
    pub card: CardHash,
    /// The language they registered in.
    pub lang: Lang,
    /// Their first passkey, verified.
    pub credential: Credential,
    /// What the person will know the passkey by.
    pub label: String,
}

/// A passkey as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authenticator {
    /// The authenticator.
    pub id: Uuid,
    /// What the person knows it by.
    pub label: String,
    /// Since when.
    pub created_at: Timestamp,
    /// When it last proved something.
    pub last_used_at: Option<Timestamp>,
    /// Whether it is synchronised by its maker (and so not bound to one device).
    pub backed_up: bool,
}

/// A WebAuthn ceremony begun: `options` go to the browser as they are, `id` comes back with the answer.
#[derive(Clone, Debug, Serialize)]
pub struct Ceremony {
    /// Which ceremony.
    pub id: Uuid,
    /// `PublicKeyCredentialCreationOptionsJSON` or `PublicKeyCredentialRequestOptionsJSON` (WebAuthn Level 3 section 5.1).
    pub options: serde_json::Value,
}

/// What an organisation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrganisationKind {
    /// A government department.
    Department,
    /// A public body.
    PublicBody,
    /// A company.
    Company,
}

impl OrganisationKind {
    /// All of them.
    pub const ALL: &[Self] = &[Self::Department, Self::PublicBody, Self::Company];

    /// Its stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Department => "department",
            Self::PublicBody => "public_body",
            Self::Company => "company",
        }
    }
}

impl std::str::FromStr for OrganisationKind {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == text).ok_or_else(Error::not_found)
    }
}

impl FromValue for OrganisationKind {
    fn from_value(value: Value) -> Result<Self> {
        match String::from_value(value)?.as_str() {
            "department" => Ok(Self::Department),
            "public_body" => Ok(Self::PublicBody),
            "company" => Ok(Self::Company),
            other => Err(Error::internal(format!("unknown kind of organisation {other}"))),
        }
    }
}

/// A department or company.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organisation {
    /// Its short name.
    pub id: OrganisationId,
    /// What it is.
    pub kind: OrganisationKind,
    /// What people call it.
    pub name: Localised,
}
