//! Logs, metrics and traces. What is never in any of them stands in docs/LOGGING.md: no personal data, no secrets, no query strings, at
//! any level.

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer, Registry, fmt};

use crate::cli::{Cli, LogFormat};

/// What has to live as long as the process; dropped at its end, it sends what is left.
#[derive(Debug, Default)]
pub(crate) struct Telemetry {
    #[cfg(feature = "otel")]
    traces: Option<opentelemetry_sdk::trace::SdkTracerProvider>,
}

type BoxedLayer = Box<dyn Layer<Registry> + Send + Sync>;

/// Starts logging to standard error, and traces to the collector if one is named. A filter that cannot be read is said, and `info` used.
pub(crate) fn start(cli: &Cli) -> Telemetry {
    let telemetry = Telemetry::of(cli);
    let mut layers: Vec<BoxedLayer> = vec![logs(cli.log_format, cli.log_filter())];
    layers.extend(telemetry.layer());
    // Fails only when logging was started before, which a test may have done.
    let _ = tracing_subscriber::registry().with(layers).try_init();
    telemetry
}

fn logs(format: LogFormat, filter: &str) -> BoxedLayer {
    let filter = filter.parse::<EnvFilter>().unwrap_or_else(|error| {
        eprintln!("causeway: --log {filter:?} is not a filter ({error}); using info");
        EnvFilter::new("info")
    });
    let layer = fmt::layer().with_writer(std::io::stderr);
    match format {
        LogFormat::Text => layer.compact().with_filter(filter).boxed(),
        LogFormat::Json => layer.json().with_filter(filter).boxed(),
    }
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

/// Installs the metrics recorder and returns what `/metrics` renders. `None` when one was installed before (in tests).
pub(crate) fn metrics() -> Option<PrometheusHandle> {
    PrometheusBuilder::new().install_recorder().ok()
}
