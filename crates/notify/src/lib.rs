//! Messages to a person: what the platform itself has to tell them, shown when they log in.
//!
//! - A notice is sent in the transaction of the act it tells of ([`Notify::send`]), so that neither exists without the other.
//! - Its kind is in the clear, its particulars are sealed under the person's key; the words are chosen when it is read, in the
//!   reader's language: `notice-<kind>-title` and `notice-<kind>-body` in `locales/`.
//! - A message goes a year after it was sent, read or not, unless configured otherwise ([`retention::MESSAGES`]); [`Notify::purge`]
//!   deletes it.
//!
//! Tables: `notify_message`.

mod jobs;
mod notice;
pub mod retention;
mod store;
#[cfg(test)]
mod tests;

use std::fmt;

use causeway_core::{AccountId, Env, Error, Kind, Result, Tx};
use causeway_crypto::person::PersonKeys;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

pub use notice::Notice;

/// The most messages one page of the inbox holds.
pub const PAGE: usize = 100;

/// Sends messages and reads them back. Cheap to clone.
#[derive(Clone)]
pub struct Notify {
    env: Env,
    keys: PersonKeys,
    /// For how many days a message is kept.
    days: u32,
}

impl fmt::Debug for Notify {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Notify").finish_non_exhaustive()
    }
}

/// A message in a person's inbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its id; a greater one is newer.
    pub id: Uuid,
    /// What it says.
    pub notice: Notice,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// When its owner read it.
    pub read_at: Option<Timestamp>,
}

impl Notify {
    /// Messages in `env`'s database, sealed under `keys`.
    pub fn new(env: Env, keys: PersonKeys) -> Self {
        Self { env, keys, days: retention::MESSAGES.days }
    }

    /// Keeps messages for so many days.
    #[must_use]
    pub fn keeping(self, days: u32) -> Self {
        Self { days, ..self }
    }

    fn keep(&self) -> SignedDuration {
        SignedDuration::from_hours(24 * i64::from(self.days))
    }

    /// Sends `notice` to `account`, as part of the act's own transaction. Returns the message's id.
    ///
    /// # Errors
    /// `not_found` when the person's key has been destroyed: there is nobody left to tell.
    pub async fn send(&self, tx: &mut Tx<'_>, account: AccountId, notice: &Notice) -> Result<Uuid> {
        let id = self.env.new_uuid()?;
        let now = self.env.now();
        let key = self.keys.load(tx, account.uuid()).await?;
        let params = key.seal_json(&context(id), notice)?;
        store::insert(tx, id, account, notice.kind(), params, now, now + self.keep()).await?;
        Ok(id)
    }

    /// Sends `notice` on behalf of job `job`, in a transaction of its own: however often the job runs, the message is there once.
    /// Nobody is told when the person's key has been destroyed meanwhile.
    pub async fn deliver(&self, job: Uuid, account: AccountId, notice: &Notice) -> Result<()> {
        let now = self.env.now();
        let delivered = self
            .env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    let key = self.keys.load(tx, account.uuid()).await?;
                    let params = key.seal_json(&context(job), notice)?;
                    store::insert(tx, job, account, notice.kind(), params, now, now + self.keep()).await
                })
            })
            .await;
        match delivered {
            Err(error) if error.kind() == Kind::NotFound => Ok(()),
            done => done,
        }
    }

    /// A page of `account`'s messages, newest first: at most `limit` (and [`PAGE`]) of those older than the message `before`.
    pub async fn inbox(
        &self,
        account: AccountId,
        before: Option<Uuid>,
        limit: usize,
    ) -> Result<Vec<Message>> {
        let limit = i64::try_from(limit.min(PAGE)).map_err(Error::internal)?;
        let rows = store::page(&self.env.db, account, before, self.env.now(), limit).await?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let key = self.keys.read(account.uuid()).await?;
        rows.into_iter()
            .map(|row| {
                Ok(Message {
                    id: row.id,
                    notice: key.open_json(&context(row.id), &row.params)?,
                    sent_at: row.created_at,
                    read_at: row.read_at,
                })
            })
            .collect()
    }

    /// How many messages `account` has not read.
    pub async fn unread(&self, account: AccountId) -> Result<usize> {
        let unread = store::unread(&self.env.db, account, self.env.now()).await?;
        usize::try_from(unread).map_err(Error::internal)
    }

    /// Notes that `account` has read its message `id`; the first time counts.
    ///
    /// # Errors
    /// `not_found` when `account` has no such message.
    pub async fn mark_read(&self, account: AccountId, id: Uuid) -> Result<()> {
        let now = self.env.now();
        self.env.db.tx(|tx| Box::pin(store::mark_read(tx, account, id, now))).await
    }

    /// Deletes all of `account`'s messages: the account is closed.
    pub async fn forget(&self, tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
        store::forget(tx, account).await
    }
}

/// Binds a sealed message to its place.
fn context(id: Uuid) -> String {
    format!("notify.message:{id}")
}
