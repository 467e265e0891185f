//! What the interface's document says of it.

use serde_json::json;

use crate::openapi::schema::{formatted, list, one_of, text, truth};
use crate::openapi::{Members, Operation, Schema, Tag};

const TAG: Tag = Tag {
    name: "Operation",
    description: "For probes and scrapers: of each node for itself, asked past the proxy.",
};

fn health() -> Schema {
    let part = Members::new()
        .with("part", text("Its short name, such as `database`."))
        .with("since", formatted("date-time", "Since when."))
        .with("serving", truth("Whether the node serves all the same."));
    let members = Members::new()
        .with("status", one_of(&["live", "ready", "degraded"], "`degraded`: it cannot serve."))
        .maybe("degraded", list(&part.open(), "What does not work as it should."));
    Schema::Named("Health", members.open())
}

pub(super) fn live() -> Operation {
    Operation::new(TAG, "live", "Ask whether the process lives")
        .described("It answers whatever else is wrong: who restarts processes asks this.")
        .answers(200, "It does.", health(), json!({ "status": "live" }))
}

pub(super) fn ready() -> Operation {
    let told = json!({
        "status": "degraded",
        "degraded": [{ "part": "database", "since": "2026-11-21T08:00:00Z", "serving": false }],
    });
    Operation::new(TAG, "ready", "Ask whether the node can serve")
        .described("Who sends requests to nodes asks this: a node that starts, stops or has lost its database says no.")
        .answers(200, "It can.", health(), json!({ "status": "ready" }))
        .answers(503, "It cannot: send nobody here.", health(), told)
}

pub(super) fn metrics() -> Operation {
    Operation::new(TAG, "metrics", "Get the figures")
        .described("In Prometheus' text form; docs/generated/metrics.md says what each means. Callers from other addresses than `http.metrics_from` hear that there is no such page.")
        .answers_as(200, "The figures.", "text/plain", Some("key_missing{use=\"token\"} 0\n"))
        .problem(404, "not_found", "Not from this address.")
}
