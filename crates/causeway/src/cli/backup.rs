//! `causeway backup`, `causeway restore` and `causeway drill` on the command line.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::ConfigArgs;

#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Examples:\n  causeway backup keygen --to operator.key            once; keep the file where the platform is not\n  \
                  causeway backup --to /backups --recipient operator.pub\n  causeway backup prune --in /backups                  daily\n\n\
                  Two files are written: …-data.age with everything but the keys of people's data, and …-keys.age with those keys alone. Keep the keys\n\
                  files for 30 days at most (prune deletes older ones): that is what makes a deletion reach your backups.\n\
                  Not in it: the key store (keys.folder, or the hardware module). Back it up apart: without it no backup can be read.\n\
                  docs/runbooks/backup.md goes through all of it; docs/runbooks/restoring.md through the way back."
)]
pub(crate) struct BackupArgs {
    /// What else to do.
    #[command(subcommand)]
    pub(crate) command: Option<BackupCommand>,
    /// The folder that the two files are written to. Made if it is not there.
    #[arg(long, required = true)]
    pub(crate) to: Option<PathBuf>,
    /// A file with the public keys of those who may open it, one on each line: age1…
    #[arg(long, required = true)]
    pub(crate) recipient: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) file: ConfigArgs,
}

#[derive(Debug, Subcommand)]
pub(crate) enum BackupCommand {
    /// Make a key pair: a file with the private key that opens backups, and beside it one with the public key.
    #[command(
        after_help = "The private key is what restore and drill take with --identity. Keep it where the platform is not: on paper, on a stick in a safe, in\n\
                      another building. The public key (the same name, ending in .pub) is what backup takes with --recipient. Both are as age-keygen makes them."
    )]
    Keygen(Keygen),
    /// Delete files with the keys of people's data that are older than 30 days, and what a backup or a drill that died left behind.
    Prune(Prune),
}

#[derive(Debug, Args)]
pub(crate) struct Keygen {
    /// The file for the private key. Must not be there yet.
    #[arg(long)]
    pub(crate) to: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Prune {
    /// The folder with the backups.
    #[arg(long = "in")]
    pub(crate) folder: PathBuf,
}

/// A backup, what opens it, and the journal.
#[derive(Debug, Args)]
pub(crate) struct FromBackup {
    /// The file that ends in -data.age.
    #[arg(long)]
    pub(crate) data: PathBuf,
    /// The file that ends in -keys.age, of the same backup or a later one; at most 30 days old.
    #[arg(long)]
    pub(crate) keys: PathBuf,
    /// The file with the private key, as backup keygen made it.
    #[arg(long)]
    pub(crate) identity: PathBuf,
    /// The folder with the journal's files. Default: backup.journal of the configuration.
    #[arg(long, conflicts_with = "without_journal")]
    pub(crate) journal: Option<PathBuf>,
    /// The journal is lost. What was withdrawn, used or deleted after the backup comes back, and the evidence log goes on under a new name.
    #[arg(long)]
    pub(crate) without_journal: bool,
    /// There never was a journal, and nothing was done after the backup: every server was stopped before it was made, as when a platform
    /// moves to another engine. The evidence log keeps its name on your word; --checkpoint can contradict it.
    #[arg(long, conflicts_with_all = ["journal", "without_journal", "accept_gaps"])]
    pub(crate) nothing_since: bool,
    /// Go on although entries of the journal are missing. The evidence log goes on under a new name.
    #[arg(long, conflicts_with = "without_journal")]
    pub(crate) accept_gaps: bool,
    /// A file with the newest checkpoint that somebody outside has seen (a monitor, a witness), as /log/checkpoint served it. If the
    /// evidence log does not come back as far as that, it goes on under a new name.
    #[arg(long)]
    pub(crate) checkpoint: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) file: ConfigArgs,
}

#[derive(Debug, Args)]
#[command(
    after_help = "The database that the configuration names must be empty: a file that is not there, or a database that was just created. It need not be\n\
                  migrated. The key store must be the one that was there when the backup was made.\n\n\
                  What happens: both files are read to their ends before anything is written; they are loaded and counted; all evidence is recomputed;\n\
                  the journal is replayed, so that what was withdrawn stays withdrawn, what was used stays used, who was deleted stays deleted; everybody's\n\
                  sessions and whatever was under way end; the evidence log goes on from its newest published state.\n\
                  If it dies, the database is not whole and serve refuses it: empty it and run restore again.\n\n\
                  docs/runbooks/restoring.md goes through it step by step."
)]
pub(crate) struct RestoreArgs {
    #[command(flatten)]
    pub(crate) from: FromBackup,
}

#[derive(Debug, Args)]
pub(crate) struct LogArgs {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: LogCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum LogCommand {
    /// Go on under a new name. Without --yes it says what would happen.
    #[command(
        after_help = "For one case alone: two states of the log were published under its present name (docs/runbooks/log-fork-suspected.md).\n\
                      The new log begins with all entries of the present one. Whoever verifies receipts has to be told: /log/key then has a line for each name,\n\
                      and /log/history says when the old one ended. Stop the workers first, and start them again afterwards."
    )]
    Rename(LogRename),
}

#[derive(Debug, Args)]
pub(crate) struct LogRename {
    /// Do it.
    #[arg(long)]
    pub(crate) yes: bool,
    #[command(flatten)]
    pub(crate) file: ConfigArgs,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Does everything that restore does, into a scratch database in a folder of its own that is deleted at the end, and prints what it found. The\n\
                  platform's own database is not touched, so run it while the platform serves: every week, and after every change of the key store.\n\
                  It fails when anything does not hold."
)]
pub(crate) struct DrillArgs {
    /// Where the scratch folder is made. Needs room for the whole database. Default: the system's folder for temporary files.
    #[arg(long)]
    pub(crate) scratch: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) from: FromBackup,
}
