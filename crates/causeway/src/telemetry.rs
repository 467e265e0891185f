//! Logs and metrics. What is never logged stands in docs/LOGGING.md: no personal data, no secrets, no query strings, at any level.

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::FmtSpan;

use crate::cli::LogFormat;

/// Starts logging to standard error. A filter that cannot be read is said, and `info` used.
pub(crate) fn start(format: LogFormat, filter: &str) {
    let filter = filter.parse::<EnvFilter>().unwrap_or_else(|error| {
        eprintln!("causeway: --log {filter:?} is not a filter ({error}); using info");
        EnvFilter::new("info")
    });
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_span_events(FmtSpan::NONE);
    // Fails only when logging was started before, which a test may have done.
    let _ = match format {
        LogFormat::Text => builder.compact().try_init(),
        LogFormat::Json => builder.json().try_init(),
    };
}

/// Installs the metrics recorder and returns what `/metrics` renders. `None` when one was installed before (in tests).
pub(crate) fn metrics() -> Option<PrometheusHandle> {
    PrometheusBuilder::new().install_recorder().ok()
}
