//! `causeway keys` on the command line.

use clap::{Args, Subcommand};

use super::ConfigArgs;

#[derive(Debug, Args)]
#[command(
    after_help = "How keys live: a new key is published for a while before it is used (next), then it is used (active); the one before it is kept \
                  until what it made has expired (retiring), and then destroyed by `retire`. Servers notice all of it by themselves. \
                  docs/runbooks/rotating-keys.md goes through every kind of key, step by step."
)]
pub(crate) struct KeysArgs {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: KeysCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum KeysCommand {
    /// Show every key: what it is for, where it is, its state, its age, and by when it should be replaced.
    #[command(
        after_help = "Never shows a secret, and makes nothing. OVERDUE marks a key that is in use for longer than keys.rotate_after_days says; MISSING \
                      a key that this node or another that runs does not have: bring its files there before it is used."
    )]
    List(KeysList),
    /// Make a new key for one use, which takes over after a while, without a failed request. Without --yes it says what would happen.
    #[command(
        after_help = "Examples:\n  causeway keys rotate token          what would happen\n  causeway keys rotate token --yes    do it\n  \
                      causeway keys rotate token-rsa --yes\n                                      from then on services may ask for PS256 or RS256\n\n\
                      The root of derived secrets never rotates: card numbers are found by hashes made from it, and the numbers are not kept."
    )]
    Rotate(KeysRotate),
    /// Destroy a key that nothing needs any more. Refused while something does. Without --yes it says what would happen.
    #[command(
        after_help = "A key that was stolen: rotate its use with --at-once, then retire it with --compromised. What it signed is void from then on.\n\
                      A key that is lost: retire it with --lost, so that servers start without it."
    )]
    Retire(KeysRetire),
    /// Move from a folder into a hardware module. Without --yes it says what would happen.
    #[command(
        after_help = "Name both in the configuration: keys.folder and [keys.pkcs11]. New keys are made in the token and take over after a while; those of \
                      the folder stay until nothing needs them. The root of derived secrets is imported. Restart every server with that configuration \
                      before the new keys take over."
    )]
    Migrate(KeysMigrate),
}

#[derive(Debug, Args)]
pub(crate) struct KeysList {
    /// As JSON, for programs.
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) file: ConfigArgs,
}

#[derive(Debug, Args)]
pub(crate) struct KeysRotate {
    /// What the key is for: token, log, gateway, platform-consumer, decryption or master; or token-ed, token-rsa or request-object, of
    /// which there is none until the first is made here, and without which what they do is not offered.
    #[arg(value_name = "USE")]
    pub(crate) which: String,
    /// Minutes until the new key is used, if not `keys.lead_minutes`.
    #[arg(long, conflicts_with = "at_once")]
    pub(crate) lead_minutes: Option<u32>,
    /// Use the new key after half a minute, when all servers know it: for a key that was stolen. Services that keep our key set for its 5
    /// minutes may refuse logins until they fetch it again.
    #[arg(long)]
    pub(crate) at_once: bool,
    /// The folder has no key for this use any more, and it will not come back: make one that is used at once.
    #[arg(long, conflicts_with_all = ["lead_minutes", "at_once"])]
    pub(crate) lost: bool,
    /// Do it.
    #[arg(long)]
    pub(crate) yes: bool,
    #[command(flatten)]
    pub(crate) file: ConfigArgs,
}

#[derive(Debug, Args)]
pub(crate) struct KeysRetire {
    /// The key's name, as `causeway keys list` shows it; its beginning is enough.
    pub(crate) kid: String,
    /// Somebody else has it: destroy it though what it made is still about.
    #[arg(long, conflicts_with = "lost")]
    pub(crate) compromised: bool,
    /// It is gone from the key store and will not come back: no longer expect it.
    #[arg(long)]
    pub(crate) lost: bool,
    /// Do it.
    #[arg(long)]
    pub(crate) yes: bool,
    #[command(flatten)]
    pub(crate) file: ConfigArgs,
}

#[derive(Debug, Args)]
pub(crate) struct KeysMigrate {
    /// Minutes until the keys in the token are used, if not `keys.lead_minutes`: long enough to restart every server.
    #[arg(long)]
    pub(crate) lead_minutes: Option<u32>,
    /// Do it.
    #[arg(long)]
    pub(crate) yes: bool,
    #[command(flatten)]
    pub(crate) file: ConfigArgs,
}
