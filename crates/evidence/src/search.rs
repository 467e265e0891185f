//! What staff may look through: the chains of organisations and of the platform, never a person's; and the state of the log.

use causeway_core::{Error, Found, OrganisationId, ReceiptId, Result, Search};
use jiff::Timestamp;

use crate::receipt::Body;
use crate::record::{open, unsigned};
use crate::store::{self, ListedRow};
use crate::{Chain, Evidence, Receipt};

/// How many receipts of an earlier release one round names.
const BATCH: i64 = 500;

/// From when until when: the first moment that counts, and the first that counts no more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Days {
    /// From then on.
    pub from: Option<Timestamp>,
    /// Before then.
    pub to: Option<Timestamp>,
}

/// A receipt in a list for staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The receipt.
    pub id: ReceiptId,
    /// Whose chain it is in: an organisation's or the platform's.
    pub chain: Chain,
    /// When it happened.
    pub at: Timestamp,
    /// The event's name.
    pub event: String,
    /// Whether it is in the log.
    pub logged: bool,
}

/// How the log stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogState {
    /// The log's name.
    pub origin: String,
    /// How many entries it has.
    pub size: u64,
    /// When its newest checkpoint was signed.
    pub signed_at: Timestamp,
    /// Receipts that are not in it yet.
    pub waiting: i64,
    /// When the oldest of those was recorded.
    pub oldest_waiting: Option<Timestamp>,
}

impl Evidence {
    /// Receipts in the chains of organisations and of the platform, newest first: whose event's name contains the search's text, of the
    /// search's organisation if it names one. Under a `horizon`, of that organisation alone.
    pub async fn search_receipts(
        &self,
        horizon: Option<&OrganisationId>,
        search: &Search,
        days: Days,
    ) -> Result<Found<Listed>> {
        let only = horizon.or(search.organisation.as_ref());
        if horizon.is_some() && search.organisation.is_some() && search.organisation.as_ref() != horizon {
            return Ok(Found { rows: Vec::new(), total: 0 });
        }
        let subject = only.map_or(String::new(), |o| Chain::Organisation(o.clone()).subject());
        let (from, to) = (days.from.unwrap_or(Timestamp::UNIX_EPOCH), days.to.unwrap_or(FAR));
        let (rows, total) = store::search_receipts(&self.env.db, search, &subject, from, to).await?;
        Ok(Found { rows: rows.into_iter().map(listed).collect::<Result<_>>()?, total })
    }

    /// One of those, portable, with the chain it is in.
    ///
    /// # Errors
    /// `not_found`, also for a person's receipt and for one beyond the `horizon`.
    pub async fn found_receipt(
        &self,
        horizon: Option<&OrganisationId>,
        id: ReceiptId,
    ) -> Result<(Chain, Receipt)> {
        let subject = store::open_subject(&self.env.db, id).await?.ok_or_else(Error::not_found)?;
        let chain = Chain::of_subject(&subject)?;
        let is_seen = match &chain {
            Chain::Person(_) => false,
            Chain::Organisation(organisation) => horizon.is_none_or(|own| own == organisation),
            Chain::Platform => horizon.is_none(),
        };
        if !is_seen {
            return Err(Error::not_found());
        }
        let receipt = self.receipt_in(&chain, id).await?;
        Ok((chain, receipt))
    }

    /// How the log stands; `None` before its first checkpoint.
    pub async fn log_state(&self) -> Result<Option<LogState>> {
        let Some((log, signed_at)) = store::log_signed(&self.env.db).await? else { return Ok(None) };
        let (waiting, oldest_waiting) = store::waiting(&self.env.db).await?;
        let size = unsigned(log.size)?;
        Ok(Some(LogState { origin: log.origin, size, signed_at, waiting, oldest_waiting }))
    }

    /// Gives the receipts of the platform's chain that an earlier release recorded the name they are searched by. Returns how many.
    pub(crate) async fn name_receipts(&self) -> Result<usize> {
        let rows = store::unnamed(&self.env.db, BATCH).await?;
        let mut named: Vec<(ReceiptId, Body)> = Vec::with_capacity(rows.len());
        for row in &rows {
            named.push((row.id, open(row, None)?.event));
        }
        let named = &named;
        self.env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    for (id, body) in named {
                        store::name_receipt(tx, *id, body.name()).await?;
                    }
                    Ok(named.len())
                })
            })
            .await
    }
}

/// Later than anything that is recorded: the year 9999, which both databases hold.
const FAR: Timestamp = Timestamp::constant(253_370_764_800, 0);

fn listed(row: ListedRow) -> Result<Listed> {
    let ListedRow { id, subject, at, event, logged } = row;
    Ok(Listed { id, chain: Chain::of_subject(&subject)?, at, event, logged })
}
