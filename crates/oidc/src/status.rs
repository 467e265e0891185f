//! A client as it is registered: what it is, where it is listed, and how it stands.

use causeway_core::{FromValue, Localised, Result, Value};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::client::Client;
use crate::model::Grant;

/// How long the secret before the newest one still works.
pub const OVERLAP: SignedDuration = SignedDuration::from_hours(24);

/// A client with its place in the directory and its present standing.
#[derive(Clone, Debug, PartialEq)]
pub struct Registered {
    /// What it is.
    pub client: Client,
    /// Its place in the directory of services.
    pub listing: Listing,
    /// How it stands.
    pub status: Status,
}

/// What the home page says of a service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// What one does there, in a sentence.
    pub description: Option<Localised>,
    /// Whether the home page lists it.
    pub listed: bool,
}

/// How a client stands.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Status {
    /// When its secret was made; none while nobody has been given one.
    pub secret_made_at: Option<Timestamp>,
    /// Until when the secret before that still works.
    pub old_secret_until: Option<Timestamp>,
    /// Since when it is stopped, if it is, and why.
    pub stopped: Option<(Timestamp, StopReason)>,
    /// Whether its organisation is suspended or closed: then it may do as little as one that is stopped. Not stored with the client;
    /// [`crate::Oidc::registered`] asks for it.
    pub organisation_out: bool,
    pub(crate) old_secret: Option<[u8; 32]>,
    /// Whatever was granted up to this moment is void.
    pub(crate) void_until: Option<Timestamp>,
}

/// Without the hash.
impl std::fmt::Debug for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Status")
            .field("stopped", &self.stopped)
            .field("organisation_out", &self.organisation_out)
            .finish_non_exhaustive()
    }
}

impl Status {
    /// Whether the client may do nothing at present: it was stopped itself, or its organisation takes no part.
    pub fn is_stopped(&self) -> bool {
        self.stopped.is_some() || self.organisation_out
    }

    /// The secret before the newest one, while it works.
    pub(crate) fn old_secret(&self, now: Timestamp) -> Option<&[u8; 32]> {
        let works = self.old_secret_until.is_some_and(|until| now < until);
        self.old_secret.as_ref().filter(|_| works)
    }

    /// Whether what was asked at that moment is void: the client was stopped since.
    pub(crate) fn voids(&self, asked_at: Timestamp) -> bool {
        self.void_until.is_some_and(|until| until >= asked_at)
    }

    /// Whether tokens of a grant are good: it is alive itself, and was made after the client was last stopped.
    pub(crate) fn honours(&self, grant: &Grant, now: Timestamp) -> bool {
        !self.is_stopped() && grant.is_alive(now) && !self.voids(grant.created_at)
    }
}

/// Why a client was stopped: a closed set, since everybody who asks is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopReason {
    /// Its secret or its key is in other hands.
    LeakedKey,
    /// It did what it may not.
    Misuse,
    /// Something is broken there, and people are harmed by it.
    Fault,
    /// Its organisation asked for it.
    Asked,
    /// The service is over.
    Retired,
    /// It registered, or changed, by the protocol, and nobody has approved it yet. Nobody gives this as a reason.
    Pending,
}

impl StopReason {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::LeakedKey, Self::Misuse, Self::Fault, Self::Asked, Self::Retired, Self::Pending];
    /// Those that staff may give.
    pub const GIVEN: [Self; 5] = [Self::LeakedKey, Self::Misuse, Self::Fault, Self::Asked, Self::Retired];

    /// As stored and as told.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LeakedKey => "leaked_key",
            Self::Misuse => "misuse",
            Self::Fault => "fault",
            Self::Asked => "asked",
            Self::Retired => "retired",
            Self::Pending => "pending",
        }
    }
}

impl From<StopReason> for Value {
    fn from(reason: StopReason) -> Self {
        reason.as_str().into()
    }
}

impl FromValue for StopReason {
    fn from_value(value: Value) -> Result<Self> {
        let name = String::from_value(value)?;
        let known = Self::ALL.into_iter().find(|reason| reason.as_str() == name);
        known.ok_or_else(|| causeway_core::Error::internal(format!("unknown reason of a stop {name}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::samples;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn what_was_granted_up_to_the_stop_is_void_also_after_the_client_resumed() {
        let grant = Grant { created_at: at(10), expires_at: at(100), ..samples::grant() };
        let status = |void_until, stopped| Status { stopped, void_until, ..Status::default() };
        assert!(status(None, None).honours(&grant, at(20)));
        assert!(status(Some(at(9)), None).honours(&grant, at(20)));
        assert!(!status(Some(at(10)), None).honours(&grant, at(20)));
        assert!(!status(None, Some((at(5), StopReason::Fault))).honours(&grant, at(20)));
        assert!(!status(None, None).honours(&grant, at(100)));
        let out = Status { organisation_out: true, ..Status::default() };
        assert!(out.is_stopped() && !out.honours(&grant, at(20)));
    }

    #[test]
    fn the_old_secret_works_until_the_end_of_the_overlap() {
        let status =
            Status { old_secret: Some([1; 32]), old_secret_until: Some(at(100)), ..Status::default() };
        assert_eq!(status.old_secret(at(99)), Some(&[1; 32]));
        assert_eq!(status.old_secret(at(100)), None);
        assert_eq!(Status { old_secret_until: None, ..status }.old_secret(at(1)), None);
    }

    #[test]
    fn a_reason_survives_its_stored_form_and_nothing_shows_a_hash() {
        for reason in StopReason::ALL {
            assert_eq!(StopReason::from_value(reason.into()).unwrap(), reason);
        }
        assert!(StopReason::from_value("boredom".into()).is_err());
        let status = Status { old_secret: Some([7; 32]), ..Status::default() };
        assert!(!format!("{status:?}").contains('7'));
    }
}
