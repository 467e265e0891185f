//! How the node is: what does not work as it should, and since when. `GET /health/ready` tells it, and the console shows it.

use std::time::Duration;

use causeway_backup::Shipper;
use causeway_core::{Env, Result, backup, db, jobs};
use causeway_crypto::person::PersonKeys;
use causeway_evidence::Evidence;
use causeway_http::health::{Degraded, Part};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use crate::keyring::{self, Harm};

/// A job that is due for so long is late: the workers do not keep up, or there are none.
const JOBS_LATE: SignedDuration = SignedDuration::from_mins(5);
/// A receipt that waits so long for the log is late; in order, it waits a second.
const EVIDENCE_LATE: SignedDuration = SignedDuration::from_mins(1);
/// No look at the database takes longer.
const LOOK: Duration = Duration::from_secs(2);

/// What is looked at.
#[derive(Clone)]
struct Node {
    env: Env,
    evidence: Evidence,
    keys: PersonKeys,
    shipper: Shipper,
    stop: watch::Receiver<bool>,
}

/// What is degraded right now.
///
/// `stopping` (it was told to stop), `database` (it cannot be reached), `schema` (a migration is missing, or this release is too
/// old) and `restore` (the database is being filled by a restore, or one died in it) mean that the node cannot serve, and so does
/// `keys` while other nodes use a key that this one lacks. `keys` for anything else (the key store cannot be read again, and known
/// keys serve on; a key is missing that nobody uses yet), `jobs` (the oldest is late),
/// `evidence` (the oldest receipt waits too long for the log) and `journal` (what a restore would need is not written; no checkpoint is
/// published meanwhile) are for operators.
pub(crate) fn degraded(
    env: &Env,
    evidence: &Evidence,
    keys: &PersonKeys,
    shipper: &Shipper,
    stop: watch::Receiver<bool>,
) -> Degraded {
    let (env, evidence) = (env.clone(), evidence.clone());
    let node = Node { env, evidence, keys: keys.clone(), shipper: shipper.clone(), stop };
    std::sync::Arc::new(move || {
        let node = node.clone();
        Box::pin(async move { node.look().await })
    })
}

impl Node {
    async fn look(&self) -> Vec<Part> {
        let mut found = Vec::new();
        if *self.stop.borrow() {
            found.push(Part::stopping("stopping"));
        }
        let stored = async {
            match self.stored().await {
                Ok(parts) => parts,
                Err(error) => {
                    tracing::warn!(?error, "the node's condition cannot be looked up");
                    vec![Part::stopping("database")]
                }
            }
        };
        found.extend(
            tokio::time::timeout(LOOK, stored).await.unwrap_or_else(|_| vec![Part::stopping("database")]),
        );
        if self.keys.store().in_trouble() && !found.iter().any(|part| part.is("keys")) {
            found.push(Part::amiss("keys"));
        }
        found
    }

    /// What the database tells.
    async fn stored(&self) -> Result<Vec<Part>> {
        match db::pending(&self.env.db).await {
            Ok(waiting) if waiting.is_empty() => {}
            Err(error) if error.code() != "schema_too_new" => return Err(error),
            Ok(_) | Err(_) => return Ok(vec![Part::stopping("schema")]),
        }
        match backup::refuse_unfinished(&self.env.db).await {
            Err(error) if error.code() == "restore_unfinished" => return Ok(vec![Part::stopping("restore")]),
            whole => whole?,
        }
        let now = self.env.now();
        let job = late("jobs", jobs::oldest(&self.env).await?, JOBS_LATE, now);
        let receipt = late("evidence", self.evidence.oldest_unlogged().await?, EVIDENCE_LATE, now);
        let journal = self.shipper.late_since().await?.map(|since| Part::amiss("journal").since(since));
        let keys = keyring::harm(&self.env, &self.keys.store().inventory()?).await?.map(|harm| match harm {
            Harm::Soon => Part::amiss("keys"),
            Harm::Now => Part::stopping("keys"),
        });
        Ok(job.into_iter().chain(receipt).chain(journal).chain(keys).collect())
    }
}

/// Something is amiss if the oldest of what waits does so for too long.
fn late(name: &'static str, oldest: Option<Timestamp>, most: SignedDuration, now: Timestamp) -> Option<Part> {
    let oldest = oldest.filter(|oldest| now.duration_since(*oldest) > most)?;
    Some(Part::amiss(name).since(oldest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_too_long_is_told_with_the_moment_since_when() {
        let at = |minute: i64| Timestamp::from_second(1_795_248_000 + 60 * minute).unwrap();
        assert_eq!(late("jobs", None, JOBS_LATE, at(0)), None);
        assert_eq!(late("jobs", Some(at(0)), JOBS_LATE, at(5)), None);
        assert_eq!(late("jobs", Some(at(10)), JOBS_LATE, at(0)), None, "it is not due yet");
        assert_eq!(late("jobs", Some(at(0)), JOBS_LATE, at(6)), Some(Part::amiss("jobs").since(at(0))));
    }
}
