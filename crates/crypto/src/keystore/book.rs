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
        check(&store::keys_noted(db).await?, facts, now)
    }
}

fn check(book: &[Noted], facts: &[KeyFact], now: Timestamp) -> Result<()> {
    let mut in_use: BTreeMap<&str, &Noted> = BTreeMap::new();
    for noted in book.iter().filter(|noted| noted.retired_at.is_none() && noted.activates_at <= now) {
        let newest = in_use.entry(&noted.key_use).or_insert(noted);
        if newest.activates_at < noted.activates_at {
            *newest = noted;
        }
    }
    // A database that was restored may know an older key than the one in use: then it is the older of the two, which is no fault.
    let is_older = |noted: &Noted| {
        let in_store =
            facts.iter().find(|fact| fact.of.name() == noted.key_use && fact.state == KeyState::Active);
        in_store.is_none_or(|fact| fact.activates_at <= noted.activates_at)
    };
    let lacking =
        in_use.values().find(|noted| !facts.iter().any(|fact| fact.kid == noted.kid) && is_older(noted));
    if let Some(noted) = lacking {
        return Err(outdated(&format!(
            "it lacks the {} key {}, which is in use. Give its newest state or its newest backup; if that key is lost for good: \
             causeway keys retire {} --lost",
            noted.key_use, noted.kid, noted.kid
        )));
    }
    let retired: BTreeSet<&str> =
        book.iter().filter(|noted| noted.retired_at.is_some()).map(|noted| noted.kid.as_str()).collect();
    let back = facts.iter().find(|fact| {
        // A retirement that was cut short leaves the file of a key that nobody uses: no reason not to start.
        fact.state == KeyState::Active && retired.contains(fact.kid.as_str())
    });
    match back {
        None => Ok(()),
        Some(fact) => Err(outdated(&format!(
            "it would use the {} key {}, which was retired. Give its newest state or its newest backup.",
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
    async fn a_database_that_was_restored_and_knows_older_keys_alone_is_no_fault() {
        for test in environments().await.unwrap() {
            let (db, clock) = (&test.env.db, &test.env.clock);
            let store = MemoryKeyStore::with_clock(clock).unwrap();
            note(db, &store.inventory().unwrap(), clock.now()).await;
            let old = store.signing_keys(Use::Token).unwrap()[0].kid().to_owned();
            clock.advance(SignedDuration::from_hours(1));
            store.rotate(Use::Token).unwrap();
            store.retire(&old, Retire::Compromised).unwrap();
            KeyBook::check(db, &store.inventory().unwrap(), clock.now()).await.unwrap();
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
