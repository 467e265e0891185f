//! Rate limits at the doors: logging in, registering, opening codes, scanning them; officers naming people.

use std::num::NonZeroU32;
use std::time::Duration;

use causeway_core::{AccountId, Clock, Result};
use causeway_http::ClientAddress;
use causeway_http::limit::Limiter;

const MINUTE: Duration = Duration::from_mins(1);
const HOUR: Duration = Duration::from_hours(1);

/// One limiter for each door. An address may be a whole office: these stop machines, not people.
pub(crate) struct Doors {
    opening: Limiter,
    login: Limiter,
    registration: Limiter,
    scan: Limiter<AccountId>,
    officer: Limiter<AccountId>,
}

impl Doors {
    pub(crate) fn new(clock: &Clock) -> Self {
        let per_minute = |burst: u32| {
            Limiter::new(clock.clone(), NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN), MINUTE)
        };
        Self {
            opening: per_minute(240),
            login: per_minute(60),
            registration: per_minute(30),
            scan: Limiter::new(clock.clone(), NonZeroU32::new(20).unwrap_or(NonZeroU32::MIN), MINUTE),
            officer: Limiter::new(clock.clone(), NonZeroU32::new(30).unwrap_or(NonZeroU32::MIN), HOUR),
        }
    }

    /// A page that begins a ceremony: 240 a minute for each address.
    pub(crate) fn opening(&self, address: ClientAddress) -> Result<()> {
        self.opening.check(&address.key())
    }

    /// A login attempt or a new code: 60 a minute for each address.
    pub(crate) fn login(&self, address: ClientAddress) -> Result<()> {
        self.login.check(&address.key())
    }

    /// An application: 30 a minute for each address. Registration itself counts by card and hour.
    pub(crate) fn registration(&self, address: ClientAddress) -> Result<()> {
        self.registration.check(&address.key())
    }

    /// An officer names a person by their card: 30 an hour for each officer.
    pub(crate) fn officer(&self, officer: AccountId) -> Result<()> {
        self.officer.check(&officer)
    }

    /// A scanned code: 20 a minute for each person.
    pub(crate) fn scan(&self, account: AccountId) -> Result<()> {
        self.scan.check(&account)
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use causeway_core::Kind;
    use jiff::Timestamp;

    use super::*;

    #[test]
    fn a_door_shuts_for_one_address_and_opens_again() {
        let clock = Clock::manual(Timestamp::UNIX_EPOCH);
        let doors = Doors::new(&clock);
        let address = |last: u8| ClientAddress(IpAddr::from([192, 0, 2, last]));
        let passed = (0..100).filter(|_| doors.login(address(1)).is_ok()).count();
        assert_eq!(passed, 60);
        assert_eq!(doors.login(address(1)).unwrap_err().kind(), Kind::TooMany);
        assert!(doors.login(address(2)).is_ok());
        assert!(doors.registration(address(1)).is_ok());
        clock.advance(jiff::SignedDuration::from_secs(60));
        assert!(doors.login(address(1)).is_ok());
    }
}
