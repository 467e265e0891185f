//! `causeway keys`: the platform's keys, listed, rotated, retired and moved.

use std::path::Path;
use std::sync::Arc;

use causeway_core::setting::open_as;
use causeway_core::{Clock, Env, Error, Result, Rng, db};
use causeway_crypto::keystore::{KeyBook, KeyFact, KeyState, KeyStore, KeyUse, Place, Policy, Retire};
use causeway_crypto::person::PersonKeys;
use causeway_evidence::Evidence;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::cli::{ConfigArgs, KeysCommand, KeysList, KeysMigrate, KeysRetire, KeysRotate};
use crate::config::Config;
use crate::keyring::{self, Gone, span};
use crate::wiring;

/// Long enough for every server to have looked at the key store, which they do every ten seconds.
const AT_ONCE: SignedDuration = SignedDuration::from_secs(30);

/// Runs one of the key commands.
pub(crate) async fn run(command: KeysCommand) -> Result<()> {
    match command {
        KeysCommand::List(args) => list(&args),
        KeysCommand::Rotate(args) => rotate(&args).await,
        KeysCommand::Retire(args) => retire(&args).await,
        KeysCommand::Migrate(args) => migrate(&args).await,
    }
}

/// The configuration, the key store and the database that belong together.
struct House {
    config: Config,
    env: Env,
    store: Arc<dyn KeyStore>,
    keys: PersonKeys,
    evidence: Evidence,
}

impl House {
    async fn open(file: &ConfigArgs) -> Result<Self> {
        let config = Config::read(&file.config)?.checked()?;
        let store = config.keys.open(&Clock::system(), &Rng::system())?;
        Self::with(config, store).await
    }

    async fn with(config: Config, store: Arc<dyn KeyStore>) -> Result<Self> {
        let env = Env { db: config.database.open()?, clock: Clock::system(), rng: Rng::system() };
        if !db::pending(&env.db).await?.is_empty() {
            return Err(Error::invalid(
                "schema_too_old",
                "The database misses migrations. Run: causeway migrate",
            ));
        }
        open_as(&env, config.mode.into()).await?;
        let keys = PersonKeys::new(env.clone(), Arc::clone(&store));
        let evidence =
            Evidence::rotating(env.clone(), keys.clone(), wiring::log_origin_of(&config.http.public_url)?);
        let house = Self { config, env, store, keys, evidence };
        // What somebody else began and did not finish comes first, so that it keeps its order.
        house.settle().await?;
        Ok(house)
    }

    async fn settle(&self) -> Result<Vec<KeyFact>> {
        keyring::settle(&self.env, &self.evidence, &self.store.inventory()?).await
    }

    /// The key that a name or the beginning of one means.
    fn key(&self, kid: &str) -> Result<Option<KeyFact>> {
        let inventory = self.store.inventory()?;
        let mut found = inventory.into_iter().filter(|fact| fact.kid.starts_with(kid));
        match (found.next(), found.next()) {
            (Some(_), Some(_)) => Err(Error::invalid(
                "unknown_key",
                format!("Several keys begin with {kid}: write more of it."),
            )),
            (one, _) => Ok(one),
        }
    }
}

/// Asks the key store alone, so that it works while the database is down.
fn list(args: &KeysList) -> Result<()> {
    let config = Config::read(&args.file.config)?.checked()?;
    let clock = Clock::system();
    let (facts, now) = (config.keys.open(&clock, &Rng::system())?.inventory()?, clock.now());
    if args.json {
        let all: Result<Vec<_>> = facts.iter().map(|fact| as_json(fact, now)).collect();
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
    Ok(())
}

fn as_json(fact: &KeyFact, now: Timestamp) -> Result<serde_json::Value> {
    let mut value = serde_json::to_value(fact).map_err(Error::internal)?;
    if let Some(object) = value.as_object_mut() {
        object.insert("overdue".to_owned(), json!(fact.is_overdue(now)));
        object.insert("age_seconds".to_owned(), json!(fact.age(now).as_secs()));
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

fn minute(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%MZ").to_string()
}

fn day(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d").to_string()
}

async fn rotate(args: &KeysRotate) -> Result<()> {
    let of: KeyUse = args.which.parse()?;
    let house = House::open(&args.file).await?;
    let lead = lead(&house.config, args.lead_minutes, args.at_once)?;
    let activates_at = house.env.now().saturating_add(lead).map_err(Error::internal)?;
    let facts = house.store.inventory()?;
    let old = facts.iter().find(|fact| fact.of == of && fact.state == KeyState::Active);
    if !args.yes && of != KeyUse::Root {
        println!(
            "A new {of} key ({}) would be made, published at once, and used from {}.",
            of.alg(),
            minute(activates_at)
        );
        if let Some(old) = old {
            let until = activates_at.saturating_add(Policy::overlap(of)).map_err(Error::internal)?;
            println!(
                "The present one, {}, would stay until {}: until then what it made is good.",
                old.kid,
                minute(until)
            );
        }
        println!("{}", to_do(of));
        nothing_done(&format!("rotate {of}"), &args.file.config);
        return Ok(());
    }
    let made = house.store.make(of, activates_at)?;
    house.settle().await?;
    println!(
        "{} key {} made. It is published now and used from {}.\n{}",
        made.of,
        made.kid,
        minute(activates_at),
        to_do(of)
    );
    Ok(())
}

fn lead(config: &Config, minutes: Option<u32>, at_once: bool) -> Result<SignedDuration> {
    if at_once {
        return Ok(AT_ONCE);
    }
    let lead = SignedDuration::from_mins(minutes.unwrap_or(config.keys.lead_minutes).into());
    if lead >= Policy::SHORTEST_LEAD {
        return Ok(lead);
    }
    Err(Error::invalid(
        "lead_too_short",
        "Key sets are cached for 5 minutes: give at least 6. For a key that was stolen there is --at-once.",
    ))
}

/// What people have to do besides.
fn to_do(of: KeyUse) -> &'static str {
    match of {
        KeyUse::Token => "Services learn of it at /jwks by themselves. There is nothing to do.",
        KeyUse::Log => {
            "Tell whoever verifies receipts: the new line stands at /log/key, and belongs beside the old one in their trust file. For 90 days checkpoints bear both signatures."
        }
        KeyUse::Gateway => {
            "Connectors that read the gateway's keys from /exchange/v1/keys/gateway learn of it by themselves. Providers who keep them in a file or in their configuration must add the new one before it is used."
        }
        KeyUse::PlatformConsumer => {
            "Connectors that read the platform's keys from /exchange/v1/keys/platform learn of it by themselves. Providers who keep them in a file or in their configuration must add the new one before it is used."
        }
        KeyUse::Decryption => {
            "Each request names the key that it wants the answer sealed to. There is nothing to do."
        }
        KeyUse::Master => {
            "Once it is used, a job wraps every person's key anew. Back the key store up now, apart from the database: what is wrapped from then on opens with this key alone."
        }
        KeyUse::Root => "",
    }
}

fn nothing_done(command: &str, config: &Path) {
    println!("Nothing was done. To do it: causeway keys {command} --yes --config {}", config.display());
}

async fn retire(args: &KeysRetire) -> Result<()> {
    let house = House::open(&args.file).await?;
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
    still_wrapping(&house, &fact).await?;
    if !args.yes {
        println!("The {} key {} would be destroyed for good. {}", fact.of, fact.kid, consequence(&fact, how));
        let flag = if args.compromised { " --compromised" } else { "" };
        nothing_done(&format!("retire {}{flag}", fact.kid), &args.file.config);
        return Ok(());
    }
    // First what everybody can see, then the deed: cut short between the two, the same command finishes it.
    let gone = Gone { kid: &fact.kid, key_use: fact.of.name(), code };
    keyring::retired(&house.env, &house.evidence, &gone).await?;
    house.store.retire(&fact.kid, how)?;
    println!("The {} key {} is destroyed. {}", fact.of, fact.kid, consequence(&fact, how));
    Ok(())
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
        (Retire::Compromised, KeyUse::Token, _) => {
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
            format!("There is no key {} here. See: causeway keys list", args.kid),
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

async fn migrate(args: &KeysMigrate) -> Result<()> {
    let config = Config::read(&args.file.config)?.checked()?;
    let (clock, rng) = (Clock::system(), Rng::system());
    let lead = lead(&config, args.lead_minutes, false)?;
    match config.keys.open(&clock, &rng) {
        Ok(_) if config.keys.pkcs11.is_some() => {
            println!("Every kind of key is in the token. See: causeway keys list");
            return Ok(());
        }
        Err(error) if error.code() != "keystore_empty" => return Err(error),
        _ => {}
    }
    if !args.yes {
        let at = clock.now().saturating_add(lead).map_err(Error::internal)?;
        println!(
            "In the token a key of every kind would be made, published once servers run with this configuration, and used from {}.",
            minute(at)
        );
        println!(
            "The root of derived secrets would be imported from the folder: it is what card numbers are found by, and cannot change."
        );
        println!(
            "Restart every server with this configuration before {}: one that does not know the token could not read what others write.",
            minute(at)
        );
        nothing_done("migrate", &args.file.config);
        return Ok(());
    }
    if let Some(folder) = &config.keys.folder {
        // The database meets the keys that are there before those that come.
        House::with(config.clone(), config.keys.open_folder(folder, &clock, &rng)?).await?;
    }
    let store = config.keys.migrate(lead, &clock, &rng)?;
    let house = House::with(config, store).await?;
    let taking_over = house.store.inventory()?.into_iter().find(|fact| fact.state == KeyState::Next);
    let at = taking_over.map_or_else(|| house.env.now(), |fact| fact.activates_at);
    println!(
        "The token has its keys. They are used from {}: restart every server with this configuration before.",
        minute(at)
    );
    println!(
        "Then retire the keys of the folder as they fall due (causeway keys list), and take keys.folder out of the configuration."
    );
    Ok(())
}
