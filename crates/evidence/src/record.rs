//! Writing receipts, and reading them back.

use causeway_core::{AccountId, Error, ReceiptId, Result, Tx};
use causeway_crypto::canonical;
use causeway_crypto::person::PersonKey;
use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::log::proof::Proof;
use crate::log::tile::{self, Tiles};
use crate::log::{Hash, tree};
use crate::receipt::{Body, Committed, Entry, Link, Place, Receipt, Statement, VERSION, next_head};
use crate::store::{self, ChainRow, ReceiptRow};
use crate::{Chain, Event, Evidence};

/// No page of an activity list is longer.
const LONGEST_PAGE: usize = 200;

/// What is stored of an event: sealed for a person, plain otherwise.
#[derive(Serialize, Deserialize)]
struct Stored {
    event: Body,
    salt: Digest,
}

impl Evidence {
    /// Puts an event in evidence, as the last statements of the act's own transaction.
    ///
    /// The key of the person whose chain it is must exist.
    pub async fn record(&self, tx: &mut Tx<'_>, chain: Chain, event: &Event) -> Result<ReceiptId> {
        let subject = chain.subject();
        let (id, at) = (self.env.new_id::<ReceiptId>()?, self.env.now());
        let key = match &chain {
            Chain::Person(account) => Some(self.keys.load(tx, account.uuid()).await?),
            Chain::Organisation(_) | Chain::Platform => None,
        };
        let ChainRow { length, head } = self.chain_row(tx, &subject).await?;
        let stored = Stored { event: Body::of(event)?, salt: Digest(self.env.rng.bytes()?) };
        let commitment = Committed {
            at,
            body: &stored.event,
            chain: Link { seq: unsigned(length)? + 1, previous: Digest(head) },
            id,
            version: VERSION,
        }
        .commitment(&stored.salt)?;
        let plain = canonical::to_vec(&stored)?;
        let body = match &key {
            Some(key) => key.seal(&context(id), &plain)?,
            None => plain,
        };
        let row = ReceiptRow { id, seq: length + 1, at, previous: head, body, commitment, log_index: None };
        store::insert_receipt(tx, &subject, &row).await?;
        store::advance(tx, &subject, length, &next_head(&head, &commitment)).await?;
        Ok(id)
    }

    async fn chain_row(&self, tx: &mut Tx<'_>, subject: &str) -> Result<ChainRow> {
        if let Some(row) = store::chain(tx, subject).await? {
            return Ok(row);
        }
        store::create_chain(tx, subject, &self.env.rng.bytes()?, self.env.now()).await?;
        Ok(ChainRow { length: 0, head: [0; 32] })
    }

    /// What happened to a person's data, newest first: those before `before`, at most `limit` (and never more than 200).
    ///
    /// # Errors
    /// `not_found` when `before` is none of theirs, or their key was destroyed.
    pub async fn activity(
        &self,
        account: AccountId,
        before: Option<ReceiptId>,
        limit: usize,
    ) -> Result<Vec<Entry>> {
        let subject = Chain::Person(account).subject();
        let before = match before {
            Some(id) => self.own(&subject, id).await?.seq,
            None => i64::MAX,
        };
        let limit = i64::try_from(limit.min(LONGEST_PAGE)).map_err(Error::internal)?;
        let rows = store::receipts_before(&self.env.db, &subject, before, limit).await?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let key = self.keys.read(account.uuid()).await?;
        rows.into_iter()
            .map(|row| {
                let event = open(&row, Some(&key))?.event.event();
                Ok(Entry { id: row.id, at: row.at, event, logged: row.log_index.is_some() })
            })
            .collect()
    }

    async fn own(&self, subject: &str, id: ReceiptId) -> Result<ReceiptRow> {
        store::receipt(&self.env.db, subject, id).await?.ok_or_else(Error::not_found)
    }

    /// A person's receipt, portable; with its proof once it is logged.
    ///
    /// # Errors
    /// `not_found` when it is none of theirs.
    pub async fn receipt(&self, account: AccountId, id: ReceiptId) -> Result<Receipt> {
        self.receipt_in(&Chain::Person(account), id).await
    }

    /// As [`Evidence::receipt`], in any chain.
    pub async fn receipt_in(&self, chain: &Chain, id: ReceiptId) -> Result<Receipt> {
        let row = self.own(&chain.subject(), id).await?;
        let key = match chain {
            Chain::Person(account) => Some(self.keys.read(account.uuid()).await?),
            Chain::Organisation(_) | Chain::Platform => None,
        };
        let Stored { event, salt } = open(&row, key.as_ref())?;
        let (log, proof) = match row.log_index {
            Some(index) => self.prove(index).await.map(|(place, proof)| (Some(place), Some(proof)))?,
            None => (None, None),
        };
        let chain = Link { seq: unsigned(row.seq)?, previous: Digest(row.previous) };
        let receipt = Receipt { version: VERSION, id, at: row.at, body: event, salt, chain, log, proof };
        if receipt.commitment()? == row.commitment {
            Ok(receipt)
        } else {
            Err(Error::internal(format!("receipt {id} does not fit its commitment")))
        }
    }

    /// The newest statement in the log about a person's whole chain, against which a list of receipts can be checked for gaps.
    ///
    /// # Errors
    /// `not_found` until the first is logged, a day at most after the first receipt.
    pub async fn statement(&self, account: AccountId) -> Result<Statement> {
        let subject = Chain::Person(account).subject();
        let row = store::newest_commitment(&self.env.db, &subject).await?.ok_or_else(Error::not_found)?;
        let (log, proof) = self.prove(row.log_index).await?;
        Ok(Statement {
            version: VERSION,
            at: row.at,
            length: unsigned(row.length)?,
            head: Digest(row.head),
            salt: Digest(row.salt),
            log,
            proof,
        })
    }

    /// Place and proof of an entry against the newest checkpoint. Tiles only grow, so those read after a checkpoint serve it.
    async fn prove(&self, index: i64) -> Result<(Place, String)> {
        let log = store::published_log(&self.env.db).await?.ok_or_else(|| damaged("no checkpoint"))?;
        let index = unsigned(index)?;
        let ranges =
            tree::inclusion(index, unsigned(log.size)?).ok_or_else(|| damaged("entry beyond the end"))?;
        let mut tiles = Tiles::new();
        for (level, number) in tile::needed(&ranges) {
            let content = store::published_tile(&self.env.db, level.into(), signed(number)?).await?;
            content
                .and_then(|content| tiles.insert(level, number, &content))
                .ok_or_else(|| damaged("a tile is missing or torn"))?;
        }
        let path: Option<Vec<Hash>> = ranges.into_iter().map(|range| tiles.root(range)).collect();
        let path = path.ok_or_else(|| damaged("a tile is too short"))?;
        let proof = Proof { index, path, checkpoint: log.checkpoint }.to_string();
        Ok((Place { origin: log.origin, index }, proof))
    }
}

/// Binds a sealed body to its receipt.
fn context(id: ReceiptId) -> String {
    format!("evidence.body:{id}")
}

fn open(row: &ReceiptRow, key: Option<&PersonKey>) -> Result<Stored> {
    match key {
        Some(key) => serde_json::from_slice(&key.open(&context(row.id), &row.body)?),
        None => serde_json::from_slice(&row.body),
    }
    .map_err(Error::internal)
}

pub(crate) fn unsigned(number: i64) -> Result<u64> {
    u64::try_from(number).map_err(Error::internal)
}

pub(crate) fn signed(number: u64) -> Result<i64> {
    i64::try_from(number).map_err(Error::internal)
}

/// The log does not hold together: an operator has to look.
pub(crate) fn damaged(what: &'static str) -> Error {
    Error::internal(format!("the evidence log is damaged: {what}"))
}
