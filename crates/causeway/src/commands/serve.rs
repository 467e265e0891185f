//! `causeway serve`: the platform from a configuration file.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use causeway_core::setting::open_as;
use causeway_core::{Clock, Env, Error, Result, Rng, db};
use causeway_crypto::keystore::{KeyStore, Node};
use causeway_http::server::{Files, Hosts, Server};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::sync::watch;
use tokio::task::JoinSet;
use url::Url;

use crate::cli::ServeArgs;
use crate::config::Config;
use crate::figures;
use crate::keyring;
use crate::roles::Role;
use crate::telemetry::{self, Logs};
use crate::wiring::{Platform, Settings};

/// How often a node looks whether somebody rotated a key.
const KEYS_EVERY: Duration = Duration::from_secs(10);
/// How long the database may take to hear that this node ends.
const LEAVE: Duration = Duration::from_secs(2);

/// Runs until told to stop; finishes what was accepted.
pub(crate) async fn run(args: ServeArgs, logs: Logs) -> Result<()> {
    let ServeArgs { role, file: args } = args;
    let config = Config::read(&args.config)?.checked()?;
    logs.follow(&config.log)?;
    let env = Env { db: config.database.open()?, clock: Clock::system(), rng: Rng::system() };
    may_take(role, &env)?;
    if role.works() {
        config.backup.probe()?;
    }
    let waiting = db::pending(&env.db).await?;
    if !waiting.is_empty() {
        return Err(Error::invalid(
            "schema_too_old",
            format!(
                "The database misses {} migration(s). Run: causeway migrate --config {}",
                waiting.len(),
                args.config.display()
            ),
        ));
    }
    open_as(&env, config.mode.into()).await?;
    let store = config.keys.open(&env.clock, &env.rng)?;
    keyring::check(&env, &store).await?;
    let (stopper, stop) = watch::channel(false);
    let platform = Platform::assemble(&env, &store, settings(&config, stop.clone()))?;
    // A key store that is not this database's would make everybody's data unreadable, and seal new data under keys that get lost.
    platform.person_keys.check().await?;
    keyring::settle(&env, &platform.evidence, &store.inventory()?).await?;
    take_open_files();
    let server = Server::bind(config.http.clone()).await?;
    let address = server.address()?;
    let node = Node::new(&env, keyring::node_name(role.name(), &address.to_string()))?;
    // Before anything can be wrapped or signed here.
    keyring::tell(&env, &node, &store).await?;
    tracing::info!(%address, mode = ?config.mode, role = role.name(), "listening");
    metrics::gauge!("causeway_info", "role" => role.name(), "version" => env!("CARGO_PKG_VERSION")).set(1.0);
    let hosts = Hosts::new()
        .host(&host_of(&config.http.public_url)?, platform.router_of(role))
        .otherwise(platform.router_for_operators());
    let hosts = match &config.http.mtls_public_url {
        Some(url) => hosts.mutual(&host_of(url)?, platform.router_for_programs(role)),
        None => hosts,
    };
    let mut running = JoinSet::new();
    running.spawn(heed_hangups(args.config, logs, server.files(), stop.clone()));
    running.spawn(keep_keys_fresh(store, env.clone(), node.clone(), stop.clone()));
    if let Some(cert) = config.http.tls_cert.clone() {
        running.spawn(figures::show_certificate(cert, stop.clone()));
    }
    if role.works() {
        running.spawn(platform.worker().run(stop.clone()));
    }
    running.spawn(server.serve(hosts, stop));
    until_told_to_stop().await;
    end(stopper, running).await;
    // Otherwise others would wait some minutes for its keys; it must not keep this process from ending.
    if !matches!(tokio::time::timeout(LEAVE, node.leave(&env)).await, Ok(Ok(()))) {
        tracing::warn!("the database was not told that this node ended");
    }
    Ok(())
}

/// Finishes what was accepted, unless told twice.
async fn end(stopper: watch::Sender<bool>, mut running: JoinSet<()>) {
    tracing::info!("stopping: finishing what was accepted");
    let _ = stopper.send(true);
    tokio::select! {
        () = async { while running.join_next().await.is_some() {} } => {}
        () = until_told_to_stop() => tracing::warn!("told twice: ending at once"),
    }
}

/// On SIGHUP the log's level and form, the certificate and the clients' authorities are read again. What is wrong then is told, and changes nothing.
async fn heed_hangups(config: PathBuf, logs: Logs, files: Files, mut stop: watch::Receiver<bool>) {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut hangup) = signal(SignalKind::hangup()) else { return };
        loop {
            tokio::select! {
                _ = stop.wait_for(|stop| *stop) => return,
                _ = hangup.recv() => {}
            }
            match read_again(&config, &logs, &files) {
                Ok(()) => tracing::warn!(
                    "told to read again: the log's level and the certificate are as their files say"
                ),
                Err(error) => {
                    tracing::error!(%error, "told to read again, and could not: everything stays as it was");
                }
            }
        }
    }
    #[cfg(not(unix))]
    drop((config, logs, files, stop));
}

fn read_again(config: &Path, logs: &Logs, files: &Files) -> Result<()> {
    let config = Config::read(config)?;
    files.reload()?;
    logs.follow(&config.log)
}

/// Takes all the open files that this process is allowed: each connection is one. Where that is refused, the usual number has to do.
fn take_open_files() {
    let limit = getrlimit(Resource::Nofile);
    if let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit }) {
        tracing::debug!(%error, "the limit of open files stays");
    }
}

/// The embedded database belongs to one process, which then has to do everything.
fn may_take(role: Role, env: &Env) -> Result<()> {
    if role == Role::All || !env.db.is_embedded() {
        return Ok(());
    }
    Err(Error::invalid(
        "role_needs_postgres",
        format!(
            "The role {} shares its database with other nodes, and database.sqlite is one process's own. Use PostgreSQL (database.postgres_file), or --role all.",
            role.name()
        ),
    ))
}

/// Nodes that run no jobs meet a rotated key as well, and say which they hold.
async fn keep_keys_fresh(store: Arc<dyn KeyStore>, env: Env, node: Node, mut stop: watch::Receiver<bool>) {
    let mut told = BTreeSet::new();
    loop {
        keyring::measure(&store, env.now());
        tokio::select! {
            _ = stop.wait_for(|stop| *stop) => return,
            () = tokio::time::sleep(KEYS_EVERY) => {}
        }
        let looking = Arc::clone(&store);
        // A key store may ask a disk or a device, and has no business on the threads that serve.
        let looked = tokio::task::spawn_blocking(move || looking.refresh()).await;
        if let Ok(Err(error)) = looked {
            tracing::error!(?error, "the key store cannot be read again; the keys read before stay in use");
        }
        match keyring::tell(&env, &node, &store).await {
            Err(error) => tracing::warn!(?error, "the database was not told which keys this node holds"),
            Ok(missing) => {
                for key in missing.into_iter().filter(|key| told.insert(key.kid.clone())) {
                    let (of, kid, used_from) = (&key.key_use, &key.kid, key.activates_at);
                    tracing::error!(%of, %kid, %used_from, "this node lacks a key: bring its files here (docs/runbooks/rotating-keys.md)");
                }
            }
        }
    }
}

/// What the wiring is told of a configuration file.
pub(crate) fn settings(config: &Config, stop: watch::Receiver<bool>) -> Settings {
    Settings {
        mode: config.mode.into(),
        public_url: config.http.public_url.trim_end_matches('/').to_owned(),
        mtls_public_url: config.http.mtls_public_url.as_ref().map(|url| url.trim_end_matches('/').to_owned()),
        outbound: config.outbound.clone(),
        identity: config.identity.clone(),
        registration: config.registration.clone(),
        oidc: config.oidc.clone(),
        exchange: config.exchange.clone(),
        backup: config.backup.clone(),
        retention: config.retention,
        samples: Vec::new(),
        metrics: telemetry::metrics(),
        scrapers: config.http.metrics_from.clone(),
        stop,
    }
}

/// The host name in a public address.
pub(crate) fn host_of(address: &str) -> Result<String> {
    let host = Url::parse(address).ok().and_then(|url| url.host_str().map(str::to_owned));
    host.ok_or_else(|| Error::invalid("bad_public_url", format!("{address:?} is not a public address.")))
}

/// Waits for Ctrl-C or SIGTERM.
pub(crate) async fn until_told_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_database_is_for_one_process_that_does_everything() {
        let folder = tempfile::tempdir().unwrap();
        let db = causeway_core::Db::open_sqlite(&folder.path().join("causeway.db")).unwrap();
        let env = Env { db, clock: Clock::system(), rng: Rng::system() };
        assert!(may_take(Role::All, &env).is_ok());
        for role in [Role::Portal, Role::Identity, Role::Gateway, Role::Worker] {
            let error = may_take(role, &env).unwrap_err();
            assert_eq!(error.code(), "role_needs_postgres");
            assert!(error.public().contains("database.postgres_file"), "{error}");
        }
    }
}
