//! What is said of a request that waits no longer, or is not there.

use causeway_consent::{Channel, Request, RequestState};
use causeway_http::Shell;
use causeway_http::components::Button;

use crate::pages::parts::Statement;

/// Decided, on the phone that scanned it.
pub(crate) fn decided_page(shell: Shell, state: RequestState) -> Statement {
    let (title, text) = match state {
        RequestState::Declined => ("request-declined-title", "request-declined-text"),
        _ => ("request-done-title", "request-done-text"),
    };
    Statement::new(shell, title, &[text]).link("request-done-activity", "/activity")
}

/// Decided here, where no browser waits for it: the way back is the person's own.
pub(crate) fn answered_page(
    shell: Shell,
    request: &Request,
    service: (&str, Option<&str>),
    muted: bool,
) -> Statement {
    let (name, home) = service;
    let said = |key: &str| shell.words().with(key, &[("service", name)]);
    let (title, text) = match (request.state, request.channel) {
        (RequestState::Declined, _) => ("request-declined-title", said("request-answered-declined")),
        (_, Channel::Device) => ("request-answered-title", said("request-answered-device")),
        _ => ("request-answered-title", said("request-answered-text")),
    };
    let muted = muted.then(|| said("request-answered-muted"));
    let back = home.map(|home| Button::link(said("request-over-service"), home));
    let page = Statement::new(shell, title, &[]).saying(text);
    let page = match muted {
        Some(muted) => page.saying(muted),
        None => page,
    };
    match back.filter(|_| request.channel == Channel::Person) {
        Some(back) => page.way_on(back),
        None => page.link("request-done-activity", "/activity"),
    }
}

/// A login of this screen that the person declined on the phone.
pub(crate) fn declined_elsewhere_page(shell: Shell) -> Statement {
    Statement::new(shell, "qr-declined-title", &["qr-declined-text"]).link("login-again", "/login")
}

/// Too late, stopped, or decided; with a way back to the service.
pub(crate) fn over_page(shell: Shell, service: Option<(&str, &str)>) -> Statement {
    let button = service.map(|(name, home)| {
        Button::link(shell.words().with("request-over-service", &[("service", name)]), home)
    });
    let page = Statement::new(shell, "request-over-title", &["request-over-text", "request-over-next"]);
    match button {
        Some(button) => page.way_on(button),
        None => page,
    }
}

/// The service that asks was stopped.
pub(crate) fn stopped_page(shell: Shell, service: &str) -> Statement {
    let title = shell.words().with("stopped-title", &[("service", service)]);
    Statement::new(shell, "stopped-tag", &["stopped-text", "stopped-next"])
        .entitled(title)
        .link("nav-home", "/")
}

/// Not there, or somebody else's: one answer.
pub(crate) fn unknown_page(shell: Shell) -> Statement {
    Statement::new(shell, "request-unknown-title", &["request-unknown-text", "request-unknown-next"])
        .link("nav-home", "/")
}

/// The same to nobody in particular, whether there is such a request or not: if it was addressed to them, they see it once they have
/// logged in.
pub(crate) fn log_in_page(shell: Shell, here: &str) -> Statement {
    Statement::new(shell, "request-unknown-title", &["request-unknown-text", "request-unknown-login"])
        .link("login-title", crate::next::onward("/login", here))
}
