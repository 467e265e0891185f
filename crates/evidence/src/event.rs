//! Audit events: everything that is put in evidence, as types in one place.
//!
//! No personal data: an event holds ids, names of fields, and names of services, organisations, datasets and purposes.
//!
//! Bodies are kept for ever and committed to as they were written. So an event's name and the meaning of its fields never change; a
//! field added later is an `Option`, and fields this version does not know are passed over when a body is read.

use causeway_core::{Acr, ClientId, ConsentId, DatasetId, OrganisationId, PurposeId, ReadId, RequestId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::digest::Digest;

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

/// One event as the catalogue describes it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Described {
    pub(crate) name: &'static str,
    pub(crate) meaning: &'static str,
    pub(crate) seen_by: &'static str,
    /// Name, type and meaning of each.
    pub(crate) fields: &'static [(&'static str, &'static str, &'static str)],
}

/// Declares the events once: the type, its wire form and its entry in the catalogue.
macro_rules! events {
    ($($(#[doc = $doc:literal])+ $name:literal seen by $who:literal => $variant:ident $({ $($(#[doc = $field_doc:literal])+ $field:ident: $type:ty,)+ })?;)+) => {
        /// Something that happened and is put in evidence. On the wire the name is `event`, beside the fields.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "event")]
        pub enum Event {
            $(
                $(#[doc = $doc])+
                #[doc = concat!(" Recorded as `", $name, "`; seen by ", $who, ".")]
                #[serde(rename = $name)]
                $variant $({ $($(#[doc = $field_doc])+ $field: $type,)+ })?,
            )+
            /// Something that a newer version of this program recorded. It can be read and is never written.
            #[serde(other, skip_serializing)]
            Unknown,
        }

        impl Event {
            /// The event's stable name, such as `consent.given`.
            pub fn name(&self) -> &'static str {
                match self {
                    $(Self::$variant { .. } => $name,)+
                    Self::Unknown => "unknown",
                }
            }
        }

        pub(crate) const CATALOGUE: &[Described] = &[
            $(Described {
                name: $name,
                meaning: concat!($($doc),+),
                seen_by: $who,
                fields: &[$($((stringify!($field), stringify!($type), concat!($($field_doc),+)),)+)?],
            },)+
        ];
    };
}

events! {
    /// The person has an account now.
    "account.registered" seen by "the person" => AccountRegistered {
        /// The account's assurance level.
        level: Level,
    };
    /// Somebody gave all the details of this person's card and was refused an account.
    "registration.refused" seen by "the person" => RegistrationRefused {
        /// Why.
        reason: Refusal,
    };
    /// A passkey was added to the account.
    "authenticator.added" seen by "the person" => AuthenticatorAdded {
        /// The authenticator.
        authenticator: Uuid,
    };
    /// The person logged in to the platform itself.
    "session.started" seen by "the person" => SessionStarted {
        /// How they proved who they are.
        acr: Acr,
    };
    /// A session with the platform ended: logged out.
    "session.ended" seen by "the person" => SessionEnded;
    /// A service was told that the person logged in.
    "login.granted" seen by "the person" => LoginGranted {
        /// The service's client.
        client: ClientId,
        /// The consent that stands for it.
        consent: ConsentId,
        /// How the person proved who they are.
        acr: Acr,
    };
    /// The person declined what a service asked.
    "request.declined" seen by "the person" => RequestDeclined {
        /// The request.
        request: RequestId,
        /// The client that asked.
        client: ClientId,
        /// What kinds of thing it asked.
        kinds: Vec<Kind>,
    };
    /// The person allowed something, with a passkey, over exactly what was shown.
    "consent.given" seen by "the person" => ConsentGiven {
        /// The consent.
        consent: ConsentId,
        /// The client that may use it.
        client: ClientId,
        /// The organisation behind that client.
        organisation: OrganisationId,
        /// What kind of consent it is.
        kind: Kind,
        /// The dataset, for an exchange.
        dataset: Option<DatasetId>,
        /// Who holds it, for an exchange.
        provider: Option<OrganisationId>,
        /// The names of the fields, no more and no less.
        fields: Vec<String>,
        /// What for.
        purpose: PurposeId,
        /// Whether it holds for one use only.
        once: bool,
        /// Until when it holds; without it, until withdrawn.
        until: Option<Timestamp>,
        /// SHA-256 of what was shown, in its RFC 8785 form.
        shown_sha256: Digest,
    };
    /// The person withdrew a consent.
    "consent.withdrawn" seen by "the person" => ConsentWithdrawn {
        /// The consent.
        consent: ConsentId,
        /// The client that could use it.
        client: ClientId,
    };
    /// A consent came to its end.
    "consent.expired" seen by "the person" => ConsentExpired {
        /// The consent.
        consent: ConsentId,
        /// The client that could use it.
        client: ClientId,
    };
    /// Values from the person's vault were released to a service.
    "claims.released" seen by "the person" => ClaimsReleased {
        /// The client that got them.
        client: ClientId,
        /// The consent that allowed it.
        consent: ConsentId,
        /// The names of the fields.
        fields: Vec<String>,
        /// What for.
        purpose: PurposeId,
    };
    /// A provider is about to be asked for the person's data. What came of it is an event of its own.
    "read.intended" seen by "the person" => ReadIntended {
        /// The read.
        read: ReadId,
        /// On what ground.
        basis: Basis,
        /// The consent, if that is the ground.
        consent: Option<ConsentId>,
        /// The client that asked; the platform itself is `causeway`.
        consumer: ClientId,
        /// The organisation behind that client.
        consumer_organisation: OrganisationId,
        /// Who was asked.
        provider: OrganisationId,
        /// The dataset.
        dataset: DatasetId,
        /// The names of the fields asked for.
        fields: Vec<String>,
        /// What for.
        purpose: PurposeId,
    };
    /// The provider answered and the answer was released to the consumer.
    "read.delivered" seen by "the person" => ReadDelivered {
        /// The read.
        read: ReadId,
        /// On what ground.
        basis: Basis,
        /// The consent, if that is the ground.
        consent: Option<ConsentId>,
        /// The client that asked; the platform itself is `causeway`.
        consumer: ClientId,
        /// The organisation behind that client.
        consumer_organisation: OrganisationId,
        /// Who was asked.
        provider: OrganisationId,
        /// The dataset.
        dataset: DatasetId,
        /// The names of the fields asked for.
        fields: Vec<String>,
        /// What for.
        purpose: PurposeId,
    };
    /// A read was refused: no data left.
    "read.refused" seen by "the person" => ReadRefused {
        /// The consent that the consumer named.
        consent: Option<ConsentId>,
        /// The client that asked.
        consumer: ClientId,
        /// Who would have been asked, if the consumer got that far.
        provider: Option<OrganisationId>,
        /// The dataset; without it, the profile that the platform itself holds, or something that is not in the catalogue.
        dataset: Option<DatasetId>,
        /// The names of the fields asked for.
        fields: Vec<String>,
        /// What for, where that is a registered purpose: anything else would be free text of the consumer's.
        purpose: Option<PurposeId>,
        /// The stable code of the reason.
        code: String,
    };
    /// The provider did not answer, or not properly: nothing was released.
    "read.failed" seen by "the person" => ReadFailed {
        /// The read.
        read: ReadId,
        /// The client that asked.
        consumer: ClientId,
        /// Who was asked.
        provider: OrganisationId,
        /// The dataset.
        dataset: DatasetId,
        /// The names of the fields asked for.
        fields: Vec<String>,
        /// What for.
        purpose: PurposeId,
        /// The stable code of the reason.
        code: String,
    };
    /// The provider was asked, and what came of it is not known: data may have left.
    "read.unknown" seen by "the person" => ReadUnknown {
        /// The read.
        read: ReadId,
        /// On what ground.
        basis: Basis,
        /// The consent, if that is the ground.
        consent: Option<ConsentId>,
        /// The client that asked; the platform itself is `causeway`.
        consumer: ClientId,
        /// The organisation behind that client.
        consumer_organisation: OrganisationId,
        /// Who was asked.
        provider: OrganisationId,
        /// The dataset.
        dataset: DatasetId,
        /// The names of the fields asked for.
        fields: Vec<String>,
        /// What for.
        purpose: PurposeId,
    };
    /// A provider did what it must not, such as answering with more fields than were allowed.
    "incident.reported" seen by "the person" => IncidentReported {
        /// The read.
        read: ReadId,
        /// The client that asked.
        consumer: ClientId,
        /// The provider.
        provider: OrganisationId,
        /// The stable code of what it did.
        code: String,
    };
    /// A synthetic person was made through the sandbox's own API.
    "sandbox.person_created" seen by "the synthetic person" => SandboxPersonCreated;
}
