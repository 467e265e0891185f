//! The client's own access token: by `client_credentials` with `private_key_jwt` (RFC 7523), kept until shortly before its end.

use std::sync::Arc;

use causeway_core::{ClientId, Clock, Error, Result, Rng};
use causeway_crypto::jose::SigningKey;
use causeway_http::outbound::Outbound;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;
use uuid::Builder;
use zeroize::Zeroizing;

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// A token is renewed this long before its end, so that none ends on its way.
const MARGIN: SignedDuration = SignedDuration::from_secs(30);

/// Gets and keeps the token.
pub(super) struct Tokens {
    url: String,
    client: ClientId,
    issuer: String,
    key: SigningKey,
    /// Locked while one is fetched: many readers who come at once fetch one.
    kept: Mutex<Option<Kept>>,
}

struct Kept {
    token: Arc<Zeroizing<String>>,
    until: Timestamp,
}

/// RFC 7523 section 3.
#[derive(Serialize)]
struct Assertion<'a> {
    iss: &'a ClientId,
    sub: &'a ClientId,
    aud: &'a str,
    jti: String,
    iat: i64,
    exp: i64,
}

/// RFC 6749 section 5.1.
#[derive(Deserialize)]
struct Granted {
    access_token: String,
    token_type: String,
    expires_in: i64,
}

/// RFC 6749 section 5.2.
#[derive(Deserialize)]
struct Refused {
    error: String,
    error_description: Option<String>,
}

impl Tokens {
    pub(super) fn new(url: String, client: ClientId, issuer: String, key: SigningKey) -> Self {
        Self { url, client, issuer, key, kept: Mutex::new(None) }
    }

    /// A token that holds.
    ///
    /// # Errors
    /// `token_refused` with the authorisation server's reason; `token_unavailable` when it does not answer.
    pub(super) async fn current(
        &self,
        http: &Outbound,
        clock: &Clock,
        rng: &Rng,
    ) -> Result<Arc<Zeroizing<String>>> {
        let mut kept = self.kept.lock().await;
        if let Some(kept) = kept.as_ref().filter(|kept| clock.now() + MARGIN < kept.until) {
            return Ok(Arc::clone(&kept.token));
        }
        let fresh = self.fetch(http, clock, rng).await?;
        let token = Arc::clone(&fresh.token);
        *kept = Some(fresh);
        Ok(token)
    }

    /// Forgets the token: the gateway no longer takes it.
    pub(super) async fn forget(&self) {
        *self.kept.lock().await = None;
    }

    async fn fetch(&self, http: &Outbound, clock: &Clock, rng: &Rng) -> Result<Kept> {
        let now = clock.now();
        let assertion = self.assertion(now, rng)?;
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", self.client.as_str()),
            ("client_assertion_type", ASSERTION_TYPE),
            ("client_assertion", &assertion),
        ];
        let answer = http.send(http.client().post(&self.url).form(&form)).await.map_err(unavailable)?;
        if answer.status.is_server_error() {
            return Err(unavailable(format!("status {}", answer.status.as_u16())));
        }
        if !answer.status.is_success() {
            return Err(refused(answer.json().ok()));
        }
        let granted: Granted = answer.json()?;
        if !granted.token_type.eq_ignore_ascii_case("bearer") {
            return Err(refused(None));
        }
        let until = now + SignedDuration::from_secs(granted.expires_in.clamp(0, 3600));
        Ok(Kept { token: Arc::new(Zeroizing::new(granted.access_token)), until })
    }

    fn assertion(&self, now: Timestamp, rng: &Rng) -> Result<String> {
        let jti = Builder::from_random_bytes(rng.bytes()?).into_uuid().to_string();
        let iat = now.as_second();
        let claims =
            Assertion { iss: &self.client, sub: &self.client, aud: &self.issuer, jti, iat, exp: iat + 60 };
        self.key.sign("JWT", &claims)
    }
}

fn refused(said: Option<Refused>) -> Error {
    let said = said.map_or_else(String::new, |said| {
        format!(" It says {}: {}.", said.error, said.error_description.unwrap_or_default())
    });
    Error::upstream(
        "token_refused",
        format!(
            "The gateway gives this client no access token.{said} Register the key that `connector keys` prints."
        ),
    )
}

fn unavailable(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::unavailable(
        "token_unavailable",
        "The gateway's token endpoint does not answer. Try again later.",
        10,
    )
    .with_cause(cause)
}
