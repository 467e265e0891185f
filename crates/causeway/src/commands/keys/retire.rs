//! `causeway keys retire`: a key is destroyed, or given up.

use std::time::Duration;

use causeway_core::{Clock, Error, Result, Rng};
use causeway_crypto::keystore::{KeyBook, KeyFact, KeyState, KeyUse, Nodes, Place, Retire};

use super::{House, elsewhere, nothing_done};
use crate::cli::KeysRetire;
use crate::config::Config;
use crate::keyring::{self, Gone};

/// Servers look at the key store every ten seconds, and a node whose clock is half a minute behind is told as a fault; what they began to
/// wrap before takes seconds.
const SETTLED: Duration = Duration::from_mins(1);

pub(super) async fn run(args: &KeysRetire) -> Result<()> {
    let house = if args.lost {
        let config = Config::read(&args.file.config)?.checked()?;
        let store = config.keys.look(&Clock::system(), &Rng::system())?;
        House::as_it_is(config, store).await?
    } else {
        House::open(&args.file).await?
    };
    let Some(fact) = house.key(&args.kid)? else { return give_up(args, &house).await };
    if args.lost {
        return Err(Error::conflict(
            "key_not_lost",
            format!("{} is in the key store. Retire it without --lost.", fact.kid),
        ));
    }
    let (how, code) =
        if args.compromised { (Retire::Compromised, "compromised") } else { (Retire::WhenDue, "due") };
    fact.check_retirable(how, house.env.now())?;
    if fact.state != KeyState::Next {
        taken_over(&house, &fact).await?;
    }
    still_wrapping(&house, &fact).await?;
    if !args.yes {
        println!("The {} key {} would be destroyed for good. {}", fact.of, fact.kid, consequence(&fact, how));
        let flag = if args.compromised { " --compromised" } else { "" };
        nothing_done(&format!("retire {}{flag}", fact.kid), &args.file.config);
        return Ok(());
    }
    let gone = Gone { kid: &fact.kid, key_use: fact.of.name(), code };
    if fact.state == KeyState::Next {
        // First the deed: a key that everybody knows to be retired, and that is there, would be used when its time comes.
        house.store.retire(&fact.kid, how)?;
        keyring::retired(&house.env, &house.evidence, &gone).await?;
    } else {
        // First what everybody can see, then the deed: cut short between the two, the same command finishes it.
        keyring::retired(&house.env, &house.evidence, &gone).await?;
        wait_for_the_last(&house, &fact).await?;
        house.store.retire(&fact.kid, how)?;
    }
    println!("The {} key {} is destroyed. {}", fact.of, fact.kid, consequence(&fact, how));
    if fact.place == Place::Folder {
        for node in elsewhere(&house).await?.into_iter().filter(|node| node.has(&fact.kid)) {
            println!("It is still at {}: run the same command there.", node.node);
        }
    }
    Ok(())
}

/// No key goes before every node that runs holds the one that took over from it.
async fn taken_over(house: &House, fact: &KeyFact) -> Result<()> {
    let inventory = house.store.inventory()?;
    let active = inventory.iter().find(|other| other.of == fact.of && other.state == KeyState::Active);
    match active {
        Some(active) => Nodes::all_hold(&house.env.db, fact.of, &active.kid, house.env.now()).await,
        None => Ok(()),
    }
}

/// By a master key some node may just be wrapping somebody's key, of which a count does not know yet. Now that the database calls it
/// retired nobody begins to any more; what was begun is waited for, and counted.
async fn wait_for_the_last(house: &House, fact: &KeyFact) -> Result<()> {
    let running = Nodes::running(&house.env.db, house.env.now()).await?;
    if fact.of != KeyUse::Master || running.is_empty() {
        return Ok(());
    }
    println!("Waiting for {} seconds, until no server can be using it any more.", SETTLED.as_secs());
    tokio::time::sleep(SETTLED).await;
    still_wrapping(house, fact).await
}

fn consequence(fact: &KeyFact, how: Retire) -> &'static str {
    match (how, fact.of, fact.state) {
        (_, _, KeyState::Next) => "Nothing was made with it yet.",
        (Retire::WhenDue, KeyUse::Log, _) => {
            "Its public part stays at /log/key, for receipts that were taken away before."
        }
        (Retire::WhenDue, ..) => "Nothing needs it.",
        (Retire::Compromised, KeyUse::Log, _) => {
            "Its line goes from /log/key: tell whoever verifies receipts to take it out of their trust file. Receipts taken away before have to be fetched again."
        }
        (Retire::Compromised, KeyUse::Token | KeyUse::TokenEd | KeyUse::TokenRsa, _) => {
            "Whoever is logged in to a service by a token of it is refused once, and logs in again by the refresh token."
        }
        (Retire::Compromised, ..) => "What it signed, or what was sealed to it, is void.",
    }
}

/// No master key goes while somebody's data could not be read without it, stolen or not.
async fn still_wrapping(house: &House, fact: &KeyFact) -> Result<()> {
    let Some(id) = fact.master_id() else { return Ok(()) };
    match house.keys.count_wrapped_by(&id).await? {
        0 => Ok(()),
        left => Err(Error::conflict(
            "key_still_needed",
            format!(
                "The keys of {left} people are still wrapped by {}. A running server (role all or worker) wraps them anew; then try again.",
                fact.kid
            ),
        )),
    }
}

/// A key that the database expects and the key store does not have.
async fn give_up(args: &KeysRetire, house: &House) -> Result<()> {
    if !args.lost || !KeyBook::knows(&house.env.db, &args.kid).await? {
        return Err(Error::invalid(
            "unknown_key",
            format!(
                "There is no key {} here, nor is one expected by that whole name. See: causeway keys list",
                args.kid
            ),
        ));
    }
    if !args.yes {
        println!(
            "The key {} would not be expected any more. What only it opens can never be read again.",
            args.kid
        );
        nothing_done(&format!("retire {} --lost", args.kid), &args.file.config);
        return Ok(());
    }
    let gone = Gone { kid: &args.kid, key_use: "unknown", code: "lost" };
    keyring::retired(&house.env, &house.evidence, &gone).await?;
    println!("The key {} is not expected any more.", args.kid);
    Ok(())
}
