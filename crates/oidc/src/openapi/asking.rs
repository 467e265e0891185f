//! People who are asked without a browser at the service: on their own device, or on another screen.

use causeway_http::openapi::schema::{formatted, matching, number, text};
use causeway_http::openapi::{Members, Operation};
use serde_json::json;

use super::{CLIENT, CLIENTS, LOGIN, of_client, refusal, refuses};

pub(crate) fn backchannel() -> Operation {
    let fields = of_client(
        Members::new()
            .maybe("scope", text("What is asked for; `openid` among it."))
            .maybe("login_hint", text("The person: their `sub` at this client."))
            .maybe("id_token_hint", text("The person: an ID token of this client's."))
            .maybe(
                "binding_message",
                text("A code that both sides show: at most 20 letters, digits, spaces and hyphens."),
            )
            .maybe("user_code", text("The code that the person set against prompts, if they did."))
            .maybe("acr_values", text("How strong a login is wished for."))
            .maybe(
                "requested_expiry",
                matching("^[0-9]{1,6}$", "For how many seconds the person may be asked."),
            )
            .maybe("client_notification_token", text("With which the client is told, where it is told."))
            .maybe("authorization_details", text("What is asked for in detail, as JSON (RFC 9396)."))
            .maybe("request", text("All of this as a signed object.")),
    );
    let members = Members::new()
        .with("auth_req_id", text("With this the client comes to /token."))
        .with("expires_in", number("For how many seconds it is good."))
        .with("interval", number("Seconds between two polls."));
    let example =
        json!({ "auth_req_id": "1c266114-a1be-4252-8ad1-04986c5b9ac1", "expires_in": 300, "interval": 5 });
    let denied = json!({ "error": "access_denied", "error_description": "This is not possible now." });
    let operation = Operation::new(LOGIN, "askPerson", "Ask a person on their own device")
        .described("The person is asked on their own device, and the client polls /token, or is told, until they have answered (CIBA).")
        .form(fields, json!({ "client_id": CLIENT, "scope": "openid", "login_hint": "f1Q8rK1p5d3GZJz4", "binding_message": "W4SCT" }))
        .answers(200, "The person is asked.", members.open(), example)
        .answers(403, "They are not.", refusal(), denied)
        .secured(&CLIENTS);
    refuses(operation, "unknown_user_id", "Something in the request is wrong: `error` says what.")
}

pub(crate) fn device() -> Operation {
    let fields = of_client(
        Members::new()
            .maybe("scope", text("What is asked for; `openid` among it."))
            .maybe("authorization_details", text("What is asked for in detail, as JSON (RFC 9396).")),
    );
    let members = Members::new()
        .with("device_code", text("With this the device comes to /token."))
        .with("user_code", text("What the person types on another screen."))
        .with("verification_uri", formatted("uri", "Where."))
        .with("verification_uri_complete", formatted("uri", "The same with the code in it, for a QR code."))
        .with("expires_in", number("For how many seconds they are good."))
        .with("interval", number("Seconds between two polls."));
    let example = json!({
        "device_code": "GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS", "user_code": "WDJB-MJHT",
        "verification_uri": "https://id.example.gov/device",
        "verification_uri_complete": "https://id.example.gov/device?user_code=WDJB-MJHT",
        "expires_in": 600, "interval": 5,
    });
    let operation = Operation::new(LOGIN, "askOnDevice", "Have a person log in on another screen")
        .described("For devices without a browser or a keyboard (RFC 8628).")
        .form(fields, json!({ "client_id": CLIENT, "scope": "openid" }))
        .answers(200, "Show the person the code.", members.open(), example)
        .secured(&CLIENTS);
    refuses(operation, "invalid_scope", "Something in the request is wrong: `error` says what.")
}
