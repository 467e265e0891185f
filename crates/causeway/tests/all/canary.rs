//! Invariant 10: what a whole journey leaves behind holds no personal data in the clear: database, its journal, logs, traces, metrics,
//! the connectors' journals, the evidence log.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::steps::{self, CHAN};
use crate::world::World;

/// What must not be found: the sample person's values, as typed and as stored.
pub(crate) const CANARIES: [&str; 6] =
    ["ZZ100001", "zz100001", "CHAN Tai Man", "陳大文", "1985-03-12", "Sample Garden"];

/// The canary itself, its hexadecimal form, and its three possible forms inside a base64 text.
pub(crate) fn forms(canary: &str) -> Vec<Vec<u8>> {
    let mut forms = vec![canary.as_bytes().to_vec(), hexadecimal(canary)];
    for lead in 0..3 {
        let padded = [vec![0; lead], canary.as_bytes().to_vec()].concat();
        let text = URL_SAFE_NO_PAD.encode(padded);
        // The characters that the neighbours do not touch.
        let inner = &text.as_bytes()[if lead == 0 { 0 } else { lead + 1 }..text.len() - 1];
        forms.push(inner.to_vec());
    }
    forms
}

fn hexadecimal(text: &str) -> Vec<u8> {
    let digit = |nibble: u8| b"0123456789abcdef"[usize::from(nibble)];
    text.bytes().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

pub(crate) fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

pub(crate) fn files(folder: &Path, found: &mut Vec<PathBuf>) {
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
    let collector = Collector::start();
    let world = World::start_with(folder.path(), &collector.arguments()).await;
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

    let traces = collector.received().await;

    let mut paths = Vec::new();
    files(folder.path(), &mut paths);
    let mut left: Vec<(String, Vec<u8>)> =
        paths.iter().map(|path| (path.display().to_string(), std::fs::read(path).unwrap())).collect();
    left.push(("metrics".to_owned(), metrics.text.into_bytes()));
    left.push(("traces".to_owned(), traces));
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

/// An OpenTelemetry collector that keeps every byte it is sent.
struct Collector {
    port: u16,
    bytes: Arc<Mutex<Vec<u8>>>,
}

impl Collector {
    fn start() -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let bytes: Arc<Mutex<Vec<u8>>> = Arc::default();
        let kept = Arc::clone(&bytes);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let kept = Arc::clone(&kept);
                std::thread::spawn(move || keep(stream, &kept));
            }
        });
        Self { port, bytes }
    }

    /// What makes the platform send its traces here, if it was built to.
    fn arguments(&self) -> Vec<String> {
        if cfg!(feature = "otel") {
            vec!["--otlp-endpoint".to_owned(), format!("http://127.0.0.1:{}", self.port)]
        } else {
            Vec::new()
        }
    }

    /// What came until the journey's requests were among it.
    async fn received(&self) -> Vec<u8> {
        if !cfg!(feature = "otel") {
            return Vec::new();
        }
        for _ in 0..300 {
            let now = self.bytes.lock().unwrap().clone();
            if contains(&now, b"/consents") {
                return now;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("no traces came");
    }
}

/// Takes a connection's requests and answers each with an empty success.
fn keep(mut stream: std::net::TcpStream, kept: &Mutex<Vec<u8>>) {
    let mut buffer = vec![0; 65536];
    while let Ok(read) = stream.read(&mut buffer) {
        if read == 0 {
            return;
        }
        kept.lock().unwrap().extend_from_slice(&buffer[..read]);
        // The exporter waits for an answer to each request; more answers than requests do no harm on a connection that is then closed.
        let _ = stream.write_all(
            b"HTTP/1.1 200 OK\r\ncontent-type: application/x-protobuf\r\ncontent-length: 0\r\n\r\n",
        );
    }
}
