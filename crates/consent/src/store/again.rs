//! SQL of what a restore does again, and of what it ends.

use causeway_core::{AccountId, ClientId, ConsentId, Result, Row, Tx};
use jiff::Timestamp;

/// The login consents that later ones have replaced.
pub(crate) async fn replaced_logins(
    tx: &mut Tx<'_>,
    account: AccountId,
    client: &ClientId,
) -> Result<Vec<ConsentId>> {
    let sql = "select id from consent_consent where account = $1 and client = $2 and kind = 'login' and state = 'replaced'";
    tx.query(sql, &[account.into(), client.into()]).await?.into_iter().map(Row::read).collect()
}

pub(crate) async fn withdraw_again(tx: &mut Tx<'_>, id: ConsentId, at: Timestamp) -> Result<()> {
    let sql = "update consent_consent set state = 'withdrawn', used_by = null, ended_at = $1 \
        where id = $2 and (state = 'active' or (state = 'used' and used_by is not null))";
    tx.execute(sql, &[at.into(), id.into()]).await.map(drop)
}

pub(crate) async fn use_again(tx: &mut Tx<'_>, id: ConsentId, at: Timestamp) -> Result<()> {
    let sql = "update consent_consent set state = 'used', ended_at = $1 where id = $2 and state = 'active'";
    tx.execute(sql, &[at.into(), id.into()]).await.map(drop)
}

/// Everything that people were being asked.
pub(crate) async fn forget_requests(tx: &mut Tx<'_>) -> Result<()> {
    for sql in ["delete from consent_grant", "delete from consent_order", "delete from consent_request"] {
        tx.execute(sql, &[]).await?;
    }
    Ok(())
}
