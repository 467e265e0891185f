//! The exchange over HTTP.

use axum::extract::State;
use axum::http::StatusCode;
use causeway_core::ReadId;
use causeway_crypto::jose::JwkSet;
use causeway_http::{Access, ClientCaller, Json, Path, Reply, Routes};
use serde::{Deserialize, Serialize};

use crate::model::{Dataset, LifeCycle, Purpose};
use crate::wire::{Delivered, Envelope, GATEWAY_PATH};
use crate::{Exchange, IncidentCode, openapi};

/// The answer of `GET /exchange/v1/datasets`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Datasets {
    /// What can be read: published and deprecated datasets.
    pub datasets: Vec<Dataset>,
}

/// The answer of `GET /exchange/v1/purposes`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Purposes {
    /// Every registered purpose, and who may use it for what.
    pub purposes: Vec<Purpose>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Incident {
    code: IncidentCode,
}

impl Exchange {
    /// The routes of this domain.
    pub fn routes(&self) -> Routes {
        Routes::<Self>::new()
            .get("/exchange/v1/datasets", Access::Public, datasets)
            .documented(openapi::datasets())
            .get("/exchange/v1/purposes", Access::Public, purposes)
            .documented(openapi::purposes())
            .get("/exchange/v1/keys/gateway", Access::Public, gateway_keys)
            .documented(openapi::gateway_keys())
            .get("/exchange/v1/keys/platform", Access::Public, platform_keys)
            .documented(openapi::platform_keys())
            .post(GATEWAY_PATH, Access::Client, read)
            .documented(openapi::read())
            .post("/exchange/v1/reads/{read}/incidents", Access::Client, report)
            .documented(openapi::report())
            .with_state(self.clone())
    }
}

async fn datasets(State(exchange): State<Exchange>) -> Reply<Json<Datasets>> {
    let mut datasets = exchange.datasets().await?;
    datasets.retain(|dataset| matches!(dataset.life_cycle, LifeCycle::Published | LifeCycle::Deprecated));
    Ok(Json(Datasets { datasets }))
}

async fn purposes(State(exchange): State<Exchange>) -> Reply<Json<Purposes>> {
    Ok(Json(Purposes { purposes: exchange.purposes().await? }))
}

async fn gateway_keys(State(exchange): State<Exchange>) -> Reply<Json<JwkSet>> {
    Ok(Json(exchange.gateway_keys()?))
}

async fn platform_keys(State(exchange): State<Exchange>) -> Reply<Json<JwkSet>> {
    Ok(Json(exchange.platform_keys()?))
}

async fn read(
    State(exchange): State<Exchange>,
    ClientCaller(caller): ClientCaller,
    Json(envelope): Json<Envelope>,
) -> Reply<Json<Delivered>> {
    exchange.rate.check(&caller)?;
    Ok(Json(exchange.read(&caller, &envelope.request).await?))
}

async fn report(
    State(exchange): State<Exchange>,
    ClientCaller(caller): ClientCaller,
    Path(read): Path<ReadId>,
    Json(incident): Json<Incident>,
) -> Reply<StatusCode> {
    exchange.rate.check(&caller)?;
    exchange.report(&caller, read, incident.code).await?;
    Ok(StatusCode::NO_CONTENT)
}
