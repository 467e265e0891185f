//! The console, drawn and used.

mod catalogue;
mod catalogued;
mod drawn;
mod journeys;
mod lists;
mod office;
mod offices;
mod strangers;
mod world;
