//! A provider's connector that is honest, or not, as a test wishes.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use causeway_core::Clock;
use causeway_crypto::jose::{DecryptionKey, JwkSet, SigningKey, peek, verify};
use causeway_crypto::keystore::{KeyStore, Use};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::{Mutex, Semaphore};

use super::CARD;
use crate::model::Provider;
use crate::wire::testing::{key, set};
use crate::wire::{
    Answer, ConsumerRequest, Envelope, Findings, GatewayRequest, InnerAnswer, Manifest, PROVIDER_PATH,
    TYP_EXCHANGE, TYP_MANIFEST, TYP_READ, TYP_SUBJECT, Values, digest_of, seal_answer,
};

/// How the connector answers.
#[derive(Clone)]
pub(super) enum Behaviour {
    Honest,
    NoRecord,
    Status(u16),
    Slow(Duration),
    /// Answers only once the test lets it.
    Waits(Arc<Semaphore>),
    /// Declares a field that nobody asked for.
    ExtraField,
    /// Seals a field that it does not declare.
    UndeclaredField,
    /// Answers as to another request of the gateway.
    AnotherRequest,
    /// Signs with a key that is not in the catalogue.
    WrongKey,
    /// Seals to a key of its own choice.
    AnotherRecipient,
    /// Sends what should be sealed in the clear.
    Unsealed,
    /// Sends exactly this body.
    Body(String),
}

/// The connector, listening on a free port.
pub(super) struct FakeConnector {
    url: String,
    shared: Arc<Shared>,
    pub(super) behaviour: Arc<Mutex<Behaviour>>,
}

struct Shared {
    signing: SigningKey,
    opening: DecryptionKey,
    gateway: JwkSet,
    /// Keys of the two consumers it trusts.
    consumers: [JwkSet; 2],
    clock: Clock,
    calls: AtomicUsize,
    behaviour: Arc<Mutex<Behaviour>>,
}

impl FakeConnector {
    pub(super) async fn start(store: &Arc<dyn KeyStore>, consumer: &SigningKey, clock: Clock) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let behaviour = Arc::new(Mutex::new(Behaviour::Honest));
        let public = |which| set(&store.signing_keys(which).unwrap()[0]);
        let shared = Arc::new(Shared {
            signing: key(),
            opening: DecryptionKey::generate().unwrap(),
            gateway: public(Use::Gateway),
            consumers: [set(consumer), public(Use::PlatformConsumer)],
            clock,
            calls: AtomicUsize::new(0),
            behaviour: Arc::clone(&behaviour),
        });
        let router = Router::new().route(PROVIDER_PATH, post(answer)).with_state(Arc::clone(&shared));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, shared, behaviour }
    }

    pub(super) fn entry(&self) -> Provider {
        Provider {
            organisation: "water".parse().unwrap(),
            base_url: self.url.clone(),
            signing_keys: set(&self.shared.signing),
            encryption_key: self.shared.opening.jwk().clone(),
        }
    }

    /// How often it was asked.
    pub(super) fn calls(&self) -> usize {
        self.shared.calls.load(Ordering::SeqCst)
    }
}

async fn answer(
    State(shared): State<Arc<Shared>>,
    Json(Envelope { request: jws }): Json<Envelope>,
) -> Response {
    shared.calls.fetch_add(1, Ordering::SeqCst);
    let request: GatewayRequest = verify(&jws, &shared.gateway, TYP_EXCHANGE).unwrap();
    shared.believes(&request);
    let behaviour = shared.behaviour.lock().await.clone();
    match behaviour {
        Behaviour::Honest => Json(shared.sealed(&request, &jws, address())).into_response(),
        Behaviour::NoRecord => Json(shared.sealed(&request, &jws, Findings::no_record())).into_response(),
        Behaviour::Status(status) => StatusCode::from_u16(status).unwrap().into_response(),
        Behaviour::Slow(by) => {
            tokio::time::sleep(by).await;
            Json(shared.sealed(&request, &jws, address())).into_response()
        }
        Behaviour::Waits(until) => {
            until.acquire().await.unwrap().forget();
            Json(shared.sealed(&request, &jws, address())).into_response()
        }
        Behaviour::Body(body) => body.into_response(),
        lie => Json(shared.lie(&request, &jws, &lie)).into_response(),
    }
}

fn address() -> Findings {
    Findings { found: true, values: Values([("address".to_owned(), json!("1 Harbour Road"))].into()) }
}

impl Shared {
    /// What any provider checks: the consumer's own signature, and that the gateway did not swap what it says.
    fn believes(&self, request: &GatewayRequest) {
        let own = self
            .consumers
            .iter()
            .find_map(|keys| verify::<ConsumerRequest>(&request.consumer_request, keys, TYP_READ).ok());
        let own = own.expect("signed by a consumer that is trusted");
        assert_eq!((&own.iss, &own.enc, &own.dataset), (&request.consumer, &request.enc, &request.dataset));
        let subject = self.opening.decrypt(&request.subject).unwrap();
        assert_eq!(subject.typ.as_deref(), Some(TYP_SUBJECT));
        assert_eq!(
            serde_json::from_slice::<Value>(&subject.plaintext).unwrap(),
            json!({"card_number": CARD})
        );
    }

    fn sealed(&self, request: &GatewayRequest, jws: &str, findings: Findings) -> Answer {
        seal_answer(&self.signing, request, jws, findings, self.clock.now()).unwrap()
    }

    fn lie(&self, request: &GatewayRequest, jws: &str, lie: &Behaviour) -> Answer {
        match lie {
            Behaviour::ExtraField => {
                let mut wider = request.clone();
                wider.fields.push("meter".to_owned());
                self.sealed(&wider, jws, address())
            }
            Behaviour::AnotherRequest => self.sealed(request, "another request", address()),
            Behaviour::WrongKey => seal_answer(&key(), request, jws, address(), self.clock.now()).unwrap(),
            Behaviour::AnotherRecipient => {
                let mut own = request.clone();
                own.enc = self.opening.jwk().clone();
                self.sealed(&own, jws, address())
            }
            Behaviour::UndeclaredField => {
                let mut more = address();
                more.values.0.insert("meter".to_owned(), json!("M-1"));
                self.sealed(request, jws, more)
            }
            Behaviour::Unsealed => {
                let mut answer = self.sealed(request, jws, address());
                let inner = InnerAnswer {
                    iss: request.aud.clone(),
                    aud: request.consumer.clone(),
                    iat: request.iat,
                    read: request.jti,
                    request_sha256: digest_of(jws),
                    consumer_request_sha256: digest_of(&request.consumer_request),
                    found: true,
                    values: address().values,
                    pad: String::new(),
                };
                answer.answer = serde_json::to_string(&inner).unwrap();
                let mut manifest: Manifest = peek(&answer.manifest).unwrap();
                manifest.ciphertext_sha256 = digest_of(&answer.answer);
                answer.manifest = self.signing.sign(TYP_MANIFEST, &manifest).unwrap();
                answer
            }
            _ => self.sealed(request, jws, address()),
        }
    }
}
