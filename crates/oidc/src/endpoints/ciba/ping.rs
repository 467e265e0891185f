//! Telling a client that there is an answer (CIBA section 10.2): which, it asks itself.

use std::time::Duration;

use causeway_core::{Error, RequestId, Result};
use causeway_crypto::seal::SealingKey;
use causeway_crypto::token::{Token, hash_of};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::elsewhere::{Backchannel, FETCH};
use crate::status::Registered;
use crate::{Oidc, store};

/// A client that takes longer is told again later: others wait behind it.
const PATIENCE: Duration = Duration::from_secs(3);

/// What is sealed while the person is being asked. No `Debug`: both are secrets.
#[derive(Serialize, Deserialize)]
struct Sealed {
    /// The `auth_req_id`.
    id: String,
    /// The client's notification token.
    token: String,
}

impl Oidc {
    /// Seals what is needed to tell the client, under a key of its own that the key store wraps: two bytes that say how long the wrapped
    /// key is, the key, the rest.
    pub(super) fn seal_ping(&self, id: &Token, token: &str) -> Result<Vec<u8>> {
        let context = context(&id.hash());
        let key = SealingKey::generate(&self.env.rng)?;
        let plain = Sealed { id: id.reveal().to_owned(), token: token.to_owned() };
        let plain = zeroize::Zeroizing::new(serde_json::to_vec(&plain).map_err(Error::internal)?);
        let wrapped = self.keys.wrap(&context, &key)?;
        let length = u16::try_from(wrapped.len()).map_err(Error::internal)?;
        let sealed = key.seal(&self.env.rng, &context, &plain)?;
        Ok([&length.to_be_bytes()[..], &wrapped, &sealed].concat())
    }

    fn open_ping(&self, hash: &[u8; 32], kept: &[u8]) -> Result<Sealed> {
        let damaged = || Error::internal("a notification token that cannot be read");
        let (length, rest) = kept.split_first_chunk::<2>().ok_or_else(damaged)?;
        let (wrapped, sealed) =
            rest.split_at_checked(usize::from(u16::from_be_bytes(*length))).ok_or_else(damaged)?;
        let context = context(hash);
        let plain = self.keys.unwrap(&context, wrapped)?.open(&context, sealed)?;
        serde_json::from_slice(&plain).map_err(Error::internal)
    }

    /// What the job that tells of an answer calls: the client is told, if it wants to be and did not come by itself. Idempotent enough:
    /// being told twice costs a client one more question.
    ///
    /// # Errors
    /// When the client cannot be reached, or says that the fault is its own: the job is tried again then.
    pub async fn decided(&self, request: RequestId) -> Result<()> {
        let Some(asked) = store::backchannel_of(&self.env.db, request).await? else { return Ok(()) };
        let over = self.env.now() >= asked.valid_until + FETCH;
        if over || asked.used_at.is_some() || asked.ended.is_some() {
            return Ok(());
        }
        let Some(sealed) = &asked.ping else { return Ok(()) };
        let Some(Registered { client, status, .. }) = self.as_it_stands(&asked.client).await? else {
            return Ok(());
        };
        let endpoint = client.settings.ciba.and_then(|ciba| ciba.notification_endpoint);
        match endpoint {
            Some(endpoint) if !status.is_stopped() => self.tell(&asked, sealed, &endpoint).await,
            _ => Ok(()),
        }
    }

    async fn tell(&self, asked: &Backchannel, sealed: &[u8], endpoint: &str) -> Result<()> {
        let Sealed { id, token } = self.open_ping(&asked.hash, sealed)?;
        debug_assert_eq!(hash_of(&id), asked.hash);
        let http = &self.ports.http;
        let request = http
            .client()
            .post(endpoint)
            .timeout(PATIENCE)
            .header("content-type", "application/json")
            .bearer_auth(token)
            .body(json!({"auth_req_id": id}).to_string());
        match http.send(request).await {
            // A redirect is not followed, and what the client refuses it refuses for good (section 10.2).
            Ok(answer) if !answer.status.is_server_error() => {
                let (client, status) = (&asked.client, answer.status.as_u16());
                tracing::debug!(%client, status, "told of an answer");
                Ok(())
            }
            Ok(_) => {
                Err(Error::upstream("upstream_status", "The client's notification endpoint has failed."))
            }
            Err(error) if error.code() == "upstream_forbidden" => {
                tracing::warn!(client = %asked.client, "a notification endpoint is in a private network");
                Ok(())
            }
            Err(error) => Err(error),
        }
    }
}

fn context(hash: &[u8; 32]) -> String {
    format!("oidc.ping {}", causeway_crypto::b64::encode(hash))
}
