//! All integration tests, in one binary.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the helpers of tests fail like tests"
)]

mod access;
mod backup;
mod canary;
mod cluster;
mod colleague;
mod conformance;
mod crash;
mod generated;
mod journey;
mod keys;
mod nodes;
mod observed;
mod offices;
mod released;
mod reload;
mod staff_crash;
mod steps;
mod tidy;
mod upgrade;
mod world;
