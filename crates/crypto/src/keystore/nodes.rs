//! Which of the platform's keys each running node holds.
//!
//! Folders are copies: a key that was made in one of them is in the others only once somebody has brought it there. So every node that
//! serves says, at each look at its keys, which it holds: names, never a key. What is safe only where all have a key (wrapping everybody's
//! keys anew by it, destroying the one before it) waits for the last of them, and says which that is.

use std::collections::BTreeSet;

use causeway_core::{Db, Env, Error, Result};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::{KeyFact, KeyUse};
use crate::store;

/// A node that says nothing for so long does not run any more, or cannot reach the database: then it makes nothing either.
const LIVE: SignedDuration = SignedDuration::from_mins(3);

/// A node, for as long as its process runs.
#[derive(Clone, Debug)]
pub struct Node {
    id: Uuid,
    name: String,
}

impl Node {
    /// Under a name by which operators find it.
    pub fn new(env: &Env, name: String) -> Result<Self> {
        Ok(Self { id: env.new_uuid()?, name })
    }

    /// Says that it runs, and that it holds these keys.
    pub async fn beat(&self, env: &Env, facts: &[KeyFact]) -> Result<()> {
        let kids: Vec<_> = facts.iter().map(|fact| fact.kid.as_str()).collect();
        let (id, name, kids) = (self.id, self.name.as_str(), &kids.join(" "));
        let until = env.now().saturating_add(LIVE).map_err(Error::internal)?;
        env.db.tx(|tx| Box::pin(store::beat(tx, id, name, kids, until))).await
    }

    /// Says that it ends: nobody waits for it any more.
    pub async fn leave(&self, env: &Env) -> Result<()> {
        env.db.tx(|tx| Box::pin(store::leave(tx, self.id))).await
    }
}

/// The keys of a node that runs.
#[derive(Clone, Debug)]
pub struct Holding {
    /// The node's name.
    pub node: String,
    kids: BTreeSet<String>,
}

impl Holding {
    /// Whether it holds the key of that name.
    pub fn has(&self, kid: &str) -> bool {
        self.kids.contains(kid)
    }
}

/// The nodes that run.
#[derive(Clone, Copy, Debug)]
pub struct Nodes;

impl Nodes {
    /// All of them, by name.
    pub async fn running(db: &Db, now: Timestamp) -> Result<Vec<Holding>> {
        let holding = |(node, kids): (String, String)| Holding {
            node,
            kids: kids.split_whitespace().map(str::to_owned).collect(),
        };
        Ok(store::nodes(db, now).await?.into_iter().map(holding).collect())
    }

    /// Whether every node that runs holds a key.
    ///
    /// # Errors
    /// `key_not_on_every_node`, with the names of those that do not and what to do.
    pub async fn all_hold(db: &Db, of: KeyUse, kid: &str, now: Timestamp) -> Result<()> {
        let running = Self::running(db, now).await?;
        let without: Vec<_> =
            running.into_iter().filter(|node| !node.has(kid)).map(|node| node.node).collect();
        if without.is_empty() {
            return Ok(());
        }
        Err(Error::conflict(
            "key_not_on_every_node",
            format!(
                "These nodes run without the {of} key {kid}: {}. Bring its files to them (docs/runbooks/rotating-keys.md), then try again. \
                 A node that was taken away counts for {} minutes more.",
                without.join(", "),
                LIVE.as_mins()
            ),
        ))
    }

    /// Forgets those that do not run any more.
    pub async fn forget(env: &Env) -> Result<()> {
        let now = env.now();
        env.db.tx(|tx| Box::pin(store::forget_nodes(tx, now))).await
    }
}

#[cfg(test)]
mod tests {
    use causeway_core::db::testing::environments;

    use super::*;
    use crate::keystore::{KeyStore as _, MemoryKeyStore};

    #[tokio::test]
    async fn a_key_is_everywhere_once_the_last_node_that_runs_holds_it() {
        for test in environments().await.unwrap() {
            let (env, clock) = (&test.env, &test.env.clock);
            let store = MemoryKeyStore::with_clock(clock).unwrap();
            let other = store.another().unwrap();
            let kid = store.make(KeyUse::Token, clock.now()).unwrap().kid;
            let lacks = async || Nodes::all_hold(&env.db, KeyUse::Token, &kid, clock.now()).await;
            lacks().await.unwrap();
            let (one, two) =
                (Node::new(env, "one".to_owned()).unwrap(), Node::new(env, "two".to_owned()).unwrap());
            one.beat(env, &store.inventory().unwrap()).await.unwrap();
            two.beat(env, &other.inventory().unwrap()).await.unwrap();
            let refused = lacks().await.unwrap_err();
            assert_eq!(refused.code(), "key_not_on_every_node");
            assert!(refused.public().contains(": two.") && refused.public().contains(&kid), "{refused}");
            other.refresh().unwrap();
            two.beat(env, &other.inventory().unwrap()).await.unwrap();
            lacks().await.unwrap();
        }
    }

    #[tokio::test]
    async fn nobody_waits_for_a_node_that_ended_or_fell_silent() {
        for test in environments().await.unwrap() {
            let (env, clock) = (&test.env, &test.env.clock);
            let running = async || Nodes::running(&env.db, clock.now()).await.unwrap().len();
            let (ends, dies) =
                (Node::new(env, "ends".to_owned()).unwrap(), Node::new(env, "dies".to_owned()).unwrap());
            for node in [&ends, &dies] {
                node.beat(env, &[]).await.unwrap();
            }
            assert_eq!(running().await, 2);
            ends.leave(env).await.unwrap();
            Nodes::forget(env).await.unwrap();
            assert_eq!(running().await, 1);
            clock.advance(LIVE);
            assert_eq!(running().await, 0);
            Nodes::forget(env).await.unwrap();
            dies.beat(env, &[]).await.unwrap();
            assert_eq!(running().await, 1, "it only was away");
        }
    }
}
