//! CIBA section 7.1, `user_code`: the code that a person has set, and tells a service that is to be able to ask them again. Five tries an
//! hour, whoever makes them.

use causeway_crypto::digest;
use jiff::{SignedDuration, Timestamp};

use crate::elsewhere::UserCode;
use crate::refusal::{Code, Refusal};

const TRIES: i64 = 5;
const WINDOW: SignedDuration = SignedDuration::from_hours(1);

/// What came of a try.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Tried {
    /// It is the code: the row as it has to be now.
    Good(UserCode),
    /// It is not: likewise.
    Wrong(UserCode),
    /// It was not looked at: too many were made, or there is none to hold it against.
    Unseen,
}

/// Holds the MAC of what was sent against what is kept.
pub(crate) fn check(kept: Option<&UserCode>, sent: &[u8; 32], now: Timestamp) -> Tried {
    let Some(kept) = kept else { return Tried::Unseen };
    let over = now >= kept.tries_from + WINDOW;
    let (tries, tries_from) = if over { (0, now) } else { (kept.tries, kept.tries_from) };
    if tries >= TRIES {
        return Tried::Unseen;
    }
    if digest::equal(&kept.mac, sent) {
        Tried::Good(UserCode { tries: 0, tries_from: now, ..*kept })
    } else {
        Tried::Wrong(UserCode { tries: tries + 1, tries_from, ..*kept })
    }
}

pub(crate) fn missing() -> Refusal {
    Refusal::new(
        Code::MissingUserCode,
        "This person did not answer before: ask them for the code that they have set, and send it as user_code.",
    )
}

/// One answer for a wrong code, for too many tries, and for a person who has set none.
pub(crate) fn wrong() -> Refusal {
    Refusal::new(Code::InvalidUserCode, "The user_code is not that of this person.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn kept(tries: i64) -> UserCode {
        UserCode { mac: [1; 32], tries, tries_from: at(0) }
    }

    #[test]
    fn ciba_7_1_the_right_code_is_good_within_five_tries_an_hour() {
        assert!(matches!(check(Some(&kept(4)), &[1; 32], at(10)), Tried::Good(row) if row.tries == 0));
        assert!(matches!(check(Some(&kept(0)), &[2; 32], at(10)), Tried::Wrong(row) if row.tries == 1));
        assert!(matches!(check(Some(&kept(5)), &[1; 32], at(3599)), Tried::Unseen));
        assert!(matches!(check(Some(&kept(5)), &[1; 32], at(3600)), Tried::Good(_)));
        assert!(matches!(check(Some(&kept(5)), &[2; 32], at(3600)), Tried::Wrong(row) if row.tries == 1));
    }

    #[test]
    fn who_has_set_no_code_cannot_be_asked_by_any() {
        assert!(matches!(check(None, &[0; 32], at(0)), Tried::Unseen));
    }
}
