//! What the process says about itself: log lines on the error output and figures for `/metrics`.
//!
//! Log messages read alone and carry dotted fields (`request.id`, `duration_ms`); never personal data, tokens or bodies.

use std::io::IsTerminal as _;

use lienthong_kernel::op::Op;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

use crate::settings::{LogFormat, LogSettings};

/// Starts logging. Called once, first thing in a process; a second call changes nothing.
/// `RUST_LOG` lies over the settings. Panics become log lines too.
pub fn start(settings: &LogSettings) {
    let filter = EnvFilter::try_from_default_env()
        .or_else(|_| EnvFilter::try_new(&settings.filter))
        .unwrap_or_else(|_| EnvFilter::new("info"));
    let json = match settings.format {
        LogFormat::Json => true,
        LogFormat::Pretty => false,
        LogFormat::Auto => !std::io::stderr().is_terminal(),
    };
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = if json {
        lines.json().flatten_event(true).with_current_span(true).with_span_list(false).try_init()
    } else {
        lines.compact().with_target(false).try_init()
    };
    if started.is_ok() {
        std::panic::set_hook(Box::new(|panic| {
            let place = panic.location().map(ToString::to_string).unwrap_or_default();
            tracing::error!(place, "a panic: {}", panic.payload_as_str().unwrap_or("without words"));
        }));
    }
}

/// The span of an operation: every line in it carries the reference that stands on the error page.
pub fn span(op: &Op, what: &'static str) -> tracing::Span {
    tracing::info_span!("op", what, request.id = %op.request)
}

/// The figures of this process. Cheap to clone.
#[derive(Clone)]
pub struct Metrics(PrometheusHandle);

impl Metrics {
    /// Starts counting for this process. `None` when something else counts already.
    pub fn start() -> Option<Self> {
        // pages below 100 ms are promised: the buckets are narrow there
        let buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];
        let builder = PrometheusBuilder::new().set_buckets_for_metric(Matcher::Suffix("_seconds".into()), &buckets).ok()?;
        builder.install_recorder().ok().map(Self)
    }

    /// The text for `/metrics`, in the Prometheus format.
    pub fn render(&self) -> String {
        self.0.run_upkeep();
        self.0.render()
    }
}
