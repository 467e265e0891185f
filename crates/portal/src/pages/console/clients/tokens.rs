//! Tokens by which programs register clients of one's own organisation (RFC 7591 section 3).

use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use causeway_core::Error;
use causeway_core::draft::Fault;
use causeway_http::{Form, Page, Reply, Shell};
use causeway_identity::ProposalKind;
use causeway_oidc::InitialTokenDraft;

use super::super::drafting::{self, Drafting};
use super::super::sheet::{Sending, Sheet};
use super::super::{Console, Fields};
use super::PATH;

/// The form: for how many clients, for how long.
pub(in super::super) fn page(shell: &Shell, (fields, faults): (&Fields, &[Fault]), said: &str) -> Sheet {
    let draw = Drafting { shell, fields, faults };
    let number = |name: &str, key: &str| draw.text(name, key).width(3);
    let form = Sending::to(format!("{PATH}/registration"))
        .field(number("clients", "clients-registration-uses"))
        .field(number("days", "clients-registration-days"));
    draw.page("clients-registration", "clients-registration-lead", (form, PATH), said)
}

pub(super) async fn ask(console: Console) -> Reply<Page<Sheet>> {
    if !console.portal.parts().oidc.takes_registrations() {
        return Err(Error::not_found().into());
    }
    let fields = Fields::default().with("clients", "1").with("days", "7");
    Ok(Page(page(&console.shell, (&fields, &[]), "")))
}

pub(super) async fn propose(console: Console, Form(pairs): Form<Vec<(String, String)>>) -> Reply<Response> {
    let fields = drafting::fields(pairs);
    let mut faults = Vec::new();
    let mut number = |name: &'static str, most: i64, fault: Fault| {
        let read = fields.text(name).parse().ok().filter(|number| (1..=most).contains(number));
        drafting::or_fault(read.ok_or(fault), 1, &mut faults)
    };
    let uses = number("clients", 100, Fault::new("clients", "uses_number", "Write a number from 1 to 100."));
    let days = number("days", 90, Fault::new("days", "days_number", "Write a number from 1 to 90."));
    let mut said = String::new();
    if faults.is_empty() {
        let organisation = &console.staff.organisation;
        let content = InitialTokenDraft { uses, days };
        let act = drafting::proposal(
            ProposalKind::ClientRegistration,
            organisation,
            organisation.as_str(),
            &content,
        )?;
        match console.begin(act).await {
            Ok(confirm) => return Ok(confirm.into_response()),
            Err(error) => said = console.mendable(error)?,
        }
    }
    Ok((StatusCode::BAD_REQUEST, Page(page(&console.shell, (&fields, &faults), &said))).into_response())
}
