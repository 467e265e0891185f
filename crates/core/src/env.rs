//! The three parameters of every act: where it is stored, when it happens, what chance gives.

use jiff::Timestamp;
use uuid::{Builder, Uuid};

use crate::{Clock, Db, Result, Rng};

/// Database, clock and randomness, handed down together. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Env {
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// The randomness.
    pub rng: Rng,
}

impl Env {
    /// The present moment.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A fresh UUIDv7 (RFC 9562 section 5.7): its order is the order of time, to the millisecond.
    pub fn new_uuid(&self) -> Result<Uuid> {
        let millis = u64::try_from(self.now().as_millisecond()).unwrap_or(0);
        Ok(Builder::from_unix_timestamp_millis(millis, &self.rng.bytes()?).into_uuid())
    }

    /// A fresh id of any of the UUID-shaped kinds in [`crate::id`].
    pub fn new_id<I: From<Uuid>>(&self) -> Result<I> {
        self.new_uuid().map(I::from)
    }
}
