//! A gateway as small as can be: it checks what the connectors send it, and lies where a test wants it to.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Form, Json, Router};
use causeway_core::Clock;
use causeway_crypto::jose::{DecryptionKey, Jwk, JwkSet, SigningKey, encrypt, peek, verify};
use causeway_exchange::wire::{
    Answer, Basis, CTY_ANSWER, ConsumerRequest, Delivered, Envelope, GatewayRequest, InnerAnswer,
    LIFETIME_SECONDS, Manifest, PROVIDER_PATH, TYP_ANSWER, TYP_EXCHANGE, TYP_MANIFEST, TYP_READ, TYP_SUBJECT,
    digest_of,
};
use serde_json::{Value, json};
use std::collections::HashMap;
use tokio::net::TcpListener;
use tokio::sync::Mutex;
use uuid::Uuid;

use super::{CARD, CLIENT, ISSUER, http};
use crate::Keys;

/// What the gateway does wrong.
#[derive(Clone)]
pub(super) enum Lie {
    None,
    /// Refuses with this status and body.
    Refuses(u16, Value),
    /// Says that its own key is the consumer's.
    SwapsKey,
    /// Answers with what it got for an earlier request.
    Replays(Delivered),
    /// Claims, with the provider's help, a field that is not declared.
    Undeclared(SigningKey),
    /// Puts an answer of its own in the provider's place.
    Forges,
    /// Cuts the sealed answer short.
    Truncates,
    /// Says once that the token has run out.
    TokenOver,
}

pub(super) struct FakeGateway {
    pub(super) url: String,
    pub(super) lie: Arc<Mutex<Lie>>,
    shared: Arc<Shared>,
}

pub(super) struct Shared {
    signing: SigningKey,
    water: Jwk,
    water_url: String,
    consumer: JwkSet,
    clock: Clock,
    lie: Arc<Mutex<Lie>>,
    reads: AtomicUsize,
    tokens: AtomicUsize,
    incidents: std::sync::Mutex<Vec<String>>,
    last: std::sync::Mutex<Option<(String, GatewayRequest)>>,
}

impl FakeGateway {
    pub(super) async fn start(
        signing: SigningKey,
        water: &Keys,
        consumer: &Keys,
        water_url: &str,
        clock: Clock,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let lie = Arc::new(Mutex::new(Lie::None));
        let shared = Arc::new(Shared {
            signing,
            water: water.decryption.jwk().clone(),
            water_url: water_url.to_owned(),
            consumer: consumer.public(),
            clock,
            lie: Arc::clone(&lie),
            reads: AtomicUsize::new(0),
            tokens: AtomicUsize::new(0),
            incidents: std::sync::Mutex::default(),
            last: std::sync::Mutex::default(),
        });
        let router = Router::new()
            .route("/token", post(token))
            .route("/exchange/v1/reads", post(read))
            .route("/exchange/v1/reads/{read}/incidents", post(incident))
            .with_state(Arc::clone(&shared));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, lie, shared }
    }

    pub(super) fn tokens(&self) -> usize {
        self.shared.tokens.load(Ordering::SeqCst)
    }

    pub(super) fn incidents(&self) -> Vec<String> {
        self.shared.incidents.lock().unwrap().clone()
    }

    /// The last request to the provider: as it was sent, and its claims.
    pub(super) fn last(&self) -> (String, GatewayRequest) {
        self.shared.last.lock().unwrap().clone().unwrap()
    }

    /// An honest request about `card`, around a consumer's own.
    pub(super) fn request(&self, consumer_jws: &str, card: &str) -> GatewayRequest {
        self.shared.request(consumer_jws, card)
    }

    pub(super) fn sign(&self, request: &GatewayRequest) -> String {
        self.shared.signing.sign(TYP_EXCHANGE, request).unwrap()
    }
}

impl Shared {
    fn request(&self, consumer_jws: &str, card: &str) -> GatewayRequest {
        let own: ConsumerRequest = verify(consumer_jws, &self.consumer, TYP_READ).unwrap();
        let subject = json!({"card_number": card}).to_string();
        let now = self.clock.now().as_second();
        GatewayRequest {
            iss: ISSUER.to_owned(),
            aud: "water".parse().unwrap(),
            iat: now,
            exp: now + LIFETIME_SECONDS,
            jti: Uuid::from_u128(0x1000 + self.reads.fetch_add(1, Ordering::SeqCst) as u128).into(),
            dataset: own.dataset,
            fields: own.fields,
            purpose: own.purpose,
            basis: Basis::Consent,
            subject: encrypt(&self.water, Some(TYP_SUBJECT), None, subject.as_bytes()).unwrap(),
            consumer: own.iss,
            consumer_request: consumer_jws.to_owned(),
            enc: own.enc,
        }
    }
}

async fn token(State(shared): State<Arc<Shared>>, Form(form): Form<HashMap<String, String>>) -> Json<Value> {
    assert_eq!(form["grant_type"], "client_credentials");
    assert_eq!(form["client_assertion_type"], "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    let claims: Value = verify(&form["client_assertion"], &shared.consumer, "").unwrap();
    assert_eq!(
        (&claims["iss"], &claims["sub"], &claims["aud"]),
        (&json!(CLIENT), &json!(CLIENT), &json!(ISSUER))
    );
    let number = shared.tokens.fetch_add(1, Ordering::SeqCst);
    Json(json!({"access_token": format!("token-{number}"), "token_type": "Bearer", "expires_in": 300}))
}

async fn incident(
    State(shared): State<Arc<Shared>>,
    Path(_): Path<Uuid>,
    Json(body): Json<Value>,
) -> StatusCode {
    shared.incidents.lock().unwrap().push(body["code"].as_str().unwrap().to_owned());
    StatusCode::NO_CONTENT
}

async fn read(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    Json(envelope): Json<Envelope>,
) -> Response {
    let token = format!("Bearer token-{}", shared.tokens.load(Ordering::SeqCst) - 1);
    assert_eq!(headers[header::AUTHORIZATION], token);
    let lie = shared.lie.lock().await.clone();
    match &lie {
        Lie::Refuses(status, body) => {
            return (StatusCode::from_u16(*status).unwrap(), Json(body)).into_response();
        }
        Lie::Replays(old) => return Json(old).into_response(),
        Lie::TokenOver => {
            *shared.lie.lock().await = Lie::None;
            return (StatusCode::UNAUTHORIZED, Json(json!({"code": "unauthenticated"}))).into_response();
        }
        _ => {}
    }
    let mut request = shared.request(&envelope.request, CARD);
    if matches!(lie, Lie::SwapsKey) {
        request.enc = DecryptionKey::generate().unwrap().jwk().clone();
    }
    let jws = shared.signing.sign(TYP_EXCHANGE, &request).unwrap();
    *shared.last.lock().unwrap() = Some((jws.clone(), request.clone()));
    let url = format!("{}{PROVIDER_PATH}", shared.water_url);
    let answer = http().send(http().client().post(url).json(&json!({"request": jws}))).await.unwrap();
    if !answer.status.is_success() {
        return (StatusCode::BAD_GATEWAY, answer.body).into_response();
    }
    let answer: Answer = serde_json::from_slice(&answer.body).unwrap();
    Json(delivered(&shared, &request, &jws, &answer, &lie)).into_response()
}

fn delivered(shared: &Shared, request: &GatewayRequest, jws: &str, honest: &Answer, lie: &Lie) -> Delivered {
    let mut manifest: Manifest = peek(&honest.manifest).unwrap();
    let mut answer = honest.answer.clone();
    let mut signed = honest.manifest.clone();
    let inner = || InnerAnswer {
        iss: request.aud.clone(),
        aud: request.consumer.clone(),
        iat: manifest.iat,
        read: request.jti,
        request_sha256: digest_of(jws),
        consumer_request_sha256: digest_of(&request.consumer_request),
        found: true,
        values: serde_json::from_value(json!({"address": "2 Forged Road", "phone": "2345"})).unwrap(),
        pad: String::new(),
    };
    let key = match lie {
        Lie::Undeclared(key) => Some(key),
        Lie::Forges => Some(&shared.signing),
        _ => None,
    };
    if let Some(key) = key {
        let sealed = key.sign(TYP_ANSWER, &inner()).unwrap();
        answer = encrypt(&request.enc, None, Some(CTY_ANSWER), sealed.as_bytes()).unwrap();
        manifest.ciphertext_sha256 = digest_of(&answer);
        signed = key.sign(TYP_MANIFEST, &manifest).unwrap();
    }
    if matches!(lie, Lie::Truncates) {
        answer.truncate(answer.len() - 10);
    }
    Delivered { read: request.jti, manifest: signed, answer }
}
