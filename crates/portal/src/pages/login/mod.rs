//! Logging in and out.

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use causeway_consent::{Ask, Detail, PORTAL};
use causeway_core::{AccountId, Error, Result};
use causeway_http::components::{Button, Content, ErrorSummary};
use causeway_http::{
    Access, Browser, Caller, Citizen, ClientAddress, Cookies, Form, FormAction, Language, Page, Priority,
    Query, Reply, Routes, Shell,
};
use serde::Deserialize;
use uuid::Uuid;

use super::parts::{LoginWays, PostForm, Statement};
use crate::names::Names;
use crate::next::{Next, is_request, local, with_query};
use crate::{Portal, SESSION_COOKIE, session_cookie};

pub(super) fn routes() -> Routes<Portal> {
    Routes::new()
        .get("/login", Access::Public, show)
        .priority(Priority::Begin)
        .post("/login", Access::Public, with_passkey)
        .priority(Priority::Finish)
        .post("/login/phone", Access::Public, with_phone)
        .priority(Priority::Finish)
        .post("/login/qr", Access::Public, with_code)
        .post("/logout", Access::Citizen, log_out)
        .get("/logout", Access::Public, logged_out)
}

/// The ways of logging in.
#[derive(Clone, Template)]
#[template(path = "login/login.html")]
pub(crate) struct LoginPage {
    shell: Shell,
    errors: ErrorSummary,
    /// Who is waiting for the login, in words; empty when it is nobody but the person.
    lead: String,
    ways: LoginWays,
}

impl LoginPage {
    pub(crate) fn new(shell: Shell, ways: LoginWays, failed: bool) -> Self {
        Self::titled(shell.titled("login-title"), String::new(), ways, failed)
    }

    /// For a request of a service.
    pub(crate) fn for_service(shell: Shell, service: &str, ways: LoginWays, failed: bool) -> Self {
        let title = shell.words().with("login-for-title", &[("service", service)]);
        let lead = shell.words().with("login-for-text", &[("service", service)]);
        Self::titled(shell.with_title(title), lead, ways, failed)
    }

    fn titled(shell: Shell, lead: String, ways: LoginWays, failed: bool) -> Self {
        let shell = shell.with_errors(failed);
        let errors = if failed {
            shell.error_summary().add(shell.t("login-passkey-failed"), "#main-content")
        } else {
            shell.error_summary()
        };
        Self { shell, errors, lead, ways }
    }
}

async fn show(
    State(portal): State<Portal>,
    caller: Caller,
    browser: Browser,
    address: ClientAddress,
    shell: Shell,
    Query(next): Query<Next>,
) -> Reply<Response> {
    // A request's own page offers the same ways, and allows the redirect that follows.
    if caller.session().is_some() || is_request(next.path()) {
        return Ok(Redirect::to(&retry(next.path(), next.has_failed())).into_response());
    }
    portal.doors().opening(address)?;
    let ceremony = portal.parts().identity.begin_login(&browser).await?;
    let people = portal.phone_people(&browser).await?;
    let ways = LoginWays::new(&shell, &ceremony, people.as_deref(), next.path(), "/login/qr");
    Ok(Page(LoginPage::new(shell, ways, next.has_failed())).into_response())
}

/// A request's page by itself, or once more after a failure; other pages have no such thing.
fn retry(path: &str, failed: bool) -> String {
    if failed && is_request(path) { format!("{path}?failed=1") } else { path.to_owned() }
}

#[derive(Deserialize)]
struct Answered {
    ceremony: Uuid,
    response: String,
    #[serde(default)]
    next: String,
}

async fn with_passkey(
    State(portal): State<Portal>,
    browser: Browser,
    address: ClientAddress,
    cookies: Cookies,
    Form(answered): Form<Answered>,
) -> Reply<Response> {
    portal.doors().login(address)?;
    let response = serde_json::from_str(&answered.response).unwrap_or_default();
    let next = local(&answered.next);
    match portal.parts().identity.finish_login(&browser, answered.ceremony, &response).await {
        Ok((_, token)) => Ok((session_cookie(&cookies, &token), Redirect::to(next)).into_response()),
        Err(error) if error.code() == "passkey_refused" => {
            tracing::debug!(%error, "login refused");
            Ok(Redirect::to(&with_query("/login", &[("next", next), ("failed", "1")])).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Deserialize)]
struct OnPhone {
    account: AccountId,
    #[serde(default)]
    next: String,
}

/// The simulated phone's passkey, used as if it were on this device.
async fn with_phone(
    State(portal): State<Portal>,
    browser: Browser,
    address: ClientAddress,
    cookies: Cookies,
    Form(form): Form<OnPhone>,
) -> Reply<Response> {
    portal.doors().login(address)?;
    let phone = portal.parts().phone.as_ref().ok_or_else(Error::not_found)?;
    let (_, token) = phone.log_in(&browser, form.account).await?;
    Ok((session_cookie(&cookies, &token), Redirect::to(local(&form.next))).into_response())
}

#[derive(Deserialize)]
struct Going {
    #[serde(default)]
    next: String,
}

/// Opens a code with which a phone logs this browser in.
async fn with_code(
    State(portal): State<Portal>,
    browser: Browser,
    address: ClientAddress,
    Language(lang): Language,
    Form(going): Form<Going>,
) -> Reply<Redirect> {
    portal.doors().login(address)?;
    let ask = &Ask { lang: Some(lang), resume: local(&going.next).to_owned(), ..own_login()? };
    let (parts, browser) = (portal.parts(), &browser);
    let request =
        parts.env.db.tx(|tx| Box::pin(async move { parts.consents.ask(tx, browser, ask).await })).await?;
    let order = parts.consents.open_order(request, browser).await?;
    Ok(Redirect::to(&format!("/orders/{}", order.id)))
}

/// What the platform itself asks of a phone: to log in another screen.
fn own_login() -> Result<Ask> {
    Ok(Ask {
        client: PORTAL.parse()?,
        organisation: PORTAL.parse()?,
        details: vec![Detail::Login { fields: Vec::new() }],
        login_purpose: "login".parse()?,
        resume: "/".to_owned(),
        redirect_origin: None,
        always_ask: true,
        fresh_login: false,
        lang: None,
    })
}

#[derive(Deserialize)]
struct Leaving {
    /// The logout that a service asked for, if one did.
    #[serde(default)]
    request: Option<Uuid>,
}

async fn log_out(
    State(portal): State<Portal>,
    Citizen(session): Citizen,
    browser: Browser,
    cookies: Cookies,
    Form(leaving): Form<Leaving>,
) -> Reply<Response> {
    let asked = match leaving.request {
        Some(id) => portal.parts().oidc.take_logout(id, &browser).await?,
        None => None,
    };
    portal.parts().identity.end_session(session.id, session.account).await?;
    let next = asked.and_then(|asked| asked.next).unwrap_or_else(|| "/logout".to_owned());
    Ok((cookies.clear(SESSION_COOKIE), Redirect::to(&next)).into_response())
}

/// Asks, where a service wants the person logged out; says that they are, where nobody is logged in.
async fn logged_out(
    State(portal): State<Portal>,
    caller: Caller,
    browser: Browser,
    shell: Shell,
    Query(leaving): Query<Leaving>,
) -> Reply<Response> {
    let (Some(id), Some(session)) = (leaving.request, caller.session()) else {
        return Ok(Page(logged_out_page(shell)).into_response());
    };
    let asked = portal.parts().oidc.asked_logout(id, &browser).await?.ok_or_else(Error::not_found)?;
    let service = match &asked.client {
        Some(client) => Some(Names::new(&portal, shell.words()).service(client).await?),
        None => None,
    };
    let shell = portal.shell_for(shell, Some(session)).await?;
    let page = Page(leave_page(shell, id, service.as_deref()));
    match asked.origin {
        Some(origin) => Ok((Extension(FormAction(origin)), page).into_response()),
        None => Ok(page.into_response()),
    }
}

/// Whether to log out, which a service has asked for; none is named where it did not say who it is.
pub(crate) fn leave_page(shell: Shell, request: Uuid, service: Option<&str>) -> Statement {
    let said = match service {
        Some(service) => shell.words().with("logout-asked-text", &[("service", service)]),
        None => shell.t("logout-asked-by-nobody"),
    };
    let form = PostForm::new("/logout", Button::new(shell.t("account-logout")));
    let form = form.with_hidden("request", request.to_string());
    Statement::new(shell, "logout-asked-title", &[]).saying(said).way_on(Content::html(&form))
}

pub(crate) fn logged_out_page(shell: Shell) -> Statement {
    Statement::new(shell, "login-out-title", &["portal-close-window"]).link("login-again", "/login")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_login_for_a_request_goes_back_to_the_request() {
        assert_eq!(retry("/requests/x", true), "/requests/x?failed=1");
        assert_eq!(retry("/requests/x", false), "/requests/x");
        assert_eq!(retry("/activity", true), "/activity");
    }
}
