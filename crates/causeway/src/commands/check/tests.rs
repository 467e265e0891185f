//! The whole look, on configurations as people write them.

use std::fs;
use std::path::Path;

use causeway_core::setting::{Mode, open_as};
use causeway_core::{Clock, Db, Env, Rng, db};

use super::report::State;
use super::*;

fn written(folder: &Path, more: &str) -> Config {
    let at = folder.display();
    let text = format!(
        "mode = \"sandbox\"\n[database]\nsqlite = \"{at}/causeway.db\"\n[keys]\nfolder = \"{at}/keys\"\ncreate = true\n{more}"
    );
    let path = folder.join("causeway.toml");
    fs::write(&path, text).unwrap();
    Config::read(&path).unwrap()
}

async fn states(config: &Config) -> Vec<(&'static str, State)> {
    let mut report = Report::default();
    look(config, Role::All, "causeway.toml", &mut report).await;
    report.findings().iter().map(|finding| (finding.check, finding.state)).collect()
}

async fn migrated(folder: &Path, mode: Mode) {
    let db = Db::open_sqlite(&folder.join("causeway.db")).unwrap();
    let env = Env { db, clock: Clock::system(), rng: Rng::system() };
    db::migrate(&env).await.unwrap();
    open_as(&env, mode).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_was_never_migrated_is_told_and_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let config = written(folder.path(), "");
    let found = states(&config).await;
    assert!(found.contains(&("schema", State::Fault)), "{found:?}");
    assert!(found.contains(&("keys", State::Skipped)), "{found:?}");
    assert!(!folder.path().join("keys").exists(), "a look makes no keys");
    let pending = db::pending(&config.database.open().unwrap()).await.unwrap();
    assert!(!pending.is_empty(), "a look migrates nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_platform_that_is_ready_has_no_fault() {
    let folder = tempfile::tempdir().unwrap();
    migrated(folder.path(), Mode::Sandbox).await;
    let config = written(folder.path(), "");
    config.keys.open(&Clock::system(), &Rng::system()).unwrap();
    let found = states(&config).await;
    assert!(found.iter().all(|(_, state)| *state != State::Fault), "{found:?}");
    for good in ["configuration", "public address", "database", "schema", "mode", "keys"] {
        assert!(found.contains(&(good, State::Good)), "{good}: {found:?}");
    }
    assert!(found.contains(&("register of people", State::Warning)), "{found:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_the_other_mode_and_keys_of_another_platform_are_faults() {
    let folder = tempfile::tempdir().unwrap();
    migrated(folder.path(), Mode::Production).await;
    fs::create_dir(folder.path().join("keys")).unwrap();
    fs::write(folder.path().join("keys/root.key"), "not a key").unwrap();
    let found = states(&written(folder.path(), "")).await;
    assert!(found.contains(&("mode", State::Fault)), "{found:?}");
    assert!(found.contains(&("keys", State::Fault)), "{found:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_not_there_is_told_with_its_mend() {
    let folder = tempfile::tempdir().unwrap();
    let url = folder.path().join("url");
    fs::write(&url, "postgres://nobody@127.0.0.1:1/none").unwrap();
    let mut config = written(folder.path(), "");
    config.database.sqlite = None;
    config.database.postgres_file = Some(causeway_core::config::SecretFile::new(&url));
    let mut report = Report::default();
    look(&config, Role::All, "causeway.toml", &mut report).await;
    let told = report.table("causeway.toml");
    assert!(told.contains("FAULT    database") && told.contains("pg_hba.conf"), "{told}");
    let json: serde_json::Value = serde_json::from_str(&report.json().unwrap()).unwrap();
    let fault = json.as_array().unwrap().iter().find(|finding| finding["check"] == "database").unwrap();
    assert_eq!((fault["state"].as_str(), fault["mend"].is_string()), (Some("fault"), true));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_fault_of_the_file_stands_for_itself() {
    let folder = tempfile::tempdir().unwrap();
    let config =
        written(folder.path(), "[registration]\nattempts_per_card = 0\n[oidc]\ncode_seconds = 600\n");
    let mut report = Report::default();
    look(&config, Role::All, "causeway.toml", &mut report).await;
    let told = report.table("causeway.toml");
    for key in ["registration.attempts_per_card", "oidc.code_seconds"] {
        assert!(told.contains("FAULT    configuration") && told.contains(key), "{told}");
    }
}
