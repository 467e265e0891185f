//! Who is acting.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{AccountId, ClientId, Error, FromValue, OrganisationId, Result, SessionId, Value};

/// Who is behind a call, as the wiring's authenticator has established.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Nobody in particular.
    Nobody,
    /// A person with a session.
    Person(Session),
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
