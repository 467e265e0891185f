//! SQL of `consent_consent`.

use causeway_core::{
    AccountId, ClientId, ConsentId, DatasetId, Db, Error, ReadId, RequestId, Result, Row, Tx,
};
use causeway_evidence::Kind;
use jiff::Timestamp;

use crate::model::{Consent, ConsentState};

/// A consent with the record of how it was given, sealed.
pub(crate) struct NewConsent<'a> {
    pub(crate) consent: &'a Consent,
    pub(crate) request: RequestId,
    pub(crate) shown: Vec<u8>,
    pub(crate) assertion: Vec<u8>,
}

pub(crate) async fn insert_consent(tx: &mut Tx<'_>, new: &NewConsent<'_>) -> Result<()> {
    let consent = new.consent;
    tx.execute(
        "insert into consent_consent (id, account, client, organisation, kind, detail, purpose, once, state, given_at, until, request, \
         shown, shown_sha256, assertion) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        &[
            consent.id.into(),
            consent.account.into(),
            (&consent.client).into(),
            (&consent.organisation).into(),
            kind(consent).into(),
            serde_json::to_value(&consent.detail).map_err(Error::internal)?.into(),
            (&consent.purpose).into(),
            consent.detail.once().into(),
            consent.state.as_str().into(),
            consent.given_at.into(),
            consent.until.into(),
            new.request.into(),
            (&new.shown).into(),
            (&consent.shown_sha256).into(),
            (&new.assertion).into(),
        ],
    )
    .await?;
    Ok(())
}

fn kind(consent: &Consent) -> &'static str {
    match consent.detail.kind() {
        Kind::Login => "login",
        Kind::Exchange => "exchange",
    }
}

const BY_ID: &str = "select id, account, client, organisation, detail, purpose, state, given_at, until, ended_at, used_by, shown_sha256 \
    from consent_consent where id = $1";
const BY_ACCOUNT: &str = "select id, account, client, organisation, detail, purpose, state, given_at, until, ended_at, used_by, shown_sha256 \
    from consent_consent where account = $1 order by given_at desc, id desc limit 1000";
const LOGIN: &str = "select id, account, client, organisation, detail, purpose, state, given_at, until, ended_at, used_by, shown_sha256 \
    from consent_consent where account = $1 and client = $2 and kind = 'login' and state = 'active'";
const DUE: &str = "select id, account, client, organisation, detail, purpose, state, given_at, until, ended_at, used_by, shown_sha256 \
    from consent_consent where state = 'active' and until <= $1 order by until limit $2";

const WITHDRAWABLE: &str = "select id, account, client, organisation, detail, purpose, state, given_at, until, ended_at, used_by, shown_sha256 \
    from consent_consent where account = $1 and (state = 'active' or (state = 'used' and used_by is not null)) order by given_at, id";

fn read(row: Row) -> Result<Consent> {
    #[rustfmt::skip]
    let (id, account, client, organisation, detail, purpose, state, given_at, until, ended_at, used_by, shown_sha256):
        (_, _, _, _, serde_json::Value, _, _, _, _, _, _, _) = row.read()?;
    let detail = serde_json::from_value(detail).map_err(Error::internal)?;
    Ok(Consent {
        id,
        account,
        client,
        organisation,
        detail,
        purpose,
        state,
        given_at,
        until,
        ended_at,
        used_by,
        shown_sha256,
    })
}

pub(crate) async fn consent(db: &Db, id: ConsentId) -> Result<Option<Consent>> {
    db.optional(BY_ID, &[id.into()]).await?.map(read).transpose()
}

pub(crate) async fn consent_in(tx: &mut Tx<'_>, id: ConsentId) -> Result<Option<Consent>> {
    tx.optional(BY_ID, &[id.into()]).await?.map(read).transpose()
}

pub(crate) async fn consents(db: &Db, account: AccountId) -> Result<Vec<Consent>> {
    db.query(BY_ACCOUNT, &[account.into()]).await?.into_iter().map(read).collect()
}

/// What a person can withdraw: what stands, and what a read is using.
pub(crate) async fn withdrawable(tx: &mut Tx<'_>, account: AccountId) -> Result<Vec<Consent>> {
    tx.query(WITHDRAWABLE, &[account.into()]).await?.into_iter().map(read).collect()
}

pub(crate) async fn login_consent(
    tx: &mut Tx<'_>,
    account: AccountId,
    client: &ClientId,
) -> Result<Option<Consent>> {
    tx.optional(LOGIN, &[account.into(), client.into()]).await?.map(read).transpose()
}

pub(crate) async fn due_to_expire(db: &Db, now: Timestamp, limit: i64) -> Result<Vec<Consent>> {
    db.query(DUE, &[now.into(), limit.into()]).await?.into_iter().map(read).collect()
}

pub(crate) async fn end(tx: &mut Tx<'_>, id: ConsentId, state: ConsentState, now: Timestamp) -> Result<()> {
    tx.execute(
        "update consent_consent set state = $1, ended_at = $2 where id = $3 and state = 'active'",
        &[state.as_str().into(), now.into(), id.into()],
    )
    .await?;
    Ok(())
}

/// Uses a one-time consent: of racing reads exactly one touches the row.
pub(crate) async fn use_once(tx: &mut Tx<'_>, id: ConsentId, read: ReadId, now: Timestamp) -> Result<()> {
    let used = tx
        .execute(
            "update consent_consent set state = 'used', used_by = $1, ended_at = $2 where id = $3 and state = 'active'",
            &[read.into(), now.into(), id.into()],
        )
        .await?;
    if used == 1 { Ok(()) } else { Err(crate::rules::used()) }
}

pub(crate) async fn give_back(tx: &mut Tx<'_>, id: ConsentId, read: ReadId) -> Result<()> {
    tx.execute(
        "update consent_consent set state = 'active', used_by = null, ended_at = null where id = $1 and state = 'used' and used_by = $2",
        &[id.into(), read.into()],
    )
    .await?;
    Ok(())
}

/// The read brought its answer: the consent is used for good.
pub(crate) async fn spent(tx: &mut Tx<'_>, id: ConsentId, read: ReadId) -> Result<()> {
    tx.execute(
        "update consent_consent set used_by = null where id = $1 and used_by = $2",
        &[id.into(), read.into()],
    )
    .await?;
    Ok(())
}

/// Withdraws a one-time consent that a read is using: its answer is not released any more.
pub(crate) async fn withdraw_in_use(tx: &mut Tx<'_>, id: ConsentId, now: Timestamp) -> Result<()> {
    tx.execute(
        "update consent_consent set state = 'withdrawn', used_by = null, ended_at = $1 \
         where id = $2 and state = 'used' and used_by is not null",
        &[now.into(), id.into()],
    )
    .await?;
    Ok(())
}

/// How many consents to a client stand.
pub(crate) async fn count_standing(tx: &mut Tx<'_>, client: &ClientId, now: Timestamp) -> Result<i64> {
    let sql = "select count(*) from consent_consent where client = $1 and state = 'active' and (until is null or until > $2)";
    tx.one(sql, &[client.into(), now.into()]).await?.read()
}

/// The consents to a dataset that stand: client, fields as JSON, how many.
pub(crate) async fn standing_to(
    tx: &mut Tx<'_>,
    dataset: &DatasetId,
    now: Timestamp,
) -> Result<Vec<(ClientId, String, i64)>> {
    let sql = "select client, detail ->> 'fields', count(*) from consent_consent \
        where detail ->> 'dataset' = $1 and state = 'active' and kind = 'exchange' and (until is null or until > $2) \
        group by client, detail ->> 'fields' order by client, detail ->> 'fields'";
    tx.query(sql, &[dataset.into(), now.into()]).await?.into_iter().map(Row::read).collect()
}

/// How many requests wait for a person's answer.
pub(crate) async fn count_waiting(db: &Db, now: Timestamp) -> Result<i64> {
    let sql = "select count(*) from consent_request where state = 'open' and expires_at > $1";
    db.one(sql, &[now.into()]).await?.read()
}
