//! SQL of `consent_request` and `consent_grant`.

use causeway_core::{AccountId, Acr, ConsentId, Db, Error, RequestId, Result, Row, Tx, Value};
use jiff::Timestamp;

use crate::model::{Ask, Channel, Detail, Request, RequestState};

/// How the person who decided had proved who they are.
pub(crate) struct Decision {
    pub(crate) acr: Acr,
    pub(crate) authenticated_at: Timestamp,
}

/// What is asked, of which browser or which person.
pub(crate) struct NewRequest<'a> {
    pub(crate) id: RequestId,
    pub(crate) ask: &'a Ask,
    pub(crate) resume: &'a str,
    pub(crate) browser: &'a [u8; 32],
    /// Whom it is addressed to.
    pub(crate) account: Option<AccountId>,
    pub(crate) channel: Channel,
    pub(crate) code: Option<&'a str>,
    pub(crate) created_at: Timestamp,
    pub(crate) expires_at: Timestamp,
}

pub(crate) async fn insert_request(tx: &mut Tx<'_>, new: &NewRequest<'_>) -> Result<()> {
    let ask = new.ask;
    let details = serde_json::to_value(&ask.details).map_err(Error::internal)?;
    tx.execute(
        "insert into consent_request (id, client, organisation, details, login_purpose, resume, redirect_origin, always_ask, \
         fresh_login, lang, browser, claimed, state, created_at, expires_at, account, channel, code) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
        &[
            new.id.into(),
            (&ask.client).into(),
            (&ask.organisation).into(),
            details.into(),
            (&ask.login_purpose).into(),
            new.resume.into(),
            ask.redirect_origin.clone().into(),
            ask.always_ask.into(),
            ask.fresh_login.into(),
            ask.lang.into(),
            new.browser.into(),
            (new.channel != Channel::Browser).into(),
            RequestState::Open.as_str().into(),
            new.created_at.into(),
            new.expires_at.into(),
            new.account.into(),
            new.channel.as_str().into(),
            new.code.map(str::to_owned).into(),
        ],
    )
    .await?;
    Ok(())
}

const SELECT: &str = "select id, client, organisation, details, login_purpose, resume, redirect_origin, lang, account, claimed, state, \
    created_at, expires_at, always_ask, fresh_login, browser, channel, code from consent_request where id = $1";
const WAITING: &str = "select id, client, organisation, details, login_purpose, resume, redirect_origin, lang, account, claimed, state, \
    created_at, expires_at, always_ask, fresh_login, browser, channel, code from consent_request \
    where account = $1 and state = 'open' and channel = 'person' and expires_at > $2 order by created_at desc, id desc limit $3";

pub(crate) async fn request(db: &Db, id: RequestId) -> Result<Option<Request>> {
    db.optional(SELECT, &[id.into()]).await?.map(read).transpose()
}

pub(crate) async fn request_in(tx: &mut Tx<'_>, id: RequestId) -> Result<Option<Request>> {
    tx.optional(SELECT, &[id.into()]).await?.map(read).transpose()
}

/// What was addressed to a person and is not answered.
pub(crate) async fn waiting(db: &Db, account: AccountId, now: Timestamp, limit: i64) -> Result<Vec<Request>> {
    db.query(WAITING, &[account.into(), now.into(), limit.into()]).await?.into_iter().map(read).collect()
}

fn read(row: Row) -> Result<Request> {
    #[rustfmt::skip]
    let (id, client, organisation, details, login_purpose, resume, redirect_origin, lang, account, claimed, state,
         created_at, expires_at, always_ask, fresh_login, browser, channel, code):
        (_, _, _, serde_json::Value, _, _, _, _, _, _, _, _, _, _, _, _, _, _) = row.read()?;
    let details: Vec<Detail> = serde_json::from_value(details).map_err(Error::internal)?;
    Ok(Request {
        id,
        client,
        organisation,
        details,
        login_purpose,
        resume,
        redirect_origin,
        lang,
        account,
        claimed,
        channel,
        code,
        state,
        created_at,
        expires_at,
        always_ask,
        fresh_login,
        browser,
    })
}

/// Binds a request to a person; what was shown to another before is forgotten.
pub(crate) async fn bind(tx: &mut Tx<'_>, id: RequestId, account: AccountId, claimed: bool) -> Result<()> {
    tx.execute(
        "update consent_request set shown = case when account = $1 then shown end, challenge = case when account = $1 then challenge end, \
         account = $1, claimed = $2 where id = $3 and state = 'open'",
        &[account.into(), claimed.into(), id.into()],
    )
    .await?;
    Ok(())
}

/// Ends a request sooner than it would have ended.
pub(crate) async fn shorten(tx: &mut Tx<'_>, id: RequestId, expires_at: Timestamp) -> Result<()> {
    tx.execute(
        "update consent_request set expires_at = $1 where id = $2 and expires_at > $1",
        &[expires_at.into(), id.into()],
    )
    .await?;
    Ok(())
}

pub(crate) async fn present(
    tx: &mut Tx<'_>,
    id: RequestId,
    shown: &[u8],
    challenge: &[u8; 32],
) -> Result<()> {
    tx.execute(
        "update consent_request set shown = $1, challenge = $2 where id = $3 and state = 'open'",
        &[shown.into(), challenge.into(), id.into()],
    )
    .await?;
    Ok(())
}

/// What was shown last, sealed, and the challenge that binds it.
pub(crate) async fn presentation(tx: &mut Tx<'_>, id: RequestId) -> Result<Option<(Vec<u8>, [u8; 32])>> {
    let row = tx.one("select shown, challenge from consent_request where id = $1", &[id.into()]).await?;
    let (shown, challenge): (Option<Vec<u8>>, Option<[u8; 32]>) = row.read()?;
    Ok(shown.zip(challenge))
}

/// Ends the deciding: what was shown can be signed for no more.
pub(crate) async fn decide(
    tx: &mut Tx<'_>,
    id: RequestId,
    state: RequestState,
    how: &Decision,
) -> Result<()> {
    let decided = tx
        .execute(
            "update consent_request set state = $1, acr = $2, authenticated_at = $3, shown = null, challenge = null \
             where id = $4 and state = 'open'",
            &[state.as_str().into(), how.acr.into(), how.authenticated_at.into(), id.into()],
        )
        .await?;
    if decided == 1 { Ok(()) } else { Err(crate::ask::over()) }
}

pub(crate) async fn decided_how(tx: &mut Tx<'_>, id: RequestId) -> Result<(Acr, Timestamp)> {
    tx.one("select acr, authenticated_at from consent_request where id = $1", &[id.into()]).await?.read()
}

pub(crate) async fn cancel(tx: &mut Tx<'_>, id: RequestId) -> Result<()> {
    tx.execute(
        "update consent_request set state = 'cancelled', shown = null, challenge = null where id = $1 and state = 'open'",
        &[id.into()],
    )
    .await?;
    Ok(())
}

pub(crate) async fn use_up(tx: &mut Tx<'_>, id: RequestId) -> Result<()> {
    tx.execute("update consent_request set state = 'used' where id = $1", &[id.into()]).await?;
    Ok(())
}

pub(crate) async fn insert_grants(tx: &mut Tx<'_>, id: RequestId, consents: &[ConsentId]) -> Result<()> {
    for (position, consent) in (0i64..).zip(consents) {
        tx.execute(
            "insert into consent_grant (request, position, consent) values ($1, $2, $3)",
            &[id.into(), Value::Int(position), (*consent).into()],
        )
        .await?;
    }
    Ok(())
}

pub(crate) async fn grants(tx: &mut Tx<'_>, id: RequestId) -> Result<Vec<(Detail, ConsentId)>> {
    let rows = tx
        .query(
            "select c.detail, c.id from consent_grant g join consent_consent c on c.id = g.consent where g.request = $1 order by g.position",
            &[id.into()],
        )
        .await?;
    rows.into_iter()
        .map(|row| {
            let (detail, consent): (serde_json::Value, ConsentId) = row.read()?;
            Ok((serde_json::from_value(detail).map_err(Error::internal)?, consent))
        })
        .collect()
}
