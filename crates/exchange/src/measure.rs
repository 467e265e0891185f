//! Figures about exchanges: how many, with which outcome. Never a person; outcomes are the stable codes of this crate.

use std::time::Duration;

use causeway_core::Error;

const READS: &str = "exchange_reads_total";
const PROVIDER: &str = "exchange_provider_seconds";

/// Says what this domain's metrics mean: the HELP lines of `/metrics`.
pub fn describe_metrics() {
    metrics::describe_counter!(
        READS,
        "Reads that were asked of the gateway. outcome: delivered, unknown (given up after a crash), or the code that the consumer was \
         answered: provider_unavailable and provider_answer_refused are the provider's, consent_... a person's decision, the others the \
         consumer's own mistakes."
    );
    metrics::describe_histogram!(
        PROVIDER,
        metrics::Unit::Seconds,
        "How long a provider's connector took to answer, or not to. provider: the organisation."
    );
}

/// Counts a read by what came of it.
pub(crate) fn read(outcome: &'static str) {
    metrics::counter!(READS, "outcome" => outcome).increment(1);
}

/// Counts a read by what its consumer is answered.
pub(crate) fn answered<T>(result: &Result<T, Error>) {
    read(result.as_ref().err().map_or("delivered", Error::code));
}

/// Notes how long a provider took.
pub(crate) fn provider(organisation: &str, took: Duration) {
    metrics::histogram!(PROVIDER, "provider" => organisation.to_owned()).record(took.as_secs_f64());
}
