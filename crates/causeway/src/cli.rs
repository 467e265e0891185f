//! The command line. Each command's `--help` teaches what it is for.

mod backup;
mod keys;
mod staff;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use serde::Deserialize;

pub(crate) use self::backup::{
    BackupArgs, BackupCommand, DrillArgs, FromBackup, Keygen, LogArgs, LogCommand, LogRename, RestoreArgs,
};
pub(crate) use self::keys::{KeysArgs, KeysCommand, KeysList, KeysMigrate, KeysRetire, KeysRotate};
pub(crate) use self::staff::{StaffArgs, StaffCommand, StaffList};
use crate::roles::Role;

/// The open platform for one digital identity, one consent and one portal.
#[derive(Debug, Parser)]
#[command(
    name = "causeway",
    version,
    about = "One digital identity, one consent, one portal for every online service",
    long_about = "Causeway gives people one digital identity, one consent and one portal for every online service, and gives everyone \
                  else proof that it behaves.\n\nNew here? Run `causeway demo`: the whole platform with sample people and services, on this machine alone.",
    after_help = "Documentation: docs/ARCHITECTURE.md (how it hangs together), docs/guides/ (how to extend it), docs/SECURITY.md."
)]
pub(crate) struct Cli {
    /// How logs are written. Default: as the configuration file says (log.format), else as text.
    #[arg(long, global = true, value_enum)]
    pub(crate) log_format: Option<LogFormat>,

    /// What is logged: a level, or levels per module (`info,causeway_oidc=debug`). Default: as the configuration file says (log.level),
    /// else `info`, in a demonstration `warn`. Never contains personal data at any level.
    #[arg(long, global = true, env = "CAUSEWAY_LOG")]
    pub(crate) log: Option<String>,

    /// Sends traces to this OpenTelemetry collector (OTLP over HTTP), such as `http://127.0.0.1:4318`. They name routes and outcomes, never people.
    #[cfg(feature = "otel")]
    #[arg(long, global = true, env = "OTEL_EXPORTER_OTLP_ENDPOINT")]
    pub(crate) otlp_endpoint: Option<String>,

    /// Ends the process at a named crash point. For tests alone.
    #[cfg(feature = "crash-points")]
    #[arg(long, global = true, hide = true, env = "CAUSEWAY_CRASH_POINT")]
    pub(crate) crash_point: Option<String>,

    #[command(subcommand)]
    pub(crate) command: Command,
}

impl Cli {
    /// What is logged where nobody says anything: what suits the command.
    pub(crate) fn usual_log(&self) -> &'static str {
        match &self.command {
            // Its terminal shows where to go and what to try.
            #[cfg(feature = "demo")]
            Command::Demo(_) => "warn",
            _ => "info",
        }
    }
}

/// How logs are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line, for programs.
    Json,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the whole platform with sample people and services, on this machine.
    #[cfg(feature = "demo")]
    #[command(
        after_help = "Try: causeway demo --port 8080\nThen open the address it prints. Everything lives in --data-dir; delete the folder to start anew."
    )]
    Demo(DemoArgs),
    /// Run the platform from a configuration file.
    #[command(
        after_help = "The database must have been migrated first: causeway migrate --config causeway.toml\nSIGHUP reads the log level anew; certificates are read again when their files change. SIGTERM drains, finishes what was accepted, and ends; twice ends at once."
    )]
    Serve(ServeArgs),
    /// Bring the database to the schema of this release.
    #[command(
        after_help = "Migrations only add before they take away, so the previous release keeps working on the new schema. Safe to run again."
    )]
    Migrate(ConfigArgs),
    /// Check everything that would keep the platform from serving, and say how to mend each fault.
    #[command(
        after_help = "Changes nothing. Run it on the node itself, as the user that runs the platform. It fails when something is a fault; a warning does not fail."
    )]
    Check(CheckArgs),
    /// Run or check a connector: the program a data provider or consumer runs beside its own system.
    Connector(ConnectorArgs),
    /// Check a receipt offline, against the log's key from your own trust file.
    #[command(
        after_help = "Example:\n  causeway verify --trust log.pub receipt.json\n\nlog.pub holds the log's verifier key as published at /log/key: one line, or two while the key is replaced. Get it once, from a source you trust: \
                      the receipt itself is never asked for it."
    )]
    Verify(VerifyArgs),
    /// Write the whole database, as it is now, into two encrypted files. The platform goes on meanwhile.
    Backup(BackupArgs),
    /// Bring the platform back from a backup and the journal, into an empty database.
    Restore(RestoreArgs),
    /// Try a backup: restore it into a scratch database, check everything, delete it again.
    Drill(DrillArgs),
    /// The evidence log: give it a new name when two states were published under the present one.
    Log(LogArgs),
    /// The platform's own keys: list them, rotate them, retire them, move them into a hardware module.
    Keys(KeysArgs),
    /// The people who run and supply the platform: make the first security officers' links, list who may do what.
    Staff(StaffArgs),
    /// Print a document that is generated from the program (docs/generated/).
    #[command(hide = true)]
    Generated(GeneratedArgs),
}

#[derive(Debug, Args)]
pub(crate) struct ConfigArgs {
    /// The configuration file (docs/generated/config.md describes each field).
    #[arg(long, short, default_value = "causeway.toml")]
    pub(crate) config: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Print JSON, for programs.
    #[arg(long)]
    pub(crate) json: bool,
    /// What this node does: one that runs no jobs needs no journal.
    #[arg(long, value_enum, default_value_t = Role::All)]
    pub(crate) role: Role,
    #[command(flatten)]
    pub(crate) file: ConfigArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// What this node does. Nodes of every role share one PostgreSQL database; docs/generated/nodes.md says which paths each serves.
    #[arg(long, value_enum, default_value_t = Role::All)]
    pub(crate) role: Role,
    #[command(flatten)]
    pub(crate) file: ConfigArgs,
}

#[cfg(feature = "demo")]
#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// The port to listen on.
    #[arg(long, default_value_t = 8080)]
    pub(crate) port: u16,
    /// Where everything is kept. Without it: a fresh folder, deleted at the end.
    #[arg(long)]
    pub(crate) data_dir: Option<PathBuf>,
    /// Use this PostgreSQL database instead of the embedded one: postgres://user@host:port/name
    #[arg(long)]
    pub(crate) database: Option<String>,
    /// The address under which browsers and phones reach it, if not http://localhost:PORT.
    #[arg(long)]
    pub(crate) public_url: Option<String>,
    /// Certificate chain (PEM), for real phones: passkeys and cameras need HTTPS.
    #[arg(long, requires = "tls_key")]
    pub(crate) tls_cert: Option<PathBuf>,
    /// Private key (PEM) of the certificate.
    #[arg(long, requires = "tls_cert")]
    pub(crate) tls_key: Option<PathBuf>,
    /// A second port, at which clients prove themselves by certificates (mutual TLS).
    #[arg(long, requires = "tls_cert")]
    pub(crate) mtls_port: Option<u16>,
    /// The authorities (PEM) to which clients' certificates lead up. Without it: only certificates that are registered themselves.
    #[arg(long, requires = "mtls_port")]
    pub(crate) client_roots: Option<PathBuf>,
    /// Clients to register as well: a JSON array of client metadata (RFC 7591), each with a `client_id`, and a `client_secret` where it has
    /// one. For a conformance suite, or for programs that are being written.
    #[arg(long, value_name = "FILE")]
    pub(crate) clients: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct ConnectorArgs {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: ConnectorCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConnectorCommand {
    /// Run the connector.
    Run(ConnectorConfig),
    /// Check its configuration, its keys and whether it reaches what it needs.
    Check(ConnectorConfig),
    /// Print its public keys (JWK Set), to be registered with the platform. Creates the keys on first use.
    Keys(ConnectorConfig),
}

#[derive(Debug, Args)]
pub(crate) struct ConnectorConfig {
    /// The connector's configuration file.
    #[arg(long, short, default_value = "connector.toml")]
    pub(crate) config: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// The file with the log's verifier key, as published at /log/key.
    #[arg(long)]
    pub(crate) trust: PathBuf,
    /// The receipt, as downloaded from My activity.
    pub(crate) receipt: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct GeneratedArgs {
    /// Which document.
    pub(crate) document: Document,
}

/// A document that is generated from the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Document {
    /// Every route with its access, and the role of the nodes that serve it.
    Routes,
    /// Which role serves which paths, for whoever configures a proxy.
    Nodes,
    /// Every event that is put in evidence.
    AuditEvents,
    /// What each role of staff may do, and who makes and approves what.
    Roles,
    /// How long everything is kept.
    Retention,
    /// Every metric with its meaning.
    Metrics,
    /// The whole schema.
    Schema,
    /// The interface for programs (OpenAPI 3.1).
    Openapi,
}
