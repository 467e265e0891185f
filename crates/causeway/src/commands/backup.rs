//! `causeway backup`: the database as it is at one moment, encrypted, while the platform runs; and what belongs to it.

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use causeway_backup::{Order, Progress, make, prune};
use causeway_core::setting::open_as;
use causeway_core::{Clock, Env, Error, Result, Rng, db};
use causeway_crypto::age::{Identity, Recipient};
use causeway_crypto::person::PersonKeys;
use causeway_evidence::Evidence;

use super::scratch::Scratch;
use crate::cli::{BackupArgs, BackupCommand, Keygen};
use crate::config::Config;
use crate::wiring;

/// Makes a backup, or one of the other things.
pub(crate) async fn run(args: BackupArgs) -> Result<()> {
    match args.command {
        Some(BackupCommand::Keygen(args)) => keygen(&args),
        Some(BackupCommand::Prune(args)) => {
            for gone in prune(&args.folder, Clock::system().now())? {
                println!("deleted {}", gone.display());
            }
            // A drill that was killed leaves a copy of everything.
            for gone in Scratch::new(None)?.sweep() {
                println!("deleted {}", gone.display());
            }
            Ok(())
        }
        None => {
            let missing =
                || Error::invalid("usage", "Name the folder with --to and the public keys with --recipient.");
            let to = args.to.ok_or_else(missing)?;
            let recipient = args.recipient.ok_or_else(missing)?;
            back_up(&args.file.config, &to, &recipient).await
        }
    }
}

/// The configuration, the database and its evidence that belong together.
pub(super) struct House {
    config: Config,
    pub(super) env: Env,
    pub(super) evidence: Evidence,
}

impl House {
    pub(super) async fn open(config: &Path) -> Result<Self> {
        let config = Config::read(config)?.checked()?;
        let env = Env { db: config.database.open()?, clock: Clock::system(), rng: Rng::system() };
        if !db::pending(&env.db).await?.is_empty() {
            return Err(Error::invalid(
                "schema_too_old",
                "The database misses migrations. Run: causeway migrate",
            ));
        }
        open_as(&env, config.mode.into()).await?;
        let keys = PersonKeys::new(env.clone(), config.keys.open(&env.clock, &env.rng)?);
        keys.check().await?;
        let evidence = Evidence::rotating(env.clone(), keys, wiring::log_origin_of(&config.http.public_url)?);
        let evidence = if config.backup.journal.is_some() { evidence.through_journal() } else { evidence };
        Ok(Self { config, env, evidence })
    }
}

async fn back_up(config: &Path, to: &Path, recipient: &Path) -> Result<()> {
    let recipients = Recipient::parse_file(&read(recipient)?)?;
    let House { config, env, evidence } = House::open(config).await?;
    let order = Order {
        folder: to,
        recipients: &recipients,
        mode: config.mode.into(),
        release: env!("CARGO_PKG_VERSION"),
    };
    let mut shown = Shown::default();
    let ([data, keys], made) = make(&env, &evidence, &order, &mut |progress| shown.show(progress)).await?;
    shown.end();
    println!(
        "Backup {} of {}: {} rows, {} bytes, read back whole.",
        made.id, made.made_at, made.rows, made.bytes
    );
    println!("  {}\n  {}", data.display(), keys.display());
    warn(&config);
    Ok(())
}

/// What a backup does not do.
fn warn(config: &Config) {
    println!(
        "\nThe second file holds the keys of people's data. Delete it after 30 days: causeway backup prune --in FOLDER"
    );
    let place = match &config.keys.folder {
        Some(folder) => format!("the key store in {}", folder.display()),
        None => "the key store in the hardware module".to_owned(),
    };
    println!("Not in them: {place}. Back it up apart from both: without it nobody's data can be read.");
    match &config.backup.journal {
        Some(folder) => {
            println!("Not in them: the journal in {}. Copy it away as it grows.", folder.display());
        }
        None => println!(
            "There is no journal (backup.journal): after a restore, what was withdrawn, used or deleted since this backup would come back."
        ),
    }
}

/// How far it is, on a terminal alone.
#[derive(Default)]
struct Shown {
    percent: Option<u64>,
}

impl Shown {
    fn show(&mut self, progress: Progress<'_>) {
        let percent = (progress.rows * 100).checked_div(progress.of).unwrap_or(100);
        if std::io::stderr().is_terminal() && self.percent != Some(percent) {
            self.percent = Some(percent);
            eprint!("\r{:<60}", format!("{} {percent:>3} % {}", progress.part.name(), progress.table));
            let _ = std::io::stderr().flush();
        }
    }

    fn end(&self) {
        if self.percent.is_some() {
            eprintln!("\r{:<60}", "written; read back");
        }
    }
}

/// A key pair as `age-keygen` makes it: the private key for the safe, the public one for the platform.
fn keygen(args: &Keygen) -> Result<()> {
    let (clock, identity) = (Clock::system(), Identity::generate(&Rng::system())?);
    let recipient = identity.recipient()?;
    let public = PathBuf::from(format!("{}.pub", args.to.display()));
    let text = format!("# created: {}\n# public key: {recipient}\n{}\n", clock.now(), *identity.reveal());
    write_new(&args.to, 0o600, &text)?;
    write_new(&public, 0o644, &format!("{recipient}\n"))?;
    println!("{recipient}");
    println!(
        "Private key: {}. Move it to where the platform is not; without it no backup opens.",
        args.to.display()
    );
    println!("Public key:  {}. causeway backup --recipient {}", public.display(), public.display());
    Ok(())
}

fn write_new(path: &Path, mode: u32, text: &str) -> Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
    #[cfg(not(unix))]
    let _ = mode;
    let mut file = options.open(path).map_err(|e| unwritable(path, &e))?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(|e| {
        // Half a key is worse than none.
        let _ = std::fs::remove_file(path);
        unwritable(path, &e)
    })
}

fn unwritable(path: &Path, cause: &std::io::Error) -> Error {
    Error::conflict("backup_unwritable", format!("{} cannot be written: {cause}.", path.display()))
}

/// A small text file.
pub(super) fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path)
        .map_err(|e| Error::invalid("unreadable", format!("{} cannot be read: {e}.", path.display())))
}
