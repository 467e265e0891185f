//! What somebody sees of a request in an ordinary browser, by what has to happen next.

use axum::Extension;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use causeway_consent::{PORTAL, Request, RequestState, Viewer};
use causeway_core::{Error, Kind, RequestId, Result, Session};
use causeway_http::{Browser, Cookies, FormAction, Page, Shell};

use super::{
    ApprovePage, By, Screen, answered_page, decided_page, declined_elsewhere_page, log_in_page, over_page,
    stopped_page, unknown_page,
};
use crate::names::Names;
use crate::pages::login::LoginPage;
use crate::pages::parts::LoginWays;
use crate::{Portal, session_cookie};

/// Where a person's own choice of language is remembered.
const CHOSEN_LANGUAGE: &str = "cw_lang";

/// Somebody looks at a request in an ordinary browser.
pub(super) struct Look<'a> {
    pub(super) portal: &'a Portal,
    pub(super) browser: &'a Browser,
    pub(super) cookies: &'a Cookies,
    pub(super) viewer: &'a Viewer,
    pub(super) shell: Shell,
    pub(super) id: RequestId,
    /// Whether an attempt failed just before.
    pub(super) failed: bool,
}

impl Look<'_> {
    /// The same page in the language in which the service would like the person to be asked (OpenID Connect `ui_locales`), if that is
    /// another one and the person has not chosen one here.
    pub(super) async fn in_wished_language(&self) -> Result<Option<Redirect>> {
        if self.cookies.get(CHOSEN_LANGUAGE).is_some() {
            return Ok(None);
        }
        let request = self.request(self.viewer).await?;
        let wished = request.lang.filter(|wished| *wished != self.shell.lang);
        Ok(wished.map(|lang| Redirect::to(&format!("/requests/{}?lang={}", self.id, lang.tag()))))
    }

    async fn request(&self, viewer: &Viewer) -> Result<Request> {
        self.portal.parts().consents.request(self.id, viewer).await
    }

    /// What is said instead where the service that asks was stopped.
    async fn stopped(&self, request: &Request) -> Result<Option<Response>> {
        let mut names = Names::new(self.portal, self.shell.words());
        if !names.is_stopped(&request.client).await? {
            return Ok(None);
        }
        let page = stopped_page(self.shell.clone(), &names.service(&request.client).await?);
        Ok(Some((StatusCode::FORBIDDEN, Page(page)).into_response()))
    }

    pub(super) async fn login(self) -> Result<Response> {
        let request = self.request(self.viewer).await?;
        if let Some(stopped) = self.stopped(&request).await? {
            return Ok(stopped);
        }
        let service = Names::new(self.portal, self.shell.words()).service(&request.client).await?;
        let ceremony = self.portal.parts().identity.begin_login(self.browser).await?;
        let people = self.portal.phone_people(self.browser).await?;
        let (here, code) = (format!("/requests/{}", self.id), format!("/requests/{}/qr", self.id));
        let shell = self.shell.focused();
        let ways = LoginWays::new(&shell, &ceremony, people.as_deref(), &here, &code);
        Ok(with_origin(&request, Page(LoginPage::for_service(shell, &service, ways, self.failed))))
    }

    pub(super) async fn approval(self, session: &Session) -> Result<Response> {
        let request = self.request(self.viewer).await?;
        if let Some(stopped) = self.stopped(&request).await? {
            return Ok(stopped);
        }
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

    /// The browser that began it goes on, logged in if a phone has approved for it; the phone has done its part.
    pub(super) async fn decided(self) -> Result<Response> {
        let here = Viewer { browser: self.browser.hash, session: None };
        let Ok(request) = self.request(&here).await else {
            let request = self.request(self.viewer).await?;
            if request.is_addressed() {
                return self.answered(&request).await;
            }
            return Ok(Page(decided_page(self.shell, request.state)).into_response());
        };
        if is_own_login(&request) && request.state == RequestState::Declined {
            return Ok(Page(declined_elsewhere_page(self.shell)).into_response());
        }
        let on = Redirect::to(&request.resume);
        if self.viewer.session.is_some() {
            return Ok(on.into_response());
        }
        Ok(match self.portal.parts().consents.redeem(self.id, self.browser).await? {
            Some((_, token)) => (session_cookie(self.cookies, &token), on).into_response(),
            None => on.into_response(),
        })
    }

    async fn answered(self, request: &Request) -> Result<Response> {
        let mut names = Names::new(self.portal, self.shell.words());
        let home = names.client(&request.client).await?.map(|client| client.home_url.clone());
        let service = names.service(&request.client).await?;
        let muted = match request.account {
            Some(account) => self.portal.parts().consents.mutes(account).await?,
            None => Vec::new(),
        };
        let muted = muted.iter().any(|mute| mute.client == request.client);
        Ok(Page(answered_page(self.shell, request, (&service, home.as_deref()), muted)).into_response())
    }

    pub(super) async fn ended(self, error: Error) -> Result<Response> {
        match error.kind() {
            Kind::Gone => {
                let request = self.request(self.viewer).await?;
                let mut names = Names::new(self.portal, self.shell.words());
                let home = names.client(&request.client).await?.map(|client| client.home_url.clone());
                let service = names.service(&request.client).await?;
                let page = over_page(self.shell, home.as_deref().map(|home| (service.as_str(), home)));
                Ok((StatusCode::GONE, Page(page)).into_response())
            }
            Kind::NotFound => {
                let page = match self.viewer.session {
                    Some(_) => unknown_page(self.shell),
                    None => log_in_page(self.shell, &format!("/requests/{}", self.id)),
                };
                Ok((StatusCode::NOT_FOUND, Page(page)).into_response())
            }
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
