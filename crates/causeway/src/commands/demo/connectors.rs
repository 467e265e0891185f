//! The connectors of the sample organisations: the very program that an organisation runs, three times in this process.

use std::net::SocketAddr;

use causeway_connector::{Config, Running};
use causeway_core::Result;
use causeway_crypto::jose::JwkSet;
use causeway_demo::registers::Registers;
use causeway_demo::{DATASET, DRIVING, FIELD};
use causeway_exchange::wire;
use serde_json::json;
use tokio::sync::watch;

use super::Place;
use crate::wiring::Platform;

/// The running connectors: where each listens, and its public keys.
pub(super) struct Connectors {
    pub(super) immigration: SocketAddr,
    pub(super) immigration_keys: JwkSet,
    pub(super) water: SocketAddr,
    pub(super) water_keys: JwkSet,
    pub(super) transport: SocketAddr,
    pub(super) transport_keys: JwkSet,
    running: Vec<Running>,
}
