//! `/sandbox/v1`: JSON over HTTP, with a sandbox key as bearer.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use causeway_core::AccountId;
use causeway_http::{Access, Json, Path, Priority, Query, Reply, Routes, SandboxCaller};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::decisions::{Decided, Decision, parse_request};
use super::people::{self, NewPerson};
use super::{Sandbox, openapi};
use crate::phone::{Owner, PAGE};

impl Sandbox {
    /// The routes. Merge them only where the database is a sandbox.
    pub fn routes(&self) -> Routes {
        Routes::<Sandbox>::new()
            .post("/sandbox/v1/people", Access::Sandbox, create)
            .priority(Priority::Begin)
            .documented(openapi::create())
            .get("/sandbox/v1/people", Access::Sandbox, list)
            .documented(openapi::list())
            .get("/sandbox/v1/people/{id}", Access::Sandbox, show)
            .documented(openapi::show())
            .delete("/sandbox/v1/people/{id}", Access::Sandbox, remove)
            .documented(openapi::remove())
            .get("/sandbox/v1/people/{id}/requests", Access::Sandbox, waiting)
            .documented(openapi::waiting())
            .post("/sandbox/v1/people/{id}/decisions", Access::Sandbox, decide)
            .priority(Priority::Finish)
            .documented(openapi::decide())
            .with_state(self.clone())
    }
}

/// `after` of a list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    after: Option<Uuid>,
}

/// The body of a decision.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ToDecide {
    request: String,
    decision: Decision,
}

async fn create(
    State(sandbox): State<Sandbox>,
    SandboxCaller(key): SandboxCaller,
    Json(new): Json<NewPerson>,
) -> Reply<impl IntoResponse> {
    let person = sandbox.create_person(&Owner::Key(key), &new).await?;
    Ok((StatusCode::CREATED, Json(people::json(&person))))
}

/// Oldest first, a page at a time: `next` is the path of the next page, if there may be one.
async fn list(
    State(sandbox): State<Sandbox>,
    SandboxCaller(key): SandboxCaller,
    Query(page): Query<Page>,
) -> Reply<Json<Value>> {
    let found = sandbox.people(&Owner::Key(key), page.after.map(AccountId::from)).await?;
    let full = i64::try_from(found.len()).is_ok_and(|n| n == PAGE);
    let next = found.last().filter(|_| full).map(|last| format!("/sandbox/v1/people?after={}", last.account));
    let people: Vec<Value> = found.iter().map(people::json).collect();
    Ok(Json(json!({ "people": people, "next": next })))
}

async fn show(
    State(sandbox): State<Sandbox>,
    SandboxCaller(key): SandboxCaller,
    Path(id): Path<Uuid>,
) -> Reply<Json<Value>> {
    let person = sandbox.person(&Owner::Key(key), id.into()).await?;
    Ok(Json(people::json(&person)))
}

async fn remove(
    State(sandbox): State<Sandbox>,
    SandboxCaller(key): SandboxCaller,
    Path(id): Path<Uuid>,
) -> Reply<StatusCode> {
    sandbox.delete_person(&Owner::Key(key), id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn waiting(
    State(sandbox): State<Sandbox>,
    SandboxCaller(key): SandboxCaller,
    Path(id): Path<Uuid>,
) -> Reply<Json<Value>> {
    let waiting = sandbox.waiting(&Owner::Key(key), id.into()).await?;
    Ok(Json(json!({ "requests": waiting })))
}

async fn decide(
    State(sandbox): State<Sandbox>,
    SandboxCaller(key): SandboxCaller,
    Path(id): Path<Uuid>,
    Json(wanted): Json<ToDecide>,
) -> Reply<Json<Decided>> {
    let request = parse_request(&wanted.request)?;
    let decided = sandbox.decide(&Owner::Key(key), id.into(), request, wanted.decision).await?;
    Ok(Json(decided))
}
