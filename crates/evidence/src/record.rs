//! Writing receipts, and reading them back.

use causeway_core::{AccountId, Error, ReceiptId, Result, Tx};
use causeway_crypto::canonical;
use causeway_crypto::person::PersonKey;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::receipt::{Body, Committed, Entry, Link, Place, Receipt, Statement, VERSION, next_head};
use crate::store::{self, ChainRow, ReceiptRow};
use crate::suspension::{Notice, Suspensions};
use crate::{Chain, Event, Evidence};

/// No page of an activity list is longer.
const LONGEST_PAGE: usize = 200;

/// What is stored of an event: sealed for a person, plain otherwise.
#[derive(Serialize, Deserialize)]
pub(crate) struct Stored {
    pub(crate) event: Body,
    pub(crate) salt: Digest,
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
        // What kind of thing happened to a person is nobody's to search for.
        let name = key.is_none().then(|| event.name());
        store::insert_receipt(tx, &subject, &row, name).await?;
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

    /// What happened to a person's data, newest first: those before `before`, at most `limit` (and never more than 200). What is
    /// withheld for now ([`crate::Suspension`]) is left out.
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
        let mut before = match before {
            Some(id) => self.own(&subject, id).await?.seq,
            None => i64::MAX,
        };
        let limit = limit.min(LONGEST_PAGE);
        let batch = i64::try_from(limit).map_err(Error::internal)?;
        let mut entries = Vec::new();
        let mut reader: Option<(PersonKey, Suspensions)> = None;
        let published = self.published_size().await?;
        while entries.len() < limit {
            let rows = store::receipts_before(&self.env.db, &subject, before, batch).await?;
            let Some(last) = rows.last() else { break };
            before = last.seq;
            let (key, suspensions) = match &mut reader {
                Some(reader) => reader,
                none => none.insert(self.reader(account).await?),
            };
            for row in rows {
                entries.extend(self.entry(&row, key, suspensions, published)?);
            }
        }
        entries.truncate(limit);
        Ok(entries)
    }

    /// How many entries the newest published checkpoint covers.
    async fn published_size(&self) -> Result<i64> {
        Ok(store::published_log(&self.env.db).await?.map_or(0, |log| log.size))
    }

    async fn reader(&self, account: AccountId) -> Result<(PersonKey, Suspensions)> {
        let key = self.keys.read(account.uuid()).await?;
        let suspensions = self.suspensions(account, &key).await?;
        Ok((key, suspensions))
    }

    /// A line of the list; none while it is withheld.
    fn entry(
        &self,
        row: &ReceiptRow,
        key: &PersonKey,
        suspensions: &Suspensions,
        published: i64,
    ) -> Result<Option<Entry>> {
        let body = open(row, Some(key))?.event;
        let withheld_until = match suspensions.notice_of(&body, row.at, self.env.now()) {
            Notice::Withheld => return Ok(None),
            Notice::WasWithheld(until) => Some(until),
            Notice::Given => None,
        };
        let logged = row.log_index.is_some_and(|index| index < published);
        Ok(Some(Entry { id: row.id, at: row.at, event: body.event(), logged, withheld_until }))
    }

    async fn own(&self, subject: &str, id: ReceiptId) -> Result<ReceiptRow> {
        store::receipt(&self.env.db, subject, id).await?.ok_or_else(Error::not_found)
    }

    /// A person's receipt, portable; with its proof once it is logged.
    ///
    /// # Errors
    /// `not_found` when it is none of theirs, or withheld for now.
    pub async fn receipt(&self, account: AccountId, id: ReceiptId) -> Result<Receipt> {
        self.told_receipt(account, id).await.map(|(receipt, _)| receipt)
    }

    /// As [`Evidence::receipt`], with until when it was withheld, if it was.
    pub async fn told_receipt(
        &self,
        account: AccountId,
        id: ReceiptId,
    ) -> Result<(Receipt, Option<Timestamp>)> {
        let receipt = self.receipt_in(&Chain::Person(account), id).await?;
        let (_, suspensions) = self.reader(account).await?;
        match suspensions.notice_of(&receipt.body, receipt.at, self.env.now()) {
            Notice::Withheld => Err(Error::not_found()),
            Notice::WasWithheld(until) => Ok((receipt, Some(until))),
            Notice::Given => Ok((receipt, None)),
        }
    }

    /// A receipt in any chain, portable, whoever is told of it.
    ///
    /// # Errors
    /// `not_found` when it is not in that chain.
    pub async fn receipt_in(&self, chain: &Chain, id: ReceiptId) -> Result<Receipt> {
        let row = self.own(&chain.subject(), id).await?;
        let key = match chain {
            Chain::Person(account) => Some(self.keys.read(account.uuid()).await?),
            Chain::Organisation(_) | Chain::Platform => None,
        };
        let proved = match row.log_index {
            Some(index) => self.prove(index).await?,
            None => None,
        };
        portable(&row, key.as_ref(), proved)
    }

    /// The newest statement in the log about a person's whole chain, against which a list of receipts can be checked for gaps.
    ///
    /// # Errors
    /// `not_found` until the first is logged, a day at most after the first receipt.
    pub async fn statement(&self, account: AccountId) -> Result<Statement> {
        let subject = Chain::Person(account).subject();
        let row = store::newest_commitment(&self.env.db, &subject).await?.ok_or_else(Error::not_found)?;
        let (log, proof) = self.prove(row.log_index).await?.ok_or_else(Error::not_found)?;
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
}

/// A receipt as a document, if it fits its commitment.
pub(crate) fn portable(
    row: &ReceiptRow,
    key: Option<&PersonKey>,
    proved: Option<(Place, String)>,
) -> Result<Receipt> {
    let Stored { event: body, salt } = open(row, key)?;
    let (log, proof) = proved.unzip();
    let chain = Link { seq: unsigned(row.seq)?, previous: Digest(row.previous) };
    let receipt = Receipt { version: VERSION, id: row.id, at: row.at, body, salt, chain, log, proof };
    if receipt.commitment()? == row.commitment {
        Ok(receipt)
    } else {
        Err(Error::internal(format!("receipt {} does not fit its commitment", row.id)))
    }
}

/// Binds a sealed body to its receipt.
fn context(id: ReceiptId) -> String {
    format!("evidence.body:{id}")
}

pub(crate) fn open(row: &ReceiptRow, key: Option<&PersonKey>) -> Result<Stored> {
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
