//! SQL of `consent_order`.

use causeway_core::{AccountId, Db, RequestId, Result, Row, Tx};
use jiff::Timestamp;

use crate::qr::{OrderId, StoredOrder};

pub(crate) async fn insert_order(
    tx: &mut Tx<'_>,
    id: OrderId,
    request: RequestId,
    browser: &[u8; 32],
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<()> {
    tx.execute(
        "insert into consent_order (id, request, browser, state, created_at, expires_at) values ($1, $2, $3, 'new', $4, $5)",
        &[id.into(), request.into(), browser.into(), now.into(), expires_at.into()],
    )
    .await?;
    Ok(())
}

const BY_ID: &str =
    "select id, request, browser, state, account, created_at, expires_at from consent_order where id = $1";

fn read(row: Row) -> Result<StoredOrder> {
    let (id, request, browser, state, account, created_at, expires_at) = row.read()?;
    Ok(StoredOrder { id, request, browser, state, account, created_at, expires_at })
}

pub(crate) async fn order(db: &Db, id: OrderId) -> Result<Option<StoredOrder>> {
    db.optional(BY_ID, &[id.into()]).await?.map(read).transpose()
}

pub(crate) async fn order_in(tx: &mut Tx<'_>, id: OrderId) -> Result<Option<StoredOrder>> {
    tx.optional(BY_ID, &[id.into()]).await?.map(read).transpose()
}

pub(crate) async fn orders_since(tx: &mut Tx<'_>, browser: &[u8; 32], since: Timestamp) -> Result<i64> {
    tx.one(
        "select count(*) from consent_order where browser = $1 and created_at > $2",
        &[browser.into(), since.into()],
    )
    .await?
    .read()
}

/// Ends the codes of a request that nobody has scanned.
pub(crate) async fn cancel_orders(tx: &mut Tx<'_>, request: RequestId) -> Result<()> {
    tx.execute(
        "update consent_order set state = 'cancelled' where request = $1 and state = 'new'",
        &[request.into()],
    )
    .await?;
    Ok(())
}

pub(crate) async fn set_order(
    tx: &mut Tx<'_>,
    id: OrderId,
    state: &str,
    account: Option<AccountId>,
    expires_at: Timestamp,
) -> Result<()> {
    tx.execute(
        "update consent_order set state = $1, account = $2, expires_at = $3 where id = $4",
        &[state.into(), account.into(), expires_at.into(), id.into()],
    )
    .await?;
    Ok(())
}

/// The order by which another device took a request over.
pub(crate) async fn claimed_order(db: &Db, request: RequestId) -> Result<Option<OrderId>> {
    db.optional("select id from consent_order where request = $1 and state = 'claimed'", &[request.into()])
        .await?
        .map(Row::read)
        .transpose()
}

/// Hands the session over once.
pub(crate) async fn redeem_order(tx: &mut Tx<'_>, request: RequestId) -> Result<bool> {
    Ok(tx
        .execute(
            "update consent_order set state = 'redeemed' where request = $1 and state = 'claimed'",
            &[request.into()],
        )
        .await?
        == 1)
}
