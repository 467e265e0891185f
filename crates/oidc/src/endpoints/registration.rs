//! `/connect/register`: dynamic client registration (RFC 7591, OpenID Connect Dynamic Client Registration 1.0) and its management
//! (RFC 7592).

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use causeway_core::Error;
use causeway_http::{Access, ClientAddress, Routes};
use serde_json::{Map, Value, json};

use crate::refusal::{Code, NO_STORE, Refusal};
use crate::registration::{Made, RegistrationMode};
use crate::rules::registration;
use crate::status::Registered;
use crate::store::Registration;
use crate::{Oidc, openapi};

pub(crate) const PATH: &str = "/connect/register";

pub(crate) fn routes() -> Routes<Oidc> {
    Routes::new()
        .post(PATH, Access::Public, post)
        .documented(openapi::register())
        .get("/connect/register/{id}", Access::Public, get)
        .documented(openapi::client())
        .put("/connect/register/{id}", Access::Public, put)
        .documented(openapi::change())
        .delete("/connect/register/{id}", Access::Public, delete)
        .documented(openapi::deregister())
}

async fn post(
    State(oidc): State<Oidc>,
    address: ClientAddress,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    if oidc.registration_mode() == RegistrationMode::Off {
        return Err(off());
    }
    let mut said = object(&headers, &body)?;
    let statement = said.remove("software_statement");
    let statement = match &statement {
        None | Some(Value::Null) => None,
        Some(Value::String(statement)) => Some(statement.as_str()),
        Some(_) => return Err(Refusal::new(Code::InvalidSoftwareStatement, "It is not a JWT.")),
    };
    let token = bearer(&headers);
    // Whoever has a token is counted by it; anybody else by the address.
    if token.is_none() {
        oidc.registering.check(&address.key())?;
    }
    let mut sponsor = oidc.sponsor(token, statement).await?;
    let asked = registration::read(said, std::mem::take(&mut sponsor.said))?;
    let made = oidc.register(&asked, &sponsor).await?;
    let software = asked.software_id.as_deref();
    let mut members = oidc.told(&made.registered, made.token.reveal(), software, oidc.env.now().as_second());
    add_secret(&mut members, &made);
    if let Some(statement) = statement {
        members.insert("software_statement".to_owned(), statement.into());
    }
    Ok((StatusCode::CREATED, NO_STORE, Json(members)).into_response())
}

async fn get(
    State(oidc): State<Oidc>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let token = bearer(&headers);
    let (known, row) = oidc.managed(&id, token).await?;
    Ok((NO_STORE, Json(oidc.told_again(&known, &row, token.unwrap_or_default()))).into_response())
}

async fn put(
    State(oidc): State<Oidc>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    let (known, row) = oidc.managed(&id, bearer(&headers)).await?;
    let mut said = object(&headers, &body)?;
    said.remove("software_statement");
    let asked = registration::read(said, Map::new())?;
    let made = oidc.change(&asked, (&known, &row)).await?;
    let mut members = oidc.told_again(&made.registered, &row, made.token.reveal());
    add_secret(&mut members, &made);
    Ok((NO_STORE, Json(members)).into_response())
}

async fn delete(
    State(oidc): State<Oidc>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let (known, _) = oidc.managed(&id, bearer(&headers)).await?;
    oidc.deregister(&known.client.id).await?;
    Ok((StatusCode::NO_CONTENT, NO_STORE).into_response())
}

impl Oidc {
    /// RFC 7591 section 3.2.1, RFC 7592 section 3.
    fn told(
        &self,
        known: &Registered,
        token: &str,
        software: Option<&str>,
        issued_at: i64,
    ) -> Map<String, Value> {
        let client = &known.client;
        let mut members = registration::wire(client);
        let uri = format!("{}{PATH}/{}", self.issuer, client.id);
        let own = [
            ("client_id", json!(client.id)),
            ("client_id_issued_at", json!(issued_at)),
            ("registration_access_token", json!(token)),
            ("registration_client_uri", json!(uri)),
        ];
        members.extend(own.map(|(name, value)| (name.to_owned(), value)));
        if let Some(software) = software {
            members.insert("software_id".to_owned(), software.into());
        }
        if known.status.is_stopped() {
            // Ours: it serves nobody until a second person has approved it.
            members.insert("causeway_status".to_owned(), "pending".into());
        }
        members
    }

    fn told_again(&self, known: &Registered, row: &Registration, token: &str) -> Map<String, Value> {
        self.told(known, token, row.software.as_deref(), row.created_at.as_second())
    }
}

/// The secret is known once, when it is made; it does not expire by itself.
fn add_secret(members: &mut Map<String, Value>, made: &Made) {
    if let Some(secret) = &made.secret {
        members.insert("client_secret".to_owned(), secret.reveal().into());
        members.insert("client_secret_expires_at".to_owned(), 0.into());
    }
}

/// A bearer token in its header (RFC 6750 section 2.1).
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// The body, which is a JSON object (RFC 7591 section 3.1).
fn object(headers: &HeaderMap, body: &[u8]) -> Result<Map<String, Value>, Refusal> {
    let bad =
        || Refusal::new(Code::InvalidClientMetadata, "Send the metadata as application/json: one object.");
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_json =
        kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"));
    match serde_json::from_slice(body) {
        Ok(Value::Object(members)) if is_json => Ok(members),
        _ => Err(bad()),
    }
}

fn off() -> Refusal {
    Error::forbidden(
        "registration_off",
        "Clients do not register by themselves here. Ask the staff of your organisation to register yours.",
    )
    .into()
}
