//! Stopping a client and letting it go on; making its secret anew.

use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use causeway_core::draft::Fault;
use causeway_core::{ClientId, Result};
use causeway_http::{Form, Page, Path, Reply, Shell};
use causeway_identity::ProposalKind;
use causeway_oidc::{Registered, SecretDraft, StopDraft, StopReason};
use serde::Serialize;
use serde_json::json;

use super::super::drafting::{self, Drafting};
use super::super::sheet::{Sending, Sheet};
use super::super::{Console, Fields};
use super::PATH;

type Pairs = Form<Vec<(String, String)>>;

/// A form about one client that asks one thing.
pub(in super::super) fn stop_page(
    shell: &Shell,
    id: &ClientId,
    (fields, faults): (&Fields, &[Fault]),
    said: &str,
) -> Sheet {
    let draw = Drafting { shell, fields, faults };
    let reasons = StopReason::GIVEN.map(StopReason::as_str);
    let form = Sending::to(format!("{PATH}/{id}/stop")).field(draw.radios(
        "reason",
        "clients-stop-reason",
        &reasons,
    ));
    draw.page("clients-stop-title", "clients-stop-lead", (form, &format!("{PATH}/{id}")), said)
}

/// As [`stop_page`]. Only a client that has a secret is asked what becomes of it.
pub(in super::super) fn secret_page(
    shell: &Shell,
    known: &Registered,
    (fields, faults): (&Fields, &[Fault]),
    said: &str,
) -> Sheet {
    let draw = Drafting { shell, fields, faults };
    let id = &known.client.id;
    let mut form = Sending::to(format!("{PATH}/{id}/secret"));
    let first = known.status.secret_made_at.is_none();
    if !first {
        form = form.field(draw.radios("old", "clients-secret-keep", &["keep", "end"]));
    }
    let lead = if first { "clients-secret-first-lead" } else { "clients-secret-lead" };
    draw.page("clients-secret-title", lead, (form, &format!("{PATH}/{id}")), said)
}

pub(super) async fn stop(console: Console, Path(id): Path<ClientId>) -> Reply<Response> {
    let known = console.seen_client(&id).await?;
    if known.status.stopped.is_some() {
        return Ok(Redirect::to(&format!("{PATH}/{id}")).into_response());
    }
    Ok(Page(stop_page(&console.shell, &id, (&Fields::default(), &[]), "")).into_response())
}

pub(super) async fn propose_stop(
    console: Console,
    Path(id): Path<ClientId>,
    Form(pairs): Pairs,
) -> Reply<Response> {
    let known = console.seen_client(&id).await?;
    let fields = drafting::fields(pairs);
    let again = |faults: &[Fault], said: &str| {
        let page = stop_page(&console.shell, &id, (&fields, faults), said);
        (StatusCode::BAD_REQUEST, Page(page)).into_response()
    };
    let Some(reason) = StopReason::GIVEN.into_iter().find(|reason| reason.as_str() == fields.text("reason"))
    else {
        return Ok(again(&[Fault::new("reason", "reason_missing", "Say why.")], ""));
    };
    match begin(&console, ProposalKind::ClientStop, &known, &StopDraft { reason }).await? {
        Ok(confirm) => Ok(confirm.into_response()),
        Err(said) => Ok(again(&[], &said)),
    }
}

pub(super) async fn secret(console: Console, Path(id): Path<ClientId>) -> Reply<Response> {
    let known = console.own_client(&id).await?;
    if known.client.auth.secret().is_none() {
        return Ok(Redirect::to(&format!("{PATH}/{id}")).into_response());
    }
    let fields = Fields::default().with("old", "keep");
    Ok(Page(secret_page(&console.shell, &known, (&fields, &[]), "")).into_response())
}

pub(super) async fn propose_secret(
    console: Console,
    Path(id): Path<ClientId>,
    Form(pairs): Pairs,
) -> Reply<Response> {
    let known = console.own_client(&id).await?;
    let fields = drafting::fields(pairs);
    let again = |faults: &[Fault], said: &str| {
        let page = secret_page(&console.shell, &known, (&fields, faults), said);
        (StatusCode::BAD_REQUEST, Page(page)).into_response()
    };
    let first = known.status.secret_made_at.is_none();
    if !first && !["keep", "end"].contains(&fields.text("old")) {
        return Ok(again(&[Fault::new("old", "old_secret_missing", "Say what becomes of it.")], ""));
    }
    let draft = SecretDraft { keep_old: fields.text("old") != "end" };
    match begin(&console, ProposalKind::ClientSecret, &known, &draft).await? {
        Ok(confirm) => Ok(confirm.into_response()),
        Err(said) => Ok(again(&[], &said)),
    }
}

pub(super) async fn propose_resume(console: Console, Path(id): Path<ClientId>) -> Reply<Response> {
    let known = console.seen_client(&id).await?;
    match begin(&console, ProposalKind::ClientResume, &known, &json!({})).await? {
        Ok(confirm) => Ok(confirm.into_response()),
        Err(said) => {
            let mut sheet = super::sheet(&console, &known, Vec::new());
            sheet = sheet.errors(console.shell.error_summary().add(said, "#main-content"));
            Ok((StatusCode::BAD_REQUEST, Page(sheet)).into_response())
        }
    }
}

/// Begins the act; what its form can mend comes back in words.
async fn begin(
    console: &Console,
    kind: ProposalKind,
    known: &Registered,
    content: &impl Serialize,
) -> Result<Result<Redirect, String>> {
    let client = &known.client;
    let act = drafting::proposal(kind, &client.organisation, client.id.as_str(), content)?;
    match console.begin(act).await {
        Ok(confirm) => Ok(Ok(confirm)),
        Err(error) => console.mendable(error).map(Err),
    }
}
