//! The life of a key: made, published, in use, replaced, destroyed. Pure rules.
//!
//! A key is known to everybody (`next`) for a while before it is used (`active`), so that no party and no other node meets a signature
//! whose key it has not seen. Once a newer one is active it is `retiring`: what it made is still good until it has expired. Which key is
//! active follows from the clock and from what every node reads in the same place, so nodes agree without talking to one another.

use std::collections::BTreeMap;

use causeway_core::{Error, Result};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::{KeyUse, MasterId, Retire};

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Where a key is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyState {
    /// Published, and not used yet.
    Next,
    /// In use.
    Active,
    /// Replaced; what it made is still good, and verifies or opens.
    Retiring,
}

/// Where a key is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// In a file.
    Folder,
    /// In a PKCS#11 token.
    Token,
    /// In this process alone.
    Memory,
}

/// What an operator knows of one key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KeyFact {
    /// What it is for.
    #[serde(rename = "use")]
    pub of: KeyUse,
    /// Its name: a thumbprint (RFC 7638), or 16 hexadecimal digits of a key that has no public part.
    pub kid: String,
    /// How it works, such as `ES256`.
    pub alg: &'static str,
    /// Where it is in its life.
    pub state: KeyState,
    /// Where it is kept.
    pub place: Place,
    /// When it was made.
    pub made_at: Timestamp,
    /// From when it is used.
    pub activates_at: Timestamp,
    /// From when nothing needs it any more: known once a newer one was made.
    pub retires_at: Option<Timestamp>,
    /// By when it should be replaced: of the active key alone, and not of the root.
    pub next_rotation_due: Option<Timestamp>,
}

impl KeyFact {
    /// Whether it should have been replaced before `now`.
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.next_rotation_due.is_some_and(|due| due <= now)
    }

    /// The id that wrapped keys bear, of a master key.
    pub fn master_id(&self) -> Option<MasterId> {
        let id = u64::from_str_radix(&self.kid, 16).ok().filter(|_| self.of == KeyUse::Master)?;
        Some(id.to_be_bytes())
    }

    /// How long it has been there.
    pub fn age(&self, now: Timestamp) -> SignedDuration {
        now.duration_since(self.made_at).max(SignedDuration::ZERO)
    }

    /// Whether it may be destroyed at `now`: because nothing needs it any more or, if somebody else has it, because another is in use.
    ///
    /// # Errors
    /// `key_in_use`, `key_still_needed` (with the moment from which it is not).
    pub fn check_retirable(&self, how: Retire, now: Timestamp) -> Result<()> {
        match (self.state, self.retires_at) {
            (KeyState::Next, _) => Ok(()),
            (KeyState::Retiring, _) if how == Retire::Compromised => Ok(()),
            (KeyState::Retiring, Some(at)) if at <= now => Ok(()),
            (KeyState::Retiring, at) => Err(Error::conflict(
                "key_still_needed",
                format!(
                    "What {} made is still good until {}. Retire it after that; if it was stolen, add --compromised.",
                    self.kid,
                    at.map_or_else(|| "it is replaced".to_owned(), |at| at.to_string())
                ),
            )),
            (KeyState::Active, _) => Err(Error::conflict(
                "key_in_use",
                format!("{} is in use. Rotate first: causeway keys rotate {}", self.kid, self.of),
            )),
        }
    }
}

/// How long keys live.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// How long a new key is published before it is used.
    pub lead: SignedDuration,
    /// After how long in use a key should be replaced.
    pub rotate_after: BTreeMap<KeyUse, SignedDuration>,
}

/// Days after which each kind of key should be replaced, unless configured otherwise.
const DAYS: [(KeyUse, i32); 9] = [
    (KeyUse::Token, 90),
    (KeyUse::TokenEd, 90),
    (KeyUse::TokenRsa, 90),
    (KeyUse::Log, 730),
    (KeyUse::Gateway, 365),
    (KeyUse::PlatformConsumer, 365),
    (KeyUse::Decryption, 365),
    (KeyUse::RequestObject, 365),
    (KeyUse::Master, 365),
];

impl Default for Policy {
    fn default() -> Self {
        let rotate_after = DAYS.into_iter().map(|(of, days)| (of, DAY * days)).collect();
        Self { lead: SignedDuration::from_hours(1), rotate_after }
    }
}

impl Policy {
    /// The shortest lead: the key set may be cached for 5 minutes, and other processes look at the key store every 15 seconds.
    pub const SHORTEST_LEAD: SignedDuration = SignedDuration::from_mins(6);

    /// How long what a key made is good after another took its place.
    pub fn overlap(of: KeyUse) -> SignedDuration {
        match of {
            // Tokens live for 15 minutes at most and signed messages for one; a day leaves room for clocks and caches.
            KeyUse::Token
            | KeyUse::TokenEd
            | KeyUse::TokenRsa
            | KeyUse::Gateway
            | KeyUse::PlatformConsumer
            | KeyUse::Decryption
            | KeyUse::RequestObject => DAY,
            // Verifiers have to fetch the new line of the trust file, by hand for the most part.
            KeyUse::Log => DAY * 90,
            // Backups of the wrapped keys are kept for 30 days.
            KeyUse::Master | KeyUse::Root => DAY * 35,
        }
    }
}

/// When a key was made and from when it is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Born {
    pub(super) made_at: Timestamp,
    pub(super) activates_at: Timestamp,
}

impl Born {
    /// Made now and used at once.
    pub(super) fn now(now: Timestamp) -> Self {
        Self { made_at: now, activates_at: now }
    }

    /// From when it was really there to be used: one from before this was written down counts as used from ever.
    fn since(self) -> Timestamp {
        self.made_at.max(self.activates_at)
    }
}

/// One generation of a key.
#[derive(Clone, Debug)]
pub(super) struct Generation<K> {
    pub(super) key: K,
    pub(super) kid: String,
    pub(super) born: Born,
    /// Decides between generations that began at one moment.
    pub(super) number: u32,
    pub(super) place: Place,
}

impl<K> Generation<K> {
    fn order(&self) -> (Timestamp, Timestamp, u32, &str) {
        (self.born.activates_at, self.born.made_at, self.number, &self.kid)
    }
}

/// All generations of the keys for one use, the newest first.
#[derive(Clone, Debug)]
pub(super) struct Line<K>(Vec<Generation<K>>);

impl<K> Default for Line<K> {
    fn default() -> Self {
        Self::none()
    }
}

impl<K> Line<K> {
    pub(super) const fn none() -> Self {
        Self(Vec::new())
    }

    pub(super) fn new(mut generations: Vec<Generation<K>>) -> Self {
        generations.sort_by(|a, b| b.order().cmp(&a.order()));
        Self(generations)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Generation<K>> {
        self.0.iter()
    }

    /// This line and another as one.
    pub(super) fn and(self, other: Self) -> Self {
        Self::new(self.0.into_iter().chain(other.0).collect())
    }

    pub(super) fn without(mut self, kid: &str) -> Self {
        self.0.retain(|generation| generation.kid != kid);
        self
    }

    /// The newest of those whose time has come. If none's has, which takes a clock that was put back, the one that comes first; but of an
    /// optional use none, since its first key waits like any other.
    pub(super) fn active(&self, of: KeyUse, now: Timestamp) -> Option<&Generation<K>> {
        let due = self.0.iter().find(|generation| generation.born.activates_at <= now);
        due.or_else(|| self.0.last().filter(|_| !of.is_optional()))
    }

    /// The active one first, if there is one, then the others, newest first.
    pub(super) fn active_first(&self, of: KeyUse, now: Timestamp) -> impl Iterator<Item = &Generation<K>> {
        let active = self.active(of, now).map(|active| active.kid.as_str());
        let others = self.0.iter().filter(move |generation| Some(generation.kid.as_str()) != active);
        self.active(of, now).into_iter().chain(others)
    }

    /// Those that make something now: the active one, then those it replaced, while their overlap lasts.
    pub(super) fn in_overlap(&self, of: KeyUse, now: Timestamp) -> impl Iterator<Item = &Generation<K>> {
        self.active_first(of, now).filter(move |generation| match self.state(of, generation, now) {
            KeyState::Active => true,
            KeyState::Next => false,
            KeyState::Retiring => self.retires_at(of, generation, now).is_some_and(|at| at > now),
        })
    }

    /// Whether one is waiting to become active.
    pub(super) fn has_next(&self, of: KeyUse, now: Timestamp) -> bool {
        self.0.iter().any(|generation| self.state(of, generation, now) == KeyState::Next)
    }

    fn state(&self, of: KeyUse, generation: &Generation<K>, now: Timestamp) -> KeyState {
        match self.active(of, now) {
            Some(active) if active.kid == generation.kid => KeyState::Active,
            _ if generation.born.activates_at > now => KeyState::Next,
            _ => KeyState::Retiring,
        }
    }

    /// The overlap begins when the next newer generation took its place.
    fn retires_at(&self, of: KeyUse, generation: &Generation<K>, now: Timestamp) -> Option<Timestamp> {
        let position = self.0.iter().position(|other| other.kid == generation.kid)?;
        let successor = position.checked_sub(1).and_then(|newer| self.0.get(newer))?;
        (self.state(of, generation, now) != KeyState::Next)
            .then(|| successor.born.since().saturating_add(Policy::overlap(of)).ok())
            .flatten()
    }

    /// What an operator knows of these keys.
    pub(super) fn facts(&self, of: KeyUse, policy: &Policy, now: Timestamp) -> Vec<KeyFact> {
        let fact = |generation: &Generation<K>| {
            let state = self.state(of, generation, now);
            let due = policy.rotate_after.get(&of).filter(|_| state == KeyState::Active);
            KeyFact {
                of,
                kid: generation.kid.clone(),
                alg: of.alg(),
                state,
                place: generation.place,
                made_at: generation.born.made_at,
                activates_at: generation.born.since(),
                retires_at: self.retires_at(of, generation, now),
                next_rotation_due: due.and_then(|after| generation.born.since().saturating_add(*after).ok()),
            }
        };
        self.active_first(of, now).map(fact).collect()
    }
}

#[cfg(test)]
#[path = "lifecycle_tests.rs"]
mod tests;
