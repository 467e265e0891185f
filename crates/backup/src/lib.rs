//! Backups, the journal's files, and bringing a platform back from both.
//!
//! ```text
//! database ──make()──► …-data.age, …-keys.age ──┐
//!    │                                          ├──restore()──► an empty database becomes the platform again
//!    └──Shipper──► the journal's files ─────────┘
//! ```
//!
//! What holds here:
//! - a backup is of one moment, made while the platform runs, in bounded memory, and reads the same from and into either engine;
//! - it is encrypted to a public key (age format, [`causeway_crypto::age`]); a file that bears its final name was read back whole;
//! - the keys of people's data are a file of their own, kept at most [`KEYS_KEPT`], so that destroying a key reaches backups too;
//! - what happened after the backup and takes something away (a consent withdrawn, a code used, a person deleted) is replayed from the
//!   journal's files, which hold ids only; sessions and whatever was under way end;
//! - the evidence log goes on from its newest published state, or under another name and says so ([`causeway_evidence::History`]);
//! - a restore that died leaves a database that nothing opens; one that was refused has changed nothing.
//!
//! Errors have codes that begin with `backup_`, `restore_` and `journal_`.

pub mod config;
mod files;
mod format;
pub mod journal;
mod load;
mod make;
mod read;
mod restore;
mod write;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use causeway_core::Tx;
use causeway_core::db::Act;
use causeway_core::journal::Entry;
use jiff::SignedDuration;

pub use config::Config;
pub use files::prune;
pub use format::{Header, Part, TableHead};
pub use journal::Shipper;
pub use make::{Order, Progress, Tell, make};
pub use read::inspect;
pub use restore::{FromJournal, Restore, Restored, Say, restore};

/// How long a file with the keys of people's data is kept, and how old it may be when it is restored: 30 days.
pub const KEYS_KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Does again what an entry of the journal says was done, in a domain's own tables. Entries of other domains are passed over; doing it
/// twice is as good as once.
pub type Replay = Arc<dyn for<'a, 'f> Fn(&'a mut Tx<'f>, &'a Entry) -> Act<'a, ()> + Send + Sync>;

/// Ends what was under way when the backup was made: sessions, ceremonies, requests.
pub type Ending = Arc<dyn for<'a, 'f> Fn(&'a mut Tx<'f>) -> Act<'a, ()> + Send + Sync>;

/// Helps the compiler to see a closure as a [`Replay`].
pub fn replay<F>(replay: F) -> Replay
where
    F: for<'a, 'f> Fn(&'a mut Tx<'f>, &'a Entry) -> Act<'a, ()> + Send + Sync + 'static,
{
    Arc::new(replay)
}

/// Helps the compiler to see a closure as an [`Ending`].
pub fn ending<F>(ending: F) -> Ending
where
    F: for<'a, 'f> Fn(&'a mut Tx<'f>) -> Act<'a, ()> + Send + Sync + 'static,
{
    Arc::new(ending)
}

/// What each domain does at a restore; filled at wiring.
#[derive(Clone, Default)]
pub struct Domains {
    /// Each is given every entry.
    pub replays: Vec<Replay>,
    /// Each is called once, after the last entry.
    pub endings: Vec<Ending>,
}

impl std::fmt::Debug for Domains {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Domains")
            .field("replays", &self.replays.len())
            .field("endings", &self.endings.len())
            .finish()
    }
}
