//! What stands: tokens, grants, sessions.

use causeway_http::openapi::schema::{formatted, list, one_of, text, truth};
use causeway_http::openapi::{Members, Operation, Security};
use serde_json::{Value, json};

use super::{CLIENT, LOGIN, REDIRECT, TOKEN, dpop, of_client, refusal, refuses};

const GRANT: &str = "TSdqirmAxDa0_-DB_1bASQ";

/// RFC 7519 section 4.1.3: one, or several.
fn audience() -> Value {
    json!({
        "oneOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }],
        "description": "What it is for.",
    })
}

pub(crate) fn introspect() -> Operation {
    let fields = of_client(
        Members::new()
            .with("token", text("An access token or a refresh token."))
            .maybe("token_type_hint", text("Not needed.")),
    );
    let members = Members::new()
        .with("active", truth("Whether it is good, and the asker's business."))
        .maybe("iss", formatted("uri", "Who issued it."))
        .maybe("client_id", text("To whom."))
        .maybe("sub", text("Whom it is about."))
        .maybe("scope", text("What it reaches."))
        .maybe("iat", json!({ "type": "integer", "description": "Since when, in seconds since 1970." }))
        .maybe("exp", json!({ "type": "integer", "description": "Until when, in seconds since 1970." }))
        .maybe("token_type", one_of(&["Bearer", "DPoP"], "How it is presented."))
        .maybe("aud", audience())
        .maybe("jti", text("Its id."))
        .maybe("cnf", json!({ "type": "object", "description": "The key that it is bound to (RFC 7800)." }))
        .maybe("acr", text("How strong the login was."))
        .maybe(
            "auth_time",
            json!({ "type": "integer", "description": "When it was, in seconds since 1970." }),
        )
        .maybe("act", json!({ "type": "object", "description": "Who acts with it (RFC 8693)." }))
        .maybe(
            "authorization_details",
            list(&json!({ "type": "object" }), "What was approved in detail; told to the client alone."),
        );
    let by = [
        Security::ClientSecret,
        Security::ClientCertificate,
        Security::ClientAssertion,
        Security::Bearer,
        Security::Dpop,
    ];
    let operation = Operation::new(LOGIN, "introspect", "Ask what a token says")
        .described(
            "Told to the client that has it, and to clients with the scope `introspect` of a resource that it is for (RFC 7662); to others every token is `{\"active\": false}`. \
             With `Accept: application/token-introspection+jwt` the answer is signed (RFC 9701).",
        )
        .form(fields, json!({ "token": TOKEN, "client_id": CLIENT }))
        .answers(200, "What it says.", members.open(), json!({ "active": false }))
        .answers(403, "The asker's token does not reach that far.", refusal(), json!({ "error": "insufficient_scope" }))
        .secured(&by);
    dpop(refuses(operation, "invalid_request", "Something in the request is wrong: `error` says what."))
}

fn of_grant(operation: Operation) -> Operation {
    let denied =
        json!({ "error": "insufficient_scope", "error_description": "This token has no such scope." });
    let unknown =
        json!({ "error": "invalid_token", "error_description": "This is no access token of ours." });
    let operation = operation
        .path("id", &text("The grant, as /token named it."), GRANT)
        .answers(401, "The token is not good.", refusal(), unknown)
        .answer_header(401, "WWW-Authenticate", &text("The schemes by which to come again."))
        .answers(403, "The token does not reach that far.", refusal(), denied)
        .problem(404, "not_found", "There is no such grant of this client's, or it is over.")
        .secured(&[Security::Bearer, Security::Dpop]);
    dpop(operation)
}

pub(crate) fn grant() -> Operation {
    let scope = Members::new()
        .with("scope", text("What it reaches."))
        .maybe("resource", list(&formatted("uri", ""), "What it is for."));
    let members = Members::new()
        .with("scopes", list(&scope.open(), "The scopes."))
        .with("claims", list(&json!({ "type": "string" }), "The profile fields that the client may read."))
        .with("authorization_details", list(&json!({ "type": "object" }), "What was approved in detail."));
    let operation = Operation::new(LOGIN, "grant", "Look at a grant")
        .described("What a person allowed the client (Grant Management for OAuth 2.0), with a token of the client's own and the scope `grant_management_query`.")
        .answers(200, "The grant.", members.open(), json!({ "scopes": [{ "scope": "openid" }], "claims": [], "authorization_details": [] }));
    of_grant(operation)
}

pub(crate) fn give_back() -> Operation {
    let operation = Operation::new(LOGIN, "giveGrantBack", "Give a grant back")
        .described("Every token of it ends, and so do the consents that it stood on; the person sees that. With the scope `grant_management_revoke`.")
        .answers_nothing(204, "It is over.");
    of_grant(operation)
}

/// What a service says when it logs a person out.
fn ending() -> [(&'static str, Value); 5] {
    [
        ("id_token_hint", text("An ID token of the session that shall end.")),
        ("client_id", text("The service, where no hint names it.")),
        (
            "post_logout_redirect_uri",
            text("Where the person goes on: one of the client's; any other is ignored."),
        ),
        ("state", text("Comes back as it is.")),
        ("ui_locales", text("Languages, the first that is spoken here counts.")),
    ]
}

pub(crate) fn end_session() -> Operation {
    let operation = Operation::new(LOGIN, "endSession", "Send a person to log out")
        .described("For browsers (OpenID Connect RP-Initiated Logout). Without the hint of this very session, the person is asked first.");
    ended(ending().iter().fold(operation, |operation, (name, schema)| operation.in_query(name, schema)))
}

pub(crate) fn end_session_by_form() -> Operation {
    let fields =
        ending().into_iter().fold(Members::new(), |fields, (name, schema)| fields.maybe(name, schema));
    let operation = Operation::new(LOGIN, "endSessionByForm", "Send a person to log out, by a form")
        .described("The same as by GET.")
        .form(fields, json!({ "client_id": CLIENT, "post_logout_redirect_uri": REDIRECT }));
    ended(operation)
}

fn ended(operation: Operation) -> Operation {
    operation
        .answers_nothing(303, "To the person's own pages, or back to the service.")
        .answer_header(303, "Location", &formatted("uri-reference", "Where to."))
        .problem(400, "bad_logout_request", "The hint, the client or its address is none.")
}
