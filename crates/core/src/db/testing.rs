//! Databases for tests: a fresh one for each test, on each engine.
//!
//! PostgreSQL takes part when `CAUSEWAY_TEST_POSTGRES` holds an address (`scripts/test` starts a server and sets it).

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use jiff::Timestamp;

use super::{Db, migrate};
use crate::{Clock, Env, Result, Rng};

static NUMBER: AtomicU32 = AtomicU32::new(0);

/// A migrated database of a test's own, a manual clock at 2026-11-21T08:00:00Z and a seeded generator.
#[derive(Debug)]
pub struct TestEnv {
    /// What the code under test is given.
    pub env: Env,
    /// `sqlite` or `postgres`.
    pub engine: &'static str,
    /// The folder that holds the SQLite file, removed on drop.
    pub folder: PathBuf,
}

impl Drop for TestEnv {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Where every test's clock starts.
pub fn start_of_time() -> Timestamp {
    Timestamp::from_second(1_795_248_000).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// A fresh database on each engine that is there. Run the test's body for each.
///
/// # Errors
/// When a database cannot be made.
pub async fn environments() -> Result<Vec<TestEnv>> {
    let mut out = vec![sqlite().await?];
    if let Some(url) = postgres_url() {
        out.push(postgres(&url).await?);
    }
    Ok(out)
}

/// A fresh SQLite database.
pub async fn sqlite() -> Result<TestEnv> {
    let folder = unique_folder()?;
    let db = Db::open_sqlite(&folder.join("causeway.db"))?;
    finish(db, "sqlite", folder).await
}

/// The address of the PostgreSQL server for tests, if there is one.
#[expect(clippy::disallowed_methods, reason = "the one setting of the test harness")]
pub fn postgres_url() -> Option<String> {
    std::env::var("CAUSEWAY_TEST_POSTGRES").ok()
}

/// A fresh schema on the PostgreSQL server at `url`.
pub async fn postgres(url: &str) -> Result<TestEnv> {
    let schema = &format!("t_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::SeqCst));
    let admin = Db::connect_postgres(url, 1)?;
    admin
        .tx(|tx| {
            Box::pin(async move {
                tx.script(&format!("drop schema if exists {schema} cascade; create schema {schema}")).await
            })
        })
        .await?;
    let separator = if url.contains('?') { '&' } else { '?' };
    let db = Db::connect_postgres(&format!("{url}{separator}options=-csearch_path%3D{schema}"), 24)?;
    finish(db, "postgres", unique_folder()?).await
}

async fn finish(db: Db, engine: &'static str, folder: PathBuf) -> Result<TestEnv> {
    let env = Env { db, clock: Clock::manual(start_of_time()), rng: Rng::seeded(7) };
    migrate(&env).await?;
    Ok(TestEnv { env, engine, folder })
}

fn unique_folder() -> Result<PathBuf> {
    let name = format!("causeway-test-{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::SeqCst));
    let folder = std::env::temp_dir().join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).map_err(crate::Error::internal)?;
    Ok(folder)
}
