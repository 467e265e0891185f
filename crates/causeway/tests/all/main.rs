//! All integration tests, in one binary.

mod generated;
mod journey;
mod steps;
mod tidy;
mod world;
