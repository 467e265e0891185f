//! The pages, drawn and used.

mod asked;
mod codes;
mod composed;
mod doors;
pub(in crate::pages) mod drawn;
mod journeys;
mod registering;
pub(in crate::pages) mod samples;
mod strangers;
mod told;
