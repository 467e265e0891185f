//! Journeys through the routes, in process, on every engine; and the samples that the rules' own tests use.

pub(crate) mod samples;
