//! SQL of `oidc_session` and `oidc_logout`.

use causeway_core::{AccountId, ClientId, Db, Result, SessionId, Tx};
use jiff::Timestamp;
use uuid::Uuid;

use crate::model::{InUse, Logout};

/// What a client knows a session by: `new.sid` if it knows nothing of it yet.
pub(crate) async fn sid(
    tx: &mut Tx<'_>,
    session: SessionId,
    new: &InUse,
    account: AccountId,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<String> {
    let find = "select sid from oidc_session where session = $1 and client = $2";
    if let Some(row) = tx.optional(find, &[session.into(), (&new.client).into()]).await? {
        return row.read();
    }
    tx.execute(
        "insert into oidc_session (sid, session, account, client, subject, created_at, expires_at) \
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (session, client) do nothing",
        &[
            (&new.sid).into(),
            session.into(),
            account.into(),
            (&new.client).into(),
            (&new.subject).into(),
            now.into(),
            expires_at.into(),
        ],
    )
    .await?;
    tx.one(find, &[session.into(), (&new.client).into()]).await?.read()
}

/// The services at which a session is in use.
pub(crate) async fn in_use(tx: &mut Tx<'_>, session: SessionId) -> Result<Vec<InUse>> {
    let sql = "select sid, client, subject from oidc_session where session = $1 order by client";
    let rows = tx.query(sql, &[session.into()]).await?;
    rows.into_iter()
        .map(|row| {
            let (sid, client, subject) = row.read()?;
            Ok(InUse { sid, client, subject })
        })
        .collect()
}

pub(crate) async fn clients_of(db: &Db, session: SessionId) -> Result<Vec<(ClientId, Timestamp)>> {
    let sql = "select client, created_at from oidc_session where session = $1 order by client";
    db.query(sql, &[session.into()]).await?.into_iter().map(causeway_core::Row::read).collect()
}

/// By the name that its client knows it by.
pub(crate) async fn by_sid(db: &Db, sid: &str) -> Result<Option<InUse>> {
    let sql = "select sid, client, subject from oidc_session where sid = $1";
    let Some(row) = db.optional(sql, &[sid.into()]).await? else { return Ok(None) };
    let (sid, client, subject) = row.read()?;
    Ok(Some(InUse { sid, client, subject }))
}

/// What a client knows a session by, if it knows it.
pub(crate) async fn known_sid(db: &Db, session: SessionId, client: &ClientId) -> Result<Option<String>> {
    let sql = "select sid from oidc_session where session = $1 and client = $2";
    let row = db.optional(sql, &[session.into(), client.into()]).await?;
    row.map(causeway_core::Row::read).transpose()
}

/// Takes a row from its session, which is over, and leaves it to whoever tells the client: under an id that no session has.
pub(crate) async fn detach(tx: &mut Tx<'_>, sid: &str, nobodys: Uuid) -> Result<bool> {
    let sql = "update oidc_session set session = $2 where sid = $1";
    Ok(tx.execute(sql, &[sid.into(), nobodys.into()]).await? == 1)
}

pub(crate) async fn delete_sid(tx: &mut Tx<'_>, sid: &str) -> Result<()> {
    tx.execute("delete from oidc_session where sid = $1", &[sid.into()]).await.map(drop)
}

pub(crate) async fn insert_logout(tx: &mut Tx<'_>, new: &Logout, expires_at: Timestamp) -> Result<()> {
    tx.execute(
        "insert into oidc_logout (id, browser, client, uri, state, expires_at) values ($1, $2, $3, $4, $5, $6)",
        &[
            new.id.into(),
            (&new.browser).into(),
            new.client.as_ref().map(ClientId::as_str).into(),
            new.uri.clone().into(),
            new.state.clone().into(),
            expires_at.into(),
        ],
    )
    .await
    .map(drop)
}

/// A logout that was asked for in this browser, and has not been answered.
pub(crate) async fn logout(
    tx: &mut Tx<'_>,
    id: Uuid,
    browser: &[u8; 32],
    now: Timestamp,
) -> Result<Option<Logout>> {
    let sql = "select id, browser, client, uri, state from oidc_logout where id = $1 and browser = $2 and expires_at > $3";
    let Some(row) = tx.optional(sql, &[id.into(), browser.into(), now.into()]).await? else {
        return Ok(None);
    };
    let (id, browser, client, uri, state): (_, _, Option<String>, _, _) = row.read()?;
    let client = client.map(|client| client.parse()).transpose()?;
    Ok(Some(Logout { id, browser, client, uri, state }))
}

pub(crate) async fn delete_logout(tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
    tx.execute("delete from oidc_logout where id = $1", &[id.into()]).await.map(drop)
}
