//! Who is acting.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    AccountId, ClientId, Error, FromValue, MemberId, OrganisationId, Permission, Result, SessionId, Value,
};

/// Who is behind a call, as the wiring's authenticator has established.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Nobody in particular.
    Nobody,
    /// A person with a session.
    Person(Session),
    /// A member of an organisation's staff, in the console.
    Staff(Box<Staff>),
    /// An OAuth client acting for itself, by its own access token.
    Client(ClientId),
    /// The connector of an organisation.
    Connector(OrganisationId),
    /// An integrator using the sandbox's own API; the name is that of the key.
    Sandbox(String),
}

/// A person's session in one browser, and how they proved who they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The session.
    pub id: SessionId,
    /// Whose it is.
    pub account: AccountId,
    /// How they logged in.
    pub acr: Acr,
    /// When they did.
    pub authenticated_at: Timestamp,
}

/// A member of staff at work: a session of the console, which is none of the person's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staff {
    /// The console's session; its account is the person's own.
    pub session: Session,
    /// Their place in the organisation: what receipts name, instead of the person.
    pub member: MemberId,
    /// For which organisation they act now.
    pub organisation: OrganisationId,
    /// Whether that is the organisation that runs the platform: its staff see all organisations.
    pub platform: bool,
    /// What their roles there allow, now.
    pub permissions: BTreeSet<Permission>,
}

impl Staff {
    /// Whether their roles allow this.
    pub fn may(&self, permission: Permission) -> bool {
        self.permissions.contains(&permission)
    }

    /// Whether they may know of what is `organisation`'s: their own, and for the platform's staff all.
    pub fn sees(&self, organisation: &OrganisationId) -> bool {
        self.platform || self.organisation == *organisation
    }

    /// What a list shows them: all organisations' (`None`) or their own alone.
    pub fn horizon(&self) -> Option<&OrganisationId> {
        (!self.platform).then_some(&self.organisation)
    }
}

/// How a person logged in: the values of OpenID Connect's `acr` claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Acr {
    /// A passkey on this very device, with user verification.
    #[serde(rename = "urn:causeway:acr:passkey")]
    Passkey,
    /// A passkey on another device, by QR code: open to live relay, so it may not sign or change consent.
    #[serde(rename = "urn:causeway:acr:xdev")]
    CrossDevice,
}

impl Acr {
    /// The claim's value.
    pub fn urn(self) -> &'static str {
        match self {
            Self::Passkey => "urn:causeway:acr:passkey",
            Self::CrossDevice => "urn:causeway:acr:xdev",
        }
    }
}

impl From<Acr> for Value {
    fn from(acr: Acr) -> Self {
        Self::Text(acr.urn().to_owned())
    }
}

impl FromValue for Acr {
    fn from_value(value: Value) -> Result<Self> {
        match String::from_value(value)?.as_str() {
            "urn:causeway:acr:passkey" => Ok(Self::Passkey),
            "urn:causeway:acr:xdev" => Ok(Self::CrossDevice),
            other => Err(Error::internal(format!("unknown acr {other}"))),
        }
    }
}
