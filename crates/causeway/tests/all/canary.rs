//! Invariant 10: what a whole journey leaves behind holds no personal data in the clear: database, its journal, logs, traces, metrics,
//! the connectors' journals, the evidence log.

use std::path::{Path, PathBuf};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::steps::{self, CHAN};
use crate::world::World;

/// What must not be found: the sample person's values, as typed and as stored.
const CANARIES: [&str; 6] = ["ZZ100001", "zz100001", "CHAN Tai Man", "陳大文", "1985-03-12", "Sample Garden"];

/// The canary itself, its hexadecimal form, and its three possible forms inside a base64 text.
fn forms(canary: &str) -> Vec<Vec<u8>> {
    let mut forms = vec![
        canary.as_bytes().to_vec(),
        canary.bytes().map(|b| format!("{b:02x}")).collect::<String>().into_bytes(),
    ];
    for lead in 0..3 {
        let padded = [vec![0; lead], canary.as_bytes().to_vec()].concat();
        let text = URL_SAFE_NO_PAD.encode(padded);
        // The characters that the neighbours do not touch.
        let inner = &text.as_bytes()[if lead == 0 { 0 } else { lead + 1 }..text.len() - 1];
        forms.push(inner.to_vec());
    }
    forms
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

#[test]
fn the_scan_finds_a_canary_in_each_of_its_forms() {
    for lead in 0..3 {
        let text = URL_SAFE_NO_PAD.encode([vec![b'x'; lead], b"ZZ100001 and more".to_vec()].concat());
        assert!(forms("ZZ100001").iter().any(|form| contains(text.as_bytes(), form)), "{lead}: {text}");
    }
    assert!(forms("ZZ100001").iter().any(|form| contains(b"..5a5a313030303031..", form)));
    assert!(!forms("ZZ100001").iter().any(|form| contains(b"nothing of the kind", form)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_journey_leaves_no_personal_data_behind() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::start(folder.path(), None).await;
    let visitor = &mut world.visitor();
    // A wrong attempt first, then the whole way, then each page that shows personal data.
    steps::apply(&world, &mut world.visitor(), &steps::Sample { name: "CHAN Tai Man Wrong", ..CHAN })
        .await
        .unwrap();
    steps::register(&world, visitor, &CHAN).await.unwrap();
    steps::vaccination(&world, visitor).await.unwrap();
    steps::renewal(&world, visitor, "once").await.unwrap();
    for page in ["/activity", "/consents", "/messages", "/account"] {
        assert_eq!(visitor.open(&world.url("", page)).await.status, 200, "{page}");
    }
    tokio::time::sleep(Duration::from_secs(2)).await;
    let metrics = visitor.open(&world.url("", "/metrics")).await;
    assert!(metrics.text.contains("http_requests_total"), "{}", metrics.text);

    let mut paths = Vec::new();
    files(folder.path(), &mut paths);
    let mut left: Vec<(String, Vec<u8>)> =
        paths.iter().map(|path| (path.display().to_string(), std::fs::read(path).unwrap())).collect();
    left.push(("metrics".to_owned(), metrics.text.into_bytes()));
    for wanted in ["causeway.db", "causeway.db-wal", "log.jsonl", "journal.jsonl"] {
        assert!(
            left.iter().any(|(name, content)| name.ends_with(wanted) && !content.is_empty()),
            "{wanted} was not scanned"
        );
    }
    let mut leaks = Vec::new();
    for (name, content) in &left {
        for canary in CANARIES {
            if forms(canary).iter().any(|form| contains(content, form)) {
                leaks.push(format!("{canary} in {name}"));
            }
        }
    }
    assert!(leaks.is_empty(), "{leaks:#?}");
}
