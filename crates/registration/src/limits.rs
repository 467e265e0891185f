//! How often a card number, and an address, may be tried.
//!
//! A window of an hour opens with a subject's first attempt. Subjects are HMACs under a key that is not in the database, so the
//! table tells nobody which cards or addresses were there; rows go when their window is over.

use causeway_core::{Env, Error, Result};
use causeway_crypto::digest;
use causeway_http::ClientAddress;
use jiff::{SignedDuration, Timestamp};

use crate::card::CardNumber;
use crate::config::Config;
use crate::{Registration, store};

/// How long attempts are counted together.
pub const WINDOW: SignedDuration = SignedDuration::from_hours(1);

/// What is counted: a keyed hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Subject([u8; 32]);

impl Subject {
    fn new(key: &[u8; 32], kind: &str, value: &str) -> Self {
        Self(digest::hmac_sha256(key, format!("{kind}|{value}").as_bytes()))
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// Where a subject's count stands, this attempt included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) attempts: i64,
    pub(crate) until: Timestamp,
}

impl Registration {
    /// Counts an attempt, durably, before anybody is asked; the address first, so that one that is refused cannot use up
    /// anybody's card.
    ///
    /// # Errors
    /// `too_many_attempts`.
    pub(crate) async fn count_attempt(&self, card: &CardNumber, address: ClientAddress) -> Result<()> {
        let Config { attempts_per_card, attempts_per_address, .. } = *self.config;
        let of = |kind, value: &str| Subject::new(&self.count_key, kind, value);
        self.count_one(of("address", &address.key()), attempts_per_address).await?;
        self.count_one(of("card", card.as_str()), attempts_per_card).await
    }

    async fn count_one(&self, subject: Subject, most: u32) -> Result<()> {
        let Env { db, .. } = &self.parts.env;
        let now = self.parts.env.now();
        let count = db.tx(|tx| Box::pin(store::count_attempt(tx, subject, now, now + WINDOW))).await?;
        within(count, most, now)
    }
}

fn within(count: Count, most: u32, now: Timestamp) -> Result<()> {
    if count.attempts <= i64::from(most) {
        return Ok(());
    }
    let left = count.until.duration_since(now).as_secs().max(1);
    Err(Error::too_many(u32::try_from(left).unwrap_or(u32::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_allowed_attempt_passes_and_the_next_is_told_when_to_come_back() {
        let now = Timestamp::UNIX_EPOCH;
        let until = now + SignedDuration::from_secs(90);
        assert!(within(Count { attempts: 5, until }, 5, now).is_ok());
        let refused = within(Count { attempts: 6, until }, 5, now).unwrap_err();
        assert_eq!(refused.code(), "too_many_attempts");
        assert_eq!(refused.retry_after_seconds(), Some(90));
    }

    #[test]
    fn a_card_and_an_address_never_share_a_count() {
        let key = [7; 32];
        assert_ne!(Subject::new(&key, "card", "1.2.3.4"), Subject::new(&key, "address", "1.2.3.4"));
        assert_ne!(Subject::new(&key, "card", "A"), Subject::new(&[8; 32], "card", "A"));
        assert_eq!(Subject::new(&key, "card", "A"), Subject::new(&key, "card", "A"));
    }
}
