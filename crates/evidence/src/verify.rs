//! Checking receipts offline: what `causeway verify` does. Nothing here asks anybody anything.

use causeway_core::{Error, ReceiptId, Result};
use jiff::Timestamp;

use crate::Event;
use crate::log::checkpoint::Checkpoint;
use crate::log::note::{self, NoteError, Verifier};
use crate::log::proof::Proof;
use crate::log::{Hash, tree};
use crate::receipt::{Place, Receipt, Statement, VERSION, next_head};

/// The keys that a verifier trusts: a file with one line `origin+id+key` for each key of each log; while a log's key is replaced, two
/// lines of one name. Blank lines and lines after `#` say nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trust(Vec<Verifier>);

impl Trust {
    /// Reads a trust file.
    ///
    /// # Errors
    /// `bad_trust_file` when a line is no key, or there is none.
    pub fn parse(text: &str) -> Result<Self> {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let keys: Vec<Verifier> =
            lines.map(|line| line.parse().map_err(|_| bad_trust_file())).collect::<Result<_>>()?;
        if keys.is_empty() { Err(bad_trust_file()) } else { Ok(Self(keys)) }
    }
}

fn bad_trust_file() -> Error {
    Error::invalid(
        "bad_trust_file",
        "The trust file has one line for each log, as its operator publishes it at /log/key. Get it from somewhere \
         other than the receipt.",
    )
}

/// What a receipt that was found genuine proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The receipt.
    pub id: ReceiptId,
    /// When it happened, as the platform recorded it.
    pub at: Timestamp,
    /// What happened; [`Event::Unknown`] when this version does not know the event.
    pub event: Event,
    /// In which log it stands.
    pub origin: String,
    /// At which place, from 0.
    pub index: u64,
    /// Among how many entries.
    pub size: u64,
}

/// What is wrong with a receipt or a statement.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// Its version is not 1.
    #[error("version {0} is not one that this program knows; use a newer one")]
    Version(u32),
    /// It has no proof yet.
    #[error("it carries no proof yet: it was taken before it was logged; fetch it again")]
    NotLogged,
    /// Its proof cannot be read.
    #[error("its proof is not in the form c2sp.org/tlog-proof@v1")]
    Proof,
    /// The checkpoint in its proof was not accepted.
    #[error("the checkpoint in its proof: {0}")]
    Checkpoint(#[from] NoteError),
    /// The checkpoint's text is none, or speaks of another log than the key that signed it.
    #[error("the checkpoint in its proof is not one of the log whose key signed it")]
    Origin,
    /// It names another place than its proof.
    #[error("the place it names is not the place its proof speaks of")]
    Place,
    /// It cannot be brought into canonical form.
    #[error("its content cannot be brought into canonical form")]
    Content,
    /// Its content is not what stands in the log.
    #[error("what it says is not what stands in the log at that place")]
    Inclusion,
    /// The receipt at this place of the chain is missing, or is of another place or chain.
    #[error("the chain is broken at receipt {0}: one was left out, changed or put in")]
    Chain(u64),
    /// There are other receipts than the statement counts.
    #[error("the log says that there are {stated} receipts, and here are {found}")]
    Length {
        /// How many the statement counts.
        stated: u64,
        /// How many there are.
        found: u64,
    },
}

/// Checks a receipt: that what it says is what its salted commitment covers, that this commitment stands in the log at the place
/// it names, and that the log signed for it with a key in `trust`.
pub fn verify(receipt: &Receipt, trust: &Trust) -> Result<Report, VerifyError> {
    check_version(receipt.version)?;
    let (Some(place), Some(proof)) = (&receipt.log, &receipt.proof) else {
        return Err(VerifyError::NotLogged);
    };
    let commitment = receipt.commitment().map_err(|_| VerifyError::Content)?;
    let size = check_entry(&commitment, place, proof, trust)?;
    Ok(Report {
        id: receipt.id,
        at: receipt.at,
        event: receipt.body.event(),
        origin: place.origin.clone(),
        index: place.index,
        size,
    })
}

/// Checks that these are all the receipts of a chain up to a statement about it, none left out, changed or put in.
///
/// `receipts` are in the order of the chain, from its first. Their own proofs are not asked for: the statement's covers them all.
pub fn verify_chain(statement: &Statement, receipts: &[Receipt], trust: &Trust) -> Result<(), VerifyError> {
    check_version(statement.version)?;
    check_entry(&statement.commitment(), &statement.log, &statement.proof, trust)?;
    let mut head = [0; 32];
    let mut seq = 0;
    for receipt in receipts {
        seq += 1;
        check_version(receipt.version)?;
        if receipt.chain.seq != seq || receipt.chain.previous.0 != head {
            return Err(VerifyError::Chain(seq));
        }
        head = next_head(&head, &receipt.commitment().map_err(|_| VerifyError::Content)?);
    }
    if statement.length != seq {
        return Err(VerifyError::Length { stated: statement.length, found: seq });
    }
    if statement.head.0 == head { Ok(()) } else { Err(VerifyError::Chain(seq)) }
}

fn check_version(version: u32) -> Result<(), VerifyError> {
    if version == VERSION { Ok(()) } else { Err(VerifyError::Version(version)) }
}

/// Checks that `entry` stands in the log at `place`; returns the log's size.
fn check_entry(entry: &Hash, place: &Place, proof: &str, trust: &Trust) -> Result<u64, VerifyError> {
    let proof = Proof::parse(proof).ok_or(VerifyError::Proof)?;
    let (text, key) = note::open(&proof.checkpoint, &trust.0)?;
    let checkpoint = Checkpoint::parse(text).filter(|c| c.origin == key.name()).ok_or(VerifyError::Origin)?;
    if place.origin != checkpoint.origin || place.index != proof.index {
        return Err(VerifyError::Place);
    }
    let leaf = tree::leaf_hash(entry);
    if tree::verify_inclusion(&leaf, proof.index, checkpoint.size, &proof.path, &checkpoint.root) {
        Ok(checkpoint.size)
    } else {
        Err(VerifyError::Inclusion)
    }
}
