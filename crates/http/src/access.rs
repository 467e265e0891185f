//! Who may call a route, and the guard that sees to it.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::http::header::{self, HeaderValue};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::MethodRouter;
use causeway_core::{Actor, Error, Kind, Permission, Result};

use crate::caller::Caller;
use crate::problem::{self, Problem};
use crate::{Route, Site, browser, csrf, headers, language, limit, observe};

/// Who may call a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Access {
    /// Everybody.
    Public,
    /// A person who is logged in. A browser without a session is sent to `/login`.
    Citizen,
    /// Staff with a permission. A browser without a session of the console is sent to `/console/login`; for staff without the
    /// permission there is no such route.
    Staff(Permission),
    /// An OAuth client with its own access token.
    Client,
    /// The connector of an organisation.
    Connector,
    /// An integrator with a sandbox key.
    Sandbox,
}

impl fmt::Display for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Public => f.write_str("public"),
            Self::Citizen => f.write_str("citizen"),
            Self::Staff(permission) => write!(f, "staff ({permission})"),
            Self::Client => f.write_str("client"),
            Self::Connector => f.write_str("connector"),
            Self::Sandbox => f.write_str("sandbox"),
        }
    }
}

/// The algorithms of DPoP proofs (RFC 9449 section 5.1), as challenges and the provider's metadata name them.
pub const DPOP_ALGS: [&str; 3] = ["ES256", "EdDSA", "PS256"];

/// A future that can be sent between threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Tells who is behind a request, by its cookies or its `Authorization` header.
///
/// It takes what it needs out of the request at once (the future owns it). `Ok(Actor::Nobody)` when there are no credentials;
/// `Err` of kind `Unauthenticated` when there are some and they are wrong: a protected route then answers with that error.
pub type Identify = Arc<dyn Fn(&Parts) -> BoxFuture<'static, Result<Actor>> + Send + Sync>;

/// Which paths this node serves, and what to say of the others: `None` for a path that it serves.
pub type Elsewhere = Arc<dyn Fn(&str) -> Option<Error> + Send + Sync>;

/// The way into a host: which site it is, and how callers are known.
#[derive(Clone)]
pub struct Guard {
    site: Site,
    identify: Identify,
    elsewhere: Option<Elsewhere>,
}

impl Guard {
    /// A guard for `site` that knows callers by `identify`.
    pub fn new(site: Site, identify: Identify) -> Self {
        Self { site, identify, elsewhere: None }
    }

    /// For a node that serves a part of the host: for other paths it answers 421 (RFC 9110 section 15.5.20), before anything else is
    /// done for them.
    #[must_use]
    pub fn serving_part(mut self, elsewhere: Elsewhere) -> Self {
        self.elsewhere = Some(elsewhere);
        self
    }

    /// A guard that knows nobody: for a host whose routes are all public, such as a sample service with sessions of its own.
    pub fn knowing_nobody(site: Site) -> Self {
        Self::of(site, Actor::Nobody)
    }

    /// A guard that takes everybody for `actor`: for tests.
    pub fn of(site: Site, actor: Actor) -> Self {
        Self::new(
            site,
            Arc::new(move |_| {
                let actor = actor.clone();
                Box::pin(async move { Ok(actor) })
            }),
        )
    }

    /// The site it guards.
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// Puts the cross-site check and the access check before a handler. `route_layer`, so that a wrong method is still answered
    /// 405 and not 401.
    pub(crate) fn protect(&self, route: Route, handler: MethodRouter) -> MethodRouter {
        let identify = Arc::clone(&self.identify);
        handler.route_layer(from_fn(move |request: Request, next: Next| {
            let identify = Arc::clone(&identify);
            async move {
                let mut response = match csrf::admit(request, route.from_anywhere).await {
                    Ok(request) => admit(route.access, identify, request, next).await,
                    Err(refusal) => refusal,
                };
                if route.any_origin {
                    let anybody = HeaderValue::from_static("*");
                    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, anybody);
                }
                response
            }
        }))
    }

    /// For where there is no route: callers are known there, too, so that the page has their navigation bar.
    pub(crate) fn elsewhere(&self, handler: MethodRouter) -> MethodRouter {
        let identify = Arc::clone(&self.identify);
        handler.layer(from_fn(move |request: Request, next: Next| {
            let identify = Arc::clone(&identify);
            async move { admit(Access::Public, identify, request, next).await }
        }))
    }

    /// Puts the layers around a router: as one, since each layer of tower's copies everything that is below it for every request.
    pub(crate) fn dress(self, router: Router) -> Router {
        let Self { site, elsewhere, .. } = self;
        router.layer(from_fn(move |mut request: Request, next: Next| {
            let elsewhere = elsewhere.clone();
            request.extensions_mut().insert(site.clone());
            limit::body_limit().apply(&mut request);
            layers(elsewhere, request, next)
        }))
    }
}

impl fmt::Debug for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guard").field("site", &self.site).finish_non_exhaustive()
    }
}

/// The layers; the first one named here sees a request first.
async fn layers(elsewhere: Option<Elsewhere>, request: Request, next: Next) -> Response {
    let inner = async move |request: Request| match elsewhere.and_then(|tell| tell(request.uri().path())) {
        Some(error) => Problem::with_status(StatusCode::MISDIRECTED_REQUEST, error).into_response(),
        None => next.run(request).await,
    };
    let timed = |request| limit::time_layer(request, inner);
    let known = |request| browser::layer(request, timed);
    let told = |request| problem::layer(request, known);
    let spoken = |request| language::layer(request, told);
    let safe = |request| headers::layer(request, spoken);
    observe::layer(request, safe).await
}

async fn admit(access: Access, identify: Identify, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let known = identify(&parts).await;
    let met = known.as_ref().ok().cloned().map(Caller);
    let actor = match check(access, &parts, known) {
        Ok(actor) => actor,
        Err(mut refusal) => {
            // The page that says so has the caller's own navigation bar.
            if let Some(caller) = met {
                refusal.extensions_mut().insert(caller);
            }
            return refusal;
        }
    };
    let caller = Caller(actor);
    parts.extensions.insert(caller.clone());
    let mut response = next.run(Request::from_parts(parts, body)).await;
    response.extensions_mut().insert(caller);
    response
}

/// The decision: who the caller is on this route, or the answer that turns them away.
#[expect(clippy::result_large_err, reason = "an answer is sent at once, not carried about")]
fn check(access: Access, parts: &Parts, known: Result<Actor>) -> Result<Actor, Response> {
    let known = match known {
        Err(error) if access == Access::Public => {
            tracing::debug!(%error, "wrong credentials on a public route; served as nobody");
            Ok(Actor::Nobody)
        }
        other => other,
    };
    match (access, known) {
        (Access::Staff(permission), Ok(Actor::Staff(staff))) => {
            if staff.may(permission) {
                Ok(Actor::Staff(staff))
            } else {
                Err(answer(Error::not_found()))
            }
        }
        (Access::Public, Ok(actor))
        | (Access::Citizen, Ok(actor @ Actor::Person(_)))
        | (Access::Client, Ok(actor @ Actor::Client(_)))
        | (Access::Connector, Ok(actor @ Actor::Connector(_)))
        | (Access::Sandbox, Ok(actor @ Actor::Sandbox(_))) => Ok(actor),
        (_, Err(error)) if error.kind() != Kind::Unauthenticated => Err(answer(error)),
        (Access::Citizen, _) => Err(log_in_first(parts, "/login")),
        (Access::Staff(_), _) => Err(log_in_first(parts, "/console/login")),
        (access, Err(error)) => {
            let challenges = challenges(access, &parts.headers, Some(error.code()));
            Err(with_challenges(error, &challenges))
        }
        (access, Ok(_)) => {
            Err(with_challenges(Error::unauthenticated(), &challenges(access, &parts.headers, None)))
        }
    }
}

fn answer(error: Error) -> Response {
    Problem::from(error).into_response()
}

/// What a 401 asks for: each scheme that the route takes, and what was wrong beside the one that was tried (RFC 6750 section 3, RFC 9449
/// section 7.1). Clients' tokens may be bound to a key; the keys of a sandbox and connectors' tokens are not.
fn challenges(access: Access, headers: &HeaderMap, wrong: Option<&str>) -> Vec<String> {
    let tried = headers.get(header::AUTHORIZATION).and_then(|line| line.to_str().ok()).unwrap_or_default();
    let tried_dpop = tried.split(' ').next().is_some_and(|scheme| scheme.eq_ignore_ascii_case("DPoP"));
    let dpop = access == Access::Client;
    // RFC 9449 sections 7.1 and 8: of a proof, it is said what is wrong with it.
    let error = wrong.map(|code| match code {
        "invalid_dpop_proof" | "use_dpop_nonce" if dpop && tried_dpop => code,
        _ => "invalid_token",
    });
    let error = error.map(|code| format!("error=\"{code}\""));
    let with_error = |here: bool| error.clone().filter(|_| here);
    let bearer = [Some("Bearer".to_owned()), with_error(!(dpop && tried_dpop))];
    let mut all = vec![bearer.into_iter().flatten().collect::<Vec<_>>().join(" ")];
    if dpop {
        let algs = format!("algs=\"{}\"", DPOP_ALGS.join(" "));
        let parameters: Vec<_> = with_error(tried_dpop).into_iter().chain([algs]).collect();
        all.push(format!("DPoP {}", parameters.join(", ")));
    }
    all
}

fn with_challenges(error: Error, challenges: &[String]) -> Response {
    let mut response = Problem::from(error).into_response();
    for challenge in challenges.iter().filter_map(|challenge| HeaderValue::from_str(challenge).ok()) {
        response.headers_mut().append(header::WWW_AUTHENTICATE, challenge);
    }
    response
}

/// A person who opens a page is sent to log in and comes back; a program or a form is told.
fn log_in_first(parts: &Parts, door: &str) -> Response {
    if parts.method == Method::GET && accepts_html(&parts.headers) {
        let wanted = parts.uri.path_and_query().map_or("/", axum::http::uri::PathAndQuery::as_str);
        let next: String = url::form_urlencoded::byte_serialize(wanted.as_bytes()).collect();
        return Redirect::to(&format!("{door}?next={next}")).into_response();
    }
    Problem::from(Error::unauthenticated()).into_response()
}

/// Whether the request is a browser's wish for a page (`Accept` names `text/html`).
pub fn accepts_html(headers: &HeaderMap) -> bool {
    headers.get_all(header::ACCEPT).iter().any(|v| v.to_str().is_ok_and(|v| v.contains("text/html")))
}

/// Whether a path is of the staff's console: there nobody is known but staff, by the console's own cookie.
pub fn is_console(path: &str) -> bool {
    path.strip_prefix("/console").is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether `next`, as a query parameter brought it, is a path on this very host: what may be redirected to after a login.
///
/// Refused: other schemes and hosts, `//host`, backslashes and control characters (browsers read `/\host` as another host).
pub fn is_local_path(next: &str) -> bool {
    next.starts_with('/')
        && !next.starts_with("//")
        && !next.chars().any(|c| c == '\\' || c.is_ascii_control())
        && next.len() <= 2000
}

#[cfg(test)]
mod tests;
