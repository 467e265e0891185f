//! Journeys through the routes, in process, on every engine; and the samples that the rules' own tests use.

mod authorization;
mod ciba;
mod client_authentication;
mod codes;
mod day;
mod exchange;
mod fapi;
mod fapi2_security_profile;
mod grants;
mod hostile_bytes;
mod hostile_requests;
mod introspection;
mod journal;
mod logout;
mod metadata;
mod purge;
mod refresh;
mod resources;
mod rotation;
pub(crate) mod samples;
mod staff;
mod tools;
mod userinfo;
mod world;
