//! RFC 9700 section 4.14.2: refresh tokens rotate; a spent one that comes back means that one of two holders is a thief.

use causeway_core::ClientId;
use jiff::Timestamp;

use crate::config::GRACE;
use crate::model::Grant;

/// What a refresh token turns out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The newest: the next one is issued.
    Rotate,
    /// The one before the newest, within the grace window: the client missed our answer and gets the same successor again.
    Repeat,
    /// A spent one: the whole family is revoked.
    Stolen,
    /// Of a grant that is over, or of another client: nothing is changed by the attempt.
    Refused,
}

/// `generation` is the number in a token whose authenticity is established.
pub(crate) fn check(grant: &Grant, client: &ClientId, generation: i64, now: Timestamp) -> Verdict {
    if grant.client != *client || !grant.is_alive(now) {
        return Verdict::Refused;
    }
    let in_grace = grant.rotated_at.is_some_and(|at| now < at.saturating_add(GRACE).unwrap_or(at));
    match grant.generation - generation {
        0 => Verdict::Rotate,
        1 if in_grace => Verdict::Repeat,
        _ => Verdict::Stolen,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::samples;

    fn grant() -> Grant {
        Grant { generation: 3, rotated_at: Some(at(100)), expires_at: at(10_000), ..samples::grant() }
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn verdict(generation: i64, now: i64) -> Verdict {
        check(&grant(), &samples::client().id, generation, at(now))
    }

    #[test]
    fn rfc9700_4_14_2_the_newest_token_rotates() {
        assert_eq!(verdict(3, 5000), Verdict::Rotate);
    }

    #[test]
    fn a_client_that_missed_the_answer_gets_it_again_for_ten_seconds() {
        assert_eq!(verdict(2, 109), Verdict::Repeat);
        assert_eq!(verdict(2, 110), Verdict::Stolen);
    }

    #[test]
    fn rfc9700_4_14_2_an_older_token_is_theft_at_once() {
        assert_eq!(verdict(1, 101), Verdict::Stolen);
        assert_eq!(verdict(4, 101), Verdict::Stolen);
    }

    #[test]
    fn rfc6749_6_a_refresh_token_of_another_client_is_refused_and_left_alone() {
        assert_eq!(check(&grant(), &"other".parse().unwrap(), 1, at(101)), Verdict::Refused);
    }

    #[test]
    fn a_grant_that_is_over_gives_nothing() {
        assert_eq!(verdict(3, 10_000), Verdict::Refused);
        let revoked = Grant { revoked_at: Some(at(1)), ..grant() };
        assert_eq!(check(&revoked, &samples::client().id, 3, at(101)), Verdict::Refused);
    }
}
