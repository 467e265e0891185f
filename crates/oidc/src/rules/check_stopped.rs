//! A client that staff have stopped, or whose organisation is suspended or closed, may do nothing, from that very moment.

use causeway_core::{Error, Kind};

use crate::refusal::{Code, Refusal};
use crate::status::{Status, StopReason};

/// RFC 6749 section 5.2: the client has proved who it is, and so is told why; it may use no grant.
pub(crate) fn at_token(status: &Status) -> Result<(), Refusal> {
    if status.stopped.is_some_and(|(_, reason)| reason == StopReason::Pending) {
        let why = "This client registered by itself, or was changed so, and waits to be approved by staff.";
        return Err(Refusal::new(Code::UnauthorizedClient, why).because("client_pending"));
    }
    if status.is_stopped() {
        let why = "This client was stopped, or its organisation suspended. Ask the staff of your organisation, or of the platform.";
        return Err(Refusal::new(Code::UnauthorizedClient, why).because("client_stopped"));
    }
    Ok(())
}

/// RFC 9700 section 4.11: a person is sent nowhere where they should not be; they are told here.
pub(crate) fn at_authorization(status: &Status) -> causeway_core::Result<()> {
    if status.is_stopped() {
        return Err(Error::forbidden(
            "service_stopped",
            "This service was stopped for the time being. Nothing was passed on to it. Try again later, or ask its operator.",
        ));
    }
    Ok(())
}

/// RFC 6750 section 3.1: an access token that was revoked.
pub(crate) fn at_exchange(status: &Status) -> causeway_core::Result<()> {
    if status.is_stopped() {
        let why = "This client was stopped, or its organisation suspended, and its tokens with it. Ask the staff of your organisation, or of the platform.";
        return Err(Error::new(Kind::Unauthenticated, "client_stopped", why));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    #[test]
    fn rfc6749_5_2_a_stopped_client_may_use_no_grant_and_nobody_is_sent_to_it() {
        let stopped =
            Status { stopped: Some((Timestamp::UNIX_EPOCH, StopReason::Fault)), ..Status::default() };
        assert_eq!(at_token(&stopped).unwrap_err().code(), Code::UnauthorizedClient);
        assert_eq!(at_authorization(&stopped).unwrap_err().code(), "service_stopped");
        assert_eq!(at_exchange(&stopped).unwrap_err().kind(), Kind::Unauthenticated);
        let well = Status::default();
        assert!(at_token(&well).is_ok() && at_authorization(&well).is_ok() && at_exchange(&well).is_ok());
    }
}
