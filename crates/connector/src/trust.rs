//! Other parties' public keys, from where the configuration says.

use std::path::PathBuf;

use causeway_core::{Clock, Error, Kind, Result};
use causeway_crypto::jose::{JwkSet, verify};
use causeway_http::outbound::Outbound;
use jiff::{SignedDuration, Timestamp};
use serde::de::DeserializeOwned;
use tokio::sync::Mutex;

use crate::config::KeySource;

/// Keys that are older are read again before they are used.
const FRESH: SignedDuration = SignedDuration::from_mins(5);
/// After a signature that does not verify, keys are read again at most so often: a forger must not make us hammer the source.
const PAUSE: SignedDuration = SignedDuration::from_secs(10);

/// One party's keys.
pub(crate) struct Trust {
    source: Source,
    http: Outbound,
    clock: Clock,
    known: Mutex<Known>,
}

enum Source {
    Url(String),
    File(PathBuf),
    Written(JwkSet),
}

#[derive(Clone, Default)]
struct Known {
    keys: JwkSet,
    read_at: Option<Timestamp>,
    tried_at: Option<Timestamp>,
}

impl Trust {
    /// # Errors
    /// `connector_config` unless the source is exactly one of URL, file and keys.
    pub(crate) fn new(source: &KeySource, http: Outbound, clock: Clock) -> Result<Self> {
        let source = match (&source.url, &source.file, &source.keys) {
            (Some(url), None, None) => Source::Url(url.clone()),
            (None, Some(file), None) => Source::File(file.clone()),
            (None, None, Some(keys)) => Source::Written(JwkSet { keys: keys.clone() }),
            _ => {
                return Err(Error::invalid(
                    "connector_config",
                    "Give exactly one of `url`, `file` and `keys` for a party's keys.",
                ));
            }
        };
        Ok(Self { source, http, clock, known: Mutex::default() })
    }

    /// The claims of a JWS that this party signed.
    ///
    /// # Errors
    /// `bad_signature`; `keys_unavailable` when the party's keys cannot be had and none are known.
    pub(crate) async fn verify<C: DeserializeOwned>(&self, jws: &str, typ: &str) -> Result<C> {
        let refused = match verify(jws, &self.keys().await?, typ) {
            Err(refused) => refused,
            verified => return verified,
        };
        // The party may have changed its keys since we read them.
        match self.again().await? {
            Some(keys) => verify(jws, &keys, typ),
            None => Err(refused),
        }
    }

    /// The keys, read again if they are old; old ones serve while the source is down.
    pub(crate) async fn keys(&self) -> Result<JwkSet> {
        let mut known = self.known.lock().await;
        let now = self.clock.now();
        let due = known.read_at.is_none_or(|at| at + FRESH < now) && may_try(&known, now);
        if due {
            self.refresh(&mut known, now).await;
        }
        if known.read_at.is_some() { Ok(known.keys.clone()) } else { Err(self.unavailable()) }
    }

    async fn again(&self) -> Result<Option<JwkSet>> {
        let mut known = self.known.lock().await;
        let now = self.clock.now();
        if !may_try(&known, now) {
            return Ok(None);
        }
        self.refresh(&mut known, now).await;
        Ok(Some(known.keys.clone()))
    }

    async fn refresh(&self, known: &mut Known, now: Timestamp) {
        known.tried_at = Some(now);
        match self.read().await {
            Ok(keys) => (known.keys, known.read_at) = (keys, Some(now)),
            Err(error) => tracing::warn!(source = self.name(), ?error, "keys cannot be read"),
        }
    }

    /// Reads the keys from their source.
    pub(crate) async fn read(&self) -> Result<JwkSet> {
        match &self.source {
            Source::Url(url) => self.http.json(self.http.client().get(url)).await,
            Source::File(file) => {
                let file = file.clone();
                let text = tokio::task::spawn_blocking(move || std::fs::read_to_string(file)).await;
                let text =
                    text.map_err(Error::internal)?.map_err(|error| self.unavailable().with_cause(error))?;
                serde_json::from_str(&text).map_err(|error| self.unavailable().with_cause(error))
            }
            Source::Written(keys) => Ok(keys.clone()),
        }
    }

    /// Where the keys come from, for messages.
    pub(crate) fn name(&self) -> String {
        match &self.source {
            Source::Url(url) => url.clone(),
            Source::File(file) => file.display().to_string(),
            Source::Written(_) => "the configuration".to_owned(),
        }
    }

    fn unavailable(&self) -> Error {
        Error::new(
            Kind::Unavailable,
            "keys_unavailable",
            format!(
                "Public keys cannot be read from {}. See that it is there and holds a JWK set.",
                self.name()
            ),
        )
        .retry_after(10)
    }
}

fn may_try(known: &Known, now: Timestamp) -> bool {
    known.tried_at.is_none_or(|at| at + PAUSE < now)
}

#[cfg(test)]
mod tests {
    use causeway_crypto::jose::{Alg, SigningKey};
    use causeway_http::outbound;
    use serde_json::{Value, json};

    use super::*;

    fn trust(source: &KeySource, clock: &Clock) -> Result<Trust> {
        Trust::new(source, outbound::client(&outbound::Config::default()).unwrap(), clock.clone())
    }

    fn clock() -> Clock {
        Clock::manual(Timestamp::UNIX_EPOCH + SignedDuration::from_hours(1))
    }

    fn set(key: &SigningKey) -> String {
        serde_json::to_string(&JwkSet { keys: vec![key.jwk().clone()] }).unwrap()
    }

    #[test]
    fn a_source_is_exactly_one() {
        let clock = clock();
        let none = KeySource::default();
        let two =
            KeySource { url: Some("https://x".to_owned()), keys: Some(Vec::new()), ..KeySource::default() };
        for bad in [none, two] {
            assert_eq!(trust(&bad, &clock).err().unwrap().code(), "connector_config");
        }
    }

    #[tokio::test]
    async fn a_changed_key_is_found_and_a_forger_does_not_make_us_read_again_and_again() {
        let (folder, clock) = (tempfile::tempdir().unwrap(), clock());
        let file = folder.path().join("jwks.json");
        let (old, new, forger) = (Alg::Es256, Alg::Es256, Alg::Es256);
        let [old, new, forger] = [old, new, forger].map(|alg| SigningKey::generate(alg).unwrap());
        std::fs::write(&file, set(&old)).unwrap();
        let trust = trust(&KeySource { file: Some(file.clone()), ..KeySource::default() }, &clock).unwrap();
        let signed = |key: &SigningKey| key.sign("t", &json!({"a": 1})).unwrap();
        trust.verify::<Value>(&signed(&old), "t").await.unwrap();

        std::fs::write(&file, set(&new)).unwrap();
        assert_eq!(trust.verify::<Value>(&signed(&new), "t").await.unwrap_err().code(), "bad_signature");
        clock.advance(SignedDuration::from_secs(11));
        trust.verify::<Value>(&signed(&new), "t").await.unwrap();
        assert_eq!(trust.verify::<Value>(&signed(&forger), "t").await.unwrap_err().code(), "bad_signature");
    }

    #[tokio::test]
    async fn known_keys_serve_while_their_source_is_down() {
        let (folder, clock) = (tempfile::tempdir().unwrap(), clock());
        let file = folder.path().join("jwks.json");
        let key = SigningKey::generate(Alg::Es256).unwrap();
        let trust = trust(&KeySource { file: Some(file.clone()), ..KeySource::default() }, &clock).unwrap();
        let jws = key.sign("t", &json!({})).unwrap();
        assert_eq!(trust.verify::<Value>(&jws, "t").await.unwrap_err().code(), "keys_unavailable");

        std::fs::write(&file, set(&key)).unwrap();
        clock.advance(SignedDuration::from_secs(11));
        trust.verify::<Value>(&jws, "t").await.unwrap();
        std::fs::remove_file(&file).unwrap();
        clock.advance(SignedDuration::from_hours(1));
        trust.verify::<Value>(&jws, "t").await.unwrap();
    }
}
