//! Parties to an exchange, for tests.

use causeway_core::ReadId;
use causeway_crypto::jose::{Alg, DecryptionKey, JwkSet, SigningKey};
use jiff::Timestamp;
use uuid::Uuid;

use super::{
    Asked, Basis, ConsumerRequest, GatewayRequest, LIFETIME_SECONDS, TYP_EXCHANGE, TYP_READ, digest_of,
};

/// The issuer in all tests.
pub(crate) const ISSUER: &str = "https://gateway.example";

/// All three parties' keys, and one request made with them.
pub(crate) struct Parties {
    pub(crate) now: Timestamp,
    pub(crate) consumer: SigningKey,
    pub(crate) provider: SigningKey,
    pub(crate) provider_keys: JwkSet,
    pub(crate) opening: DecryptionKey,
    pub(crate) consumer_jws: String,
    pub(crate) request: GatewayRequest,
    pub(crate) jws: String,
    pub(crate) recipient: String,
    pub(crate) consumer_digest: String,
}

pub(crate) fn key() -> SigningKey {
    SigningKey::generate(Alg::Es256).unwrap()
}

pub(crate) fn set(key: &SigningKey) -> JwkSet {
    JwkSet { keys: vec![key.jwk().clone()] }
}

impl Parties {
    /// `driving-licence` asks `water` for `address` and `since`.
    pub(crate) fn new() -> Self {
        let now = causeway_core::db::testing::start_of_time();
        let (gateway, consumer, provider) = (key(), key(), key());
        let opening = DecryptionKey::generate().unwrap();
        let asked = ConsumerRequest {
            iss: "driving-licence".parse().unwrap(),
            aud: ISSUER.to_owned(),
            iat: now.as_second(),
            exp: now.as_second() + LIFETIME_SECONDS,
            jti: "request-1".to_owned(),
            consent: Some(Uuid::from_u128(1).into()),
            dataset: "water.address".parse().unwrap(),
            fields: vec!["address".to_owned(), "since".to_owned()],
            purpose: "licence-renewal".parse().unwrap(),
            case: None,
            enc: opening.jwk().clone(),
        };
        let consumer_jws = consumer.sign(TYP_READ, &asked).unwrap();
        let request = GatewayRequest {
            iss: ISSUER.to_owned(),
            aud: "water".parse().unwrap(),
            iat: asked.iat,
            exp: asked.exp,
            jti: ReadId::from(Uuid::from_u128(9)),
            dataset: asked.dataset.clone(),
            fields: asked.fields.clone(),
            purpose: asked.purpose.clone(),
            basis: Basis::Consent,
            subject: "sealed".to_owned(),
            consumer: asked.iss.clone(),
            consumer_request: consumer_jws.clone(),
            enc: asked.enc.clone(),
        };
        Self {
            now,
            provider_keys: set(&provider),
            recipient: opening.jwk().thumbprint().unwrap(),
            consumer_digest: digest_of(&consumer_jws),
            jws: gateway.sign(TYP_EXCHANGE, &request).unwrap(),
            consumer,
            provider,
            opening,
            consumer_jws,
            request,
        }
    }

    /// What the answer is held against, as the consumer holds it.
    pub(crate) fn asked(&self) -> Asked<'_> {
        Asked {
            provider: &self.request.aud,
            provider_keys: &self.provider_keys,
            consumer: &self.request.consumer,
            read: self.request.jti,
            fields: &self.request.fields,
            request_sha256: None,
            consumer_request_sha256: &self.consumer_digest,
            recipient: &self.recipient,
            now: self.now,
        }
    }
}
