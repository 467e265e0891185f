//! The clients: registering them, finding them, knowing them by their own access tokens.

use axum::http::HeaderMap;
use causeway_core::{ClientId, Error, Kind, Result, Tx};

use crate::client::Client;
use crate::rules::{check_access_token, check_registration};
use crate::scope::Scope;
use crate::{Oidc, store, tokens};

impl Oidc {
    /// Adds a client, or replaces what is registered of it.
    ///
    /// # Errors
    /// `bad_client`, saying what to mend.
    pub async fn put_client(&self, tx: &mut Tx<'_>, client: &Client) -> Result<()> {
        check_registration::check(client)?;
        store::put_client(tx, client, self.env.now()).await
    }

    /// A client.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn client(&self, id: &ClientId) -> Result<Client> {
        store::client(&self.env.db, id).await?.ok_or_else(Error::not_found)
    }

    /// All clients, by their ids.
    pub async fn clients(&self) -> Result<Vec<Client>> {
        store::clients(&self.env.db).await
    }

    /// The client that calls for itself, by the access token in the `Authorization` header: for the guard of routes of
    /// `Access::Client`. `None` when there is no bearer token, or one that is not of this kind (a person's grant, a key of somebody else's).
    ///
    /// # Errors
    /// Kind `Unauthenticated` when the token is ours and no longer good.
    pub async fn authenticate_bearer(&self, headers: &HeaderMap) -> Result<Option<ClientId>> {
        let Some(claims) = tokens::bearer(headers).and_then(|token| self.own_claims(token)) else {
            return Ok(None);
        };
        if claims.grant.is_some() || claims.sub != claims.client_id {
            return Ok(None);
        }
        if check_access_token::check(&claims, &self.issuer, self.env.now()).is_err() {
            return Err(no_longer_good());
        }
        let id: ClientId = claims.client_id.parse().map_err(|_| no_longer_good())?;
        let in_token = check_access_token::has_scope(&claims, Scope::Exchange).is_ok();
        let registered =
            store::client(&self.env.db, &id).await?.is_some_and(|client| client.scopes.has(Scope::Exchange));
        if in_token && registered { Ok(Some(id)) } else { Err(no_longer_good()) }
    }
}

fn no_longer_good() -> Error {
    Error::new(
        Kind::Unauthenticated,
        "invalid_token",
        "This access token has expired, or does not reach that far. Get a new one from the token endpoint.",
    )
}
