//! Bringing a platform back: an empty database, a backup, and the journal of what happened since.

use std::path::{Path, PathBuf};

use causeway_core::setting::Mode;
use causeway_core::{Env, Error, Result, Tx, backup, crash, db, journal};
use causeway_crypto::age::Identity;
use causeway_crypto::person::PersonKeys;
use causeway_evidence::{Audit, Chain, Event, Evidence, Resumed};
use jiff::Timestamp;

use crate::format::{Header, Part};
use crate::journal::{Gap, Held, Journal, as_shipped};
use crate::{Domains, KEYS_KEPT, load, read};

/// Where the journal comes from.
#[derive(Clone, Copy, Debug)]
pub enum FromJournal<'a> {
    /// From this folder.
    Folder {
        /// Its path.
        path: &'a Path,
        /// Go on although entries are missing. What they took away stands again, and the evidence log goes on under another name.
        accept_gaps: bool,
    },
    /// It is lost: the state of the backup comes back, and the evidence log goes on under another name.
    Lost,
    /// The platform never shipped one, and nothing happened after the backup: every server was stopped before it was made. That is the
    /// operator's word, as when a platform moves to another engine; the evidence log keeps its name by it.
    NothingSince,
}

/// What is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Restore<'a> {
    /// Into which database, with the time and chance of the platform.
    pub env: &'a Env,
    /// Its evidence.
    pub evidence: &'a Evidence,
    /// Its keys of people's data.
    pub person_keys: &'a PersonKeys,
    /// What each domain does.
    pub domains: &'a Domains,
    /// What the platform is configured to be.
    pub mode: Mode,
    /// The file with the data.
    pub data: &'a Path,
    /// The file with the keys of people's data.
    pub keys: &'a Path,
    /// What opens them.
    pub identities: &'a [Identity],
    /// What happened since.
    pub journal: FromJournal<'a>,
    /// The newest checkpoint that somebody outside has seen, if that is known.
    pub newest: Option<&'a str>,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Restored {
    /// Of the data file.
    pub header: Header,
    /// Of the keys file, which may be of a later backup.
    pub keys: Header,
    /// How many rows each table had once it was loaded, which is what the headers say.
    pub rows: Vec<(String, u64)>,
    /// What was found when all evidence was recomputed.
    pub audit: Audit,
    /// How many entries of the journal were replayed.
    pub replayed: u64,
    /// How many are missing there: none, unless gaps were accepted.
    pub missing: i64,
    /// When the newest entry of the journal was noted: what happened later is not known.
    pub newest: Option<Timestamp>,
    /// Files of the journal that end in the middle of a line.
    pub torn: Vec<PathBuf>,
    /// The evidence log's name from now on, and whether it is a new one; none if there was no log yet.
    pub log: Option<(String, bool)>,
    /// Entries of the log that were appended as they had been published, and how many of those have no receipt any more.
    pub resumed: (u64, u64),
}

/// Is told what is being done, in words, and how far it is in rows.
pub type Say<'a> = &'a mut (dyn FnMut(&str, Option<(u64, u64)>) + Send);

/// Restores a backup into an empty database. Refused, it has changed nothing; died, it leaves a database that nothing opens.
///
/// # Errors
/// `backup_refused`, `backup_malformed`, `backup_newer`, `restore_wrong_part`, `restore_wrong_mode`, `restore_keys_too_old`,
/// `restore_keys_mismatch`, `restore_not_empty`, `restore_migrated_further`, `wrong_origin`, `schema_too_new`, `journal_…`,
/// `keystore_mismatch`, `restore_counts`, `evidence_broken`.
pub async fn restore(order: &Restore<'_>, say: Say<'_>) -> Result<Restored> {
    say("Reading both files to their ends", None);
    let header = read::inspect(order.data, order.identities)?;
    let keys = read::inspect(order.keys, order.identities)?;
    check(order, &header, &keys)?;
    let journal = journal_of(order, &header)?;
    let journal = journal.as_ref();
    let missing = gaps(order, journal, &header)?;
    load::prepare(order.env, &header).await?;
    let rows = load_both(order, say).await?;
    crash::point("restore.after_load");
    db::migrate(order.env).await?;
    order.person_keys.check().await?;
    say("Recomputing all evidence", None);
    check_log(order, &header).await?;
    say("Replaying the journal", None);
    let mut came = replay(order, journal, &header).await?;
    if missing > 0 {
        came.resumed.lose_track();
    }
    say("Ending sessions and what was under way", None);
    end_everything(order).await?;
    let log = settle(order, &header, journal, &came).await?;
    let audit = order.evidence.audit().await?;
    crash::point("restore.before_commit");
    order.env.db.tx(|tx| Box::pin(backup::finished(tx))).await?;
    Ok(Restored {
        header,
        keys,
        rows,
        audit,
        replayed: came.replayed,
        missing,
        newest: journal.and_then(|journal| journal.newest),
        torn: journal.map_or_else(Vec::new, |journal| journal.torn.clone()),
        log,
        resumed: (came.resumed.appended, came.resumed.lost),
    })
}

/// Whether the two files belong together and here.
fn check(order: &Restore<'_>, data: &Header, keys: &Header) -> Result<()> {
    if data.part != Part::Data || keys.part != Part::Keys {
        return Err(Error::invalid(
            "restore_wrong_part",
            "Give the file whose name ends in -data.age with --data, and the one that ends in -keys.age with --keys.",
        ));
    }
    let mode = order.mode.to_string();
    if data.mode != mode {
        let public = format!(
            "The backup is of a {} database and the configuration says {mode}. The one never becomes the other.",
            data.mode
        );
        return Err(Error::invalid("restore_wrong_mode", public));
    }
    let later = keys.backup == data.backup || keys.at > data.at;
    let newer_schema = data.migrations.iter().all(|name| keys.migrations.contains(name));
    if keys.database != data.database || !newer_schema || !later {
        return Err(Error::invalid(
            "restore_keys_mismatch",
            "The two files do not belong together: the keys are of another database, or older than the data. Give the keys file of the \
             same backup, or a later one of the same database.",
        ));
    }
    if order.env.now() - KEYS_KEPT > keys.at {
        return Err(Error::invalid(
            "restore_keys_too_old",
            format!(
                "The keys file is of {}, and keys are restored for 30 days at most: people whose keys were destroyed since would come back. \
                 Give a newer keys file of the same database.",
                keys.at
            ),
        ));
    }
    data.log.as_ref().map_or(Ok(()), |mark| order.evidence.check_mark(mark))
}

fn journal_of(order: &Restore<'_>, header: &Header) -> Result<Option<Journal>> {
    match order.journal {
        FromJournal::Folder { path, .. } => Journal::read(path, header.database).map(Some),
        FromJournal::NothingSince if header.lives.iter().any(|life| life.last > 0) => Err(Error::invalid(
            "journal_there",
            "This platform ships a journal, which says by itself whether anything happened after the backup. Give its folder with --journal \
             instead.",
        )),
        FromJournal::Lost | FromJournal::NothingSince => Ok(None),
    }
}

/// How many entries are missing, if that was accepted.
fn gaps(order: &Restore<'_>, journal: Option<&Journal>, header: &Header) -> Result<i64> {
    let Some(journal) = journal else { return Ok(0) };
    let accepted = matches!(order.journal, FromJournal::Folder { accept_gaps: true, .. });
    let count = |gap: &Gap| gap.last - gap.first + 1;
    let early = journal.ends_early(&header.lives);
    if let (Some(gap), false) = (&early, accepted) {
        return Err(older_than_the_backup(journal, gap));
    }
    let gaps = journal.gaps(&header.lives);
    let missing = gaps.iter().chain(&early).map(count).sum();
    match gaps.first() {
        Some(gap) if !accepted => Err(Error::invalid(
            "journal_gap",
            format!(
                "The journal misses {missing} entries, the first from number {} to {} of life {}. Find the files that hold them: look on every node, \
                 and among the copies of the folder. If they are lost for good, give --accept-gaps and read docs/runbooks/restoring.md first.",
                gap.first, gap.last, gap.life
            ),
        )),
        _ => Ok(missing),
    }
}

/// A copy of the journal from before the backup tells nothing of what happened after it.
fn older_than_the_backup(journal: &Journal, gap: &Gap) -> Error {
    let newest = journal.newest.map_or_else(|| "none".to_owned(), |at| at.to_string());
    Error::invalid(
        "journal_gap",
        format!(
            "The journal is older than the backup: its newest entry is of {newest}, and it misses the entries from number {} to {} of life {}, which \
             were shipped before the backup was made. Copy the folder anew from where the platform ships it. If the newer files are lost for good, \
             give --accept-gaps and read docs/runbooks/restoring.md first.",
            gap.first, gap.last, gap.life
        ),
    )
}

async fn load_both(order: &Restore<'_>, say: Say<'_>) -> Result<Vec<(String, u64)>> {
    let db = &order.env.db;
    let mut rows = Vec::new();
    for (path, words) in [(order.data, "Loading the data"), (order.keys, "Loading the keys of people's data")]
    {
        let file = read::open(path, order.identities)?;
        // Keys of a later backup may be of a later schema.
        db::migrate_to(order.env, &file.header().migrations).await?;
        let header = load::load(db, file, &mut |loaded, of| say(words, Some((loaded, of)))).await?;
        rows.extend(load::check_counts(db, &header).await?);
    }
    Ok(rows)
}

/// Whether the log is the one that the header states, and everything fits together.
async fn check_log(order: &Restore<'_>, header: &Header) -> Result<()> {
    let audit = order.evidence.audit().await?;
    let stated = header.log.as_ref().map(|mark| (mark.size, mark.root));
    if stated.is_none_or(|stated| stated == (audit.size, audit.root)) {
        return Ok(());
    }
    Err(Error::conflict(
        "restore_log",
        "The evidence log in the backup is not the one that its header states.",
    ))
}

/// What came of the journal.
#[derive(Debug, Default)]
struct Came {
    replayed: u64,
    resumed: Resumed,
    held: Held,
}

async fn replay(order: &Restore<'_>, journal: Option<&Journal>, header: &Header) -> Result<Came> {
    let mut came = Came::default();
    if matches!(order.journal, FromJournal::NothingSince) {
        came.resumed.nothing_since();
    }
    let Some(journal) = journal else { return Ok(came) };
    came.held = Held::new(journal, journal::unshipped(&order.env.db).await?);
    for entry in journal.entries(&header.lives) {
        let (entry, before) = (&entry?, &came.resumed);
        let step = order.env.db.tx(|tx| {
            Box::pin(async move {
                for replay in &order.domains.replays {
                    replay(tx, entry).await?;
                }
                order.evidence.resume_log(tx, entry, before).await
            })
        });
        came.resumed = step.await?;
        came.held.meet(entry);
        came.replayed += 1;
    }
    Ok(came)
}

async fn end_everything(order: &Restore<'_>) -> Result<()> {
    for ending in &order.domains.endings {
        order.env.db.tx(|tx| ending(tx)).await?;
    }
    Ok(())
}

/// Decides how the log goes on, begins the database's next life, and puts it all in evidence.
async fn settle(
    order: &Restore<'_>,
    header: &Header,
    journal: Option<&Journal>,
    came: &Came,
) -> Result<Option<(String, bool)>> {
    let (life, now) = (order.env.new_uuid()?, order.env.now());
    let lives =
        &journal.map_or_else(|| as_shipped(&header.lives), |journal| journal.contained_after(&header.lives));
    let mark = header.log.as_ref().filter(|_| journal.is_some());
    let settle = async |tx: &mut Tx<'_>| {
        let log = order.evidence.settle_log(tx, mark, &came.resumed, order.newest).await?;
        journal::begin_life(tx, life, lives, came.held.found(), now).await?;
        let event = Event::DatabaseRestored {
            backup: header.backup,
            replayed: came.replayed.to_string(),
            origin: log.as_ref().map(|(origin, _)| origin.clone()),
            lost: came.resumed.lost.to_string(),
        };
        order.evidence.record(tx, Chain::Platform, &event).await?;
        Ok(log)
    };
    let settle = &settle;
    order.env.db.tx(|tx| Box::pin(async move { settle(tx).await })).await
}
