//! `causeway restore` and `causeway drill`: the platform from a backup and the journal, in earnest or to see that it works.

use std::io::{IsTerminal as _, Write as _};

use causeway_backup::{FromJournal, Restore, Restored, restore};
use causeway_core::{Clock, Db, Env, Error, Result, Rng};
use causeway_crypto::age::Identity;
use tokio::sync::watch;

use super::backup::read;
use super::scratch::Scratch;
use super::serve::{settings, until_told_to_stop};
use crate::cli::{DrillArgs, FromBackup, RestoreArgs};
use crate::config::Config;
use crate::recovery;
use crate::wiring::Platform;

/// Restores into the database that the configuration names.
pub(crate) async fn run(args: RestoreArgs) -> Result<()> {
    let config = Config::read(&args.from.file.config)?.checked()?;
    let restored = bring_back(&config, config.database.open()?, &args.from).await?;
    println!("Restored: backup {} of {}.", restored.header.backup, restored.header.at);
    tell(&restored);
    println!(
        "\nEverybody has to log in again. Start the servers: causeway serve --config {}",
        args.from.file.config.display()
    );
    Ok(())
}

/// Restores into a scratch database and tells what was found.
pub(crate) async fn drill(args: DrillArgs) -> Result<()> {
    let config = Config::read(&args.from.file.config)?.checked()?;
    let scratch = Scratch::new(args.scratch.as_deref())?;
    for gone in scratch.sweep() {
        println!("deleted {}, which a drill that died had left", gone.display());
    }
    let db = Db::open_sqlite(&scratch.path.join("drill.db"))?;
    // Told to stop, it leaves nothing behind: the folder goes with `scratch`.
    let restored = tokio::select! {
        restored = bring_back(&config, db, &args.from) => restored?,
        () = until_told_to_stop() => {
            let public = "The drill was told to stop. The scratch database is deleted.";
            return Err(Error::conflict("interrupted", public));
        }
    };
    println!("{:<32} {:>12} {:>12}", "TABLE", "BACKUP", "RESTORED");
    let heads = restored.header.tables.iter().chain(&restored.keys.tables);
    for (head, (table, rows)) in heads.zip(&restored.rows) {
        println!("{table:<32} {:>12} {rows:>12}", head.rows);
    }
    println!();
    tell(&restored);
    println!("\nThe drill passed. The scratch database is deleted.");
    Ok(())
}

async fn bring_back(config: &Config, db: Db, from: &FromBackup) -> Result<Restored> {
    let identities = Identity::parse_file(&read(&from.identity)?)?;
    let newest = from.checkpoint.as_deref().map(read).transpose()?;
    let env = Env { db, clock: Clock::system(), rng: Rng::system() };
    let store = config.keys.open(&env.clock, &env.rng)?;
    let platform = Platform::assemble(&env, &store, settings(config, watch::channel(false).1))?;
    let domains = recovery::domains(&platform);
    let order = Restore {
        env: &env,
        evidence: &platform.evidence,
        person_keys: &platform.person_keys,
        domains: &domains,
        mode: config.mode.into(),
        data: &from.data,
        keys: &from.keys,
        identities: &identities,
        journal: journal(config, from)?,
        newest: newest.as_deref(),
    };
    let mut shown = Shown::default();
    let restored = restore(&order, &mut |what, rows| shown.show(what, rows)).await;
    shown.end();
    restored
}

fn journal<'a>(config: &'a Config, from: &'a FromBackup) -> Result<FromJournal<'a>> {
    if from.without_journal {
        return Ok(FromJournal::Lost);
    }
    if from.nothing_since {
        return Ok(FromJournal::NothingSince);
    }
    let path = from.journal.as_ref().or(config.backup.journal.as_ref());
    let path = path.ok_or_else(|| {
        Error::invalid(
            "journal_missing",
            "Name the journal's folder with --journal, or in backup.journal. If there is none, give --without-journal: what was withdrawn, used or \
             deleted after the backup then comes back. If there never was one and every server was stopped before the backup was made, give \
             --nothing-since (docs/runbooks/restoring.md).",
        )
    })?;
    Ok(FromJournal::Folder { path, accept_gaps: from.accept_gaps })
}

/// What was found, in words.
fn tell(restored: &Restored) {
    let audit = &restored.audit;
    println!(
        "rows         {} in {} tables, as the backup says",
        restored.rows.iter().map(|(_, rows)| rows).sum::<u64>(),
        restored.rows.len()
    );
    println!("chains       {} with {} receipts, each recomputed to its head", audit.chains, audit.receipts);
    println!("log          {} entries, root {}, recomputed from its entries", audit.size, audit.root);
    println!("journal      {} entries replayed", restored.replayed);
    if let Some(newest) = restored.newest {
        println!("             the newest entry is of {newest}: what happened later comes back as it was");
    }
    for torn in &restored.torn {
        println!(
            "             {} ends in the middle of a line: a process died in it, or the copy is not whole",
            torn.display()
        );
    }
    if restored.missing > 0 {
        println!("             {} entries are missing: what they took away stands again", restored.missing);
    }
    let (appended, lost) = restored.resumed;
    println!(
        "             {appended} log entries appended as they had been published, {lost} of them without their receipts"
    );
    match &restored.log {
        None => println!("origin       there is no log yet"),
        Some((origin, false)) => {
            println!("origin       {origin}, as before: every published state is part of it");
        }
        Some((origin, true)) => println!(
            "origin       {origin}: A NEW NAME, since it cannot be known what was published under the former one.\n             Tell whoever verifies receipts to add the line at /log/key to their trust file. /log/history tells the rest."
        ),
    }
}

/// What is being done, on a terminal with figures.
#[derive(Default)]
struct Shown {
    last: String,
}

impl Shown {
    fn show(&mut self, what: &str, rows: Option<(u64, u64)>) {
        let percent = rows.map(|(done, of)| (done * 100).checked_div(of).unwrap_or(100));
        let line = percent.map_or_else(|| what.to_owned(), |percent| format!("{what} {percent:>3} %"));
        if line != self.last && std::io::stderr().is_terminal() {
            eprint!("\r{line:<60}");
            let _ = std::io::stderr().flush();
        }
        self.last = line;
    }

    fn end(&self) {
        if !self.last.is_empty() && std::io::stderr().is_terminal() {
            eprintln!("\r{:<60}", "");
        }
    }
}
