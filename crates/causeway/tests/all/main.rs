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
mod crash;
mod generated;
mod journey;
mod keys;
mod nodes;
mod released;
mod steps;
mod tidy;
mod upgrade;
mod world;
