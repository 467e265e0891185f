//! The simulated phone: a stand-in for a person's own phone, in a sandbox. It has a session of its own, so that in one browser it is
//! another device than the screen beside it; what it does goes through the same domain calls as a real phone's.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use causeway_consent::{OrderId, Request, Step, Viewer};
use causeway_core::{AccountId, Error, Kind, RequestId, Result, Session};
use causeway_http::components::{Button, InsetText};
use causeway_http::{
    Access, Browser, ClientAddress, Cookies, Form, Page, Path, Priority, Query, Reply, Routes, Shell,
};
use causeway_registration::phone::{SoftPerson, SoftPhone};
use serde::Deserialize;

use super::parts::{PostForm, Statement};
use super::request::{Approval, ApprovePage, By, Screen, after, over_page, unknown_page};
use super::scan::{ScanPage, Scanned, again};
use crate::Portal;
use crate::compose::elsewhere;
use crate::next::{Next, local, with_query};

/// The session of the simulated phone.
const COOKIE: &str = "cw_phone";

pub(super) fn routes() -> Routes<Portal> {
    Routes::new()
        .get("/phone", Access::Public, home)
        .post("/phone/login", Access::Public, log_in)
        .post("/phone/logout", Access::Public, log_out)
        .get("/phone/scan", Access::Public, scan)
        .post("/phone/scan", Access::Public, claim)
        .post("/phone/scan/{order}", Access::Public, point_at_screen)
        .get("/phone/requests/{id}", Access::Public, request)
        .post("/phone/requests/{id}/approve", Access::Public, approve)
        .priority(Priority::Finish)
        .post("/phone/requests/{id}/decline", Access::Public, decline)
        .priority(Priority::Finish)
}

impl Portal {
    /// The simulated phone; outside a sandbox there is none, and nothing here.
    fn phone(&self) -> Result<&SoftPhone> {
        self.parts().phone.as_ref().ok_or_else(Error::not_found)
    }

    /// Who is logged in on the simulated phone.
    async fn phone_session(&self, cookies: &Cookies) -> Result<Option<Session>> {
        self.phone()?;
        match cookies.get(COOKIE) {
            Some(cookie) => self.parts().identity.session(&cookie).await,
            None => Ok(None),
        }
    }
}

/// The phone's start page.
#[derive(Clone, Template)]
#[template(path = "phone/home.html")]
pub(crate) struct HomePage {
    shell: Shell,
    /// A word about why one is here, such as that one has to log in first.
    notice: Option<String>,
    /// Who is logged in, in words, with the way out.
    owner: Option<(String, PostForm)>,
    people: Vec<PostForm>,
}

impl HomePage {
    pub(crate) fn new(
        shell: Shell,
        people: &[SoftPerson],
        owner: Option<&Session>,
        log_in_first: bool,
    ) -> Self {
        let shell = shell.titled("phone-title").focused();
        let words = shell.words();
        let named = |person: &SoftPerson| words.with("phone-logged-in-as", &[("name", &person.name)]);
        let who = owner.map(|session| {
            let person = people.iter().find(|person| person.account == session.account);
            let log_out = PostForm::new("/phone/logout", Button::secondary(words.t("phone-logout")));
            (person.map(named).unwrap_or_default(), log_out)
        });
        let log_in = |person: &SoftPerson| {
            let button = Button::secondary(words.with("phone-login-as", &[("name", &person.name)]));
            PostForm::new("/phone/login", button).with_hidden("account", person.account.to_string())
        };
        let others = people.iter().filter(|person| owner.is_none_or(|owner| owner.account != person.account));
        Self {
            notice: log_in_first.then(|| words.t("phone-log-in-first")),
            owner: who,
            people: others.map(log_in).collect(),
            shell,
        }
    }

    /// With where to go on after logging in, if that is not this page.
    fn going_on_to(mut self, next: &str) -> Self {
        if next != "/" {
            self.people = self.people.into_iter().map(|form| form.with_hidden("next", next)).collect();
        }
        self
    }
}

async fn home(
    State(portal): State<Portal>,
    browser: Browser,
    cookies: Cookies,
    shell: Shell,
    Query(next): Query<Next>,
) -> Reply<Page<HomePage>> {
    let people = portal.phone()?.people(&browser).await?;
    let session = portal.phone_session(&cookies).await?;
    let page = HomePage::new(shell, &people, session.as_ref(), next.has_failed());
    Ok(Page(page.going_on_to(next.path())))
}

/// Nobody is logged in on the phone: to its start page, which says so.
fn log_in_first() -> Response {
    Redirect::to("/phone?failed=1").into_response()
}

#[derive(Deserialize)]
struct As {
    account: AccountId,
    #[serde(default)]
    next: String,
}

async fn log_in(
    State(portal): State<Portal>,
    browser: Browser,
    address: ClientAddress,
    cookies: Cookies,
    Form(As { account, next }): Form<As>,
) -> Reply<Response> {
    portal.doors().login(address)?;
    let (_, token) = portal.phone()?.log_in(&browser, account).await?;
    let cookie = cookies.set(COOKIE, token.reveal(), Some(crate::SESSION));
    let on = match local(&next) {
        "/" => "/phone",
        next => next,
    };
    Ok((cookie, Redirect::to(on)).into_response())
}

async fn log_out(State(portal): State<Portal>, cookies: Cookies) -> Reply<Response> {
    if let Some(session) = portal.phone_session(&cookies).await? {
        portal.parts().identity.end_session(session.id, session.account).await?;
    }
    Ok((cookies.clear(COOKIE), Redirect::to("/phone")).into_response())
}

async fn scan(State(portal): State<Portal>, cookies: Cookies, shell: Shell) -> Reply<Response> {
    Ok(match portal.phone_session(&cookies).await? {
        Some(_) => Page(scan_page(shell, None)).into_response(),
        None => log_in_first(),
    })
}

/// The scan page, as on a real phone.
pub(crate) fn scan_page(shell: Shell, error: Option<&str>) -> ScanPage {
    ScanPage::new(shell, "/phone/scan", error)
}

async fn claim(
    State(portal): State<Portal>,
    cookies: Cookies,
    shell: Shell,
    Form(scanned): Form<Scanned>,
) -> Reply<Response> {
    let Some(session) = portal.phone_session(&cookies).await? else { return Ok(log_in_first()) };
    if scanned.frame.trim().is_empty() {
        return Ok(again(shell, "/phone/scan", "scan-text-missing"));
    }
    Ok(portal.claim_on_phone(&session, &scanned.frame, shell).await?)
}

/// The phone's camera, pointed at the screen in this very browser: it reads the frame that is there right now.
async fn point_at_screen(
    State(portal): State<Portal>,
    browser: Browser,
    cookies: Cookies,
    shell: Shell,
    Path(order): Path<OrderId>,
) -> Reply<Response> {
    let Some(session) = portal.phone_session(&cookies).await? else {
        // Back to this screen afterwards, to scan what it shows then.
        let next = with_query("/phone", &[("failed", "1"), ("next", &format!("/orders/{order}"))]);
        return Ok(Redirect::to(&next).into_response());
    };
    let frame = portal.parts().consents.frame(order, &browser).await?;
    Ok(portal.claim_on_phone(&session, &frame, shell).await?)
}

impl Portal {
    async fn claim_on_phone(&self, session: &Session, frame: &str, shell: Shell) -> Result<Response> {
        self.doors().scan(session.account)?;
        match self.parts().consents.claim(session, frame).await {
            Ok(request) => Ok(Redirect::to(&format!("/phone/requests/{request}")).into_response()),
            Err(error) if error.code() == "frame_refused" || error.code() == "request_over" => {
                Ok(again(shell, "/phone/scan", "scan-refused"))
            }
            Err(error) => Err(error),
        }
    }
}

async fn request(
    State(portal): State<Portal>,
    browser: Browser,
    cookies: Cookies,
    shell: Shell,
    Path(id): Path<RequestId>,
    Query(next): Query<Next>,
) -> Reply<Response> {
    let Some(session) = portal.phone_session(&cookies).await? else { return Ok(log_in_first()) };
    let viewer = elsewhere(&session);
    let consents = &portal.parts().consents;
    match consents.settle(id, &viewer).await {
        Ok(Step::Done) => {
            let request = consents.request(id, &viewer).await?;
            let screen = Viewer { browser: browser.hash, session: None };
            let beside = consents.request(id, &screen).await.is_ok();
            Ok(Page(decided_page(shell, &request, beside)).into_response())
        }
        Ok(Step::Approve) => {
            let request = &consents.request(id, &viewer).await?;
            let presented = &portal.present_request(request, &session, shell.lang).await?;
            let base = format!("/phone/requests/{id}");
            let screen =
                Screen { request, presented, base, by: By::SimulatedPhone, failed: next.has_failed() };
            let when = portal.when(shell.words());
            Ok(Page(ApprovePage::new(shell, &when, &screen)).into_response())
        }
        Ok(Step::LogIn) => Ok(log_in_first()),
        Err(error) => Ok(ended(shell, error)?),
    }
}

fn ended(shell: Shell, error: Error) -> Result<Response> {
    match error.kind() {
        Kind::Gone => Ok((StatusCode::GONE, Page(over_page(shell, None).simulated())).into_response()),
        Kind::NotFound => Ok((StatusCode::NOT_FOUND, Page(unknown_page(shell).simulated())).into_response()),
        _ => Err(error),
    }
}

/// Decided. If the screen that asked is in this very browser, the way there.
pub(crate) fn decided_page(shell: Shell, request: &Request, beside: bool) -> Statement {
    let page = super::request::decided_page(shell, request.state).simulated();
    if beside {
        page.link("phone-other-screen", format!("/requests/{}", request.id))
    } else {
        page.link("phone-home", "/phone")
    }
}

async fn approve(
    State(portal): State<Portal>,
    browser: Browser,
    cookies: Cookies,
    Path(id): Path<RequestId>,
    Form(approval): Form<Approval>,
) -> Reply<Response> {
    let Some(session) = portal.phone_session(&cookies).await? else { return Ok(log_in_first()) };
    let decided = portal.approve(id, &session, &browser, &approval).await;
    Ok(Redirect::to(&after(&format!("/phone/requests/{id}"), decided)?).into_response())
}

async fn decline(
    State(portal): State<Portal>,
    cookies: Cookies,
    Path(id): Path<RequestId>,
) -> Reply<Response> {
    let Some(session) = portal.phone_session(&cookies).await? else { return Ok(log_in_first()) };
    let decided = portal.parts().consents.decline(id, &session).await;
    Ok(Redirect::to(&after(&format!("/phone/requests/{id}"), decided)?).into_response())
}
