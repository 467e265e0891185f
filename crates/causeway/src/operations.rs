//! What operators look at and what the binary itself does in the background.

use std::time::Duration;

use axum::extract::State;
use causeway_core::jobs::{self, Worker};
use causeway_core::{AccountId, ClientId, ConsentId, Env, Error, Result, db};
use causeway_http::health::Degraded;
use causeway_http::{Access, ClientAddress, Reply, Routes};
use metrics_exporter_prometheus::PrometheusHandle;
use serde::Deserialize;

use crate::wiring::Platform;

/// How many keys of people one round rewraps after the master key changed.
const REWRAP: i64 = 200;

/// What is degraded right now: nothing, or the database.
pub(crate) fn degraded(env: &Env) -> Degraded {
    let env = env.clone();
    std::sync::Arc::new(move || {
        let env = env.clone();
        Box::pin(async move {
            match db::pending(&env.db).await {
                Ok(waiting) if waiting.is_empty() => Vec::new(),
                Ok(_) => vec!["schema"],
                Err(_) => vec!["database"],
            }
        })
    })
}

/// `GET /metrics`, for a scraper on this machine; to everybody else it does not exist.
pub(crate) fn routes(metrics: Option<PrometheusHandle>) -> Routes {
    Routes::<Option<PrometheusHandle>>::new().get("/metrics", Access::Public, render).with_state(metrics)
}

async fn render(
    State(metrics): State<Option<PrometheusHandle>>,
    ClientAddress(address): ClientAddress,
) -> Reply<String> {
    match metrics {
        Some(metrics) if address.is_loopback() => Ok(metrics.render()),
        _ => Err(Error::not_found().into()),
    }
}

/// What a withdrawal tells the other domains.
#[derive(Deserialize)]
struct Withdrawn {
    consent: ConsentId,
    account: AccountId,
    client: ClientId,
}

/// The jobs that join domains, and the platform's own upkeep.
pub(crate) fn jobs(worker: Worker, platform: &Platform) -> Worker {
    let (oidc, keys, env) = (platform.oidc.clone(), platform.person_keys.clone(), platform.env.clone());
    worker
        .on(causeway_consent::jobs::WITHDRAWN, move |job| {
            let oidc = oidc.clone();
            async move {
                let told: Withdrawn = serde_json::from_value(job.payload).map_err(Error::internal)?;
                oidc.consent_withdrawn(told.account, &told.client, told.consent).await
            }
        })
        .every("crypto.rewrap", Duration::from_secs(10), move || {
            let keys = keys.clone();
            async move { keys.rewrap_batch(REWRAP).await.map(|_| ()) }
        })
        .every("core.gauges", Duration::from_secs(15), move || {
            let env = env.clone();
            async move { gauges(&env).await }
        })
}

async fn gauges(env: &Env) -> Result<()> {
    for (kind, waiting) in jobs::backlog(env).await? {
        // Queue depths are far below 2^52, so the conversion is exact.
        let depth = f64::from(u32::try_from(waiting).unwrap_or(u32::MAX));
        metrics::gauge!("jobs_waiting", "kind" => kind).set(depth);
    }
    Ok(())
}
