//! What a database knows of its backups: which were made, and whether it is itself one that is being restored.
//!
//! Table: `core_backup`.

use jiff::Timestamp;
use uuid::Uuid;

use crate::{Db, Error, Result, Row, Tx, setting};

/// The setting that a restore under way leaves behind if it dies.
const UNFINISHED: &str = "restore_unfinished";

/// The table of settings: it has rows in a database that is otherwise empty.
pub const SETTINGS: &str = "core_setting";

/// A backup that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// Its id, which its files' names bear.
    pub id: Uuid,
    /// The moment that it holds.
    pub made_at: Timestamp,
    /// Where it was written to.
    pub folder: String,
    /// Rows in all tables.
    pub rows: i64,
    /// Bytes of both files.
    pub bytes: i64,
    /// SHA-256 of the data file.
    pub data_sha256: [u8; 32],
    /// SHA-256 of the keys file.
    pub keys_sha256: [u8; 32],
}

/// Notes that a backup was made.
pub async fn note(tx: &mut Tx<'_>, made: &Made) -> Result<()> {
    tx.execute(
        "insert into core_backup (id, made_at, folder, row_count, byte_count, data_sha256, keys_sha256) \
         values ($1, $2, $3, $4, $5, $6, $7)",
        &[
            made.id.into(),
            made.made_at.into(),
            (&made.folder).into(),
            made.rows.into(),
            made.bytes.into(),
            made.data_sha256.into(),
            made.keys_sha256.into(),
        ],
    )
    .await?;
    Ok(())
}

/// The newest backup, for the console and for alarms.
pub async fn last(db: &Db) -> Result<Option<Made>> {
    let row = db
        .optional(
            "select id, made_at, folder, row_count, byte_count, data_sha256, keys_sha256 from core_backup \
             order by made_at desc limit 1",
            &[],
        )
        .await?;
    row.map(|row: Row| {
        let (id, made_at, folder, rows, bytes, data_sha256, keys_sha256) = row.read()?;
        Ok(Made { id, made_at, folder, rows, bytes, data_sha256, keys_sha256 })
    })
    .transpose()
}

/// Marks a database as being restored: until [`finished`], nothing opens it. What it declared of itself is replaced by what is restored.
pub async fn begun(tx: &mut Tx<'_>, backup: Uuid) -> Result<()> {
    tx.execute("delete from core_setting", &[]).await?;
    setting::put(tx, UNFINISHED, &backup.to_string()).await
}

/// Takes the mark away.
pub async fn finished(tx: &mut Tx<'_>) -> Result<()> {
    setting::remove(tx, UNFINISHED).await
}

/// Refuses a database whose restore did not finish.
///
/// # Errors
/// `restore_unfinished`.
pub async fn refuse_unfinished(db: &Db) -> Result<()> {
    if setting::get(db, UNFINISHED).await?.is_none() {
        return Ok(());
    }
    Err(Error::conflict(
        "restore_unfinished",
        "A restore into this database did not finish, so it is not whole. Empty it (delete the file, or drop and create the database), \
         then run causeway restore again.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing::environments;
    use crate::setting::{Mode, open_as};

    #[tokio::test(flavor = "multi_thread")]
    async fn a_half_restored_database_opens_for_nobody() {
        for test in environments().await.unwrap() {
            let db = &test.env.db;
            db.tx(|tx| Box::pin(async move { begun(tx, Uuid::from_u128(1)).await })).await.unwrap();
            assert_eq!(refuse_unfinished(db).await.unwrap_err().code(), "restore_unfinished");
            let opened = open_as(&test.env, Mode::Sandbox).await;
            assert_eq!(opened.unwrap_err().code(), "restore_unfinished", "{}", test.engine);
            db.tx(|tx| Box::pin(async move { finished(tx).await })).await.unwrap();
            open_as(&test.env, Mode::Sandbox).await.unwrap();
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_newest_backup_is_known() {
        for test in environments().await.unwrap() {
            assert_eq!(last(&test.env.db).await.unwrap(), None);
            let mut made = Made {
                id: test.env.new_uuid().unwrap(),
                made_at: test.env.now(),
                folder: "/backups".to_owned(),
                rows: 12,
                bytes: 3456,
                data_sha256: [1; 32],
                keys_sha256: [2; 32],
            };
            for (id, second) in [(1, 60), (2, 0)] {
                made.id = Uuid::from_u128(id);
                made.made_at = test.env.now() + jiff::SignedDuration::from_secs(second);
                let made = &made;
                test.env.db.tx(|tx| Box::pin(async move { note(tx, made).await })).await.unwrap();
            }
            let newest = last(&test.env.db).await.unwrap().unwrap();
            assert_eq!((newest.id, newest.rows), (Uuid::from_u128(1), 12), "{}", test.engine);
        }
    }
}
