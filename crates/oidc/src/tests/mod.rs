//! Journeys through the routes, in process, on every engine; and the samples that the rules' own tests use.

mod authorization;
mod ciba;
pub(crate) mod certificate;
mod certificates;
mod client_authentication;
mod codes;
mod day;
mod fapi;
mod fapi2_security_profile;
mod hostile_bytes;
mod hostile_requests;
mod journal;
mod metadata;
mod oidcc_dynamic;
mod purge;
mod refresh;
mod registration;
mod rotation;
pub(crate) mod samples;
mod staff;
mod userinfo;
mod world;
