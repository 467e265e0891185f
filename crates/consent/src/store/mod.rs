//! SQL of requests, consents and QR orders.

mod consents;
mod orders;
mod requests;

pub(crate) use consents::*;
pub(crate) use orders::*;
pub(crate) use requests::*;

use causeway_core::{Result, Tx};
use jiff::{SignedDuration, Timestamp};

/// How long a request that is over stays known, so that a late browser is told so.
const AFTERGLOW: SignedDuration = SignedDuration::from_mins(15);

/// Deletes requests and orders that are over. Consents stay: they are the person's record.
pub(crate) async fn purge(tx: &mut Tx<'_>, now: Timestamp) -> Result<u64> {
    let before = now - AFTERGLOW;
    let grants = "delete from consent_grant where request in (select id from consent_request where expires_at <= $1 order by expires_at limit 500)";
    tx.execute(grants, &[before.into()]).await?;
    let requests = "delete from consent_request where id in (select id from consent_request where expires_at <= $1 order by expires_at limit 500)";
    let gone = tx.execute(requests, &[before.into()]).await?;
    let orders = "delete from consent_order where id in (select id from consent_order where expires_at <= $1 limit 500)";
    Ok(gone + tx.execute(orders, &[before.into()]).await?)
}
