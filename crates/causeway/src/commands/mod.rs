//! The commands, one file each.

pub(crate) mod backup;
pub(crate) mod check;
pub(crate) mod connector;
#[cfg(feature = "demo")]
pub(crate) mod demo;
pub(crate) mod generated;
pub(crate) mod keys;
pub(crate) mod log;
pub(crate) mod migrate;
pub(crate) mod restore;
mod scratch;
pub(crate) mod serve;
pub(crate) mod staff;
pub(crate) mod verify;
