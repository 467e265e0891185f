//! What every other crate stands on: ids, time, randomness, errors, storage and background jobs.
//!
//! No HTTP and no business here. The invariants this crate carries:
//! - time and randomness are parameters ([`Clock`], [`Rng`]), handed down together with the database as [`Env`];
//! - [`Db::tx`] is the only door to a transaction;
//! - there is one error type, [`Error`], with a closed [`Kind`] and a stable code;
//! - a side effect is a job written in the act's own transaction ([`jobs`]);
//! - what must survive the restore of an older backup is noted there too ([`journal`]).
//!
//! Tables: `core_job`, `core_migration`, `core_expansion`, `core_setting`, `core_journal`, `core_life`, `core_order`, `core_backup`.

pub mod actor;
pub mod backup;
pub mod clock;
pub mod config;
pub mod crash;
pub mod db;
pub mod draft;
pub mod env;
pub mod error;
pub mod id;
pub mod jobs;
pub mod journal;
pub mod lang;
pub mod permission;
pub mod retention;
pub mod rng;
pub mod search;
pub mod setting;

pub use actor::{Acr, Actor, Session, Staff};
pub use clock::Clock;
pub use db::{Db, FromValue, Row, Tx, Value};
pub use env::Env;
pub use error::{Error, Kind, Result};
pub use id::{
    AccountId, ClientId, ConsentId, DatasetId, MemberId, OrganisationId, PurposeId, ReadId, ReceiptId,
    RequestId, SessionId,
};
pub use lang::{Lang, Localised};
pub use permission::Permission;
pub use rng::Rng;
pub use search::{Found, Search};
