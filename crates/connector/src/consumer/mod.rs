//! Consumer mode: asks on behalf of the organisation's own systems, which speak plain JSON on the loopback interface.
//!
//! ```text
//! POST /reads {consent, dataset, fields, purpose, case?}  ─►  {read, found, values}  or the gateway's own problem, unchanged
//! ```
//!
//! An answer is believed only if the configured provider signed it, for this request, to our key. One that holds an undeclared field is
//! refused as a whole and reported to the gateway as an incident.

mod token;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use causeway_core::{
    ClientId, Clock, ConsentId, DatasetId, Error, OrganisationId, PurposeId, ReadId, Result, Rng,
};
use causeway_crypto::jose::{DecryptionKey, JwkSet};
use causeway_exchange::IncidentCode;
use causeway_exchange::wire::{
    Answer, Asked, ConsumerRequest, Delivered, Envelope, GATEWAY_PATH, LIFETIME_SECONDS, Opened, TYP_READ,
    Values, digest_of, open_answer,
};
use causeway_http::outbound::{self, Outbound};
use causeway_http::{Access, Json, Reply, Routes};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Builder;
use zeroize::Zeroizing;

use self::token::Tokens;
use crate::config::{self, Sealing};
use crate::keys::Keys;
use crate::trust::Trust;

/// A connector that asks. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Consumer(Arc<Inner>);

struct Inner {
    client: ClientId,
    issuer: String,
    gateway: String,
    keys: Keys,
    sealing: Sealing,
    providers: BTreeMap<OrganisationId, Provider>,
    tokens: Tokens,
    http: Outbound,
    clock: Clock,
    rng: Rng,
}

struct Provider {
    datasets: Vec<DatasetId>,
    trust: Trust,
}

/// What the organisation's own system wants to know.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    consent: ConsentId,
    dataset: DatasetId,
    fields: Vec<String>,
    purpose: PurposeId,
    case: Option<String>,
}

/// What it is told. `values` is empty when there is no record.
#[derive(Clone, Debug, Serialize)]
struct Told {
    read: ReadId,
    found: bool,
    values: Values,
}

/// A read that did not come to an answer we can open.
enum Stopped {
    /// The gateway's own refusal, as it came.
    Gateway(outbound::Answer),
    Ours(Error),
}

impl From<Error> for Stopped {
    fn from(error: Error) -> Self {
        Self::Ours(error)
    }
}

impl Consumer {
    /// # Errors
    /// `connector_config`.
    pub(crate) fn open(
        root: &config::Config,
        config: &config::Consumer,
        keys: Keys,
        http: &Outbound,
        clock: &Clock,
        rng: &Rng,
    ) -> Result<Self> {
        let providers = config.providers.iter().map(|(organisation, provider)| {
            let trust = Trust::new(&provider.jwks, http.clone(), clock.clone())?;
            Ok((organisation.clone(), Provider { datasets: provider.datasets.clone(), trust }))
        });
        let gateway = root.gateway.base().to_owned();
        let token_url = config.token_url.clone().unwrap_or_else(|| format!("{gateway}/token"));
        Ok(Self(Arc::new(Inner {
            tokens: Tokens::new(
                token_url,
                config.client.clone(),
                root.gateway.issuer.clone(),
                keys.signing.clone(),
            ),
            client: config.client.clone(),
            issuer: root.gateway.issuer.clone(),
            gateway,
            keys,
            sealing: config.sealing,
            providers: providers.collect::<Result<_>>()?,
            http: http.clone(),
            clock: clock.clone(),
            rng: rng.clone(),
        })))
    }

    /// The routes for the organisation's own systems.
    pub(crate) fn routes(&self) -> Routes {
        Routes::<Self>::new().post("/reads", Access::Public, read).with_state(self.clone())
    }

    async fn read(&self, wanted: Wanted) -> Result<Told, Stopped> {
        let inner = &*self.0;
        let (organisation, provider) = inner.provider_of(&wanted.dataset)?;
        let provider_keys = provider.trust.keys().await?;
        let key = match inner.sealing {
            Sealing::Fresh => DecryptionKey::generate()?,
            Sealing::Kept => inner.keys.decryption.clone(),
        };
        let (jws, delivered) = self.deliver(&wanted, &key).await?;
        let read = delivered.read;
        let digest = digest_of(&jws);
        let asked = Asked {
            provider: organisation,
            provider_keys: &provider_keys,
            consumer: &inner.client,
            read,
            fields: &wanted.fields,
            request_sha256: None,
            consumer_request_sha256: &digest,
            recipient: key.kid(),
            now: inner.clock.now(),
        };
        let answer = Answer { manifest: delivered.manifest, answer: delivered.answer };
        match open_answer(&answer, &key, &asked) {
            Ok(Opened { found, values }) => Ok(Told { read, found, values }),
            Err(error) => {
                self.report(read, IncidentCode::of(error.code())).await;
                Err(error.into())
            }
        }
    }

    /// Sends a signed request; a token that the gateway no longer takes is renewed once.
    async fn deliver(&self, wanted: &Wanted, key: &DecryptionKey) -> Result<(String, Delivered), Stopped> {
        let inner = &*self.0;
        for last in [false, true] {
            let jws = inner.signed(wanted, key)?;
            let body = Envelope { request: jws.clone() };
            let answer = self.post(GATEWAY_PATH, &body).await?;
            if answer.status.is_success() {
                return Ok((jws, answer.json()?));
            }
            if answer.status != StatusCode::UNAUTHORIZED || last {
                return Err(Stopped::Gateway(answer));
            }
            inner.tokens.forget().await;
        }
        Err(Error::internal("two tries end in an answer").into())
    }

    async fn post<T: Serialize + Sync>(&self, path: &str, body: &T) -> Result<outbound::Answer> {
        let inner = &*self.0;
        let token = self.token().await?;
        let request = inner.http.client().post(format!("{}{path}", inner.gateway));
        inner.http.send(request.bearer_auth(token.as_str()).json(body)).await
    }

    /// Tells the gateway that an answer it let pass was not in order. If that fails, the refusal stands all the same.
    async fn report(&self, read: ReadId, code: IncidentCode) {
        let sent = self.post(&format!("{GATEWAY_PATH}/{read}/incidents"), &json!({"code": code})).await;
        let told = sent.as_ref().is_ok_and(|answer| answer.status.is_success());
        tracing::error!(%read, code = code.as_str(), told, "a provider's answer was refused");
    }

    /// What is not in order, for `/health/ready`.
    pub(crate) async fn degraded(&self) -> Vec<&'static str> {
        if self.token().await.is_ok() { Vec::new() } else { vec!["gateway_token"] }
    }

    /// Our access token at the gateway.
    pub(crate) async fn token(&self) -> Result<Arc<Zeroizing<String>>> {
        let inner = &*self.0;
        inner.tokens.current(&inner.http, &inner.clock, &inner.rng).await
    }

    /// Each provider's keys, for `connector check`.
    pub(crate) async fn provider_keys(&self) -> Vec<(OrganisationId, Result<JwkSet>)> {
        let mut all = Vec::new();
        for (organisation, provider) in &self.0.providers {
            all.push((organisation.clone(), provider.trust.read().await));
        }
        all
    }
}

impl Inner {
    fn provider_of(&self, dataset: &DatasetId) -> Result<(&OrganisationId, &Provider)> {
        let mut trusted = self.providers.iter().filter(|(_, provider)| provider.datasets.contains(dataset));
        trusted.next().ok_or_else(|| {
            Error::invalid(
                "dataset_untrusted",
                "No provider is trusted for this dataset in this connector's configuration.",
            )
        })
    }

    fn signed(&self, wanted: &Wanted, key: &DecryptionKey) -> Result<String> {
        let now = self.clock.now().as_second();
        let jti = Builder::from_random_bytes(self.rng.bytes()?).into_uuid();
        let request = ConsumerRequest {
            iss: self.client.clone(),
            aud: self.issuer.clone(),
            iat: now,
            exp: now + LIFETIME_SECONDS,
            jti: jti.to_string(),
            consent: Some(wanted.consent),
            dataset: wanted.dataset.clone(),
            fields: wanted.fields.clone(),
            purpose: wanted.purpose.clone(),
            case: wanted.case.clone(),
            enc: key.jwk().clone(),
        };
        self.keys.signing.sign(TYP_READ, &request)
    }
}

async fn read(
    State(consumer): State<Consumer>,
    headers: HeaderMap,
    Json(wanted): Json<Wanted>,
) -> Reply<Response> {
    check_no_browser(&headers)?;
    match consumer.read(wanted).await {
        Ok(told) => Ok(Json(told).into_response()),
        Err(Stopped::Gateway(answer)) => Ok(passed_on(answer)),
        Err(Stopped::Ours(error)) => Err(error.into()),
    }
}

/// This port is for programs. A page in a browser on the same machine, from wherever it came, is turned away.
fn check_no_browser(headers: &HeaderMap) -> Result<()> {
    if headers.contains_key(header::ORIGIN) || headers.contains_key("sec-fetch-site") {
        return Err(Error::forbidden(
            "no_browsers",
            "This address is for programs on this machine, not for browsers.",
        ));
    }
    Ok(())
}

/// The gateway's problem: status, code and words as they came.
fn passed_on(answer: outbound::Answer) -> Response {
    let problem: serde_json::Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let status = StatusCode::from_u16(answer.status.as_u16()).unwrap_or(StatusCode::BAD_GATEWAY);
    let mut response =
        (status, [(header::CONTENT_TYPE, "application/problem+json")], answer.body).into_response();
    if let Some(seconds) = problem.get("retry_after").and_then(serde_json::Value::as_u64) {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    response
}
