//! `causeway keys`: the platform's keys, listed and rotated.

use causeway_core::{Result, Rng};
use causeway_crypto::keystore::{FileKeyStore, KeyStore as _, MasterId, Use};

use crate::cli::{ConfigArgs, KeysCommand};
use crate::config::Config;

/// Runs one of the key commands.
pub(crate) fn run(command: KeysCommand) -> Result<()> {
    match command {
        KeysCommand::List(args) => list(&open(&args)?),
        KeysCommand::RotateMaster(args) => {
            let id = hex(open(&args)?.rotate_master()?);
            println!(
                "Master key {id} made. Restart the servers one after another: they wrap with it, and rewrap what older ones wrapped."
            );
            Ok(())
        }
        KeysCommand::RotateToken(args) => {
            open(&args)?.rotate(Use::Token)?;
            println!(
                "Token-signing key made. Restart the servers one after another; the old key stays published."
            );
            Ok(())
        }
    }
}

fn open(args: &ConfigArgs) -> Result<FileKeyStore> {
    let config = Config::read(&args.config)?.checked()?;
    FileKeyStore::open_or_create(&config.keys.folder, &Rng::system())
}

fn list(store: &FileKeyStore) -> Result<()> {
    println!("{:<20} {:<6} kid", "use", "alg");
    for which in [Use::Token, Use::Log, Use::Gateway, Use::PlatformConsumer] {
        for (age, key) in store.signing_keys(which)?.iter().enumerate() {
            let alg = key.jwk().alg.as_deref().unwrap_or("-");
            println!(
                "{:<20} {alg:<6} {}{}",
                which.name(),
                key.kid(),
                if age == 0 { "" } else { "  (older: verifies only)" }
            );
        }
    }
    println!("{:<20} {:<6} {}", "master", "A256", hex(store.newest_master()?));
    Ok(())
}

/// A master key's id, as people compare it.
fn hex(id: MasterId) -> String {
    format!("{:016x}", u64::from_be_bytes(id))
}
