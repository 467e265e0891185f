//! What operators watch: dashboard and alerts name only metrics that exist and are described, every runbook that is named is there, and the
//! running binary exports nothing that nobody describes.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::steps::{self, CHAN};
use crate::world::World;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// The metrics that the program describes.
fn described() -> BTreeSet<String> {
    let output =
        Command::new(env!("CARGO_BIN_EXE_causeway")).args(["generated", "metrics"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let rows = text.lines().filter(|line| line.starts_with("| `"));
    rows.map(|line| line.split('`').nth(1).unwrap().to_owned()).collect()
}

/// The metric of a series: histograms have three.
fn metric(series: &str) -> &str {
    ["_bucket", "_sum", "_count"].iter().find_map(|ending| series.strip_suffix(ending)).unwrap_or(series)
}

/// Words of the query language beside its functions.
const WORDS: [&str; 12] = [
    "by",
    "without",
    "on",
    "ignoring",
    "group_left",
    "group_right",
    "and",
    "or",
    "unless",
    "bool",
    "offset",
    "le",
];

/// The series that a query names: identifiers that are no function, no word, and stand in no list of labels.
fn named(query: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let chars: Vec<char> = query.chars().collect();
    let (mut at, mut quoted, mut braces, mut list) = (0, false, 0, false);
    let mut last = String::new();
    while at < chars.len() {
        let c = chars[at];
        match c {
            '"' => quoted = !quoted,
            '{' if !quoted => braces += 1,
            '}' if !quoted => braces -= 1,
            '(' if !quoted && WORDS.contains(&last.as_str()) => list = true,
            ')' if !quoted => list = false,
            '[' if !quoted => at += chars[at..].iter().position(|c| *c == ']').unwrap(),
            c if !quoted && (c.is_ascii_alphabetic() || c == '_') => {
                let end = chars[at..].iter().position(|c| !(c.is_ascii_alphanumeric() || *c == '_'));
                let word: String = chars[at..end.map_or(chars.len(), |end| at + end)].iter().collect();
                at += word.len();
                let rest: String = chars[at..].iter().collect();
                // A function stands before its arguments, or before what it adds up by.
                let call =
                    ["(", "by ", "by(", "without "].iter().any(|next| rest.trim_start().starts_with(next));
                if braces == 0 && !list && !call && !WORDS.contains(&word.as_str()) {
                    found.insert(word.clone());
                }
                last = word;
                continue;
            }
            c if c.is_ascii_digit() => {
                // A number, or a time span such as 5m.
                while at + 1 < chars.len() && (chars[at + 1].is_ascii_alphanumeric() || chars[at + 1] == '.')
                {
                    at += 1;
                }
            }
            _ => {}
        }
        if !c.is_whitespace() && c != '(' {
            last.clear();
        }
        at += 1;
    }
    found
}

#[test]
fn the_series_of_a_query_are_found() {
    for (query, series) in [
        (r#"up{job="a"} == 0"#, "up"),
        ("sum by (le, kind) (rate(a_bucket{b=\"c d\"}[5m])) > 2 * 86400", "a_bucket"),
        ("max(a) - time() and absent(b{x=~\"y|z\"})", "a b"),
        ("histogram_quantile(0.95, sum by (le) (rate(a_bucket[5m]))) unless c", "a_bucket c"),
        ("count(count by (version) (a)) > 1", "a"),
        ("b > 1e9", "b"),
    ] {
        assert_eq!(named(query).into_iter().collect::<Vec<_>>().join(" "), series, "{query}");
    }
}

/// The value of `key` on each line of a YAML file that has one.
fn values<'a>(text: &'a str, key: &str) -> Vec<&'a str> {
    text.lines()
        .filter_map(|line| line.trim().trim_start_matches("- ").strip_prefix(key)?.strip_prefix(": "))
        .collect()
}

/// The queries of the dashboard.
fn queries(panel: &serde_json::Value, found: &mut Vec<String>) {
    match panel {
        serde_json::Value::Object(fields) => {
            found.extend(fields.get("expr").and_then(serde_json::Value::as_str).map(str::to_owned));
            fields.values().for_each(|value| queries(value, found));
        }
        serde_json::Value::Array(items) => items.iter().for_each(|item| queries(item, found)),
        _ => {}
    }
}

#[test]
fn dashboard_and_alerts_name_only_what_there_is() {
    let described = described();
    let alerts = read("deploy/alerts.yaml");
    let mut asked: Vec<String> = values(&alerts, "expr").into_iter().map(str::to_owned).collect();
    assert!(asked.len() >= 15, "{} alerts", asked.len());
    let dashboard: serde_json::Value = serde_json::from_str(&read("deploy/grafana/causeway.json")).unwrap();
    queries(&dashboard, &mut asked);
    assert!(asked.len() >= 50, "{} queries", asked.len());
    for query in asked {
        let series = named(&query);
        assert!(!series.is_empty(), "no metric in {query}");
        for series in series {
            // What Prometheus itself says of a scrape.
            assert!(
                series == "up" || described.contains(metric(&series)),
                "{series} does not exist: {query}"
            );
        }
    }
}

#[test]
fn each_alert_leads_to_a_runbook_that_is_there() {
    let alerts = read("deploy/alerts.yaml");
    let (named, runbooks) = (values(&alerts, "alert"), values(&alerts, "runbook"));
    assert_eq!(named.len(), runbooks.len(), "an alert without runbook");
    assert_eq!(named.len(), values(&alerts, "summary").len(), "an alert without summary");
    for path in runbooks {
        assert!(root().join(path).is_file(), "{path} is not there");
    }
    // What a runbook calls an alert is one.
    for entry in fs::read_dir(root().join("docs/runbooks")).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        for word in text
            .split('`')
            .filter(|word| word.starts_with("Causeway") && word.chars().all(char::is_alphabetic))
        {
            assert!(named.contains(&word), "a runbook speaks of the alert {word}, which is none");
        }
    }
}

/// Links between documents, as `[words](path#part)`.
#[test]
fn every_link_of_the_operators_documents_leads_somewhere() {
    let mut files: Vec<PathBuf> =
        fs::read_dir(root().join("docs/runbooks")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.push(root().join("docs/OPERATING.md"));
    let mut broken = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let path = link.split('#').next().unwrap();
            if !path.is_empty() && !link.contains("://") && !file.parent().unwrap().join(path).exists() {
                broken.push(format!("{}: {link}", file.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_program_exports_after_a_journey_is_described_and_watched() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::start(folder.path(), None).await;
    let visitor = &mut world.visitor();
    steps::register(&world, visitor, &CHAN).await.unwrap();
    steps::vaccination(&world, visitor).await.unwrap();
    steps::renewal(&world, visitor, "once").await.unwrap();
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    let figures = visitor.open(&world.url("", "/metrics")).await.text;
    let exported: BTreeSet<_> = figures
        .lines()
        .filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next())
        .map(str::to_owned)
        .collect();
    let described = described();
    let silent: Vec<_> = exported.difference(&described).collect();
    assert!(silent.is_empty(), "exported and described nowhere: {silent:?}");
    for journey in [
        "http_requests_total",
        "http_request_duration_seconds",
        "logins_total",
        "tokens_total",
        "claims_reads_total",
        "exchange_reads_total",
        "exchange_provider_seconds",
        "evidence_logged_total",
        "evidence_oldest_unlogged_seconds",
        "approvals_waiting",
        "db_wait_seconds",
        "db_pool_in_use",
        "http_concurrency_limit",
    ] {
        assert!(exported.contains(journey), "{journey} is not among {exported:?}");
    }
}
