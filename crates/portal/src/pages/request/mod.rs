//! The one approval screen, and everything that can become of a request.

mod approve;
mod ended;

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use causeway_consent::{PORTAL, Request, RequestState, Step, Viewer};
use causeway_core::{AccountId, Error, Kind, RequestId, Result, Session};
use causeway_http::{
    Access, Browser, Caller, Citizen, ClientAddress, Form, FormAction, Page, Path, Query, Reply, Routes,
    Shell,
};
use serde::Deserialize;

pub(super) use self::approve::{ApprovePage, By, Screen};
pub(super) use self::ended::{decided_page, declined_elsewhere_page, over_page, unknown_page};
use super::login::LoginPage;
use super::parts::LoginWays;
use crate::Portal;
use crate::names::Names;
use crate::next::Next;

pub(super) fn routes() -> Routes<Portal> {
    Routes::new()
        .get("/requests/{id}", Access::Public, show)
        .post("/requests/{id}/approve", Access::Citizen, approve)
        .post("/requests/{id}/decline", Access::Citizen, decline)
        .post("/requests/{id}/qr", Access::Public, open_code)
}

async fn show(
    State(portal): State<Portal>,
    caller: Caller,
    browser: Browser,
    address: ClientAddress,
    shell: Shell,
    Path(id): Path<RequestId>,
    Query(next): Query<Next>,
) -> Reply<Response> {
    let viewer = Viewer { browser: browser.hash, session: caller.session().cloned() };
    let step = portal.parts().consents.settle(id, &viewer).await;
    let looking = Looking { portal: &portal, browser: &browser, shell, id, failed: next.has_failed() };
    Ok(match (step, viewer.session.as_ref()) {
        (Ok(Step::Approve), Some(session)) => looking.approval(&viewer, session).await?,
        (Ok(Step::Done), _) => looking.decided(&viewer).await?,
        (Ok(Step::LogIn | Step::Approve), _) => {
            portal.doors().opening(address)?;
            looking.login(&viewer).await?
        }
        (Err(error), _) => looking.ended(&viewer, error).await?,
    })
}

/// Somebody looks at a request in an ordinary browser.
struct Looking<'a> {
    portal: &'a Portal,
    browser: &'a Browser,
    shell: Shell,
    id: RequestId,
    failed: bool,
}

impl Looking<'_> {
    async fn request(&self, viewer: &Viewer) -> Result<Request> {
        self.portal.parts().consents.request(self.id, viewer).await
    }

    async fn login(self, viewer: &Viewer) -> Result<Response> {
        let request = self.request(viewer).await?;
        let service = Names::new(self.portal, self.shell.words()).service(&request.client).await?;
        let ceremony = self.portal.parts().identity.begin_login(self.browser).await?;
        let people = self.portal.phone_people(self.browser).await?;
        let (here, code) = (format!("/requests/{}", self.id), format!("/requests/{}/qr", self.id));
        let shell = self.shell.focused();
        let ways = LoginWays::new(&shell, &ceremony, people.as_deref(), &here, &code);
        Ok(with_origin(&request, Page(LoginPage::for_service(shell, &service, ways, self.failed))))
    }

    async fn approval(self, viewer: &Viewer, session: &Session) -> Result<Response> {
        let request = self.request(viewer).await?;
        if is_own_login(&request) && !request.claimed {
            // The screen that wanted to be logged in has logged in by itself.
            return Ok(Redirect::to(&request.resume).into_response());
        }
        let presented = self.portal.present_request(&request, session, self.shell.lang).await?;
        let by = if self.portal.phone_holds(self.browser, session.account).await? {
            By::SimulatedPhone
        } else {
            By::Passkey
        };
        let screen = Screen {
            request: &request,
            presented: &presented,
            base: format!("/requests/{}", self.id),
            by,
            failed: self.failed,
        };
        let when = self.portal.when(self.shell.words());
        let page = ApprovePage::new(self.shell, &when, &screen);
        Ok(with_origin(&request, Page(page)))
    }

    /// The browser that began it goes on; the phone has done its part.
    async fn decided(self, viewer: &Viewer) -> Result<Response> {
        let here = Viewer { browser: self.browser.hash, session: None };
        if let Ok(request) = self.request(&here).await {
            if is_own_login(&request) && request.state == RequestState::Declined {
                return Ok(Page(declined_elsewhere_page(self.shell)).into_response());
            }
            return Ok(Redirect::to(&request.resume).into_response());
        }
        let request = self.request(viewer).await?;
        Ok(Page(decided_page(self.shell, request.state)).into_response())
    }

    async fn ended(self, viewer: &Viewer, error: Error) -> Result<Response> {
        match error.kind() {
            Kind::Gone => {
                let request = self.request(viewer).await?;
                let mut names = Names::new(self.portal, self.shell.words());
                let home = names.client(&request.client).await?.map(|client| client.home_url.clone());
                let service = names.service(&request.client).await?;
                let page = over_page(self.shell, home.as_deref().map(|home| (service.as_str(), home)));
                Ok((StatusCode::GONE, Page(page)).into_response())
            }
            Kind::NotFound => Ok((StatusCode::NOT_FOUND, Page(unknown_page(self.shell))).into_response()),
            _ => Err(error),
        }
    }
}

/// A page whose form may lead, by redirects, to where the service gets its answer.
fn with_origin<T: axum::response::IntoResponse>(request: &Request, page: T) -> Response {
    match &request.redirect_origin {
        Some(origin) => (Extension(FormAction(origin.clone())), page).into_response(),
        None => page.into_response(),
    }
}

/// Whether the platform itself asks: to log in another screen.
fn is_own_login(request: &Request) -> bool {
    request.client.as_str() == PORTAL
}

/// What comes back from the approval screen.
#[derive(Deserialize)]
pub(super) struct Approval {
    /// The passkey's answer, as JSON.
    #[serde(default)]
    response: String,
    /// The options to be signed by the simulated phone, if that is how the person approves.
    #[serde(default)]
    options: String,
}

impl Portal {
    /// Approves with what came back; the simulated phone signs just what the page was given to sign.
    pub(super) async fn approve(
        &self,
        id: RequestId,
        session: &Session,
        browser: &Browser,
        approval: &Approval,
    ) -> Result<Request> {
        let assertion = if approval.options.is_empty() {
            serde_json::from_str(&approval.response).unwrap_or_default()
        } else {
            self.signed_by_phone(browser, session.account, &approval.options).await?
        };
        self.parts().consents.approve(id, session, &assertion).await
    }

    async fn signed_by_phone(
        &self,
        browser: &Browser,
        account: AccountId,
        options: &str,
    ) -> Result<serde_json::Value> {
        let phone = self.parts().phone.as_ref().ok_or_else(Error::not_found)?;
        let options = serde_json::from_str(options).unwrap_or_default();
        phone.sign(browser, account, &options).await
    }
}

async fn approve(
    State(portal): State<Portal>,
    Citizen(session): Citizen,
    browser: Browser,
    Path(id): Path<RequestId>,
    Form(approval): Form<Approval>,
) -> Reply<Redirect> {
    let decided = portal.approve(id, &session, &browser, &approval).await;
    Ok(Redirect::to(&after(&format!("/requests/{id}"), decided)?))
}

async fn decline(
    State(portal): State<Portal>,
    Citizen(session): Citizen,
    Path(id): Path<RequestId>,
) -> Reply<Redirect> {
    let decided = portal.parts().consents.decline(id, &session).await;
    Ok(Redirect::to(&after(&format!("/requests/{id}"), decided)?))
}

/// Back to the request, which knows what is next; with a word about it if the passkey did not fit.
pub(super) fn after(base: &str, decided: Result<Request>) -> Result<String> {
    match decided {
        Ok(_) => Ok(base.to_owned()),
        Err(error) if matches!(error.code(), "passkey_refused" | "not_shown") => {
            tracing::debug!(%error, "approval refused");
            Ok(format!("{base}?failed=1"))
        }
        // The page says so in full.
        Err(error) if error.kind() == Kind::Gone => Ok(base.to_owned()),
        Err(error) => Err(error),
    }
}

async fn open_code(
    State(portal): State<Portal>,
    browser: Browser,
    address: ClientAddress,
    Path(id): Path<RequestId>,
) -> Reply<Redirect> {
    portal.doors().login(address)?;
    let to = match portal.parts().consents.open_order(id, &browser).await {
        Ok(order) => format!("/orders/{}", order.id),
        Err(error) if error.kind() == Kind::Gone => format!("/requests/{id}"),
        Err(error) => return Err(error.into()),
    };
    Ok(Redirect::to(&to))
}
