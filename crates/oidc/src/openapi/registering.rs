//! Clients that register by the protocol.

use causeway_http::openapi::schema::{formatted, list, number, one_of, text, truth};
use causeway_http::openapi::{Members, Operation, Schema, Security};
use serde_json::{Value, json};

use super::{CLIENT, METADATA, REDIRECT, refusal};
use crate::profile::Profile;

fn said() -> Members {
    let uris = |meaning: &str| list(&formatted("uri", "One of them."), meaning);
    Members::new()
        .maybe("redirect_uris", uris("Where an answer may be sent, character by character."))
        .maybe(
            "client_name",
            text("What people see; `client_name#zh-Hant` and `client_name#zh-Hans` beside it."),
        )
        .maybe("client_uri", formatted("uri", "Where the service begins."))
        .maybe("scope", text("What it may ask for, as a list with spaces."))
        .maybe("token_endpoint_auth_method", text("How it proves who it is; the metadata says what is on."))
        .maybe("grant_types", list(&text("One of them."), "How it comes to tokens."))
        .maybe("jwks", json!({ "type": "object", "description": "Its public keys (RFC 7517)." }))
        .maybe("jwks_uri", formatted("uri", "Where it publishes them, in place of `jwks`."))
        .maybe(
            "profile",
            one_of(
                &Profile::ALL.map(Profile::as_str),
                "How strict the provider is with it; a member of ours.",
            ),
        )
        .maybe("dpop_bound_access_tokens", truth("Whether its tokens are bound to a key (RFC 9449)."))
        .maybe("software_statement", text("A JWT of an issuer that is believed here (RFC 7591 section 2.3)."))
}

fn metadata() -> Schema {
    Schema::Named("ClientMetadata", said().open())
}

fn registered() -> Schema {
    let members = said()
        .with("client_id", text("The client."))
        .maybe("client_secret", text("Of a client with a secret: told once."))
        .maybe("client_secret_expires_at", number("0: never."))
        .maybe("client_id_issued_at", number("Since when, in seconds since 1970."))
        .maybe("registration_access_token", text("By which it is managed; another with each change."))
        .maybe("registration_client_uri", formatted("uri", "Where it is managed (RFC 7592)."));
    Schema::Named("RegisteredClient", members.open())
}

fn asked() -> Value {
    json!({ "redirect_uris": [REDIRECT], "client_name": "New Service", "token_endpoint_auth_method": "client_secret_basic" })
}

fn told() -> Value {
    json!({
        "client_id": CLIENT, "redirect_uris": [REDIRECT], "client_name": "New Service",
        "registration_client_uri": "https://id.example.gov/connect/register/vaccination",
    })
}

fn refuses(operation: Operation) -> Operation {
    let bad = json!({ "error": "invalid_client_metadata", "error_description": "Something in it cannot be: the sentence says what." });
    let unknown = json!({ "error": "invalid_token", "error_description": "This token does not manage this client, or was replaced." });
    operation
        .answers(400, "What was said cannot be registered, or nobody may register here.", refusal(), bad)
        .answers(401, "The token is missing or not good.", refusal(), unknown)
        .answer_header(401, "WWW-Authenticate", &text("The scheme by which to come again."))
}

fn of_one(operation: Operation) -> Operation {
    refuses(operation.path("id", &text("The client."), CLIENT).secured(&[Security::Bearer]))
}

pub(crate) fn register() -> Operation {
    let operation = Operation::new(METADATA, "registerClient", "Register a client")
        .described(
            "RFC 7591: by an initial access token that staff made, by a software statement, or in an open sandbox by nothing. Where real \
             people log in, the client serves nobody until a second member of staff lets it.",
        )
        .json(metadata(), asked())
        .answers(201, "Registered.", registered(), told());
    refuses(operation)
}

pub(crate) fn client() -> Operation {
    let operation = Operation::new(METADATA, "client", "Show a client").described("RFC 7592 section 2.1.");
    of_one(operation).answers(200, "The client.", registered(), told())
}

pub(crate) fn change() -> Operation {
    let operation = Operation::new(METADATA, "changeClient", "Change a client")
        .described("RFC 7592 section 2.2: what is left out is taken away. Where real people log in, it waits for a second member of staff anew.")
        .json(metadata(), asked());
    of_one(operation).answers(200, "Changed, with another token to manage it by.", registered(), told())
}

pub(crate) fn deregister() -> Operation {
    let operation =
        Operation::new(METADATA, "deregisterClient", "Give a client up").described("RFC 7592 section 2.3.");
    of_one(operation).answers_nothing(204, "It is over, with everything that was granted to it.")
}
