//! The clients: registering them, finding them, knowing them by their own access tokens.

use std::collections::BTreeMap;

use causeway_core::{ClientId, Error, Found, Kind, Result, Search, Tx};

use crate::client::Client;
use crate::endpoints::present::{Visit, presented};
use crate::refusal::Refusal;
use crate::rules::{check_access_token, check_dpop, check_registration, check_stopped};
use crate::scope::{Scope, Scopes};
use crate::status::{Listing, Registered};
use crate::{Oidc, store};

impl Oidc {
    /// Adds a client, or replaces what is registered of it.
    ///
    /// # Errors
    /// `bad_client`, saying what to mend.
    pub async fn put_client(&self, tx: &mut Tx<'_>, client: &Client) -> Result<()> {
        check_registration::check(client, &self.missing_algs())?;
        store::put_client(tx, client, self.env.now()).await?;
        self.note_client(tx, client).await
    }

    /// Says where a registered client is listed.
    pub async fn put_listing(&self, tx: &mut Tx<'_>, id: &ClientId, listing: &Listing) -> Result<()> {
        store::put_listing(tx, id, listing).await
    }

    /// A client, whether or not it is stopped.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn client(&self, id: &ClientId) -> Result<Client> {
        let found = store::client(&self.env.db, id).await?.ok_or_else(Error::not_found)?;
        Ok(found.client)
    }

    /// A client with its listing and its standing, that of its organisation included.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn registered(&self, id: &ClientId) -> Result<Registered> {
        self.as_it_stands(id).await?.ok_or_else(Error::not_found)
    }

    /// A client, as it stands at this moment: one whose organisation is suspended or closed is as good as stopped. Whatever serves a
    /// client begins here.
    pub(crate) async fn as_it_stands(&self, id: &ClientId) -> Result<Option<Registered>> {
        let Some(mut known) = store::client(&self.env.db, id).await? else { return Ok(None) };
        let stands = (self.ports.organisation_stands_now)(known.client.organisation.clone()).await?;
        known.status.organisation_out = !stands;
        Ok(Some(known))
    }

    /// As [`Oidc::as_it_stands`], in the caller's transaction: a stop, or a suspension, that comes at this very moment conflicts with it.
    pub(crate) async fn as_it_stands_in(&self, tx: &mut Tx<'_>, id: &ClientId) -> Result<Option<Registered>> {
        let Some(mut known) = store::client_in(tx, id).await? else { return Ok(None) };
        let stands = (self.ports.organisation_stands)(tx, &known.client.organisation).await?;
        known.status.organisation_out = !stands;
        Ok(Some(known))
    }

    /// Whether a client is registered to exchange data, in the caller's transaction; also while it is stopped.
    pub async fn exchanges(&self, tx: &mut Tx<'_>, id: &ClientId) -> Result<bool> {
        Ok(store::client_in(tx, id).await?.is_some_and(|known| known.client.scopes.has(Scope::Exchange)))
    }

    /// All clients, by their ids.
    pub async fn clients(&self) -> Result<Vec<Client>> {
        let all = store::clients(&self.env.db).await?;
        Ok(all.into_iter().map(|registered| registered.client).collect())
    }

    /// Clients whose id or name, in any language, holds the words; of one organisation, if the search says so.
    pub async fn search_clients(&self, search: &Search) -> Result<Found<Registered>> {
        let mut found = store::search(&self.env.db, search).await?;
        let mut standing = BTreeMap::new();
        for known in &mut found.rows {
            let organisation = &known.client.organisation;
            if !standing.contains_key(organisation) {
                let stands = (self.ports.organisation_stands_now)(organisation.clone()).await?;
                standing.insert(organisation.clone(), stands);
            }
            known.status.organisation_out = standing.get(organisation) == Some(&false);
        }
        Ok(found)
    }

    /// The directory of services: what is listed and not stopped itself, by id. How their organisations stand is not asked here, one
    /// by one: who shows the list leaves out those of organisations that take no part.
    pub async fn directory(&self) -> Result<Vec<Registered>> {
        store::listed(&self.env.db).await
    }

    /// The client that calls for itself, by the access token in the `Authorization` header, and the key the token is bound to, if it
    /// is: for the guard of routes of `Access::Client`. `None` when there is no token, or one that is not of this kind (a person's grant, a key of somebody else's).
    ///
    /// # Errors
    /// Kind `Unauthenticated` when the token is ours and no longer good: `invalid_token`, `invalid_dpop_proof`, `use_dpop_nonce`, or
    /// `client_stopped`.
    pub async fn authenticate_bearer(&self, visit: Visit<'_>) -> Result<Option<ClientId>> {
        let Some(presented) = presented(visit.headers) else { return Ok(None) };
        let Some(claims) = self.own_claims(presented.token) else { return Ok(None) };
        // A token for something else is for the endpoint that it was made for, and so is its proof.
        let for_exchange = Scopes::parse(&claims.scope).has(Scope::Exchange);
        if !claims.is_own() || !for_exchange {
            return Ok(None);
        }
        if check_access_token::check(&claims, &self.issuer, self.env.now()).is_err() {
            return Err(no_longer_good());
        }
        let spent = self.holds_key(&claims, presented, visit).map_err(|refusal| not_proved(&refusal))?;
        if let Some(spent) = &spent {
            let unused = self.env.db.tx(|tx| Box::pin(async move { store::spend(tx, spent).await })).await?;
            if !unused {
                return Err(not_proved(&check_dpop::refuse("This DPoP proof was used before.")));
            }
        }
        let id: ClientId = claims.client_id.parse().map_err(|_| no_longer_good())?;
        let Some(registered) = self.as_it_stands(&id).await? else { return Err(no_longer_good()) };
        check_stopped::at_exchange(&registered.status)?;
        if registered.client.scopes.has(Scope::Exchange) { Ok(Some(id)) } else { Err(no_longer_good()) }
    }
}

/// The token may be good; whoever presents it did not show that it is theirs.
fn not_proved(refusal: &Refusal) -> Error {
    Error::new(Kind::Unauthenticated, refusal.code().as_str(), refusal.description().to_owned())
}

fn no_longer_good() -> Error {
    Error::new(
        Kind::Unauthenticated,
        "invalid_token",
        "This access token has expired, or does not reach that far. Get a new one from the token endpoint.",
    )
}
