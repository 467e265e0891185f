//! SQL of `oidc_authorization` and `oidc_subject`.

use causeway_core::{AccountId, Db, Error, RequestId, Result, Row, Tx};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::model::{Authorization, More, ReplyTo, ResponseMode, Terms};
use crate::scope::Scopes;

/// The column `terms`: what a release before this one had no columns for.
#[derive(Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Rest {
    mode: ResponseMode,
    more: More,
}

pub(crate) async fn insert_authorization(
    tx: &mut Tx<'_>,
    new: &Authorization,
    expires_at: Timestamp,
) -> Result<()> {
    let Authorization { terms, reply, .. } = new;
    let rest = Rest { mode: reply.mode, more: terms.more.clone() };
    tx.execute(
        "insert into oidc_authorization (request, browser, client, sector, redirect_uri, state, nonce, code_challenge, scope, fields, \
         essential_acr, authenticated_after, expires_at, terms, pushed, jkt) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        &[
            new.request.into(),
            (&new.browser).into(),
            (&terms.client).into(),
            (&terms.sector).into(),
            (&reply.redirect_uri).into(),
            reply.state.clone().into(),
            new.nonce.clone().into(),
            new.code_challenge.as_deref().unwrap_or_default().into(),
            terms.scope.to_string().into(),
            super::join(terms.fields.iter().map(String::as_str)).into(),
            super::join(terms.essential_acr.iter().map(|acr| acr.urn())).into(),
            terms.authenticated_after.into(),
            expires_at.into(),
            serde_json::to_value(&rest).map_err(Error::internal)?.into(),
            new.pushed.into(),
            new.jkt.into(),
        ],
    )
    .await?;
    Ok(())
}

/// The authorization behind a request, for the browser that brought it.
pub(crate) async fn authorization(
    tx: &mut Tx<'_>,
    request: RequestId,
    browser: &[u8; 32],
    now: Timestamp,
) -> Result<Option<Authorization>> {
    let row = tx
        .optional(
            "select request, browser, client, sector, redirect_uri, state, nonce, code_challenge, scope, fields, essential_acr, \
             authenticated_after, terms, pushed, jkt from oidc_authorization where request = $1 and browser = $2 and expires_at > $3",
            &[request.into(), browser.into(), now.into()],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    #[rustfmt::skip]
    let (request, browser, client, sector, redirect_uri, state, nonce, code_challenge, scope, fields, acr, authenticated_after, rest,
         pushed, jkt):
        (_, _, _, _, _, _, _, String, String, String, String, _, serde_json::Value, _, _) = row.read()?;
    let Rest { mode, more } = serde_json::from_value(rest).map_err(Error::internal)?;
    let scope = Scopes::parse(&scope);
    let (fields, essential_acr) = (super::split(&fields), super::acrs(&acr)?);
    Ok(Some(Authorization {
        request,
        browser,
        terms: Terms { client, sector, scope, fields, essential_acr, authenticated_after, more },
        reply: ReplyTo { redirect_uri, state, mode },
        nonce,
        code_challenge: super::filled(code_challenge),
        jkt,
        pushed,
    }))
}

/// The pseudonym of an account in a sector, if it has one.
pub(crate) async fn subject_of(db: &Db, account: AccountId, sector: &str) -> Result<Option<String>> {
    let sql = "select subject from oidc_subject where account = $1 and sector = $2";
    db.optional(sql, &[account.into(), sector.into()]).await?.map(Row::read).transpose()
}

/// Whether somebody has that pseudonym in a sector.
pub(crate) async fn is_subject(db: &Db, sector: &str, subject: &str) -> Result<bool> {
    let sql = "select account from oidc_subject where subject = $1 and sector = $2";
    Ok(db.optional(sql, &[subject.into(), sector.into()]).await?.is_some())
}

pub(crate) async fn delete_authorization(tx: &mut Tx<'_>, request: RequestId) -> Result<()> {
    tx.execute("delete from oidc_authorization where request = $1", &[request.into()]).await?;
    Ok(())
}

/// The pseudonym of an account in a sector: `fresh` if it has none yet.
pub(crate) async fn subject(
    tx: &mut Tx<'_>,
    account: AccountId,
    sector: &str,
    fresh: &str,
) -> Result<String> {
    let find = "select subject from oidc_subject where account = $1 and sector = $2";
    if let Some(row) = tx.optional(find, &[account.into(), sector.into()]).await? {
        return row.read();
    }
    let add = "insert into oidc_subject (account, sector, subject) values ($1, $2, $3) on conflict (account, sector) do nothing";
    tx.execute(add, &[account.into(), sector.into(), fresh.into()]).await?;
    tx.one(find, &[account.into(), sector.into()]).await?.read()
}
