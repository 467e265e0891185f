//! Logs, metrics and traces. What is never in any of them stands in docs/LOGGING.md: no personal data, no secrets, no query strings, at
//! any level.

use std::time::Duration;

use causeway_core::{Error, Result};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer, Registry, fmt, reload};

use crate::cli::{Cli, LogFormat};
use crate::config::Log;
use crate::figures;

/// What has to live as long as the process; dropped at its end, it sends what is left.
#[derive(Debug, Default)]
pub(crate) struct Telemetry {
    #[cfg(feature = "otel")]
    traces: Option<opentelemetry_sdk::trace::SdkTracerProvider>,
}

type BoxedLayer = Box<dyn Layer<Registry> + Send + Sync>;
type Handle = reload::Handle<EnvFilter, Registry>;

/// Starts logging to standard error, and traces to the collector if one is named. A filter that cannot be read is said, and `info` used.
pub(crate) fn start(cli: &Cli) -> (Telemetry, Logs) {
    let telemetry = Telemetry::of(cli);
    let (logs, mut layers) = Logs::new(cli);
    layers.extend(telemetry.layer());
    // Fails only when logging was started before, which a test may have done.
    let _ = tracing_subscriber::registry().with(layers).try_init();
    if let Err(error) = logs.follow(&Log::default()) {
        eprintln!("causeway: --log: {} Using info.", error.public());
    }
    (telemetry, logs)
}

/// What is logged, and in which form: both can be changed while the program runs. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Logs {
    /// What the command line says, which wins over the configuration file.
    level: Option<String>,
    format: Option<LogFormat>,
    /// What holds where neither says anything.
    usual: &'static str,
    text: Handle,
    json: Handle,
}

impl Logs {
    /// One layer for each form; of the two, one is silent.
    fn new(cli: &Cli) -> (Self, Vec<BoxedLayer>) {
        let (text_filter, text) = reload::Layer::new(EnvFilter::new("info"));
        let (json_filter, json) = reload::Layer::new(EnvFilter::new("off"));
        let layers = vec![
            fmt::layer().with_writer(std::io::stderr).compact().with_filter(text_filter).boxed(),
            fmt::layer().with_writer(std::io::stderr).json().with_filter(json_filter).boxed(),
        ];
        let logs =
            Self { level: cli.log.clone(), format: cli.log_format, usual: cli.usual_log(), text, json };
        (logs, layers)
    }

    /// Logs from now on as the configuration file says, where the command line says nothing.
    ///
    /// # Errors
    /// `bad_log_filter`: then everything stays as it is.
    pub(crate) fn follow(&self, log: &Log) -> Result<()> {
        let level = self.level.as_deref().or(log.level.as_deref()).unwrap_or(self.usual);
        let (speaking, silent) = (filter(level)?, EnvFilter::new("off"));
        let (text, json) = match self.format.or(log.format).unwrap_or(LogFormat::Text) {
            LogFormat::Text => (speaking, silent),
            LogFormat::Json => (silent, speaking),
        };
        self.text.reload(text).and_then(|()| self.json.reload(json)).map_err(Error::internal)
    }
}

/// A filter as it is written on the command line and in the configuration file.
///
/// # Errors
/// `bad_log_filter`.
pub(crate) fn filter(text: &str) -> Result<EnvFilter> {
    text.parse().map_err(|error| {
        Error::invalid(
            "bad_log_filter",
            format!("{text:?} is not a filter ({error}). Write a level, or levels per module: info,causeway_oidc=debug."),
        )
    })
}

#[cfg(not(feature = "otel"))]
impl Telemetry {
    fn of(_cli: &Cli) -> Self {
        Self::default()
    }

    #[expect(clippy::unused_self, reason = "the form of the other build")]
    fn layer(&self) -> Option<BoxedLayer> {
        None
    }
}

#[cfg(feature = "otel")]
impl Telemetry {
    fn of(cli: &Cli) -> Self {
        use opentelemetry_otlp::WithExportConfig as _;
        use opentelemetry_sdk::Resource;
        use opentelemetry_sdk::trace::SdkTracerProvider;

        let Some(endpoint) = &cli.otlp_endpoint else { return Self::default() };
        causeway_http::outbound::install_provider();
        let address = format!("{}/v1/traces", endpoint.trim_end_matches('/'));
        let exporter = opentelemetry_otlp::SpanExporter::builder().with_http().with_endpoint(address).build();
        match exporter {
            Ok(exporter) => {
                let resource = Resource::builder().with_service_name("causeway").build();
                let traces = SdkTracerProvider::builder()
                    .with_batch_exporter(exporter)
                    .with_resource(resource)
                    .build();
                Self { traces: Some(traces) }
            }
            Err(error) => {
                eprintln!(
                    "causeway: traces are off: the collector's address {endpoint:?} does not serve ({error})"
                );
                Self::default()
            }
        }
    }

    fn layer(&self) -> Option<BoxedLayer> {
        use opentelemetry::trace::TracerProvider as _;

        let tracer = self.traces.as_ref()?.tracer("causeway");
        // Spans of the platform's own crates at `info`: requests with method, route and status.
        let filter = tracing_subscriber::filter::filter_fn(|metadata| {
            metadata.target().starts_with("causeway") && *metadata.level() <= tracing::Level::INFO
        });
        Some(tracing_opentelemetry::layer().with_tracer(tracer).with_filter(filter).boxed())
    }
}

#[cfg(feature = "otel")]
impl Drop for Telemetry {
    fn drop(&mut self) {
        if let Some(traces) = self.traces.take()
            && let Err(error) = traces.shutdown()
        {
            eprintln!("causeway: the last traces could not be sent: {error}");
        }
    }
}

/// Upper bounds of the buckets in which durations are counted, in seconds: figures of several nodes add up.
const SECONDS: [f64; 14] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];
/// How often what was measured is put into its buckets: else it would pile up where nobody reads `/metrics`.
const UPKEEP: Duration = Duration::from_secs(5);

/// Installs the metrics recorder and returns what `/metrics` renders. `None` when one was installed before (in tests).
pub(crate) fn metrics() -> Option<PrometheusHandle> {
    let builder =
        PrometheusBuilder::new().set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS);
    let handle = builder.ok()?.install_recorder().ok()?;
    figures::describe();
    let kept = handle.clone();
    let upkeep = move || {
        loop {
            std::thread::sleep(UPKEEP);
            kept.run_upkeep();
        }
    };
    // Without it figures are right as well; they only take more memory between two readings.
    if let Err(error) = std::thread::Builder::new().name("metrics".to_owned()).spawn(upkeep) {
        tracing::warn!(%error, "no thread for the upkeep of figures");
    }
    Some(handle)
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;

    fn logs(arguments: &[&str]) -> (Logs, Vec<BoxedLayer>) {
        Logs::new(&Cli::parse_from([&["causeway", "check"], arguments].concat()))
    }

    /// What each form logs at present.
    fn now(logs: &Logs) -> [String; 2] {
        [&logs.text, &logs.json].map(|handle| handle.with_current(ToString::to_string).unwrap())
    }

    fn log(level: &str, format: Option<LogFormat>) -> Log {
        Log { level: Some(level.to_owned()), format }
    }

    #[test]
    fn the_level_and_the_form_are_changed_while_it_runs() {
        let (logs, _layers) = logs(&[]);
        logs.follow(&Log::default()).unwrap();
        assert_eq!(now(&logs), ["info", "off"]);
        logs.follow(&log("causeway_oidc=debug,warn", Some(LogFormat::Json))).unwrap();
        assert_eq!(now(&logs), ["off", "causeway_oidc=debug,warn"]);
        logs.follow(&log("error", None)).unwrap();
        assert_eq!(now(&logs), ["error", "off"]);
    }

    #[test]
    fn the_command_line_wins() {
        let (logs, _layers) = logs(&["--log", "trace", "--log-format", "json"]);
        logs.follow(&log("error", Some(LogFormat::Text))).unwrap();
        assert_eq!(now(&logs), ["off", "trace"]);
    }

    #[test]
    fn a_filter_that_is_none_changes_nothing() {
        let (logs, _layers) = logs(&[]);
        logs.follow(&log("warn", None)).unwrap();
        assert_eq!(logs.follow(&log("loud=noise", None)).unwrap_err().code(), "bad_log_filter");
        assert_eq!(now(&logs), ["warn", "off"]);
    }
}
