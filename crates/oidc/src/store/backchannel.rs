//! SQL of `oidc_backchannel` and `oidc_user_code`.

use causeway_core::{AccountId, ClientId, Db, Error, RequestId, Result, Row, Tx};
use jiff::Timestamp;

use crate::elsewhere::{Backchannel, Ended, Prompted, UserCode};

pub(crate) async fn insert_backchannel(
    tx: &mut Tx<'_>,
    new: &Backchannel,
    expires_at: Timestamp,
) -> Result<()> {
    tx.execute(
        "insert into oidc_backchannel (hash, request, client, account, terms, ping, created_at, valid_until, expires_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[
            (&new.hash).into(),
            new.request.into(),
            (&new.client).into(),
            new.account.into(),
            serde_json::to_value(&new.terms).map_err(Error::internal)?.into(),
            new.ping.clone().into(),
            new.created_at.into(),
            new.valid_until.into(),
            expires_at.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Every column that [`read`] takes, in its order.
macro_rules! columns {
    () => {
        "select hash, request, client, account, terms, ping, ended, used_at, created_at, valid_until from oidc_backchannel"
    };
}

pub(crate) async fn backchannel(tx: &mut Tx<'_>, hash: &[u8; 32]) -> Result<Option<Backchannel>> {
    let sql = concat!(columns!(), " where hash = $1");
    tx.optional(sql, &[hash.into()]).await?.map(read).transpose()
}

/// The one behind a request.
pub(crate) async fn backchannel_of(db: &Db, request: RequestId) -> Result<Option<Backchannel>> {
    let sql = concat!(columns!(), " where request = $1");
    db.optional(sql, &[request.into()]).await?.map(read).transpose()
}

fn read(row: Row) -> Result<Backchannel> {
    let (hash, request, client, account, terms, ping, ended, used_at, created_at, valid_until): (
        _,
        _,
        _,
        _,
        serde_json::Value,
        _,
        _,
        _,
        _,
        _,
    ) = row.read()?;
    let terms = serde_json::from_value(terms).map_err(Error::internal)?;
    Ok(Backchannel { hash, request, client, account, terms, ping, ended, used_at, created_at, valid_until })
}

/// Spends an `auth_req_id`; false when another request was faster.
pub(crate) async fn use_backchannel(tx: &mut Tx<'_>, hash: &[u8; 32], now: Timestamp) -> Result<bool> {
    let sql = "update oidc_backchannel set used_at = $2, ping = null where hash = $1 and used_at is null and ended is null";
    Ok(tx.execute(sql, &[hash.into(), now.into()]).await? == 1)
}

/// Notes why there will be no token.
pub(crate) async fn end_backchannel(tx: &mut Tx<'_>, hash: &[u8; 32], how: Ended) -> Result<()> {
    let sql = "update oidc_backchannel set ended = $2, ping = null where hash = $1 and used_at is null and ended is null";
    tx.execute(sql, &[hash.into(), how.into()]).await.map(drop)
}

/// A client's prompts of a person since a moment, the newest first; more than any limit lets through.
pub(crate) async fn prompted(
    tx: &mut Tx<'_>,
    account: AccountId,
    client: &ClientId,
    since: Timestamp,
) -> Result<Vec<Prompted>> {
    let sql = "select created_at, valid_until, ended, used_at from oidc_backchannel \
        where account = $1 and client = $2 and created_at > $3 order by created_at desc limit 100";
    let read = |row: Row| {
        let (created_at, valid_until, ended, used_at) = row.read()?;
        Ok(Prompted { created_at, valid_until, ended, used_at })
    };
    tx.query(sql, &[account.into(), client.into(), since.into()]).await?.into_iter().map(read).collect()
}

/// How many prompts of a person are open, whoever asks.
pub(crate) async fn open_prompts(tx: &mut Tx<'_>, account: AccountId, now: Timestamp) -> Result<i64> {
    let sql = "select count(*) from oidc_backchannel where account = $1 and ended is null and used_at is null and valid_until > $2";
    tx.one(sql, &[account.into(), now.into()]).await?.read()
}

/// Whose pseudonym in a sector this is.
pub(crate) async fn account_of(tx: &mut Tx<'_>, sector: &str, subject: &str) -> Result<Option<AccountId>> {
    let sql = "select account from oidc_subject where sector = $1 and subject = $2";
    tx.optional(sql, &[sector.into(), subject.into()]).await?.map(Row::read).transpose()
}

pub(crate) async fn user_code(tx: &mut Tx<'_>, account: AccountId) -> Result<Option<UserCode>> {
    let sql = "select mac, tries, tries_from from oidc_user_code where account = $1";
    let read = |row: Row| row.read().map(|(mac, tries, tries_from)| UserCode { mac, tries, tries_from });
    tx.optional(sql, &[account.into()]).await?.map(read).transpose()
}

pub(crate) async fn has_user_code(db: &Db, account: AccountId) -> Result<bool> {
    let sql = "select count(*) from oidc_user_code where account = $1";
    let found: i64 = db.one(sql, &[account.into()]).await?.read()?;
    Ok(found == 1)
}

pub(crate) async fn put_user_code(tx: &mut Tx<'_>, account: AccountId, code: UserCode) -> Result<()> {
    let sql = "insert into oidc_user_code (account, mac, tries, tries_from) values ($1, $2, $3, $4) \
        on conflict (account) do update set mac = excluded.mac, tries = excluded.tries, tries_from = excluded.tries_from";
    let values = [account.into(), (&code.mac).into(), code.tries.into(), code.tries_from.into()];
    tx.execute(sql, &values).await.map(drop)
}

pub(crate) async fn delete_user_code(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    tx.execute("delete from oidc_user_code where account = $1", &[account.into()]).await.map(drop)
}
