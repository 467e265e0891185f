//! Keys of people's data that a far master key unwrapped a moment ago.
//!
//! A module answers in a millisecond or two what memory answers in none, and one page asks for the same person's key several times. An
//! entry is found by the whole wrapped form, which comes from the row in the database: once the row is gone nothing asks for the entry,
//! so a destroyed key is out of reach at once, and out of memory within [`LONGEST`].

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use causeway_core::Clock;
use jiff::{SignedDuration, Timestamp};

use crate::digest::Sha256;
use crate::seal::SealingKey;

/// How long an opened key is kept at most.
const LONGEST: SignedDuration = SignedDuration::from_secs(60);
/// How many are kept at most: 32 bytes each and what holds them.
const MOST: usize = 10_000;

/// Opened keys, zeroised when they go.
pub(super) struct Cache {
    clock: Clock,
    content: Mutex<Content>,
}

#[derive(Default)]
struct Content {
    keys: HashMap<[u8; 32], (Timestamp, SealingKey)>,
    /// In the order in which they came.
    order: VecDeque<(Timestamp, [u8; 32])>,
}

impl Cache {
    pub(super) fn new(clock: Clock) -> Self {
        Self { clock, content: Mutex::default() }
    }

    pub(super) fn find(&self, context: &str, wrapped: &[u8]) -> Option<SealingKey> {
        let now = self.clock.now();
        let mut content = self.content.lock().unwrap_or_else(PoisonError::into_inner);
        content.forget_old(now);
        content.keys.get(&name(context, wrapped)).map(|(_, key)| key.clone())
    }

    pub(super) fn keep(&self, context: &str, wrapped: &[u8], key: &SealingKey) {
        let (now, name) = (self.clock.now(), name(context, wrapped));
        let mut content = self.content.lock().unwrap_or_else(PoisonError::into_inner);
        content.forget_old(now);
        if content.keys.insert(name, (now, key.clone())).is_none() {
            content.order.push_back((now, name));
        }
        while content.order.len() > MOST {
            content.forget_first();
        }
    }
}

impl Content {
    fn forget_old(&mut self, now: Timestamp) {
        while self.order.front().is_some_and(|(at, _)| now.duration_since(*at).abs() >= LONGEST) {
            self.forget_first();
        }
    }

    fn forget_first(&mut self) {
        if let Some((_, name)) = self.order.pop_front() {
            self.keys.remove(&name);
        }
    }
}

/// The context is part of the name: what was opened for one place is not found for another.
fn name(context: &str, wrapped: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(&context.len().to_be_bytes());
    hash.update(context.as_bytes());
    hash.update(wrapped);
    hash.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> SealingKey {
        SealingKey::from_slice(&[byte; 32]).unwrap()
    }

    #[test]
    fn an_entry_is_found_for_its_place_and_form_and_for_a_minute() {
        let clock = Clock::manual(Timestamp::UNIX_EPOCH);
        let cache = Cache::new(clock.clone());
        cache.keep("person:1", b"wrapped", &key(1));
        assert_eq!(cache.find("person:1", b"wrapped").unwrap().bytes(), &[1; 32]);
        assert!(cache.find("person:2", b"wrapped").is_none());
        assert!(cache.find("person:1", b"wrapped anew").is_none());
        assert!(cache.find("person:1w", b"rapped").is_none());
        clock.advance(SignedDuration::from_secs(59));
        assert!(cache.find("person:1", b"wrapped").is_some());
        clock.advance(SignedDuration::from_secs(1));
        assert!(cache.find("person:1", b"wrapped").is_none());
    }

    #[test]
    fn it_does_not_grow_beyond_its_limit() {
        let cache = Cache::new(Clock::manual(Timestamp::UNIX_EPOCH));
        for n in 0..MOST + 10 {
            cache.keep("x", &n.to_be_bytes(), &key(2));
            cache.keep("x", &n.to_be_bytes(), &key(2));
        }
        let content = cache.content.lock().unwrap();
        assert_eq!((content.keys.len(), content.order.len()), (MOST, MOST));
        assert!(!content.keys.contains_key(&name("x", &0usize.to_be_bytes())));
    }
}
