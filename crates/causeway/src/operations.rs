//! What operators look at and what the binary itself does in the background.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use causeway_core::jobs::{self, Job, Worker};
use causeway_core::{
    AccountId, ClientId, ConsentId, DatasetId, Db, Env, Error, OrganisationId, ReadId, RequestId, Result,
    SessionId,
};
use causeway_http::Routes;
use causeway_http::address::Range;
use causeway_http::health;
use causeway_notify::Notice;
use causeway_oidc::Oidc;
use metrics_exporter_prometheus::PrometheusHandle;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::figures;
use crate::wiring::Platform;

/// How many keys of people one round rewraps after the master key changed.
const REWRAP: i64 = 200;

/// `GET /metrics`, for scrapers at the addresses named; to everybody else it does not exist.
pub(crate) fn routes(db: &Db, metrics: Option<PrometheusHandle>, scrapers: Vec<Range>) -> Routes {
    let db = db.clone();
    let figures = move || {
        show_pool(&db);
        metrics.as_ref().map(PrometheusHandle::render).unwrap_or_default()
    };
    health::metrics(Arc::new(figures), scrapers)
}

/// How much of the way to the database is taken, at the moment at which somebody looks.
fn show_pool(db: &Db) {
    let pool = db.pool();
    // Connections are far fewer than 2^32, so the conversions are exact.
    let number = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    metrics::gauge!("db_pool_size").set(number(pool.size));
    metrics::gauge!("db_pool_in_use").set(number(pool.in_use));
    metrics::gauge!("db_pool_waiting").set(number(pool.waiting));
}

/// What a job from the consent ledger tells.
#[derive(Deserialize)]
struct Told {
    account: AccountId,
    client: ClientId,
    consent: Option<ConsentId>,
}

/// What a job about a request that was addressed to a person tells.
#[derive(Deserialize)]
struct Asked {
    account: AccountId,
    client: ClientId,
    request: RequestId,
}

/// What a job about an answer tells, to a service that is not waiting in a browser.
#[derive(Deserialize)]
struct Decided {
    request: RequestId,
}

/// What a job about an incident tells.
#[derive(Deserialize)]
struct Incident {
    account: AccountId,
    read: ReadId,
    provider: OrganisationId,
    dataset: DatasetId,
}

/// What a job about a person who was removed tells.
#[derive(Deserialize)]
struct Gone {
    account: AccountId,
}

/// What a job about a session tells.
#[derive(Deserialize)]
struct Ended {
    session: SessionId,
}

/// What a job about sessions that came to their end tells.
#[derive(Deserialize)]
struct Expired {
    sessions: Vec<SessionId>,
}

fn payload<T: DeserializeOwned>(job: &Job) -> Result<T> {
    serde_json::from_value(job.payload.clone()).map_err(Error::internal)
}

/// The jobs that join domains, and the platform's own upkeep.
pub(crate) fn jobs(worker: Worker, platform: &Platform) -> Worker {
    let (keys, env) = (platform.person_keys.clone(), platform.env.clone());
    let (seen, sized): (Arc<Mutex<BTreeSet<String>>>, _) = (Arc::default(), env.clone());
    crate::keyring::work(joining(worker, platform), platform)
        .every("crypto.rewrap", Duration::from_secs(10), move || {
            let keys = keys.clone();
            async move { keys.rewrap_batch(REWRAP).await.map(|_| ()) }
        })
        .every("core.gauges", Duration::from_secs(15), move || {
            let (env, seen) = (env.clone(), Arc::clone(&seen));
            async move { gauges(&env, &seen).await }
        })
        .every("core.size", Duration::from_mins(5), move || {
            let env = sized.clone();
            async move { figures::show_size(&env).await }
        })
}

/// What one domain does because of another: each job was written in the act's own transaction.
fn joining(worker: Worker, platform: &Platform) -> Worker {
    let ([oidc, forgetting, telling], env) = ([(); 3].map(|()| platform.oidc.clone()), platform.env.clone());
    let [elsewhere, expired, incident, asked] = [&platform.notify; 4].map(Clone::clone);
    ending(worker, &platform.oidc)
        .on(causeway_consent::jobs::ASKED, move |job| {
            let notify = asked.clone();
            async move {
                let Asked { account, client, request } = payload(&job)?;
                notify.deliver(job.id, account, &Notice::Asked { client, request }).await
            }
        })
        .on(causeway_consent::jobs::DECIDED, move |job| {
            let oidc = telling.clone();
            async move { oidc.decided(payload::<Decided>(&job)?.request).await }
        })
        .on(causeway_consent::jobs::WITHDRAWN, move |job| {
            let oidc = oidc.clone();
            async move {
                let told: Told = payload(&job)?;
                let consent =
                    told.consent.ok_or_else(|| Error::internal("a withdrawal names its consent"))?;
                oidc.consent_withdrawn(told.account, &told.client, consent).await
            }
        })
        .on(causeway_registration::sandbox::PERSON_DELETED, move |job| {
            let (oidc, env) = (forgetting.clone(), env.clone());
            async move {
                let Gone { account } = payload(&job)?;
                env.db.tx(|tx| Box::pin(async { oidc.forget(tx, account).await })).await
            }
        })
        .on(causeway_consent::jobs::LOGIN_ELSEWHERE, move |job| {
            let notify = elsewhere.clone();
            async move {
                let told: Told = payload(&job)?;
                notify.deliver(job.id, told.account, &Notice::LoginElsewhere { client: told.client }).await
            }
        })
        .on(causeway_consent::jobs::EXPIRED, move |job| {
            let notify = expired.clone();
            async move {
                let told: Told = payload(&job)?;
                let consent = told.consent.ok_or_else(|| Error::internal("an expiry names its consent"))?;
                notify
                    .deliver(job.id, told.account, &Notice::ConsentExpired { consent, client: told.client })
                    .await
            }
        })
        .on(causeway_exchange::jobs::INCIDENT, move |job| {
            let notify = incident.clone();
            async move {
                let Incident { account, read, provider, dataset } = payload(&job)?;
                notify.deliver(job.id, account, &Notice::Incident { read, provider, dataset }).await
            }
        })
}

/// The end of a session, which the services hear of where it was in use.
fn ending(worker: Worker, oidc: &Oidc) -> Worker {
    let [one, many] = [oidc, oidc].map(Clone::clone);
    worker
        .on(causeway_identity::jobs::SESSION_ENDED, move |job| {
            let oidc = one.clone();
            async move {
                let Ended { session } = payload(&job)?;
                oidc.session_ended(session).await
            }
        })
        .on(causeway_identity::jobs::SESSIONS_EXPIRED, move |job| {
            let oidc = many.clone();
            async move {
                let Expired { sessions } = payload(&job)?;
                for session in sessions {
                    oidc.session_ended(session).await?;
                }
                Ok(())
            }
        })
}

/// How deep the queue is, by kind; a kind that was seen before and waits no more goes back to nought.
async fn gauges(env: &Env, seen: &Mutex<BTreeSet<String>>) -> Result<()> {
    let waiting: BTreeMap<String, i64> = jobs::backlog(env).await?.into_iter().collect();
    let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
    seen.extend(waiting.keys().cloned());
    for kind in seen.iter() {
        let depth = waiting.get(kind).copied().unwrap_or(0);
        // Queue depths are far below 2^32, so the conversion is exact.
        let depth = f64::from(u32::try_from(depth).unwrap_or(u32::MAX));
        metrics::gauge!("jobs_waiting", "kind" => kind.clone()).set(depth);
    }
    Ok(())
}

/// Says what the binary's own metrics mean: the HELP lines of `/metrics`.
pub(crate) fn describe_metrics() {
    metrics::describe_gauge!(
        "jobs_waiting",
        "Jobs that wait for the worker, by kind. Growing: no worker runs, or what they call does not answer."
    );
    metrics::describe_gauge!("db_pool_size", "Connections to the database that this process may have.");
    metrics::describe_gauge!("db_pool_in_use", "Connections to the database in use right now.");
    metrics::describe_gauge!(
        "db_pool_waiting",
        "Requests that wait for a connection right now. Above nought for long: the database is slow, or connections are too few."
    );
    metrics::describe_gauge!(
        "causeway_info",
        "Always 1; its labels say which role and which version this process is."
    );
}
