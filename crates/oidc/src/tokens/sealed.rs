//! What a client receives in encrypted form: signed first, then encrypted to a key of its own (RFC 7519 section 11.2).

use axum::Json;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use causeway_core::Result;
use causeway_crypto::jose;
use serde_json::{Map, Value};

use crate::Oidc;
use crate::client::Client;
use crate::refusal::NO_STORE;
use crate::settings::Encryption;

impl Oidc {
    /// A token as the client is to have it: as it is, or encrypted to its key.
    ///
    /// # Errors
    /// `no_encryption_key` when it has none for that, and those of [`Oidc::keys_of`].
    pub(crate) async fn sealed(
        &self,
        client: &Client,
        how: Option<Encryption>,
        token: String,
    ) -> Result<String> {
        let Some(how) = how else { return Ok(token) };
        jose::encrypt_token(&self.encryption_key(client, how).await?, &token)
    }

    /// The answer of `/userinfo` in the form that the client is registered for (OpenID Connect Core section 5.3.2).
    pub(crate) async fn userinfo_body(
        &self,
        client: &Client,
        mut claims: Map<String, Value>,
    ) -> Result<Response> {
        let Some(alg) = client.settings.userinfo else {
            return Ok((NO_STORE, Json(claims)).into_response());
        };
        claims.insert("iss".to_owned(), self.issuer.as_str().into());
        claims.insert("aud".to_owned(), client.id.as_str().into());
        let signed = self.sign_by(alg, "JWT", &claims)?;
        let body = self.sealed(client, client.settings.userinfo_encryption, signed).await?;
        Ok((NO_STORE, [(header::CONTENT_TYPE, "application/jwt")], body).into_response())
    }
}
