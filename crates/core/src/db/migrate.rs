//! Migrations: one folder of numbered files for both engines (`migrations/README.md` has the contract).
//!
//! Two ledgers say what a database has seen. `core_migration` names the files of the first release and, later, each one that *takes
//! away*; `core_expansion` names those that only *add*. Older code survives what adds, so an unknown name in `core_expansion` disturbs
//! nobody: release 0.1.0, which knows the first ledger alone and refuses unknown names there, runs on a schema that was expanded. What
//! takes away says which release lives with it, and `core_setting` keeps the highest of these as `oldest_release`.

use super::{NO_TABLE, Snapshot};
use crate::{Db, Env, Error, Result, Row, Tx};

include!(concat!(env!("OUT_DIR"), "/migrations.rs"));

/// The type words that differ. Files are written in PostgreSQL's.
const SQLITE_WORDS: &[(&str, &str)] = &[
    ("uuid", "blob"),
    ("bytea", "blob"),
    ("timestamptz", "integer"),
    ("bigint", "integer"),
    ("boolean", "integer"),
    ("jsonb", "text"),
];

/// The last file of release 0.1.0: up to it every file stands in the first ledger.
const FIRST_RELEASE: &str = "0010_registration";
/// How a file that takes something away begins; the oldest release that lives without it follows.
const CONTRACTS: &str = "-- contracts: ";
/// The setting that names the oldest release that may run.
const OLDEST: &str = "oldest_release";

/// One numbered file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migration {
    /// The file's name without its ending, such as `0001_core`.
    pub name: &'static str,
}

const LEDGERS: &str =
    "create table if not exists core_migration (name text primary key, applied_at timestamptz not null);
    create table if not exists core_expansion (name text primary key, applied_at timestamptz not null)";
const KNOWN: &str =
    "select name from core_migration where name = $1 union select name from core_expansion where name = $1";
const LEDGER: &str = "select name from core_migration order by name";
const EXPANSIONS: &str = "select name from core_expansion order by name";
const NOTE: &str = "insert into core_migration (name, applied_at) values ($1, $2)";
const NOTE_EXPANSION: &str = "insert into core_expansion (name, applied_at) values ($1, $2)";

/// Applies what is pending, each file in a transaction of its own. Returns what was applied. Two processes may do this at once: one of
/// them waits for the other.
///
/// # Errors
/// `transient` when the server did not give a lock that a file needs, because long transactions hold it: run it again.
pub async fn migrate(env: &Env) -> Result<Vec<Migration>> {
    migrate_those(env, |_| true).await
}

/// As [`migrate`], for those files alone that `wanted` names: what a restore does, before it loads what an older release saved.
///
/// # Errors
/// `schema_too_new` when this release does not know one of them.
pub async fn migrate_to(env: &Env, wanted: &[String]) -> Result<Vec<Migration>> {
    if let Some(newer) = wanted.iter().find(|name| !FILES.iter().any(|(file, _)| file == name)) {
        return Err(too_new(newer));
    }
    migrate_those(env, |name| wanted.iter().any(|wanted| wanted == name)).await
}

async fn migrate_those(env: &Env, wanted: impl Fn(&str) -> bool) -> Result<Vec<Migration>> {
    lay_ledgers(&env.db).await?;
    let mut applied = Vec::new();
    for (name, sql) in FILES.iter().filter(|(name, _)| wanted(name)) {
        let now = env.now();
        let done = env.db.tx(|tx| Box::pin(apply(tx, name, sql, now))).await?;
        if done {
            applied.push(Migration { name });
        }
    }
    Ok(applied)
}

async fn lay_ledgers(db: &Db) -> Result<()> {
    let lay = async || {
        db.tx(|tx| {
            Box::pin(async move {
                let sql = dialect(LEDGERS, tx.is_embedded());
                tx.script(&sql).await
            })
        })
        .await
    };
    match lay().await {
        // Somebody else laid them at this very moment: PostgreSQL's `if not exists` looks before it waits.
        Err(error) if super::is_unique_violation(&error) => lay().await,
        laid => laid,
    }
}

async fn apply(tx: &mut Tx<'_>, name: &'static str, sql: &str, now: jiff::Timestamp) -> Result<bool> {
    if !tx.is_embedded() {
        // Before anything is read, so that whoever waited sees what the other did. A file that cannot have its locks soon gives up
        // instead of holding up everybody who comes after it.
        tx.script("set local lock_timeout = '4s'; lock table core_migration in exclusive mode").await?;
    }
    if tx.optional(KNOWN, &[name.into()]).await?.is_some() {
        return Ok(false);
    }
    let script = dialect(sql, tx.is_embedded());
    tx.script(&script).await?;
    let note = if expands(name, sql) { NOTE_EXPANSION } else { NOTE };
    tx.execute(note, &[name.into(), now.into()]).await?;
    if let Some(release) = contracts(sql) {
        tx.execute(
            "insert into core_setting (name, value) values ($1, $2) on conflict (name) do update set value = $2",
            &[OLDEST.into(), release.into()],
        )
        .await?;
    }
    Ok(true)
}

fn expands(name: &str, sql: &str) -> bool {
    name > FIRST_RELEASE && contracts(sql).is_none()
}

/// The oldest release that lives with a file that takes something away.
fn contracts(sql: &str) -> Option<&str> {
    sql.lines().next()?.strip_prefix(CONTRACTS).map(str::trim)
}

/// What `serve` asks before it starts, and health ever after: the files this database has not seen yet.
///
/// # Errors
/// `schema_too_new` when the database has lost what this release needs; `database_unavailable`.
pub async fn pending(db: &Db) -> Result<Vec<Migration>> {
    let [ledger, expansions] = [noted(db, LEDGER).await?, noted(db, EXPANSIONS).await?];
    let unknown = ledger.iter().find(|name| !FILES.iter().any(|(file, _)| file == name));
    if let Some(newer) = unknown
        && !lives_with(oldest_release(db).await?.as_deref())
    {
        return Err(too_new(newer));
    }
    let known = |name: &str| ledger.iter().chain(&expansions).any(|known| known == name);
    Ok(FILES.iter().filter(|(name, _)| !known(name)).map(|(name, _)| Migration { name }).collect())
}

fn too_new(newer: &str) -> Error {
    Error::invalid(
        "schema_too_new",
        format!(
            "The database has migration {newer}, which this program does not know. Run the newer release."
        ),
    )
}

/// The names of the files that a database has seen, in their order; none of a database that was never migrated.
pub async fn applied(db: &Db) -> Result<Vec<String>> {
    let mut names = noted(db, LEDGER).await?;
    names.extend(noted(db, EXPANSIONS).await?);
    names.sort();
    Ok(names)
}

/// As [`applied`], at a snapshot, whose tables this release must know: what a backup goes by, which would leave the others out.
///
/// # Errors
/// `schema_too_new` when this release does not know one of the files, even one that only adds.
pub async fn applied_at(db: &Db, snapshot: &mut Snapshot) -> Result<Vec<String>> {
    let mut names: Vec<String> = Vec::new();
    for sql in [LEDGER, EXPANSIONS] {
        // Whether there is such a ledger is asked outside: on PostgreSQL a question that fails ends the snapshot.
        if noted(db, sql).await?.is_empty() {
            continue;
        }
        for row in snapshot.query(sql, &[]).await? {
            names.push(row.read()?);
        }
    }
    names.sort();
    match names.iter().find(|name| !FILES.iter().any(|(file, _)| file == name)) {
        Some(newer) => Err(too_new(newer)),
        None => Ok(names),
    }
}

/// Every file with its text, in order.
pub(super) fn files() -> &'static [(&'static str, &'static str)] {
    FILES
}

/// The names in a ledger; none where there is no ledger yet.
async fn noted(db: &Db, sql: &'static str) -> Result<Vec<String>> {
    match db.query(sql, &[]).await {
        Ok(rows) => rows.into_iter().map(Row::read).collect(),
        Err(error) if error.code() == NO_TABLE => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

async fn oldest_release(db: &Db) -> Result<Option<String>> {
    let row = db.optional("select value from core_setting where name = $1", &[OLDEST.into()]).await?;
    row.map(Row::read).transpose()
}

/// Whether this release is not older than `oldest`. A database that does not say takes what it knows.
fn lives_with(oldest: Option<&str>) -> bool {
    oldest.and_then(version).is_some_and(|oldest| version(env!("CARGO_PKG_VERSION")) >= Some(oldest))
}

fn version(text: &str) -> Option<[u32; 3]> {
    let mut parts = text.split('.').map(|part| part.parse().ok());
    Some([parts.next()??, parts.next()??, parts.next()??])
}

/// The last file of this release.
pub fn newest_migration() -> &'static str {
    FILES.last().map_or("", |(name, _)| name)
}

/// The whole schema as the files add up to, in PostgreSQL's words: the committed snapshot is compared with this.
pub fn dump_schema() -> String {
    FILES.iter().map(|(name, sql)| format!("-- {name}\n{}\n", sql.trim())).collect::<Vec<_>>().join("\n")
}

fn dialect(sql: &str, embedded: bool) -> String {
    if !embedded {
        return sql.to_owned();
    }
    let mut out = String::with_capacity(sql.len());
    let mut word = String::new();
    for c in sql.chars().chain(std::iter::once('\n')) {
        if c.is_ascii_alphanumeric() || c == '_' {
            word.push(c);
            continue;
        }
        let mapped = SQLITE_WORDS.iter().find(|(from, _)| *from == word).map_or(word.as_str(), |(_, to)| to);
        out.push_str(mapped);
        word.clear();
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_words_are_mapped() {
        assert_eq!(dialect("id uuid, uuid_x text, b boolean", true), "id blob, uuid_x text, b integer\n");
        assert_eq!(dialect("id uuid", false), "id uuid");
    }

    #[test]
    fn a_release_lives_with_what_was_taken_away_at_its_time_or_before() {
        assert!(lives_with(Some("0.1.0")) && lives_with(Some(env!("CARGO_PKG_VERSION"))));
        assert!(!lives_with(Some("999.0.0")) && !lives_with(None) && !lives_with(Some("soon")));
        assert!(version("0.10.0") > version("0.9.9"));
    }

    #[test]
    fn what_takes_away_says_which_release_lives_with_it() {
        assert_eq!(contracts("-- contracts: 0.3.0\ndrop table x;"), Some("0.3.0"));
        assert_eq!(contracts("-- The staff.\ncreate table x (a text);"), None);
        assert!(expands("0011_x", "create table x (a text);") && !expands("0011_x", "-- contracts: 0.3.0\n"));
        assert!(!expands("0010_registration", ""), "the first release's files stand in the first ledger");
    }

    #[test]
    fn the_head_file_names_the_last_migration() {
        let head = include_str!("../../../../migrations/HEAD").trim();
        assert_eq!(FILES.last().map(|(name, _)| *name), Some(head));
    }
}
