//! The figures that operators watch: what each means, as a document, and two that no domain has.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use causeway_core::{Env, Result, db};
use causeway_crypto::certificate::Certificate;
use metrics::{
    Counter, Gauge, Histogram, Key, KeyName, Metadata, Recorder, SharedString, Unit, describe_counter,
    describe_gauge, describe_histogram,
};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use tokio::sync::watch;

/// How often the certificate is looked at.
const LOOK_EVERY: Duration = Duration::from_mins(1);

/// What each metric means: every crate says it of its own, and `/metrics` has it as HELP.
pub(crate) fn describe() {
    causeway_http::measure::describe_metrics();
    causeway_evidence::describe_metrics();
    causeway_consent::describe_metrics();
    causeway_oidc::describe_metrics();
    causeway_exchange::describe_metrics();
    crate::operations::describe_metrics();
    describe_histogram!(
        "db_wait_seconds",
        Unit::Seconds,
        "How long a caller waited for the database before its statement ran. queue: pool (PostgreSQL), writer or reader (SQLite)."
    );
    describe_gauge!("database_bytes", "Size of the database.");
    describe_gauge!(
        "tls_certificate_not_after_seconds",
        Unit::Seconds,
        "When this node's own certificate ends, in seconds since 1970. Absent where a proxy speaks TLS."
    );
    describe_gauge!(
        "key_age_seconds",
        Unit::Seconds,
        "For how long the active key of each use has been in use."
    );
    describe_gauge!(
        "key_rotation_overdue",
        "1 where the active key of a use is in use for longer than keys.rotate_after_days says."
    );
    describe_gauge!(
        "key_missing",
        "Keys of each use that the platform has and this node lacks, those that are not used yet included."
    );
    describe_gauge!(
        "journal_oldest_unshipped_seconds",
        Unit::Seconds,
        "Age of the oldest entry of the journal that is not in its folder yet. Absent without backup.journal."
    );
    describe_counter!("journal_shipped_total", "Entries of the journal that were written to its folder.");
}

/// Shows when the certificate ends, until `stop` turns true.
pub(crate) async fn show_certificate(path: PathBuf, mut stop: watch::Receiver<bool>) {
    loop {
        let first = CertificateDer::pem_file_iter(&path).ok().and_then(|mut chain| chain.next()?.ok());
        if let Some(read) = first.and_then(|der| Certificate::from_der(&der)) {
            // Seconds since 1970 are far below 2^53, so the conversion is exact.
            #[expect(clippy::cast_precision_loss, reason = "exact for the next 285 million years")]
            let until = read.not_after.as_second() as f64;
            metrics::gauge!("tls_certificate_not_after_seconds").set(until);
        }
        tokio::select! {
            _ = stop.wait_for(|stop| *stop) => return,
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

/// Shows how large the database is.
///
/// # Errors
/// When it cannot be reached.
pub(crate) async fn show_size(env: &Env) -> Result<()> {
    let bytes = db::probe(&env.db).await?.bytes;
    #[expect(clippy::cast_precision_loss, reason = "exact up to 9 petabytes")]
    metrics::gauge!("database_bytes").set(bytes as f64);
    Ok(())
}

/// `docs/generated/metrics.md`.
pub(crate) fn document() -> String {
    let described = Described::default();
    metrics::with_local_recorder(&described, describe);
    let mut text = String::from(
        "# Metrics\n\n`GET /metrics` of each node, in Prometheus' text form, for callers from the addresses in `http.metrics_from`.\n\
         Histograms have the endings `_bucket`, `_sum` and `_count`.\n\
         What they are watched for: docs/OPERATING.md, deploy/alerts.yaml, deploy/grafana/causeway.json.\n\n\
         | name | kind | meaning |\n|---|---|---|\n",
    );
    let known = described.0.into_inner().unwrap_or_else(PoisonError::into_inner);
    for (name, (kind, meaning)) in known {
        let _ = writeln!(text, "| `{name}` | {kind} | {meaning} |");
    }
    text
}

/// Takes what is described, and records nothing.
#[derive(Default)]
struct Described(Mutex<BTreeMap<String, (&'static str, String)>>);

impl Described {
    fn note(&self, name: &KeyName, kind: &'static str, meaning: &SharedString) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(name.as_str().to_owned(), (kind, meaning.to_string()));
    }
}

impl Recorder for Described {
    fn describe_counter(&self, name: KeyName, _: Option<Unit>, meaning: SharedString) {
        self.note(&name, "counter", &meaning);
    }

    fn describe_gauge(&self, name: KeyName, _: Option<Unit>, meaning: SharedString) {
        self.note(&name, "gauge", &meaning);
    }

    fn describe_histogram(&self, name: KeyName, _: Option<Unit>, meaning: SharedString) {
        self.note(&name, "histogram", &meaning);
    }

    fn register_counter(&self, _: &Key, _: &Metadata<'_>) -> Counter {
        Counter::noop()
    }

    fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::noop()
    }

    fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::noop()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_metric_is_described_in_a_sentence() {
        let text = document();
        let rows: Vec<_> = text.lines().filter(|line| line.starts_with("| `")).collect();
        assert!(rows.len() > 20, "{text}");
        for row in rows {
            let cells: Vec<_> = row.split(" | ").collect();
            assert_eq!(cells.len(), 3, "{row}");
            assert!(cells[2].trim_end_matches(" |").ends_with('.'), "{row}");
        }
    }
}
