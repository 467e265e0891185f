//! SQL of `oidc_registration`, `oidc_initial_token` and `oidc_statement_issuer`.

use causeway_core::{ClientId, Db, MemberId, OrganisationId, Result, Tx, Value};
use causeway_crypto::jose::JwkSet;
use jiff::Timestamp;

/// An initial access token (RFC 7591 section 3), by its hash.
pub(crate) struct InitialToken {
    pub(crate) hash: [u8; 32],
    pub(crate) organisation: OrganisationId,
    /// Who made it, and answers for what registers by it.
    pub(crate) member: MemberId,
    pub(crate) remaining: i64,
    pub(crate) expires_at: Timestamp,
}

/// How a client that registered by the protocol is managed.
pub(crate) struct Registration {
    /// SHA-256 of its registration access token.
    pub(crate) token: [u8; 32],
    pub(crate) software: Option<String>,
    pub(crate) created_at: Timestamp,
}

pub(crate) async fn put_initial_token(tx: &mut Tx<'_>, token: &InitialToken, now: Timestamp) -> Result<()> {
    tx.execute(
        "insert into oidc_initial_token (hash, organisation, member, remaining, created_at, expires_at) \
         values ($1, $2, $3, $4, $5, $6)",
        &[
            (&token.hash).into(),
            (&token.organisation).into(),
            token.member.into(),
            token.remaining.into(),
            now.into(),
            token.expires_at.into(),
        ],
    )
    .await?;
    Ok(())
}

/// A token that still serves.
pub(crate) async fn initial_token(db: &Db, hash: &[u8; 32], now: Timestamp) -> Result<Option<InitialToken>> {
    let sql = "select hash, organisation, member, remaining, expires_at from oidc_initial_token \
        where hash = $1 and remaining > 0 and expires_at > $2";
    let Some(row) = db.optional(sql, &[hash.into(), now.into()]).await? else { return Ok(None) };
    let (hash, organisation, member, remaining, expires_at) = row.read()?;
    Ok(Some(InitialToken { hash, organisation, member, remaining, expires_at }))
}

/// Uses a token once; false when others were faster.
pub(crate) async fn use_initial_token(tx: &mut Tx<'_>, hash: &[u8; 32], now: Timestamp) -> Result<bool> {
    let sql = "update oidc_initial_token set remaining = remaining - 1 where hash = $1 and remaining > 0 and expires_at > $2";
    Ok(tx.execute(sql, &[hash.into(), now.into()]).await? == 1)
}

/// Leaves at most so many uses: doing again what the journal says.
pub(crate) async fn cap_initial_token(tx: &mut Tx<'_>, hash: &[u8; 32], most: i64) -> Result<()> {
    let sql = "update oidc_initial_token set remaining = $2 where hash = $1 and remaining > $2";
    tx.execute(sql, &[hash.into(), most.into()]).await?;
    Ok(())
}

pub(crate) async fn put_registration(
    tx: &mut Tx<'_>,
    client: &ClientId,
    token: &[u8; 32],
    software: Option<&str>,
    (now, expires_at): (Timestamp, Option<Timestamp>),
) -> Result<()> {
    tx.execute(
        "insert into oidc_registration (client, token, software, created_at, expires_at) values ($1, $2, $3, $4, $5)",
        &[
            client.into(),
            token.into(),
            software.map_or(Value::Null, Value::from),
            now.into(),
            expires_at.map_or(Value::Null, Value::from),
        ],
    )
    .await?;
    Ok(())
}

const REGISTRATION: &str = "select token, software, created_at from oidc_registration where client = $1";

pub(crate) async fn registration(db: &Db, client: &ClientId) -> Result<Option<Registration>> {
    let Some(row) = db.optional(REGISTRATION, &[client.into()]).await? else { return Ok(None) };
    let (token, software, created_at) = row.read()?;
    Ok(Some(Registration { token, software, created_at }))
}

/// Replaces the registration access token; false when it was replaced meanwhile.
pub(crate) async fn rotate_registration(
    tx: &mut Tx<'_>,
    client: &ClientId,
    [old, new]: [&[u8; 32]; 2],
) -> Result<bool> {
    let sql = "update oidc_registration set token = $3 where client = $1 and token = $2";
    Ok(tx.execute(sql, &[client.into(), old.into(), new.into()]).await? == 1)
}

/// As the journal says, whatever token was there.
pub(crate) async fn set_registration_token(tx: &mut Tx<'_>, client: &ClientId, new: &[u8; 32]) -> Result<()> {
    tx.execute("update oidc_registration set token = $2 where client = $1", &[client.into(), new.into()])
        .await?;
    Ok(())
}

pub(crate) async fn forget_registration(tx: &mut Tx<'_>, client: &ClientId) -> Result<()> {
    tx.execute("delete from oidc_registration where client = $1", &[client.into()]).await?;
    Ok(())
}

/// Clients of a sandbox whose time is over, and when somebody last logged in by each.
pub(crate) async fn idle_registrations(
    db: &Db,
    now: Timestamp,
) -> Result<Vec<(ClientId, Option<Timestamp>)>> {
    let sql = "select r.client, (select max(g.created_at) from oidc_grant g where g.client = r.client) \
        from oidc_registration r where r.expires_at <= $1 order by r.expires_at limit 100";
    db.query(sql, &[now.into()]).await?.into_iter().map(causeway_core::Row::read).collect()
}

pub(crate) async fn keep_registration(tx: &mut Tx<'_>, client: &ClientId, until: Timestamp) -> Result<()> {
    tx.execute(
        "update oidc_registration set expires_at = $2 where client = $1",
        &[client.into(), until.into()],
    )
    .await?;
    Ok(())
}

/// Says whose software statements are believed for the clients of an organisation.
pub(crate) async fn put_statement_issuer(
    tx: &mut Tx<'_>,
    issuer: &str,
    organisation: &OrganisationId,
    keys: &JwkSet,
    now: Timestamp,
) -> Result<()> {
    tx.execute(
        "insert into oidc_statement_issuer (issuer, organisation, jwks, updated_at) values ($1, $2, $3, $4) \
         on conflict (issuer) do update set organisation = excluded.organisation, jwks = excluded.jwks, \
         updated_at = excluded.updated_at",
        &[
            issuer.into(),
            organisation.into(),
            serde_json::to_value(keys).map_err(causeway_core::Error::internal)?.into(),
            now.into(),
        ],
    )
    .await?;
    Ok(())
}

pub(crate) async fn statement_issuer(db: &Db, issuer: &str) -> Result<Option<(OrganisationId, JwkSet)>> {
    let sql = "select organisation, jwks from oidc_statement_issuer where issuer = $1";
    let Some(row) = db.optional(sql, &[issuer.into()]).await? else { return Ok(None) };
    let (organisation, jwks): (OrganisationId, serde_json::Value) = row.read()?;
    Ok(Some((organisation, serde_json::from_value(jwks).map_err(causeway_core::Error::internal)?)))
}
