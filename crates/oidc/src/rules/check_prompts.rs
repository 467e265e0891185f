//! Nobody is bombed with prompts: how often a client may ask a person who has no browser there (CIBA section 7.1.2 and its section 14 leave
//! it to the provider). All of it is counted in the transaction that asks.

use jiff::{SignedDuration, Timestamp};

use crate::elsewhere::Prompted;
use crate::refusal::{Code, Refusal};

/// Open requests of one person, whoever asks.
const OPEN: i64 = 3;
/// What one client may ask of one person.
const HOURLY: usize = 5;
const DAILY: usize = 20;
/// After so many in a row that came to nothing the person's own code is needed.
const IN_VAIN: usize = 2;

/// What is needed for the next prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Needs {
    Nothing,
    /// The code that the person has set against prompts.
    UserCode,
}

/// `own` are this client's prompts of the person within a day, the newest first; `open` is the number of all that are open.
pub(crate) fn check(own: &[Prompted], open: i64, now: Timestamp) -> Result<Needs, Refusal> {
    let hour = now - SignedDuration::from_hours(1);
    let within_hour = own.iter().filter(|prompt| prompt.created_at > hour).count();
    let too_many = own.iter().any(|prompt| prompt.is_open(now))
        || open >= OPEN
        || within_hour >= HOURLY
        || own.len() >= DAILY;
    if too_many {
        // One sentence for all limits: it does not say what others ask of the person.
        let why = "This person cannot be asked now: a request of theirs is open, or they were asked too often. Try again later.";
        return Err(Refusal::new(Code::AccessDenied, why).because("too_many_prompts"));
    }
    let in_vain = own.iter().take_while(|prompt| prompt.used_at.is_none()).count();
    Ok(if in_vain >= IN_VAIN { Needs::UserCode } else { Needs::Nothing })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::elsewhere::Ended;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn prompt(second: i64) -> Prompted {
        Prompted { created_at: at(second), valid_until: at(second + 120), ended: None, used_at: None }
    }

    fn granted(second: i64) -> Prompted {
        Prompted { used_at: Some(at(second + 5)), ..prompt(second) }
    }

    fn declined(second: i64) -> Prompted {
        Prompted { ended: Some(Ended::Declined), ..prompt(second) }
    }

    #[test]
    fn a_second_request_waits_for_the_first() {
        assert!(check(&[prompt(1000)], 1, at(1119)).is_err());
        assert_eq!(check(&[prompt(1000)], 0, at(1120)).unwrap(), Needs::Nothing);
        assert_eq!(check(&[declined(1000)], 0, at(1001)).unwrap(), Needs::Nothing);
    }

    #[test]
    fn three_are_open_at_most_whoever_asks() {
        assert!(check(&[], 2, at(0)).is_ok());
        assert!(check(&[], 3, at(0)).is_err());
    }

    #[test]
    fn a_client_asks_a_person_five_times_an_hour_and_twenty_times_a_day() {
        let five: Vec<_> = (0..5).rev().map(|n| granted(1000 + n)).collect();
        assert!(check(&five, 0, at(1010)).is_err());
        assert!(check(&five[..4], 0, at(1010)).is_ok());
        assert!(check(&five, 0, at(1004 + 3600)).is_ok());
        let twenty: Vec<_> = (0..20).rev().map(|n| granted(3600 * n)).collect();
        assert!(check(&twenty, 0, at(3600 * 20)).is_err());
        assert!(check(&twenty[..19], 0, at(3600 * 20)).is_ok());
    }

    #[test]
    fn after_two_in_vain_the_persons_code_is_needed_and_an_approval_ends_that() {
        assert_eq!(check(&[declined(2000)], 0, at(3000)).unwrap(), Needs::Nothing);
        assert_eq!(check(&[declined(2000), prompt(1000)], 0, at(3000)).unwrap(), Needs::UserCode);
        let since = [declined(2000), granted(1500), prompt(1000)];
        assert_eq!(check(&since, 0, at(3000)).unwrap(), Needs::Nothing);
    }
}
