//! Deleting in small batches: all that is over in one run, and never so that others have to wait for it.

use std::future::Future;
use std::time::Duration;

use tokio::sync::watch;

use crate::Result;
use crate::clock::Stopwatch;

/// The longest pause between two batches.
const LONGEST: Duration = Duration::from_millis(250);

tokio::task_local! {
    /// Turns true when the worker shall stop.
    pub(super) static STOP: watch::Receiver<bool>;
}

/// Calls `batch`, which deletes a few hundred rows and says how many, until it finds none. Returns how many went.
///
/// A table thus never holds more than what is alive and what has expired since the last run, whatever the load is: a run that took a
/// fixed number of batches would leave ever more behind. Between two batches it pauses for as long as a batch took, so that at most half
/// of the database's time for writing goes into this. The moment before which things are over has to be the same in all batches of a run,
/// so that it has an end. A worker that is told to stop ends after the batch at hand; the rest is for the next run.
pub async fn in_batches<F: Future<Output = Result<u64>>>(mut batch: impl FnMut() -> F) -> Result<u64> {
    let mut gone = 0;
    loop {
        let watch = Stopwatch::start();
        let some = batch().await?;
        gone += some;
        if some == 0 || STOP.try_with(|stop| *stop.borrow()).unwrap_or(false) {
            return Ok(gone);
        }
        tokio::time::sleep(watch.elapsed().min(LONGEST)).await;
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[tokio::test]
    async fn it_goes_on_until_nothing_is_left_however_much_there_is() {
        let left = Cell::new(100_u64);
        let batch = || async {
            let some = left.get().min(3);
            left.set(left.get() - some);
            Ok(some)
        };
        assert_eq!(in_batches(batch).await.unwrap(), 100);
    }

    #[tokio::test]
    async fn others_have_the_writer_between_two_batches() {
        let (left, others) = (Cell::new(3_u64), Cell::new(0_u64));
        let batch = || async {
            left.set(left.get().saturating_sub(1));
            Ok(left.get())
        };
        let meanwhile = async {
            loop {
                tokio::task::yield_now().await;
                others.set(others.get() + 1);
            }
        };
        tokio::select! {
            gone = in_batches(batch) => assert_eq!(gone.unwrap(), 3),
            () = meanwhile => {}
        }
        assert!(others.get() > 0);
    }

    #[tokio::test]
    async fn told_to_stop_it_ends_after_the_batch_at_hand() {
        let (tell, stop) = watch::channel(false);
        let run = STOP.scope(
            stop,
            in_batches(|| async {
                let _ = tell.send(true);
                Ok(7)
            }),
        );
        assert_eq!(run.await.unwrap(), 7);
    }

    #[tokio::test]
    async fn a_failure_ends_it() {
        let failed = in_batches(|| async { Err(crate::Error::internal("x")) }).await;
        assert!(failed.is_err());
    }
}
