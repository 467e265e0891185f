//! Jobs that failed too often and were set aside: which, why, and putting one back to work.

use axum::response::{IntoResponse as _, Response};
use causeway_core::jobs::{self, SetAside};
use causeway_core::{Error, Found, Permission};
use causeway_http::components::{Button, SummaryRow};
use causeway_http::{Access, Page, Path, Query, Reply, Routes};
use causeway_identity::{Act, NewProposal, ProposalKind};
use serde_json::json;
use uuid::Uuid;

use super::super::sheet::{Sending, Sheet};
use super::super::{Asked, Console, List, Row};
use super::READ;
use crate::Portal;

pub(super) const PATH: &str = "/console/system/jobs";

pub(super) fn routes() -> Routes<Portal> {
    Routes::new().get(PATH, READ, list).get("/console/system/jobs/{id}", READ, one).post(
        "/console/system/jobs/{id}/retry",
        Access::Staff(Permission::SystemAct),
        retry,
    )
}

async fn list(console: Console, Query(asked): Query<Asked>) -> Reply<Response> {
    let found = jobs::set_aside(&console.portal.parts().env, &asked.search(&console.staff)).await?;
    Ok(list_page(&console, &asked, found).answer()?)
}

pub(in super::super::super) fn list_page(console: &Console, asked: &Asked, found: Found<SetAside>) -> List {
    let when = console.when();
    List::new(console.shell.clone(), "system-jobs-title", PATH, asked)
        .lead("system-jobs-lead")
        .hint("system-jobs-hint")
        .column("system-queue-kind")
        .column("system-job-code")
        .number("system-job-attempts")
        .column("system-job-since")
        .empty("system-jobs-none")
        .rows(found, |job| {
            Row::link(&job.kind, format!("{PATH}/{}", job.id))
                .text(&job.code)
                .number(job.attempts)
                .moment(&when, job.failed_at)
        })
}

async fn one(console: Console, Path(id): Path<Uuid>) -> Reply<Page<Sheet>> {
    let job = jobs::set_aside_one(&console.portal.parts().env, id).await?.ok_or_else(Error::not_found)?;
    Ok(Page(job_page(&console, &job)))
}

/// One job. What it was to work on stays where it is: ids, which say nothing here.
pub(in super::super::super) fn job_page(console: &Console, job: &SetAside) -> Sheet {
    let words = console.words();
    let shell = console.shell.clone().with_title(words.with("system-job-title", &[("kind", &job.kind)]));
    let facts = vec![
        SummaryRow::new(words.t("system-job-id"), job.id.to_string()),
        SummaryRow::new(words.t("system-job-code"), &job.code),
        SummaryRow::new(words.t("system-job-attempts"), job.attempts.to_string()),
        SummaryRow::new(words.t("system-job-since"), console.when().moment(job.failed_at)),
    ];
    let sheet = Sheet::new(shell).back("system-jobs-title", PATH).facts(facts).say("system-job-text");
    if !console.may(Permission::SystemAct) {
        return sheet;
    }
    let again =
        Sending::to(format!("{PATH}/{}/retry", job.id)).button(Button::new(words.t("system-job-retry")));
    sheet.put(again)
}

/// An act like any other: its page says what will happen and takes the passkey.
async fn retry(console: Console, Path(id): Path<Uuid>) -> Reply<Response> {
    let proposal = NewProposal {
        kind: ProposalKind::JobRetry,
        organisation: console.staff.organisation.clone(),
        subject: id.to_string(),
        content: json!({"job": id}),
    };
    Ok(console.begin(Act::Propose { proposal }).await?.into_response())
}
