//! SQL of `oidc_authorization` and `oidc_subject`.

use causeway_core::{AccountId, RequestId, Result, Tx};
use jiff::Timestamp;

use crate::model::Authorization;
use crate::scope::Scopes;

pub(crate) async fn insert_authorization(
    tx: &mut Tx<'_>,
    new: &Authorization,
    expires_at: Timestamp,
) -> Result<()> {
    tx.execute(
        "insert into oidc_authorization (request, browser, client, sector, redirect_uri, state, nonce, code_challenge, scope, fields, \
         essential_acr, authenticated_after, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        &[
            new.request.into(),
            (&new.browser).into(),
            (&new.client).into(),
            (&new.sector).into(),
            (&new.redirect_uri).into(),
            new.state.clone().into(),
            new.nonce.clone().into(),
            (&new.code_challenge).into(),
            new.scope.to_string().into(),
            super::join(new.fields.iter().map(String::as_str)).into(),
            super::join(new.essential_acr.iter().map(|acr| acr.urn())).into(),
            new.authenticated_after.into(),
            expires_at.into(),
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
             authenticated_after from oidc_authorization where request = $1 and browser = $2 and expires_at > $3",
            &[request.into(), browser.into(), now.into()],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    #[rustfmt::skip]
    let (request, browser, client, sector, redirect_uri, state, nonce, code_challenge, scope, fields, acr, authenticated_after):
        (_, _, _, _, _, _, _, _, String, String, String, _) = row.read()?;
    Ok(Some(Authorization {
        request,
        browser,
        client,
        sector,
        redirect_uri,
        state,
        nonce,
        code_challenge,
        scope: Scopes::parse(&scope),
        fields: super::split(&fields),
        essential_acr: super::acrs(&acr)?,
        authenticated_after,
    }))
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
