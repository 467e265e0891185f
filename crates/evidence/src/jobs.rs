//! Background work: the sequencer every second, chain commitments every hour; what an earlier release recorded is made searchable.

use std::time::Duration;

use causeway_core::jobs::Worker;

use crate::Evidence;
use crate::sequence::BATCH;

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_mins(1);
const HOUR: Duration = Duration::from_hours(1);

impl Evidence {
    /// Adds this crate's periodic tasks to a worker. Any number of nodes may run them.
    #[must_use]
    pub fn work(&self, worker: Worker) -> Worker {
        let (sequencer, committer, namer) = (self.clone(), self.clone(), self.clone());
        worker
            .every("evidence.sequence", SECOND, move || {
                let evidence = sequencer.clone();
                async move {
                    // A backlog is not left for the next second.
                    while evidence.sequence().await? >= usize::try_from(BATCH).unwrap_or(usize::MAX) {}
                    Ok(())
                }
            })
            .every("evidence.commit_chains", HOUR, move || {
                let evidence = committer.clone();
                async move { evidence.commit_chains().await.map(|_| ()) }
            })
            .every("evidence.name_receipts", MINUTE, move || {
                let evidence = namer.clone();
                async move {
                    while evidence.name_receipts().await? > 0 {}
                    Ok(())
                }
            })
    }
}
