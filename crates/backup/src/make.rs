//! Making a backup of the database while the platform runs.

use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use causeway_core::db::schema::{self, Table};
use causeway_core::db::{self, Snapshot};
use causeway_core::setting::{self, Mode};
use causeway_core::{Env, Error, Result, Row, backup, crash, journal};
use causeway_crypto::age::{Encryptor, FileKey, Recipient};
use causeway_evidence::{Chain, Digest, Event, Evidence};

use crate::files::{self, Partial, unwritable};
use crate::format::{Header, Part, TableHead, VERSION};
use crate::read::read_back;
use crate::write::Writer;

/// What is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Order<'a> {
    /// Where the two files go; made if it is not there.
    pub folder: &'a Path,
    /// Who can open them.
    pub recipients: &'a [Recipient],
    /// What the database is for.
    pub mode: Mode,
    /// The release that makes it.
    pub release: &'a str,
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress<'a> {
    /// Which file.
    pub part: Part,
    /// Which table.
    pub table: &'a str,
    /// Rows written of this file.
    pub rows: u64,
    /// Rows that this file will have.
    pub of: u64,
}

/// Is told how far a backup is.
pub type Tell<'a> = &'a mut (dyn FnMut(Progress<'_>) + Send);

/// Makes a backup: both files, of one moment, read back before they bear their names, with a receipt. Returns their paths, data first.
///
/// # Errors
/// `backup_unwritable`, `bad_recipient`, `restore_unfinished`, `schema_too_new`.
pub async fn make(
    env: &Env,
    evidence: &Evidence,
    order: &Order<'_>,
    tell: Tell<'_>,
) -> Result<([PathBuf; 2], backup::Made)> {
    backup::refuse_unfinished(&env.db).await?;
    std::fs::create_dir_all(order.folder).map_err(|e| unwritable(order.folder, &e))?;
    let database = setting::database_id(env).await?;
    let (id, at) = (env.new_uuid()?, env.now());
    let mut snapshot = env.db.snapshot().await?;
    let migrations = db::applied_at(&env.db, &mut snapshot).await?;
    let tables = schema::tables(&migrations)?;
    let header = async |snapshot: &mut Snapshot, part: Part| {
        Ok::<_, Error>(Header {
            causeway_backup: VERSION,
            part,
            backup: id,
            at,
            release: order.release.to_owned(),
            migrations: migrations.clone(),
            mode: order.mode.to_string(),
            database,
            log: Evidence::mark(snapshot).await?,
            lives: journal::lives(snapshot).await?,
            tables: counted(snapshot, &tables, part).await?,
        })
    };
    let data = header(&mut snapshot, Part::Data).await?;
    let keys = header(&mut snapshot, Part::Keys).await?;
    let data_file = write(env, &mut snapshot, &data, order, tell).await?;
    let keys_file = write(env, &mut snapshot, &keys, order, tell).await?;
    drop(snapshot);
    let (data_bytes, data_sha256) = read_back(data_file.0.path(), &data_file.1, &data)?;
    let (keys_bytes, keys_sha256) = read_back(keys_file.0.path(), &keys_file.1, &keys)?;
    crash::point("backup.before_rename");
    // Without its keys a backup is of no use, and without its data a file of keys does no harm: so the keys come first.
    let keys_path = keys_file.0.rename()?;
    let data_path = data_file.0.rename()?;
    files::sync_folder(order.folder)?;
    crash::point("backup.after_rename");
    let made = backup::Made {
        id,
        made_at: at,
        folder: order.folder.display().to_string(),
        rows: i64::try_from(data.rows() + keys.rows()).map_err(Error::internal)?,
        bytes: i64::try_from(data_bytes + keys_bytes).map_err(Error::internal)?,
        data_sha256,
        keys_sha256,
    };
    note(env, evidence, &made).await?;
    Ok(([data_path, keys_path], made))
}

async fn counted(snapshot: &mut Snapshot, tables: &[Table], part: Part) -> Result<Vec<TableHead>> {
    let mut heads = Vec::new();
    for table in tables.iter().filter(|table| part.has(&table.name)) {
        let rows: i64 = snapshot.one(&table.count(), &[]).await.and_then(Row::read)?;
        heads.push(TableHead { table: table.clone(), rows: u64::try_from(rows).map_err(Error::internal)? });
    }
    Ok(heads)
}

/// Writes one file under a name that nobody takes for a backup, synced to disk.
async fn write(
    env: &Env,
    snapshot: &mut Snapshot,
    header: &Header,
    order: &Order<'_>,
    tell: Tell<'_>,
) -> Result<(Partial, FileKey)> {
    let name = files::name(header.at, header.backup, header.part);
    let (partial, file) = Partial::create(order.folder, &name)?;
    let encryptor = Encryptor::new(BufWriter::new(file), order.recipients, &env.rng)?;
    let mut writer = Writer::begin(encryptor, header)?;
    let (mut rows, of) = (0, header.rows());
    for TableHead { table, .. } in &header.tables {
        writer.table(table)?;
        tell(Progress { part: header.part, table: &table.name, rows, of });
        let mut take = |row: Row| {
            rows += 1;
            if rows % 10_000 == 0 {
                tell(Progress { part: header.part, table: &table.name, rows, of });
            }
            writer.row(table, row.values())
        };
        snapshot.each(&table.select(), &mut take).await?;
    }
    let path = partial.path();
    let (mut output, key) = writer.finish()?.finish().map_err(|e| unwritable(path, &e))?;
    output.flush().map_err(|e| unwritable(path, &e))?;
    output.get_ref().sync_all().map_err(|e| unwritable(path, &e))?;
    tell(Progress { part: header.part, table: "", rows, of });
    Ok((partial, key))
}

/// The receipt, and what the console shows.
async fn note(env: &Env, evidence: &Evidence, made: &backup::Made) -> Result<()> {
    let files = [made.data_sha256, made.keys_sha256].map(|hash| Digest(hash).to_string());
    let event =
        &Event::BackupMade { backup: made.id, files_sha256: files.to_vec(), rows: made.rows.to_string() };
    env.db
        .tx(|tx| {
            Box::pin(async move {
                backup::note(tx, made).await?;
                evidence.record(tx, Chain::Platform, event).await?;
                Ok(())
            })
        })
        .await
}
