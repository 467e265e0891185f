//! SQL of acts that wait to be confirmed, and of the ceremonies by which they are.

use causeway_core::{AccountId, Db, Error, Result, Row, SessionId, Tx};
use jiff::Timestamp;
use uuid::Uuid;

use crate::staff::model::Act;

/// An act as it was begun.
pub(in crate::staff) struct ActRow {
    pub(in crate::staff) act: Act,
    pub(in crate::staff) digest: [u8; 32],
}

pub(in crate::staff) async fn insert(
    tx: &mut Tx<'_>,
    id: Uuid,
    session: SessionId,
    row: &ActRow,
    expires_at: Timestamp,
) -> Result<()> {
    let act = serde_json::to_value(&row.act).map_err(Error::internal)?;
    tx.execute(
        "insert into identity_act (id, session, act, digest, expires_at) values ($1, $2, $3, $4, $5)",
        &[id.into(), session.into(), act.into(), row.digest.into(), expires_at.into()],
    )
    .await?;
    Ok(())
}

fn act(row: Row) -> Result<ActRow> {
    let (act, digest): (serde_json::Value, [u8; 32]) = row.read()?;
    Ok(ActRow { act: serde_json::from_value(act).map_err(Error::internal)?, digest })
}

/// An act of this very session.
pub(in crate::staff) async fn find(
    db: &Db,
    id: Uuid,
    session: SessionId,
    now: Timestamp,
) -> Result<Option<ActRow>> {
    let sql = "select act, digest from identity_act where id = $1 and session = $2 and expires_at > $3";
    db.optional(sql, &[id.into(), session.into(), now.into()]).await?.map(act).transpose()
}

/// Takes an act of this very session for good: of two who confirm it at once, one does.
pub(in crate::staff) async fn take(
    tx: &mut Tx<'_>,
    id: Uuid,
    session: SessionId,
    now: Timestamp,
) -> Result<Option<ActRow>> {
    let sql =
        "delete from identity_act where id = $1 and session = $2 and expires_at > $3 returning act, digest";
    tx.optional(sql, &[id.into(), session.into(), now.into()]).await?.map(act).transpose()
}

/// A ceremony that is about something.
pub(in crate::staff) struct About<'a> {
    pub(in crate::staff) kind: &'a str,
    pub(in crate::staff) challenge: &'a [u8; 32],
    pub(in crate::staff) browser: &'a [u8; 32],
    pub(in crate::staff) account: AccountId,
    pub(in crate::staff) what: Uuid,
    pub(in crate::staff) nonce: &'a [u8; 32],
    pub(in crate::staff) expires_at: Timestamp,
}

pub(in crate::staff) async fn insert_ceremony(tx: &mut Tx<'_>, id: Uuid, new: &About<'_>) -> Result<()> {
    tx.execute(
        "insert into identity_ceremony (id, kind, challenge, browser, account, about, nonce, expires_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[
            id.into(),
            new.kind.into(),
            new.challenge.into(),
            new.browser.into(),
            new.account.into(),
            new.what.into(),
            new.nonce.into(),
            new.expires_at.into(),
        ],
    )
    .await?;
    Ok(())
}

/// What a ceremony was begun with.
pub(in crate::staff) struct Taken {
    pub(in crate::staff) challenge: [u8; 32],
    pub(in crate::staff) account: AccountId,
    pub(in crate::staff) what: Uuid,
    pub(in crate::staff) nonce: [u8; 32],
}

/// Takes a ceremony out, so that it serves once.
pub(in crate::staff) async fn take_ceremony(
    tx: &mut Tx<'_>,
    id: Uuid,
    kind: &str,
    browser: &[u8; 32],
    now: Timestamp,
) -> Result<Option<Taken>> {
    let sql = "delete from identity_ceremony where id = $1 and kind = $2 and browser = $3 and expires_at > $4 \
               and about is not null and account is not null returning challenge, account, about, nonce";
    let row = tx.optional(sql, &[id.into(), kind.into(), browser.into(), now.into()]).await?;
    row.map(|row| {
        let (challenge, account, what, nonce) = row.read()?;
        Ok(Taken { challenge, account, what, nonce })
    })
    .transpose()
}
