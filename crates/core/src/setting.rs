//! What is decided once, when a database is created, and holds for its life: whether it is a sandbox, for one.

use std::fmt;

use uuid::Uuid;

use crate::{Db, Env, Error, Result, Row, Tx, backup};

/// What a database is for. Fixed at its creation; the one never opens as the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Synthetic people only; every page says so.
    Sandbox,
    /// Real people.
    Production,
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sandbox => "sandbox",
            Self::Production => "production",
        })
    }
}

/// Declares the database to be of `mode` if it is new, and refuses it if it is of the other.
///
/// # Errors
/// `wrong_mode`; `restore_unfinished`.
pub async fn open_as(env: &Env, mode: Mode) -> Result<()> {
    backup::refuse_unfinished(&env.db).await?;
    let wanted = &mode.to_string();
    let found = env.db.tx(|tx| Box::pin(async move { declare(tx, "mode", wanted).await })).await?;
    if found == *wanted {
        return Ok(());
    }
    Err(Error::invalid(
        "wrong_mode",
        format!(
            "This database was created as {found} and cannot be opened as {wanted}. Use a database of its own for each."
        ),
    ))
}

/// What a database was created as; `None` until a program has opened it.
///
/// # Errors
/// When the database cannot be read.
pub async fn created_as(db: &Db) -> Result<Option<Mode>> {
    let value = get(db, "mode").await?;
    Ok([Mode::Sandbox, Mode::Production].into_iter().find(|mode| value.as_deref() == Some(&mode.to_string())))
}

/// Writes a setting if it has no value yet, and returns the value it has.
pub async fn declare(tx: &mut Tx<'_>, name: &str, value: &str) -> Result<String> {
    tx.execute(
        "insert into core_setting (name, value) values ($1, $2) on conflict (name) do nothing",
        &[name.into(), value.into()],
    )
    .await?;
    let row = tx.one("select value from core_setting where name = $1", &[name.into()]).await?;
    row.read()
}

/// A setting's value.
pub(crate) async fn get(db: &Db, name: &str) -> Result<Option<String>> {
    let row = db.optional("select value from core_setting where name = $1", &[name.into()]).await?;
    row.map(Row::read).transpose()
}

/// Writes a setting in place of the value it has.
pub(crate) async fn put(tx: &mut Tx<'_>, name: &str, value: &str) -> Result<()> {
    tx.execute(
        "insert into core_setting (name, value) values ($1, $2) on conflict (name) do update set value = $2",
        &[name.into(), value.into()],
    )
    .await?;
    Ok(())
}

/// Removes a setting.
pub(crate) async fn remove(tx: &mut Tx<'_>, name: &str) -> Result<()> {
    tx.execute("delete from core_setting where name = $1", &[name.into()]).await?;
    Ok(())
}

/// The id of the database, given to it when it is first asked for: what ties backups and journals to it. A restored database keeps it.
pub async fn database_id(env: &Env) -> Result<Uuid> {
    let fresh = &env.new_uuid()?.to_string();
    let id = env.db.tx(|tx| Box::pin(async move { declare(tx, "database", fresh).await })).await?;
    id.parse().map_err(Error::internal)
}
