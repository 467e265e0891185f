//! Provider mode: answers the gateway's reads from what the organisation already has.
//!
//! ```text
//! gateway's request ─checks─► consumer's own request inside ─checks─► open the identifier ─► back end ─► journal ─► sealed answer
//! ```
//!
//! The gateway is believed about who the person is and that a consent stands. It is not believed about the consumer: the consumer's
//! own signature covers the key to which the answer is sealed, the dataset, the fields and the purpose.

mod back_end;
mod csv;
mod journal;
mod replay;
mod rules;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use causeway_core::{ClientId, Clock, DatasetId, Error, OrganisationId, Result};
use causeway_crypto::jose::JwkSet;
use causeway_exchange::wire::{
    Answer, ConsumerRequest, Envelope, Findings, GatewayRequest, PROVIDER_PATH, TYP_EXCHANGE, TYP_READ,
    TYP_SUBJECT, digest_of, seal_answer,
};
use causeway_http::outbound::Outbound;
use causeway_http::{Access, Json, Reply, Routes};
use zeroize::Zeroizing;

pub(crate) use self::back_end::BackEnd;
use self::journal::{Entry, Journal};
use self::replay::Seen;
use crate::config;
use crate::keys::Keys;
use crate::trust::Trust;

/// A connector that answers. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Provider(Arc<Inner>);

struct Inner {
    organisation: OrganisationId,
    issuer: String,
    keys: Keys,
    gateway: Arc<Trust>,
    consumers: BTreeMap<ClientId, Trust>,
    datasets: BTreeMap<DatasetId, Dataset>,
    journal: Journal,
    seen: Seen,
    clock: Clock,
}

struct Dataset {
    identifier: String,
    back_end: BackEnd,
}

impl Provider {
    /// Opens the journal and the back ends.
    ///
    /// # Errors
    /// `connector_config`, `connector_journal`, `connector_csv`.
    pub(crate) fn open(
        root: &config::Config,
        config: &config::Provider,
        keys: Keys,
        gateway: Arc<Trust>,
        http: &Outbound,
        clock: &Clock,
    ) -> Result<Self> {
        let trust = |source| Trust::new(source, http.clone(), clock.clone());
        let consumers = config.consumers.iter().map(|(client, source)| Ok((client.clone(), trust(source)?)));
        let datasets = config.datasets.iter().map(|(id, dataset)| {
            let back_end = BackEnd::open(dataset, http)?;
            Ok((id.clone(), Dataset { identifier: dataset.identifier.clone(), back_end }))
        });
        let (journal, remembered) = Journal::open(&config.journal, clock.now())?;
        Ok(Self(Arc::new(Inner {
            organisation: root.organisation.clone(),
            issuer: root.gateway.issuer.clone(),
            keys,
            gateway,
            consumers: consumers.collect::<Result<_>>()?,
            datasets: datasets.collect::<Result<_>>()?,
            journal,
            seen: Seen::new(remembered),
            clock: clock.clone(),
        })))
    }

    /// The routes that the gateway calls. Its signature on each request is what lets it in.
    pub(crate) fn routes(&self) -> Routes {
        Routes::<Self>::new()
            .post(PROVIDER_PATH, Access::Public, read)
            .get("/causeway/v1/keys", Access::Public, keys)
            .with_state(self.clone())
    }

    /// One read.
    async fn answer(&self, jws: &str) -> Result<Answer> {
        let inner = &*self.0;
        let (request, own) = self.admit(jws).await?;
        let dataset = inner.dataset(&request)?;
        self.once(&request)?;
        let identifier = inner.open_subject(&request.subject, &dataset.identifier)?;
        let findings = dataset.back_end.find(&dataset.identifier, &identifier, &request.fields).await?;
        inner.journal.write(&inner.entry(&request, &findings)).await?;
        tracing::info!(read = %request.jti, consumer = %own.iss, dataset = %request.dataset, found = findings.found, "answered");
        seal_answer(&inner.keys.signing, &request, jws, findings, inner.clock.now())
    }

    /// The checks of both signatures, and that the two requests say the same.
    async fn admit(&self, jws: &str) -> Result<(GatewayRequest, ConsumerRequest)> {
        let (inner, now) = (&*self.0, self.0.clock.now());
        let request: GatewayRequest = inner
            .gateway
            .verify(jws, TYP_EXCHANGE)
            .await
            .map_err(|error| rules::unless_down(error, rules::gateway_signature))?;
        rules::check_gateway(&request, &inner.issuer, &inner.organisation, now)?;
        let consumer = inner.consumers.get(&request.consumer).ok_or_else(rules::consumer_unknown)?;
        let own: ConsumerRequest = consumer
            .verify(&request.consumer_request, TYP_READ)
            .await
            .map_err(|error| rules::unless_down(error, rules::consumer_signature))?;
        rules::check_consumer(&own, &request, now)?;
        Ok((request, own))
    }

    /// Neither the gateway's request nor the consumer's inside serves twice: else a gateway could put two people under one signature.
    fn once(&self, request: &GatewayRequest) -> Result<()> {
        let names = [request.jti.to_string(), digest_of(&request.consumer_request)];
        self.0.seen.take(&names, self.0.clock.now())
    }

    /// What is not in order, for `/health/ready`.
    pub(crate) async fn degraded(&self) -> Vec<&'static str> {
        let keys = self.0.gateway.keys().await;
        if keys.is_ok() { Vec::new() } else { vec!["gateway_keys"] }
    }
}

impl Inner {
    fn dataset(&self, request: &GatewayRequest) -> Result<&Dataset> {
        let dataset = self.datasets.get(&request.dataset).ok_or_else(rules::dataset_unknown)?;
        rules::check_fields(&request.fields, |field| dataset.back_end.answers(field))?;
        Ok(dataset)
    }

    /// The identifier that was sealed to us, such as the card number.
    fn open_subject(&self, subject: &str, name: &str) -> Result<Zeroizing<String>> {
        let opened =
            self.keys.decryption.decrypt(subject).map_err(|error| rules::bad_subject().with_cause(error))?;
        if opened.typ.as_deref() != Some(TYP_SUBJECT) {
            return Err(rules::bad_subject());
        }
        let mut members: BTreeMap<String, String> =
            serde_json::from_slice(&opened.plaintext).map_err(|_| rules::bad_subject())?;
        let value = members.remove(name).map(Zeroizing::new).filter(|value| !value.is_empty());
        value.ok_or_else(rules::bad_subject)
    }

    fn entry(&self, request: &GatewayRequest, findings: &Findings) -> Entry {
        Entry {
            time: self.clock.now(),
            read: request.jti,
            consumer: request.consumer.clone(),
            dataset: request.dataset.clone(),
            fields: request.fields.clone(),
            purpose: request.purpose.clone(),
            basis: request.basis,
            found: findings.found,
            consumer_request_sha256: digest_of(&request.consumer_request),
        }
    }
}

async fn read(State(provider): State<Provider>, Json(envelope): Json<Envelope>) -> Reply<Json<Answer>> {
    // Once begun it is finished: what the journal says was answered was answered, as far as we can tell.
    let task = tokio::spawn(async move { provider.answer(&envelope.request).await });
    Ok(Json(task.await.map_err(Error::internal)??))
}

async fn keys(State(provider): State<Provider>) -> Json<JwkSet> {
    Json(provider.0.keys.public())
}
