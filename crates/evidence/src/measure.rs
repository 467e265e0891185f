//! What this domain's figures mean.

/// Says what this domain's metrics mean: the HELP lines of `/metrics`.
pub fn describe_metrics() {
    metrics::describe_gauge!(
        "evidence_oldest_unlogged_seconds",
        metrics::Unit::Seconds,
        "Age of the oldest receipt that is not in the log yet, when the sequencer last looked (every second). Above 60: receipts cannot be \
         proved, because the sequencer does not run or cannot sign."
    );
    metrics::describe_counter!(
        "evidence_logged_total",
        "Entries that were taken into the log: receipts, and the daily commitments to chains."
    );
}
