//! Sockets: so many connections at once, and a few more by which operators reach a server whose connections are all taken.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Beyond those configured.
const SPARE: usize = 32;
/// One of so many left: answers end their connections from then on, so that they change hands.
const FEW: usize = 16;
/// How long one request on a spare connection waits for a seat of its own.
const PATIENCE: Duration = Duration::from_secs(1);

/// All of a server's.
pub(super) struct Seats {
    regular: Arc<Semaphore>,
    spare: Arc<Semaphore>,
    few: usize,
}

/// A connection's, until it is dropped.
pub(super) struct Seat {
    _permit: OwnedSemaphorePermit,
    spare: bool,
}

impl Seats {
    /// At most `most`, and the spare ones.
    pub(super) fn new(most: usize) -> Self {
        let most = most.min(Semaphore::MAX_PERMITS);
        let [regular, spare] = [most, SPARE].map(|seats| Arc::new(Semaphore::new(seats)));
        Self { regular, spare, few: most / FEW }
    }

    /// A seat that is free.
    pub(super) fn find(&self) -> Option<Seat> {
        let seat = |seats: &Arc<Semaphore>, spare| {
            let permit = Arc::clone(seats).try_acquire_owned().ok()?;
            Some(Seat { _permit: permit, spare })
        };
        seat(&self.regular, false).or_else(|| seat(&self.spare, true))
    }

    /// Waits until there is one.
    pub(super) async fn free(&self) {
        tokio::select! {
            _ = self.regular.acquire() => {}
            _ = self.spare.acquire() => {}
        }
    }

    /// For one request on a spare connection: a seat among the regular ones, if one gets free soon.
    pub(super) async fn soon(&self) -> Option<Seat> {
        let regular = Arc::clone(&self.regular).acquire_owned();
        let permit = tokio::time::timeout(PATIENCE, regular).await.ok()?.ok()?;
        Some(Seat { _permit: permit, spare: false })
    }

    /// Whether connections should end soon for others to come.
    pub(super) fn are_few(&self) -> bool {
        self.regular.available_permits() < self.few
    }
}

impl Seat {
    /// Whether it is kept for operators.
    pub(super) fn is_spare(&self) -> bool {
        self.spare
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_spare_seats_are_given_last_and_then_one_waits() {
        let seats = Seats::new(2);
        let regular: Vec<_> = (0..2).map(|_| seats.find().unwrap()).collect();
        assert!(regular.iter().all(|seat| !seat.is_spare()));
        let spare: Vec<_> = (0..SPARE).map(|_| seats.find().unwrap()).collect();
        assert!(spare.iter().all(Seat::is_spare));
        assert!(seats.find().is_none());
        assert!(tokio::time::timeout(Duration::from_millis(20), seats.free()).await.is_err());
        drop(regular);
        seats.free().await;
        assert!(!seats.find().unwrap().is_spare());
        assert!(!seats.soon().await.unwrap().is_spare());
    }

    #[test]
    fn few_are_left_before_none_is() {
        let seats = Seats::new(32);
        let taken: Vec<_> = (0..30).map_while(|_| seats.find()).collect();
        assert!(!seats.are_few());
        let last = seats.find().unwrap();
        assert!(seats.are_few() && !last.is_spare());
        drop((taken, last));
        assert!(!seats.are_few() && !Seats::new(1).are_few());
    }
}
