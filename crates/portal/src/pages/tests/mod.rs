//! The pages, drawn and used.

mod codes;
mod composed;
mod doors;
mod drawn;
mod journeys;
mod registering;
mod samples;
mod strangers;
mod told;
