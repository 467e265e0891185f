//! What the interface's document says of the log.

use causeway_http::openapi::schema::{formatted, list, number, or_null, text};
use causeway_http::openapi::{Members, Operation, Tag};
use serde_json::json;

const TAG: Tag = Tag {
    name: "Evidence log",
    description: "The transparency log of receipts (C2SP tlog-tiles): what happened, provable to everybody, and readable to nobody but whom it concerns.",
};

pub(crate) fn checkpoint() -> Operation {
    Operation::new(TAG, "logCheckpoint", "Get the log's signed state")
        .described("A signed note (C2SP tlog-checkpoint): the log's name, its size, its root.")
        .answers_as(
            200,
            "The newest.",
            "text/plain",
            Some("id.example.gov/log\n7\nGgVf2JrDLBdpvlNaHBZpAe6sHLNBPaFAYp1oHLKWNhw=\n\n— id.example.gov/log …\n"),
        )
        .problem(404, "not_found", "Nothing was published yet.")
}

pub(crate) fn tile() -> Operation {
    Operation::new(TAG, "logTile", "Get a tile of the log")
        .described(
            "The name is that of C2SP tlog-tiles, of several path segments: `0/000`, `1/x001/234.p/12`, `entries/000`. Content of a name never changes.",
        )
        .path("name", &text("The tile's name, with slashes."), "0/000.p/1")
        .answers_as(200, "Hashes of 32 bytes each, or entries.", "application/octet-stream", None)
        .problem(404, "not_found", "There is no such tile, or not so wide yet.")
}

pub(crate) fn key() -> Operation {
    Operation::new(TAG, "logKey", "Get the log's verifier keys")
        .described("One line for each name that the log has or had. Verifiers take them once, by a way they trust, and never from a receipt.")
        .answers_as(200, "The keys (C2SP signed-note).", "text/plain", Some("id.example.gov/log+1a2b3c4d+AZ…\n"))
}

pub(crate) fn history() -> Operation {
    let former = Members::new()
        .with("origin", text("The name."))
        .with("size", number("The last size that is known to have been published under it."))
        .with("root", text("The root then."))
        .with("ended_at", formatted("date-time", "When it ended."));
    let lost = Members::new()
        .with("first", number("The first entry."))
        .with("until", number("The one after the last."))
        .with("restored_at", formatted("date-time", "When the restore took place."));
    let members = Members::new()
        .with("origin", or_null(&text("Its present name.")))
        .with("former", list(&former.open(), "The names it had before, newest first."))
        .with("lost", list(&lost.open(), "Entries whose receipts were lost with a database."));
    let example = json!({ "origin": "id.example.gov/log", "former": [], "lost": [] });
    Operation::new(TAG, "logHistory", "Get the log's names and losses")
        .described("What a restore may have cost, for everybody to see.")
        .answers(200, "They.", members.open(), example)
}
