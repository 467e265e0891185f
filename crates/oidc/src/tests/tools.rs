//! Further clients of [`World`], and how they call.

use axum::body::Body;
use axum::http::{Request, header};
use causeway_core::{Localised, Session};
use causeway_crypto::{b64, token};
use causeway_http::testing::{self, Answer};
use serde_json::Value;

use super::world::World;
use crate::settings::Settings;
use crate::{Client, ClientAuth, GrantType, Resource, Scopes};

/// Two resources of the organisation of `app`, and one of another.
pub(crate) const RECORDS: &str = "https://records.health.example/api";
pub(crate) const LETTERS: &str = "https://letters.health.example/api";
pub(crate) const LEDGER: &str = "https://ledger.bank.example/api";

/// A confidential client of `organisation` that has only what it is for itself.
pub(crate) fn server(id: &str, organisation: &str, scopes: &str) -> Client {
    Client {
        id: id.parse().unwrap(),
        organisation: organisation.parse().unwrap(),
        redirect_uris: Vec::new(),
        auth: ClientAuth::SecretBasic { hash: token::hash_of(id) },
        scopes: Scopes::parse(scopes),
        ..super::samples::client()
    }
}

/// A client of the organisation of `app` to which logins are passed on.
pub(crate) fn helper(id: &str) -> Client {
    let settings = Settings {
        grants: vec![GrantType::TokenExchange],
        resources: vec![LETTERS.to_owned()],
        ..Settings::default()
    };
    Client { settings, ..server(id, "health", "exchange") }
}

impl World {
    pub(crate) async fn put_resource(&self, uri: &str, organisation: &str, scopes: &str) {
        let resource = &Resource {
            uri: uri.to_owned(),
            organisation: organisation.parse().unwrap(),
            name: Localised::new("Records", "紀錄", "记录"),
            scopes: Scopes::parse(scopes),
        };
        let oidc = &self.oidc;
        let put = self.test.env.db.tx(|tx| Box::pin(async move { oidc.put_resource(tx, resource).await }));
        put.await.unwrap();
    }

    /// `app`, with the resources above, and with `change`.
    pub(crate) async fn put_app(&self, change: impl FnOnce(&mut Client)) {
        self.put_resource(RECORDS, "health", "openid").await;
        self.put_resource(LETTERS, "health", "openid name").await;
        self.put_resource(LEDGER, "bank", "openid").await;
        let mut app = Self::app();
        app.settings.resources = vec![RECORDS.to_owned(), LEDGER.to_owned()];
        change(&mut app);
        self.put(&app).await;
    }

    /// A form posted by a client of [`server`], which has its id for a secret.
    pub(crate) async fn post_as(&self, id: &str, path: &str, pairs: &[(&str, &str)]) -> Answer {
        self.post(path, pairs, Some(&format!("{id}:{id}"))).await
    }

    /// A token of such a client for itself.
    pub(crate) async fn own_token(&self, id: &str, scope: &str) -> String {
        let pairs = [("grant_type", "client_credentials"), ("scope", scope)];
        let answer = self.post_as(id, "/token", &pairs).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        text(&answer.json()["access_token"])
    }

    /// Any request, with headers.
    pub(crate) async fn call(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        form: &[(&str, &str)],
    ) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if !form.is_empty() {
            request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        testing::send(&self.router(None), request.body(Body::from(body)).unwrap()).await
    }

    /// The same, with a bearer token.
    pub(crate) async fn call_with(
        &self,
        token: &str,
        method: &str,
        path: &str,
        form: &[(&str, &str)],
    ) -> Answer {
        self.call(method, path, &[("authorization", &format!("Bearer {token}"))], form).await
    }

    /// A page opened in the browser at home, by whoever is logged in there.
    pub(crate) async fn open_as(&self, path: &str, session: Option<&Session>) -> Answer {
        let mut request = testing::get(path);
        let cookie = format!("cw_browser={}", super::world::HOME);
        request.headers_mut().insert(header::COOKIE, cookie.parse().unwrap());
        testing::send(&self.router(session), request).await
    }
}

/// The payload of a token, unverified.
pub(crate) fn claims(token: &Value) -> Value {
    let payload = token.as_str().unwrap().split('.').nth(1).unwrap();
    serde_json::from_slice(&b64::decode(payload).unwrap()).unwrap()
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
