//! `causeway keys`: the platform's keys, listed, rotated, retired and moved.

mod list;
mod retire;

use std::path::Path;
use std::sync::Arc;

use causeway_core::setting::open_as;
use causeway_core::{Clock, Env, Error, Result, Rng, db};
use causeway_crypto::keystore::{
    FileKeyStore, Holding, KeyFact, KeyState, KeyStore, KeyUse, Nodes, Place, Policy,
};
use causeway_crypto::person::PersonKeys;
use causeway_evidence::Evidence;
use jiff::{SignedDuration, Timestamp};

use crate::cli::{ConfigArgs, KeysCommand, KeysMigrate, KeysRotate};
use crate::config::{Config, ModeName};
use crate::keyring;
use crate::wiring;

/// Long enough for every server to have looked at the key store, which they do every ten seconds.
const AT_ONCE: SignedDuration = SignedDuration::from_secs(30);

/// Runs one of the key commands.
pub(crate) async fn run(command: KeysCommand) -> Result<()> {
    match command {
        KeysCommand::List(args) => list::run(&args).await,
        KeysCommand::Rotate(args) => rotate(&args).await,
        KeysCommand::Retire(args) => retire::run(&args).await,
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

    /// What somebody else began and did not finish comes first, so that it keeps its order.
    async fn with(config: Config, store: Arc<dyn KeyStore>) -> Result<Self> {
        let house = Self::as_it_is(config, store).await?;
        house.settle().await?;
        Ok(house)
    }

    /// Though keys may be missing.
    async fn as_it_is(config: Config, store: Arc<dyn KeyStore>) -> Result<Self> {
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
        Ok(Self { config, env, store, keys, evidence })
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

async fn rotate(args: &KeysRotate) -> Result<()> {
    let of: KeyUse = args.which.parse()?;
    if args.lost {
        return replace_lost(args, of);
    }
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
    house.config.keys.check_lasting(house.config.mode == ModeName::Production)?;
    refuse_second(&house, of).await?;
    let made = house.store.make(of, activates_at)?;
    house.settle().await?;
    println!(
        "{} key {} made. It is published now and used from {}.\n{}",
        made.of,
        made.kid,
        minute(activates_at),
        to_do(of)
    );
    to_bring(&house, &made).await
}

/// Who has to be given the new key before it is used: every node that reads another folder than this one.
async fn to_bring(house: &House, made: &KeyFact) -> Result<()> {
    if made.place != Place::Folder {
        return Ok(());
    }
    let elsewhere = elsewhere(house).await?;
    if !elsewhere.is_empty() {
        println!(
            "Before then, bring its files to: {}. Until a node has them, causeway keys list and its health say so.",
            elsewhere.iter().map(|node| node.node.as_str()).collect::<Vec<_>>().join(", ")
        );
    }
    Ok(())
}

/// The nodes that run on other machines.
async fn elsewhere(house: &House) -> Result<Vec<Holding>> {
    let here = format!(" on {} (", keyring::host());
    let mut running = Nodes::running(&house.env.db, house.env.now()).await?;
    running.retain(|node| !node.node.contains(&here));
    Ok(running)
}

/// On another node somebody may have made the next key already.
async fn refuse_second(house: &House, of: KeyUse) -> Result<()> {
    let missing = keyring::missing(&house.env, &house.store.inventory()?).await?;
    match missing.iter().find(|key| key.key_use == of.name() && key.state == KeyState::Next) {
        None => Ok(()),
        Some(next) => Err(Error::conflict(
            "key_rotation_under_way",
            format!(
                "The {of} key {} was made on another node and waits to be used. Bring its files here, or if they are lost: causeway keys \
                 retire {} --lost",
                next.kid, next.kid
            ),
        )),
    }
}

/// A use without any key: the store does not even open, so this asks the folder alone.
fn replace_lost(args: &KeysRotate, of: KeyUse) -> Result<()> {
    let config = Config::read(&args.file.config)?.checked()?;
    let Some(folder) = config.keys.folder.as_deref().filter(|_| config.keys.pkcs11.is_none()) else {
        return Err(Error::invalid(
            "config_faults",
            "The keys are in a token. Bring them back from its backup; if they are lost for good, write keys.create = true once.",
        ));
    };
    if !args.yes {
        println!("A new {of} key would be made in the place of one that is lost, and used at once.");
        nothing_done(&format!("rotate {of} --lost"), &args.file.config);
        return Ok(());
    }
    config.keys.check_lasting(config.mode == ModeName::Production)?;
    let kid = FileKeyStore::replace_lost(folder, of, &Clock::system(), &Rng::system())?;
    println!(
        "{of} key {kid} made. Servers start with it once the old one is given up by name (causeway check names it): causeway keys retire \
         KID --lost --yes"
    );
    Ok(())
}

fn minute(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%MZ").to_string()
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
        KeyUse::TokenEd => {
            "While there is such a key, services may ask for EdDSA. They learn of it at /jwks by themselves. There is nothing to do."
        }
        KeyUse::TokenRsa => {
            "While there is such a key, services may ask for PS256 or RS256. They learn of it at /jwks by themselves. There is nothing to do."
        }
        KeyUse::RequestObject => {
            "While there is such a key, services may encrypt their request objects. They learn of it at /jwks by themselves. There is nothing to do."
        }
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
