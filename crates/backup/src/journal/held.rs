//! What a backup had noted and, as far as it knew, not shipped, and the journal turns out to hold: it must not be shipped a second time.

use std::collections::HashMap;

use causeway_core::journal::{Entry, Unshipped};
use jiff::Timestamp;
use uuid::Uuid;

use super::Journal;

/// Finds them while the journal is replayed. An entry in the files does not bear the id that it had in the database; its time to the
/// microsecond, its kind and what it says are the same.
#[derive(Debug, Default)]
pub(crate) struct Held {
    waiting: HashMap<Timestamp, Vec<Unshipped>>,
    found: Vec<Uuid>,
}

impl Held {
    /// Begins with what a number tells already.
    pub(crate) fn new(journal: &Journal, unshipped: Vec<Unshipped>) -> Self {
        let mut held = Self::default();
        for one in unshipped {
            if one.number.is_some_and(|(life, number)| journal.holds(life, number)) {
                held.found.push(one.id);
            } else {
                held.waiting.entry(one.at).or_default().push(one);
            }
        }
        held
    }

    /// An entry that is replayed.
    pub(crate) fn meet(&mut self, entry: &Entry) {
        let Some(waiting) = self.waiting.get_mut(&entry.at) else { return };
        let same = |one: &Unshipped| one.kind == entry.kind && one.entry == entry.entry;
        self.found.extend(waiting.iter().filter(|one| same(one)).map(|one| one.id));
        waiting.retain(|one| !same(one));
    }

    /// The ids of those that the journal holds.
    pub(crate) fn found(&self) -> &[Uuid] {
        &self.found
    }
}
