//! Backups and restores in one process, on both engines and from either into the other.

mod making;
mod restoring;
mod shipping;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use causeway_core::db::testing::{TestEnv, environments};
use causeway_core::setting::{Mode, open_as};
use causeway_core::{AccountId, Acr, Env, Result, Rng, backup, journal};
use causeway_crypto::age::Identity;
use causeway_crypto::jose::{Alg, SigningKey};
use causeway_crypto::keystore::MemoryKeyStore;
use causeway_crypto::person::PersonKeys;
use causeway_evidence::{Chain, Event, Evidence};
use serde_json::json;

use crate::{Config, Domains, FromJournal, Order, Restore, Restored, Shipper, make, replay, restore};

/// How many databases were made besides the first.
static FRESH: AtomicUsize = AtomicUsize::new(1);
/// The log's name in all these tests.
const ORIGIN: &str = "localhost/log";

/// A platform of core, keys and evidence on one database, with folders for its backups and its journal.
struct Bench {
    test: TestEnv,
    store: Arc<MemoryKeyStore>,
    log_key: SigningKey,
    keys: PersonKeys,
    evidence: Evidence,
    shipper: Shipper,
    /// Backups and the journal: shared with what is restored.
    place: Arc<tempfile::TempDir>,
}

impl Bench {
    async fn all() -> Vec<Self> {
        let mut benches = Vec::new();
        for test in environments().await.unwrap() {
            open_as(&test.env, Mode::Sandbox).await.unwrap();
            let place = Arc::new(tempfile::tempdir().unwrap());
            std::fs::create_dir(place.path().join("journal")).unwrap();
            let store = Arc::new(MemoryKeyStore::new().unwrap());
            benches.push(Self::on(test, store, SigningKey::generate(Alg::EdDsa).unwrap(), place));
        }
        benches
    }

    fn on(
        test: TestEnv,
        store: Arc<MemoryKeyStore>,
        log_key: SigningKey,
        place: Arc<tempfile::TempDir>,
    ) -> Self {
        let keys = PersonKeys::new(test.env.clone(), store.clone());
        let evidence = Evidence::new(test.env.clone(), keys.clone(), log_key.clone(), ORIGIN.to_owned())
            .through_journal();
        let config = Config { journal: Some(place.path().join("journal")), ..Config::default() };
        let shipper = Shipper::new(test.env.clone(), evidence.clone(), config);
        Self { test, store, log_key, keys, evidence, shipper, place }
    }

    /// An empty database on `engine`, of the same platform.
    async fn fresh(&self, engine: &str) -> Option<Self> {
        let test = environments().await.unwrap().into_iter().find(|test| test.engine == engine)?;
        test.env
            .clock
            .advance(self.env().now().duration_since(test.env.now()) + jiff::SignedDuration::from_mins(10));
        // Another stream of chance than the first database's: what is made here must not meet what was made there.
        for _ in 0..FRESH.fetch_add(1, Ordering::SeqCst) {
            test.env.rng.bytes::<64>().unwrap();
        }
        Some(Self::on(test, self.store.clone(), self.log_key.clone(), self.place.clone()))
    }

    fn env(&self) -> &Env {
        &self.test.env
    }

    fn folder(&self) -> PathBuf {
        self.place.path().join("backups")
    }

    fn journal(&self) -> PathBuf {
        self.place.path().join("journal")
    }

    async fn person(&self) -> AccountId {
        let account = self.env().new_id::<AccountId>().unwrap();
        let keys = &self.keys;
        let made =
            self.env().db.tx(|tx| Box::pin(async move { keys.create(tx, account.uuid()).await.map(|_| ()) }));
        made.await.unwrap();
        account
    }

    async fn record(&self, account: AccountId) {
        self.env().clock.advance(jiff::SignedDuration::from_millis(5));
        let (evidence, event) = (&self.evidence, &Event::SessionStarted { acr: Acr::Passkey });
        let recorded = self.env().db.tx(|tx| {
            Box::pin(async move { evidence.record(tx, Chain::Person(account), event).await.map(|_| ()) })
        });
        recorded.await.unwrap();
    }

    /// Takes into the log and ships until nothing is left.
    async fn work(&self) {
        self.evidence.sequence().await.unwrap();
        self.shipper.ship().await.unwrap();
    }

    async fn back_up(&self) -> [PathBuf; 2] {
        let recipient = identity().recipient().unwrap();
        let folder = self.folder();
        let order =
            Order { folder: &folder, recipients: &[recipient], mode: Mode::Sandbox, release: "0.1.0" };
        self.env().clock.advance(jiff::SignedDuration::from_secs(1));
        make(self.env(), &self.evidence, &order, &mut |_| {}).await.unwrap().0
    }

    async fn restore(&self, [data, keys]: &[PathBuf; 2]) -> Result<Restored> {
        let journal = self.journal();
        self.restore_from(data, keys, FromJournal::Folder { path: &journal, accept_gaps: false }).await
    }

    async fn restore_from(&self, data: &Path, keys: &Path, journal: FromJournal<'_>) -> Result<Restored> {
        let order = Restore {
            env: self.env(),
            evidence: &self.evidence,
            person_keys: &self.keys,
            domains: &domains(),
            mode: Mode::Sandbox,
            data,
            keys,
            identities: &[identity()],
            journal,
            newest: None,
        };
        restore(&order, &mut |_, _| {}).await
    }

    /// Notes an act of the test's own domain.
    async fn act(&self, name: &str) {
        self.note("test.act", json!({"name": name})).await;
    }

    async fn note(&self, kind: &'static str, entry: serde_json::Value) {
        self.env().clock.advance(jiff::SignedDuration::from_millis(5));
        let (env, entry) = (self.env(), &entry);
        let noted =
            env.db.tx(|tx| Box::pin(async move { journal::note(env, tx, kind, entry.clone()).await }));
        noted.await.unwrap();
    }

    async fn rows(&self, sql: &'static str) -> i64 {
        self.env().db.one(sql, &[]).await.unwrap().read().unwrap()
    }
}

fn identity() -> Identity {
    Identity::generate(&Rng::seeded(42)).unwrap()
}

/// A domain of the tests: what was done is a setting.
fn domains() -> Domains {
    let again = replay(|tx, entry| {
        Box::pin(async move {
            if entry.kind == "test.act" {
                let name = entry.entry["name"].as_str().unwrap();
                causeway_core::setting::declare(tx, name, "done").await?;
            }
            // What is set back and forth.
            if entry.kind == "test.set" {
                let sql = "insert into core_setting (name, value) values ($1, $2) on conflict (name) do update set value = $2";
                let text = |name: &str| entry.entry[name].as_str().unwrap();
                tx.execute(sql, &[text("name").into(), text("value").into()]).await?;
            }
            Ok(())
        })
    });
    let end = crate::ending(|tx| {
        Box::pin(async move {
            tx.execute("delete from core_job", &[]).await?;
            Ok(())
        })
    });
    Domains { replays: vec![again], endings: vec![end] }
}
