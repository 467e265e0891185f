//! All integration tests, in one binary.

mod generated;
mod tidy;
mod world;
