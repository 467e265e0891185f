//! Sessions of the sample services: in memory, found by a random cookie value, gone with the process.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};

use causeway_core::{Clock, Error, Result, Rng};

/// How long a session lives without being used.
const IDLE: SignedDuration = SignedDuration::from_mins(30);
/// How many there may be: a sample service must not be a way to fill the machine's memory.
const MOST: usize = 10_000;

/// The sessions of one service.
pub(crate) struct Sessions<T> {
    clock: Clock,
    rng: Rng,
    live: Mutex<HashMap<String, Entry<T>>>,
}

struct Entry<T> {
    value: T,
    used: Timestamp,
}

impl<T> Sessions<T> {
    pub(crate) fn new(clock: Clock, rng: Rng) -> Self {
        Self { clock, rng, live: Mutex::default() }
    }

    /// Starts a session and returns its cookie value: 32 random bytes in hexadecimal.
    ///
    /// # Errors
    /// `busy` when there are too many.
    pub(crate) fn start(&self, value: T) -> Result<String> {
        let id = self.fresh_id()?;
        let now = self.clock.now();
        let mut live = self.lock();
        if live.len() >= MOST {
            live.retain(|_, entry| now.duration_since(entry.used) < IDLE);
        }
        if live.len() >= MOST {
            return Err(Error::unavailable(
                "busy",
                "This sample service is busy. Try again in a minute.",
                60,
            ));
        }
        live.insert(id.clone(), Entry { value, used: now });
        Ok(id)
    }

    /// Reads or changes a live session; `None` if there is none with this cookie value. `act` must not take long.
    pub(crate) fn with<R>(&self, id: &str, act: impl FnOnce(&mut T) -> R) -> Option<R> {
        let now = self.clock.now();
        let mut live = self.lock();
        let entry = live.get_mut(id)?;
        if now.duration_since(entry.used) >= IDLE {
            live.remove(id);
            return None;
        }
        entry.used = now;
        Some(act(&mut entry.value))
    }

    /// Ends a session and returns what it held.
    pub(crate) fn end(&self, id: &str) -> Option<T> {
        let ended = self.lock().remove(id)?;
        (self.clock.now().duration_since(ended.used) < IDLE).then_some(ended.value)
    }

    fn fresh_id(&self) -> Result<String> {
        let bytes = self.rng.bytes::<32>()?;
        Ok(bytes.iter().fold(String::with_capacity(64), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        }))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Entry<T>>> {
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sessions() -> (Sessions<u32>, Clock) {
        let clock = Clock::manual("2026-11-21T00:00:00Z".parse().unwrap());
        (Sessions::new(clock.clone(), Rng::seeded(1)), clock)
    }

    #[test]
    fn a_session_is_found_by_its_cookie_value_alone() {
        let (sessions, _) = sessions();
        let id = sessions.start(7).unwrap();
        assert_eq!(id.len(), 64);
        assert_eq!(sessions.with(&id, |value| *value), Some(7));
        assert_eq!(sessions.with("guess", |value| *value), None);
        assert_ne!(id, sessions.start(7).unwrap());
    }

    #[test]
    fn a_session_that_is_not_used_ends_after_half_an_hour() {
        let (sessions, clock) = sessions();
        let id = sessions.start(7).unwrap();
        clock.advance(SignedDuration::from_mins(29));
        assert!(sessions.with(&id, |_| ()).is_some(), "used in time");
        clock.advance(SignedDuration::from_mins(29));
        assert!(sessions.with(&id, |_| ()).is_some(), "use prolongs it");
        clock.advance(SignedDuration::from_mins(30));
        assert!(sessions.with(&id, |_| ()).is_none());
        assert!(sessions.end(&id).is_none());
    }

    #[test]
    fn an_ended_session_is_gone() {
        let (sessions, _) = sessions();
        let id = sessions.start(7).unwrap();
        assert_eq!(sessions.end(&id), Some(7));
        assert!(sessions.with(&id, |_| ()).is_none());
    }

    #[test]
    fn sessions_are_bounded_and_old_ones_make_room() {
        let (sessions, clock) = sessions();
        for _ in 0..MOST {
            sessions.start(0).unwrap();
        }
        assert_eq!(sessions.start(0).unwrap_err().code(), "busy");
        clock.advance(IDLE);
        assert!(sessions.start(0).is_ok());
    }
}
