//! `POST /lookup`: the one thing a register can be asked.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::behaviour::Mode;
use super::record::{ImmigrationRecord, WaterRecord};
use super::{Department, Register};
use crate::card::CardNumber;
use crate::people::Resident;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Question {
    card_number: String,
}

pub(super) async fn lookup(State(register): State<Register>, Json(question): Json<Question>) -> Response {
    let mode = register.behaviour.act().await;
    if mode == Mode::Down {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let Some(card) = CardNumber::parse(&question.card_number) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let found = match mode {
        Mode::Lying => register.population.somebody_else(&card),
        _ => register.population.find(&card),
    };
    found
        .and_then(|resident| register.record(resident))
        .unwrap_or_else(|| StatusCode::NOT_FOUND.into_response())
}

impl Register {
    /// What this department holds about a resident, if anything.
    fn record(&self, resident: Resident) -> Option<Response> {
        match self.department {
            Department::Immigration => Some(Json(ImmigrationRecord::from(resident)).into_response()),
            Department::Water => WaterRecord::of(resident).map(|record| Json(record).into_response()),
        }
    }
}
