//! Migrations: one folder of numbered files for both engines (`migrations/README.md` has the contract).

use crate::{Db, Env, Error, Result};

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

/// One numbered file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migration {
    /// The file's name without its ending, such as `0001_core`.
    pub name: &'static str,
}

const LEDGER: &str =
    "create table if not exists core_migration (name text primary key, applied_at timestamptz not null)";

/// Applies what is pending, each file in a transaction of its own. Returns what was applied.
pub async fn migrate(env: &Env) -> Result<Vec<Migration>> {
    env.db
        .tx(|tx| {
            Box::pin(async move {
                let sql = dialect(LEDGER, tx.is_embedded());
                tx.script(&sql).await
            })
        })
        .await?;
    let mut applied = Vec::new();
    for (name, sql) in FILES {
        let now = env.now();
        let done = env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    let known = tx
                        .optional("select name from core_migration where name = $1", &[(*name).into()])
                        .await?;
                    if known.is_some() {
                        return Ok(false);
                    }
                    let sql = dialect(sql, tx.is_embedded());
                    tx.script(&sql).await?;
                    tx.execute(
                        "insert into core_migration (name, applied_at) values ($1, $2)",
                        &[(*name).into(), now.into()],
                    )
                    .await?;
                    Ok(true)
                })
            })
            .await?;
        if done {
            applied.push(Migration { name });
        }
    }
    Ok(applied)
}

/// What `serve` asks before it starts: the files this database has not seen yet.
///
/// # Errors
/// `schema_too_new` when the database has seen files that this binary does not know.
pub async fn pending(db: &Db) -> Result<Vec<Migration>> {
    let known = match db.query("select name from core_migration order by name", &[]).await {
        Ok(rows) => rows.into_iter().map(crate::Row::read).collect::<Result<Vec<String>>>()?,
        Err(_) => Vec::new(),
    };
    if let Some(newer) = known.iter().find(|name| !FILES.iter().any(|(file, _)| file == name)) {
        return Err(Error::invalid(
            "schema_too_new",
            format!(
                "The database has migration {newer}, which this program does not know. Run the newer release."
            ),
        ));
    }
    Ok(FILES
        .iter()
        .filter(|(name, _)| !known.iter().any(|k| k == name))
        .map(|(name, _)| Migration { name })
        .collect())
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
    fn the_head_file_names_the_last_migration() {
        let head = include_str!("../../../../migrations/HEAD").trim();
        assert_eq!(FILES.last().map(|(name, _)| *name), Some(head));
    }
}
