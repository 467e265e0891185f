//! `causeway serve`: the platform from a configuration file.

use std::sync::Arc;

use causeway_core::setting::open_as;
use causeway_core::{Clock, Env, Error, Result, Rng, db};
use causeway_crypto::keystore::{FileKeyStore, KeyStore};
use causeway_http::server::{Hosts, Server};
use causeway_portal::ServiceLink;
use tokio::sync::watch;
use url::Url;

use crate::cli::ConfigArgs;
use crate::config::Config;
use crate::telemetry;
use crate::wiring::{Platform, Settings};

/// Runs until told to stop; finishes what was accepted.
pub(crate) async fn run(args: ConfigArgs) -> Result<()> {
    let config = Config::read(&args.config)?.checked()?;
    let env = Env { db: config.database.open()?, clock: Clock::system(), rng: Rng::system() };
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
    let store: Arc<dyn KeyStore> = Arc::new(FileKeyStore::open_or_create(&config.keys.folder, &env.rng)?);
    let platform = Platform::assemble(&env, &store, settings(&config))?;
    // A key store that is not this database's would make everybody's data unreadable, and seal new data under keys that get lost.
    platform.person_keys.check().await?;
    let (stopper, stop) = watch::channel(false);
    let server = Server::bind(config.http.clone()).await?;
    tracing::info!(address = %server.address()?, mode = ?config.mode, "listening");
    let host = host_of(&config.http.public_url)?;
    let worker = tokio::spawn(platform.worker().run(stop.clone()));
    let serving = tokio::spawn(server.serve(Hosts::new().host(&host, platform.router()), stop));
    until_told_to_stop().await;
    tracing::info!("stopping: finishing what was accepted");
    let _ = stopper.send(true);
    let _ = tokio::join!(worker, serving);
    Ok(())
}

fn settings(config: &Config) -> Settings {
    Settings {
        mode: config.mode.into(),
        public_url: config.http.public_url.trim_end_matches('/').to_owned(),
        outbound: config.outbound.clone(),
        identity: config.identity.clone(),
        registration: config.registration.clone(),
        oidc: config.oidc.clone(),
        exchange: config.exchange.clone(),
        services: Vec::<ServiceLink>::new(),
        samples: Vec::new(),
        metrics: telemetry::metrics(),
        scrapers: config.http.metrics_from.clone(),
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
