//! Decisions as pure functions of facts and the time.

use causeway_core::{Error, Session};
use jiff::{SignedDuration, Timestamp};

/// Whether a session still holds: younger than its hard end, and not idle for longer than allowed.
pub fn session_holds(
    last_seen_at: Timestamp,
    expires_at: Timestamp,
    idle: SignedDuration,
    now: Timestamp,
) -> bool {
    now < expires_at && now < last_seen_at + idle
}

/// Whether the moment a session was last seen is worth writing down again: at most once a minute.
pub fn worth_touching(last_seen_at: Timestamp, now: Timestamp) -> bool {
    now >= last_seen_at + SignedDuration::from_mins(1)
}

/// Whether a session proves that the person logged in at or after `since` (OpenID Connect Core 3.1.2.1, `prompt=login`, `max_age`).
pub fn logged_in_since(session: &Session, since: Timestamp) -> bool {
    session.authenticated_at >= since
}

/// The one answer for a passkey that is unknown, wrong, revoked or late: which of these it was is nobody's business.
pub fn passkey_refused() -> Error {
    Error::invalid(
        "passkey_refused",
        "This passkey could not be accepted. Start again; if it keeps failing, use another of your passkeys or register anew.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_when_idle_and_at_its_hard_end() {
        let start = Timestamp::UNIX_EPOCH;
        let idle = SignedDuration::from_mins(30);
        let hard_end = start + SignedDuration::from_hours(12);
        let at = |mins: i64| start + SignedDuration::from_mins(mins);
        assert!(session_holds(at(0), hard_end, idle, at(29)));
        assert!(!session_holds(at(0), hard_end, idle, at(30)));
        assert!(session_holds(at(719), hard_end, idle, at(719)));
        assert!(!session_holds(at(719), hard_end, idle, at(720)), "activity does not move the hard end");
    }

    #[test]
    fn being_seen_is_written_once_a_minute() {
        let start = Timestamp::UNIX_EPOCH;
        assert!(!worth_touching(start, start + SignedDuration::from_secs(59)));
        assert!(worth_touching(start, start + SignedDuration::from_secs(60)));
    }
}
