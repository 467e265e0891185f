//! All integration tests, in one binary.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the helpers of tests fail like tests"
)]

mod access;
mod canary;
mod crash;
mod generated;
mod journey;
mod steps;
mod tidy;
mod world;
