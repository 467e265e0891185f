//! The pages, drawn and used.

mod drawn;
mod journeys;
mod samples;
mod strangers;
