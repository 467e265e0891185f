//! What the interface's document says of the sandbox.

use causeway_http::openapi::schema::{formatted, one_of, or_null, text};
use causeway_http::openapi::{Members, Operation, Schema, Tag, schema};
use serde_json::{Value, json};

const TAG: Tag = Tag {
    name: "Sandbox",
    description: "Synthetic people for integrators' own tests: made, and made to decide, by a program. Exists in a sandbox alone (docs/guides/drive-the-sandbox.md).",
};
const ID: &str = "0190163d-8694-739b-aea5-966c26f8ad91";

fn person() -> Schema {
    let members = Members::new()
        .with("id", formatted("uuid", "The person, for this interface."))
        .with("card_number", or_null(&text("The number of a synthetic identity card.")))
        .with("name", text("The name."))
        .with("date_of_birth", or_null(&formatted("date", "The date of birth.")))
        .with("created_at", formatted("date-time", "When the person was made."));
    Schema::Named("Person", members.open())
}

fn example() -> Value {
    json!({
        "id": ID, "card_number": "ZZ000001(8)", "name": "CHAN Sam Pui", "date_of_birth": "1985-03-27",
        "created_at": "2026-11-21T08:00:00Z",
    })
}

fn of_one(operation: Operation) -> Operation {
    let id = formatted("uuid", "The person.");
    operation.path("id", &id, ID).problem(404, "not_found", "There is no such person of this key's.")
}

pub(super) fn create() -> Operation {
    let new = Members::new()
        .maybe("name", or_null(&text("At most 120 characters.")))
        .maybe("date_of_birth", or_null(&formatted("date", "The date of birth.")))
        .maybe("card_number", or_null(&text("Of the synthetic range: `ZZ`, six digits, the check digit.")))
        .maybe("lang", or_null(&one_of(&["en", "zh-Hant", "zh-Hans"], "The language of the account.")));
    Operation::new(TAG, "createPerson", "Make a person")
        .described("An account with a software passkey, by the same ceremony as a real one. What is not said is made up.")
        .json(Schema::Named("NewPerson", new.closed()), json!({ "name": "CHAN Sam Pui" }))
        .answers(201, "The person.", person(), example())
        .problem(400, "card_not_synthetic", "Something is malformed, or no synthetic number: `code` says what.")
        .problem(409, "card_taken", "Somebody has that number already, or this key has as many people as it may have.")
}

pub(super) fn list() -> Operation {
    let members = Members::new()
        .with("people", schema::list(&schema::reference("Person"), "Oldest first."))
        .with("next", or_null(&text("The path of the next page, if there may be one.")));
    Operation::new(TAG, "people", "List people")
        .described("Those of this key, a page at a time.")
        .in_query("after", &formatted("uuid", "The last person of the page before."))
        .answers(200, "A page.", members.open(), json!({ "people": [example()], "next": null }))
        .uses(person())
}

pub(super) fn show() -> Operation {
    let operation = Operation::new(TAG, "person", "Show a person").described("One person of this key's.");
    of_one(operation).answers(200, "The person.", person(), example())
}

pub(super) fn remove() -> Operation {
    let operation = Operation::new(TAG, "deletePerson", "Remove a person");
    let operation =
        operation.described("With everything that is kept about them, as everybody who leaves is removed.");
    of_one(operation).answers_nothing(204, "Removed.")
}

pub(super) fn waiting() -> Operation {
    let detail = Members::new().with("type", text("Which kind of thing is asked (RFC 9396)."));
    let one = Members::new()
        .with("request", formatted("uuid", "The request."))
        .with("client", text("The service that asks."))
        .with("code", or_null(&text("The code that the service shows as well, if it sent one.")))
        .with("details", schema::list(&detail.open(), "What is asked."))
        .with("created_at", formatted("date-time", "Since when."))
        .with("expires_at", formatted("date-time", "Until when."));
    let members = Members::new().with("requests", schema::list(&one.open(), "Newest first."));
    let example = json!({ "requests": [{
        "request": "0190163d-8694-739b-aea5-966c26f8ad92", "client": "integrator", "code": "W4SC",
        "details": [{"type": "urn:causeway:login", "fields": ["name"]}],
        "created_at": "2026-11-21T08:00:00Z", "expires_at": "2026-11-21T08:02:00Z",
    }] });
    let operation = Operation::new(TAG, "waiting", "List what services ask a person directly")
        .described("What was asked without a browser of theirs, and is not answered yet.");
    of_one(operation).answers(200, "What waits.", members.open(), example)
}

pub(super) fn decide() -> Operation {
    let wanted = Members::new()
        .with("request", text("The request, by its id or the address of its page."))
        .with("decision", one_of(&["approve", "decline"], "What the person is to do."));
    let decided = Members::new()
        .with("request", formatted("uuid", "The request."))
        .with("decision", one_of(&["approved", "declined"], "What came of it."))
        .with(
            "resume",
            formatted("uri", "Where the browser that began the request goes on, with its own cookies."),
        );
    let body = json!({ "request": "/requests/0190163d-8694-739b-aea5-966c26f8ad92", "decision": "approve" });
    let example = json!({
        "request": "0190163d-8694-739b-aea5-966c26f8ad92", "decision": "approved",
        "resume": "http://localhost:8080/authorize/resume?request=0190163d-8694-739b-aea5-966c26f8ad92",
    });
    let operation = Operation::new(TAG, "decide", "Have a person decide a request").described(
        "As if they had scanned its QR code: they log in by their passkey, are shown the request, and sign what was shown, or decline.",
    );
    of_one(operation)
        .json(Schema::Named("ToDecide", wanted.closed()), body)
        .answers(200, "Decided.", decided.open(), example)
        .problem(410, "request_over", "The request is over.")
}
