//! How an application ends: what the applicant may be told.

use causeway_core::Error;
use uuid::Uuid;

use crate::application::FieldFault;

/// What [`crate::Registration::begin`] found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// All matches: go on with this registration, in this browser.
    Verified(Uuid),
    /// Some fields are not well-formed. Nobody was asked.
    Malformed(Vec<FieldFault>),
    /// The applicant gets no account.
    Refused(Refusal),
}

/// Why an applicant gets no account, as far as they may know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The one answer for everything that is not told: no such card, a field that differs, a status that is not valid.
    NotVerified,
    /// All matches, and the card is reported lost.
    CardReportedLost,
    /// All matches, and the card has an account.
    AlreadyRegistered,
}

impl Refusal {
    /// The stable code. Pages say it by `registration-refused-<code>` with hyphens.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotVerified => "not_verified",
            Self::CardReportedLost => "card_reported_lost",
            Self::AlreadyRegistered => "already_registered",
        }
    }

    /// What happened and what to do.
    pub fn public(self) -> &'static str {
        match self {
            Self::NotVerified => {
                "These details could not be verified. Compare each of them with the card and try again, or go to a registration counter."
            }
            Self::CardReportedLost => {
                "This card is reported lost. If you have a new card, use its details; if you found this one again, tell the Immigration Department. \
                 The holder has been notified."
            }
            Self::AlreadyRegistered => {
                "This card has an account already. Log in with its passkey; if you cannot, go to a registration counter. \
                 The holder has been notified."
            }
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::conflict(refusal.code(), refusal.public())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_refusal_has_a_code_and_a_sentence_of_its_own_and_one_kind() {
        let all = [Refusal::NotVerified, Refusal::CardReportedLost, Refusal::AlreadyRegistered];
        let errors: Vec<Error> = all.map(Error::from).into();
        assert!(errors.iter().all(|e| e.kind() == causeway_core::Kind::Conflict));
        assert_eq!(
            errors.iter().map(Error::code).collect::<Vec<_>>(),
            ["not_verified", "card_reported_lost", "already_registered"]
        );
        for error in &errors {
            assert!(error.public().ends_with('.'), "{error}");
        }
    }
}
