//! What is decided once, when a database is created, and holds for its life: whether it is a sandbox, for one.

use std::fmt;

use crate::{Env, Error, Result, Tx};

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
/// `wrong_mode`.
pub async fn open_as(env: &Env, mode: Mode) -> Result<()> {
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
