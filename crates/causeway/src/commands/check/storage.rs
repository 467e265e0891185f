//! The database and the keys that belong to it, and the register that both are nothing without.

use std::sync::Arc;
use std::time::Duration;

use causeway_core::setting::created_as;
use causeway_core::{Clock, Db, Env, Rng, db};
use causeway_crypto::keystore::KeyStore;
use causeway_crypto::person::PersonKeys;
use causeway_http::outbound;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use super::report::{Finding, Report, State};
use crate::commands::serve::settings;
use crate::config::{Config, ModeName};
use crate::keyring;
use crate::roles::Role;
use crate::wiring::Platform;

/// Clocks that differ by more make tokens and signed messages look old: they are good for a minute.
const SKEW: SignedDuration = SignedDuration::from_secs(5);
const MUCH_SKEW: SignedDuration = SignedDuration::from_secs(30);
/// No look at a register takes longer.
const LOOK: Duration = Duration::from_secs(5);

pub(super) async fn look(config: &Config, role: Role, path: &str, report: &mut Report) {
    let clock = Clock::system();
    let db = match config.database.open() {
        Ok(db) => db,
        Err(error) => return report.add(Finding::of("database", "it cannot be opened", &error)),
    };
    let env = Env { db, clock, rng: Rng::system() };
    if !reachable(&env, report).await {
        return;
    }
    let whole = schema(&env.db, config, path, report).await;
    if whole {
        super::backups::look(&env, config, role, report).await;
    }
    keys(&env, config, whole, report).await;
}

/// Which database it is, how large, and whether its clock is ours.
async fn reachable(env: &Env, report: &mut Report) -> bool {
    let asked = env.now();
    let probe = match db::probe(&env.db).await {
        Ok(probe) => probe,
        Err(error) => {
            let mend = "Start it, and see that this machine may connect: address, password, pg_hba.conf.";
            tracing::debug!(?error, "the database cannot be reached");
            report.add(Finding::fault("database", "it cannot be reached", mend));
            return false;
        }
    };
    let mib = probe.bytes / 1024 / 1024;
    report.add(Finding::good("database", format!("{}, {mib} MiB", probe.engine)));
    if let Some(theirs) = probe.now {
        report.add(skew(asked, theirs));
    }
    true
}

fn skew(ours: Timestamp, theirs: Timestamp) -> Finding {
    const CHECK: &str = "clock";
    const MEND: &str = "Let both machines keep their time by NTP (timedatectl; chronyc tracking).";
    let apart = ours.duration_until(theirs).abs();
    let found = format!("{:.1} s from the database's", apart.as_secs_f64());
    match apart {
        apart if apart > MUCH_SKEW => Finding::fault(CHECK, found, MEND),
        apart if apart > SKEW => Finding::warning(CHECK, found, MEND),
        _ => Finding::good(CHECK, found),
    }
}

/// Whether the schema is this release's, and the database of the configured mode.
async fn schema(db: &Db, config: &Config, path: &str, report: &mut Report) -> bool {
    let finding = match db::pending(db).await {
        Err(error) => Finding::of("schema", "it is not this release's", &error),
        Ok(waiting) if waiting.is_empty() => Finding::good("schema", "that of this release"),
        Ok(waiting) => {
            let names: Vec<_> = waiting.iter().map(|migration| migration.name).collect();
            let found = format!("{} migration(s) are missing: {}", names.len(), names.join(", "));
            Finding::fault("schema", found, format!("causeway migrate --config {path}"))
        }
    };
    let whole = finding.state == State::Good;
    report.add(finding);
    let wanted = config.mode.into();
    report.add(match created_as(db).await {
        Ok(Some(mode)) if mode == wanted => Finding::good("mode", mode.to_string()),
        Ok(Some(mode)) => Finding::fault(
            "mode",
            format!("the database was created as {mode}, the configuration says {wanted}"),
            "A database keeps its mode for life: give each a database of its own.",
        ),
        _ => Finding::skipped("mode", format!("the database is new, and becomes {wanted}")),
    });
    whole
}

async fn keys(env: &Env, config: &Config, whole: bool, report: &mut Report) {
    if !config.keys.are_there() {
        return report.add(Finding::skipped("keys", "there are none yet: the first start makes them"));
    }
    let store = match config.keys.look(&env.clock, &env.rng) {
        Ok(store) => store,
        Err(error) => {
            let found = format!("they cannot be read{}", keyring::why(&error));
            return report.add(Finding::of("keys", found, &error));
        }
    };
    if !whole {
        return report.add(Finding::skipped(
            "keys",
            "readable; whether they are this database's shows after the migration",
        ));
    }
    let belongs = match keyring::check(env, &store).await {
        Ok(()) => PersonKeys::new(env.clone(), store.clone()).check().await,
        outdated => outdated,
    };
    if belongs.is_ok() {
        copies(env, &store, report).await;
    }
    for of in keyring::overdue(&store, env.clock.now()) {
        let mend = format!("Rotate it: causeway keys rotate {of}. docs/runbooks/rotating-keys.md says how.");
        report.add(Finding::warning("key rotation", format!("the {of} key should have been replaced"), mend));
    }
    report.add(match belongs {
        Ok(()) => Finding::good("keys", "readable, and this database's"),
        Err(error) => Finding::of("keys", "they are not this database's", &error),
    });
    let settings = settings(config, watch::channel(false).1);
    match Platform::assemble(env, &store, settings) {
        Ok(platform) => report.add(register(config, &platform).await),
        Err(error) => report.add(Finding::of("platform", "it cannot be put together", &error)),
    }
}

/// Whether a key that was made on another node has been brought here.
async fn copies(env: &Env, store: &Arc<dyn KeyStore>, report: &mut Report) {
    let missing = match store.inventory() {
        Ok(facts) => keyring::missing(env, &facts).await,
        Err(error) => Err(error),
    };
    for key in missing.unwrap_or_default() {
        let found =
            format!("the {} key {}, used from {}, is not here", key.key_use, key.kid, key.activates_at);
        let mend =
            "Bring its files from the node where it was made: docs/runbooks/rotating-keys.md says how.";
        report.add(Finding::warning("copies of keys", found, mend));
    }
}

/// Whether the register of people answers, without which nobody can register.
async fn register(config: &Config, platform: &Platform) -> Finding {
    const CHECK: &str = "register of people";
    if config.mode == ModeName::Production && config.registration.policy.is_none() {
        return Finding::skipped(CHECK, "nobody registers by themselves (registration.policy)");
    }
    let dataset = config.registration.dataset.clone().map_or_else(|| "immigration.identity-card".parse(), Ok);
    let provider = async {
        let dataset = platform.exchange.dataset(&dataset?).await?;
        platform.exchange.provider(&dataset.provider).await
    };
    let Ok(provider) = provider.await else {
        let mend = "Register its dataset, purpose and provider in the console (Datasets); until then people cannot register.";
        return Finding::warning(CHECK, "none is registered", mend);
    };
    let url = format!("{}/health/live", provider.base_url.trim_end_matches('/'));
    let asked = async {
        let http = outbound::client(&config.outbound)?;
        http.send(http.client().get(&url)).await
    };
    match tokio::time::timeout(LOOK, asked).await {
        Ok(Ok(answer)) if answer.status.is_success() => {
            Finding::good(CHECK, format!("{} answers", provider.organisation))
        }
        other => {
            let mut mend = format!(
                "See that this machine reaches {}, and ask the organisation whether its connector runs.",
                provider.base_url
            );
            if let Ok(Err(error)) = other {
                tracing::debug!(?error, "the register cannot be reached");
                mend.push_str(" In a private network: outbound.allow_private; with a certificate authority of its own: outbound.extra_roots.");
            }
            Finding::warning(CHECK, format!("{} does not answer", provider.organisation), mend)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_that_differ_are_told_before_tokens_fail() {
        let at = |seconds: i64| Timestamp::from_second(1_800_000_000 + seconds).unwrap();
        assert_eq!(skew(at(0), at(2)).state, State::Good);
        assert_eq!(skew(at(10), at(0)).state, State::Warning);
        assert_eq!(skew(at(0), at(31)).state, State::Fault);
    }
}
