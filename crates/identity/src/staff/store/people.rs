//! SQL of looks at a person's record.

use causeway_core::{AccountId, MemberId, Result, Tx};
use jiff::Timestamp;
use uuid::Uuid;

use crate::model::{Account, Authenticator, CardHash};

pub(in crate::staff) async fn looks(tx: &mut Tx<'_>, member: MemberId, now: Timestamp) -> Result<i64> {
    let sql = "select count(*) from identity_look where member = $1 and expires_at > $2";
    tx.one(sql, &[member.into(), now.into()]).await?.read()
}

pub(in crate::staff) async fn insert_look(
    tx: &mut Tx<'_>,
    id: Uuid,
    member: MemberId,
    expires_at: Timestamp,
) -> Result<()> {
    let sql = "insert into identity_look (id, member, expires_at) values ($1, $2, $3)";
    tx.execute(sql, &[id.into(), member.into(), expires_at.into()]).await?;
    Ok(())
}

pub(in crate::staff) async fn by_card(tx: &mut Tx<'_>, card: &CardHash) -> Result<Option<Account>> {
    let sql = "select id, level, lang, created_at from identity_account where card_hash = $1";
    tx.optional(sql, &[card.bytes().into()]).await?.map(account_of).transpose()
}

pub(in crate::staff) async fn by_id(tx: &mut Tx<'_>, id: AccountId) -> Result<Option<Account>> {
    let sql = "select id, level, lang, created_at from identity_account where id = $1";
    tx.optional(sql, &[id.into()]).await?.map(account_of).transpose()
}

fn account_of(row: causeway_core::Row) -> Result<Account> {
    let (id, level, lang, created_at) = row.read()?;
    Ok(Account { id, level, lang, created_at })
}

/// The keyed hash of an account's card.
pub(in crate::staff) async fn card_of(tx: &mut Tx<'_>, id: AccountId) -> Result<Option<CardHash>> {
    let row = tx.optional("select card_hash from identity_account where id = $1", &[id.into()]).await?;
    row.map(|row| row.read().map(CardHash)).transpose()
}

/// Passkeys without what their owner calls them.
pub(in crate::staff) async fn passkeys(tx: &mut Tx<'_>, account: AccountId) -> Result<Vec<Authenticator>> {
    let sql = "select id, created_at, last_used_at, backed_up from identity_authenticator where account = $1 order by created_at";
    let one = |row: causeway_core::Row| {
        let (id, created_at, last_used_at, backed_up) = row.read()?;
        Ok(Authenticator { id, label: String::new(), created_at, last_used_at, backed_up })
    };
    tx.query(sql, &[account.into()]).await?.into_iter().map(one).collect()
}

pub(in crate::staff) async fn sessions(tx: &mut Tx<'_>, account: AccountId, now: Timestamp) -> Result<i64> {
    let sql = "select count(*) from identity_session where account = $1 and expires_at > $2";
    tx.one(sql, &[account.into(), now.into()]).await?.read()
}
