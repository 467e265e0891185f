//! Which of the platform's own keys the database has met.
//!
//! The key store and the database are two places, and no transaction spans them. So whoever looks at both notes what is new, with its
//! receipt, in one transaction of the database: a rotation that was cut short is put in evidence by the next to look, exactly once. And a
//! key store that lacks the key in use, or brings back a retired one, is not the one that belongs to the database any more.

use std::collections::{BTreeMap, BTreeSet};

use causeway_core::{Db, Error, Result, Tx};
use jiff::Timestamp;

use super::{KeyFact, KeyState};
use crate::store::{self, Noted};

/// The platform's keys as the database knows them.
#[derive(Clone, Copy, Debug)]
pub struct KeyBook;

impl KeyBook {
    /// Notes the keys that the database has not met, and returns them. The first time it notes all that are there and returns none:
    /// what a platform begins with is no rotation.
    pub async fn note(tx: &mut Tx<'_>, facts: &[KeyFact], now: Timestamp) -> Result<Vec<KeyFact>> {
        let known: BTreeSet<String> =
            store::keys_noted_in(tx).await?.into_iter().map(|noted| noted.kid).collect();
        let mut new = Vec::new();
        for fact in facts.iter().filter(|fact| !known.contains(&fact.kid)) {
            if store::note_key(tx, fact, now).await? && !known.is_empty() {
                new.push(fact.clone());
            }
        }
        Ok(new)
    }

    /// Whether [`KeyBook::note`] would have something to do: a look without a transaction.
    pub async fn is_behind(db: &Db, facts: &[KeyFact]) -> Result<bool> {
        let known: BTreeSet<String> =
            store::keys_noted(db).await?.into_iter().map(|noted| noted.kid).collect();
        Ok(facts.iter().any(|fact| !known.contains(&fact.kid)))
    }

    /// Notes that a key was retired; whether that was new.
    pub async fn retire(tx: &mut Tx<'_>, kid: &str, now: Timestamp) -> Result<bool> {
        store::retire_key(tx, kid, now).await
    }

    /// Whether a key is one that the database knows, and knows as not retired.
    pub async fn knows(db: &Db, kid: &str) -> Result<bool> {
        Ok(store::keys_noted(db).await?.iter().any(|noted| noted.kid == kid && noted.retired_at.is_none()))
    }

    /// Whether the key store is the one that belongs to this database, and not an older copy.
    ///
    /// # Errors
    /// `keystore_outdated` when it lacks a key that is in use, or uses one that was retired.
    pub async fn check(db: &Db, facts: &[KeyFact], now: Timestamp) -> Result<()> {
        let book = store::keys_noted(db).await?;
        whole(&book, facts, now)?;
        nothing_back(&book, facts)
    }

    /// The part of [`KeyBook::check`] without which nothing may be noted: whether the key store lacks a key that is in use.
    ///
    /// # Errors
    /// `keystore_outdated`.
    pub async fn check_whole(db: &Db, facts: &[KeyFact], now: Timestamp) -> Result<()> {
        whole(&store::keys_noted(db).await?, facts, now)
    }

    /// Where the key store and the database differ, long before that keeps anybody from starting: keys that it lacks, the next ones
    /// included, and keys that it still has though they were retired.
    pub async fn amiss(db: &Db, facts: &[KeyFact], now: Timestamp) -> Result<Vec<Amiss>> {
        Ok(amiss(&store::keys_noted(db).await?, facts, now))
    }
}

/// A key in which a key store and the database differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amiss {
    /// Its name.
    pub kid: String,
    /// What it is for, by name.
    pub key_use: String,
    /// From when it is used.
    pub activates_at: Timestamp,
    /// Where it is in its life.
    pub state: KeyState,
    /// In what they differ.
    pub what: What,
}

/// In what a key store and the database differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// The database expects the key, and the store lacks it: it was made elsewhere and not brought here, or it was lost.
    Missing,
    /// The key was retired, and the store still has it: it is a copy, or the command was cut short.
    Retired,
}

/// The keys in use as the database knows them, one for each use.
fn in_use(book: &[Noted], now: Timestamp) -> BTreeMap<&str, &Noted> {
    let mut in_use: BTreeMap<&str, &Noted> = BTreeMap::new();
    for noted in book.iter().filter(|noted| noted.retired_at.is_none() && noted.activates_at <= now) {
        let newest = in_use.entry(&noted.key_use).or_insert(noted);
        if newest.activates_at < noted.activates_at {
            *newest = noted;
        }
    }
    in_use
}

fn amiss(book: &[Noted], facts: &[KeyFact], now: Timestamp) -> Vec<Amiss> {
    let in_use = in_use(book, now);
    let state = |noted: &Noted| match in_use.get(noted.key_use.as_str()) {
        _ if noted.activates_at > now => KeyState::Next,
        Some(active) if active.kid == noted.kid => KeyState::Active,
        _ => KeyState::Retiring,
    };
    let differs = |noted: &Noted| {
        let here = facts.iter().find(|fact| fact.kid == noted.kid);
        let (what, state) = match (here, noted.retired_at) {
            (None, None) => (What::Missing, state(noted)),
            (Some(fact), Some(_)) => (What::Retired, fact.state),
            _ => return None,
        };
        let Noted { kid, key_use, activates_at, .. } = noted.clone();
        Some(Amiss { kid, key_use, activates_at, state, what })
    };
    book.iter().filter_map(differs).collect()
}

fn whole(book: &[Noted], facts: &[KeyFact], now: Timestamp) -> Result<()> {
    let here = |kid: &str| facts.iter().any(|fact| fact.kid == kid);
    let Some((key_use, noted)) = in_use(book, now).into_iter().find(|(_, noted)| !here(&noted.kid)) else {
        return Ok(());
    };
    let kid = &noted.kid;
    // Of a key that nobody put in evidence it cannot be told whether it took over in good order.
    let stranger = facts.iter().find(|fact| {
        let known = || book.iter().any(|noted| noted.kid == fact.kid);
        fact.of.name() == key_use && fact.state == KeyState::Active && !known()
    });
    Err(outdated(&match stranger {
        Some(fact) => format!(
            "it lacks the {key_use} key {kid}, which is in use, and has {} in its place, which this database has never met. Give the key \
             store that belongs to it. If the database was restored from before that rotation, or if the key is lost for good: causeway \
             keys retire {kid} --lost",
            fact.kid
        ),
        None => format!(
            "it lacks the {key_use} key {kid}, which is in use. Give its newest state or its newest backup; on a node with a copy of the \
             folder, bring the newest files there. If that key is lost for good: causeway keys retire {kid} --lost"
        ),
    }))
}

/// A retirement that was cut short leaves a key that nobody uses, which is no reason not to start.
fn nothing_back(book: &[Noted], facts: &[KeyFact]) -> Result<()> {
    let retired: BTreeSet<&str> =
        book.iter().filter(|noted| noted.retired_at.is_some()).map(|noted| noted.kid.as_str()).collect();
    let back =
        facts.iter().find(|fact| fact.state == KeyState::Active && retired.contains(fact.kid.as_str()));
    match back {
        None => Ok(()),
        Some(fact) => Err(outdated(&format!(
            "it would use the {0} key {1}, which was retired. Give its newest state or its newest backup. If there is none: causeway keys \
             rotate {0} --at-once --yes, and after half a minute causeway keys retire {1} --compromised --yes",
            fact.of, fact.kid
        ))),
    }
}

fn outdated(why: &str) -> Error {
    Error::invalid("keystore_outdated", format!("The key store is older than the database: {why}"))
}

#[cfg(test)]
mod tests {
    use causeway_core::db::testing::environments;
    use jiff::SignedDuration;

    use super::*;
    use crate::keystore::{KeyStore, KeyUse, MemoryKeyStore, Retire, Use};

    async fn note(db: &Db, facts: &[KeyFact], now: Timestamp) -> Vec<KeyFact> {
        db.tx(|tx| Box::pin(async move { KeyBook::note(tx, facts, now).await })).await.unwrap()
    }

    async fn retire(db: &Db, kid: &str, now: Timestamp) -> bool {
        db.tx(|tx| Box::pin(async move { KeyBook::retire(tx, kid, now).await })).await.unwrap()
    }

    #[tokio::test]
    async fn a_new_key_is_told_once_whoever_looks_and_the_first_keys_are_no_news() {
        for test in environments().await.unwrap() {
            let (db, now) = (&test.env.db, test.env.now());
            let store = MemoryKeyStore::with_clock(&test.env.clock).unwrap();
            let facts = store.inventory().unwrap();
            assert!(KeyBook::is_behind(db, &facts).await.unwrap());
            assert_eq!(note(db, &facts, now).await, []);
            let made = store.make(KeyUse::Token, now + SignedDuration::from_hours(1)).unwrap();
            let facts = store.inventory().unwrap();
            assert!(KeyBook::is_behind(db, &facts).await.unwrap());
            assert_eq!(note(db, &facts, now).await, [made]);
            assert_eq!(note(db, &facts, now).await, []);
            assert!(!KeyBook::is_behind(db, &facts).await.unwrap());
        }
    }

    #[tokio::test]
    async fn an_older_copy_of_the_key_store_is_noticed_once_the_newer_key_is_in_use() {
        for test in environments().await.unwrap() {
            let (db, clock) = (&test.env.db, &test.env.clock);
            let store = MemoryKeyStore::with_clock(clock).unwrap();
            let old = store.inventory().unwrap();
            note(db, &old, clock.now()).await;
            store.make(KeyUse::Token, clock.now() + SignedDuration::from_hours(1)).unwrap();
            note(db, &store.inventory().unwrap(), clock.now()).await;
            KeyBook::check(db, &old, clock.now()).await.unwrap();
            clock.advance(SignedDuration::from_hours(1));
            KeyBook::check(db, &store.inventory().unwrap(), clock.now()).await.unwrap();
            let refused = KeyBook::check(db, &old, clock.now()).await.unwrap_err();
            assert_eq!(refused.code(), "keystore_outdated");
            assert!(refused.public().contains("token"), "{refused}");
        }
    }

    #[tokio::test]
    async fn a_key_for_an_optional_use_that_was_lost_is_noticed_though_no_store_needs_it() {
        for test in environments().await.unwrap() {
            let (db, clock) = (&test.env.db, &test.env.clock);
            let store = MemoryKeyStore::with_clock(clock).unwrap();
            let copy = store.inventory().unwrap();
            note(db, &copy, clock.now()).await;
            let made = store.make(KeyUse::TokenEd, clock.now() + SignedDuration::from_hours(1)).unwrap();
            assert_eq!(note(db, &store.inventory().unwrap(), clock.now()).await, [made]);
            KeyBook::check(db, &copy, clock.now()).await.unwrap();
            assert_eq!(KeyBook::amiss(db, &copy, clock.now()).await.unwrap().len(), 1);
            clock.advance(SignedDuration::from_hours(1));
            let refused = KeyBook::check(db, &copy, clock.now()).await.unwrap_err();
            assert_eq!(refused.code(), "keystore_outdated");
            assert!(refused.public().contains("token-ed"), "{refused}");
        }
    }

    #[tokio::test]
    async fn a_key_that_the_database_never_met_does_not_pass_for_one_that_is_missing() {
        for test in environments().await.unwrap() {
            let (db, clock) = (&test.env.db, &test.env.clock);
            let store = MemoryKeyStore::with_clock(clock).unwrap();
            note(db, &store.inventory().unwrap(), clock.now()).await;
            let old = store.signing_keys(Use::Token).unwrap()[0].kid().to_owned();
            clock.advance(SignedDuration::from_hours(1));
            store.rotate(Use::Token).unwrap();
            let facts = store.inventory().unwrap();
            KeyBook::check(db, &facts, clock.now()).await.unwrap();
            // Lost and replaced, or the database was restored from before the rotation: somebody has to say which it is.
            store.retire(&old, Retire::Compromised).unwrap();
            let facts = store.inventory().unwrap();
            let refused = KeyBook::check(db, &facts, clock.now()).await.unwrap_err();
            assert_eq!(refused.code(), "keystore_outdated");
            let way_out = format!("causeway keys retire {old} --lost");
            assert!(refused.public().contains(&way_out), "{refused}");
            assert!(KeyBook::check_whole(db, &facts, clock.now()).await.is_err());
            retire(db, &old, clock.now()).await;
            KeyBook::check(db, &facts, clock.now()).await.unwrap();
        }
    }

    #[tokio::test]
    async fn a_next_key_that_was_not_brought_here_is_amiss_before_it_is_used() {
        for test in environments().await.unwrap() {
            let (db, clock) = (&test.env.db, &test.env.clock);
            let store = MemoryKeyStore::with_clock(clock).unwrap();
            let copy = store.inventory().unwrap();
            note(db, &copy, clock.now()).await;
            let amiss = async |facts: &[KeyFact]| KeyBook::amiss(db, facts, clock.now()).await.unwrap();
            assert_eq!(amiss(&copy).await, []);
            let made = store.make(KeyUse::Master, clock.now() + SignedDuration::from_hours(1)).unwrap();
            note(db, &store.inventory().unwrap(), clock.now()).await;
            let missing = |state| Amiss {
                kid: made.kid.clone(),
                key_use: "master".to_owned(),
                activates_at: made.activates_at,
                state,
                what: What::Missing,
            };
            assert_eq!(amiss(&copy).await, [missing(KeyState::Next)]);
            clock.advance(SignedDuration::from_hours(1));
            assert_eq!(amiss(&copy).await, [missing(KeyState::Active)]);
            clock.advance(SignedDuration::from_secs(1));
            store.make(KeyUse::Master, clock.now()).unwrap();
            note(db, &store.inventory().unwrap(), clock.now()).await;
            assert!(
                amiss(&copy).await.contains(&missing(KeyState::Retiring)),
                "its data cannot be read here"
            );
            let whole = store.inventory().unwrap();
            assert_eq!(amiss(&whole).await, []);
            retire(db, &made.kid, clock.now()).await;
            assert_eq!(amiss(&whole).await[0].what, What::Retired);
            assert!(amiss(&copy).await.iter().all(|amiss| amiss.kid != made.kid));
        }
    }

    #[tokio::test]
    async fn a_retired_key_that_comes_back_into_use_is_noticed() {
        for test in environments().await.unwrap() {
            let (db, clock) = (&test.env.db, &test.env.clock);
            let store = MemoryKeyStore::with_clock(clock).unwrap();
            let old = store.inventory().unwrap();
            note(db, &old, clock.now()).await;
            let stolen = store.signing_keys(Use::Gateway).unwrap()[0].kid().to_owned();
            store.rotate(Use::Gateway).unwrap();
            note(db, &store.inventory().unwrap(), clock.now()).await;
            store.retire(&stolen, Retire::Compromised).unwrap();
            assert!(retire(db, &stolen, clock.now()).await);
            assert!(!retire(db, &stolen, clock.now()).await);
            assert!(!KeyBook::knows(db, &stolen).await.unwrap());
            KeyBook::check(db, &store.inventory().unwrap(), clock.now()).await.unwrap();
            // The new one is lost as well, and so is given up: then the old folder has nothing that may be used.
            let lost = store.signing_keys(Use::Gateway).unwrap()[0].kid().to_owned();
            retire(db, &lost, clock.now()).await;
            assert_eq!(KeyBook::check(db, &old, clock.now()).await.unwrap_err().code(), "keystore_outdated");
        }
    }
}
