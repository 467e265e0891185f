//! `/.well-known/openid-configuration` (OpenID Connect Discovery 1.0), `/.well-known/oauth-authorization-server` (RFC 8414) and `/jwks`:
//! exactly what is on. Each part of the provider says its own members.

mod algs;
mod assurance;
mod ciba;
mod core;
mod device;
mod dpop;
mod grants;
mod introspection;
mod jar;
mod jarm;
mod logout;
mod mtls;
mod par;
mod registration;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::IntoResponse;
use causeway_http::{Access, Reply, Routes};
use serde_json::{Map, Value};

use crate::{Oidc, openapi};

/// Long enough to spare both sides, short enough for a new key: a key signs only after it has been published for longer.
const CACHE: [(HeaderName, HeaderValue); 1] =
    [(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"))];

/// What each part of the provider says of itself.
const PARTS: &[fn(&Oidc, &mut Map<String, Value>)] = &[
    core::say,
    par::say,
    dpop::say,
    assurance::say,
    ciba::say,
    device::say,
    introspection::say,
    logout::say,
    grants::say,
    jar::say,
    jarm::say,
    algs::say,
    registration::say,
    mtls::say,
];

pub(crate) fn routes() -> Routes<Oidc> {
    Routes::new()
        .get("/.well-known/openid-configuration", Access::Public, discovery)
        .any_origin()
        .documented(openapi::discovery("openidConfiguration"))
        .get("/.well-known/oauth-authorization-server", Access::Public, discovery)
        .any_origin()
        .documented(openapi::discovery("authorizationServer"))
        .get("/jwks", Access::Public, jwks)
        .any_origin()
        .documented(openapi::jwks())
}

async fn discovery(State(oidc): State<Oidc>) -> impl IntoResponse {
    (CACHE, Json(oidc.metadata()))
}

async fn jwks(State(oidc): State<Oidc>) -> Reply<impl IntoResponse> {
    Ok((CACHE, Json(oidc.published_keys()?)))
}

impl Oidc {
    fn metadata(&self) -> Value {
        Value::Object(self.metadata_members())
    }

    /// What the provider says of itself: what is not in it is not supported.
    pub(crate) fn metadata_members(&self) -> Map<String, Value> {
        let mut members = Map::new();
        for say in PARTS {
            say(self, &mut members);
        }
        members
    }

    /// The URL of an endpoint.
    fn at(&self, path: &str) -> Value {
        format!("{}{path}", self.issuer).into()
    }
}

/// Adds to a list that other parts add to as well.
fn add(members: &mut Map<String, Value>, name: &str, values: &[&str]) {
    let list = members.entry(name).or_insert_with(|| Value::Array(Vec::new()));
    if let Value::Array(list) = list {
        list.extend(values.iter().map(|value| Value::from(*value)));
    }
}
