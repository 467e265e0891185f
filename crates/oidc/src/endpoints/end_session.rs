//! `/end_session` (OpenID Connect RP-Initiated Logout 1.0): a service sends the person here to log out.
//!
//! A service that shows the ID token of this very session logs it out at once. For everybody else the portal asks the person, since any
//! page could send them here.

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use causeway_core::{ClientId, Error, Result, Session};
use causeway_http::{Access, Browser, Caller, ClientAddress, Priority, Problem, Reply, Routes};

use crate::config::AUTHORIZATION;
use crate::endpoints::respond;
use crate::model::{IdClaims, Logout};
use crate::params::Params;
use crate::refusal::Refusal;
use crate::rules::{check_end_session, check_repeated};
use crate::{Oidc, store};

/// Where it is.
pub(crate) const PATH: &str = "/end_session";

pub(crate) fn routes() -> Routes<Oidc> {
    Routes::new()
        .get(PATH, Access::Public, get)
        .priority(Priority::Finish)
        // Section 2: by GET or by POST, from the service's own page.
        .post_from_anywhere(PATH, Access::Public, post)
        .priority(Priority::Finish)
}

async fn get(
    State(oidc): State<Oidc>,
    address: ClientAddress,
    caller: Caller,
    browser: Browser,
    RawQuery(query): RawQuery,
) -> Reply<Response> {
    oidc.door.check(&address.key())?;
    let params = Params::parse(query.unwrap_or_default().as_bytes()).map_err(|refusal| page(&refusal))?;
    Ok(oidc.end(&params, caller.session(), &browser).await?)
}

async fn post(
    State(oidc): State<Oidc>,
    address: ClientAddress,
    caller: Caller,
    browser: Browser,
    headers: HeaderMap,
    body: Bytes,
) -> Reply<Response> {
    oidc.door.check(&address.key())?;
    let params = Params::of_form(&headers, &body).map_err(|refusal| page(&refusal))?;
    Ok(oidc.end(&params, caller.session(), &browser).await?)
}

/// The person sees a page: nothing says yet where an error could go, and this protocol sends none (section 4).
fn page(refusal: &Refusal) -> Problem {
    refused(refusal).into()
}

fn refused(refusal: &Refusal) -> Error {
    Error::invalid("bad_logout_request", refusal.description().to_owned())
}

impl Oidc {
    async fn end(&self, params: &Params, session: Option<&Session>, browser: &Browser) -> Result<Response> {
        check_repeated::check(params).map_err(|refusal| refused(&refusal))?;
        let hint = match params.get("id_token_hint") {
            None => None,
            Some(token) => Some(self.own_id_token(token).ok_or_else(check_end_session::bad_hint)?),
        };
        let client = check_end_session::client(params, hint.as_ref())?;
        let settings = match &client {
            None => None,
            Some(id) => {
                let known = store::client(&self.env.db, id).await?;
                Some(known.ok_or_else(check_end_session::unknown_client)?.client.settings)
            }
        };
        let uri = check_end_session::uri(params, settings.as_ref())?;
        let state = params.get("state").map(ToOwned::to_owned);
        let asked = Logout { id: self.env.new_uuid()?, browser: browser.hash, client, uri, state };
        let Some(session) = session else { return Ok(respond::see_other(&onward(&asked))) };
        if self.is_of(hint.as_ref(), asked.client.as_ref(), session).await? {
            (self.ports.end_session)(session.id, session.account).await?;
            return Ok(respond::see_other(&onward(&asked)));
        }
        let (asked, until) = (&asked, self.env.now() + AUTHORIZATION);
        self.env.db.tx(|tx| Box::pin(async move { store::insert_logout(tx, asked, until).await })).await?;
        Ok(respond::see_other(&format!("/logout?request={}", asked.id)))
    }

    /// Whether the hint is of this very session (section 2): by its `sid`, which says more than its `sub`.
    async fn is_of(
        &self,
        hint: Option<&IdClaims>,
        client: Option<&ClientId>,
        session: &Session,
    ) -> Result<bool> {
        let (Some(sid), Some(client)) = (hint.and_then(|hint| hint.sid.as_ref()), client) else {
            return Ok(false);
        };
        Ok(store::known_sid(&self.env.db, session.id, client).await?.as_ref() == Some(sid))
    }
}

/// Where a browser goes on that is logged out: back to the service, or to our own page that says so.
fn onward(asked: &Logout) -> String {
    asked.next().unwrap_or_else(|| "/logout".to_owned())
}
