//! `/authorize` (RFC 6749 section 3.1, OpenID Connect Core section 3.1.2).

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use causeway_consent::{Ask, Detail, Step as Stage, Viewer};
use causeway_core::{Error, Kind, Lang, RequestId, Result, Session};
use causeway_http::{Access, Browser, Caller, ClientAddress, Language, Priority, Problem, Reply, Routes};

use crate::client::Client;
use crate::config::AUTHORIZATION;
use crate::endpoints::arrive::Arrived;
use crate::endpoints::conclude::Ending;
use crate::endpoints::hint::Expected;
use crate::endpoints::respond::{self, Answered};
use crate::measure::{self, Step};
use crate::model::{Authorization, ReplyTo, Wanted};
use crate::params::Params;
use crate::refusal::{Code, Refusal};
use crate::rules::{self, check_authentication, check_redirect_uri, check_response, check_stopped};
use crate::status::Registered;
use crate::{Oidc, openapi, store};

pub(crate) fn routes() -> Routes<Oidc> {
    Routes::new()
        .get("/authorize", Access::Public, get)
        .priority(Priority::Begin)
        .documented(openapi::authorize())
        // OpenID Connect Core section 3.1.2.1: a service may send its user here by a form, too.
        .post_from_anywhere("/authorize", Access::Public, post)
        .priority(Priority::Begin)
}

async fn get(
    State(oidc): State<Oidc>,
    address: ClientAddress,
    caller: Caller,
    browser: Browser,
    language: Language,
    RawQuery(query): RawQuery,
) -> Reply<Response> {
    oidc.door.check(&address.key())?;
    let params = Params::parse(query.unwrap_or_default().as_bytes()).map_err(|refusal| unproven(&refusal))?;
    oidc.authorize(&params, caller.session(), &Seen { browser, lang: language.0 }).await
}

async fn post(
    State(oidc): State<Oidc>,
    address: ClientAddress,
    caller: Caller,
    browser: Browser,
    language: Language,
    headers: HeaderMap,
    body: Bytes,
) -> Reply<Response> {
    oidc.door.check(&address.key())?;
    let params = Params::of_form(&headers, &body).map_err(|refusal| unproven(&refusal))?;
    oidc.authorize(&params, caller.session(), &Seen { browser, lang: language.0 }).await
}

/// Before a redirect URI is proven nothing is sent anywhere: the person sees a page (RFC 6749 section 4.1.2.1).
fn unproven(refusal: &Refusal) -> Problem {
    Error::invalid("bad_authorization_request", refusal.description().to_owned()).into()
}

impl Oidc {
    async fn authorize(&self, params: &Params, session: Option<&Session>, seen: &Seen) -> Reply<Response> {
        let proven = self.proven(params).await;
        let (arrived, redirect_uri) =
            proven.inspect_err(|error| measure::login(Step::Begun, error.code()))?;
        let begun = self.begin(&arrived, &redirect_uri, session, seen).await;
        measure::login(Step::Begun, measure::outcome(&begun));
        match begun {
            Ok(response) => Ok(response),
            Err(refusal) => {
                let client = &arrived.registered.client;
                let to = ReplyTo {
                    state: arrived.params.get("state").map(ToOwned::to_owned),
                    mode: check_response::mode_of_refusal(&arrived.params, client, &redirect_uri),
                    redirect_uri,
                };
                Ok(self.respond(&client.id, &to, Answered::Error(&refusal), seen.lang).await?)
            }
        }
    }

    /// The request as it arrived, and a redirect URI that is registered for its client.
    async fn proven(&self, outer: &Params) -> Result<(Arrived, String)> {
        let arrived = self.arrive(outer).await?;
        let Registered { client, status, .. } = &arrived.registered;
        check_stopped::at_authorization(status)?;
        match arrived.params.get("redirect_uri") {
            Some(sent) if check_redirect_uri::is_registered(client, sent) => {
                let redirect_uri = sent.to_owned();
                Ok((arrived, redirect_uri))
            }
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
        arrived: &Arrived,
        redirect_uri: &str,
        session: Option<&Session>,
        seen: &Seen,
    ) -> Result<Response, Refusal> {
        if let Some(fault) = &arrived.fault {
            return Err(fault.clone());
        }
        let client = &arrived.registered.client;
        let mut wanted = rules::authorization(&arrived.params, client, redirect_uri, &arrived.source)?;
        self.manage(&client.id, session, &mut wanted).await?;
        let expected = self.expected(&arrived.params, client, &arrived.source)?;
        wanted.more.subject.clone_from(&expected.named);
        let now = self.env.now();
        let stale = match session {
            Some(s) => {
                check_authentication::needs_login(&wanted, s.authenticated_at, s.acr, now)
                    || self.is_another(s, client, &expected).await?
            }
            None => false,
        };
        let at_hand = session.filter(|_| !stale);
        if wanted.prompt.none && at_hand.is_none() {
            return Err(Refusal::new(Code::LoginRequired, "The person has to log in."));
        }
        let ask = Ask {
            client: client.id.clone(),
            organisation: client.organisation.clone(),
            details: self.details(client, &wanted.fields, &wanted.details).await?,
            login_purpose: client.login_purpose.clone(),
            resume: "/authorize/resume?request={request}".to_owned(),
            redirect_origin: respond::origin(redirect_uri),
            always_ask: wanted.prompt.consent,
            fresh_login: stale || (session.is_none() && wanted.authenticated_after(now).is_some()),
            lang: wanted.lang,
        };
        let begun = Begun { wanted: &wanted, sector: &client.sector, pushed: arrived.source.pushed };
        self.ask(&ask, &begun, at_hand, seen).await
    }

    /// Whether a session is of another person than the client expects.
    async fn is_another(&self, session: &Session, client: &Client, expected: &Expected) -> Result<bool> {
        if expected.anybody() {
            return Ok(false);
        }
        let subject = store::subject_of(&self.env.db, session.account, &client.sector).await?;
        Ok(expected.is_another_than(subject.as_deref()))
    }

    /// What the person is asked: to log in with these fields, and each exchange.
    pub(crate) async fn details(
        &self,
        client: &Client,
        fields: &[String],
        elements: &[serde_json::Value],
    ) -> Result<Vec<Detail>, Refusal> {
        let mut details = vec![Detail::Login { fields: fields.to_vec() }];
        for element in elements {
            let checked = (self.ports.check_exchange)(client.id.clone(), element.clone()).await;
            details.push(checked.map_err(bad_detail)?);
        }
        Ok(details)
    }

    /// Stores request and authorization together; with a session at hand, and nothing left to ask, the code comes in the same transaction.
    async fn ask(
        &self,
        ask: &Ask,
        begun: &Begun<'_>,
        session: Option<&Session>,
        seen: &Seen,
    ) -> Result<Response, Refusal> {
        let fresh = &self.fresh()?;
        let (now, browser) = (self.env.now(), &seen.browser);
        let viewer = &Viewer { browser: browser.hash, session: session.cloned() };
        let (request, ending) = self
            .env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    let request = self.consents.ask(tx, browser, ask).await?;
                    let asked = begun.authorization(request, browser, ask, now);
                    store::insert_authorization(tx, &asked, now + AUTHORIZATION).await?;
                    let Some(session) = &viewer.session else { return Ok((request, Ending::Pending)) };
                    if self.consents.settle_in(tx, request, viewer).await? != Stage::Done {
                        return Ok((request, Ending::Pending));
                    }
                    Ok((request, self.conclude(tx, &asked, browser, Some(session), fresh).await?))
                })
            })
            .await?;
        match ending {
            Ending::Code => {
                measure::login(Step::Approved, "ok");
                let answered = Answered::Code(fresh.code.reveal());
                Ok(self.respond(&ask.client, &begun.wanted.reply, answered, seen.lang).await?)
            }
            Ending::Refused(refusal) => Err(refusal),
            Ending::Pending if begun.wanted.prompt.none => {
                Err(Refusal::new(Code::ConsentRequired, "The person has to approve what is asked."))
            }
            Ending::Pending => Ok(respond::see_other(&format!("/requests/{request}"))),
        }
    }
}

/// In which browser the person is, and in which language they read.
struct Seen {
    browser: Browser,
    lang: Lang,
}

/// A checked request, and what is remembered with it.
struct Begun<'a> {
    wanted: &'a Wanted,
    sector: &'a str,
    pushed: Option<[u8; 32]>,
}

impl Begun<'_> {
    fn authorization(
        &self,
        request: RequestId,
        browser: &Browser,
        ask: &Ask,
        now: jiff::Timestamp,
    ) -> Authorization {
        Authorization {
            request,
            browser: browser.hash,
            terms: self.wanted.terms(ask.client.clone(), self.sector.to_owned(), now),
            reply: self.wanted.reply.clone(),
            nonce: self.wanted.nonce.clone(),
            code_challenge: self.wanted.code_challenge.clone(),
            jkt: self.wanted.jkt,
            pushed: self.pushed,
        }
    }
}

/// What the catalogue says of a detail; its own failure is not the client's fault.
fn bad_detail(error: Error) -> Refusal {
    match error.kind() {
        Kind::Internal | Kind::Upstream | Kind::Unavailable | Kind::TooMany => Refusal::from(error),
        _ => Refusal::new(Code::InvalidAuthorizationDetails, error.public().to_owned()),
    }
}
