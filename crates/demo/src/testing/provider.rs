//! A small OpenID provider: discovery, keys, tokens, userinfo. The person's part is a function call instead of pages.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use causeway_crypto::b64;
use causeway_crypto::digest::sha256;
use causeway_crypto::jose::{Alg, SigningKey};
use serde_json::{Value, json};
use url::Url;

use super::SECRET;

/// Who approves, and with what consent id.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) sub: &'static str,
    pub(crate) card_number: Option<&'static str>,
    pub(crate) consent: Option<&'static str>,
}

/// What the provider does wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Mischief {
    #[default]
    None,
    WrongNonce,
    WrongAudience,
    WrongIssuer,
    Expired,
    ForeignKey,
    NoIdToken,
    TokenError(&'static str),
    TokenGarbage,
    UserinfoOfSomebodyElse,
    UserinfoRefused,
}

struct Issued {
    authorization: BTreeMap<String, String>,
    person: Person,
}

struct Inner {
    issuer: String,
    key: Mutex<SigningKey>,
    mischief: Mutex<Mischief>,
    codes: Mutex<BTreeMap<String, Issued>>,
    /// What the access token of each code stands for.
    tokens: Mutex<BTreeMap<String, Person>>,
}

#[derive(Clone)]
pub(crate) struct FakeProvider(Arc<Inner>);

impl FakeProvider {
    pub(crate) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let provider = Self(Arc::new(Inner {
            issuer: format!("http://{}", listener.local_addr().unwrap()),
            key: Mutex::new(SigningKey::generate(Alg::Es256).unwrap()),
            mischief: Mutex::default(),
            codes: Mutex::default(),
            tokens: Mutex::default(),
        }));
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/jwks", get(keys))
            .route("/token", post(token))
            .route("/userinfo", get(userinfo))
            .with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        provider
    }

    pub(crate) fn issuer(&self) -> &str {
        &self.0.issuer
    }

    /// From now on it does this wrong.
    pub(crate) fn misbehave(&self, mischief: Mischief) {
        *self.0.mischief.lock().unwrap() = mischief;
    }

    /// Takes a new signing key, and publishes that alone.
    pub(crate) fn rotate(&self) {
        *self.0.key.lock().unwrap() = SigningKey::generate(Alg::Es256).unwrap();
    }

    /// The person approves what the authorization URL asks: the path and query with which the browser comes back.
    pub(crate) fn approve(&self, authorization_url: &str, person: Person) -> String {
        let url = Url::parse(authorization_url).unwrap();
        assert!(
            authorization_url.starts_with(&format!("{}/authorize?", self.0.issuer)),
            "{authorization_url}"
        );
        let authorization: BTreeMap<String, String> = url.query_pairs().into_owned().collect();
        assert_eq!(authorization["response_type"], "code");
        assert_eq!(authorization["code_challenge_method"], "S256");
        assert!(authorization["scope"].split(' ').any(|scope| scope == "openid"));
        assert!(authorization["nonce"].len() >= 16 && authorization["state"].len() >= 16);
        let redirect = Url::parse(&authorization["redirect_uri"]).unwrap();
        let code = format!("code-{}", self.0.codes.lock().unwrap().len());
        let state = authorization["state"].clone();
        self.0.codes.lock().unwrap().insert(code.clone(), Issued { authorization, person });
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs([("code", code.as_str()), ("state", &state), ("iss", &self.0.issuer)])
            .finish();
        format!("{}?{query}", redirect.path())
    }
}

/// One parameter of an authorization URL.
pub(crate) fn parameter(authorization_url: &str, name: &str) -> Option<String> {
    let url = Url::parse(authorization_url).unwrap();
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

async fn discovery(State(provider): State<FakeProvider>) -> Json<Value> {
    let issuer = &provider.0.issuer;
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": format!("{issuer}/userinfo"),
        "jwks_uri": format!("{issuer}/jwks"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "authorization_details_types_supported": ["urn:causeway:exchange"],
        "authorization_response_iss_parameter_supported": true,
    }))
}

async fn keys(State(provider): State<FakeProvider>) -> Json<Value> {
    Json(json!({"keys": [provider.0.key.lock().unwrap().jwk()]}))
}

async fn token(
    State(provider): State<FakeProvider>,
    headers: HeaderMap,
    Form(form): Form<BTreeMap<String, String>>,
) -> (StatusCode, Json<Value>) {
    let mischief = *provider.0.mischief.lock().unwrap();
    match mischief {
        Mischief::TokenError(code) => return (StatusCode::BAD_REQUEST, Json(json!({"error": code}))),
        Mischief::TokenGarbage => return (StatusCode::OK, Json(json!({"hello": "world"}))),
        _ => {}
    }
    let Some(issued) = provider.0.codes.lock().unwrap().remove(&form["code"]) else {
        return (StatusCode::BAD_REQUEST, Json(json!({"error": "invalid_grant"})));
    };
    let asked = &issued.authorization;
    check_client(&headers, &asked["client_id"]);
    assert_eq!(form["grant_type"], "authorization_code");
    assert_eq!(form["redirect_uri"], asked["redirect_uri"]);
    assert_eq!(
        b64::encode(&sha256(form["code_verifier"].as_bytes())),
        asked["code_challenge"],
        "RFC 7636 4.6"
    );
    let access_token = format!("token-{}", form["code"]);
    provider.0.tokens.lock().unwrap().insert(access_token.clone(), issued.person.clone());
    let mut answer = json!({
        "access_token": access_token, "token_type": "Bearer", "expires_in": 300,
        "id_token": provider.id_token(asked, &issued.person, mischief),
    });
    if mischief == Mischief::NoIdToken {
        answer.as_object_mut().unwrap().remove("id_token");
    }
    if let Some(details) = asked.get("authorization_details") {
        let mut details: Value = serde_json::from_str(details).unwrap();
        if let Some(consent) = issued.person.consent {
            details[0]["consent"] = consent.into();
        }
        answer["authorization_details"] = details;
    }
    (StatusCode::OK, Json(answer))
}

/// RFC 6749 section 2.3.1: both parts are form-encoded before they are joined.
fn check_client(headers: &HeaderMap, client_id: &str) {
    let encode = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let expected = b64::encode_standard(format!("{}:{}", encode(client_id), encode(SECRET)).as_bytes());
    assert_eq!(headers[header::AUTHORIZATION], format!("Basic {expected}"));
}

impl FakeProvider {
    fn id_token(&self, asked: &BTreeMap<String, String>, person: &Person, mischief: Mischief) -> String {
        let now = causeway_core::Clock::system().now().as_second();
        let mut claims = json!({
            "iss": self.0.issuer, "aud": asked["client_id"], "sub": person.sub, "nonce": asked["nonce"],
            "iat": now, "exp": now + 300, "auth_time": now, "acr": "urn:causeway:acr:passkey",
        });
        match mischief {
            Mischief::WrongNonce => claims["nonce"] = "another".into(),
            Mischief::WrongAudience => claims["aud"] = "another".into(),
            Mischief::WrongIssuer => claims["iss"] = "https://another.example".into(),
            Mischief::Expired => claims["exp"] = (now - 60).into(),
            _ => {}
        }
        let key = match mischief {
            Mischief::ForeignKey => SigningKey::generate(Alg::Es256).unwrap(),
            _ => self.0.key.lock().unwrap().clone(),
        };
        key.sign("JWT", &claims).unwrap()
    }
}

async fn userinfo(State(provider): State<FakeProvider>, headers: HeaderMap) -> (StatusCode, Json<Value>) {
    let token = headers[header::AUTHORIZATION].to_str().unwrap().strip_prefix("Bearer ").unwrap().to_owned();
    let person = provider.0.tokens.lock().unwrap().get(&token).cloned().expect("an unknown access token");
    match *provider.0.mischief.lock().unwrap() {
        Mischief::UserinfoRefused => (StatusCode::FORBIDDEN, Json(json!({"error": "insufficient_scope"}))),
        Mischief::UserinfoOfSomebodyElse => {
            (StatusCode::OK, Json(json!({"sub": "somebody-else", "card_number": person.card_number})))
        }
        _ => (StatusCode::OK, Json(json!({"sub": person.sub, "card_number": person.card_number}))),
    }
}
