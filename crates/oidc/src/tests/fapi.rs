//! A client of the FAPI 2.0 profile, as the tests speak for it: pushes, sends its person here, redeems with proofs.

use axum::http::header;
use causeway_crypto::jose::{Alg, JwkSet, SigningKey};
use causeway_crypto::{b64, digest};
use causeway_http::testing::{self, Answer};
use serde_json::{Value, json};

use super::samples::{self, CHALLENGE, VERIFIER};
use super::world::{HOME, ISSUER, Person, World, param, request_of};
use crate::profile::Profile;
use crate::settings::{Binding, Settings};
use crate::{Client, ClientAuth, Scopes};

pub(crate) const REDIRECT: &str = "https://fapi.example/cb";

/// A client with its two keys: the one it is registered with, and the one its tokens are bound to.
pub(crate) struct Fapi<'w> {
    pub(crate) world: &'w World,
    pub(crate) client: Client,
    pub(crate) key: SigningKey,
    pub(crate) dpop: SigningKey,
}

/// What is changed in a good request: members replaced; what is null then is left out when it is sent.
pub(crate) fn changed(mut good: Value, changes: &Value) -> Value {
    for (name, value) in changes.as_object().unwrap() {
        good[name] = value.clone();
    }
    good
}

fn without_nulls(mut value: Value) -> Value {
    value.as_object_mut().unwrap().retain(|_, member| !member.is_null());
    value
}

impl<'w> Fapi<'w> {
    /// Registers the client `id` in the world.
    pub(crate) async fn new(world: &'w World, id: &str) -> Self {
        Self::with(
            world,
            id,
            Settings { profile: Profile::Fapi2, binding: Binding::Dpop, ..Settings::default() },
        )
        .await
    }

    pub(crate) async fn with(world: &'w World, id: &str, settings: Settings) -> Self {
        let [key, dpop] = [(); 2].map(|()| SigningKey::generate(Alg::Es256).unwrap());
        let client = Client {
            id: id.parse().unwrap(),
            organisation: "bank".parse().unwrap(),
            sector: "fapi.example".to_owned(),
            redirect_uris: vec![REDIRECT.to_owned()],
            auth: ClientAuth::PrivateKeyJwt,
            keys: JwkSet { keys: vec![key.jwk().clone()] },
            scopes: Scopes::parse("openid name offline_access exchange"),
            settings,
            ..samples::client()
        };
        world.put(&client).await;
        Self { world, client, key, dpop }
    }

    fn now(&self) -> i64 {
        self.world.test.env.now().as_second()
    }

    fn jti(&self) -> String {
        self.world.test.env.new_uuid().unwrap().to_string()
    }

    /// A client assertion (RFC 7523).
    pub(crate) fn assertion(&self, changes: &Value) -> String {
        let id = self.client.id.as_str();
        let good = json!({"iss": id, "sub": id, "aud": ISSUER, "iat": self.now(), "exp": self.now() + 60, "jti": self.jti()});
        self.key.sign("JWT", &without_nulls(changed(good, changes))).unwrap()
    }

    /// A DPoP proof (RFC 9449).
    pub(crate) fn proof(&self, method: &str, path: &str, changes: &Value) -> String {
        let good =
            json!({"jti": self.jti(), "htm": method, "htu": format!("{ISSUER}{path}"), "iat": self.now()});
        samples::dpop(&self.dpop, &without_nulls(changed(good, changes)))
    }

    /// The parameters of a good authorization request.
    pub(crate) fn request(&self) -> Value {
        json!({
            "client_id": self.client.id, "redirect_uri": REDIRECT, "response_type": "code", "scope": "openid",
            "state": "the state", "nonce": "the nonce", "code_challenge": CHALLENGE, "code_challenge_method": "S256",
        })
    }

    /// Posts a form as the client, with a proof or without.
    pub(crate) async fn post(&self, path: &str, form: &Value, proof: Option<&str>) -> Answer {
        let good = json!({
            "client_assertion": self.assertion(&json!({})),
            "client_assertion_type": crate::rules::check_assertion::TYPE,
        });
        let form = without_nulls(changed(good, form));
        let pairs: Vec<_> = form
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str().unwrap()))
            .collect();
        let mut request = testing::post_form(path, &pairs);
        request.headers_mut().insert(header::ACCEPT, "application/json".parse().unwrap());
        if let Some(proof) = proof {
            request.headers_mut().insert("dpop", proof.parse().unwrap());
        }
        testing::send(&self.world.router(None), request).await
    }

    /// Pushes a request.
    pub(crate) async fn push(&self, changes: &Value) -> Answer {
        self.post("/par", &changed(self.request(), changes), None).await
    }

    /// The name of a pushed request.
    pub(crate) async fn pushed(&self, changes: &Value) -> String {
        let answer = self.push(changes).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        answer.json()["request_uri"].as_str().unwrap().to_owned()
    }

    /// Sends a person here with a pushed request, and whatever else stands outside of it.
    pub(crate) async fn authorize(&self, uri: &str, outside: &[(&str, &str)], person: &Person) -> Answer {
        let mut pairs = vec![("client_id", self.client.id.as_str()), ("request_uri", uri)];
        pairs.extend_from_slice(outside);
        let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        self.world.open(&format!("/authorize?{query}"), HOME, Some(person)).await
    }

    /// Where the browser comes back to the client, with an approval where one is needed.
    pub(crate) async fn back(&self, uri: &str, person: &Person) -> String {
        let answer = self.authorize(uri, &[], person).await;
        let location = answer.header("location").to_owned();
        if location.starts_with(REDIRECT) {
            return location;
        }
        let request = request_of(&location);
        self.world.approve(request, HOME, person).await;
        self.world.resume(request, HOME).await.header("location").to_owned()
    }

    pub(crate) async fn code(&self, changes: &Value, person: &Person) -> String {
        let location = self.back(&self.pushed(changes).await, person).await;
        param(&location, "code").unwrap_or_else(|| panic!("no code: {location}"))
    }

    /// Redeems a code, with a good proof.
    pub(crate) async fn redeem(&self, code: &str, changes: &Value) -> Answer {
        let proof = self.proof("POST", "/token", &json!({}));
        self.redeem_by(code, changes, Some(&proof)).await
    }

    pub(crate) async fn redeem_by(&self, code: &str, changes: &Value, proof: Option<&str>) -> Answer {
        let good = json!({
            "grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT, "code_verifier": VERIFIER,
        });
        self.post("/token", &changed(good, changes), proof).await
    }

    /// The whole login: the token response.
    pub(crate) async fn log_in(&self, scope: &str, person: &Person) -> Value {
        let code = self.code(&json!({"scope": scope}), person).await;
        let answer = self.redeem(&code, &json!({})).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()
    }

    /// `/userinfo` with a token bound to the client's key.
    pub(crate) async fn userinfo(&self, token: &str, scheme: &str, proof: Option<&str>) -> Answer {
        let mut request = testing::get("/userinfo");
        let headers = request.headers_mut();
        headers.insert(header::ACCEPT, "application/json".parse().unwrap());
        headers.insert(header::AUTHORIZATION, format!("{scheme} {token}").parse().unwrap());
        if let Some(proof) = proof {
            headers.insert("dpop", proof.parse().unwrap());
        }
        testing::send(&self.world.router(None), request).await
    }

    /// A proof for `/userinfo` with that token.
    pub(crate) fn proof_with(&self, token: &str, changes: &Value) -> String {
        let ath = b64::encode(&digest::sha256(token.as_bytes()));
        self.proof("GET", "/userinfo", &changed(json!({"ath": ath}), changes))
    }
}
