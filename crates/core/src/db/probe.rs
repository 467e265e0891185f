//! What an operator asks of a database before it serves: which it is, what time it thinks it is, how large it has grown.

use jiff::Timestamp;

use super::Db;
use crate::{Result, Row};

/// A database's word about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    /// Name and version, such as `PostgreSQL 15.8`.
    pub engine: String,
    /// Its clock; the embedded engine has none of its own.
    pub now: Option<Timestamp>,
    /// Its size.
    pub bytes: i64,
    /// How many connections it takes from everybody together; the embedded engine takes none.
    pub connections: Option<i64>,
}

const POSTGRES: &str = "select current_setting('server_version'), clock_timestamp(), pg_database_size(current_database()), \
    current_setting('max_connections')::bigint";
const SQLITE: &str = "select sqlite_version(), (select page_count from pragma_page_count()) * (select page_size from pragma_page_size())";

/// Asks it.
///
/// # Errors
/// `database_unavailable` when it cannot be reached.
pub async fn probe(db: &Db) -> Result<Probe> {
    if db.is_embedded() {
        let (version, bytes): (String, i64) = db.one(SQLITE, &[]).await?.read()?;
        return Ok(Probe { engine: format!("SQLite {version}"), now: None, bytes, connections: None });
    }
    let row: Row = db.one(POSTGRES, &[]).await?;
    let (version, now, bytes, connections): (String, Timestamp, i64, i64) = row.read()?;
    let version = version.split(' ').next().unwrap_or_default().to_owned();
    Ok(Probe {
        engine: format!("PostgreSQL {version}"),
        now: Some(now),
        bytes,
        connections: Some(connections),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing::environments;

    #[tokio::test(flavor = "multi_thread")]
    async fn each_engine_tells_of_itself() {
        for test in environments().await.unwrap() {
            let told = probe(&test.env.db).await.unwrap();
            assert_eq!(told.engine.starts_with("SQLite 3."), test.engine == "sqlite", "{told:?}");
            assert_eq!(told.now.is_some(), test.engine == "postgres", "{told:?}");
            assert_eq!(told.connections.is_some(), test.engine == "postgres", "{told:?}");
            assert!(told.bytes > 10_000, "{told:?}");
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_server_that_is_not_there_is_told_as_that() {
        let db = Db::connect_postgres("postgres://nobody@127.0.0.1:1/none", 1).unwrap();
        assert_eq!(probe(&db).await.unwrap_err().code(), "database_unavailable");
        assert_eq!(crate::db::pending(&db).await.unwrap_err().code(), "database_unavailable");
    }
}
