//! The rolling upgrade, with the previous release's own binary: it runs while the schema is migrated and after, starts on the new schema,
//! and serves beside nodes of this release.
//!
//! `scripts/test upgrade` builds that binary from the history (`scripts/previous`) and names it by `CAUSEWAY_PREVIOUS`. Without it only
//! the cheaper tests of `released.rs` run.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use causeway_core::db::testing;

use crate::cluster::{Database, Site};
use crate::nodes::{Load, everything_is_proved, the_whole_journey};
use crate::steps::{self, CHAN, CHEUNG};
use crate::world::{Entrance, World, free_port};

#[expect(clippy::disallowed_methods, reason = "how scripts/test names the binary")]
fn previous() -> Option<PathBuf> {
    let named = std::env::var_os("CAUSEWAY_PREVIOUS").map(PathBuf::from);
    if named.is_none() {
        eprintln!("skipped: CAUSEWAY_PREVIOUS is not set; scripts/test upgrade sets it");
    }
    named
}

fn current() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_causeway"))
}

/// What every release writes in its file of a platform on this machine.
fn migrate(config: &Path) {
    let said = Command::new(current()).arg("migrate").arg("--config").arg(config).output().unwrap();
    let text = String::from_utf8_lossy(&said.stdout);
    assert!(said.status.success(), "{text}{}", String::from_utf8_lossy(&said.stderr));
    assert!(text.contains("applied 0011_"), "the previous release's schema was not the start: {text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_platform_is_upgraded_while_it_serves() {
    let Some(previous) = previous() else { return };
    assert!(testing::postgres_url().is_some(), "set CAUSEWAY_TEST_POSTGRES: scripts/test upgrade does");
    let folder = tempfile::tempdir().unwrap();
    let database = Database::create("upgrade").await.unwrap();
    let site = Site::of(folder.path());
    let world = site.world(&previous, &database).await;
    let nodes = vec![site.node(&previous, "all"), site.node(&previous, "all")];
    let mut cluster = site.proxy(world, nodes, database.clone()).await;
    the_whole_journey(&cluster.world).await;

    let config = cluster.nodes[0].config().to_owned();
    let migrating = async {
        tokio::time::sleep(Duration::from_secs(2)).await;
        tokio::task::spawn_blocking(move || migrate(&config)).await.unwrap();
        tokio::time::sleep(Duration::from_secs(2)).await;
    };
    let ((), done, faults) = Load::beside(&cluster.world, false, migrating).await;
    println!("previous release while the schema is migrated: {done} logins");
    assert!(faults.is_empty(), "{} of {done} failed:\n{}", faults.len(), faults.join("\n"));

    for node in &mut cluster.nodes {
        // Ready: nobody has to be sent elsewhere because of the schema.
        node.ready().await;
        // And it starts on it, as it would after a crash or when an operator goes back.
        node.signal("TERM");
        assert!(node.ended().await, "{}", node.logged());
        node.start_anew();
        node.ready().await;
    }
    let visitor = &mut cluster.world.lasting_visitor();
    steps::register(&cluster.world, visitor, &CHEUNG).await.unwrap();
    steps::vaccination(&cluster.world, visitor).await.unwrap();

    // One node of this release in the place of one of the previous: each request may land on either.
    let mut newer = site.node(current(), "all");
    newer.ready().await;
    let figures = newer.ask("/metrics").await.unwrap().1;
    assert!(figures.contains("causeway_info"), "{figures}");
    cluster = cluster.with(1, newer, &site).await;
    let ((), done, faults) =
        Load::beside(&cluster.world, false, tokio::time::sleep(Duration::from_secs(6))).await;
    println!("previous and present release side by side: {done} logins");
    assert!(faults.is_empty(), "{} of {done} failed:\n{}", faults.len(), faults.join("\n"));
    for path in ["/activity", "/consents", "/messages", "/account"] {
        for _ in 0..4 {
            let page = visitor.open(&cluster.world.url("", path)).await;
            assert_eq!(page.status, 200, "{path}: {}", page.text);
        }
    }
    everything_is_proved(&cluster.database).await;
    cluster.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_embedded_platform_is_upgraded_and_taken_back() {
    let Some(previous) = previous() else { return };
    let folder = tempfile::tempdir().unwrap();
    let journey = async |program: &Path, who| {
        let port = free_port();
        let entrance = Entrance { port, certificate: None };
        let world = World::launch(program, folder.path(), port, &[], entrance).await;
        let visitor = &mut world.visitor();
        let done = steps::register(&world, visitor, who).await.unwrap();
        assert!(done.url.ends_with("/register/done"), "{done:?}");
        steps::vaccination(&world, visitor).await.unwrap();
    };
    journey(&previous, &CHAN).await;
    let config = folder.path().join("causeway.toml");
    let at = folder.path().display();
    let text = format!(
        "mode = \"sandbox\"\n[database]\nsqlite = \"{at}/causeway.db\"\n[keys]\nfolder = \"{at}/keys\"\n"
    );
    fs::write(&config, text).unwrap();
    migrate(&config);
    journey(&previous, &CHEUNG).await;
    journey(current(), &steps::THIRD).await;
    journey(&previous, &steps::FOURTH).await;
}
