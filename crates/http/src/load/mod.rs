//! Load control: how much a server works on at once, who goes first, who waits, and what the others are told.
//!
//! ```text
//! request ─► table: priority by method and path ─► gate ─► site (layers, who is calling, database …)
//!                                                   │ ▲
//!                                       queue by priority, short ─► 503 with Retry-After, before anything else was done
//! ```
//!
//! - `law`: the number of places, found from throughput and latency;
//! - `line`: the queues in front of them, which may absorb a burst and never stand;
//! - `control`: both together, pure, with the time as a parameter; `gate`: the same for real requests;
//! - `table`: the priority of a request, known before anything is done for it; [`Priority`] stands in the route table;
//! - `busy`: what somebody is told for whom there is no room.
//!
//! What holds: who finishes goes before who begins ([`Priority`]); health checks and figures need no place; who has a place keeps it
//! until the answer is made; a request that waits for somebody else has stepped [`aside`] and blocks nobody.

pub(crate) mod busy;
mod control;
mod figures;
mod gate;
mod law;
mod line;
mod priority;
mod table;

pub use gate::aside;
pub use priority::Priority;

pub(crate) use gate::{Gate, Place};
pub(crate) use table::{Known, Table};

/// Somebody for whom there is no room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// What they came for.
    pub(crate) priority: Priority,
    /// After how many seconds they shall come back.
    pub(crate) seconds: u32,
}
