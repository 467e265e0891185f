//! Journeys through the routes, in process, on every engine; and the samples that the rules' own tests use.

mod authorization;
mod client_authentication;
mod codes;
mod fapi;
mod fapi2_message_signing;
mod fapi2_security_profile;
mod hints;
mod hostile_bytes;
mod hostile_requests;
mod journal;
mod jwks_uri;
mod metadata;
mod purge;
mod refresh;
mod request_objects;
mod responses;
mod rotation;
pub(crate) mod samples;
mod sealed;
mod staff;
mod userinfo;
mod world;
