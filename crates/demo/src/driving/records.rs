//! What the department keeps of a person, under the pseudonym: applications, and the consent that stands. In memory.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;

use causeway_core::{Error, Result, Rng};

use super::address::Address;

/// How many people's records fit: a sample service must not be a way to fill the machine's memory.
const MOST: usize = 10_000;
/// How many applications of one person.
const MOST_EACH: usize = 20;
/// What references are made of: no vowels and nothing that looks like something else.
const LETTERS: &[u8; 20] = b"23456789BCDFGHJKMNPQ";

/// Where an address came from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Source {
    /// The person typed it, or changed what had come.
    #[default]
    Typed,
    /// Water Supplies, with the person's consent.
    Exchanged,
}

/// A submitted application.
#[derive(Clone)]
pub(crate) struct Application {
    pub(crate) reference: String,
    pub(crate) at: Timestamp,
    pub(crate) address: Address,
    pub(crate) source: Source,
    /// When the address was last fetched again.
    pub(crate) refreshed: Option<Timestamp>,
}

/// A consent for more than one read.
#[derive(Clone)]
pub(crate) struct Standing {
    pub(crate) consent: String,
    pub(crate) until: Option<Timestamp>,
}

/// One person's file.
#[derive(Clone, Default)]
pub(crate) struct File {
    /// Newest first.
    pub(crate) applications: Vec<Application>,
    pub(crate) standing: Option<Standing>,
}

/// All files, by pseudonym. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Records(Arc<Mutex<BTreeMap<String, File>>>);

impl Records {
    /// A person's file; an empty one if there is none.
    pub(crate) fn of(&self, sub: &str) -> File {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(sub).cloned().unwrap_or_default()
    }

    /// Takes in an application.
    ///
    /// # Errors
    /// `too_many_applications`, `busy`.
    pub(crate) fn submit(&self, sub: &str, application: Application) -> Result<()> {
        self.change(sub, |file| {
            if file.applications.len() >= MOST_EACH {
                return Err(Error::conflict(
                    "too_many_applications",
                    "You have applied often enough for a sample. Restart the demonstration to begin anew.",
                ));
            }
            file.applications.insert(0, application);
            Ok(())
        })?
    }

    /// Notes that a consent stands.
    pub(crate) fn stands(&self, sub: &str, standing: Standing) -> Result<()> {
        self.change(sub, |file| file.standing = Some(standing))
    }

    /// Puts a freshly fetched address into the newest application.
    pub(crate) fn refresh(&self, sub: &str, address: Address, now: Timestamp) -> Result<()> {
        self.change(sub, |file| {
            if let Some(newest) = file.applications.first_mut() {
                newest.address = address;
                newest.source = Source::Exchanged;
                newest.refreshed = Some(now);
            }
        })
    }

    fn change<R>(&self, sub: &str, act: impl FnOnce(&mut File) -> R) -> Result<R> {
        let mut files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if files.len() >= MOST && !files.contains_key(sub) {
            return Err(Error::unavailable(
                "busy",
                "This sample service has no room left. Restart the demonstration.",
                60,
            ));
        }
        Ok(act(files.entry(sub.to_owned()).or_default()))
    }
}

/// A reference to read out on the telephone, such as `DL-7K3M-9QPC`.
pub(crate) fn reference(rng: &Rng) -> Result<String> {
    let letters =
        rng.bytes::<8>()?.map(|byte| LETTERS.get(usize::from(byte) % LETTERS.len()).copied().unwrap_or(b'2'));
    let text: String = letters.into_iter().map(char::from).collect();
    let (first, second) = text.split_at(4);
    Ok(format!("DL-{first}-{second}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn application(reference: &str) -> Application {
        Application {
            reference: reference.to_owned(),
            at: Timestamp::UNIX_EPOCH,
            address: Address { line1: "Flat 1".to_owned(), ..Address::default() },
            source: Source::Typed,
            refreshed: None,
        }
    }

    #[test]
    fn a_file_is_kept_under_the_pseudonym_and_nobody_elses_is_seen() {
        let records = Records::default();
        records.submit("alice", application("first")).unwrap();
        records.submit("alice", application("second")).unwrap();
        let references: Vec<_> = records.of("alice").applications.into_iter().map(|a| a.reference).collect();
        assert_eq!(references, ["second", "first"]);
        assert!(records.of("bob").applications.is_empty());
    }

    #[test]
    fn a_fetched_address_goes_into_the_newest_application() {
        let records = Records::default();
        records.submit("alice", application("old")).unwrap();
        records.submit("alice", application("new")).unwrap();
        let fetched = Address { line1: "Flat 2".to_owned(), ..Address::default() };
        records.refresh("alice", fetched, Timestamp::UNIX_EPOCH).unwrap();
        let file = records.of("alice");
        assert_eq!(file.applications[0].address.line1, "Flat 2");
        assert_eq!(file.applications[0].source, Source::Exchanged);
        assert_eq!(file.applications[1].address.line1, "Flat 1");
    }

    #[test]
    fn one_person_cannot_fill_the_memory() {
        let records = Records::default();
        for _ in 0..MOST_EACH {
            records.submit("alice", application("x")).unwrap();
        }
        assert_eq!(records.submit("alice", application("x")).unwrap_err().code(), "too_many_applications");
    }

    #[test]
    fn references_can_be_read_out() {
        let rng = Rng::seeded(3);
        for _ in 0..100 {
            let reference = reference(&rng).unwrap();
            assert_eq!(reference.len(), "DL-XXXX-XXXX".len());
            assert!(!reference[3..].contains(['0', '1', 'O', 'I', 'A', 'E']), "{reference}");
        }
    }
}
