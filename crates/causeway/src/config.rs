//! The configuration file: one TOML file, sections owned by their crates, unknown keys fatal, secrets by file only.

mod keys;
mod places;

use std::path::{Path, PathBuf};

use causeway_core::config::{Fault, SecretFile};
use causeway_core::setting::Mode;
use causeway_core::{Db, Error, Result};
use serde::Deserialize;

pub(crate) use self::keys::Keys;
use crate::cli::LogFormat;
use crate::telemetry;

/// The whole file. `docs/generated/config.md` is written from the doc comments of the sections.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// `production` or `sandbox`. A database is of one kind from its creation.
    pub(crate) mode: ModeName,
    /// `[http]`
    #[serde(default)]
    pub(crate) http: causeway_http::config::Config,
    /// `[log]`
    #[serde(default)]
    pub(crate) log: Log,
    /// `[database]`
    pub(crate) database: Database,
    /// `[keys]`
    pub(crate) keys: Keys,
    /// `[identity]`
    #[serde(default)]
    pub(crate) identity: causeway_identity::Config,
    /// `[registration]`
    #[serde(default)]
    pub(crate) registration: causeway_registration::Config,
    /// `[oidc]`
    #[serde(default)]
    pub(crate) oidc: causeway_oidc::Config,
    /// `[exchange]`
    #[serde(default)]
    pub(crate) exchange: causeway_exchange::Config,
    /// `[backup]`
    #[serde(default)]
    pub(crate) backup: causeway_backup::Config,
    /// `[outbound]`
    #[serde(default)]
    pub(crate) outbound: causeway_http::outbound::Config,
    /// `[retention]`
    #[serde(default)]
    pub(crate) retention: crate::retention::Config,
}

/// What the platform is run for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ModeName {
    /// Real people.
    Production,
    /// Synthetic people only; every page says so.
    Sandbox,
}

impl From<ModeName> for Mode {
    fn from(name: ModeName) -> Self {
        match name {
            ModeName::Production => Self::Production,
            ModeName::Sandbox => Self::Sandbox,
        }
    }
}

/// What is logged and how, read again on SIGHUP. `--log` and `--log-format` win over it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Log {
    /// A level (`error`, `warn`, `info`, `debug`, `trace`), or levels per module: `info,causeway_oidc=debug`. Never contains personal
    /// data at any level (docs/LOGGING.md). Default `info`.
    pub(crate) level: Option<String>,
    /// `text`, for people, or `json`, one object a line. Default `text`.
    pub(crate) format: Option<LogFormat>,
}

impl Log {
    fn faults(&self) -> Vec<Fault> {
        let wrong = self.level.as_deref().and_then(|level| telemetry::filter(level).err());
        wrong.map(|error| Fault::new("log.level", error.public())).into_iter().collect()
    }
}

/// Where data is kept: one of the two.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Database {
    /// The embedded database's file.
    pub(crate) sqlite: Option<PathBuf>,
    /// A file that holds PostgreSQL's address, `postgres://user:password@host:port/name`: it has a password in it, so it is a secret.
    pub(crate) postgres_file: Option<SecretFile>,
    /// Connections to PostgreSQL at most. Default 16.
    #[serde(default = "connections")]
    pub(crate) connections: usize,
}

fn connections() -> usize {
    16
}

impl Config {
    /// Reads a file.
    ///
    /// # Errors
    /// `config_unreadable`, `config_syntax`: with the line and what is expected there.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).map_err(|e| {
            Error::invalid(
                "config_unreadable",
                format!(
                    "The configuration file {} cannot be read: {e}. Name it with --config.",
                    path.display()
                ),
            )
        })?;
        toml::from_str(&text).map_err(|e| {
            Error::invalid(
                "config_syntax",
                format!("The configuration file {} is wrong:\n{e}", path.display()),
            )
        })
    }

    /// Everything that is wrong with it, each with its mend.
    pub(crate) fn faults(&self) -> Vec<Fault> {
        let production = self.mode == ModeName::Production;
        let mut faults = self.http.faults(production);
        faults.extend(self.log.faults());
        faults.extend(self.database.faults());
        faults.extend(self.keys.faults(production));
        faults.extend(self.identity.faults());
        faults.extend(self.registration.faults());
        faults.extend(self.oidc.faults());
        faults.extend(self.exchange.faults());
        faults.extend(self.backup.faults());
        faults.extend(self.retention.faults());
        faults
    }

    /// Refuses to start with a fault.
    ///
    /// # Errors
    /// `config_faults`, with the list.
    pub(crate) fn checked(self) -> Result<Self> {
        let faults = self.faults();
        if faults.is_empty() {
            return Ok(self);
        }
        let list: Vec<_> = faults.iter().map(|f| format!("  {}: {}", f.key, f.mend)).collect();
        Err(Error::invalid(
            "config_faults",
            format!("The configuration has {} fault(s):\n{}", list.len(), list.join("\n")),
        ))
    }
}

impl Database {
    fn faults(&self) -> Vec<Fault> {
        match (&self.sqlite, &self.postgres_file) {
            (Some(_), None) => Vec::new(),
            (None, Some(file)) => file
                .read()
                .err()
                .map(|e| Fault::new("database.postgres_file", e.public()))
                .into_iter()
                .collect(),
            _ => vec![Fault::new(
                "database",
                "Name one database: sqlite = \"causeway.db\", or postgres_file = a file that holds the address.",
            )],
        }
    }

    /// Opens it.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub(crate) fn open(&self) -> Result<Db> {
        match (&self.sqlite, &self.postgres_file) {
            (Some(path), _) => Db::open_sqlite(path),
            (None, Some(file)) => Db::connect_postgres(&file.read()?, self.connections),
            (None, None) => Err(Error::invalid("config_faults", "No database is named.")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SANDBOX: &str =
        "mode = \"sandbox\"\n[database]\nsqlite = \"x.db\"\n[keys]\nfolder = \"keys\"\ncreate = true\n";

    fn faults(text: &str) -> Vec<String> {
        toml::from_str::<Config>(text).unwrap().faults().into_iter().map(|f| f.key).collect()
    }

    #[test]
    fn a_small_sandbox_file_is_enough() {
        assert_eq!(faults(SANDBOX), Vec::<String>::new());
    }

    #[test]
    fn an_unknown_key_is_fatal_at_every_level() {
        for bad in ["modus = 1\n", "[http]\nport = 1\n", "[identity]\nx = 1\n", "[exchange]\nx = 1\n"] {
            assert!(toml::from_str::<Config>(&format!("{SANDBOX}{bad}")).is_err(), "{bad}");
        }
    }

    #[test]
    fn production_refuses_plain_http_and_missing_keys() {
        let text = SANDBOX.replace("sandbox", "production").replace("create = true", "");
        let found = faults(&text);
        assert!(found.contains(&"http.public_url".to_owned()), "{found:?}");
        assert!(found.contains(&"keys.folder".to_owned()), "{found:?}");
    }

    #[test]
    fn a_log_level_is_a_filter() {
        assert!(
            faults(&format!("{SANDBOX}[log]\nlevel = \"info,causeway_oidc=debug\"\nformat = \"json\"\n"))
                .is_empty()
        );
        assert_eq!(faults(&format!("{SANDBOX}[log]\nlevel = \"loud=noise\"\n")), ["log.level"]);
        assert!(toml::from_str::<Config>(&format!("{SANDBOX}[log]\nformat = \"xml\"\n")).is_err());
    }

    #[test]
    fn exactly_one_database_is_named() {
        assert_eq!(faults(&SANDBOX.replace("sqlite = \"x.db\"", "")), ["database"]);
        let both = SANDBOX.replace("sqlite = \"x.db\"", "sqlite = \"x.db\"\npostgres_file = \"p\"");
        assert_eq!(faults(&both), ["database"]);
    }
}
