//! A whole platform below the pages: two clients, people with software passkeys, and the routes.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::http::header;
use causeway_consent::{Consents, Detail, Shown, ShownPart, Step, Viewer};
use causeway_core::db::testing::{TestEnv, environments};
use causeway_core::{
    AccountId, Acr, Actor, Error, Lang, OrganisationId, PurposeId, RequestId, Session, SessionId,
};
use causeway_crypto::b64;
use causeway_crypto::jose::{Alg, JwkSet, SigningKey};
use causeway_crypto::keystore::{KeyStore, MemoryKeyStore, Use};
use causeway_crypto::person::PersonKeys;
use causeway_crypto::soft_passkey::{Kept, SoftKey};
use causeway_crypto::token;
use causeway_crypto::webauthn::RelyingParty;
use causeway_evidence::{Event, Evidence};
use causeway_http::testing::{self, Answer};
use causeway_http::{Browser, outbound};
use causeway_identity::{Identity, NewAccount};
use serde_json::{Value, json};
use url::Url;

use super::samples::{CHALLENGE, REDIRECT, VERIFIER};
use crate::{Client, ClientAuth, Config, Oidc, Ports, Scopes};

pub(crate) const ISSUER: &str = "http://localhost:8080";
/// Two browsers, by their cookies.
pub(crate) const HOME: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
pub(crate) const ELSEWHERE: &str = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
const SECRET: &str = "a secret of app+ 100%";

pub(crate) struct World {
    pub(crate) test: TestEnv,
    pub(crate) oidc: Oidc,
    pub(crate) consents: Consents,
    pub(crate) evidence: Evidence,
    pub(crate) keystore: Arc<MemoryKeyStore>,
    pub(crate) bank_key: SigningKey,
    identity: Identity,
    keys: PersonKeys,
    /// The sessions that the provider had ended.
    pub(crate) ended: Ended,
}

pub(crate) type Ended = Arc<Mutex<Vec<SessionId>>>;

pub(crate) struct Person {
    pub(crate) session: Session,
    passkey: Kept,
}

impl World {
    /// One on each engine.
    pub(crate) async fn all() -> Vec<Self> {
        let mut worlds = Vec::new();
        for test in environments().await.unwrap() {
            worlds.push(Self::on(test).await);
        }
        worlds
    }

    async fn on(test: TestEnv) -> Self {
        let keystore = Arc::new(MemoryKeyStore::with_clock(&test.env.clock).unwrap());
        let keys = PersonKeys::new(test.env.clone(), keystore.clone());
        let log_key = keystore.signing_keys(Use::Log).unwrap().remove(0);
        let evidence =
            Evidence::new(test.env.clone(), keys.clone(), log_key, "localhost:8080/log".to_owned());
        let party = RelyingParty {
            id: "localhost".to_owned(),
            name: "Causeway".to_owned(),
            origins: vec![ISSUER.to_owned()],
        };
        let config = causeway_identity::Config::default();
        let identity = Identity::new(test.env.clone(), evidence.clone(), &*keystore, party, config).unwrap();
        let consents = Consents::new(
            test.env.clone(),
            keys.clone(),
            &*keystore,
            identity.clone(),
            evidence.clone(),
            ISSUER,
        )
        .unwrap();
        let ended = Ended::default();
        let oidc = Oidc::new(
            test.env.clone(),
            keystore.clone(),
            evidence.clone(),
            consents.clone(),
            ISSUER,
            Config::default(),
            ports(&ended),
        )
        .unwrap();
        let bank_key = SigningKey::generate(Alg::Es256).unwrap();
        let world = Self { test, oidc, consents, evidence, keystore, bank_key, identity, keys, ended };
        world.put(&Self::app()).await;
        world.put(&world.bank()).await;
        world
    }

    /// Another node on the same database, with a key store of its own on the same keys.
    pub(crate) fn node(&self, keystore: &Arc<MemoryKeyStore>) -> Oidc {
        let (env, evidence, consents) = (self.test.env.clone(), self.evidence.clone(), self.consents.clone());
        Oidc::new(env, keystore.clone(), evidence, consents, ISSUER, Config::default(), ports(&self.ended))
            .unwrap()
    }

    /// A client with a secret.
    pub(crate) fn app() -> Client {
        let hash = token::hash_of(SECRET);
        Client { auth: ClientAuth::SecretBasic { hash }, ..super::samples::client() }
    }

    /// A client with a key, in another sector.
    pub(crate) fn bank(&self) -> Client {
        Client {
            id: "bank".parse().unwrap(),
            organisation: "bank".parse().unwrap(),
            sector: "bank.example".to_owned(),
            redirect_uris: vec!["https://bank.example/cb".to_owned()],
            auth: ClientAuth::PrivateKeyJwt,
            keys: JwkSet { keys: vec![self.bank_key.jwk().clone()] },
            scopes: Scopes::parse("openid name offline_access exchange"),
            ..super::samples::client()
        }
    }

    pub(crate) async fn put(&self, client: &Client) {
        let oidc = &self.oidc;
        self.test.env.db.tx(|tx| Box::pin(async move { oidc.put_client(tx, client).await })).await.unwrap();
    }

    pub(crate) fn pass(&self, seconds: i64) {
        self.test.env.clock.advance(jiff::SignedDuration::from_secs(seconds));
    }

    pub(crate) async fn person(&self) -> Person {
        let account: AccountId = self.test.env.new_id().unwrap();
        let browser = &Browser::of(HOME);
        let ceremony = self.identity.begin_creation(browser, account, "CHAN Tai Man").await.unwrap();
        let (key, response) = SoftKey::create(&Url::parse(ISSUER).unwrap(), &ceremony.options).await.unwrap();
        let credential =
            &self.identity.finish_creation(browser, account, ceremony.id, &response).await.unwrap();
        let card = &self.identity.card_hash(&account.to_string());
        let (session, _) = self
            .test
            .env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    self.keys.create(tx, account.uuid()).await?;
                    let new = NewAccount {
                        id: account,
                        card: card.clone(),
                        lang: Lang::En,
                        credential: credential.clone(),
                        label: "phone".to_owned(),
                    };
                    self.identity.create_account(tx, &new).await?;
                    self.identity.start_session(tx, account, Acr::Passkey).await
                })
            })
            .await
            .unwrap();
        Person { session, passkey: key.keep().unwrap() }
    }

    /// The person logs in anew.
    pub(crate) async fn log_in_again(&self, person: &mut Person) {
        let account = person.session.account;
        let started =
            self.test.env.db.tx(|tx| {
                Box::pin(async move { self.identity.start_session(tx, account, Acr::Passkey).await })
            });
        person.session = started.await.unwrap().0;
    }

    pub(crate) fn router(&self, session: Option<&Session>) -> Router {
        let actor = session.map_or(Actor::Nobody, |session| Actor::Person(session.clone()));
        testing::router(self.oidc.routes(), actor)
    }

    /// Opens a page in a browser.
    pub(crate) async fn open(&self, path: &str, browser: &str, person: Option<&Person>) -> Answer {
        let mut request = testing::get(path);
        request.headers_mut().insert(header::COOKIE, format!("cw_browser={browser}").parse().unwrap());
        testing::send(&self.router(person.map(|person| &person.session)), request).await
    }

    /// `/authorize` with good parameters of `app`, of which `changes` replace or (when empty) remove some.
    pub(crate) async fn authorize(&self, changes: &[(&str, &str)], person: Option<&Person>) -> Answer {
        self.open(&format!("/authorize?{}", query(changes)), HOME, person).await
    }

    /// The person approves what is asked, with the passkey over what was shown.
    pub(crate) async fn approve(&self, request: RequestId, browser: &str, person: &Person) {
        let viewer = Viewer { browser: Browser::of(browser).hash, session: Some(person.session.clone()) };
        assert_eq!(self.consents.settle(request, &viewer).await.unwrap(), Step::Approve);
        let shown = Shown {
            lang: Lang::En,
            service: "Vaccination Record".to_owned(),
            organisation: "Health".to_owned(),
            website: "https://app.example".to_owned(),
            parts: ["login", "exchange"].map(part).to_vec(),
            match_code: None,
            code: None,
        };
        let presented = self.consents.present(request, &person.session, shown).await.unwrap();
        let key = SoftKey::restore(&person.passkey).unwrap();
        let assertion = key.sign(&Url::parse(ISSUER).unwrap(), &presented.options).await.unwrap();
        self.consents.approve(request, &person.session, &assertion).await.unwrap();
    }

    pub(crate) async fn resume(&self, request: RequestId, browser: &str) -> Answer {
        self.open(&format!("/authorize/resume?request={request}"), browser, None).await
    }

    /// From `/authorize` to the code, with an approval where one is needed.
    pub(crate) async fn code(&self, changes: &[(&str, &str)], person: &Person) -> String {
        let answer = self.authorize(changes, Some(person)).await;
        let location = answer.header("location").to_owned();
        if let Some(code) = param(&location, "code") {
            return code;
        }
        let request = request_of(&location);
        self.approve(request, HOME, person).await;
        let answer = self.resume(request, HOME).await;
        param(answer.header("location"), "code").unwrap()
    }

    /// Redeems a code of `app`.
    pub(crate) async fn redeem(&self, code: &str) -> Answer {
        self.token(&redemption(code)).await
    }

    /// `/token` as `app`.
    pub(crate) async fn token(&self, pairs: &[(&str, &str)]) -> Answer {
        self.post_as_app("/token", pairs).await
    }

    pub(crate) async fn post_as_app(&self, path: &str, pairs: &[(&str, &str)]) -> Answer {
        let encoded: String = url::form_urlencoded::byte_serialize(SECRET.as_bytes()).collect();
        self.post(path, pairs, Some(&format!("app:{encoded}"))).await
    }

    /// `/token` as `bank`, with a fresh assertion.
    pub(crate) async fn token_as_bank(&self, pairs: &[(&str, &str)]) -> Answer {
        let assertion = self.assertion(&json!({}));
        let mut all = vec![
            ("client_assertion", assertion.as_str()),
            ("client_assertion_type", crate::rules::check_assertion::TYPE),
        ];
        all.extend_from_slice(pairs);
        self.post("/token", &all, None).await
    }

    /// A good assertion of `bank`, with `changes` to its claims.
    pub(crate) fn assertion(&self, changes: &Value) -> String {
        let now = self.test.env.now().as_second();
        let mut claims = json!({
            "iss": "bank", "sub": "bank", "aud": ISSUER, "iat": now, "exp": now + 60,
            "jti": self.test.env.new_uuid().unwrap().to_string(),
        });
        for (name, value) in changes.as_object().unwrap() {
            claims[name] = value.clone();
        }
        self.bank_key.sign("JWT", &claims).unwrap()
    }

    pub(crate) async fn post(&self, path: &str, pairs: &[(&str, &str)], basic: Option<&str>) -> Answer {
        let mut request = testing::post_form(path, pairs);
        request.headers_mut().insert(header::ACCEPT, "application/json".parse().unwrap());
        if let Some(basic) = basic {
            let value = format!("Basic {}", b64::encode_standard(basic.as_bytes()));
            request.headers_mut().insert(header::AUTHORIZATION, value.parse().unwrap());
        }
        testing::send(&self.router(None), request).await
    }

    /// `/userinfo` with a bearer token.
    pub(crate) async fn userinfo(&self, token: &str) -> Answer {
        let mut request = testing::get("/userinfo");
        request.headers_mut().insert(header::ACCEPT, "application/json".parse().unwrap());
        if !token.is_empty() {
            request.headers_mut().insert(header::AUTHORIZATION, format!("Bearer {token}").parse().unwrap());
        }
        testing::send(&self.router(None), request).await
    }

    /// The whole login: the token response.
    pub(crate) async fn log_in(&self, scope: &str, person: &Person) -> Value {
        let code = self.code(&[("scope", scope)], person).await;
        let answer = self.redeem(&code).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()
    }

    /// The names of the newest events of a person, newest first.
    pub(crate) async fn events(&self, person: &Person) -> Vec<Event> {
        let entries = self.evidence.activity(person.session.account, None, 50).await.unwrap();
        entries.into_iter().map(|entry| entry.event).collect()
    }

    pub(crate) async fn withdraw_login(&self, person: &Person, client: &Client) {
        let account = person.session.account;
        let consent = self.consents.login_consent(account, &client.id).await.unwrap().unwrap();
        self.consents.withdraw(account, consent.id).await.unwrap();
    }

    /// The claims of a token of ours, its signature verified against what `/jwks` publishes.
    pub(crate) async fn verified(&self, token: &Value, typ: &str) -> Value {
        let published = testing::send(&self.router(None), testing::get("/jwks")).await;
        let keys: JwkSet = serde_json::from_str(&published.text).unwrap();
        causeway_crypto::jose::verify(token.as_str().unwrap(), &keys, typ).unwrap()
    }
}

fn ports(ended: &Ended) -> Ports {
    let ended = Arc::clone(ended);
    Ports {
        check_exchange: Arc::new(|_, element| {
            Box::pin(async move {
                serde_json::from_value::<Detail>(element).map_err(|_| {
                    Error::invalid("unknown_dataset", "There is no such dataset. Look in the catalogue.")
                })
            })
        }),
        release: Arc::new(|_, permit| {
            let value = |field: &str| match field {
                "verification" => {
                    json!({"trust_framework": "causeway", "assurance_level": "basic"}).to_string()
                }
                _ => format!("the {field}"),
            };
            let values: BTreeMap<_, _> =
                permit.fields().iter().map(|field| (field.clone(), value(field))).collect();
            Box::pin(async move { Ok(values) })
        }),
        organisation_stands: causeway_core::draft::known(|_, organisation: &OrganisationId| {
            let stands = organisation.as_str() != "suspended";
            Box::pin(async move { Ok(stands) })
        }),
        organisation_stands_now: Arc::new(|organisation| {
            Box::pin(async move { Ok(organisation.as_str() != "suspended") })
        }),
        end_session: Arc::new(move |session, _| {
            ended.lock().unwrap().push(session);
            Box::pin(async { Ok(()) })
        }),
        purpose_known: causeway_core::draft::known(|_, purpose: &PurposeId| {
            let known = purpose.as_str() == "log-in";
            Box::pin(async move { Ok(known) })
        }),
        http: outbound::client(&outbound::Config { allow_private: true, ..outbound::Config::default() })
            .unwrap(),
    }
}

/// The query of a good request of `app`, with changes.
pub(crate) fn query(changes: &[(&str, &str)]) -> String {
    let mut pairs = BTreeMap::from([
        ("client_id", "app"),
        ("redirect_uri", REDIRECT),
        ("response_type", "code"),
        ("scope", "openid"),
        ("state", "the state"),
        ("nonce", "the nonce"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ]);
    pairs.extend(changes.iter().copied());
    pairs.retain(|_, value| !value.is_empty());
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

pub(crate) fn redemption(code: &str) -> [(&str, &str); 4] {
    [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", REDIRECT),
        ("code_verifier", VERIFIER),
    ]
}

/// A call of a client at a path of its own.
pub(crate) fn visit(headers: &axum::http::HeaderMap) -> crate::Visit<'_> {
    crate::Visit { headers, certificate: None, method: "GET", path: "/exchange/v1/reads" }
}

/// A parameter of a URL.
pub(crate) fn param(location: &str, name: &str) -> Option<String> {
    let url = Url::parse("http://localhost:8080").unwrap().join(location).unwrap();
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// The request that the browser is sent to.
pub(crate) fn request_of(location: &str) -> RequestId {
    location
        .strip_prefix("/requests/")
        .unwrap_or_else(|| panic!("not sent to a request: {location}"))
        .parse()
        .unwrap()
}

fn part(kind: &str) -> ShownPart {
    ShownPart {
        kind: kind.to_owned(),
        heading: "Heading".to_owned(),
        from: None,
        purpose: "Purpose".to_owned(),
        rows: Vec::new(),
        lasts: "Once".to_owned(),
    }
}
