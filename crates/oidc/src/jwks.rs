//! The keys of clients: registered by value, or fetched from where the client publishes them (RFC 7591 section 2, `jwks_uri`).
//!
//! A set that was fetched is kept for every node, fresh for as long as its answer says, within bounds. A token that names a key which is
//! not in it has it fetched again, at most once a minute: clients change their keys without telling, and a flood of made-up names costs
//! them nothing. While fetching fails the set that is there serves on, for a day at most. Nothing is fetched within a transaction.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use causeway_core::{ClientId, Error, Result};
use causeway_crypto::jose::{self, Jwk, JwkSet, KeyUse, PublicKey};
use causeway_http::outbound::Answer;
use jiff::{SignedDuration, Timestamp};

use crate::Oidc;
use crate::client::Client;
use crate::settings::Encryption;
use crate::store::{self, Fetched};

/// The largest set that is read, in bytes.
const LARGEST: usize = 64 * 1024;
/// How long a client's server may take.
const PATIENCE: Duration = Duration::from_secs(3);
/// How long a set is fresh at least and at most, whatever its answer says.
const FRESH: (i64, i64) = (5 * 60, 24 * 60 * 60);
/// How long a set serves while no newer one can be fetched.
const STALE: SignedDuration = SignedDuration::from_hours(24);
/// How long it is not tried again after a try, or for a key that was not in the set.
const PAUSE: SignedDuration = SignedDuration::from_mins(1);

/// One at a time for each client: when this node last tried.
type Gate = Arc<tokio::sync::Mutex<Option<Timestamp>>>;

/// The gates of the clients that publish their keys: as many as there are such clients.
#[derive(Clone, Default)]
pub(crate) struct Gates(Arc<Mutex<HashMap<ClientId, Gate>>>);

impl Gates {
    fn of(&self, client: &ClientId) -> Gate {
        let mut gates = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(gates.entry(client.clone()).or_default())
    }
}

impl Oidc {
    /// The keys by which a client signs. `kid` is the name of the one that is wanted.
    ///
    /// # Errors
    /// `client_keys_unavailable` when they are nowhere and cannot be fetched.
    pub(crate) async fn keys_of(&self, client: &Client, kid: Option<&str>) -> Result<JwkSet> {
        let has = |keys: &JwkSet| match kid {
            Some(kid) => keys.find(kid).is_some(),
            None => !keys.keys.is_empty(),
        };
        Ok(signing(&self.key_set(client, &has).await?))
    }

    /// The keys by which a client signs, as far as they are here: nothing is fetched.
    pub(crate) async fn keys_at_hand(&self, client: &Client) -> Result<JwkSet> {
        let Some(url) = client.settings.jwks_uri.as_deref() else { return Ok(signing(&client.keys)) };
        let kept = store::jwks(&self.env.db, &client.id, url, self.env.now()).await?;
        Ok(kept.map(|kept| signing(&kept.keys)).unwrap_or_default())
    }

    /// The key to which a client wants something encrypted.
    ///
    /// # Errors
    /// Those of [`Oidc::keys_of`]; `no_encryption_key` when it has none of that kind.
    pub(crate) async fn encryption_key(&self, client: &Client, how: Encryption) -> Result<Jwk> {
        let has = |keys: &JwkSet| encrypts(keys, how).is_some();
        let keys = self.key_set(client, &has).await?;
        encrypts(&keys, how).cloned().ok_or_else(|| {
            Error::invalid(
                "no_encryption_key",
                "This client has no public key with use=enc for what is to be encrypted to it. Publish or register one.",
            )
        })
    }

    /// Everything that is known of a client's keys. Fetched again where what is wanted is not among them.
    async fn key_set(&self, client: &Client, has: &(dyn Fn(&JwkSet) -> bool + Sync)) -> Result<JwkSet> {
        let Some(url) = client.settings.jwks_uri.as_deref() else { return Ok(client.keys.clone()) };
        let (id, db) = (&client.id, &self.env.db);
        let kept = store::jwks(db, id, url, self.env.now()).await?;
        let gate = self.gates.of(id);
        let mut tried = match (kept, gate.try_lock()) {
            (Some(kept), _) if self.will_do(&kept, has) => return Ok(kept.keys),
            // Somebody else is at it: who needs nothing new does not wait.
            (Some(kept), Err(_)) if has(&kept.keys) => return Ok(kept.keys),
            (_, Ok(tried)) => tried,
            (_, Err(_)) => gate.lock().await,
        };
        // Somebody else may have fetched it while this one waited.
        let now = self.env.now();
        let kept = store::jwks(db, id, url, now).await?;
        let tried_lately = tried.is_some_and(|at| now < at + PAUSE);
        if let Some(kept) = &kept
            && (tried_lately || self.will_do(kept, has))
        {
            return Ok(kept.keys.clone());
        }
        if tried_lately {
            return Err(unavailable());
        }
        *tried = Some(now);
        match self.fetch(id, url, now).await {
            Ok(fetched) => {
                let new = &fetched;
                db.tx(|tx| Box::pin(async move { store::put_jwks(tx, new).await })).await?;
                Ok(fetched.keys)
            }
            Err(error) => {
                tracing::warn!(client = %id, code = error.code(), "a client's keys cannot be fetched");
                kept.map(|kept| kept.keys).ok_or_else(unavailable)
            }
        }
    }

    /// Whether a set need not be fetched again: it is fresh and holds what is wanted, or was fetched a moment ago, by whichever node.
    fn will_do(&self, kept: &Fetched, has: &(dyn Fn(&JwkSet) -> bool + Sync)) -> bool {
        let now = self.env.now();
        now < kept.fresh_until && (has(&kept.keys) || now < kept.at + PAUSE)
    }

    async fn fetch(&self, id: &ClientId, url: &str, now: Timestamp) -> Result<Fetched> {
        let http = self.ports.http.at_most(LARGEST);
        let request = http
            .client()
            .get(url)
            .timeout(PATIENCE)
            .header("accept", "application/jwk-set+json, application/json");
        let answer = http.send(request).await?;
        if !answer.status.is_success() {
            return Err(Error::upstream(
                "upstream_status",
                "The client's server gives no keys. Try again later.",
            ));
        }
        let mut keys: JwkSet = answer.json()?;
        keys.keys.retain(is_sound);
        Ok(Fetched {
            client: id.clone(),
            url: url.to_owned(),
            keys,
            at: now,
            fresh_until: now + fresh_for(&answer),
            expires_at: now + STALE,
        })
    }
}

/// The seconds for which an answer says that it is fresh (RFC 9111 section 5.2.2.1), within our bounds.
fn fresh_for(answer: &Answer) -> SignedDuration {
    let said = answer.headers.get("cache-control").and_then(|value| value.to_str().ok());
    let age = said.unwrap_or_default().split(',').find_map(|part| {
        let (name, value) = part.trim().split_once('=')?;
        name.eq_ignore_ascii_case("max-age").then(|| value.trim_matches('"').parse::<i64>().ok())?
    });
    SignedDuration::from_secs(age.unwrap_or(FRESH.0).clamp(FRESH.0, FRESH.1))
}

/// A key that would be registered: with one of small order a signature fits every message.
fn is_sound(key: &Jwk) -> bool {
    let usage = if is_for_encryption(key) { KeyUse::AnyEncryption } else { KeyUse::Signing };
    jose::check_key("keys", key, usage).is_none()
}

pub(crate) fn is_for_encryption(key: &Jwk) -> bool {
    key.use_.as_deref() == Some("enc")
}

/// Those that are not for encryption: a token that names no key is by the one that signs.
fn signing(keys: &JwkSet) -> JwkSet {
    JwkSet { keys: keys.keys.iter().filter(|key| !is_for_encryption(key)).cloned().collect() }
}

/// The first key that is for encryption, and for this one.
pub(crate) fn encrypts(keys: &JwkSet, how: Encryption) -> Option<&Jwk> {
    let fits = |key: &&Jwk| match how {
        Encryption::EcdhEs => matches!(key.key, PublicKey::P256 { .. }),
        Encryption::RsaOaep256 => matches!(key.key, PublicKey::Rsa { .. }),
    };
    keys.keys.iter().filter(|key| is_for_encryption(key)).find(fits)
}

fn unavailable() -> Error {
    Error::upstream(
        "client_keys_unavailable",
        "The keys of this client cannot be fetched from its jwks_uri. Try again in a minute.",
    )
}
