//! What this crate's figures mean.

use metrics::{Unit, describe_counter, describe_gauge, describe_histogram};

/// Says what the metrics of serving mean: the HELP lines of `/metrics`.
pub fn describe_metrics() {
    describe_counter!(
        "http_requests_total",
        "Requests answered. route: the pattern, none where there is no route. Methods that a caller invents are counted as other."
    );
    describe_histogram!(
        "http_request_duration_seconds",
        Unit::Seconds,
        "From the first layer to the answer, by route and method."
    );
    describe_counter!(
        "http_requests_shed_total",
        "Requests refused at once, with 503 and Retry-After, because more was to be done than can be. priority: finish, normal, begin."
    );
    describe_histogram!(
        "http_wait_seconds",
        Unit::Seconds,
        "How long a request waited for its turn before work on it began, by priority."
    );
    describe_gauge!("http_waiting", "Requests that wait for their turn right now, by priority.");
    describe_gauge!("http_in_progress", "Requests that are worked on right now.");
    describe_gauge!(
        "http_concurrency_limit",
        "How many requests are worked on at once at most: the node finds it by itself."
    );
    describe_gauge!(
        "http_aside",
        "Requests that stand aside right now, waiting for something else than this node."
    );
}
