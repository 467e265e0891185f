//! `/authorize` (RFC 6749 section 3.1, OpenID Connect Core section 3.1.2).

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use causeway_consent::{Ask, Detail, Step as Stage, Viewer};
use causeway_core::{ClientId, Error, Kind, RequestId, Result, Session};
use causeway_http::{Browser, Caller, ClientAddress, Problem, Reply};

use crate::client::Client;
use crate::config::AUTHORIZATION;
use crate::endpoints::conclude::Ending;
use crate::endpoints::redirect;
use crate::measure::{self, Step};
use crate::model::{Authorization, Wanted};
use crate::params::Params;
use crate::refusal::{Code, Refusal};
use crate::rules::{self, check_authentication, check_redirect_uri, check_stopped};
use crate::status::Registered;
use crate::{Oidc, store};

pub(crate) async fn get(
    State(oidc): State<Oidc>,
    address: ClientAddress,
    caller: Caller,
    browser: Browser,
    RawQuery(query): RawQuery,
) -> Reply<Response> {
    oidc.door.check(&address.key())?;
    let params = Params::parse(query.unwrap_or_default().as_bytes()).map_err(|refusal| unproven(&refusal))?;
    oidc.authorize(&params, caller.session(), &browser).await
}

pub(crate) async fn post(
    State(oidc): State<Oidc>,
    address: ClientAddress,
    caller: Caller,
    browser: Browser,
    headers: HeaderMap,
    body: Bytes,
) -> Reply<Response> {
    oidc.door.check(&address.key())?;
    let params = Params::of_form(&headers, &body).map_err(|refusal| unproven(&refusal))?;
    oidc.authorize(&params, caller.session(), &browser).await
}

/// Before a redirect URI is proven nothing is sent anywhere: the person sees a page (RFC 6749 section 4.1.2.1).
fn unproven(refusal: &Refusal) -> Problem {
    Error::invalid("bad_authorization_request", refusal.description().to_owned()).into()
}

impl Oidc {
    async fn authorize(
        &self,
        params: &Params,
        session: Option<&Session>,
        browser: &Browser,
    ) -> Reply<Response> {
        let proven = self.proven(params).await;
        let (client, redirect_uri) = proven.inspect_err(|error| measure::login(Step::Begun, error.code()))?;
        let begun = self.begin(params, &client, redirect_uri, session, browser).await;
        measure::login(Step::Begun, measure::outcome(&begun));
        let location = begun.unwrap_or_else(|refusal| {
            redirect::with_error(redirect_uri, &refusal, params.get("state"), &self.issuer)
        });
        Ok(redirect::see_other(&location))
    }

    /// The client, and a redirect URI that is registered for it.
    async fn proven<'p>(&self, params: &'p Params) -> Result<(Client, &'p str)> {
        let id = params.get("client_id").and_then(|id| id.parse::<ClientId>().ok());
        let client = match id {
            Some(id) => self.as_it_stands(&id).await?,
            None => None,
        };
        let Registered { client, status, .. } = client.ok_or_else(|| {
            Error::invalid(
                "unknown_client",
                "The service that sent you here is not registered. Go back to it and tell its operator.",
            )
        })?;
        check_stopped::at_authorization(&status)?;
        match params.get("redirect_uri") {
            Some(sent) if check_redirect_uri::is_registered(&client, sent) => Ok((client, sent)),
            _ => Err(Error::invalid(
                "bad_redirect_uri",
                "The service that sent you here asked for an answer at an address that is not registered for it. \
                 Go back to it and tell its operator.",
            )),
        }
    }

    /// Checks and stores the request; returns where the browser goes next.
    async fn begin(
        &self,
        params: &Params,
        client: &Client,
        redirect_uri: &str,
        session: Option<&Session>,
        browser: &Browser,
    ) -> Result<String, Refusal> {
        let wanted = rules::authorization(params, client, redirect_uri)?;
        let now = self.env.now();
        let stale = session
            .is_some_and(|s| check_authentication::needs_login(&wanted, s.authenticated_at, s.acr, now));
        let at_hand = session.filter(|_| !stale);
        if wanted.prompt.none && at_hand.is_none() {
            return Err(Refusal::new(Code::LoginRequired, "The person has to log in."));
        }
        let ask = Ask {
            client: client.id.clone(),
            organisation: client.organisation.clone(),
            details: self.details(client, &wanted).await?,
            login_purpose: client.login_purpose.clone(),
            resume: "/authorize/resume?request={request}".to_owned(),
            redirect_origin: redirect::origin(redirect_uri),
            always_ask: wanted.prompt.consent,
            fresh_login: stale || (session.is_none() && wanted.authenticated_after(now).is_some()),
            lang: wanted.lang,
        };
        self.ask(&ask, &wanted, &client.sector, at_hand, browser).await
    }

    /// What the person is asked: to log in with these fields, and each exchange.
    async fn details(&self, client: &Client, wanted: &Wanted) -> Result<Vec<Detail>, Refusal> {
        let mut details = vec![Detail::Login { fields: wanted.fields.clone() }];
        for element in &wanted.details {
            let checked = (self.ports.check_exchange)(client.id.clone(), element.clone()).await;
            details.push(checked.map_err(bad_detail)?);
        }
        Ok(details)
    }

    /// Stores request and authorization together; with a session at hand, and nothing left to ask, the code comes in the same transaction.
    async fn ask(
        &self,
        ask: &Ask,
        wanted: &Wanted,
        sector: &str,
        session: Option<&Session>,
        browser: &Browser,
    ) -> Result<String, Refusal> {
        let fresh = &self.fresh()?;
        let now = self.env.now();
        let viewer = &Viewer { browser: browser.hash, session: session.cloned() };
        let (request, ending) = self
            .env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    let request = self.consents.ask(tx, browser, ask).await?;
                    let asked =
                        remembered(request, browser, ask, wanted, sector, wanted.authenticated_after(now));
                    store::insert_authorization(tx, &asked, now + AUTHORIZATION).await?;
                    if viewer.session.is_none()
                        || self.consents.settle_in(tx, request, viewer).await? != Stage::Done
                    {
                        return Ok((request, Ending::Pending));
                    }
                    Ok((request, self.conclude(tx, &asked, browser, fresh).await?))
                })
            })
            .await?;
        match ending {
            Ending::Code => {
                measure::login(Step::Approved, "ok");
                let state = wanted.state.as_deref();
                Ok(redirect::with_code(&wanted.redirect_uri, fresh.code.reveal(), state, &self.issuer))
            }
            Ending::Refused(refusal) => Err(refusal),
            Ending::Pending if wanted.prompt.none => {
                Err(Refusal::new(Code::ConsentRequired, "The person has to approve what is asked."))
            }
            Ending::Pending => Ok(format!("/requests/{request}")),
        }
    }
}

fn remembered(
    request: RequestId,
    browser: &Browser,
    ask: &Ask,
    wanted: &Wanted,
    sector: &str,
    authenticated_after: Option<jiff::Timestamp>,
) -> Authorization {
    Authorization {
        request,
        browser: browser.hash,
        client: ask.client.clone(),
        sector: sector.to_owned(),
        redirect_uri: wanted.redirect_uri.clone(),
        state: wanted.state.clone(),
        nonce: wanted.nonce.clone(),
        code_challenge: wanted.code_challenge.clone(),
        scope: wanted.scope.clone(),
        fields: wanted.fields.clone(),
        essential_acr: wanted.essential_acr.clone(),
        authenticated_after,
    }
}

/// What the catalogue says of a detail; its own failure is not the client's fault.
fn bad_detail(error: Error) -> Refusal {
    match error.kind() {
        Kind::Internal | Kind::Upstream | Kind::Unavailable | Kind::TooMany => Refusal::from(error),
        _ => Refusal::new(Code::InvalidAuthorizationDetails, error.public().to_owned()),
    }
}
