//! Approvals away from the browser: what is remembered of a person who was asked on their own device (OpenID Connect CIBA), and of a device
//! that shows a code (RFC 8628).

use causeway_consent::Detail;
use causeway_core::{AccountId, ClientId, Error, FromValue, RequestId, Result, Value};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::model::Terms;

/// How often a client may ask whether there is an answer, in seconds (CIBA section 7.3, RFC 8628 section 3.2).
pub(crate) const INTERVAL: i64 = 5;
/// How long after a request's end an answer given at its last moment can still be fetched: a few polls.
pub(crate) const FETCH: SignedDuration = SignedDuration::from_secs(30);
/// Prompts are counted over a day, so each is remembered for that long.
pub(crate) const MEMORY: SignedDuration = SignedDuration::from_hours(24);
/// For how long a device's code can be entered.
pub(crate) const DEVICE: SignedDuration = SignedDuration::from_mins(10);
/// How long a device's code is remembered: somebody may enter it at its last moment, and then has five minutes, too.
pub(crate) const DEVICE_MEMORY: SignedDuration = SignedDuration::from_mins(20);

/// A person who was asked without a browser. Its `Debug` keeps the sealed part to itself.
#[derive(Clone, PartialEq)]
pub(crate) struct Backchannel {
    /// SHA-256 of the `auth_req_id`.
    pub(crate) hash: [u8; 32],
    pub(crate) request: RequestId,
    pub(crate) client: ClientId,
    pub(crate) account: AccountId,
    pub(crate) terms: Terms,
    /// What is needed to tell the client, sealed; none where it polls.
    pub(crate) ping: Option<Vec<u8>>,
    pub(crate) ended: Option<Ended>,
    pub(crate) used_at: Option<Timestamp>,
    pub(crate) created_at: Timestamp,
    /// Until when it can be answered.
    pub(crate) valid_until: Timestamp,
}

impl std::fmt::Debug for Backchannel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Backchannel").field("request", &self.request).finish_non_exhaustive()
    }
}

/// A device that waits for somebody to enter its code, or to decide then.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Device {
    /// SHA-256 of the `device_code`.
    pub(crate) hash: [u8; 32],
    /// Keyed MAC of the `user_code`.
    pub(crate) code: [u8; 32],
    pub(crate) client: ClientId,
    pub(crate) wanted: DeviceTerms,
    /// The request, once somebody has entered the code.
    pub(crate) request: Option<RequestId>,
    pub(crate) ended: Option<Ended>,
    pub(crate) used_at: Option<Timestamp>,
    pub(crate) created_at: Timestamp,
}

/// What a device's client asks: the details wait here until there is somebody to ask.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeviceTerms {
    pub(crate) terms: Terms,
    pub(crate) details: Vec<Detail>,
}

/// Why a request ended without a token, as its client was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    Declined,
    Expired,
}

impl Ended {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Declined => "declined",
            Self::Expired => "expired",
        }
    }
}

impl From<Ended> for Value {
    fn from(ended: Ended) -> Self {
        ended.as_str().into()
    }
}

impl FromValue for Ended {
    fn from_value(value: Value) -> Result<Self> {
        match String::from_value(value)?.as_str() {
            "declined" => Ok(Self::Declined),
            "expired" => Ok(Self::Expired),
            other => Err(Error::internal(format!("unknown end of a request {other}"))),
        }
    }
}

/// An earlier prompt of a person by a client, as far as the next one depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Prompted {
    pub(crate) created_at: Timestamp,
    pub(crate) valid_until: Timestamp,
    pub(crate) ended: Option<Ended>,
    pub(crate) used_at: Option<Timestamp>,
}

impl Prompted {
    /// Whether the person may still be looking at it.
    pub(crate) fn is_open(&self, now: Timestamp) -> bool {
        self.ended.is_none() && self.used_at.is_none() && now < self.valid_until
    }
}

/// A code that a person set against prompts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct UserCode {
    pub(crate) mac: [u8; 32],
    pub(crate) tries: i64,
    pub(crate) tries_from: Timestamp,
}
