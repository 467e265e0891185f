//! Other parties' public keys, from where the configuration says.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use causeway_core::{Clock, Error, Kind, Result};
use causeway_crypto::jose::{JwkSet, verify};
use causeway_http::outbound::Outbound;
use jiff::{SignedDuration, Timestamp};
use serde::de::DeserializeOwned;
use tokio::sync::watch;

use crate::config::KeySource;

/// Keys that are older are read again before they are used.
const FRESH: SignedDuration = SignedDuration::from_mins(5);
/// After a signature that does not verify, keys are read again at most so often: a forger must not make us hammer the source.
const PAUSE: SignedDuration = SignedDuration::from_secs(10);

/// A request waits at most so long for keys to be read; it must be answered within a few seconds itself.
const PATIENCE: Duration = Duration::from_secs(2);

/// One party's keys.
pub(crate) struct Trust(Arc<Inner>);

struct Inner {
    source: Source,
    http: Outbound,
    clock: Clock,
    /// Never held while anything is waited for.
    known: Mutex<Known>,
}

enum Source {
    Url(String),
    File(PathBuf),
    Written(JwkSet),
}

#[derive(Default)]
struct Known {
    keys: JwkSet,
    read_at: Option<Timestamp>,
    tried_at: Option<Timestamp>,
    /// Closed once the keys have been read, or could not be.
    reading: Option<watch::Receiver<()>>,
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
        Ok(Self(Arc::new(Inner { source, http, clock, known: Mutex::default() })))
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

    /// The keys. If they are old they are read again meanwhile, and the known ones serve until that is done; only who knows none waits.
    ///
    /// # Errors
    /// `keys_unavailable` when none are known, and cannot be had within 2 seconds.
    pub(crate) async fn keys(&self) -> Result<JwkSet> {
        let (fresh, known) = self.0.fresh();
        let reading = if fresh { None } else { self.0.begin() };
        if let Some(keys) = known {
            return Ok(keys);
        }
        if let Some(reading) = reading {
            finished(reading).await;
        }
        self.0.fresh().1.ok_or_else(|| self.0.unavailable())
    }

    /// The keys as they are after they were read again; none if that was tried a moment ago.
    async fn again(&self) -> Result<Option<JwkSet>> {
        let Some(reading) = self.0.begin() else { return Ok(None) };
        finished(reading).await;
        Ok(self.0.fresh().1)
    }

    /// Reads the keys from their source.
    pub(crate) async fn read(&self) -> Result<JwkSet> {
        self.0.read().await
    }

    /// Where the keys come from, for messages.
    pub(crate) fn name(&self) -> String {
        self.0.name()
    }
}

/// Waits, but not for long, until keys have been read.
async fn finished(mut reading: watch::Receiver<()>) {
    let _ = tokio::time::timeout(PATIENCE, reading.changed()).await;
}

impl Inner {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The known keys, and whether they need not be read again.
    fn fresh(&self) -> (bool, Option<JwkSet>) {
        let known = self.known();
        let fresh = known.read_at.is_some_and(|at| at + FRESH >= self.clock.now());
        (fresh, known.read_at.map(|_| known.keys.clone()))
    }

    /// Has the keys read in a task of its own, one at a time; none when that was tried a moment ago.
    fn begin(self: &Arc<Self>) -> Option<watch::Receiver<()>> {
        let (mut known, now) = (self.known(), self.clock.now());
        let under_way = known.reading.as_ref().filter(|reading| reading.has_changed().is_ok());
        if let Some(reading) = under_way {
            return Some(reading.clone());
        }
        if !may_try(&known, now) {
            return None;
        }
        let (done, reading) = watch::channel(());
        known.tried_at = Some(now);
        known.reading = Some(reading.clone());
        let this = Arc::clone(self);
        tokio::spawn(async move {
            this.refresh(now).await;
            drop(done);
        });
        Some(reading)
    }

    async fn refresh(&self, now: Timestamp) {
        match self.read().await {
            Ok(keys) => {
                let mut known = self.known();
                (known.keys, known.read_at) = (keys, Some(now));
            }
            Err(error) => tracing::warn!(source = self.name(), ?error, "keys cannot be read"),
        }
    }

    async fn read(&self) -> Result<JwkSet> {
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

    fn name(&self) -> String {
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
    use std::sync::atomic::{AtomicUsize, Ordering};

    use causeway_crypto::jose::{Alg, SigningKey};
    use causeway_http::outbound;
    use serde_json::{Value, json};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    fn trust(source: &KeySource, clock: &Clock) -> Result<Trust> {
        let config = outbound::Config { allow_private: true, ..outbound::Config::default() };
        Trust::new(source, outbound::client(&config).unwrap(), clock.clone())
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

    /// A source that answers with `body` so many times, and then takes connections but answers nothing; counts the connections.
    async fn falls_silent(body: String, after: usize) -> (KeySource, Arc<AtomicUsize>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let calls = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&calls);
        tokio::spawn(async move {
            let mut open = Vec::new();
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                if counted.fetch_add(1, Ordering::SeqCst) < after {
                    let _ = stream.read(&mut [0; 4096]).await.unwrap();
                    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close";
                    let answer = format!("{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len());
                    stream.write_all(answer.as_bytes()).await.unwrap();
                } else {
                    open.push(stream);
                }
            }
        });
        (KeySource { url: Some(url), ..KeySource::default() }, calls)
    }

    #[tokio::test]
    async fn known_keys_serve_at_once_while_a_slow_source_is_read_once() {
        let (clock, key) = (clock(), SigningKey::generate(Alg::Es256).unwrap());
        let (source, calls) = falls_silent(set(&key), 1).await;
        let trust = trust(&source, &clock).unwrap();
        let jws = key.sign("t", &json!({})).unwrap();
        trust.verify::<Value>(&jws, "t").await.unwrap();
        clock.advance(SignedDuration::from_mins(6));
        let many = async {
            for _ in 0..50 {
                trust.verify::<Value>(&jws, "t").await.unwrap();
                clock.advance(SignedDuration::from_secs(1));
            }
        };
        tokio::time::timeout(Duration::from_secs(1), many).await.expect("nobody waits for the source");
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert_eq!(calls.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn who_knows_no_keys_waits_two_seconds_at_most_also_beside_others() {
        let clock = clock();
        let (source, calls) = falls_silent(String::new(), 0).await;
        let trust = trust(&source, &clock).unwrap();
        let both = async { tokio::join!(trust.keys(), trust.keys()) };
        let (one, other) = tokio::time::timeout(Duration::from_secs(4), both).await.unwrap();
        for outcome in [one, other] {
            assert_eq!(outcome.unwrap_err().code(), "keys_unavailable");
        }
        assert_eq!(calls.load(Ordering::SeqCst), 1);
    }
}
