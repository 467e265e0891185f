//! SQL of requests, consents and QR orders.

mod again;
mod consents;
mod mutes;
mod orders;
mod requests;

pub(crate) use again::*;
pub(crate) use consents::*;
pub(crate) use mutes::*;
pub(crate) use orders::*;
pub(crate) use requests::*;

use causeway_core::{AccountId, Result, Tx};
use jiff::{SignedDuration, Timestamp};

/// How long a request that is over stays known, so that a late browser is told so.
const AFTERGLOW: SignedDuration = SignedDuration::from_mins(15);

/// Deletes requests and orders that are over, and consents that ended before `ended_before`.
pub(crate) async fn purge(tx: &mut Tx<'_>, now: Timestamp, ended_before: Timestamp) -> Result<u64> {
    let before = now - AFTERGLOW;
    let grants = "delete from consent_grant where request in (select id from consent_request where expires_at <= $1 order by expires_at limit 500)";
    tx.execute(grants, &[before.into()]).await?;
    let requests = "delete from consent_request where id in (select id from consent_request where expires_at <= $1 order by expires_at limit 500)";
    let gone = tx.execute(requests, &[before.into()]).await?;
    let orders = "delete from consent_order where id in (select id from consent_order where expires_at <= $1 limit 500)";
    let gone = gone + tx.execute(orders, &[before.into()]).await?;
    let ended = "delete from consent_consent where id in (select id from consent_consent where ended_at <= $1 order by ended_at limit 500)";
    Ok(gone + tx.execute(ended, &[ended_before.into()]).await?)
}

/// Deletes everything about a person.
pub(crate) async fn forget(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    for sql in [
        "delete from consent_grant where request in (select id from consent_request where account = $1)",
        "delete from consent_order where account = $1 or request in (select id from consent_request where account = $1)",
        "delete from consent_request where account = $1",
        "delete from consent_consent where account = $1",
        "delete from consent_mute where account = $1",
    ] {
        tx.execute(sql, &[account.into()]).await?;
    }
    Ok(())
}
