//! A connector that answers as it is told, and remembers what it was asked.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};

#[derive(Clone, Default)]
struct Script {
    answers: Arc<Mutex<VecDeque<(u16, Value)>>>,
    questions: Arc<Mutex<Vec<Value>>>,
}

pub(crate) struct FakeConnector {
    pub(crate) url: String,
    script: Script,
}

impl FakeConnector {
    pub(crate) async fn start() -> Self {
        let script = Script::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().route("/reads", post(read)).with_state(script.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, script }
    }

    /// The next read finds this address.
    pub(crate) fn finds(&self, lines: &[&str], district: &str) {
        let address = json!({"lines": lines, "district": district});
        self.answers(200, json!({"read": "r", "found": true, "values": {"residential_address": address}}));
    }

    /// The next read finds nothing.
    pub(crate) fn finds_nothing(&self) {
        self.answers(200, json!({"read": "r", "found": false, "values": {}}));
    }

    /// The next read is refused with this code.
    pub(crate) fn refuses(&self, status: u16, code: &str) {
        self.answers(status, json!({"type": "about:blank", "title": "No", "status": status, "code": code}));
    }

    pub(crate) fn answers(&self, status: u16, body: Value) {
        self.script.answers.lock().unwrap().push_back((status, body));
    }

    /// What it was asked.
    pub(crate) fn questions(&self) -> Vec<Value> {
        self.script.questions.lock().unwrap().clone()
    }
}

async fn read(State(script): State<Script>, Json(question): Json<Value>) -> (StatusCode, Json<Value>) {
    script.questions.lock().unwrap().push(question);
    let (status, body) = script.answers.lock().unwrap().pop_front().expect("an unexpected read");
    (StatusCode::from_u16(status).unwrap(), Json(body))
}
