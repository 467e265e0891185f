//! SQL of `oidc_grant` and `oidc_code`.

use causeway_core::{AccountId, ClientId, Db, Error, Result, Row, SessionId, Tx};
use jiff::Timestamp;
use uuid::Uuid;

use crate::model::{CodeRow, Grant};
use crate::scope::Scopes;

pub(crate) async fn insert_grant(tx: &mut Tx<'_>, grant: &Grant) -> Result<()> {
    tx.execute(
        "insert into oidc_grant (id, account, client, subject, scope, details, acr, authenticated_at, salt, generation, rotated_at, \
         created_at, revoked_at, expires_at, family, session, terms) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
        &[
            grant.id.into(),
            grant.account.into(),
            (&grant.client).into(),
            (&grant.subject).into(),
            grant.scope.to_string().into(),
            serde_json::to_value(&grant.details).map_err(Error::internal)?.into(),
            grant.acr.into(),
            grant.authenticated_at.into(),
            (&grant.salt).into(),
            grant.generation.into(),
            grant.rotated_at.into(),
            grant.created_at.into(),
            grant.revoked_at.into(),
            grant.expires_at.into(),
            grant.family.into(),
            grant.session.into(),
            serde_json::to_value(&grant.terms).map_err(Error::internal)?.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Every column that [`read`] takes, in its order.
macro_rules! columns {
    () => {
        "select id, account, client, subject, scope, details, acr, authenticated_at, salt, generation, rotated_at, created_at, \
         revoked_at, expires_at, family, session, terms from oidc_grant"
    };
}

const GRANT: &str = concat!(columns!(), " where id = $1");

pub(crate) async fn grant(db: &Db, id: Uuid) -> Result<Option<Grant>> {
    db.optional(GRANT, &[id.into()]).await?.map(read).transpose()
}

pub(crate) async fn grant_in(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Grant>> {
    tx.optional(GRANT, &[id.into()]).await?.map(read).transpose()
}

fn read(row: Row) -> Result<Grant> {
    #[rustfmt::skip]
    let (id, account, client, subject, scope, details, acr, authenticated_at, salt, generation, rotated_at, created_at, revoked_at,
         expires_at, family, session, terms):
        (_, _, _, _, String, serde_json::Value, _, _, _, _, _, _, _, _, Option<Uuid>, _, serde_json::Value) = row.read()?;
    Ok(Grant {
        id,
        account,
        client,
        subject,
        scope: Scopes::parse(&scope),
        details: serde_json::from_value(details).map_err(Error::internal)?,
        acr,
        authenticated_at,
        salt,
        generation,
        rotated_at,
        created_at,
        revoked_at,
        expires_at,
        family: family.unwrap_or(id),
        session,
        terms: serde_json::from_value(terms).map_err(Error::internal)?,
    })
}

/// The one compare-and-set by which a family moves on; false when another request was faster or the family is revoked.
pub(crate) async fn rotate(
    tx: &mut Tx<'_>,
    grant: &Grant,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<bool> {
    let sql = "update oidc_grant set generation = $1, rotated_at = $2, expires_at = $3 \
        where id = $4 and generation = $5 and revoked_at is null";
    let values = [
        (grant.generation + 1).into(),
        now.into(),
        expires_at.into(),
        grant.id.into(),
        grant.generation.into(),
    ];
    Ok(tx.execute(sql, &values).await? == 1)
}

/// Ends a grant and with it every token that descends from it.
pub(crate) async fn revoke(tx: &mut Tx<'_>, id: Uuid, now: Timestamp) -> Result<()> {
    tx.execute(
        "update oidc_grant set revoked_at = $1 where id = $2 and revoked_at is null",
        &[now.into(), id.into()],
    )
    .await?;
    Ok(())
}

/// Brings a grant's end forward.
pub(crate) async fn end_by(tx: &mut Tx<'_>, id: Uuid, at: Timestamp) -> Result<()> {
    tx.execute(
        "update oidc_grant set expires_at = $1 where id = $2 and expires_at > $1",
        &[at.into(), id.into()],
    )
    .await?;
    Ok(())
}

/// Everything that ties an account to its clients.
pub(crate) async fn forget(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    for sql in [
        "delete from oidc_grant where account = $1",
        "delete from oidc_subject where account = $1",
        "delete from oidc_session where account = $1",
        "delete from oidc_backchannel where account = $1",
        "delete from oidc_user_code where account = $1",
    ] {
        tx.execute(sql, &[account.into()]).await?;
    }
    Ok(())
}

pub(crate) async fn insert_code(tx: &mut Tx<'_>, code: &CodeRow, expires_at: Timestamp) -> Result<()> {
    tx.execute(
        "insert into oidc_code (hash, grant_id, client, redirect_uri, nonce, code_challenge, valid_until, expires_at, jkt) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[
            (&code.hash).into(),
            code.grant.into(),
            (&code.client).into(),
            (&code.redirect_uri).into(),
            code.nonce.clone().into(),
            code.code_challenge.as_deref().unwrap_or_default().into(),
            code.valid_until.into(),
            expires_at.into(),
            code.jkt.into(),
        ],
    )
    .await?;
    Ok(())
}

pub(crate) async fn code(tx: &mut Tx<'_>, hash: &[u8; 32]) -> Result<Option<CodeRow>> {
    let sql = "select hash, grant_id, client, redirect_uri, nonce, code_challenge, valid_until, used_at, jkt from oidc_code where hash = $1";
    let Some(row) = tx.optional(sql, &[hash.into()]).await? else { return Ok(None) };
    let (hash, grant, client, redirect_uri, nonce, code_challenge, valid_until, used_at, jkt) = row.read()?;
    let code_challenge = super::filled(code_challenge);
    Ok(Some(CodeRow { hash, grant, client, redirect_uri, nonce, code_challenge, jkt, valid_until, used_at }))
}

/// Spends a code; false when another request was faster.
pub(crate) async fn use_code(tx: &mut Tx<'_>, hash: &[u8; 32], now: Timestamp) -> Result<bool> {
    let sql = "update oidc_code set used_at = $1 where hash = $2 and used_at is null";
    Ok(tx.execute(sql, &[now.into(), hash.into()]).await? == 1)
}

/// The grants that were made in a session and are good still.
pub(crate) async fn live_grants_of_session(
    tx: &mut Tx<'_>,
    session: SessionId,
    now: Timestamp,
) -> Result<Vec<Grant>> {
    let sql = concat!(columns!(), " where session = $1 and revoked_at is null and expires_at > $2");
    tx.query(sql, &[session.into(), now.into()]).await?.into_iter().map(read).collect()
}

const FAMILY: &str = concat!(
    columns!(),
    " where client = $1 and family = $2 and revoked_at is null and expires_at > $3 order by created_at, id"
);

/// The grants of a family that are good still, if the client manages it.
pub(crate) async fn family(db: &Db, client: &ClientId, family: Uuid, now: Timestamp) -> Result<Vec<Grant>> {
    let rows = db.query(FAMILY, &[client.into(), family.into(), now.into()]).await?;
    managed(rows)
}

pub(crate) async fn family_in(
    tx: &mut Tx<'_>,
    client: &ClientId,
    family: Uuid,
    now: Timestamp,
) -> Result<Vec<Grant>> {
    let rows = tx.query(FAMILY, &[client.into(), family.into(), now.into()]).await?;
    managed(rows)
}

/// An id that the client was never told names nothing.
fn managed(rows: Vec<Row>) -> Result<Vec<Grant>> {
    let grants: Vec<Grant> = rows.into_iter().map(read).collect::<Result<_>>()?;
    Ok(if grants.iter().any(|grant| grant.terms.managed) { grants } else { Vec::new() })
}

/// Ends a family, but for the grant that takes its place.
pub(crate) async fn revoke_family(
    tx: &mut Tx<'_>,
    family: Uuid,
    except: Option<Uuid>,
    now: Timestamp,
) -> Result<()> {
    let sql = "update oidc_grant set revoked_at = $1 where family = $2 and id <> $3 and revoked_at is null";
    tx.execute(sql, &[now.into(), family.into(), except.unwrap_or_default().into()]).await.map(drop)
}

/// A person's grants to a client that are good still.
pub(crate) async fn live_grants(
    tx: &mut Tx<'_>,
    account: AccountId,
    client: &ClientId,
    now: Timestamp,
) -> Result<Vec<Grant>> {
    let sql =
        concat!(columns!(), " where account = $1 and client = $2 and revoked_at is null and expires_at > $3");
    tx.query(sql, &[account.into(), client.into(), now.into()]).await?.into_iter().map(read).collect()
}
