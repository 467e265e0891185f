//! The `[oidc]` section: how long things live, and how often an address may come. Every default is also a safe choice; every value has a ceiling.

use std::num::NonZeroU32;
use std::time::Duration;

use causeway_core::Clock;
use causeway_core::config::Fault;
use causeway_http::limit::Limiter;
use jiff::SignedDuration;
use serde::Deserialize;

use crate::registration::RegistrationMode;

/// The section `[oidc]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Seconds for which an authorization code may be redeemed. Default 60, at most 60 (FAPI 2.0 Security Profile 5.3.2.1).
    pub code_seconds: i64,
    /// Seconds for which an access token is good. Default 300, at most 900.
    pub access_token_seconds: i64,
    /// Days without use after which a refresh token is dead. Default 30, at most 90.
    pub refresh_idle_days: i64,
    /// Days after which the person has to log in again, whatever the use. Default 365, at most 730.
    pub refresh_longest_days: i64,
    /// How many authorization requests one address (an IPv4 address, an IPv6 /64) may make in a minute, counted in each process. Default
    /// 6000, at most 1000000: offices share an address, and so do the people behind a proxy that is not named in `trusted_proxies`.
    pub authorizations_per_minute: i64,
    /// Seconds for which a pushed authorization request may be taken up. Default 90, at most 600 (RFC 9126 section 2.2).
    pub pushed_seconds: i64,
    /// Whether a DPoP proof needs a nonce of ours (RFC 9449 section 8). Default false: a nonce is handed out with every answer, and a
    /// proof without one is good for a minute, once. With true the first request of a client costs it one more.
    pub dpop_nonce_required: bool,
    /// Whether clients may register by themselves: the section `[oidc.registration]`.
    pub registration: Registration,
}

/// The section `[oidc.registration]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Registration {
    /// Whether clients may register by the protocol (RFC 7591): `off`, with a `token` that staff made, or `open` to anybody, which a
    /// sandbox alone can be. Default `off`.
    pub mode: RegistrationMode,
    /// The organisation of clients that anybody registers where it is open. Default `causeway`.
    pub organisation: String,
    /// The registered purpose for which a client learns who logs in, if it names none. Default `log-in`.
    pub login_purpose: String,
}

impl Default for Registration {
    fn default() -> Self {
        Self {
            mode: RegistrationMode::Off,
            organisation: "causeway".to_owned(),
            login_purpose: "log-in".to_owned(),
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            code_seconds: 60,
            access_token_seconds: 300,
            refresh_idle_days: 30,
            refresh_longest_days: 365,
            authorizations_per_minute: 6000,
            pushed_seconds: 90,
            dpop_nonce_required: false,
            registration: Registration::default(),
        }
    }
}

impl Config {
    /// What is wrong with the section.
    pub fn faults(&self) -> Vec<Fault> {
        [
            ("oidc.code_seconds", self.code_seconds, 60),
            ("oidc.access_token_seconds", self.access_token_seconds, 900),
            ("oidc.refresh_idle_days", self.refresh_idle_days, 90),
            ("oidc.refresh_longest_days", self.refresh_longest_days, 730),
            ("oidc.authorizations_per_minute", self.authorizations_per_minute, 1_000_000),
            ("oidc.pushed_seconds", self.pushed_seconds, 600),
        ]
        .into_iter()
        .filter(|(_, value, most)| !(1..=*most).contains(value))
        .map(|(key, value, most)| Fault::new(key, format!("{value} is out of range: write 1 to {most}.")))
        .collect()
    }

    pub(crate) fn code(&self) -> SignedDuration {
        SignedDuration::from_secs(self.code_seconds)
    }

    pub(crate) fn access_token(&self) -> SignedDuration {
        SignedDuration::from_secs(self.access_token_seconds)
    }

    pub(crate) fn refresh_idle(&self) -> SignedDuration {
        SignedDuration::from_hours(24 * self.refresh_idle_days)
    }

    /// The door of `/authorize`, for each address.
    pub(crate) fn door(&self, clock: &Clock) -> Limiter {
        let burst = u32::try_from(self.authorizations_per_minute).ok().and_then(NonZeroU32::new);
        Limiter::new(clock.clone(), burst.unwrap_or(NonZeroU32::MIN), Duration::from_mins(1))
    }

    pub(crate) fn refresh_longest(&self) -> SignedDuration {
        SignedDuration::from_hours(24 * self.refresh_longest_days)
    }
}

/// The pace of polling, for each id: a client that keeps to it is never told to slow down, be its clock a little fast.
pub(crate) fn polls(clock: &Clock) -> Limiter<[u8; 32]> {
    Limiter::new(clock.clone(), NonZeroU32::MIN, Duration::from_secs(4))
}

/// So many tries at once, and so many anew over each hour.
pub(crate) fn hourly(clock: &Clock, tries: u32) -> Limiter {
    Limiter::new(clock.clone(), NonZeroU32::new(tries).unwrap_or(NonZeroU32::MIN), Duration::from_hours(1))
}

/// A client that retries within this time gets the refresh token it missed; later use of a spent one is theft.
pub(crate) const GRACE: SignedDuration = SignedDuration::from_secs(10);
/// How far a client's clock may be off.
pub(crate) const LEEWAY: SignedDuration = SignedDuration::from_secs(10);
/// The longest life of a client assertion (RFC 7523 section 3 rule 4 leaves it to us).
pub(crate) const ASSERTION: SignedDuration = SignedDuration::from_mins(5);
/// How long an authorization waits: longer than the 5 minutes of the consent request, so that its end can still be told to the client.
pub(crate) const AUTHORIZATION: SignedDuration = SignedDuration::from_mins(15);
/// How long a code is remembered, so that a second redemption is recognised: longer than any access token that came of it lives.
pub(crate) const CODE_MEMORY: SignedDuration = SignedDuration::from_hours(1);
/// Twice as long as a session can last: so long is it known where it is in use.
pub(crate) const SESSION_MEMORY: SignedDuration = SignedDuration::from_hours(24);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_within_bounds_and_a_long_code_is_not() {
        assert_eq!(Config::default().faults(), []);
        let long = Config { code_seconds: 600, ..Config::default() };
        assert_eq!(long.faults().len(), 1);
        for beyond in [0, -1, 1_000_001] {
            let door = Config { authorizations_per_minute: beyond, ..Config::default() };
            assert_eq!(door.faults().len(), 1, "{beyond}");
        }
    }
}
