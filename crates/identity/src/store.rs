//! SQL of accounts, authenticators, ceremonies, sessions and organisations.

mod again;

pub(crate) use again::*;

use causeway_core::{AccountId, Acr, Db, OrganisationId, Result, Session, SessionId, Tx};
use causeway_crypto::webauthn::Credential;
use causeway_http::Agent;
use jiff::Timestamp;
use uuid::Uuid;

use crate::model::{Account, Authenticator, CardHash, Level, NewAccount, Organisation};

pub(crate) async fn insert_account(
    tx: &mut Tx<'_>,
    new: &NewAccount,
    level: Level,
    now: Timestamp,
) -> Result<bool> {
    let inserted = tx
        .execute(
            "insert into identity_account (id, card_hash, level, lang, created_at) values ($1, $2, $3, $4, $5) \
             on conflict do nothing",
            &[new.id.into(), new.card.bytes().into(), level.as_str().into(), new.lang.into(), now.into()],
        )
        .await?;
    Ok(inserted == 1)
}

pub(crate) async fn account(db: &Db, id: AccountId) -> Result<Option<Account>> {
    let row = db
        .optional("select id, level, lang, created_at from identity_account where id = $1", &[id.into()])
        .await?;
    row.map(|row| {
        let (id, level, lang, created_at) = row.read()?;
        Ok(Account { id, level, lang, created_at })
    })
    .transpose()
}

pub(crate) async fn level(tx: &mut Tx<'_>, id: AccountId) -> Result<Option<Level>> {
    let row = tx.optional("select level from identity_account where id = $1", &[id.into()]).await?;
    row.map(causeway_core::Row::read).transpose()
}

pub(crate) async fn account_by_card(db: &Db, card: &CardHash) -> Result<Option<AccountId>> {
    let row =
        db.optional("select id from identity_account where card_hash = $1", &[card.bytes().into()]).await?;
    row.map(causeway_core::Row::read).transpose()
}

pub(crate) async fn delete_account(tx: &mut Tx<'_>, id: AccountId) -> Result<bool> {
    Ok(tx.execute("delete from identity_account where id = $1", &[id.into()]).await? == 1)
}

pub(crate) async fn insert_authenticator(
    tx: &mut Tx<'_>,
    id: Uuid,
    account: AccountId,
    credential: &Credential,
    label: &str,
    now: Timestamp,
) -> Result<()> {
    tx.execute(
        "insert into identity_authenticator (id, account, credential_id, public_key, sign_count, aaguid, backup_eligible, backed_up, \
         transports, label, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        &[
            id.into(),
            account.into(),
            (&credential.id).into(),
            (&credential.public_key).into(),
            credential.sign_count.into(),
            credential.aaguid.into(),
            credential.backup_eligible.into(),
            credential.backed_up.into(),
            serde_json::json!(credential.transports).into(),
            label.into(),
            now.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Whose passkey a credential id names, and all that is needed to verify it.
pub(crate) struct Known {
    pub(crate) id: Uuid,
    pub(crate) account: AccountId,
    pub(crate) credential: Credential,
}

pub(crate) async fn authenticator_by_credential(
    tx: &mut Tx<'_>,
    credential_id: &[u8],
) -> Result<Option<Known>> {
    let row = tx
        .optional(
            "select id, account, credential_id, public_key, sign_count, aaguid, backup_eligible, backed_up, transports \
             from identity_authenticator where credential_id = $1",
            &[credential_id.into()],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let (id, account, credential_id, public_key, sign_count, aaguid, backup_eligible, backed_up, transports): (
        Uuid,
        AccountId,
        Vec<u8>,
        Vec<u8>,
        i64,
        Uuid,
        bool,
        bool,
        serde_json::Value,
    ) = row.read()?;
    let credential = Credential {
        id: credential_id,
        public_key,
        sign_count: u32::try_from(sign_count).unwrap_or(u32::MAX),
        aaguid,
        backup_eligible,
        backed_up,
        transports: serde_json::from_value(transports).unwrap_or_default(),
    };
    Ok(Some(Known { id, account, credential }))
}

pub(crate) async fn authenticator_used(
    tx: &mut Tx<'_>,
    id: Uuid,
    sign_count: u32,
    backed_up: bool,
    now: Timestamp,
) -> Result<()> {
    tx.execute(
        "update identity_authenticator set sign_count = $1, backed_up = $2, last_used_at = $3 where id = $4",
        &[sign_count.into(), backed_up.into(), now.into(), id.into()],
    )
    .await?;
    Ok(())
}

pub(crate) async fn credential_ids(db: &Db, account: AccountId) -> Result<Vec<Vec<u8>>> {
    let rows = db
        .query(
            "select credential_id from identity_authenticator where account = $1 order by created_at",
            &[account.into()],
        )
        .await?;
    rows.into_iter().map(causeway_core::Row::read).collect()
}

pub(crate) async fn authenticators(db: &Db, account: AccountId) -> Result<Vec<Authenticator>> {
    let rows = db
        .query(
            "select id, label, created_at, last_used_at, backed_up from identity_authenticator where account = $1 order by created_at",
            &[account.into()],
        )
        .await?;
    rows.into_iter()
        .map(|row| {
            let (id, label, created_at, last_used_at, backed_up) = row.read()?;
            Ok(Authenticator { id, label, created_at, last_used_at, backed_up })
        })
        .collect()
}

pub(crate) struct NewCeremony<'a> {
    pub(crate) id: Uuid,
    pub(crate) kind: &'a str,
    pub(crate) challenge: &'a [u8; 32],
    pub(crate) browser: &'a [u8; 32],
    pub(crate) account: Option<AccountId>,
    pub(crate) expires_at: Timestamp,
}

pub(crate) async fn insert_ceremony(tx: &mut Tx<'_>, new: &NewCeremony<'_>) -> Result<()> {
    tx.execute(
        "insert into identity_ceremony (id, kind, challenge, browser, account, expires_at) values ($1, $2, $3, $4, $5, $6)",
        &[
            new.id.into(),
            new.kind.into(),
            new.challenge.into(),
            new.browser.into(),
            new.account.into(),
            new.expires_at.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Takes a ceremony out, so that it serves once: its challenge and, for a creation, the account it is for.
pub(crate) async fn take_ceremony(
    tx: &mut Tx<'_>,
    id: Uuid,
    kind: &str,
    browser: &[u8; 32],
    now: Timestamp,
) -> Result<Option<([u8; 32], Option<AccountId>)>> {
    let row = tx
        .optional(
            "delete from identity_ceremony where id = $1 and kind = $2 and browser = $3 and expires_at > $4 returning challenge, account",
            &[id.into(), kind.into(), browser.into(), now.into()],
        )
        .await?;
    row.map(causeway_core::Row::read).transpose()
}

pub(crate) struct StoredSession {
    pub(crate) id: SessionId,
    pub(crate) account: AccountId,
    pub(crate) acr: Acr,
    pub(crate) authenticated_at: Timestamp,
    pub(crate) last_seen_at: Timestamp,
    pub(crate) expires_at: Timestamp,
}

impl StoredSession {
    pub(crate) fn session(&self) -> Session {
        Session { id: self.id, account: self.account, acr: self.acr, authenticated_at: self.authenticated_at }
    }
}

/// Whether a login's passkey is bound to its device; nothing where no passkey of this device was used.
fn bound(acr: Acr) -> Option<bool> {
    matches!(acr, Acr::Passkey | Acr::DeviceBound).then_some(acr == Acr::DeviceBound)
}

/// How somebody logged in, of the two columns: nodes of release 0.2 leave the second empty.
fn strength(acr: Acr, bound: Option<bool>) -> Acr {
    if acr == Acr::Passkey && bound == Some(true) { Acr::DeviceBound } else { acr }
}

pub(crate) async fn insert_session(
    tx: &mut Tx<'_>,
    token_hash: &[u8; 32],
    session: &StoredSession,
    agent: Option<Agent>,
) -> Result<()> {
    tx.execute(
        "insert into identity_session (id, token_hash, account, acr, bound, agent, authenticated_at, last_seen_at, expires_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[
            session.id.into(),
            token_hash.into(),
            session.account.into(),
            session.acr.recorded().into(),
            bound(session.acr).into(),
            agent.into(),
            session.authenticated_at.into(),
            session.last_seen_at.into(),
            session.expires_at.into(),
        ],
    )
    .await?;
    Ok(())
}

pub(crate) async fn session_by_token(db: &Db, token_hash: &[u8; 32]) -> Result<Option<StoredSession>> {
    let row = db
        .optional(
            "select id, account, acr, bound, authenticated_at, last_seen_at, expires_at from identity_session where token_hash = $1",
            &[token_hash.into()],
        )
        .await?;
    row.map(|row| {
        let (id, account, acr, bound, authenticated_at, last_seen_at, expires_at) = row.read()?;
        let acr = strength(acr, bound);
        Ok(StoredSession { id, account, acr, authenticated_at, last_seen_at, expires_at })
    })
    .transpose()
}

/// All sessions of a person, over or not, the one last seen first.
pub(crate) async fn sessions(db: &Db, account: AccountId) -> Result<Vec<(StoredSession, Option<Agent>)>> {
    let sql = "select id, account, acr, bound, authenticated_at, last_seen_at, expires_at, agent from identity_session \
        where account = $1 order by last_seen_at desc, id desc limit 200";
    let rows = db.query(sql, &[account.into()]).await?;
    rows.into_iter()
        .map(|row| {
            let (id, account, acr, bound, authenticated_at, last_seen_at, expires_at, agent) = row.read()?;
            let acr = strength(acr, bound);
            Ok((StoredSession { id, account, acr, authenticated_at, last_seen_at, expires_at }, agent))
        })
        .collect()
}

pub(crate) async fn session_ids(tx: &mut Tx<'_>, account: AccountId) -> Result<Vec<SessionId>> {
    let sql = "select id from identity_session where account = $1 order by id";
    tx.query(sql, &[account.into()]).await?.into_iter().map(causeway_core::Row::read).collect()
}

pub(crate) async fn touch_session(tx: &mut Tx<'_>, id: SessionId, now: Timestamp) -> Result<()> {
    tx.execute(
        "update identity_session set last_seen_at = $1 where id = $2 and last_seen_at < $1",
        &[now.into(), id.into()],
    )
    .await?;
    Ok(())
}

pub(crate) async fn delete_session(tx: &mut Tx<'_>, id: SessionId, account: AccountId) -> Result<bool> {
    Ok(tx
        .execute("delete from identity_session where id = $1 and account = $2", &[id.into(), account.into()])
        .await?
        == 1)
}

/// Deletes a batch of ceremonies that are over; how many.
pub(crate) async fn purge(tx: &mut Tx<'_>, now: Timestamp) -> Result<u64> {
    tx.execute(
            "delete from identity_ceremony where id in (select id from identity_ceremony where expires_at <= $1 limit 500)",
        &[now.into()],
    )
    .await
}

/// Deletes a batch of sessions that came to their hard end; which.
pub(crate) async fn purge_sessions(tx: &mut Tx<'_>, now: Timestamp) -> Result<Vec<SessionId>> {
    let sql = "delete from identity_session where id in \
        (select id from identity_session where expires_at <= $1 order by expires_at limit 500) returning id";
    tx.query(sql, &[now.into()]).await?.into_iter().map(causeway_core::Row::read).collect()
}

pub(crate) async fn put_organisation(tx: &mut Tx<'_>, organisation: &Organisation) -> Result<()> {
    tx.execute(
        "insert into identity_organisation (id, kind, name) values ($1, $2, $3) \
         on conflict (id) do update set kind = excluded.kind, name = excluded.name",
        &[(&organisation.id).into(), organisation.kind.as_str().into(), (&organisation.name).into()],
    )
    .await?;
    Ok(())
}

pub(crate) async fn organisations(db: &Db, only: Option<&OrganisationId>) -> Result<Vec<Organisation>> {
    let rows = db
        .query(
            "select id, kind, name from identity_organisation where $1 = '' or id = $1 order by id",
            &[only.map_or("", OrganisationId::as_str).into()],
        )
        .await?;
    rows.into_iter()
        .map(|row| {
            let (id, kind, name) = row.read()?;
            Ok(Organisation { id, kind, name })
        })
        .collect()
}

/// Deletes a batch of what concerns staff and was over before `before`. What hangs on a row goes with it.
pub(crate) async fn purge_staff_records(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64> {
    let mut gone = 0;
    for sql in [
        "delete from identity_proposal where id in (select id from identity_proposal where decided_at <= $1 limit 500)",
        "delete from identity_mandate where id in (select id from identity_mandate where ended_at <= $1 or until <= $1 limit 500)",
        "delete from identity_grant where id in (select id from identity_grant where ended_at <= $1 limit 500)",
        "delete from identity_member where id in (select id from identity_member where ended_at <= $1 limit 500)",
    ] {
        gone += tx.execute(sql, &[before.into()]).await?;
    }
    Ok(gone)
}
