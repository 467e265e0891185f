//! The console, drawn and used.

mod catalogue;
mod catalogued;
mod drawn;
mod journeys;
mod lists;
mod office;
mod offices;
mod organisations;
mod strangers;
mod world;
