//! `causeway keys list`: every key of the store, and where it is not.

use std::time::Duration;

use causeway_core::{Clock, Env, Error, Result, Rng, db};
use causeway_crypto::keystore::{Amiss, Holding, KeyBook, KeyFact, KeyState, Nodes, Place, What};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::minute;
use crate::cli::KeysList;
use crate::config::Config;
use crate::keyring::span;

/// The database is asked no longer.
const PATIENCE: Duration = Duration::from_secs(5);
/// By then every node has looked at its keys, which they do every ten seconds.
const LOOKED: SignedDuration = SignedDuration::from_secs(15);

/// Asks the key store, and makes nothing in it. What the database knows besides is left out while that is down.
pub(super) async fn run(args: &KeysList) -> Result<()> {
    let config = Config::read(&args.file.config)?.checked()?;
    let clock = Clock::system();
    let (facts, now) = (config.keys.look(&clock, &Rng::system())?.inventory()?, clock.now());
    let known = tokio::time::timeout(PATIENCE, Known::ask(&config, &clock, &facts));
    let known = known.await.ok().and_then(Result::ok);
    if args.json {
        let all: Result<Vec<_>> = facts.iter().map(|fact| as_json(fact, known.as_ref(), now)).collect();
        println!("{}", serde_json::to_string_pretty(&all?).map_err(Error::internal)?);
        return Ok(());
    }
    println!("{:<18} {:<8} {:<9} {:<7} {:>10}  {:<28} KEY", "USE", "ALG", "STATE", "PLACE", "AGE", "THEN");
    for fact in &facts {
        let (state, place) = (word(fact.state), where_is(fact.place));
        let age = span(fact.age(now));
        println!(
            "{:<18} {:<8} {state:<9} {place:<7} {age:>10}  {:<28} {}",
            fact.of.name(),
            fact.alg,
            then(fact, now),
            fact.kid
        );
    }
    match known {
        Some(known) => known.lines(&facts, now).iter().for_each(|line| println!("{line}")),
        None => println!("The database cannot be asked: whether every node has these keys is not known."),
    }
    Ok(())
}

/// What the database knows of the keys and of those who hold them.
struct Known {
    amiss: Vec<Amiss>,
    running: Vec<Holding>,
}

impl Known {
    async fn ask(config: &Config, clock: &Clock, facts: &[KeyFact]) -> Result<Self> {
        if config.database.sqlite.as_ref().is_some_and(|file| !file.exists()) {
            return Err(Error::not_found());
        }
        let env = Env { db: config.database.open()?, clock: clock.clone(), rng: Rng::system() };
        if !db::pending(&env.db).await?.is_empty() {
            return Ok(Self { amiss: Vec::new(), running: Vec::new() });
        }
        let now = env.now();
        let amiss = KeyBook::amiss(&env.db, facts, now).await?;
        Ok(Self { amiss, running: Nodes::running(&env.db, now).await? })
    }

    /// The nodes that run without a key, by name; once they had time to say so.
    fn without(&self, fact: &KeyFact, now: Timestamp) -> Vec<&str> {
        if fact.age(now) < LOOKED {
            return Vec::new();
        }
        self.running.iter().filter(|node| !node.has(&fact.kid)).map(|node| node.node.as_str()).collect()
    }

    /// What whoever runs the platform has to do.
    fn lines(&self, facts: &[KeyFact], now: Timestamp) -> Vec<String> {
        let mut lines = Vec::new();
        for Amiss { kid, key_use, activates_at, what, .. } in &self.amiss {
            lines.push(match what {
                What::Missing => format!(
                    "MISSING HERE: the {key_use} key {kid}, used from {}. Bring its files here; if they are lost for good: causeway keys retire {kid} --lost",
                    minute(*activates_at)
                ),
                What::Retired => format!("RETIRED, and still here: the {key_use} key {kid}. Destroy it here too: causeway keys retire {kid}"),
            });
        }
        for fact in facts {
            let retired = self.amiss.iter().any(|key| key.kid == fact.kid);
            for node in self.without(fact, now).into_iter().filter(|_| !retired) {
                lines.push(format!(
                    "MISSING at {node}: the {} key {}. Bring its files there.",
                    fact.of, fact.kid
                ));
            }
        }
        lines
    }
}

fn as_json(fact: &KeyFact, known: Option<&Known>, now: Timestamp) -> Result<serde_json::Value> {
    let mut value = serde_json::to_value(fact).map_err(Error::internal)?;
    if let Some(object) = value.as_object_mut() {
        object.insert("overdue".to_owned(), json!(fact.is_overdue(now)));
        object.insert("age_seconds".to_owned(), json!(fact.age(now).as_secs()));
        if let Some(known) = known {
            object.insert("missing_at".to_owned(), json!(known.without(fact, now)));
        }
    }
    Ok(value)
}

fn word(state: KeyState) -> &'static str {
    match state {
        KeyState::Next => "next",
        KeyState::Active => "active",
        KeyState::Retiring => "retiring",
    }
}

fn where_is(place: Place) -> &'static str {
    match place {
        Place::Folder => "folder",
        Place::Token => "token",
        Place::Memory => "memory",
    }
}

/// What comes next for a key.
fn then(fact: &KeyFact, now: Timestamp) -> String {
    match (fact.state, fact.next_rotation_due, fact.retires_at) {
        (KeyState::Next, ..) => format!("used from {}", minute(fact.activates_at)),
        (KeyState::Retiring, _, Some(at)) if at <= now => "retire it".to_owned(),
        (KeyState::Retiring, _, Some(at)) => format!("needed until {}", day(at)),
        (_, Some(due), _) if due <= now => format!("OVERDUE since {}", day(due)),
        (_, Some(due), _) => format!("rotate by {}", day(due)),
        _ => "never rotates".to_owned(),
    }
}

fn day(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d").to_string()
}
