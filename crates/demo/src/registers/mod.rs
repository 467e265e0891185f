//! Two departments' legacy systems: the identity card register and the water accounts.
//!
//! Each is an HTTP/JSON back end on a loopback listener of its own, as old systems are: no encryption, no login, reachable
//! from its own machine only. A connector stands in front of it and speaks to the platform.
//!
//! - `POST /lookup {"card_number": "ZZ100001(1)"}` answers 200 with the record, 404 if there is none, 400 for a malformed number.
//! - `POST /_sandbox/behaviour {"mode": "ok" | "down" | "slow" | "lying"}` makes it fail, for tests.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::routing::post;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use causeway_core::{Error, Result};

use crate::people::Population;

mod behaviour;
mod lookup;
mod record;

use behaviour::Behaviour;
pub use record::{ImmigrationRecord, ResidentialAddress, WaterRecord};

/// Which department's register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Department {
    /// Immigration: identity cards.
    Immigration,
    /// Water Supplies: customers' accounts.
    Water,
}

/// What the handlers of one register share.
#[derive(Clone)]
struct Register {
    department: Department,
    population: Arc<Population>,
    behaviour: Behaviour,
}

/// The running registers.
#[derive(Debug)]
pub struct Registers {
    /// Where the identity card register listens.
    pub immigration: SocketAddr,
    /// Where the water accounts listen.
    pub water: SocketAddr,
    tasks: Vec<JoinHandle<()>>,
}

impl Registers {
    /// Waits until both have finished what they had accepted, after `stop` has turned true.
    pub async fn finished(self) {
        for task in self.tasks {
            let _ = task.await;
        }
    }
}

/// Starts both registers on the given loopback addresses (port 0 takes a free one) and runs them until `stop` turns true.
///
/// # Errors
/// `register_not_loopback` for an address that other machines can reach; `register_listen` if it cannot be listened on.
pub async fn start(
    immigration: SocketAddr,
    water: SocketAddr,
    stop: &watch::Receiver<bool>,
) -> Result<Registers> {
    let population = &Arc::new(Population::load()?);
    let (immigration, first) = listen(Department::Immigration, immigration, population, stop.clone()).await?;
    let (water, second) = listen(Department::Water, water, population, stop.clone()).await?;
    Ok(Registers { immigration, water, tasks: vec![first, second] })
}

async fn listen(
    department: Department,
    address: SocketAddr,
    population: &Arc<Population>,
    mut stop: watch::Receiver<bool>,
) -> Result<(SocketAddr, JoinHandle<()>)> {
    if !address.ip().is_loopback() {
        return Err(Error::invalid(
            "register_not_loopback",
            format!(
                "A sample register answers anybody who reaches it. Give it a loopback address instead of {address}."
            ),
        ));
    }
    let listener = TcpListener::bind(address).await.map_err(|e| cannot_listen(address, e))?;
    let bound = listener.local_addr().map_err(|e| cannot_listen(address, e))?;
    let router = router(department, population.clone());
    let task = tokio::spawn(async move {
        let stopped = async move {
            let _ = stop.wait_for(|stop| *stop).await;
        };
        if let Err(error) = axum::serve(listener, router).with_graceful_shutdown(stopped).await {
            tracing::error!(?department, %error, "a sample register stopped");
        }
    });
    Ok((bound, task))
}

fn cannot_listen(address: SocketAddr, cause: std::io::Error) -> Error {
    let words =
        format!("The sample register cannot listen on {address}. Free the address or give another one.");
    Error::invalid("register_listen", words).with_cause(cause)
}

fn router(department: Department, population: Arc<Population>) -> Router {
    let register = Register { department, population, behaviour: Behaviour::default() };
    Router::new()
        .route("/lookup", post(lookup::lookup))
        .route("/_sandbox/behaviour", post(behaviour::change))
        .with_state(register)
}

#[cfg(test)]
mod tests;
