//! Requests and consents.

use causeway_core::{
    AccountId, Acr, ClientId, ConsentId, DatasetId, Error, FromValue, Lang, OrganisationId, PurposeId,
    ReadId, RequestId, Result, Session, Value,
};
use causeway_evidence::Kind;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The client name under which the platform's own pages ask (logging in to the portal by QR code).
pub const PORTAL: &str = "causeway";

/// One thing that is asked: an element of RFC 9396 `authorization_details`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", deny_unknown_fields)]
pub enum Detail {
    /// To log in, and to pass these verified profile fields (`card_number`, `name`, `date_of_birth`) each time, until withdrawn.
    #[serde(rename = "urn:causeway:login")]
    Login {
        /// Names of profile fields; may be empty.
        fields: Vec<String>,
    },
    /// To have fields of a dataset fetched from its provider.
    #[serde(rename = "urn:causeway:exchange")]
    Exchange {
        /// What.
        dataset: DatasetId,
        /// Who holds it.
        provider: OrganisationId,
        /// Which fields of it.
        fields: Vec<String>,
        /// Why: a registered purpose.
        purpose: PurposeId,
        /// For one read only.
        once: bool,
        /// Until when; a standing consent always has an end.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Timestamp>,
    },
}

impl Detail {
    /// Which kind of thing it is.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Login { .. } => Kind::Login,
            Self::Exchange { .. } => Kind::Exchange,
        }
    }

    /// The fields asked for.
    pub fn fields(&self) -> &[String] {
        match self {
            Self::Login { fields } | Self::Exchange { fields, .. } => fields,
        }
    }

    pub(crate) fn once(&self) -> bool {
        matches!(self, Self::Exchange { once: true, .. })
    }

    pub(crate) fn until(&self) -> Option<Timestamp> {
        match self {
            Self::Login { .. } => None,
            Self::Exchange { until, .. } => *until,
        }
    }
}

/// What a party asks, as the protocol that speaks for it has validated it.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Who asks.
    pub client: ClientId,
    /// For which organisation.
    pub organisation: OrganisationId,
    /// What; a login comes first.
    pub details: Vec<Detail>,
    /// Why the login's fields are wanted: a registered purpose.
    pub login_purpose: PurposeId,
    /// Where to go on afterwards: a path on this host, in which `{request}` stands for the request's id.
    pub resume: String,
    /// The origin to which the protocol will send the browser, for the page's `form-action` (validated by the protocol).
    pub redirect_origin: Option<String>,
    /// Show the screen even if all of it stands already (`prompt=consent`).
    pub always_ask: bool,
    /// Only a login after this request counts (`prompt=login`).
    pub fresh_login: bool,
    /// The language the party would like.
    pub lang: Option<Lang>,
}

/// Where a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestState {
    /// Waiting for the person.
    Open,
    /// Approved, or nothing new was asked.
    Granted,
    /// Declined by the person.
    Declined,
    /// Ended by the platform: its QR code was scanned twice.
    Cancelled,
    /// The protocol has taken the outcome.
    Used,
}

impl RequestState {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Granted => "granted",
            Self::Declined => "declined",
            Self::Cancelled => "cancelled",
            Self::Used => "used",
        }
    }
}

impl FromValue for RequestState {
    fn from_value(value: Value) -> Result<Self> {
        match String::from_value(value)?.as_str() {
            "open" => Ok(Self::Open),
            "granted" => Ok(Self::Granted),
            "declined" => Ok(Self::Declined),
            "cancelled" => Ok(Self::Cancelled),
            "used" => Ok(Self::Used),
            other => Err(Error::internal(format!("unknown request state {other}"))),
        }
    }
}

/// From where a request came to the person who decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// A browser began it, by which its answer goes back.
    Browser,
    /// The service addressed it to the person (OpenID Connect CIBA).
    Person,
    /// The person entered the code of a device that has no keyboard (RFC 8628).
    Device,
}

impl Channel {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Browser => "browser",
            Self::Person => "person",
            Self::Device => "device",
        }
    }
}

impl FromValue for Channel {
    fn from_value(value: Value) -> Result<Self> {
        match String::from_value(value)?.as_str() {
            "browser" => Ok(Self::Browser),
            "person" => Ok(Self::Person),
            "device" => Ok(Self::Device),
            other => Err(Error::internal(format!("unknown channel {other}"))),
        }
    }
}

/// Something a party asks of a person.
#[derive(Clone, Debug)]
pub struct Request {
    /// The request.
    pub id: RequestId,
    /// Who asks.
    pub client: ClientId,
    /// For which organisation.
    pub organisation: OrganisationId,
    /// What.
    pub details: Vec<Detail>,
    /// Why the login's fields are wanted.
    pub login_purpose: PurposeId,
    /// Where the first browser goes on.
    pub resume: String,
    /// What the page's `form-action` must allow besides ourselves.
    pub redirect_origin: Option<String>,
    /// The language the party would like.
    pub lang: Option<Lang>,
    /// Who is deciding, once that is known.
    pub account: Option<AccountId>,
    /// Whether another device has taken it over, or has had it from the beginning ([`Request::is_addressed`]).
    pub claimed: bool,
    /// From where it came to the person.
    pub channel: Channel,
    /// The code that the service shows, too.
    pub code: Option<String>,
    /// Where it stands.
    pub state: RequestState,
    /// When it was asked.
    pub created_at: Timestamp,
    /// When it is over.
    pub expires_at: Timestamp,
    pub(crate) always_ask: bool,
    pub(crate) fresh_login: bool,
    pub(crate) browser: [u8; 32],
}

impl Request {
    /// Whether it is one person's alone from the beginning, and no browser waits for its answer.
    pub fn is_addressed(&self) -> bool {
        self.channel != Channel::Browser
    }
}

/// Who is looking: a browser, and the person logged in there, if any.
#[derive(Clone, Debug)]
pub struct Viewer {
    /// SHA-256 of the browser's cookie.
    pub browser: [u8; 32],
    /// The session there.
    pub session: Option<Session>,
}

/// What has to happen next with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The person has to log in.
    LogIn,
    /// The person has to decide.
    Approve,
    /// Nothing is left to decide; the protocol may go on.
    Done,
}

/// What the person is shown: composed by the portal in the person's language, drawn from this alone, and signed for as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    /// The language of all the words here.
    pub lang: Lang,
    /// The service that asks, as registered.
    pub service: String,
    /// The organisation behind it, as registered.
    pub organisation: String,
    /// Where the browser will be sent: the service's registered origin.
    pub website: String,
    /// Each thing asked.
    pub parts: Vec<ShownPart>,
    /// The number on both screens, when another device asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub match_code: Option<String>,
    /// The code that the service shows as well, when it asked without a browser: told apart from all other words, since it is the
    /// service that has chosen it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// One thing asked, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShownPart {
    /// `login` or `exchange`.
    pub kind: String,
    /// What it is, as a heading.
    pub heading: String,
    /// Who holds the data, if it is not the platform.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Why, as registered.
    pub purpose: String,
    /// Each datum: its label, and its value where the platform holds it.
    pub rows: Vec<ShownRow>,
    /// For how long, in words.
    pub lasts: String,
}

/// One datum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShownRow {
    /// What it is.
    pub label: String,
    /// The exact value, where the platform holds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// What was just shown, and the WebAuthn options whose challenge binds it.
#[derive(Clone, Debug)]
pub struct Presented {
    /// `PublicKeyCredentialRequestOptionsJSON`.
    pub options: serde_json::Value,
    /// Draw the page from this and nothing else.
    pub shown: Shown,
    /// When this showing is over.
    pub expires_at: Timestamp,
}

/// How a request ended, for the protocol that asked.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// Approved, or standing already.
    Granted(Grant),
    /// The person said no.
    Declined,
    /// Not decided yet.
    Pending,
    /// Too late, or cancelled.
    Expired,
}

/// What a granted request gives.
#[derive(Clone, Debug)]
pub struct Grant {
    /// Who.
    pub account: AccountId,
    /// How they proved it.
    pub acr: Acr,
    /// When they did.
    pub authenticated_at: Timestamp,
    /// Each thing granted with the consent it stands on.
    pub consents: Vec<(Detail, ConsentId)>,
}

impl Grant {
    /// The same, said as strongly as the session allows in which it was decided: that a passkey cannot leave its device is known of the
    /// session alone ([`Acr::recorded`]). Another session, or another login, adds nothing.
    #[must_use]
    pub fn raised_by(mut self, session: Option<&Session>) -> Self {
        let same = session
            .filter(|s| s.account == self.account && s.authenticated_at == self.authenticated_at)
            .filter(|s| s.acr.recorded() == self.acr);
        if let Some(session) = same {
            self.acr = session.acr;
        }
        self
    }
}

/// Where a consent stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConsentState {
    /// May be used.
    Active,
    /// A one-time consent that has been used, or is being used right now.
    Used,
    /// Withdrawn by the person.
    Withdrawn,
    /// Past its end.
    Expired,
    /// Taken over by a wider one to the same service.
    Replaced,
}

impl ConsentState {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Used => "used",
            Self::Withdrawn => "withdrawn",
            Self::Expired => "expired",
            Self::Replaced => "replaced",
        }
    }
}

impl FromValue for ConsentState {
    fn from_value(value: Value) -> Result<Self> {
        match String::from_value(value)?.as_str() {
            "active" => Ok(Self::Active),
            "used" => Ok(Self::Used),
            "withdrawn" => Ok(Self::Withdrawn),
            "expired" => Ok(Self::Expired),
            "replaced" => Ok(Self::Replaced),
            other => Err(Error::internal(format!("unknown consent state {other}"))),
        }
    }
}

/// Something a person has allowed.
#[derive(Clone, Debug)]
pub struct Consent {
    /// The consent.
    pub id: ConsentId,
    /// Whose.
    pub account: AccountId,
    /// To whom.
    pub client: ClientId,
    /// The organisation behind the client.
    pub organisation: OrganisationId,
    /// What exactly.
    pub detail: Detail,
    /// Why.
    pub purpose: PurposeId,
    /// Where it stands.
    pub state: ConsentState,
    /// Since when.
    pub given_at: Timestamp,
    /// Until when, if it has an end.
    pub until: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// The read that is using a one-time consent right now.
    pub used_by: Option<ReadId>,
    /// What was shown when it was given (SHA-256, as in the receipt).
    pub shown_sha256: [u8; 32],
}

/// What a client wants to read.
#[derive(Clone, Debug)]
pub struct Use {
    /// Under which consent.
    pub consent: ConsentId,
    /// Who.
    pub client: ClientId,
    /// Of which dataset; none for the verified profile.
    pub dataset: Option<DatasetId>,
    /// Who would be asked for it, by today's catalogue; none for the verified profile.
    pub provider: Option<OrganisationId>,
    /// Which fields.
    pub fields: Vec<String>,
    /// Why.
    pub purpose: PurposeId,
    /// The read this is for.
    pub read: ReadId,
}
