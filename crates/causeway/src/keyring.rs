//! The platform's own keys and its database: what is new gets its receipt, what does not belong is refused, ages become figures.

use std::sync::Arc;
use std::time::Duration;

use causeway_core::jobs::Worker;
use causeway_core::{Env, Error, Result};
use causeway_crypto::keystore::{Amiss, KeyBook, KeyFact, KeyState, KeyStore, KeyUse, Node, Nodes, What};
use causeway_evidence::{Chain, Event, Evidence};
use jiff::{SignedDuration, Timestamp};

use crate::wiring::Platform;

/// How often a node that works looks whether there are keys without a receipt.
const EVERY: Duration = Duration::from_secs(30);

/// Puts in evidence whatever keys the database has not met, and returns them. Safe to call by anybody at any time: a key is told once.
///
/// # Errors
/// `keystore_outdated` when a key in use is missing: what stands in its place is not noted, since that would hide the loss.
pub(crate) async fn settle(env: &Env, evidence: &Evidence, facts: &[KeyFact]) -> Result<Vec<KeyFact>> {
    KeyBook::check_whole(&env.db, facts, env.now()).await?;
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

/// Which nodes run, by what operators know them by.
pub(crate) fn node_name(role: &str, listens: &str) -> String {
    format!("{role} on {} ({listens})", host())
}

/// This machine's name; in a container that of the pod.
pub(crate) fn host() -> String {
    let name = std::fs::read_to_string("/etc/hostname").unwrap_or_default();
    match name.trim() {
        "" => "an unnamed machine".to_owned(),
        name => name.to_owned(),
    }
}

/// Says which keys this node holds, so that nobody relies on a key that it lacks; shows in figures what it lacks, and returns it.
///
/// # Errors
/// `database_unavailable`.
pub(crate) async fn tell(env: &Env, node: &Node, store: &Arc<dyn KeyStore>) -> Result<Vec<Amiss>> {
    let facts = store.inventory()?;
    node.beat(env, &facts).await?;
    let missing = missing(env, &facts).await?;
    for of in KeyUse::ALL {
        let count = missing.iter().filter(|key| key.key_use == of.name()).count();
        metrics::gauge!("key_missing", "use" => of.name())
            .set(f64::from(u32::try_from(count).unwrap_or(u32::MAX)));
    }
    Ok(missing)
}

/// The keys that the database expects and that are not here, the next ones included.
pub(crate) async fn missing(env: &Env, facts: &[KeyFact]) -> Result<Vec<Amiss>> {
    let mut amiss = KeyBook::amiss(&env.db, facts, env.now()).await?;
    amiss.retain(|key| key.what == What::Missing);
    Ok(amiss)
}

/// How bad it is that the keys of a node and the database differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Harm {
    /// Somebody has to look.
    Soon,
    /// Other nodes make what this one cannot check or open, or the reverse: nobody should be sent here.
    Now,
}

/// Whether the keys of this node and the database differ, and how bad that is.
pub(crate) async fn harm(env: &Env, facts: &[KeyFact]) -> Result<Option<Harm>> {
    // What was retired and is of no use any more is a matter for whoever lists the keys.
    let matters = |key: &Amiss| key.what == What::Missing || key.state != KeyState::Retiring;
    let amiss: Vec<_> =
        KeyBook::amiss(&env.db, facts, env.now()).await?.into_iter().filter(matters).collect();
    if amiss.is_empty() {
        return Ok(None);
    }
    let running = Nodes::running(&env.db, env.now()).await?;
    // A key in use that no node holds is used by none, and that all nodes would use is used by all: then they serve alike, and a platform
    // that refuses itself helps nobody.
    let apart = |key: &Amiss| {
        let others = match key.what {
            What::Missing => running.iter().any(|node| node.has(&key.kid)),
            What::Retired => running.iter().any(|node| !node.has(&key.kid)),
        };
        key.state == KeyState::Active && others
    };
    Ok(Some(if amiss.iter().any(apart) { Harm::Now } else { Harm::Soon }))
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

    /// Two nodes, each with a copy of the keys, on one database: one of them rotates.
    #[tokio::test]
    async fn a_node_without_a_key_is_amiss_at_once_and_not_ready_when_others_use_it() {
        for test in environments().await.unwrap() {
            let (env, clock) = (&test.env, &test.env.clock);
            let first = Arc::new(MemoryKeyStore::with_clock(clock).unwrap());
            let second: Arc<dyn KeyStore> = Arc::new(first.another().unwrap());
            let first: Arc<dyn KeyStore> = first;
            let keys = PersonKeys::new(env.clone(), first.clone());
            let evidence = Evidence::rotating(env.clone(), keys, "localhost/log".to_owned());
            let [one, two] = ["portal", "gateway"].map(|role| Node::new(env, node_name(role, ":1")).unwrap());
            let harm =
                async |store: &Arc<dyn KeyStore>| harm(env, &store.inventory().unwrap()).await.unwrap();
            let beat = async || {
                tell(env, &one, &first).await.unwrap();
                tell(env, &two, &second).await.unwrap();
            };
            settle(env, &evidence, &first.inventory().unwrap()).await.unwrap();
            beat().await;
            assert_eq!((harm(&first).await, harm(&second).await), (None, None));

            first.make(KeyUse::Token, clock.now() + SignedDuration::from_hours(1)).unwrap();
            settle(env, &evidence, &first.inventory().unwrap()).await.unwrap();
            beat().await;
            assert_eq!((harm(&first).await, harm(&second).await), (None, Some(Harm::Soon)));
            clock.advance(SignedDuration::from_hours(1));
            beat().await;
            assert_eq!((harm(&first).await, harm(&second).await), (None, Some(Harm::Now)));
            // The only node that had it is gone, and the key with it: the others serve on as before, and say so.
            one.leave(env).await.unwrap();
            assert_eq!(harm(&second).await, Some(Harm::Soon));
            assert_eq!(check(env, &second).await.unwrap_err().code(), "keystore_outdated");
            second.refresh().unwrap();
            beat().await;
            assert_eq!(harm(&second).await, None);
        }
    }

    #[tokio::test]
    async fn what_stands_in_the_place_of_a_lost_key_is_not_noted() {
        for test in environments().await.unwrap() {
            let env = &test.env;
            let [store, other] = [(); 2]
                .map(|()| -> Arc<dyn KeyStore> { Arc::new(MemoryKeyStore::with_clock(&env.clock).unwrap()) });
            let keys = PersonKeys::new(env.clone(), store.clone());
            let evidence = Evidence::rotating(env.clone(), keys, "localhost/log".to_owned());
            settle(env, &evidence, &store.inventory().unwrap()).await.unwrap();
            let refused = settle(env, &evidence, &other.inventory().unwrap()).await.unwrap_err();
            assert_eq!(refused.code(), "keystore_outdated");
            assert_eq!(evidence.sequence().await.unwrap(), 0);
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
