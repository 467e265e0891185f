//! What the interface's document says of the exchange.

use causeway_http::openapi::schema::{
    formatted, jwk_set, jwk_set_example, list, localised, matching, one_of, reference, text,
};
use causeway_http::openapi::{Members, Operation, Schema, Tag};
use serde_json::{Value, json};

const TAG: Tag = Tag {
    name: "Exchange",
    description: "Reading what an organisation holds about a person, with that person's consent. Requests and answers are signed and sealed end to end: the gateway sees neither identifier nor values.",
};
const READ: &str = "0190163d-8694-739b-aea5-966c26f8ad91";

fn words(meaning: &str) -> Value {
    json!({ "allOf": [reference("Localised")], "description": meaning })
}

pub(crate) fn datasets() -> Operation {
    let field = Members::new()
        .with("name", text("Its name on the wire."))
        .with("label", words("What people call it."))
        .with("classification", one_of(&["personal", "sensitive"], "How closely it is to be held."));
    let dataset = Members::new()
        .with("id", text("Its name on the wire, such as `water.address`."))
        .with("provider", text("The organisation that holds it."))
        .with("name", words("What people call it."))
        .with("description", words("What it is."))
        .with("fields", list(&field.open(), "Its fields, in the order in which people see them."))
        .with("identifier", text("By what the provider finds a person, such as `card_number`."))
        .with("life_cycle", one_of(&["published", "deprecated"], "`deprecated`: nothing new may be asked."));
    let members = Members::new().with("datasets", list(&dataset.open(), "What can be read."));
    let label = json!({ "en": "Address", "zh-Hant": "地址", "zh-Hans": "地址" });
    let example = json!({ "datasets": [{
        "id": "water.address", "provider": "water", "name": label, "description": label,
        "fields": [{ "name": "address", "label": label, "classification": "personal" }],
        "identifier": "card_number", "life_cycle": "published",
    }] });
    Operation::new(TAG, "datasets", "List what can be read")
        .described("The catalogue: every dataset, whose it is, and its fields.")
        .answers(200, "The catalogue.", members.open(), example)
        .uses(localised())
}

pub(crate) fn purposes() -> Operation {
    let allowed = Members::new()
        .with("client", text("The consumer."))
        .with("dataset", text("The dataset."))
        .with("fields", list(&json!({ "type": "string" }), "At most these fields of it."));
    let purpose = Members::new()
        .with("id", text("Its name on the wire, such as `licence-renewal`."))
        .with("text", words("What people see."))
        .with("uses", list(&allowed.open(), "Who may ask for what with it."));
    let members = Members::new().with("purposes", list(&purpose.open(), "Every registered purpose."));
    let text = json!({ "en": "Renewing a licence", "zh-Hant": "續領執照", "zh-Hans": "续领执照" });
    let example = json!({ "purposes": [{
        "id": "licence-renewal", "text": text,
        "uses": [{ "client": "driving-licence", "dataset": "water.address", "fields": ["address"] }],
    }] });
    Operation::new(TAG, "purposes", "List why something may be read")
        .described("A read names one of these, and its client, dataset and fields must stand in it.")
        .answers(200, "The purposes.", members.open(), example)
        .uses(localised())
}

pub(crate) fn gateway_keys() -> Operation {
    Operation::new(TAG, "gatewayKeys", "Get the gateway's keys")
        .described("With these the gateway signs what it asks of providers.")
        .answers(200, "The keys (RFC 7517).", jwk_set(), jwk_set_example())
}

pub(crate) fn platform_keys() -> Operation {
    Operation::new(TAG, "platformKeys", "Get the platform's own consumer keys")
        .described("With these the platform signs the reads that it makes at registration, as a consumer among others.")
        .answers(200, "The keys (RFC 7517).", jwk_set(), jwk_set_example())
}

pub(crate) fn read() -> Operation {
    let jws = |meaning: &str| matching("^[A-Za-z0-9_-]+([.][A-Za-z0-9_-]*){2,4}$", meaning);
    let envelope =
        Members::new().with("request", jws("The signed request: a JWS of type causeway-read+jwt."));
    let delivered = Members::new()
        .with("read", formatted("uuid", "The read, under which evidence has it."))
        .with("manifest", jws("What the provider declares of its answer: a JWS."))
        .with("answer", jws("The answer, sealed to the key in the request: a JWE."));
    let example = json!({ "read": READ, "manifest": "eyJhbGciOiJFUzI1NiJ9.e30.c2ln", "answer": "eyJhbGciOiJFQ0RILUVTIn0..aXY.dGV4dA.dGFn" });
    Operation::new(TAG, "read", "Read fields of a person")
        .described(
            "A client sends its signed request: dataset, fields, purpose, consent, and the key to which the answer is to be sealed. \
             The intent is put in evidence before the provider is asked, and the outcome before the answer is released.",
        )
        .json(Schema::Named("ReadRequest", envelope.closed()), json!({ "request": "eyJhbGciOiJFUzI1NiJ9.e30.c2ln" }))
        .answers(200, "The provider's answer.", Schema::Named("Delivered", delivered.open()), example)
        .problem(400, "request_signature", "The request is malformed, or not signed by a registered key of the client.")
        .problem(403, "consent_not_standing", "Nothing allows this read: `code` says what is missing.")
        .problem(502, "upstream_unreachable", "The provider did not answer as it should.")
}

pub(crate) fn report() -> Operation {
    let codes = ["undeclared_field", "bad_seal", "answer_signature", "answer_mismatch", "manifest"];
    let incident = Members::new().with("code", one_of(&codes, "What was wrong."));
    Operation::new(TAG, "reportIncident", "Report that an answer was not in order")
        .described("Put in evidence, on the person's chain, and told to the person. A second report of the same read changes nothing.")
        .path("read", &formatted("uuid", "The read."), READ)
        .json(incident.closed(), json!({ "code": "bad_seal" }))
        .answers_nothing(204, "Noted.")
        .problem(404, "not_found", "There is no such read of this client's.")
}
