//! What can be told: a closed list, each with the particulars its words need.

use causeway_core::{ClientId, ConsentId, DatasetId, OrganisationId, ReadId, RequestId};
use serde::{Deserialize, Serialize};

/// One thing to tell a person. Particulars are ids; names and words are looked up when it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Notice {
    /// The account has been made.
    Welcome,
    /// Somebody who knows all that is on the card tried to register it again.
    RegistrationAttempt,
    /// Somebody who knows all that is on the card tried to register it, though it is reported lost.
    LostCard,
    /// The person logged in to a service by another device.
    LoginElsewhere {
        /// The service's client.
        client: ClientId,
    },
    /// A service asks the person for something, away from any browser: the page of the request has the rest.
    Asked {
        /// The service's client.
        client: ClientId,
        /// What it asks.
        request: RequestId,
    },
    /// A consent ended because its time had come.
    ConsentExpired {
        /// The consent.
        consent: ConsentId,
        /// Who might use it.
        client: ClientId,
    },
    /// A provider's answer did not hold what its signature promised: the read was stopped.
    Incident {
        /// The read.
        read: ReadId,
        /// Who answered.
        provider: OrganisationId,
        /// From which dataset.
        dataset: DatasetId,
    },
}

impl Notice {
    /// The kind's stable name, by which its words are found.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Welcome => "welcome",
            Self::RegistrationAttempt => "registration-attempt",
            Self::LostCard => "lost-card",
            Self::LoginElsewhere { .. } => "login-elsewhere",
            Self::Asked { .. } => "asked",
            Self::ConsentExpired { .. } => "consent-expired",
            Self::Incident { .. } => "incident",
        }
    }

    /// Every kind, for the test that each has words in every language.
    pub const KINDS: [&'static str; 7] = [
        "welcome",
        "registration-attempt",
        "lost-card",
        "login-elsewhere",
        "asked",
        "consent-expired",
        "incident",
    ];

    /// Whether it warns of something that others did: the page sets such messages apart.
    pub fn is_warning(&self) -> bool {
        matches!(self, Self::RegistrationAttempt | Self::LostCard | Self::Incident { .. })
    }

    /// The client it speaks of, if any: its service's name is an argument (`service`) of the words.
    pub fn client(&self) -> Option<&ClientId> {
        match self {
            Self::LoginElsewhere { client }
            | Self::Asked { client, .. }
            | Self::ConsentExpired { client, .. } => Some(client),
            _ => None,
        }
    }

    /// The request it speaks of, if any: the message leads to its page.
    pub fn request(&self) -> Option<RequestId> {
        match self {
            Self::Asked { request, .. } => Some(*request),
            _ => None,
        }
    }

    /// The organisation it speaks of, if any: its name is an argument (`organisation`) of the words.
    pub fn organisation(&self) -> Option<&OrganisationId> {
        match self {
            Self::Incident { provider, .. } => Some(provider),
            _ => None,
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use causeway_core::Result;

    use super::*;

    /// One of each kind.
    pub(crate) fn samples() -> Result<Vec<Notice>> {
        let consent = ConsentId::from(uuid::Uuid::from_u128(7));
        let client: ClientId = "driving-licence".parse()?;
        Ok(vec![
            Notice::Welcome,
            Notice::RegistrationAttempt,
            Notice::LostCard,
            Notice::LoginElsewhere { client: client.clone() },
            Notice::Asked { client: client.clone(), request: RequestId::from(uuid::Uuid::from_u128(9)) },
            Notice::ConsentExpired { consent, client },
            Notice::Incident {
                read: ReadId::from(uuid::Uuid::from_u128(8)),
                provider: "water".parse()?,
                dataset: "water.address".parse()?,
            },
        ])
    }

    #[test]
    fn the_list_of_kinds_is_whole_and_each_kind_is_its_own_tag() {
        let samples = samples().unwrap();
        let kinds: Vec<_> = samples.iter().map(Notice::kind).collect();
        assert_eq!(kinds, Notice::KINDS);
        for notice in samples {
            let json = serde_json::to_value(&notice).unwrap();
            assert_eq!(json["kind"], notice.kind());
            assert_eq!(serde_json::from_value::<Notice>(json).unwrap(), notice);
        }
    }

    #[test]
    fn what_others_did_is_a_warning() {
        let warnings: Vec<_> =
            samples().unwrap().iter().filter(|n| n.is_warning()).map(Notice::kind).collect();
        assert_eq!(warnings, ["registration-attempt", "lost-card", "incident"]);
    }

    #[test]
    fn names_to_look_up_are_named() {
        for notice in samples().unwrap() {
            let named = notice.client().is_some() || notice.organisation().is_some();
            let speaks_of_nobody =
                matches!(notice, Notice::Welcome | Notice::RegistrationAttempt | Notice::LostCard);
            assert_eq!(named, !speaks_of_nobody, "{notice:?}");
        }
    }
}
