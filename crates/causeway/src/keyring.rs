//! The platform's own keys and its database: what is new gets its receipt, what does not belong is refused, ages become figures.

use std::sync::Arc;
use std::time::Duration;

use causeway_core::jobs::Worker;
use causeway_core::{Env, Error, Result};
use causeway_crypto::keystore::{KeyBook, KeyFact, KeyState, KeyStore, KeyUse};
use causeway_evidence::{Chain, Event, Evidence};
use jiff::{SignedDuration, Timestamp};

use crate::wiring::Platform;

/// How often a node that works looks whether there are keys without a receipt.
const EVERY: Duration = Duration::from_secs(30);

/// Puts in evidence whatever keys the database has not met, and returns them. Safe to call by anybody at any time: a key is told once.
pub(crate) async fn settle(env: &Env, evidence: &Evidence, facts: &[KeyFact]) -> Result<Vec<KeyFact>> {
    if !KeyBook::is_behind(&env.db, facts).await? {
        return Ok(Vec::new());
    }
    let now = env.now();
    env.db
        .tx(|tx| {
            Box::pin(async move {
                let new = KeyBook::note(tx, facts, now).await?;
                for fact in &new {
                    evidence.record(tx, Chain::Platform, &made(fact)).await?;
                }
                Ok(new)
            })
        })
        .await
}

/// Puts in evidence that a key is retired; says so once.
pub(crate) async fn retired(env: &Env, evidence: &Evidence, fact: &Gone<'_>) -> Result<()> {
    let now = env.now();
    let event = Event::KeyRetired {
        kid: fact.kid.to_owned(),
        key_use: fact.key_use.to_owned(),
        code: fact.code.to_owned(),
    };
    let event = &event;
    env.db
        .tx(|tx| {
            Box::pin(async move {
                if KeyBook::retire(tx, fact.kid, now).await? {
                    evidence.record(tx, Chain::Platform, event).await?;
                }
                Ok(())
            })
        })
        .await
}

/// A key that goes.
pub(crate) struct Gone<'a> {
    pub(crate) kid: &'a str,
    pub(crate) key_use: &'a str,
    /// `due`, `compromised` or `lost`.
    pub(crate) code: &'static str,
}

fn made(fact: &KeyFact) -> Event {
    Event::KeyRotated {
        kid: fact.kid.clone(),
        key_use: fact.of.name().to_owned(),
        activates_at: fact.activates_at,
    }
}

/// Whether the key store is the one that belongs to this database, and not an older copy of it.
///
/// # Errors
/// `keystore_outdated`.
pub(crate) async fn check(env: &Env, store: &Arc<dyn KeyStore>) -> Result<()> {
    KeyBook::check(&env.db, &store.inventory()?, env.now()).await
}

/// The uses whose key should have been replaced.
pub(crate) fn overdue(store: &Arc<dyn KeyStore>, now: Timestamp) -> Vec<KeyUse> {
    let facts = store.inventory().unwrap_or_default();
    facts.into_iter().filter(|fact| fact.is_overdue(now)).map(|fact| fact.of).collect()
}

/// What an operator has to know of a failure beyond what strangers are told: "not for the moment" mends nothing. It holds no secret.
pub(crate) fn why(error: &Error) -> String {
    std::error::Error::source(error).map(|cause| format!(" ({cause})")).unwrap_or_default()
}

/// The age of each key in use, and whether it should have been replaced.
pub(crate) fn measure(store: &Arc<dyn KeyStore>, now: Timestamp) {
    for fact in store.inventory().unwrap_or_default() {
        if fact.state != KeyState::Active {
            continue;
        }
        let overdue = if fact.is_overdue(now) { 1.0 } else { 0.0 };
        metrics::gauge!("key_age_seconds", "use" => fact.of.name()).set(fact.age(now).as_secs_f64());
        metrics::gauge!("key_rotation_overdue", "use" => fact.of.name()).set(overdue);
    }
}

/// Looks at the keys now and then: a rotation that was cut short, or made on another machine, is put in evidence.
pub(crate) fn work(worker: Worker, platform: &Platform) -> Worker {
    let (env, evidence) = (platform.env.clone(), platform.evidence.clone());
    let store = Arc::clone(platform.person_keys.store());
    worker.every("crypto.key_book", EVERY, move || {
        let (env, evidence, store) = (env.clone(), evidence.clone(), Arc::clone(&store));
        async move {
            let looking = Arc::clone(&store);
            tokio::task::spawn_blocking(move || looking.refresh()).await.map_err(Error::internal)??;
            measure(&store, env.now());
            settle(&env, &evidence, &store.inventory()?).await.map(|_| ())
        }
    })
}

/// A time span as people say it: the two largest units.
pub(crate) fn span(duration: SignedDuration) -> String {
    let minutes = duration.as_mins().max(0);
    let (days, hours) = (minutes / 1440, minutes / 60 % 24);
    match (days, hours, minutes % 60) {
        (0, 0, minutes) => format!("{minutes} min"),
        (0, hours, minutes) => format!("{hours} h {minutes} min"),
        (days, 0, _) => format!("{days} d"),
        (days, hours, _) => format!("{days} d {hours} h"),
    }
}

#[cfg(test)]
mod tests {
    use causeway_core::db::testing::environments;
    use causeway_crypto::keystore::MemoryKeyStore;
    use causeway_crypto::person::PersonKeys;

    use super::*;

    #[tokio::test]
    async fn a_new_key_gets_one_receipt_whoever_looks() {
        for test in environments().await.unwrap() {
            let env = &test.env;
            let store: Arc<dyn KeyStore> = Arc::new(MemoryKeyStore::with_clock(&env.clock).unwrap());
            let keys = PersonKeys::new(env.clone(), store.clone());
            let evidence = Evidence::rotating(env.clone(), keys, "localhost/log".to_owned());
            let look = async || settle(env, &evidence, &store.inventory().unwrap()).await.unwrap();
            assert_eq!(look().await, [], "what a platform begins with is no rotation");
            let made = store.make(KeyUse::Token, env.now()).unwrap();
            assert_eq!(look().await, [made]);
            assert_eq!(look().await, []);
            // One receipt waits for the log, and no more: that of the rotation.
            assert_eq!(evidence.sequence().await.unwrap(), 1);
            let gone =
                Gone { kid: &store.inventory().unwrap()[1].kid.clone(), key_use: "token", code: "due" };
            for _ in 0..2 {
                retired(env, &evidence, &gone).await.unwrap();
            }
            assert_eq!(evidence.sequence().await.unwrap(), 1);
            check(env, &store).await.unwrap();
        }
    }

    #[test]
    fn spans_are_said_as_people_say_them() {
        let of = |minutes| span(SignedDuration::from_mins(minutes));
        assert_eq!(
            [of(-5), of(7), of(61), of(1440), of(1440 * 3 + 150)],
            ["0 min", "7 min", "1 h 1 min", "1 d", "3 d 2 h"]
        );
    }
}
