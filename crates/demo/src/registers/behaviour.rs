//! Failure injection: a register that is down, slow, or mixes up its records.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;

use super::Register;

/// How long a slow register takes if nothing else is said: longer than any caller waits.
const SLOW: u64 = 30;

/// How a register behaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Mode {
    /// As it should.
    #[default]
    Ok,
    /// Answers 503 to everything.
    Down,
    /// Answers rightly, but late.
    Slow,
    /// Answers with somebody else's record.
    Lying,
}

/// The order to behave in some way.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Order {
    mode: Mode,
    /// For `slow`: how many seconds each answer takes.
    #[serde(default)]
    seconds: Option<u64>,
}

/// How one register behaves now; clones change together.
#[derive(Clone, Debug, Default)]
pub(super) struct Behaviour(Arc<Mutex<Order>>);

impl Behaviour {
    /// What it does now. A slow register has already waited when this returns.
    pub(super) async fn act(&self) -> Mode {
        let order = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if order.mode == Mode::Slow {
            tokio::time::sleep(Duration::from_secs(order.seconds.unwrap_or(SLOW))).await;
        }
        order.mode
    }

    fn set(&self, order: Order) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = order;
    }
}

/// `POST /_sandbox/behaviour`.
pub(super) async fn change(State(register): State<Register>, Json(order): Json<Order>) -> StatusCode {
    register.behaviour.set(order);
    tracing::info!(department = ?register.department, mode = ?order.mode, "a sample register was told how to behave");
    StatusCode::NO_CONTENT
}
