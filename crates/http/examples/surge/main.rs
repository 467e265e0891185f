//! The generator of `scripts/bench surge`: a launch day on an open loop.
//!
//! People come when they come (a Poisson process), whether the server answers or not, and what they wait is counted from the moment at
//! which they were to come. Half of them log in to a service for the first time, half look at one page. Whoever is refused at the door
//! goes away; whoever is refused in the middle of a journey sends the step again when the time has come that the answer named.
//!
//! `surge people` registers people with passkeys in a running demonstration; `surge run` finds the peak, offers ten times that, goes back
//! to half of it, and prints what happened as Markdown.

mod browser;
mod figures;
mod journey;
mod load;
mod page;
mod people;
mod report;
mod wire;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::Path;
use std::rc::Rc;
use std::time::Duration;

use causeway_core::{Error, Result};
use causeway_crypto::soft_passkey::Kept;
use figures::Figures;
use url::Url;
use wire::Pool;

/// Everything that visitors share.
pub(crate) struct World {
    pub(crate) pool: Pool,
    pub(crate) host: String,
    pub(crate) origin: Url,
    pub(crate) people: Vec<Kept>,
    /// How long a person looks at a page before they use their passkey.
    pub(crate) think: Duration,
    pub(crate) figures: Figures,
}

const USAGE: &str = "Usage: surge people|run --url http://localhost:PORT --people FILE [--pid PID] [--seconds N] [--times N] \
                     [--think-ms N] [--peak N] [--beyond PERCENT] [--pairs N] [--name NAME]";

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let what = arguments.next().unwrap_or_default();
    let mut said = HashMap::new();
    while let (Some(name), Some(value)) = (arguments.next(), arguments.next()) {
        said.insert(name.trim_start_matches("--").to_owned(), value);
    }
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Error::internal)?;
    let local = tokio::task::LocalSet::new();
    local.block_on(&runtime, async move {
        let (world, file) = world(&said)?;
        match what.as_str() {
            "people" => people::register(&world.pool, &world.host, &world.origin, Path::new(&file)).await,
            "run" => {
                let world = World { people: people::read(Path::new(&file))?, ..world };
                report::run(&Rc::new(world), &said).await
            }
            _ => Err(usage()),
        }
    })
}

fn usage() -> Error {
    Error::invalid("usage", USAGE)
}

fn world(said: &HashMap<String, String>) -> Result<(World, String)> {
    let (url, file) = (said.get("url").ok_or_else(usage)?, said.get("people").ok_or_else(usage)?);
    let origin = Url::parse(url).map_err(|_| usage())?;
    let port = origin.port_or_known_default().ok_or_else(usage)?;
    let host = format!("{}:{port}", origin.host_str().unwrap_or_default());
    let world = World {
        pool: Pool::new(SocketAddr::from(([127, 0, 0, 1], port))),
        host,
        origin,
        people: Vec::new(),
        think: Duration::from_millis(number(said, "think-ms", 0)),
        figures: Figures::new(),
    };
    Ok((world, file.clone()))
}

/// A number among the arguments.
pub(crate) fn number(said: &HashMap<String, String>, name: &str, otherwise: u64) -> u64 {
    said.get(name).and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}
