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
    /// How they logged in; [`Acr::DeviceBound`] where it is known that the passkey cannot leave its device.
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

/// How a person logged in, or approved: the values of OpenID Connect's `acr` claim, the weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Acr {
    /// A passkey on another device, by QR code: open to live relay, so it may not sign or change consent.
    #[serde(rename = "urn:causeway:acr:xdev")]
    CrossDevice,
    /// A passkey over what a service asked of this very person without a browser of theirs (CIBA): nothing to scan that a stranger
    /// could pass on, but no browser either in which the person had begun it.
    #[serde(rename = "urn:causeway:acr:decoupled")]
    Decoupled,
    /// A passkey on this very device, with user verification.
    #[serde(rename = "urn:causeway:acr:passkey")]
    Passkey,
    /// The same, and the passkey cannot leave its device (WebAuthn Level 3 section 6.1.3: not backup eligible).
    #[serde(rename = "urn:causeway:acr:bound")]
    DeviceBound,
}

impl Acr {
    /// The claim's value.
    pub fn urn(self) -> &'static str {
        match self {
            Self::CrossDevice => "urn:causeway:acr:xdev",
            Self::Decoupled => "urn:causeway:acr:decoupled",
            Self::Passkey => "urn:causeway:acr:passkey",
            Self::DeviceBound => "urn:causeway:acr:bound",
        }
    }

    /// All of them, the weakest first.
    pub const ALL: [Self; 4] = [Self::CrossDevice, Self::Decoupled, Self::Passkey, Self::DeviceBound];

    /// Whether this is as good as what is wanted, or better.
    #[must_use]
    pub fn meets(self, wanted: Self) -> bool {
        self >= wanted
    }

    /// As it is written down where a node of release 0.2 may come to read it, which knows of no bound passkeys: what kind of passkey it
    /// was is noted beside a session, in a column of its own.
    #[must_use]
    pub fn recorded(self) -> Self {
        if self == Self::DeviceBound { Self::Passkey } else { self }
    }
}

impl From<Acr> for Value {
    fn from(acr: Acr) -> Self {
        Self::Text(acr.urn().to_owned())
    }
}

impl FromValue for Acr {
    fn from_value(value: Value) -> Result<Self> {
        let text = String::from_value(value)?;
        let known = Self::ALL.into_iter().find(|acr| acr.urn() == text);
        known.ok_or_else(|| Error::internal(format!("unknown acr {text}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_of_logging_in_are_ordered_by_strength() {
        for (nth, weaker) in Acr::ALL.into_iter().enumerate() {
            for (mth, stronger) in Acr::ALL.into_iter().enumerate() {
                assert_eq!(stronger.meets(weaker), mth >= nth, "{stronger:?} {weaker:?}");
            }
        }
        assert!(!Acr::Decoupled.meets(Acr::Passkey) && Acr::DeviceBound.meets(Acr::Passkey));
    }

    #[test]
    fn an_acr_is_read_as_it_is_written_and_no_other_is_known() {
        for acr in Acr::ALL {
            assert_eq!(Acr::from_value(acr.into()).unwrap(), acr);
            assert_eq!(serde_json::to_value(acr).unwrap(), acr.urn());
        }
        assert!(Acr::from_value(Value::Text("urn:causeway:acr:gold".to_owned())).is_err());
    }

    #[test]
    fn what_an_earlier_release_reads_it_knows() {
        let known = [Acr::CrossDevice, Acr::Passkey];
        for acr in [Acr::CrossDevice, Acr::Passkey, Acr::DeviceBound] {
            assert!(known.contains(&acr.recorded()));
        }
    }
}
