//! What the interface's document says of the provider. An endpoint that is added says here what it takes and answers.

mod asking;
mod managing;
mod registering;

use causeway_http::openapi::schema::{
    formatted, jwk_set, jwk_set_example, list, matching, number, one_of, text,
};
use causeway_http::openapi::{Members, Operation, Schema, Security, Tag};
use serde_json::{Value, json};

use crate::grant_type::GrantType;
use crate::scope::Scope;

pub(crate) use asking::{backchannel, device};
pub(crate) use managing::{end_session, end_session_by_form, give_back, grant, introspect};
pub(crate) use registering::{change, client, deregister, register};

const LOGIN: Tag = Tag {
    name: "Login",
    description: "OpenID Connect and OAuth 2.0: a service has a person log in and asks what it may know.",
};
const METADATA: Tag = Tag {
    name: "Metadata",
    description: "What the provider can do, and the keys that verify what it signs.",
};

const CLIENT: &str = "vaccination";
const REDIRECT: &str = "https://app.example.org/cb";
const TOKEN: &str = "eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9.e30.c2ln";

/// How clients prove who they are at the endpoints where they speak for themselves.
const CLIENTS: [Security; 3] =
    [Security::ClientSecret, Security::ClientCertificate, Security::ClientAssertion];

/// With what a client proves itself by, and the proof of a key of its own.
fn of_client(fields: Members) -> Members {
    fields
        .maybe("client_id", text("The client; may be left out where the Authorization header names it."))
        .maybe(
            "client_assertion_type",
            one_of(
                &["urn:ietf:params:oauth:client-assertion-type:jwt-bearer"],
                "With client_assertion (RFC 7523).",
            ),
        )
        .maybe("client_assertion", text("A JWT that the client has signed, good once (RFC 7523)."))
}

/// What refusals look like (RFC 6749 section 5.2).
fn refusal() -> Schema {
    let members = Members::new()
        .with("error", text("What happened, by a code of the specification."))
        .maybe("error_description", text("What happened and what to do; for developers."))
        .maybe("code", text("The reason, by a code of our own that stays the same."));
    Schema::Named("OAuthError", members.open())
}

fn refuses(operation: Operation, error: &str, when: &str) -> Operation {
    let failed =
        json!({ "error": "invalid_client", "error_description": "The client did not prove who it is." });
    let refused = json!({ "error": error, "error_description": when });
    let nonce = text("For the next proof (RFC 9449 section 8).");
    operation
        .answers(400, when, refusal(), refused)
        .answers(401, "The client did not prove who it is.", refusal(), failed)
        .answer_header(401, "WWW-Authenticate", &text("The scheme by which to come again."))
        .answer_header(400, "DPoP-Nonce", &nonce)
}

fn dpop(operation: Operation) -> Operation {
    operation.header(
        "DPoP",
        &text("A proof that the client holds a key, to which the token is bound then (RFC 9449)."),
    )
}

/// The parameters of an authorization request.
fn request() -> Vec<(&'static str, Value)> {
    vec![
        ("response_type", one_of(&["code"], "What is asked for.")),
        (
            "redirect_uri",
            formatted("uri", "Where the person goes on: one of the client's, character by character."),
        ),
        (
            "scope",
            text(
                "What is asked for, in words of `scopes_supported`, with spaces between; `openid` among them.",
            ),
        ),
        ("state", text("Comes back as it is.")),
        ("nonce", text("Comes back in the ID token.")),
        (
            "code_challenge",
            matching("^[A-Za-z0-9_-]{43}$", "SHA-256 of the code verifier, as base64url (RFC 7636)."),
        ),
        ("code_challenge_method", one_of(&["S256"], "The one method there is.")),
        ("prompt", text("`none`, `login`, `consent`.")),
        ("max_age", number("Seconds since the login at most.")),
        ("acr_values", text("How strong a login is wished for.")),
        ("ui_locales", text("Languages, the first that is spoken here counts.")),
        ("claims", text("Single claims, as JSON (OpenID Connect Core section 5.5).")),
        ("authorization_details", text("What is asked for in detail, as JSON (RFC 9396).")),
        ("resource", formatted("uri", "What the access token is for (RFC 8707).")),
        ("request", text("All of this as a signed object (RFC 9101).")),
        (
            "dpop_jkt",
            matching(
                "^[A-Za-z0-9_-]{43}$",
                "The thumbprint of the key that the code is bound to (RFC 9449 section 10).",
            ),
        ),
    ]
}

pub(crate) fn discovery(id: &'static str) -> Operation {
    let url = |meaning: &str| formatted("uri", meaning);
    let words = |meaning: &str| list(&json!({ "type": "string" }), meaning);
    let members = Members::new()
        .with("issuer", url("The provider's name."))
        .with("authorization_endpoint", url("Where browsers are sent."))
        .with("token_endpoint", url("Where tokens are."))
        .with("jwks_uri", url("Where the keys are."))
        .with("response_types_supported", words("What may be asked for."))
        .with("scopes_supported", words("The scopes."));
    let example = json!({
        "issuer": "https://id.example.gov",
        "authorization_endpoint": "https://id.example.gov/authorize",
        "token_endpoint": "https://id.example.gov/token",
        "jwks_uri": "https://id.example.gov/jwks",
        "response_types_supported": ["code"],
        "scopes_supported": Scope::ALL.map(Scope::as_str),
    });
    Operation::new(METADATA, id, "Get the provider's metadata")
        .described(
            "Exactly what is on (OpenID Connect Discovery 1.0, RFC 8414). Both addresses say the same.",
        )
        .answers(
            200,
            "The metadata; there is more than stands here.",
            Schema::Named("Metadata", members.open()),
            example,
        )
}

pub(crate) fn jwks() -> Operation {
    Operation::new(METADATA, "jwks", "Get the provider's keys")
        .described("They verify ID tokens and access tokens. A new key is here before it is used.")
        .answers(200, "The keys (RFC 7517).", jwk_set(), jwk_set_example())
}

pub(crate) fn authorize() -> Operation {
    let operation = Operation::new(LOGIN, "authorize", "Send a person to log in")
        .described(
            "For browsers: a service redirects here, and the person comes back to its redirect_uri with a code, or an error, and `iss`. \
             What was pushed to /par is named by `request_uri`, and then nothing else counts.",
        )
        .required_in_query("client_id", &text("The client."), CLIENT)
        .in_query("request_uri", &text("What /par has answered."));
    let asked = request();
    goes_on(asked.iter().fold(operation, |operation, (name, schema)| operation.in_query(name, schema)))
}

pub(crate) fn authorize_by_form() -> Operation {
    let fields = Members::new()
        .with("client_id", text("The client."))
        .maybe("request_uri", text("What /par has answered."));
    let fields = request().into_iter().fold(fields, |fields, (name, schema)| fields.maybe(name, schema));
    let operation = Operation::new(LOGIN, "authorizeByForm", "Send a person to log in, by a form")
        .described("The same as by GET (OpenID Connect Core section 3.1.2.1).")
        .form(fields, json!({ "client_id": CLIENT, "response_type": "code", "redirect_uri": REDIRECT, "scope": "openid" }));
    goes_on(operation)
}

fn goes_on(operation: Operation) -> Operation {
    operation
        .answers_nothing(303, "To the person's own pages, or back to the service.")
        .answer_header(303, "Location", &formatted("uri-reference", "Where to."))
        .problem(
            400,
            "invalid_request",
            "The client or its redirect_uri is unknown, so nobody can be told but the person.",
        )
}

pub(crate) fn par() -> Operation {
    let fields = of_client(Members::new());
    let fields = request().into_iter().fold(fields, |fields, (name, schema)| fields.maybe(name, schema));
    let members = Members::new()
        .with("request_uri", text("What to send to /authorize, with client_id and nothing else."))
        .with("expires_in", number("For how many seconds."));
    let pushed = json!({ "request_uri": "urn:ietf:params:oauth:request_uri:6esc_11ACC5bwc014ltc14eY22c", "expires_in": 90 });
    let example = json!({
        "client_id": CLIENT, "response_type": "code", "redirect_uri": REDIRECT, "scope": "openid",
        "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method": "S256",
    });
    let operation = Operation::new(LOGIN, "pushRequest", "Push an authorization request")
        .described("Everything is checked here, so that the client, and not the person, hears of what is wrong (RFC 9126).")
        .form(fields, example)
        .answers(201, "Kept.", members.open(), pushed)
        .answer_header(201, "DPoP-Nonce", &text("For the next proof (RFC 9449 section 8)."))
        .secured(&CLIENTS);
    dpop(refuses(operation, "invalid_request", "Something in the request is wrong: `error` says what."))
}

pub(crate) fn token() -> Operation {
    let fields = of_client(
        Members::new()
            .with("grant_type", one_of(&GrantType::ALL.map(GrantType::as_str), "What the client has; `grant_types_supported` of the metadata says what is on."))
            .maybe("code", text("With `authorization_code`: the code; good once."))
            .maybe("redirect_uri", formatted("uri", "With `authorization_code`: that of the request."))
            .maybe(
                "code_verifier",
                matching("^[A-Za-z0-9._~-]{43,128}$", "With `authorization_code` (RFC 7636)."),
            )
            .maybe("refresh_token", text("With `refresh_token`: the newest; good once."))
            .maybe("auth_req_id", text("With `urn:openid:params:grant-type:ciba`: what /bc-authorize has answered."))
            .maybe("device_code", text("With `urn:ietf:params:oauth:grant-type:device_code`: what /device_authorization has answered."))
            .maybe("subject_token", text("With `urn:ietf:params:oauth:grant-type:token-exchange`: the access token to be exchanged (RFC 8693)."))
            .maybe("subject_token_type", text("With subject_token: `urn:ietf:params:oauth:token-type:access_token`."))
            .maybe("scope", text("Not more than there is already."))
            .maybe("resource", formatted("uri", "What the access token is for (RFC 8707).")),
    );
    let members = Members::new()
        .with("access_token", text("For /userinfo, the exchange, and registered resources (RFC 9068)."))
        .with("token_type", one_of(&["Bearer", "DPoP"], "`DPoP`: with a proof at each use."))
        .with("expires_in", number("For how many seconds."))
        .with("scope", text("What it reaches."))
        .maybe("id_token", text("Who logged in, how and when: a JWT for the client alone."))
        .maybe("refresh_token", text("For the next access token."))
        .maybe(
            "authorization_details",
            list(&Members::new().open(), "What was approved in detail (RFC 9396)."),
        )
        .maybe("grant_id", text("The grant, for a client that manages its grants."))
        .maybe("issued_token_type", text("Of a token that is had for another (RFC 8693)."));
    let example = json!({
        "grant_type": "authorization_code", "code": "SplxlOBeZQQYbYS6WxSbIA", "redirect_uri": REDIRECT,
        "code_verifier": "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "client_id": CLIENT,
    });
    let answer =
        json!({ "access_token": TOKEN, "token_type": "Bearer", "expires_in": 600, "scope": "openid" });
    let operation = Operation::new(LOGIN, "token", "Get tokens")
        .described("A code, a refresh token, or what else a client has, becomes an access token (RFC 6749 section 3.2).")
        .form(fields, example)
        .answers(200, "The tokens.", Schema::Named("Tokens", members.open()), answer)
        .answer_header(200, "DPoP-Nonce", &text("For the next proof (RFC 9449 section 8)."))
        .secured(&CLIENTS);
    dpop(refuses(
        operation,
        "invalid_grant",
        "The code or token is not good, or not this client's: `error` says what.",
    ))
}

pub(crate) fn userinfo(id: &'static str) -> Operation {
    let members = Members::new()
        .with("sub", text("The person, for the sector of this client alone."))
        .maybe("name", text("The name on the identity card."))
        .maybe("date_of_birth", formatted("date", "The date of birth on the identity card."))
        .maybe("card_number", text("The number of the identity card."));
    let denied = json!({ "error": "insufficient_scope", "error_description": "The consent was withdrawn.", "code": "consent_withdrawn" });
    let unknown =
        json!({ "error": "invalid_token", "error_description": "This is no access token of ours." });
    let operation = Operation::new(LOGIN, id, "Get what the person has allowed")
        .described("The one place where profile fields are released, each time with a receipt that the person sees (OpenID Connect Core section 5.3).")
        .answers(200, "The claims.", Schema::Named("UserInfo", members.open()), json!({ "sub": "f1Q8rK1p5d3GZJz4", "name": "CHAN Sam Pui" }))
        .answers(401, "The token is not good.", refusal(), unknown)
        .answer_header(401, "WWW-Authenticate", &text("The schemes by which to come again."))
        .answers(403, "The token does not reach that far, or the consent was withdrawn.", refusal(), denied)
        .secured(&[Security::Bearer, Security::Dpop]);
    dpop(operation)
}

pub(crate) fn revoke() -> Operation {
    let fields = of_client(
        Members::new()
            .with("token", text("A refresh token or an access token of this client."))
            .maybe("token_type_hint", text("Not needed.")),
    );
    let operation = Operation::new(LOGIN, "revoke", "Give a token back")
        .described(
            "Everything of the same grant ends with it. A token that means nothing is no error (RFC 7009).",
        )
        .form(fields, json!({ "token": TOKEN, "client_id": CLIENT }))
        .answers_nothing(200, "It is over.")
        .secured(&CLIENTS);
    refuses(operation, "unsupported_token_type", "The token cannot be revoked: `error` says why.")
}
